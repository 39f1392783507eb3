"""A request in preparation: settings, a prompt that may still be missing, and how its card is to be shown."""

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
    """Valid settings and their context.

    ``prompt`` is the member's text, None while it is in an unread ``prompt_file`` or an open form. ``unread`` are
    attached images whose bytes must be inspected first. ``parent`` is the id of the job that this one is made from,
    requested by ``parent_user``; ``references_from`` the id of the job whose stored references are used again.
    ``reference`` is the reference type of all images, including later ones. ``confirmed`` means that the member has
    accepted the estimate. ``picker`` is the interaction that opened the picker, which makes one job. A ``plain`` draft
    gets a plain card, because Discord blocked its text there.
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
        """A draft that repeats ``job``, whose card is at ``url``, in a channel, with ``changes`` to its settings.

        If not everybody in that channel can see the job's card, the new card is private.
        """
        settings = RequestSettings.parse(**{**job.request.model_dump(exclude={"prompt"}), **changes})
        same_references = job.request.images and "images" not in changes
        visible = job.card.open_in(channel_id)
        return cls(
            settings,
            job.request.prompt,
            private=not visible,
            spoiler=job.card.spoiler,
            parent=job.id,
            parent_user=job.user_id,
            parent_declined=job.declined,
            parent_url=url if visible else "",
            references_from=(job.references_from or job.id) if same_references else None,
            picker=picker,
            plain=job.card.plain and visible,
            reference=next((image.reference_type for image in job.request.images), ReferenceType.ASSET),
        )

    def request(self) -> ImagineRequest:
        """The request of a complete draft.

        Raises:
            BadOption: imini would not accept the prompt.
            ValueError: there is no prompt yet, which only a bug can cause.
        """
        if self.prompt is None:
            raise ValueError("a draft without a prompt makes no request")
        return self.settings.with_prompt(self.prompt)

    def with_settings(self, **fields: Unpack[SettingsFields]) -> Self:
        """The draft with other settings. Raises BadOption."""
        return replace(self, settings=RequestSettings.parse(**{**self.settings.model_dump(), **fields}))

    def with_images(self, images: Mapping[str, ImageAttachment]) -> Self:
        """The draft with ``images`` (by option) as its references. Raises BadOption."""
        references: list[ReferenceFields] = [
            {"url": image.url, "reference_type": self.reference} for image in images.values()
        ]
        unread = (
            AttachedFile(name, image.filename, image.url) for name, image in images.items() if not image.has_metadata
        )
        return replace(self.with_settings(images=references), unread=tuple(unread), references_from=None)

    def cheaper(self) -> Self | None:
        """The draft with lower quality, else lower resolution, else one picture; None if it is the cheapest already."""
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
        """The most expensive variant with no setting raised that costs at most ``credits``; None if there is none.

        Of variants with the same price, more pictures win over higher resolution, and resolution over quality.
        """
        settings = self.settings
        variants = [
            settings.model_copy(update={"num": num, "resolution": resolution, "quality": quality})
            for num in range(1, settings.num + 1)
            for resolution in _up_to(settings.resolution)
            for quality in _up_to(settings.quality)
        ]
        affordable = [variant for variant in variants if price(variant) <= credits]
        # The loops count up, so among equals the last is preferred; max() returns the first.
        best = max(reversed(affordable), key=price, default=None)
        return replace(self, settings=best) if best else None


def _up_to(value: Ladder) -> list[Ladder]:
    values = list(type(value))
    return values[: values.index(value) + 1]


def step(value: Ladder, by: int) -> Ladder | None:
    """The value ``by`` steps above ``value`` (below, if negative); None beyond either end."""
    values = list(type(value))
    position = values.index(value) + by
    return values[position] if 0 <= position < len(values) else None
