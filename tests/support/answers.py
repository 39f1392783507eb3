"""Answers to interactions that go nowhere, for tests of what is answered."""

from unittest.mock import Mock, create_autospec

from cogs.interactions.initial_response import InitialResponse
from cogs.interactions.responses import InitialResponses
from tests.support.locales import TEXTS


def answers_to_nobody() -> tuple[InitialResponses, Mock]:
    """Answers, and the one that every interaction gets: a double that remembers what it was to show."""
    answer: Mock = create_autospec(InitialResponse, instance=True)
    answers = create_autospec(InitialResponses, instance=True)
    answers.to.return_value = answer
    answers.translator.side_effect = lambda interaction: TEXTS(str(interaction.locale))
    return answers, answer
