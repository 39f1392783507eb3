"""imini's image models: what each one supports, one row per model.

Source: https://docs.imini.ai (POST /v1/images/generate, one page a model) and imini's own
https://github.com/imini-ai/imini-api-integration-skill (model selection).
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from bot.requests.errors import BadOption
from bot.requests.prompt import PROMPT_LIMIT
from bot.requests.request import MAX_COUNT, Aspect, ImagineRequest, RequestSettings, Resolution

_log = logging.getLogger(__name__)

DEFAULT: Final = "openai/gpt-image-2"


@dataclass(frozen=True, slots=True)
class Model:
    """What a model supports.

    ``count_field`` is the name of the body's field for the number of pictures; None: the model makes one per request.
    """

    name: str
    prompt_limit: int = PROMPT_LIMIT
    max_references: int = 3
    aspects: Collection[Aspect] = frozenset(Aspect)
    resolutions: Collection[Resolution] = frozenset(Resolution)
    has_quality: bool = True
    count_field: str | None = "num"
    max_count: int = MAX_COUNT

    @property
    def aspects_offered(self) -> list[Aspect]:
        """The aspect ratios, in the order in which they are offered."""
        return [aspect for aspect in Aspect if aspect in self.aspects]

    @property
    def resolutions_offered(self) -> list[Resolution]:
        """The resolutions, smallest first."""
        return [resolution for resolution in Resolution if resolution in self.resolutions]

    def check(self, request: ImagineRequest) -> None:
        """Raise BadOption for the first value in ``request`` that the model does not support."""
        if len(request.prompt) > self.prompt_limit:
            raise BadOption("prompt", "string_too_long", limit=self.prompt_limit)
        self.check_settings(request)

    def check_settings(self, settings: RequestSettings) -> None:
        """Like ``check``, for a request whose prompt is not known yet."""
        if len(settings.images) > self.max_references:
            raise BadOption("images", "too_long", limit=self.max_references)
        if settings.num > self.max_count:
            raise BadOption("num", "less_than_equal", limit=self.max_count)
        if settings.resolution not in self.resolutions:
            raise BadOption("resolution", "model")
        if settings.aspect_ratio not in self.aspects:
            raise BadOption("aspect_ratio", "model")

    def body(self, request: ImagineRequest) -> dict[str, Any]:
        """The JSON body of the submit, without nulls, empty ``images`` or fields that the model does not support."""
        fields = request.model_dump(mode="json")
        count = {self.count_field: fields.pop("num")} if self.count_field else {}
        omitted = {"num", *([] if self.has_quality else ["quality"]), *([] if request.images else ["images"])}
        return {"model": self.name} | {name: value for name, value in fields.items() if name not in omitted} | count


# The catalogue: fields that a row does not name are as for gpt-image-2.
_GPT_IMAGE_2 = Model(DEFAULT)
_NANO_BANANA_PRO = Model(
    "google/nano-banana-pro",
    prompt_limit=6000,
    max_references=14,
    aspects=frozenset(Aspect) - {Aspect.TALL_9_21},
    has_quality=False,
    count_field=None,
    max_count=1,
)
_CATALOGUE = (
    _GPT_IMAGE_2,
    _NANO_BANANA_PRO,
    replace(_NANO_BANANA_PRO, name="google/nano-banana-2"),
    replace(_NANO_BANANA_PRO, name="google/nano-banana", max_references=3, resolutions=frozenset({Resolution.ONE_K})),
)


@cache
def model_named(name: str) -> Model:
    """The row of a model, always the same object: one that is not known is logged once.

    An unknown model gets the row of ``DEFAULT``: imini may offer it before this version knows it, and refuses what it
    does not support.
    """
    found = next((model for model in _CATALOGUE if model.name == name), None)
    if found is None:
        _log.warning("IMINI_MODEL: this version doesn't know %s, so it builds requests as for %s", name, DEFAULT)
    return found or replace(_GPT_IMAGE_2, name=name)
