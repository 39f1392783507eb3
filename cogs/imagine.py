"""``/imagine``: from a member's options to an accepted job."""

from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.errors import AttachmentProblem, BadAttachment, BadOption, MissingPermission, NotDeliverable, Refusal
from bot.explain import refusal
from bot.images import check_attachment
from bot.inputs import PROMPT_FILE_BYTES, Upload
from bot.job import Card, Job
from bot.request import Aspect, ImagineRequest, Quality, ReferenceType, Resolution
from bot.services import Services
from cogs import render
from cogs.runner import Runner
from cogs.translation import text

PROMPT_OPTION_LIMIT = 6000
"""Characters a string option can hold (https://discord.com/developers/docs/interactions/application-commands)."""

TOKEN_LIFE = 14 * 60.0
"""Seconds for which an interaction's token is used; Discord ends it after 15 minutes."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one ``/imagine``, as Discord gave them."""

    prompt: str | None
    prompt_file: discord.Attachment | None
    images: dict[str, discord.Attachment]
    reference: str
    settings: dict[str, Any]


class Imagine(commands.Cog):
    """The command that makes pictures."""

    def __init__(self, services: Services, runner: Runner) -> None:
        self._services = services
        self._runner = runner

    @app_commands.command(
        description=text("Make pictures from words, with up to 3 images as reference", "command-imagine")
    )
    @app_commands.describe(
        prompt=text("What to draw, in your own words", "option-prompt"),
        aspect_ratio=text("Width to height; 1:1 if you don't choose", "option-aspect-ratio"),
        resolution=text("Size of the pictures; 1K if you don't choose", "option-resolution"),
        quality=text("Detail, and cost; medium if you don't choose", "option-quality"),
        image1=text("A reference image: PNG, JPEG, WebP or GIF", "option-image"),
        image2=text("A reference image: PNG, JPEG, WebP or GIF", "option-image"),
        image3=text("A reference image: PNG, JPEG, WebP or GIF", "option-image"),
        reference=text("What your images are for: show what is in them, or follow their style", "option-reference"),
        count=text("How many pictures, 1 to 10; one if you don't choose", "option-count"),
        private=text("Only you see the card and the pictures", "option-private"),
        spoiler=text("Hide the pictures until somebody clicks on them", "option-spoiler"),
        prompt_file=text("A .txt file of up to 32,000 characters, instead of prompt", "option-prompt-file"),
    )
    @app_commands.choices(
        aspect_ratio=[Choice(name=aspect.value, value=aspect.value) for aspect in Aspect],
        resolution=[Choice(name=resolution.value, value=resolution.value) for resolution in Resolution],
        quality=[
            Choice(name=text("Low", "choice-low"), value=Quality.LOW.value),
            Choice(name=text("Medium", "choice-medium"), value=Quality.MEDIUM.value),
            Choice(name=text("High", "choice-high"), value=Quality.HIGH.value),
        ],
        reference=[
            Choice(name=text("Show what is in them", "choice-asset"), value=ReferenceType.ASSET.value),
            Choice(name=text("Follow their style", "choice-style"), value=ReferenceType.STYLE.value),
        ],
    )
    async def imagine(
        self,
        interaction: discord.Interaction[Any],
        prompt: app_commands.Range[str, 1, PROMPT_OPTION_LIMIT] | None = None,
        aspect_ratio: str = Aspect.SQUARE.value,
        resolution: str = Resolution.ONE_K.value,
        quality: str = Quality.MEDIUM.value,
        image1: discord.Attachment | None = None,
        image2: discord.Attachment | None = None,
        image3: discord.Attachment | None = None,
        reference: str = ReferenceType.ASSET.value,
        count: app_commands.Range[int, 1, 10] = 1,
        private: bool = False,
        spoiler: bool = False,
        prompt_file: discord.Attachment | None = None,
    ) -> None:
        """Check the options, show the card, start the job."""
        attached = {"image1": image1, "image2": image2, "image3": image3}
        options = Options(
            prompt=prompt,
            prompt_file=prompt_file,
            images={option: image for option, image in attached.items() if image},
            reference=reference,
            settings={"aspect_ratio": aspect_ratio, "resolution": resolution, "quality": quality, "num": count},
        )
        self._services.pipeline.check_intake()
        _check_permissions(interaction)
        if prompt is not None and prompt_file:
            raise BadOption(field="prompt", rule="both")
        self._check_files(options)
        card = _card(interaction, self._services.clock.now(), private=private, spoiler=spoiler)
        unread = _to_read(options)
        if unread or prompt_file:
            _request(options, prompt if prompt is not None else "to be read")
            await self._imagine_after_reading(interaction, options, unread, card)
        else:
            await self._imagine_at_once(interaction, options, card)

    async def _imagine_at_once(self, interaction: discord.Interaction[Any], options: Options, card: Card) -> None:
        """The usual way: everything is known, so the first answer is the card of an accepted job."""
        job = await self._admit(interaction, options, options.prompt, card)
        view = render.running(job, self._services.texts(card.locale), None)
        try:
            answer = await interaction.response.send_message(view=view, ephemeral=card.private)
        except Exception as error:
            await self._services.pipeline.failed(job, NotDeliverable(message=type(error).__name__))
            raise
        job = await self._services.pipeline.moved(job, replace(job.card, message_id=answer.message_id))
        self._runner.start(job)

    async def _imagine_after_reading(
        self, interaction: discord.Interaction[Any], options: Options, unread: list[Upload], card: Card
    ) -> None:
        """Some file has to be read before anything is known: show a card first, as reading takes time."""
        words = self._services.texts(card.locale)
        answer = await interaction.response.send_message(view=render.reading(words), ephemeral=card.private)
        try:
            for upload in unread:
                await self._services.inputs.verify(upload)
            prompt = options.prompt
            if options.prompt_file:
                prompt = await self._services.inputs.prompt(_upload("prompt_file", options.prompt_file))
            job = await self._admit(interaction, options, prompt, replace(card, message_id=answer.message_id))
        except Refusal as error:
            view = render.notice(words("title-refused"), refusal(error, words))
            await interaction.edit_original_response(view=view)
            return
        await interaction.edit_original_response(view=render.running(job, words, None))
        self._runner.start(job)

    async def _admit(
        self, interaction: discord.Interaction[Any], options: Options, prompt: str | None, card: Card
    ) -> Job:
        request = _request(options, prompt)
        return await self._services.pipeline.admit(interaction.user.id, request, card)

    def _check_files(self, options: Options) -> None:
        """Judge the attachments by what Discord says of them."""
        for option, image in options.images.items():
            check_attachment(
                option,
                image.filename,
                content_type=image.content_type,
                size=image.size,
                width=image.width,
                height=image.height,
                limits=self._services.attachment_limits,
            )
        if file := options.prompt_file:
            _check_prompt_file(file)


def _check_prompt_file(file: discord.Attachment) -> None:
    kind = (file.content_type or "text/plain").partition(";")[0]
    if not file.filename.lower().endswith(".txt") or not kind.startswith("text/"):
        raise BadAttachment("prompt_file", file.filename, AttachmentProblem.NOT_TEXT)
    if file.size == 0:
        raise BadAttachment("prompt_file", file.filename, AttachmentProblem.EMPTY)
    if file.size > PROMPT_FILE_BYTES:
        raise BadOption(field="prompt", rule="string_too_long")


def _request(options: Options, prompt: str | None) -> ImagineRequest:
    if prompt is None:
        raise BadOption(field="prompt", rule="missing")
    images = [{"url": image.url, "reference_type": options.reference} for image in options.images.values()]
    return ImagineRequest.parse(prompt=prompt, images=images, **options.settings)


def _upload(option: str, file: discord.Attachment) -> Upload:
    return Upload(option, file.filename, file.url)


def _to_read(options: Options) -> list[Upload]:
    """The images of which Discord gives no size: it could not decode them, or has not yet, so their bytes decide."""
    return [_upload(option, image) for option, image in options.images.items() if not (image.width and image.height)]


def _check_permissions(interaction: discord.Interaction[Any]) -> None:
    """Discord would refuse the pictures in a channel where the bot may not attach files."""
    if interaction.is_guild_integration() and not interaction.app_permissions.attach_files:
        raise MissingPermission(("Attach Files",))


def _card(interaction: discord.Interaction[Any], now: float, *, private: bool, spoiler: bool) -> Card:
    in_dm_with_bot = interaction.guild_id is None and interaction.context.dm_channel
    return Card(
        application_id=interaction.application_id,
        token=interaction.token,
        token_expires=now + TOKEN_LIFE,
        channel_id=interaction.channel_id,
        guild_id=interaction.guild_id,
        locale=str(interaction.locale),
        private=private,
        spoiler=spoiler,
        bot_present=interaction.is_guild_integration() or bool(in_dm_with_bot),
        upload_limit=interaction.filesize_limit,
    )
