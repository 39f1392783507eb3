"""The table of every way in: what it is for, and the command whose permissions at Discord count for it."""

from collections.abc import Mapping

from bot.admission.entry import Use, Way
from cogs.cards.custom_ids import Action, PageAction, PanelAction

_MAKES, _SHOWS, _OWN = Way(Use.MAKE), Way(Use.SHOW), Way(Use.OWN)
_MANAGES, _MODERATES = Way(Use.MANAGE, "server"), Way(Use.MODERATE, "Moderate")
_HOSTS = Way(Use.HOST, "bot")

COMMANDS: Mapping[str, Way] = {
    "imagine": _MAKES,
    "history": _OWN,
    "task": _OWN,
    "quota": _OWN,
    "help": _OWN,
    "defaults set": _OWN,
    "defaults show": _OWN,
    "defaults reset": _OWN,
    "privacy export": _OWN,
    "privacy erase": _OWN,
    "privacy references": _OWN,
    "server block": _MANAGES,
    "server unblock": _MANAGES,
    "server blocks": _MANAGES,
    "server usage": _MANAGES,
    "server grant": _MANAGES,
    "server acts": _MANAGES,
    "server settings": _MANAGES,
    "server check": _MANAGES,
    "bot status": _HOSTS,
    "bot pause": _HOSTS,
    "bot resume": _HOSTS,
    "bot announce": _HOSTS,
    "bot servers": _HOSTS,
    "bot leave": _HOSTS,
    "bot block": _HOSTS,
    "bot unblock": _HOSTS,
    "bot blocks": _HOSTS,
    "bot acts": _HOSTS,
}
"""Slash commands by their whole names."""

MENUS: Mapping[str, Way] = {
    "Imagine this": _MAKES,
    "Use as reference": _MAKES,
    "Moderate": _MODERATES,
}
"""Context menus by their English names. Those that lead to a request are not for who may not use ``/imagine``."""

ACTIONS: Mapping[Action, Way] = {
    Action.REROLL: _MAKES,
    Action.EDIT: _MAKES,
    Action.VARY: _MAKES,
    Action.VARIATION: _MAKES,
    Action.REDRAW: _MAKES,
    Action.GO: _MAKES,
    Action.CHEAPER: _MAKES,
    Action.FIT: _MAKES,
    Action.SHARE: _SHOWS,
    Action.REPOST: _SHOWS,
    Action.FETCH: _SHOWS,
    Action.ALT_TEXT: _SHOWS,
    Action.MORE: _OWN,
    Action.DETAILS: _OWN,
    Action.DOWNLOAD: _OWN,
    Action.DELETE: _OWN,
    Action.CANCEL: _OWN,
    Action.STOP: _OWN,
    Action.DROP: _OWN,
}
"""Buttons on cards and on the panel of More, and the selects that ask which picture one of them is for."""

PAGES: Mapping[PageAction, Way] = {
    PageAction.PAGE: _OWN,
    PageAction.FORGET: _OWN,
    PageAction.ERASE: _OWN,
    PageAction.SELECTION: _OWN,
    PageAction.PICK: _MAKES,
    PageAction.USE: _MAKES,
    PageAction.BLUR: _MODERATES,
    PageAction.UNBLUR: _MODERATES,
    PageAction.REMOVE: _MODERATES,
    PageAction.BLOCK: _MODERATES,
    PageAction.SERVERS: _HOSTS,
}
"""Buttons and selects on pages that one member sees."""

PANEL: Mapping[PanelAction, Way] = dict.fromkeys(PanelAction, _MANAGES)
"""Buttons and selects on the panel of ``/server settings``."""

FORMS: Mapping[str, Way] = {
    "imagine-editor": _MAKES,
    "imagine-describe": _SHOWS,
    "imagine-block": _MODERATES,
    "imagine-server-form": _MANAGES,
}
"""Modals by what their custom_ids begin with, up to the first colon."""

STRICTEST = _MAKES
"""For what this version does not know: nothing passes because it was forgotten here."""
