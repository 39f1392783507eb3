"""Responses to interactions that go nowhere, for tests of what is shown."""

from unittest.mock import Mock, create_autospec

from cogs.interactions.initial_response import InitialResponse
from cogs.interactions.responses import InitialResponses
from tests.support.locales import CATALOGS


def fake_responses() -> tuple[InitialResponses, Mock]:
    """Responses, and the double that every interaction gets: it records its calls."""
    response: Mock = create_autospec(InitialResponse, instance=True)
    responses = create_autospec(InitialResponses, instance=True)
    responses.to.return_value = response
    responses.translator.side_effect = lambda interaction: CATALOGS(str(interaction.locale))
    responses.card_translator.side_effect = lambda card: CATALOGS(card.locale)
    return responses, response
