"""Re-roll, Vary and Redraw larger make a job from another one; a picker asks which of several pictures to use."""

from contextlib import suppress
from functools import partial
from typing import Any

import discord

from bot.admission.admission import AdmissionControl
from bot.admission.draft import Draft
from bot.errors import AlreadyHandled
from bot.jobs.errors import AlreadyPicked, DeletedMeanwhile
from bot.jobs.job import Job, Made, MadeBy
from bot.jobs.posts import Posts
from bot.jobs.service import JobService
from bot.net.errors import NETWORK_ERRORS
from bot.requests.request import SettingsFields
from bot.requests.source import Origin, Source
from bot.requests.variations import sharper
from cogs.cards.custom_ids import Action, PictureTarget
from cogs.cards.jump_urls import job_url
from cogs.imagine.picker import OpenPickers, pick_view, picked_view
from cogs.imagine.submission import Submission
from cogs.interactions.pages import show_page
from cogs.interactions.permissions import check_pictures, may_manage
from cogs.interactions.responses import InitialResponses
from cogs.more.pressed import PressedCards, behind
from cogs.references.signed_urls import PictureLinks


class RerunButtons:
    """The buttons Re-roll, Vary (also of one picture) and Redraw larger, and the picker.

    A picker makes one job, which is stored under the id of the interaction that opened the picker. That id is unique
    among jobs, so no second job can come from it, not even after a restart.
    """

    def __init__(
        self,
        jobs: JobService,
        posts: Posts,
        admission: AdmissionControl,
        submission: Submission,
        responses: InitialResponses,
        links: PictureLinks,
        pickers: OpenPickers,
        pressed: PressedCards,
    ) -> None:
        self._jobs = jobs
        self._posts = posts
        self._admission = admission
        self._responses = responses
        self._submission = submission
        self._links = links
        self._pickers = pickers
        self._pressed = pressed

    async def reroll(self, interaction: discord.Interaction[Any], job: Job) -> None:
        made = Made(MadeBy.REROLL)
        await self._submission.submit(interaction, Draft.again(job, interaction.channel_id, made, url=job_url(job)))

    async def vary(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Draw a variation of one of the job's pictures."""
        await self._pick_or_submit(interaction, job, Action.VARY)

    async def vary_picture(self, interaction: discord.Interaction[Any], state: str) -> None:
        """Draw a variation of the picture in ``state``, a ``PictureTarget``. Raises UserError."""
        target = PictureTarget.parse(state)
        job = await self._jobs.get(target.job_id)
        check_pictures(interaction, job)
        self._links.remember(job, interaction.message)
        await self._submission.submit(interaction, self._draft(interaction, job, Action.VARY, target.number))

    async def redraw(self, interaction: discord.Interaction[Any], job: Job) -> None:
        """Draw one of the job's pictures larger or finer. Raises AtHighestQuality."""
        if (message_id := behind(interaction)) and not self._links.has(job):
            # The press on More that brought the links is forgotten.
            self._links.remember(job, await self._pressed.read(interaction, message_id, job))
        await self._pick_or_submit(interaction, job, Action.REDRAW)

    async def pick(
        self, interaction: discord.Interaction[Any], action: Action, job_id: str, picker: int | None, number: int
    ) -> None:
        """Make the job from the chosen picture ``number`` (1-based); the interaction ``picker`` opened the picker.

        Raises:
            AlreadyPicked: the picker has made a job.
            DeletedMeanwhile: the pictures are another member's, and were deleted since the picker was opened.
            UserError: the draft was refused for another reason.
        """
        job = await self._jobs.get(job_id)
        check_pictures(interaction, job)
        if job.removals and not may_manage(interaction, job) and not await self._posts.of_job(job.id):
            raise DeletedMeanwhile
        await self._check_unused(picker)
        try:
            await self._submission.submit(interaction, self._draft(interaction, job, action, number, picker))
        except AlreadyHandled:
            # The picker was used twice at the same moment: say so, unless another bot answered this interaction.
            await self._check_unused(picker)
            raise
        await self.close_picker(picker)

    async def close_picker(self, picker: int | None) -> None:
        """Replace a picker that has made a job with a link to that job."""
        made = await self._made(picker)
        opened = self._pickers.pop(picker) if made and picker else None
        if made and opened:
            t = self._responses.translator(opened)
            # If this fails, the picker stays, and using it again raises AlreadyPicked.
            with suppress(discord.HTTPException, *NETWORK_ERRORS):
                await self._responses.to(opened).show(picked_view(made, t), private=True)

    async def _pick_or_submit(self, interaction: discord.Interaction[Any], job: Job, action: Action) -> None:
        check_pictures(interaction, job)
        # Picture 1 stands for all of them: neither the price nor a refusal depends on the picture.
        draft = self._draft(interaction, job, action, 1)
        await self._submission.check_draft(interaction, draft)
        if len(job.images) == 1:
            await self._submission.submit(interaction, draft)
            return
        t = self._responses.translator(interaction)
        price = self._admission.price(draft.settings)
        urls = [self._links.of(job, number) for number in range(1, len(job.images) + 1)]
        draw = partial(pick_view, t=t, action=action, price=price, urls=urls, picker=interaction.id)
        show = partial(self._responses.to(interaction).show, private=True, plain=lambda: draw(job.as_plain()))
        await show_page(show, draw(job))
        self._pickers.add(interaction)

    def _draft(
        self, interaction: discord.Interaction[Any], job: Job, action: Action, number: int, picker: int | None = None
    ) -> Draft:
        """The draft of one picture made from picture ``number``. Raises AtHighestQuality or UnknownPicture."""
        changes: SettingsFields = {"images": [{"url": self._links.of(job, number)}], "num": 1}
        made_by = MadeBy.VARIATION
        if action is Action.REDRAW:
            higher = sharper(job.request)
            made_by = MadeBy.LARGER if "resolution" in higher else MadeBy.FINER
            changes |= higher
        made = Made(made_by, number if len(job.images) > 1 else None)
        card = job.card
        # A private card is shown to its requester alone, so nobody is told whose picture it was.
        source = Source(Origin.CARD, job.user_id, None if card.private else card.channel_id)
        place, url = interaction.channel_id, job_url(job)
        return Draft.again(job, place, made, url=url, picker=picker, sources=(source,), **changes)

    async def _check_unused(self, picker: int | None) -> None:
        if made := await self._made(picker):
            raise AlreadyPicked(job_url(made))

    async def _made(self, picker: int | None) -> Job | None:
        return await self._jobs.of_interaction(picker) if picker else None
