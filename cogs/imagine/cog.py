"""``/imagine``: from the options of the command to a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.admission.draft import Draft
from bot.images.reference_loader import AttachedFile
from bot.members.preferences import Preferences, PreferenceStore
from bot.requests.attachment import ImageAttachment
from bot.requests.errors import AttachmentProblem, BadAttachment, BadOption, BadParameters
from bot.requests.prompt import PROMPT_FILE_BYTES
from bot.requests.request import ReferenceType, RequestSettings, SettingsFields
from cogs.discord_numbers import OPTION_LIMIT
from cogs.i18n.choices import SharedChoices
from cogs.i18n.command_names import localized
from cogs.imagine.prompt_editor import PromptEditor
from cogs.imagine.submission import Submission
from cogs.interactions.error_handler import ErrorHandler
from cogs.references.attachments import attached
from cogs.references.file_types import IMAGES, TEXTS, file_types
from cogs.references.selected import SelectedReferences

FEW_CHARACTERS = 200
"""A prompt of so many is typed again in less time than a file is opened."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one ``/imagine``; ``settings`` include the member's preferences and are not validated yet.

    ``ratio_chosen``: the aspect ratio comes from an option.
    """

    prompt: str | None
    prompt_file: discord.Attachment | None
    images: dict[str, ImageAttachment]
    reference: str
    settings: SettingsFields
    ratio_chosen: bool
    private: bool
    spoiler: bool


class ImagineCog(commands.Cog):
    """Starts a job with a prompt, and opens the prompt editor without one."""

    def __init__(
        self,
        submission: Submission,
        editor: PromptEditor,
        errors: ErrorHandler,
        selected: SelectedReferences,
        preferences: PreferenceStore,
        choices: SharedChoices,
    ) -> None:
        self._submission = submission
        self._editor = editor
        self._selected = selected
        self._preferences = preferences
        choices.offer(self.imagine)
        errors.follow(self.imagine.qualified_name, self.give_back)

    @file_types(image1=IMAGES, image2=IMAGES, image3=IMAGES, prompt_file=TEXTS)
    @app_commands.command(
        description=localized("Make pictures from a prompt, with up to 3 references", "command-imagine")
    )
    @app_commands.describe(
        prompt=localized("What to draw; more detail helps", "option-prompt"),
        aspect_ratio=localized("Aspect ratio (default: yours, or 1:1)", "option-aspect-ratio"),
        resolution=localized("Size of the pictures (default: yours, or 1K)", "option-resolution"),
        quality=localized("Detail and cost (default: yours, or medium)", "option-quality"),
        image1=localized("A reference image: PNG, JPEG, WebP or GIF", "option-image"),
        image2=localized("A reference image: PNG, JPEG, WebP or GIF", "option-image"),
        image3=localized("A reference image: PNG, JPEG, WebP or GIF", "option-image"),
        reference=localized("What your references are for (default: their content)", "option-reference"),
        count=localized("Number of pictures, 1 to 10 (default: 1)", "option-count"),
        private=localized("Only you see the card and the pictures", "option-private"),
        spoiler=localized("Hide the pictures until someone clicks on them", "option-spoiler"),
        prompt_file=localized("A .txt file of up to 32,000 characters, instead of prompt", "option-prompt-file"),
    )
    @app_commands.choices(
        reference=[
            Choice(name=localized("Use their content", "choice-asset"), value=ReferenceType.ASSET.value),
            Choice(name=localized("Use their style", "choice-style"), value=ReferenceType.STYLE.value),
        ],
    )
    async def imagine(
        self,
        interaction: discord.Interaction[Any],
        prompt: app_commands.Range[str, 1, OPTION_LIMIT] | None = None,
        aspect_ratio: str | None = None,
        resolution: str | None = None,
        quality: str | None = None,
        image1: discord.Attachment | None = None,
        image2: discord.Attachment | None = None,
        image3: discord.Attachment | None = None,
        reference: str = ReferenceType.ASSET.value,
        count: app_commands.Range[int, 1, 10] = 1,
        private: bool | None = None,
        spoiler: bool = False,
        prompt_file: discord.Attachment | None = None,
    ) -> None:
        """Submit a draft; without a prompt, open the editor with it."""
        images = {"image1": image1, "image2": image2, "image3": image3}
        _check_resolved({**images, "prompt_file": prompt_file})
        own_images = {option: attached(image) for option, image in images.items() if image}
        given = Preferences.parse(aspect_ratio=aspect_ratio, resolution=resolution, quality=quality, private=private)
        own = await self._preferences.get(interaction.user.id)
        defaults, private = await self._submission.defaults(interaction, own), own.merge(given).private
        options = Options(
            prompt=prompt,
            prompt_file=prompt_file,
            images=own_images or await self._selected.of(interaction),
            reference=reference,
            settings={**defaults, **given.settings(), "num": count},
            ratio_chosen=aspect_ratio is not None,
            private=bool(private),
            spoiler=spoiler,
        )
        if not await self._submit(interaction, options):
            await self.give_back(interaction)

    async def give_back(self, interaction: discord.Interaction[Any], refusal: BaseException | None = None) -> None:
        """Give back the prompt of a refused request: Discord keeps no command once it is sent."""
        prompt = interaction.namespace.prompt
        # To be changed, the prompt has to be there.
        few = 0 if isinstance(refusal, BadParameters) else FEW_CHARACTERS
        if isinstance(prompt, str) and len(prompt) > few:
            await self._editor.give_back(interaction, prompt)

    async def _submit(self, interaction: discord.Interaction[Any], options: Options) -> bool:
        """Submit the options, or open the editor if they have no prompt; either checks intake.

        Returns False if they were refused and the member has been told. Raises UserError.
        """
        if options.prompt is not None and options.prompt_file:
            raise BadOption(field="prompt", rule="both")
        draft = _draft(replace(options, images=await self._checked(options)))
        if options.prompt is None and options.prompt_file is None:
            await self._editor.open(interaction, draft)
            return True
        return await self._submission.submit(interaction, draft)

    async def _checked(self, options: Options) -> dict[str, ImageAttachment]:
        """The images, once all files were checked by what Discord says of them. Raises UserError."""
        images = await self._submission.check_images(options.images)
        if options.prompt_file:
            _check_prompt_file(options.prompt_file)
        return images


def _check_resolved(files: Mapping[str, object]) -> None:
    """Raise BadAttachment where Discord resolved no file: discord.py passes a bare ``Object`` then."""
    for option, file in files.items():
        if file is not None and not isinstance(file, discord.Attachment):
            raise BadAttachment(option, str(file), AttachmentProblem.UNREADABLE)


def _check_prompt_file(file: discord.Attachment) -> None:
    # ``content_type`` is optional: https://discord.com/developers/docs/resources/message#attachment-object
    kind = (file.content_type or "text/plain").partition(";")[0]
    if not file.filename.lower().endswith(".txt") or not kind.startswith("text/"):
        raise BadAttachment("prompt_file", file.filename, AttachmentProblem.NOT_TEXT)
    if file.size == 0:
        raise BadAttachment("prompt_file", file.filename, AttachmentProblem.EMPTY)
    if file.size > PROMPT_FILE_BYTES:
        raise BadOption(field="prompt", rule="string_too_long")


def _reference_type(value: str) -> ReferenceType:
    try:
        return ReferenceType(value)
    except ValueError:
        raise BadOption(field="reference", rule="enum") from None


def _draft(options: Options) -> Draft:
    file = options.prompt_file
    draft = Draft(
        RequestSettings.parse(**options.settings),
        options.prompt,
        private=options.private,
        spoiler=options.spoiler,
        prompt_file=AttachedFile("prompt_file", file.filename, file.url) if file else None,
        reference=_reference_type(options.reference),
        typed=True,
        ratio_chosen=options.ratio_chosen,
    )
    return draft.with_images(options.images)
