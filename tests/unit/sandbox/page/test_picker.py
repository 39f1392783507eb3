"""The page's list of commands in another language."""

from sandbox.page.picker import translate


def test_descriptions_and_choices_are_translated_and_names_are_kept() -> None:
    low = {"name": "Low", "name_localizations": {"zh-CN": "低"}, "value": "low"}
    option = {
        "name": "quality",
        "description": "Detail",
        "description_localizations": {"zh-CN": "细节"},
        "choices": [low],
    }
    command = {"name": "defaults", "description": "Your own", "options": [option]}
    translate([command], "zh-CN")
    assert (command["name"], command["description"]) == ("defaults", "Your own")
    assert (option["name"], option["description"]) == ("quality", "细节")
    assert (low["name"], low["value"]) == ("低", "low")
