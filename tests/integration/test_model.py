"""The host chooses the model: it receives only fields that it knows, and nothing that it does not offer."""

from typing import Any

import pytest

from tests.integration.cards import text_of
from tests.integration.studio import Studio, the_card
from tests.support.locales import ENGLISH

MODEL = "google/nano-banana-pro"


@pytest.mark.settings(imini_model=MODEL)
async def test_another_model_is_sent_only_what_it_takes(studio: Studio) -> None:
    card = await studio.finished("a red fox", quality="high", resolution="2K")
    assert len(card.attachments) == 1
    (sent,) = studio.submits
    assert sent.json == {"model": MODEL, "prompt": "a red fox", "resolution": "2K", "aspect_ratio": "1:1"}


@pytest.mark.settings(imini_model=MODEL)
@pytest.mark.parametrize(
    ("options", "t"),
    [
        ({"count": 2}, ENGLISH("refusal-count", count=1)),
        ({"aspect_ratio": "9:21"}, ENGLISH("refusal-model", field="aspect_ratio")),
    ],
)
async def test_what_a_model_does_not_offer_is_refused_at_once(studio: Studio, options: dict[str, Any], t: str) -> None:
    refused = await studio.imagine("a red fox", **options)
    assert refused.ephemeral
    assert t in text_of(the_card(refused).components)
    assert studio.submits == []
    balance = await studio.balance()
    assert balance.left == balance.limit
