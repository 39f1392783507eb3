"""Acts as moderators read them, and as a file."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from discord import ui

from bot.servers.acts import Act
from cogs.cards.elements import BLURPLE, container, mention
from cogs.i18n import keys
from cogs.i18n.markdown import Markup, code, escape, joined, moment
from cogs.i18n.translator import Translator

COLUMNS = ("time", "act", "by", "member", "job", "details")
"""Those of the file, whatever the language of whoever exports it: other programs read it."""

TEXT_SHOWN = 100
"""Characters of what a moderator or the host typed, and of a server's name."""


def act_text(act: Act, t: Translator) -> Markup:
    """One line: who did what to whom or what, until when and why."""
    details = act.details
    credits = _number(details.get("credits"))
    whom = mention(act.user_id) if act.user_id else t("act-nobody")
    key = keys.ACT.get(act.kind, "act-other")
    text = t(
        "act-grant-server" if act.kind == "grant" and act.user_id is None else key,
        n=1 if credits == "1" else 2,
        by=mention(act.actor),
        member=whom,
        job=code(act.job_id or ""),
        act=code(act.kind, TEXT_SHOWN),
        credits=credits,
        fields=_names(details.get("fields"), t),
        channel=Markup(f"<#{_number(details.get('channel'))}>"),
        server=Markup(f"**{escape(str(details.get('name', '')), TEXT_SHOWN)}** {code(str(details.get('server', '')))}"),
    )
    until, reason = details.get("until"), details.get("reason") or details.get("text")
    end = t("act-until", when=moment(until, "f")) if isinstance(until, int | float) else ""
    return joined(text, end, f"“{escape(str(reason), TEXT_SHOWN)}”" if reason else "")


def act_list(acts: Sequence[Act], t: Translator, *, everywhere: bool = False) -> ui.LayoutView:
    """The acts in a server, or those of the host (``everywhere``), with the time of each."""
    lines = [Markup(f"{moment(act.at)} {act_text(act, t)}") for act in acts] or [t("acts-none")]
    return container(
        BLURPLE, ui.TextDisplay("\n".join([f"### {t('title-acts-host' if everywhere else 'title-acts')}", *lines]))
    )


def as_csv(acts: Iterable[Act]) -> bytes:
    """The acts as a file of UTF-8 with a byte order mark, by which spreadsheets know the encoding; times are in UTC.

    Members are mentions, as spreadsheets would take their ids for numbers and round them.
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for act in acts:
        details = json.dumps(_readable(act.details), ensure_ascii=False) if act.details else ""
        whom = mention(act.user_id) if act.user_id else ""
        writer.writerow([_time(act.at), act.kind, mention(act.actor), whom, act.job_id or "", details])
    return file.getvalue().encode("utf-8-sig")


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _readable(details: Mapping[str, object]) -> dict[str, object]:
    """The details with a time instead of seconds."""
    until = details.get("until")
    return {**details, "until": _time(until)} if isinstance(until, int | float) else dict(details)


def _number(value: object) -> Markup:
    return Markup(str(value) if str(value).isascii() and str(value).isdigit() else "?")


def _names(value: object, t: Translator) -> Markup:
    """The names of rules; one of a newer version as it is stored."""
    if not isinstance(value, list):
        return Markup("?")
    names = (str(name) for name in value)
    return t.listed(t(keys.RULES[name]) if name in keys.RULES else code(name, TEXT_SHOWN) for name in names)
