"""The documented rules of a submit's body, checked without the bot's own code.

Source: https://docs.imini.ai (POST /v1/images/generate, models ``openai/gpt-image-2`` and ``google/nano-banana-pro``).
"""

import base64
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.imini.planned_responses import RequestError
from sandbox.imini.sizes import BUDGETS, RATIOS

MODEL, SECOND_MODEL = "openai/gpt-image-2", "google/nano-banana-pro"
QUALITIES = ("low", "medium", "high")
REFERENCE_TYPES = ("asset", "style")
MAX_PICTURES = 10

MAX_PROMPT = {MODEL: 32_000, SECOND_MODEL: 6_000}
MAX_IMAGES = {MODEL: 3, SECOND_MODEL: 14}
ASPECTS = {MODEL: RATIOS, SECOND_MODEL: [ratio for ratio in RATIOS if ratio != "9:21"]}
REQUIRED = {
    MODEL: ("model", "prompt", "resolution", "aspect_ratio", "quality"),
    SECOND_MODEL: ("model", "prompt"),
}
OPTIONAL = {MODEL: ("images", "num"), SECOND_MODEL: ("resolution", "aspect_ratio", "images")}

DATA_URI = re.compile(r"data:image/[a-z0-9.+-]+;base64,(?P<data>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReferenceImage:
    """An attached image: ``url`` is http(s) or a data: URI."""

    url: str
    reference_type: str


@dataclass(frozen=True, slots=True)
class SubmittedRequest:
    """The validated body of a submit, with defaults filled in."""

    model: str
    prompt: str
    resolution: str
    aspect_ratio: str
    quality: str
    images: tuple[ReferenceImage, ...]
    num: int


def parse_submitted_request(content_type: str, body: bytes) -> SubmittedRequest:
    """Parse a submit. Raises a 400 ``RequestError`` that names the first broken rule."""
    data = _object(content_type, body)
    _check_names(data, "body", ("model",), data)
    model = _choice(data, "model", REQUIRED)
    _check_names(data, "body", REQUIRED[model], OPTIONAL[model])
    data = {"resolution": "1K", "aspect_ratio": "1:1", "quality": "medium", "images": [], "num": 1, **data}
    return SubmittedRequest(
        model=model,
        prompt=_prompt(data["prompt"], MAX_PROMPT[model]),
        resolution=_choice(data, "resolution", BUDGETS),
        aspect_ratio=_choice(data, "aspect_ratio", ASPECTS[model]),
        quality=_choice(data, "quality", QUALITIES),
        images=_images(data["images"], MAX_IMAGES[model]),
        num=_num(data["num"]),
    )


def data_bytes(url: str) -> bytes | None:
    """The bytes of a ``data:image/...;base64,`` URI; None if it is no such URI or does not decode."""
    found = DATA_URI.fullmatch(url)
    try:
        return base64.b64decode(found["data"], validate=True) if found else None
    except ValueError:
        return None


def _object(content_type: str, body: bytes) -> dict[str, object]:
    if content_type != "application/json":
        raise RequestError(400, f"Content-Type must be application/json, not {content_type}")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise RequestError(400, "body is not valid JSON") from None
    if not isinstance(data, dict):
        raise RequestError(400, "body must be a JSON object")
    return data


def _check_names(data: Mapping[str, object], place: str, required: Collection[str], optional: Collection[str]) -> None:
    if missing := [name for name in required if name not in data]:
        raise RequestError(400, f"{place}: missing {', '.join(missing)}")
    if unknown := [name for name in data if name not in (*required, *optional)]:
        raise RequestError(400, f"{place}: unknown field {', '.join(unknown)}")


def _choice(data: Mapping[str, object], name: str, choices: Collection[str]) -> str:
    value = data[name]
    if not isinstance(value, str) or value not in choices:
        raise RequestError(400, f"{name} must be one of {', '.join(choices)}")
    return value


def _prompt(value: object, longest: int) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= longest:
        raise RequestError(400, f"prompt must be a string of 1 to {longest} characters")
    return value


def _num(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_PICTURES:
        raise RequestError(400, f"num must be an integer from 1 to {MAX_PICTURES}")
    return value


def _images(value: object, most: int) -> tuple[ReferenceImage, ...]:
    if not isinstance(value, list) or len(value) > most:
        raise RequestError(400, f"images must be an array of at most {most} objects")
    return tuple(_reference(item, f"images[{place}]") for place, item in enumerate(value))


def _reference(value: object, place: str) -> ReferenceImage:
    if not isinstance(value, dict):
        raise RequestError(400, f"{place} must be an object")
    _check_names(value, place, ("url", "reference_type"), ())
    return ReferenceImage(_url(value["url"], place), _choice(value, "reference_type", REFERENCE_TYPES))


def _url(value: object, place: str) -> str:
    if not isinstance(value, str) or not (_is_web_address(value) or data_bytes(value)):
        raise RequestError(
            400, f"{place}.url must be a public http(s) URL or a data:image/...;base64, URI that decodes"
        )
    return value


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
