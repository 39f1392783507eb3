"""The rules of a submit's body, as imini documents them, checked without the help of the bot's own code.

Source: https://docs.imini.ai (POST /v1/images/generate, model ``openai/gpt-image-2``).
"""

import base64
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.answers import Refusal
from sandbox.sizes import BUDGETS, RATIOS

MODEL = "openai/gpt-image-2"
QUALITIES = ("low", "medium", "high")
REFERENCE_TYPES = ("asset", "style")
LONGEST_PROMPT = 32_000
MOST_IMAGES = 3
MOST_PICTURES = 10

REQUIRED = ("model", "prompt", "resolution", "aspect_ratio", "quality")
OPTIONAL = ("images", "num")

DATA_URI = re.compile(r"data:image/[a-z0-9.+-]+;base64,(?P<data>.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """An attached image: ``url`` is http(s) or a data: URI."""

    url: str
    reference_type: str


@dataclass(frozen=True, slots=True)
class Order:
    """A submit's body that keeps every rule."""

    model: str
    prompt: str
    resolution: str
    aspect_ratio: str
    quality: str
    images: tuple[Reference, ...]
    num: int


def read_order(content_type: str, body: bytes) -> Order:
    """Read a submit; raises a 400 ``Refusal`` that names the first rule broken."""
    data = _object(content_type, body)
    _check_names(data, "body", REQUIRED, OPTIONAL)
    return Order(
        model=_choice(data, "model", (MODEL,)),
        prompt=_prompt(data["prompt"]),
        resolution=_choice(data, "resolution", BUDGETS),
        aspect_ratio=_choice(data, "aspect_ratio", RATIOS),
        quality=_choice(data, "quality", QUALITIES),
        images=_images(data.get("images", [])),
        num=_num(data.get("num", 1)),
    )


def data_bytes(url: str) -> bytes | None:
    """The bytes of a ``data:image/...;base64,`` URI; None if it is none or does not decode."""
    found = DATA_URI.fullmatch(url)
    try:
        return base64.b64decode(found["data"], validate=True) if found else None
    except ValueError:
        return None


def _object(content_type: str, body: bytes) -> dict[str, object]:
    if content_type != "application/json":
        raise Refusal(400, f"Content-Type must be application/json, not {content_type}")
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(400, "body is not valid JSON") from None
    if not isinstance(data, dict):
        raise Refusal(400, "body must be a JSON object")
    return data


def _check_names(data: Mapping[str, object], place: str, required: Collection[str], optional: Collection[str]) -> None:
    if missing := [name for name in required if name not in data]:
        raise Refusal(400, f"{place}: missing {', '.join(missing)}")
    if unknown := [name for name in data if name not in (*required, *optional)]:
        raise Refusal(400, f"{place}: unknown field {', '.join(unknown)}")


def _choice(data: Mapping[str, object], name: str, choices: Collection[str]) -> str:
    value = data[name]
    if not isinstance(value, str) or value not in choices:
        raise Refusal(400, f"{name} must be one of {', '.join(choices)}")
    return value


def _prompt(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= LONGEST_PROMPT:
        raise Refusal(400, f"prompt must be a string of 1 to {LONGEST_PROMPT} characters")
    return value


def _num(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_PICTURES:
        raise Refusal(400, f"num must be an integer from 1 to {MOST_PICTURES}")
    return value


def _images(value: object) -> tuple[Reference, ...]:
    if not isinstance(value, list) or len(value) > MOST_IMAGES:
        raise Refusal(400, f"images must be an array of at most {MOST_IMAGES} objects")
    return tuple(_reference(item, f"images[{place}]") for place, item in enumerate(value))


def _reference(value: object, place: str) -> Reference:
    if not isinstance(value, dict):
        raise Refusal(400, f"{place} must be an object")
    _check_names(value, place, ("url", "reference_type"), ())
    return Reference(_url(value["url"], place), _choice(value, "reference_type", REFERENCE_TYPES))


def _url(value: object, place: str) -> str:
    if not isinstance(value, str) or not (_is_web_address(value) or data_bytes(value)):
        raise Refusal(400, f"{place}.url must be a public http(s) URL or a data:image/...;base64, URI that decodes")
    return value


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)
