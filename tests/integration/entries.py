"""Every way in which a member can use the bot, each as the interaction that does it, and what comes before."""

from functools import partial
from typing import Any

import simcord

from cogs.cards.card_buttons import LABELS
from cogs.cards.custom_ids import Action, PageAction, page_id
from tests.integration.host_entries import HOSTED
from tests.integration.modals import submit
from tests.integration.panel_entries import PANEL_ENTRIES, Act, Entry
from tests.integration.people import a_manager, a_moderator, the_panel
from tests.integration.reference_entries import REFERENCE_ENTRIES
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import png

EXPENSIVE: dict[str, Any] = {"resolution": "4K", "quality": "high", "count": 2}
"""Options of a request for 16 credits."""

FOX = ("fox.png", png())

ABOUT_MEMBERS = {"server block", "server unblock", "server grant"}
"""Commands for managers that are about a member."""


async def enter(studio: Studio, name: str) -> simcord.InteractionResult:
    """Do all of an entry."""
    act = await ENTRIES[name](studio)
    return await act()


def _command(name: str, **options: Any) -> Entry:
    async def prepare(studio: Studio) -> Act:
        return partial(studio.alice.slash, studio.channel, name, **options)

    return prepare


def _click(studio: Studio, message: simcord.ResponseMessage, key: str) -> Act:
    return partial(studio.alice.click, message, label=ENGLISH(f"button-{key}"))


def _label(action: Action) -> str:
    """What the catalogue calls the button, without the prefix."""
    return LABELS[action].removeprefix("button-")


def _on_a_card(action: Action, **options: Any) -> Entry:
    async def prepare(studio: Studio) -> Act:
        return _click(studio, await studio.finished(**options), _label(action))

    return prepare


def _behind_more(action: Action, **options: Any) -> Entry:
    async def prepare(studio: Studio) -> Act:
        panel = await the_panel(await studio.finished(**options), studio.alice)
        return _click(studio, panel, _label(action))

    return prepare


async def _vary_one(studio: Studio) -> Act:
    card = await studio.finished(count=2)
    return partial(studio.alice.click, card, label=ENGLISH("button-variation", picture=2))


def _managed(name: str, **options: Any) -> Entry:
    """A command of whoever manages the server; those that are about a member are about Alice, who is blocked."""

    async def prepare(studio: Studio) -> Act:
        manager = a_manager(studio)
        blocks = studio.bot.services.servers.blocks
        await blocks.block(studio.guild.id, studio.alice.id, manager.id, None, "spam")
        about = {"user": studio.alice} if name in ABOUT_MEMBERS else {}
        return partial(manager.slash, studio.channel, name, **about, **options)

    return prepare


async def _job_id(studio: Studio) -> str:
    (job, *_) = await studio.jobs()
    return job.id


async def _ask(studio: Studio) -> Act:
    return partial(studio.alice.slash, studio.channel, "task", id=await _job_id(studio))


async def _report(studio: Studio) -> simcord.ResponseMessage:
    ask = await _ask(studio)
    return the_card(await ask())


async def _task(studio: Studio) -> Act:
    await studio.finished()
    return await _ask(studio)


async def _cancel(studio: Studio) -> Act:
    return _click(studio, the_card(await studio.imagine()), "cancel")


async def _stop(studio: Studio) -> Act:
    cancel = await _cancel(studio)
    return _click(studio, the_card(await cancel()), "stop")


async def _repost(studio: Studio) -> Act:
    await studio.finished()
    return _click(studio, await _report(studio), "repost")


async def _recover(studio: Studio) -> Act:
    await studio.imagine()
    await studio.time.advance(30)
    return _click(studio, await _report(studio), "fetch")


def _on_an_estimate(action: Action) -> Entry:
    async def prepare(studio: Studio) -> Act:
        estimate = the_card(await studio.imagine(**EXPENSIVE))
        buttons = [part for part in simcord.components.walk_components(estimate.components) if "custom_id" in part]
        (button_id,) = (part["custom_id"] for part in buttons if f":{action}:" in part["custom_id"])
        return partial(studio.alice.click, estimate, custom_id=button_id)

    return prepare


async def _pick_to_vary(studio: Studio) -> Act:
    ask = _click(studio, await studio.finished(count=6), "vary")
    return partial(studio.alice.select, the_card(await ask()), ["2"])


async def _pick_to_redraw(studio: Studio) -> Act:
    panel = await the_panel(await studio.finished(count=2), studio.alice)
    ask = _click(studio, panel, "redraw")
    return partial(studio.alice.select, the_card(await ask()), ["2"])


async def _page(studio: Studio) -> Act:
    for _ in range(6):
        await studio.finished()
    page = the_card(await studio.alice.slash(studio.channel, "history"))
    return partial(studio.alice.click, page, custom_id=page_id(PageAction.PAGE, "1:"))


async def _forget(studio: Studio) -> Act:
    await studio.finished()
    page = the_card(await studio.alice.slash(studio.channel, "history"))
    state = f"{await _job_id(studio)}:0:"
    return partial(studio.alice.click, page, custom_id=page_id(PageAction.FORGET, state))


def _erase(state: str) -> Entry:
    async def prepare(studio: Studio) -> Act:
        await studio.finished()
        question = the_card(await studio.alice.slash(studio.channel, "privacy erase"))
        return partial(studio.alice.click, question, custom_id=page_id(PageAction.ERASE, state))

    return prepare


async def _imagine_this(studio: Studio) -> Act:
    message = await studio.alice.send(studio.channel, "a red fox")
    return partial(studio.alice.context_menu, studio.channel, "Imagine this", message)


def _form(*files: tuple[str, bytes]) -> Entry:
    async def prepare(studio: Studio) -> Act:
        options = {f"image{number}": file for number, file in enumerate(files, 1)}
        opened = await studio.alice.slash(studio.channel, "imagine", **options)
        return partial(submit, studio.alice, opened, prompt="a grey wolf")

    return prepare


async def _edited(studio: Studio) -> Act:
    edit = _click(studio, await studio.finished(), "edit")
    return partial(submit, studio.alice, await edit(), prompt="a grey wolf")


async def _described(studio: Studio) -> Act:
    panel = await the_panel(await studio.finished(), studio.alice)
    open_form = _click(studio, panel, "alt_text")
    return partial(submit, studio.alice, await open_form(), alt="A fox that sleeps")


async def _moderate(studio: Studio) -> Act:
    card = await studio.finished()
    return partial(a_moderator(studio).context_menu, studio.channel, "Moderate", card.message)


def _moderated(key: str) -> Entry:
    async def prepare(studio: Studio) -> Act:
        card, moderator = await studio.finished(), a_moderator(studio)
        panel = the_card(await moderator.context_menu(studio.channel, "Moderate", card.message))
        return partial(moderator.click, panel, label=ENGLISH(f"button-{key}"))

    return prepare


async def _unblur(studio: Studio) -> Act:
    card, moderator = await studio.finished(), a_moderator(studio)
    panel = the_card(await moderator.context_menu(studio.channel, "Moderate", card.message))
    await moderator.click(panel, label=ENGLISH("button-blur"))
    return partial(moderator.click, panel, label=ENGLISH("button-unblur"))


async def _block_form(studio: Studio) -> Act:
    card, moderator = await studio.finished(), a_moderator(studio)
    panel = the_card(await moderator.context_menu(studio.channel, "Moderate", card.message))
    opened = await moderator.click(panel, label=ENGLISH("button-block"))
    return partial(submit, moderator, opened, duration="7d", reason="spam")


ENTRIES: dict[str, Entry] = {
    **HOSTED,
    "command imagine": _command("imagine", prompt="a red fox"),
    "command imagine, private": _command("imagine", prompt="a red fox", private=True),
    "command imagine, estimated": _command("imagine", prompt="a red fox", **EXPENSIVE),
    "command imagine, with a prompt file": _command("imagine", prompt_file=("prompt.txt", b"a red fox")),
    "command imagine, with an image": _command("imagine", prompt="a red fox", image1=FOX),
    "command imagine, without a prompt": _command("imagine"),
    "command imagine, refused": _command("imagine", prompt=" "),
    "command history": _command("history"),
    "command history, searched": _command("history", text="fox"),
    "command task": _task,
    "command quota": _command("quota"),
    "command help": _command("help"),
    "command defaults set": _command("defaults set", quality="low"),
    "command defaults show": _command("defaults show"),
    "command defaults reset": _command("defaults reset"),
    "command privacy export": _command("privacy export"),
    "command privacy erase": _command("privacy erase"),
    "command privacy references": _command("privacy references", allow="nobody"),
    "command server block": _managed("server block", duration="7d", reason="spam"),
    "command server unblock": _managed("server unblock"),
    "command server blocks": _managed("server blocks"),
    "command server acts": _managed("server acts"),
    "command server usage": _managed("server usage"),
    "command server grant": _managed("server grant", credits=5),
    "command server settings": _managed("server settings"),
    "command server check": _managed("server check"),
    "menu Moderate": _moderate,
    "menu Imagine this": _imagine_this,
    "action again": _on_a_card(Action.REROLL),
    "action edit": _on_a_card(Action.EDIT),
    "action vary": _on_a_card(Action.VARY),
    "action vary, with a choice": _on_a_card(Action.VARY, count=6),
    "action variation": _vary_one,
    "action more": _on_a_card(Action.MORE),
    "action sharper": _behind_more(Action.REDRAW),
    "action details": _behind_more(Action.DETAILS),
    "action original": _behind_more(Action.DOWNLOAD),
    "action share": _behind_more(Action.SHARE, private=True),
    "action describe": _behind_more(Action.ALT_TEXT),
    "action delete": _behind_more(Action.DELETE),
    "action cancel": _cancel,
    "action stop": _stop,
    "action repost": _repost,
    "action recover": _recover,
    "action go": _on_an_estimate(Action.GO),
    "action cheaper": _on_an_estimate(Action.CHEAPER),
    "action fit": _on_an_estimate(Action.FIT),
    "action drop": _on_an_estimate(Action.DROP),
    "pick vary": _pick_to_vary,
    "pick sharper": _pick_to_redraw,
    "own page": _page,
    "own forget": _forget,
    "own erase": _erase(""),
    "own erase, with the cards": _erase("cards"),
    "own blur": _moderated("blur"),
    "own unblur": _unblur,
    "own remove": _moderated("remove"),
    "own block": _moderated("block"),
    **PANEL_ENTRIES,
    **REFERENCE_ENTRIES,
    "form editor": _form(),
    "form editor, with an image": _form(FOX),
    "form editor, of a job": _edited,
    "form describe": _described,
    "form block": _block_form,
}
