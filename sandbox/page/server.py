"""Serves SimCord's page as this product's: its name, icon and picker of views, and no developer's controls.

SimCord's server can't be extended, so this file uses its private names.
"""

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import ClassVar

from aiohttp import web
from simcord.preview import Preview
from simcord.preview._server import PreviewServer

from sandbox.page.words import Words

STATIC = Path(__file__).parent / "static"


class PageServer(PreviewServer):
    """``labels`` are of the views, by the key that the page sends."""

    _STATIC_FILES: ClassVar[dict[str, str]] = {
        **PreviewServer._STATIC_FILES,  # noqa: SLF001
        **{f"/{path.name}": str(path) for path in (STATIC / name for name in ("menus.js", "sandbox.js"))},
        **{f"/{path.name}": str(path) for path in (STATIC / name for name in ("sandbox.css", "icon.svg"))},
    }
    _STATIC_CONTENT_TYPES: ClassVar[dict[str, str]] = {
        **PreviewServer._STATIC_CONTENT_TYPES,  # noqa: SLF001
        str(STATIC / "sandbox.css"): "text/css",
        str(STATIC / "icon.svg"): "image/svg+xml",
    }

    def __init__(self, page: Preview, port: int, words: Words, labels: Mapping[str, str]) -> None:
        super().__init__(page, port)
        self._words = words
        self._labels = labels

    async def _index(self, request: web.Request) -> web.Response:
        response: web.Response = await super()._index(request)
        page = response.text or ""
        for theirs, ours in self._changes().items():
            page = page.replace(theirs, ours, 1)
        response.text = page
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
            "</body>": '<script defer src="/menus.js"></script><script defer src="/sandbox.js"></script></body>',
        }

    def _bar(self) -> str:
        options = "".join(f'<option value="{key}">{escape(label)}</option>' for key, label in self._labels.items())
        return f"""<header class="sandbox-bar">
            <img src="/icon.svg" alt=""><strong>{escape(self._words.title)}</strong>
            <label>{escape(self._words.act_as)} <select id="act-as">{options}</select></label>
            <output id="trouble" data-troubles="{escape(json.dumps(self._words.instead()))}"></output>
        </header>"""
