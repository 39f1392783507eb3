"""Which files Discord lets a member choose for an option or a form. discord.py does not know that field yet.

It goes by the names of files alone, and clients that are older than it offer every file: what a file is gets checked
here all the same. https://discord.com/developers/docs/interactions/application-commands#application-command-object
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from discord import app_commands, ui
from discord.app_commands.transformers import CommandParameter

IMAGES: Final = (".png", ".jpg", ".jpeg", ".jfif", ".webp", ".gif")
"""Those that imini accepts. Discord's own group ``image`` has AVIF too, which imini refuses."""

TEXTS: Final = (".txt",)

AnyCommand = app_commands.Command[Any, ..., Any]


@dataclass
class FileParameter(CommandParameter):
    """An option for an attachment, with the endings of the names that it may have."""

    file_types: Sequence[str] = ()

    def to_dict(self) -> dict[str, Any]:
        """The option as Discord is sent it."""
        return {**super().to_dict(), "file_types": list(self.file_types)}


def file_types(**options: Sequence[str]) -> Callable[[AnyCommand], AnyCommand]:
    """Decorate a command: the file types of its attachment ``options``."""

    def declare(command: AnyCommand) -> AnyCommand:
        parameters = command._params  # noqa: SLF001 - discord.py has no public way to replace an option
        for name, types in options.items():
            parameters[name] = FileParameter(**vars(parameters[name]), file_types=types)
        return command

    return declare


class TypedFileUpload(ui.FileUpload[Any]):
    """A form's field for files, with the endings of the names that they may have."""

    def __init__(self, file_types: Sequence[str], **options: Any) -> None:
        super().__init__(**options)
        self._file_types = file_types

    def to_component_dict(self) -> Any:  # noqa: ANN401 - discord.py's type has no such field
        """The field as Discord is sent it."""
        return {**super().to_component_dict(), "file_types": list(self._file_types)}
