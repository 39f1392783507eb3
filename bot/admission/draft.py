"""A request in preparation: settings, a prompt that may still be missing, and how its card is to be shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self, Unpack

from bot.images.reference_loader import AttachedFile
from bot.jobs.job import Job, Made
from bot.requests import parameters, variations
from bot.requests.attachment import ImageAttachment
from bot.requests.request import (
    Aspect,
    ImagineRequest,
    ReferenceFields,
    ReferenceType,
    RequestSettings,
    SettingsFields,
)
from bot.requests.source import Source


@dataclass(frozen=True, slots=True)
class Draft:
    """Valid settings and their context.

    ``prompt`` is the member's text, None while it is in an unread ``prompt_file`` or an open form. ``unread`` are
    attached images whose bytes must be inspected first. ``parent`` is the id of the job that this one is made from,
    requested by ``parent_user``, and ``made`` says how; if it is ``parent_hidden``, not everybody here can see its
    card. ``references_from`` is the id of the job whose stored references are used again. ``sources`` say of each image
    whose it is, None of what the member has attached. ``reference`` is the reference type of all images, including
    later ones.

    A prompt that is ``typed`` may hold parameters, such as ``--ar 16:9``. Where the aspect ratio was chosen by other
    means (``ratio_chosen``), that holds, and the parameter is ``overruled``. ``confirmed`` means that the member has
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
    made: Made | None = None
    parent_declined: bool = False
    parent_hidden: bool = False
    references_from: str | None = None
    sources: tuple[Source | None, ...] = ()
    unread: tuple[AttachedFile, ...] = ()
    prompt_file: AttachedFile | None = None
    reference: ReferenceType = ReferenceType.ASSET
    typed: bool = False
    ratio_chosen: bool = False
    overruled: str = ""
    confirmed: bool = False
    picker: int | None = None
    plain: bool = False

    @classmethod
    def again(
        cls,
        job: Job,
        channel_id: int | None,
        made: Made,
        *,
        url: str,
        picker: int | None = None,
        sources: tuple[Source, ...] = (),
        **changes: Unpack[SettingsFields],
    ) -> Self:
        """A draft ``made`` from ``job``, whose card is at ``url``, in a channel, with ``changes`` to its settings.

        If not everybody in that channel can see the job's card, the new card is private. ``sources`` are those of the
        images that the changes bring.
        """
        settings = RequestSettings.parse(**{**job.request.model_dump(exclude={"prompt"}), **changes})
        # Stored references are used again unless the changes bring other images.
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
            made=made,
            parent_hidden=not visible,
            references_from=(job.references_from or job.id) if same_references else None,
            sources=job.reference_sources if same_references else sources,
            picker=picker,
            # In another channel, AutoMod may not block the text.
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
        sources = tuple(image.source for image in images.values())
        draft = self.with_settings(images=references)
        return replace(draft, unread=tuple(unread), references_from=None, sources=sources)

    def with_reference(self, reference: ReferenceType) -> Self:
        """The draft with the same images, used for another purpose."""
        images: list[ReferenceFields] = [
            {"url": image.url, "reference_type": reference} for image in self.settings.images
        ]
        return replace(self.with_settings(images=images), reference=reference)

    def without_parameters(self, offered: Sequence[Aspect]) -> Self:
        """The draft without the parameters in its typed prompt: the aspect ratio, one of those ``offered``, is set.

        Raises:
            BadParameters: that ratio is not offered, or other parameters are there.
        """
        if not self.typed or self.prompt is None:
            return self
        found = parameters.read(self.prompt, offered)
        draft = replace(self, prompt=found.prompt, typed=False)
        if found.aspect in {None, self.settings.aspect_ratio}:
            return draft
        if self.ratio_chosen:
            return replace(draft, overruled=found.spelled)
        return draft.with_settings(aspect_ratio=str(found.aspect))

    @property
    def must_be_read(self) -> bool:
        """Whether a file has to be read before the draft is a request."""
        return bool(self.unread or self.prompt_file)

    def cheaper(self) -> Self | None:
        """The draft with settings one step cheaper; None if they are the cheapest already."""
        settings = variations.cheaper(self.settings)
        return replace(self, settings=settings) if settings else None

    def within(self, credits: int, price: Callable[[RequestSettings], int]) -> Self | None:
        """The draft with the best settings that ``credits`` pay for; None if they pay for none."""
        settings = variations.within(self.settings, credits, price)
        return replace(self, settings=settings) if settings else None
