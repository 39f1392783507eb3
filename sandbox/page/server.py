"""Serves SimCord's page as this product's: its name, icon and picker of views, and no developer's controls.

SimCord's server can't be extended, so this file uses its private names.
"""

import json
from collections.abc import Callable, Mapping
from html import escape
from pathlib import Path
from typing import ClassVar, Protocol, cast

from aiohttp import web
from simcord.preview import Preview
from simcord.preview._server import PreviewServer

from sandbox.page.words import Words

STATIC = Path(__file__).parent / "static"
SCRIPTS = ("sandbox.js", "menus.js", "slash.js", "times.js", "links.js")

CHANGES = {
    # A time like "in 15 seconds" is marked, so that times.js can keep it true.
    "/text.js": {
        "if (valid) time.dateTime = date.toISOString();": """if (valid) time.dateTime = date.toISOString();
  if (valid && style === "R") time.dataset.relative = String(unix);"""
    },
    # A drawn page is scrolled back at once, and pictures shown before keep their size: a list opened below pictures was
    # out of sight for a moment, and SimCord closed it.
    "/media.js": {
        "image.height = height;": """image.height = height;
    image.style.setProperty("--ratio", `${width} / ${height}`);"""
    },
    # A picture that grew before the page's own scrolling was reported seemed scrolled up from: a finished card ended
    # above its buttons. Only whoever scrolls up leaves the end.
    "/timeline.js": {
        "    return pendingMedia;\n  }": "    reconcileScrollIntent();\n    return pendingMedia;\n  }",
        "state.scrollIntent = captureScrollIntent();\n    if (": "state.scrollIntent = keptScrollIntent();\n    if (",
        'policy !== "target") state.scrollIntent = captureScrollIntent();': (
            'policy !== "target") state.scrollIntent = keptScrollIntent();'
        ),
        "ui.timeline.scrollTop = ui.timeline.scrollHeight - ui.timeline.clientHeight;": """
      ui.timeline.scrollTop = ui.timeline.scrollHeight - ui.timeline.clientHeight;
      end = ui.timeline.scrollTop;""",
        "  /** @returns {ScrollIntent} */": """  let end = 0;
  function keptScrollIntent() {
    const atEnd = state.scrollIntent?.policy === "bottom" && ui.timeline.scrollTop >= end;
    return atEnd ? state.scrollIntent : captureScrollIntent();
  }
  /** @returns {ScrollIntent} */""",
    },
    # Below the choices of a list that takes several are Apply and Cancel, and SimCord's name, which says nothing here.
    "/selects.js": {
        '"SimCord selection draft actions"': '"Your choices"',
        '"SimCord selection draft"': '""',
        "${entries.length} options on": '${entries.length} option${entries.length === 1 ? "" : "s"} on',
        "if (draftValue(key) === undefined) {": (
            'if (draftValue(key) === undefined || (scope === "message" && dropdown?.key !== key)) {'
        ),
    },
    # As in Discord, a select shows what its message says. SimCord went on to show what was picked in its place before,
    # and sent nothing when the same was picked again.
    "/select-drafts.js": {
        "if (!drafts.has(key)) drafts.set(key, value);": (
            "if (!drafts.has(key) || (drafts === state.drafts && state.dropdown?.key !== key)) drafts.set(key, value);"
        )
    },
    # Discord asks the bot for suggestions before anything is typed; SimCord would say that no options match.
    "/commands.js": {
        'const current = String(field.value || "");': """const current = String(field.value || "");
            const asked = autocompleteResults.has(autocompleteKey(currentDraft(), option.name, current));
            if (!asked) queryAutocomplete(option, current);""",
        # What is wrong with a value, with the limit that it misses.
        "function errorText(code) {": "function errorText(code, option) {",
        '"Value length is outside the allowed range."': (
            "`Use up to ${Number(option.maxLength).toLocaleString()} characters.`"
        ),
        '"Value is outside the allowed range."': (
            "`Use a number from ${option.minValue} to ${Number(option.maxValue).toLocaleString()}.`"
        ),
        "errorText(result.error)": "errorText(result.error, option)",
        "errorText(code))": "errorText(code, option))",
        '"more" : "options"': '"more" : `option${remaining > 1 ? "s" : ""}`',
        '"No options match"': 'autocomplete.state === "loading" ? "Loading options" : "No options match"',
        # A field is as wide as its text; a Chinese character takes as much room as two Latin ones.
        "[...field.value].length + 1": r"field.value.replace(/[\u2e80-\u{10ffff}]/gu, '00').length + 1",
    },
    # When the page only looks for news, it says what it shows; the sandbox answers as soon as there is something else.
    "/app.js": {
        'read: (signal) => request("/api/state",': (
            "read: (signal, waits) => request(`/api/state${waits ? '?shown=' + state.publishedRevision : ''}`,"
        )
    },
    "/session.js": {
        "interval = 500": "interval = 50",
        "function readState() {": "function readState(waits = false) {",
        "await read(owner.signal)": "await read(owner.signal, waits)",
        "const accepted = await readState()": "const accepted = await readState(true)",
    },
}
"""What is changed in SimCord's scripts."""


class NewsPage(Protocol):
    """What the server needs of its page, besides what SimCord's has."""

    async def news(self, context_id: str, shown: int) -> None: ...


class PageServer(PreviewServer):
    """``labels`` are of the views, by the key that the page sends. ``now`` returns the bot's time, in epoch seconds."""

    _STATIC_FILES: ClassVar[dict[str, str]] = {
        **PreviewServer._STATIC_FILES,  # noqa: SLF001
        **{f"/{name}": str(STATIC / name) for name in (*SCRIPTS, "asking.js", "sandbox.css", "icon.svg")},
    }
    _STATIC_CONTENT_TYPES: ClassVar[dict[str, str]] = {
        **PreviewServer._STATIC_CONTENT_TYPES,  # noqa: SLF001
        str(STATIC / "sandbox.css"): "text/css",
        str(STATIC / "icon.svg"): "image/svg+xml",
    }

    def __init__(
        self,
        page: "NewsPage",
        port: int,
        words: Words,
        labels: Mapping[str, str],
        now: Callable[[], float],
        speed: float,
    ) -> None:
        super().__init__(cast(Preview, page), port)
        self._page = page
        self._now = now
        self._speed = speed
        self._words = words
        self._labels = labels

    async def _state(self, request: web.Request) -> web.Response:
        if self._authorized(request) and (shown := request.query.get("shown", "")).isdecimal():
            await self._page.news(request.headers.get("X-Simcord-Context", ""), int(shown))
        response: web.Response = await super()._state(request)
        return response

    async def _static(self, request: web.Request) -> web.Response:
        response: web.Response = await super()._static(request)
        changes = self._changes() if request.path == "/" else CHANGES.get(request.path, {})
        for theirs, ours in changes.items():
            response.text = (response.text or "").replace(theirs, ours, 1)
        return response

    def _changes(self) -> dict[str, str]:
        """Parts of SimCord's page, and what takes their place."""
        title, language = escape(self._words.title), escape(self._words.language)
        head = '<link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/sandbox.css">'
        return {
            '<html lang="en">': f'<html lang="{language}">',
            "<title>SimCord Preview</title>": f"<title>{title}</title>",
            "</head>": f"{head}</head>",
            '<header class="preview-toolbar"': f'{self._bar()}<header class="preview-toolbar"',
            "</body>": "".join(f'<script type="module" src="/{name}"></script>' for name in SCRIPTS) + "</body>",
        }

    def _bar(self) -> str:
        options = "".join(f'<option value="{key}">{escape(label)}</option>' for key, label in self._labels.items())
        tries = "".join(
            f'<button type="button" data-command="{escape(command)}">{escape(label)}</button>'
            for label, command in self._words.tries.items()
        )
        return f"""<header class="sandbox-bar" data-now="{self._now()}" data-speed="{self._speed}">
            <img src="/icon.svg" alt=""><strong>{escape(self._words.title)}</strong>
            <label>{escape(self._words.act_as)} <select id="act-as">{options}</select></label>
            <output id="trouble" data-troubles="{escape(json.dumps(self._words.instead()))}"></output>
        </header>
        <div id="tries" class="tries">{tries}</div><output id="hint" class="hint"></output>"""
