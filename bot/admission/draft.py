"""What a member wants, before it is a job: settings, a prompt sooner or later, and how its card shall be."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Self, TypeVar, Unpack

from bot.images.reference_loader import AttachedFile
from bot.jobs.job import Job
from bot.requests.attachment import ImageAttachment
from bot.requests.request import (
    ImagineRequest,
    Quality,
    ReferenceFields,
    ReferenceType,
    RequestSettings,
    Resolution,
    SettingsFields,
)

Ladder = TypeVar("Ladder", Quality, Resolution)


@dataclass(frozen=True, slots=True)
class Draft:
    """Valid settings with their circumstances.

    The ``prompt`` is as the member wrote it; it is None while the ``prompt_file`` holds it, or a form is open for it.
    ``unread`` are attached images whose bytes must be looked at first. ``parent`` is the job that this one is made
    from, requested by ``parent_user``; ``references_from`` is the job whose stored references are used again.
    ``reference`` says what its images are for, also those still to come. ``picker`` is the interaction that opened the
    picker of one picture, which makes one job. Discord blocked the words of a ``plain`` draft where its card will be.
    """

    settings: RequestSettings
    prompt: str | None = None
    private: bool = False
    spoiler: bool = False
    parent: str | None = None
    parent_user: int | None = None
    parent_url: str = ""
    parent_declined: bool = False
    references_from: str | None = None
    unread: tuple[AttachedFile, ...] = ()
    prompt_file: AttachedFile | None = None
    reference: ReferenceType = ReferenceType.ASSET
    confirmed: bool = False
    picker: int | None = None
    plain: bool = False

    @classmethod
    def again(
        cls, job: Job, channel_id: int | None, *, url: str, picker: int | None = None, **changes: Unpack[SettingsFields]
    ) -> Self:
        """The order of ``job``, whose card is at ``url``, once more in that channel, with ``changes`` of its settings.

        Of what was not for everybody there to see, the card is private: its requester may share it.
        """
        settings = RequestSettings.parse(**{**job.request.model_dump(exclude={"prompt"}), **changes})
        same_references = job.request.images and "images" not in changes
        seen = job.card.open_in(channel_id)
        return cls(
            settings,
            job.request.prompt,
            private=not seen,
            spoiler=job.card.spoiler,
            parent=job.id,
            parent_user=job.user_id,
            parent_declined=job.declined,
            parent_url=url if seen else "",
            references_from=(job.references_from or job.id) if same_references else None,
            picker=picker,
            plain=job.card.plain and seen,
            reference=next((image.reference_type for image in job.request.images), ReferenceType.ASSET),
        )

    def request(self) -> ImagineRequest:
        """What imini is asked for, now that the order is complete.

        Raises:
            BadOption: the prompt is none that imini would accept.
            ValueError: there is no prompt yet. Only a bug submits such an order, and it must not be paid for.
        """
        if self.prompt is None:
            raise ValueError("an order without a prompt makes no request")
        return self.settings.with_prompt(self.prompt)

    def with_settings(self, **fields: Unpack[SettingsFields]) -> Self:
        """The same with other settings. Raises BadOption."""
        return replace(self, settings=RequestSettings.parse(**{**self.settings.model_dump(), **fields}))

    def with_images(self, images: Mapping[str, ImageAttachment]) -> Self:
        """The same with ``images`` (by their options) as references. Raises BadOption."""
        references: list[ReferenceFields] = [
            {"url": image.url, "reference_type": self.reference} for image in images.values()
        ]
        unread = (
            AttachedFile(name, image.filename, image.url) for name, image in images.items() if not image.has_metadata
        )
        return replace(self.with_settings(images=references), unread=tuple(unread), references_from=None)

    def cheaper(self) -> Self | None:
        """The same at one step less quality, or else resolution, or else one picture; None if it is the cheapest."""
        settings = self.settings
        changes: SettingsFields
        if lower := step(settings.quality, -1):
            changes = {"quality": lower}
        elif smaller := step(settings.resolution, -1):
            changes = {"resolution": smaller}
        elif settings.num > 1:
            changes = {"num": 1}
        else:
            return None
        return replace(self, settings=settings.model_copy(update=changes))

    def within(self, credits: int, price: Callable[[RequestSettings], int]) -> Self | None:
        """The most expensive order like this one, but no larger, finer or longer, that ``credits`` pay for.

        Among equals more pictures come before larger ones, and larger ones before finer ones. None if there is none.
        """
        settings = self.settings
        variants = [
            settings.model_copy(update={"num": num, "resolution": resolution, "quality": quality})
            for num in range(1, settings.num + 1)
            for resolution in _up_to(settings.resolution)
            for quality in _up_to(settings.quality)
        ]
        affordable = [variant for variant in variants if price(variant) <= credits]
        # Each setting goes up above, so that the last of equals is the one to prefer.
        best = max(reversed(affordable), key=price, default=None)
        return replace(self, settings=best) if best else None


def _up_to(value: Ladder) -> list[Ladder]:
    values = list(type(value))
    return values[: values.index(value) + 1]


def step(value: Ladder, by: int) -> Ladder | None:
    """The value that stands ``by`` steps above (or, if negative, below) ``value``; None past the ends."""
    values = list(type(value))
    position = values.index(value) + by
    return values[position] if 0 <= position < len(values) else None
