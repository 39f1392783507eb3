"""The request of a member, which can only hold values that imini accepts.

The limits of single models are in ``bot/requests/models.py``.

Source of the rules: https://docs.imini.ai (POST /v1/images/generate, model ``openai/gpt-image-2``).
"""

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Self, TypedDict

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.requests.errors import BadOption
from bot.requests.prompt import Prompt

MAX_REFERENCES = 3
MAX_COUNT = 10


class Aspect(StrEnum):
    """The aspect ratio of a picture, as width:height."""

    SQUARE = "1:1"
    PORTRAIT_2_3 = "2:3"
    LANDSCAPE_3_2 = "3:2"
    PORTRAIT_3_4 = "3:4"
    LANDSCAPE_4_3 = "4:3"
    PORTRAIT_4_5 = "4:5"
    LANDSCAPE_5_4 = "5:4"
    TALL_9_16 = "9:16"
    WIDE_16_9 = "16:9"
    WIDE_21_9 = "21:9"
    TALL_9_21 = "9:21"

    @property
    def ratio(self) -> float:
        """Width divided by height."""
        width, height = self.value.split(":")
        return int(width) / int(height)


class Resolution(StrEnum):
    """The size class of a picture. With the aspect ratio, it determines the width and height in pixels."""

    ONE_K = "1K"
    TWO_K = "2K"
    FOUR_K = "4K"


class Quality(StrEnum):
    """The detail of a picture and its price. Does not change its size."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class ReferenceType(StrEnum):
    """How imini uses a reference: its content (``ASSET``) or its style (``STYLE``)."""

    ASSET = "asset"
    STYLE = "style"


_HTTP_URL = re.compile(r"https?://[^\s/?#]\S*")
_DATA_URI = re.compile(r"data:image/[a-z0-9.+-]+;base64,[A-Za-z0-9+/]+={0,2}")


def _fetchable(url: str) -> str:
    if _HTTP_URL.fullmatch(url) or _DATA_URI.fullmatch(url):
        return url
    raise ValueError("must be an http(s) URL or a data:image/...;base64, URI")


class _Strict(BaseModel):
    # A misspelled option must be an error: silently dropped, it would buy another picture than requested.
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reference(_Strict):
    """An image that imini uses for the generation, by URL or as a ``data:`` URI."""

    url: Annotated[str, AfterValidator(_fetchable)]
    reference_type: ReferenceType = ReferenceType.ASSET


class ReferenceFields(TypedDict, total=False):
    """The unchecked fields of a Reference."""

    url: str
    reference_type: str


class SettingsFields(TypedDict, total=False):
    """The unchecked fields of RequestSettings."""

    resolution: str
    aspect_ratio: str
    quality: str
    images: Sequence[ReferenceFields]
    num: int | str


def bad_option(error: ValidationError) -> BadOption:
    """A BadOption of the first field that breaks a rule."""
    first = error.errors(include_url=False, include_input=False)[0]
    return BadOption(field=str(first["loc"][0]), rule=first["type"], detail=first["msg"])


class RequestSettings(_Strict):
    """A request without its prompt: everything that the price depends on. Always valid."""

    resolution: Resolution = Resolution.ONE_K
    aspect_ratio: Aspect = Aspect.SQUARE
    quality: Quality = Quality.MEDIUM
    images: Annotated[tuple[Reference, ...], Field(max_length=MAX_REFERENCES)] = ()
    num: Annotated[int, Field(ge=1, le=MAX_COUNT)] = 1

    @classmethod
    def parse(cls, **fields: object) -> Self:
        """Build the settings from untrusted values. Raises BadOption."""
        try:
            return cls.model_validate(fields)
        except ValidationError as error:
            raise bad_option(error) from None

    def with_prompt(self, prompt: str) -> "ImagineRequest":
        """Combine the settings with ``prompt``. Raises BadOption."""
        return ImagineRequest.parse(**{**self.model_dump(), "prompt": prompt})


class ImagineRequest(RequestSettings):
    """A complete, valid request. The fields have imini's own names."""

    prompt: Prompt

    @model_validator(mode="before")
    @classmethod
    def _drop_model(cls, fields: object) -> object:
        """Read requests of earlier versions, which stored the model: it is the host's setting now."""
        if not isinstance(fields, dict):
            return fields
        return {name: value for name, value in fields.items() if name != "model"}
