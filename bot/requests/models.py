"""imini's image models: what each one takes, one row a model.

Source: https://docs.imini.ai (POST /v1/images/generate, one page a model) and imini's own
https://github.com/imini-ai/imini-api-integration-skill (model selection).
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Final

from bot.requests.errors import BadOption
from bot.requests.prompt import PROMPT_LIMIT
from bot.requests.request import MAX_COUNT, Aspect, ImagineRequest, RequestSettings, Resolution

_log = logging.getLogger(__name__)

DEFAULT: Final = "openai/gpt-image-2"


@dataclass(frozen=True, slots=True)
class Model:
    """What a model takes. Its ``count_field`` says how many pictures are wanted; one without makes one at a time."""

    name: str
    prompt_limit: int = PROMPT_LIMIT
    references: int = 3
    aspects: Collection[Aspect] = frozenset(Aspect)
    resolutions: Collection[Resolution] = frozenset(Resolution)
    quality: bool = True
    count_field: str | None = "num"
    most: int = MAX_COUNT

    def check(self, request: ImagineRequest) -> None:
        """Raise BadOption for the first thing in ``request`` that this model does not offer."""
        if len(request.prompt) > self.prompt_limit:
            raise BadOption("prompt", "string_too_long", limit=self.prompt_limit)
        self.check_settings(request)

    def check_settings(self, settings: RequestSettings) -> None:
        """The same where the prompt is still to come."""
        if len(settings.images) > self.references:
            raise BadOption("images", "too_long", limit=self.references)
        if settings.num > self.most:
            raise BadOption("num", "less_than_equal", limit=self.most)
        if settings.resolution not in self.resolutions:
            raise BadOption("resolution", "model")
        if settings.aspect_ratio not in self.aspects:
            raise BadOption("aspect_ratio", "model")

    def body(self, request: ImagineRequest) -> dict[str, Any]:
        """The exact JSON body of the submit: no nulls, no empty ``images``, no field that the model does not know."""
        fields = request.model_dump(mode="json")
        count = {self.count_field: fields.pop("num")} if self.count_field else {}
        left_out = {"num", *([] if self.quality else ["quality"]), *([] if request.images else ["images"])}
        return {"model": self.name} | {name: value for name, value in fields.items() if name not in left_out} | count


_GPT_IMAGE_2 = Model(DEFAULT)
_NANO_BANANA_PRO = Model(
    "google/nano-banana-pro",
    prompt_limit=6000,
    references=14,
    aspects=frozenset(Aspect) - {Aspect.TALL_9_21},
    quality=False,
    count_field=None,
    most=1,
)
_CATALOGUE = (
    _GPT_IMAGE_2,
    _NANO_BANANA_PRO,
    replace(_NANO_BANANA_PRO, name="google/nano-banana-2"),
    replace(_NANO_BANANA_PRO, name="google/nano-banana", references=3, resolutions=frozenset({Resolution.ONE_K})),
)


def model_named(name: str) -> Model:
    """The row of a model. One that is not in the catalogue is sent what the default takes; imini says what is wrong."""
    known = next((model for model in _CATALOGUE if model.name == name), None)
    if known is None:
        _log.warning("IMINI_MODEL: what %s takes is not known here, so it gets what %s takes", name, DEFAULT)
    return known or replace(_GPT_IMAGE_2, name=name)
