"""Drafts, and what they keep of the job that they are made from."""

import pytest

from bot.admission.draft import Draft
from bot.jobs.card import Card
from bot.jobs.job import Made, MadeBy
from bot.requests.errors import BadOption
from bot.requests.request import Aspect, ImagineRequest, ReferenceType, RequestSettings, Resolution
from tests.support.jobs import a_card, a_finished_job

HERE = 20
REROLL = Made(MadeBy.REROLL)
URL = "https://discord.com/channels/30/20/40"


@pytest.mark.parametrize(
    ("card", "channel_id", "private"),
    [
        (a_card(), HERE, False),
        (a_card(), 21, True),
        (a_card(), None, True),
        (a_card(channel_id=None), None, True),
        (a_card(private=True), HERE, True),
        (a_card(guild_id=None, channel_id=50), 50, False),
        (a_card(guild_id=None, channel_id=50), HERE, True),
    ],
    ids=["same", "another", "unknown", "neither known", "private", "the same DM", "from a DM"],
)
def test_what_not_everybody_here_could_see_stays_private_and_is_not_linked(
    card: Card, channel_id: int | None, private: bool
) -> None:
    draft = Draft.again(a_finished_job(card=card), channel_id, REROLL, url=URL)
    assert (draft.private, draft.parent_url) == (private, "" if private else URL)


def test_a_draft_without_a_prompt_makes_no_request() -> None:
    with pytest.raises(ValueError, match="without a prompt"):
        Draft(RequestSettings()).request()


@pytest.mark.parametrize("prompt", ["", " ", "\u200b"])
def test_a_prompt_in_which_nothing_can_be_seen_makes_no_request(prompt: str) -> None:
    with pytest.raises(BadOption) as refused:
        Draft(RequestSettings(), prompt).request()
    assert (refused.value.field, refused.value.rule) == ("prompt", "string_too_short")


def test_a_complete_draft_makes_the_request_of_its_prompt_and_settings() -> None:
    draft = Draft(RequestSettings(resolution=Resolution.TWO_K, num=2), " a red fox\n")
    assert draft.request() == ImagineRequest(prompt="a red fox", resolution=Resolution.TWO_K, num=2)


def test_the_draft_of_a_job_makes_the_same_request_again() -> None:
    job = a_finished_job()
    assert Draft.again(job, HERE, REROLL, url=URL).request() == job.request


@pytest.mark.parametrize(
    ("draft", "aspect", "overruled"),
    [
        (Draft(RequestSettings(), "a fox --ar 16:9", typed=True), "16:9", ""),
        (Draft(RequestSettings(), "a fox --ar 16:9", typed=True, ratio_chosen=True), "1:1", "--ar 16:9"),
        (Draft(RequestSettings(), "a fox --ar 1:1", typed=True, ratio_chosen=True), "1:1", ""),
        (Draft(RequestSettings(), "a fox", typed=True), "1:1", ""),
    ],
    ids=["typed", "chosen otherwise", "chosen alike", "without"],
)
def test_a_typed_ratio_holds_unless_another_was_chosen(draft: Draft, aspect: str, overruled: str) -> None:
    read = draft.without_parameters(tuple(Aspect))
    assert (read.prompt, read.settings.aspect_ratio, read.overruled) == ("a fox", aspect, overruled)
    assert not read.typed


@pytest.mark.parametrize("draft", [Draft(RequestSettings(), "a fox --v 6"), Draft(RequestSettings(), typed=True)])
def test_a_stored_prompt_and_one_that_is_not_known_yet_are_left_alone(draft: Draft) -> None:
    assert draft.without_parameters(tuple(Aspect)) is draft


def test_the_same_images_can_serve_another_purpose() -> None:
    url = "https://cdn.discordapp.com/1.png"
    draft = Draft(RequestSettings.parse(images=[{"url": url}]), "a fox", references_from="0a1b2c3d4e")
    changed = draft.with_reference(ReferenceType.STYLE)
    assert [(image.url, image.reference_type) for image in changed.settings.images] == [(url, ReferenceType.STYLE)]
    assert (changed.reference, changed.references_from) == (ReferenceType.STYLE, "0a1b2c3d4e")
