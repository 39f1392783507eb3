"""The ways in to a member's reference selection."""

from functools import partial

from cogs.cards.custom_ids import PageAction, page_id
from tests.integration.panel_entries import Act, Entry
from tests.integration.studio import Studio, the_card


async def _use(studio: Studio) -> Act:
    card = await studio.finished()
    return partial(studio.alice.context_menu, studio.channel, "Use as reference", card.message)


async def _pick_references(studio: Studio) -> Act:
    card = await studio.finished(count=2)
    asked = the_card(await studio.alice.context_menu(studio.channel, "Use as reference", card.message))
    return partial(studio.alice.select, asked, ["2"])


async def _use_now(studio: Studio) -> Act:
    use = await _use(studio)
    return partial(studio.alice.click, the_card(await use()), custom_id=page_id(PageAction.USE))


async def _clear_selection(studio: Studio) -> Act:
    use = await _use(studio)
    return partial(studio.alice.click, the_card(await use()), custom_id=page_id(PageAction.SELECTION))


REFERENCE_ENTRIES: dict[str, Entry] = {
    "menu Use as reference": _use,
    "own pick": _pick_references,
    "own use": _use_now,
    "own tray": _clear_selection,
}
