"""Discord's numbers: limits of messages, modals and commands, and error codes.

- Components: https://discord.com/developers/docs/components/reference
- Commands: https://discord.com/developers/docs/interactions/application-commands
- Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from typing import Final

ALT_LIMIT: Final = 1024
"""Characters of a picture's alternative text (components, media gallery)."""

MEDIA_LIMIT: Final = 2048
"""Characters of the URL of a shown picture (components, unfurled media item)."""

TEXT_LIMIT: Final = 2000
"""Characters of a message without components."""

TEXT_INPUT_LIMIT: Final = 4000
"""Characters of a text input (components, text input)."""

CHOICE_LIMIT: Final = 100
"""Characters of an autocomplete choice (commands, option choice)."""

MAX_CHOICES: Final = 25
"""Choices of an autocomplete result (commands, autocomplete)."""

OPTION_LIMIT: Final = 6000
"""Characters of a string option (commands, option)."""

MAX_FILES: Final = 10
"""Files in a message (https://discord.com/developers/docs/reference#uploading-files)."""

UNKNOWN_CHANNEL: Final = 10003
UNKNOWN_MEMBER: Final = 10007
UNKNOWN_MESSAGE: Final = 10008
UNKNOWN_WEBHOOK: Final = 10015
TOO_MANY_OLD_EDITS: Final = 30046
UNKNOWN_INTERACTION: Final = 10062
ALREADY_ACKNOWLEDGED: Final = 40060
INVALID_FORM_BODY: Final = 50035
