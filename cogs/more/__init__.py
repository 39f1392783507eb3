"""What a card offers behind More: its panel, and what is shown or changed from there."""

from bot.app import ImagineBot
from cogs.cards.custom_ids import Action
from cogs.interactions.modals import Kept
from cogs.more.alt_text import ALT, TEMPLATE, AltTextButton
from cogs.more.details import DetailsButtons
from cogs.more.menu import MoreButton
from cogs.more.pressed import PressedCards
from cogs.more.presses import PanelPresses
from cogs.toolkit import Toolkit


async def setup(bot: ImagineBot, kit: Toolkit) -> PressedCards:
    """Add More and what shows or describes a job; returns what changes the messages on which members pressed More."""
    services, responses = bot.services, kit.responses
    pressed = PressedCards(bot, PanelPresses())
    more = MoreButton(
        services.jobs,
        services.admission.price,
        services.policy.buttons_for,
        pressed,
        kit.buttons.observers,
        responses,
    )
    details = DetailsButtons(services.images.result_fetcher, responses, kit.memory.readers)
    alt_text = AltTextButton(services.jobs, kit.gate, more, pressed, responses)
    kit.modals.add(TEMPLATE, alt_text.on_submit, Kept(ALT, "title-alt-text"))
    kit.buttons.on_state[Action.MORE] = more.open
    kit.buttons.on_job |= {
        Action.DETAILS: details.details,
        Action.DOWNLOAD: details.download,
        Action.ALT_TEXT: alt_text.open,
    }
    return pressed
