"""Ways in which a member can ask for pictures, each sent and not yet answered."""

from collections.abc import Awaitable, Callable

from cogs.cards.custom_ids import Action, custom_id, pick_id
from tests.standin import Interaction, Message, Upload
from tests.support.locales import ENGLISH
from tests.support.pictures import png
from tests.support.stage import ImagineCall, Stage

Entry = Callable[[Stage], Awaitable[ImagineCall]]


async def a_command(stage: Stage) -> ImagineCall:
    return await stage.ask()


async def a_command_with_a_file(stage: Stage) -> ImagineCall:
    prompt = stage.prompt("a blue owl")
    file = {"prompt_file": Upload("prompt.txt", prompt.encode())}
    return ImagineCall(stage, prompt, await stage.discord.slash(stage.member(), stage.channel, "imagine", {}, file))


async def a_button(stage: Stage) -> ImagineCall:
    asked = await stage.accepted()
    card = await asked.delivered()
    pressed = await stage.discord.click(asked.interaction.user, card, custom_id(Action.REROLL, _job(card)))
    return ImagineCall(stage, asked.prompt, pressed)


async def a_select(stage: Stage) -> ImagineCall:
    asked = await stage.accepted(count=2)
    card = await asked.delivered()
    press = await stage.press(asked.interaction.user, card, ENGLISH("button-redraw"))
    picker = press.message
    assert picker
    identity = pick_id(Action.REDRAW, _job(card), int(press.id))
    chosen = await stage.discord.select(asked.interaction.user, picker, identity, ["2"])
    return ImagineCall(stage, asked.prompt, chosen)


async def a_form(stage: Stage) -> ImagineCall:
    return await _filled_in(stage, await stage.discord.slash(stage.member(), stage.channel, "imagine", {}))


async def a_form_with_images_that_wait_for_it(stage: Stage) -> ImagineCall:
    image = {"image1": Upload("fox.png", png())}
    return await _filled_in(stage, await stage.discord.slash(stage.member(), stage.channel, "imagine", {}, image))


async def a_form_from_a_button(stage: Stage) -> ImagineCall:
    asked = await stage.accepted()
    card = await asked.delivered()
    opened = await stage.discord.click(asked.interaction.user, card, custom_id(Action.EDIT, _job(card)))
    return await _filled_in(stage, opened)


def _job(card: Message) -> str:
    """The id of the job whose card it is."""
    edit = custom_id(Action.EDIT, "")
    (job_id,) = [button["custom_id"].removeprefix(edit) for button in card.buttons if button["label"] == "Edit"]
    return str(job_id)


async def _filled_in(stage: Stage, opened: Interaction) -> ImagineCall:
    await opened.acknowledged()
    prompt = stage.prompt("a grey wolf")
    sent = await stage.discord.submit_modal(opened.user, opened, opened.prefilled | {"prompt": prompt})
    return ImagineCall(stage, prompt, sent)
