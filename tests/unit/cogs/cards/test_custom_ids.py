"""Custom_ids that stand in messages of earlier versions: members press them for as long as the messages exist."""

import re

import pytest

from cogs.cards.custom_ids import (
    BUTTON_TEMPLATE,
    PAGE_TEMPLATE,
    PANEL_TEMPLATE,
    SELECT_TEMPLATE,
    Action,
    PageAction,
    PanelAction,
    PictureTarget,
    Target,
    is_marked,
    snowflake,
)
from cogs.imagine.prompt_editor import TEMPLATE as EDITOR_TEMPLATE
from cogs.more.alt_text import TEMPLATE as DESCRIBE_TEMPLATE
from cogs.panel.forms import TEMPLATE as PANEL_FORM_TEMPLATE

JOB = "0a1b2c3d4e"

# Written out, as a value that is changed together with its test would be lost without a failure.
BUTTONS = {
    "imagine:again:0a1b2c3d4e": Action.REROLL,
    "imagine:edit:0a1b2c3d4e": Action.EDIT,
    "imagine:vary:0a1b2c3d4e": Action.VARY,
    "imagine:sharper:0a1b2c3d4e": Action.REDRAW,
    "imagine:details:0a1b2c3d4e": Action.DETAILS,
    "imagine:original:0a1b2c3d4e": Action.DOWNLOAD,
    "imagine:share:0a1b2c3d4e": Action.SHARE,
    "imagine:describe:0a1b2c3d4e": Action.ALT_TEXT,
    "imagine:cancel:0a1b2c3d4e": Action.CANCEL,
    "imagine:stop:0a1b2c3d4e": Action.STOP,
    "imagine:repost:0a1b2c3d4e": Action.REPOST,
    "imagine:recover:0a1b2c3d4e": Action.FETCH,
    "imagine:go:0a1b2c3d4e": Action.GO,
    "imagine:cheaper:0a1b2c3d4e": Action.CHEAPER,
    "imagine:fit:0a1b2c3d4e": Action.FIT,
    "imagine:drop:0a1b2c3d4e": Action.DROP,
    "imagine:again:0a1b2c3d4e#more-0a1b2c3d4e-2": Action.REROLL,
}
DELETES = {
    "imagine:delete:0a1b2c3d4e": Target(JOB),
    "imagine:delete:0a1b2c3d4e:444444444444444441": Target(JOB, 444444444444444441),
    "imagine:delete:0a1b2c3d4e:444444444444444441#card-0a1b2c3d4e": Target(JOB, 444444444444444441),
}
PAGES = {
    "imagine-own:page:1:fox": (PageAction.PAGE, "1:fox"),
    "imagine-own:forget:0a1b2c3d4e:0:": (PageAction.FORGET, "0a1b2c3d4e:0:"),
    "imagine-own:erase:": (PageAction.ERASE, ""),
    "imagine-own:erase:cards": (PageAction.ERASE, "cards"),
    "imagine-own:tray:6f0c1d": (PageAction.SELECTION, "6f0c1d"),
    "imagine-own:servers:": (PageAction.SERVERS, ""),
    "imagine-own:servers:444444444444444441": (PageAction.SERVERS, "444444444444444441"),
    "imagine-own:blur:0a1b2c3d4e:444444444444444441:444444444444444442": (
        PageAction.BLUR,
        "0a1b2c3d4e:444444444444444441:444444444444444442",
    ),
    "imagine-own:unblur:0a1b2c3d4e:444444444444444441:444444444444444442": (
        PageAction.UNBLUR,
        "0a1b2c3d4e:444444444444444441:444444444444444442",
    ),
    "imagine-own:remove:0a1b2c3d4e:None:444444444444444442": (
        PageAction.REMOVE,
        "0a1b2c3d4e:None:444444444444444442",
    ),
    "imagine-own:pick:": (PageAction.PICK, ""),
    "imagine-own:use:": (PageAction.USE, ""),
    "imagine-own:block:0a1b2c3d4e:444444444444444441:444444444444444442": (
        PageAction.BLOCK,
        "0a1b2c3d4e:444444444444444441:444444444444444442",
    ),
}
PANEL = {
    "imagine-server:page:": (PanelAction.PAGE, ""),
    "imagine-server:page:tiers": (PanelAction.PAGE, "tiers"),
    "imagine-server:page:channels-new": (PanelAction.PAGE, "channels-new"),
    "imagine-server:form:time_zone": (PanelAction.FORM, "time_zone"),
    "imagine-server:set:references:0a1b2c3d": (PanelAction.SET, "references:0a1b2c3d"),
    "imagine-server:reset:tiers.444444444444444441:0a1b2c3d": (
        PanelAction.RESET,
        "tiers.444444444444444441:0a1b2c3d",
    ),
    "imagine-server:move:up.444444444444444441": (PanelAction.MOVE, "up.444444444444444441"),
}
FORMS = {
    "imagine-editor:new-10-asset": EDITOR_TEMPLATE,
    "imagine-editor:new-01-style": EDITOR_TEMPLATE,
    "imagine-editor:new-00-asset-444444444444444441": EDITOR_TEMPLATE,
    "imagine-editor:new-01-style-10-16:9": EDITOR_TEMPLATE,
    "imagine-editor:new-01-style-1-9:21-444444444444444441": EDITOR_TEMPLATE,
    "imagine-editor:job-0a1b2c3d4e": EDITOR_TEMPLATE,
    "imagine-editor:held-0a1b2c3d4e": EDITOR_TEMPLATE,
    "imagine-describe:0a1b2c3d4e": DESCRIBE_TEMPLATE,
    "imagine-describe:0a1b2c3d4e:444444444444444442": DESCRIBE_TEMPLATE,
    "imagine-server-form:time_zone:0a1b2c3d": PANEL_FORM_TEMPLATE,
    "imagine-server-form:tiers.444444444444444441:0a1b2c3d": PANEL_FORM_TEMPLATE,
}


@pytest.mark.parametrize(("identity", "action"), BUTTONS.items())
def test_a_button_of_an_earlier_version_does_what_it_did(identity: str, action: Action) -> None:
    match = re.fullmatch(BUTTON_TEMPLATE, identity)
    assert match
    assert (Action(match["action"]), match["job"]) == (action, JOB)


@pytest.mark.parametrize(("identity", "target"), DELETES.items())
def test_a_delete_button_of_an_earlier_version_finds_its_job_and_requester(identity: str, target: Target) -> None:
    match = re.fullmatch(BUTTON_TEMPLATE, identity)
    assert match
    assert (Action(match["action"]), Target.parse(match["job"])) == (Action.DELETE, target)


VARIATIONS = {
    "variation:0a1b2c3d4e/3": PictureTarget(JOB, 3),
    "variation:0a1b2c3d4e/x": PictureTarget(JOB, 0),
    "variation:0a1b2c3d4e": PictureTarget(JOB, 0),
}
MORE = {
    "more:0a1b2c3d4e:444444444444444441": Target(JOB, 444444444444444441),
    "delete:0a1b2c3d4e:444444444444444441:444444444444444442": Target(JOB, 444444444444444441, 444444444444444442),
    "sharper:0a1b2c3d4e:None:444444444444444442": Target(JOB, None, 444444444444444442),
}


def _written(identity: str) -> tuple[Action, str]:
    match = re.fullmatch(BUTTON_TEMPLATE, f"imagine:{identity}")
    assert match
    return Action(match["action"]), match["job"]


@pytest.mark.parametrize(("identity", "target"), VARIATIONS.items())
def test_a_button_that_varies_one_picture_says_which(identity: str, target: PictureTarget) -> None:
    action, state = _written(identity)
    assert (action, PictureTarget.parse(state)) == (Action.VARIATION, target)


@pytest.mark.parametrize(("identity", "target"), MORE.items())
def test_a_button_of_the_panel_says_whose_job_and_which_message_it_is_about(identity: str, target: Target) -> None:
    _, state = _written(identity)
    assert Target.parse(state) == target
    assert str(target) == state
    assert Target.of(f"imagine:{identity}") == target


def test_what_is_no_button_of_a_card_is_about_nothing() -> None:
    assert Target.of("imagine-own:page:1:fox") is None


def test_every_button_is_among_those_written_out() -> None:
    assert {*BUTTONS.values(), Action.DELETE, Action.VARIATION, Action.MORE} == set(Action)
    assert {action for action, _ in PAGES.values()} == set(PageAction)
    assert {action for action, _ in PANEL.values()} == set(PanelAction)


@pytest.mark.parametrize(("identity", "expected"), PAGES.items())
def test_a_button_on_a_page_of_an_earlier_version_does_what_it_did(
    identity: str, expected: tuple[PageAction, str]
) -> None:
    match = re.fullmatch(PAGE_TEMPLATE, identity)
    assert match
    assert (PageAction(match["action"]), match["state"]) == expected


@pytest.mark.parametrize(("identity", "expected"), PANEL.items())
def test_a_control_of_a_panel_of_an_earlier_version_does_what_it_did(
    identity: str, expected: tuple[PanelAction, str]
) -> None:
    match = re.fullmatch(PANEL_TEMPLATE, identity)
    assert match
    assert (PanelAction(match["action"]), match["state"]) == expected


@pytest.mark.parametrize("picker", ["", "1575502257082859637"])
def test_a_picker_of_an_earlier_version_still_picks(picker: str) -> None:
    match = re.fullmatch(SELECT_TEMPLATE, f"imagine-pick:vary:0a1b2c3d4e:{picker}")
    assert match
    assert (Action(match["action"]), match["job"], match["picker"]) == (Action.VARY, JOB, picker)


@pytest.mark.parametrize(("identity", "template"), FORMS.items())
def test_a_form_that_was_opened_before_an_update_can_be_sent_after_it(identity: str, template: str) -> None:
    assert re.fullmatch(template, identity)


def test_a_message_of_an_earlier_version_is_found_by_its_mark() -> None:
    assert is_marked("imagine:again:0a1b2c3d4e#more-0a1b2c3d4e-2", "more-0a1b2c3d4e-2")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("444444444444444441", 444444444444444441),
        ("9223372036854775807", 9223372036854775807),
        ("9223372036854775808", None),
        ("99999999999999999999", None),
        ("-1", None),
        ("\u0661", None),
        ("", None),
    ],
)
def test_only_what_a_database_can_look_for_is_an_id(text: str, found: int | None) -> None:
    assert snowflake(text) == found
