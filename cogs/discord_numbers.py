"""Discord's numbers: limits of messages, forms and commands, and error codes.

- Components: https://discord.com/developers/docs/components/reference
- Commands: https://discord.com/developers/docs/interactions/application-commands
- Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from typing import Final

ALT_LIMIT: Final = 1024
"""Characters of a picture's alternative text (components, media gallery)."""

MEDIA_LIMIT: Final = 2048
"""Characters of an address that a picture is shown from (components, unfurled media item)."""

FIELD_LIMIT: Final = 4000
"""Characters of a text field of a form (components, text input)."""

CHOICE_LIMIT: Final = 100
"""Characters of a choice in a list (commands, option choice)."""

CHOICES: Final = 25
"""Choices of a list (commands, autocomplete)."""

OPTION_LIMIT: Final = 6000
"""Characters of a string option (commands, option)."""

MOST_FILES: Final = 10
"""Files of a message (https://discord.com/developers/docs/reference#uploading-files)."""

UNKNOWN_CHANNEL: Final = 10003
UNKNOWN_MESSAGE: Final = 10008
UNKNOWN_WEBHOOK: Final = 10015
UNKNOWN_INTERACTION: Final = 10062
ALREADY_ACKNOWLEDGED: Final = 40060
INVALID_FORM_BODY: Final = 50035
