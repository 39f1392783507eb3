"""Answers to interactions that go nowhere, for tests of what is answered."""

from unittest.mock import Mock, create_autospec

from cogs.interactions.answer import Answer
from cogs.interactions.responses import Answers
from tests.support.locales import TEXTS


def answers_to_nobody() -> tuple[Answers, Mock]:
    """Answers, and the one that every interaction gets: a double that remembers what it was to show."""
    answer: Mock = create_autospec(Answer, instance=True)
    answers = create_autospec(Answers, instance=True)
    answers.to.return_value = answer
    answers.translator.side_effect = lambda interaction: TEXTS(str(interaction.locale))
    return answers, answer
