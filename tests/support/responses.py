"""Answers to interactions that go nowhere, for tests of what is answered."""

from unittest.mock import Mock, create_autospec

from cogs.interactions.initial_response import InitialResponse
from cogs.interactions.responses import InitialResponses
from tests.support.locales import CATALOGS


def responses_to_nobody() -> tuple[InitialResponses, Mock]:
    """Answers, and the one that every interaction gets: a double that remembers what it was to show."""
    response: Mock = create_autospec(InitialResponse, instance=True)
    responses = create_autospec(InitialResponses, instance=True)
    responses.to.return_value = response
    responses.translator.side_effect = lambda interaction: CATALOGS(str(interaction.locale))
    return responses, response
