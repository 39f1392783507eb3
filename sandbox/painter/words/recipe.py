"""How a picture came to be, written into its file, so that a variation of it can begin with the same scene."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from functools import reduce
from typing import Self

from PIL import Image, PngImagePlugin

from sandbox.painter.tools.dice import Dice
from sandbox.painter.words.plan import Plan
from sandbox.painter.words.reading import read

KEY = "sandbox-recipe"
"""The keyword of the PNG's text chunk."""

MAX_PROMPTS = 3
MAX_DRIFTS = 4
"""Variations of variations are as far from the first as after that many."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """``prompts`` oldest first: what a later one leaves open is as in those before it.

    ``index`` is the picture's place in its batch, ``pixels`` its width times its height, ``detail`` from 1 to 3.
    ``drifts`` are the seeds of variations.
    """

    prompts: tuple[str, ...]
    seed: int
    index: int
    pixels: int
    detail: int
    drifts: tuple[str, ...] = ()

    @property
    def plan(self) -> Plan:
        """What the picture shows."""
        return reduce(lambda before, prompt: read(prompt).over(before), self.prompts, Plan())

    @property
    def digest(self) -> bytes:
        """Pseudo-random bytes of the first prompt."""
        return hashlib.sha256(self.prompts[0].encode("utf-8", "surrogatepass")).digest()

    @property
    def dice(self) -> Dice:
        """The chance of the picture."""
        return Dice(f"{self.digest.hex()} {self.seed} {self.index}", self.drifts)

    def after(self, other: Self, style: bool) -> Self:
        """This recipe, for a picture made from the ``other``: in its style, or with what it shows.

        The same prompt, larger or in more detail, is the same picture. At the same size it is a variation.
        """
        if style:
            plan = other.plan
            return replace(
                self, prompts=(" ".join(filter(None, (plan.lighting, plan.weather, plan.mood))), *self.prompts)
            )
        prompts = tuple(dict.fromkeys((*other.prompts, *self.prompts)))[-MAX_PROMPTS:]
        redrawn = prompts == other.prompts and (self.pixels, self.detail) > (other.pixels, other.detail)
        drifts = other.drifts if redrawn else (*other.drifts, f"{self.seed} {self.index}")[-MAX_DRIFTS:]
        return replace(self, prompts=prompts, seed=other.seed, index=other.index, drifts=drifts)

    def written(self) -> PngImagePlugin.PngInfo:
        """The recipe as a chunk of a PNG."""
        info = PngImagePlugin.PngInfo()
        info.add_text(KEY, json.dumps(asdict(self)), zip=True)
        return info


def found(image: Image.Image) -> Recipe | None:
    """The recipe in a file that has been opened; None for a picture that is not of this painter."""
    try:
        fields = json.loads(image.info[KEY])
        return Recipe(**{**fields, "prompts": tuple(fields["prompts"]), "drifts": tuple(fields["drifts"])})
    except (KeyError, TypeError, ValueError):
        return None
