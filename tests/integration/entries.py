"""Every way in which a member can use the bot, each up to the interaction that does it."""

from collections.abc import Awaitable, Callable
from typing import Any

import simcord

from cogs.cards.custom_ids import Action, PageAction, page_id
from tests.integration.modals import submit
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH
from tests.support.pictures import png

Entry = Callable[[Studio], Awaitable[object]]

EXPENSIVE: dict[str, Any] = {"resolution": "4K", "quality": "high", "count": 2}
"""Options of a request for 16 credits."""

FOX = ("fox.png", png())


def _command(name: str, **options: Any) -> Entry:
    return lambda studio: studio.alice.slash(studio.channel, name, **options)


async def _click(studio: Studio, message: simcord.ResponseMessage, key: str) -> simcord.InteractionResult:
    return await studio.alice.click(message, label=ENGLISH(f"button-{key}"))


def _on_a_card(action: Action, **options: Any) -> Entry:
    async def press(studio: Studio) -> object:
        return await _click(studio, await studio.finished(**options), action)

    return press


async def _job_id(studio: Studio) -> str:
    (job, *_) = await studio.jobs()
    return job.id


async def _report(studio: Studio) -> simcord.ResponseMessage:
    return the_card(await studio.alice.slash(studio.channel, "task", id=await _job_id(studio)))


async def _task(studio: Studio) -> object:
    await studio.finished()
    return await _report(studio)


async def _cancel(studio: Studio) -> simcord.InteractionResult:
    return await _click(studio, the_card(await studio.imagine()), "cancel")


async def _stop(studio: Studio) -> object:
    return await _click(studio, the_card(await _cancel(studio)), "stop")


async def _repost(studio: Studio) -> object:
    await studio.finished()
    return await _click(studio, await _report(studio), "repost")


async def _recover(studio: Studio) -> object:
    await studio.imagine()
    await studio.time.advance(30)
    return await _click(studio, await _report(studio), "recover")


def _on_an_estimate(action: Action) -> Entry:
    async def press(studio: Studio) -> object:
        estimate = the_card(await studio.imagine(**EXPENSIVE))
        buttons = [part for part in simcord.components.walk_components(estimate.components) if "custom_id" in part]
        (button_id,) = (part["custom_id"] for part in buttons if f":{action}:" in part["custom_id"])
        return await studio.alice.click(estimate, custom_id=button_id)

    return press


def _pick(action: Action) -> Entry:
    async def pick(studio: Studio) -> object:
        picker = the_card(await _click(studio, await studio.finished(count=2), action))
        return await studio.alice.select(picker, ["2"])

    return pick


async def _page(studio: Studio) -> object:
    for _ in range(6):
        await studio.finished()
    page = the_card(await studio.alice.slash(studio.channel, "history"))
    return await studio.alice.click(page, custom_id=page_id(PageAction.PAGE, "1:"))


async def _forget(studio: Studio) -> object:
    await studio.finished()
    page = the_card(await studio.alice.slash(studio.channel, "history"))
    return await studio.alice.click(page, custom_id=page_id(PageAction.FORGET, f"{await _job_id(studio)}:0:"))


def _erase(state: str) -> Entry:
    async def press(studio: Studio) -> object:
        await studio.finished()
        question = the_card(await studio.alice.slash(studio.channel, "privacy erase"))
        return await studio.alice.click(question, custom_id=page_id(PageAction.ERASE, state))

    return press


async def _use(studio: Studio) -> simcord.InteractionResult:
    card = await studio.finished()
    return await studio.alice.context_menu(studio.channel, "Use as reference", card.message)


async def _clear_selection(studio: Studio) -> object:
    selection = the_card(await _use(studio))
    return await studio.alice.click(selection, custom_id=page_id(PageAction.SELECTION))


async def _imagine_this(studio: Studio) -> object:
    message = await studio.alice.send(studio.channel, "a red fox")
    return await studio.alice.context_menu(studio.channel, "Imagine this", message)


def _form(*files: tuple[str, bytes]) -> Entry:
    async def send(studio: Studio) -> object:
        options = {f"image{number}": file for number, file in enumerate(files, 1)}
        opened = await studio.alice.slash(studio.channel, "imagine", **options)
        return await submit(studio.alice, opened, prompt="a grey wolf")

    return send


async def _edited(studio: Studio) -> object:
    opened = await _click(studio, await studio.finished(), "edit")
    return await submit(studio.alice, opened, prompt="a grey wolf")


async def _described(studio: Studio) -> object:
    opened = await _click(studio, await studio.finished(), "describe")
    return await submit(studio.alice, opened, alt="A fox that sleeps")


ENTRIES: dict[str, Entry] = {
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
    "command defaults set": _command("defaults set", quality="low"),
    "command defaults show": _command("defaults show"),
    "command defaults reset": _command("defaults reset"),
    "command privacy export": _command("privacy export"),
    "command privacy erase": _command("privacy erase"),
    "menu Use as reference": _use,
    "menu Imagine this": _imagine_this,
    "action again": _on_a_card(Action.AGAIN),
    "action edit": _on_a_card(Action.EDIT),
    "action vary": _on_a_card(Action.VARY),
    "action vary, with a choice": _on_a_card(Action.VARY, count=2),
    "action sharper": _on_a_card(Action.SHARPER),
    "action details": _on_a_card(Action.DETAILS),
    "action original": _on_a_card(Action.ORIGINAL),
    "action share": _on_a_card(Action.SHARE, private=True),
    "action describe": _on_a_card(Action.DESCRIBE),
    "action delete": _on_a_card(Action.DELETE),
    "action cancel": _cancel,
    "action stop": _stop,
    "action repost": _repost,
    "action recover": _recover,
    "action go": _on_an_estimate(Action.GO),
    "action cheaper": _on_an_estimate(Action.CHEAPER),
    "action fit": _on_an_estimate(Action.FIT),
    "action drop": _on_an_estimate(Action.DROP),
    "pick vary": _pick(Action.VARY),
    "pick sharper": _pick(Action.SHARPER),
    "own page": _page,
    "own forget": _forget,
    "own erase": _erase(""),
    "own erase, with the cards": _erase("cards"),
    "own tray": _clear_selection,
    "form editor": _form(),
    "form editor, with an image": _form(FOX),
    "form editor, of a job": _edited,
    "form describe": _described,
}
