"""The answer to one interaction: what is shown first, and whatever takes its place."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum, auto
from typing import Any, TypeVar

import discord
from discord import ui

from bot.errors import AlreadyHandled
from cogs.cards.marks import has_mark, new_mark, with_mark
from cogs.interactions.claims import Claims, Give, IsOurs
from cogs.verdicts import Verdict, judge

T = TypeVar("T")
Plain = Callable[[], ui.LayoutView]
"""Makes what is shown instead where Discord blocks the words of a member: the same without them."""

Attachments = Sequence[discord.Attachment | discord.File]
Files = Callable[[], Sequence[discord.File]]
"""Makes the files of a message, anew for every try."""


class ResponseState(Enum):
    """What an interaction was answered with so far."""

    NOTHING = auto()
    ACKNOWLEDGED = auto()  # nothing but what was there before: the message whose component was used
    MESSAGE = auto()
    FORM = auto()
    LOST = auto()  # somebody else's answer, or none


class InitialResponse:
    """Shows things to whoever typed or pressed, each on top of what was shown before.

    Discord waits for the first until ``until`` (monotonic). ``mark`` is how it is known again, ``private`` who will see
    the card that is to come, where that is known. ``plain`` is True once something had to be shown without a member's
    words.

    What shows something raises AlreadyHandled if somebody else has answered, and discord.HTTPException or one of
    NETWORK_ERRORS if Discord did not take it.
    """

    def __init__(self, interaction: discord.Interaction[Any], claims: Claims, until: float) -> None:
        self.mark = new_mark()
        self.private: bool | None = None
        self.plain = False
        self._interaction = interaction
        self._claims = claims
        self._until = until
        self._standing = ResponseState.NOTHING
        self._held = False
        self._refused = False  # whether Discord took none of the answers that were tried
        self._alone = False  # whether only the member sees the message
        self._message_id: int | None = None  # none: that of the first answer
        self._lock = asyncio.Lock()

    async def show(
        self,
        view: ui.LayoutView,
        *,
        private: bool,
        files: Files | None = None,
        custom_id: str = "",
        plain: Plain | None = None,
        placeholder: bool = False,
    ) -> int | None:
        """Show ``view`` in a message of its own; returns the message's id.

        A custom_id ``sign`` that no other message has tells the message as well as the mark does. What is ``passing``
        only holds the place of what is to come.
        """
        async with self._lock:
            shown = await self._worded(
                view, plain, lambda view: self._show(view, files, private=private, custom_id=custom_id)
            )
            self._held = placeholder
            return shown

    async def update(
        self,
        view: ui.LayoutView,
        attachments: Attachments = discord.utils.MISSING,
        *,
        plain: Plain | None = None,
    ) -> None:
        """Show ``view`` on the message whose component was used."""
        async with self._lock:
            await self._worded(view, plain, lambda view: self._update(view, attachments))

    async def acknowledge(self) -> None:
        """Let Discord know that the use of a component was heard.

        If the line breaks, nobody can tell whose answer arrived: do only what may be done twice.
        """
        async with self._lock:
            self._check()
            if self._standing is ResponseState.NOTHING:
                await self._claim(ResponseState.ACKNOWLEDGED, self._interaction.response.defer)

    async def open_modal(self, form: ui.Modal, instead: ui.LayoutView) -> None:
        """Open ``form``, which only a first answer can: show ``instead`` if it comes too late for that."""
        async with self._lock:
            if self._standing is ResponseState.NOTHING:
                # It is found by its custom_id; discord.py would keep it until it is submitted.
                form.stop()
                await self._claim(ResponseState.FORM, lambda: self._interaction.response.send_modal(form))
            else:
                await self._show(instead, None, private=True)

    async def show_error(self, view: ui.LayoutView, plain: Plain | None = None) -> None:
        """Show ``view`` to the member alone, unless it takes the place of a message that says nothing yet."""
        async with self._lock:
            private = self._alone if self._held else True
            await self._worded(view, plain, lambda view: self._show(view, None, private=private))

    async def show_placeholder(self, view: ui.LayoutView) -> None:
        """Show ``view`` if nothing is shown yet; to a press that brings no card, only that it was heard."""
        async with self._lock:
            if self._standing is not ResponseState.NOTHING or self._refused:
                return
            if self.private is None and self._interaction.message:
                await self._claim(ResponseState.ACKNOWLEDGED, self._interaction.response.defer)
            else:
                await self._begin(view, None, private=self.private is not False)
                self._held = True

    async def close(self) -> None:
        """Let nothing take the place of an answer that will not come."""
        async with self._lock:
            if self._standing is ResponseState.NOTHING:
                self._standing = ResponseState.LOST

    async def send_followup(self, view: ui.LayoutView, files: Files | None = None) -> None:
        """Show ``view`` to the member alone, besides what is shown already."""
        async with self._lock:
            self._check()
            await self._interaction.followup.send(view=view, files=files() if files else (), ephemeral=True)

    async def delete(self) -> None:
        """Delete the message that shows the answer."""
        async with self._lock:
            await self._delete()
            self._standing, self._message_id, self._held = ResponseState.ACKNOWLEDGED, None, False

    async def _worded(
        self, view: ui.LayoutView, plain: Plain | None, show: Callable[[ui.LayoutView], Awaitable[T]]
    ) -> T:
        """``show`` the view or, where Discord blocks its words, the plain one."""
        try:
            return await show(view)
        except discord.HTTPException as error:
            if plain is None or judge(error) is not Verdict.BLOCKED:
                raise
        self.plain = True
        return await show(plain())

    async def _update(self, view: ui.LayoutView, attachments: Attachments) -> None:
        self._check()
        if self._standing is ResponseState.NOTHING:
            give = self._interaction.response.edit_message
            await self._claim(
                ResponseState.ACKNOWLEDGED,
                lambda: give(view=with_mark(view, self.mark), attachments=attachments),
                lambda message: has_mark(message, self.mark),
            )
        else:
            await self._edit(view, attachments)
        self._held = False

    async def _show(
        self, view: ui.LayoutView, files: Files | None, *, private: bool, custom_id: str = ""
    ) -> int | None:
        self._check()
        if self._standing is ResponseState.NOTHING:
            return await self._begin(view, files, private=private, custom_id=custom_id)
        if self._standing is ResponseState.MESSAGE and self._alone == private:
            message = await self._edit(view, files() if files else discord.utils.MISSING)
        else:
            message = await self._move(view, files, private=private)
        self._held = False
        return message.id

    def _check(self) -> None:
        if self._standing is ResponseState.LOST:
            raise AlreadyHandled

    async def _begin(
        self, view: ui.LayoutView, files: Files | None, *, private: bool, custom_id: str = ""
    ) -> int | None:
        give = self._interaction.response.send_message
        message_id = await self._claim(
            ResponseState.MESSAGE,
            lambda: give(view=with_mark(view, self.mark), files=files() if files else (), ephemeral=private),
            lambda message: has_mark(message, self.mark, custom_id),
        )
        self._alone = private
        return message_id

    async def _claim(self, standing: ResponseState, give: Give, is_ours: IsOurs | None = None) -> int | None:
        try:
            message_id = await self._claims.make(self._interaction, give, self._until, is_ours)
        except AlreadyHandled:
            self._standing = ResponseState.LOST
            raise
        except Exception:
            # Nothing may follow, so nothing may be announced either.
            self._refused = True
            raise
        self._standing = standing
        return message_id

    async def _move(self, view: ui.LayoutView, files: Files | None, *, private: bool) -> discord.Message:
        """Show ``view`` in a further message: who sees a message is decided once. What was held goes away for it."""
        message = await self._interaction.followup.send(
            view=view, files=files() if files else (), ephemeral=private, wait=True
        )
        if self._held:
            await self._delete()
        self._standing, self._message_id, self._alone = ResponseState.MESSAGE, message.id, private
        return message

    async def _edit(self, view: ui.LayoutView, attachments: Attachments) -> discord.Message:
        if self._message_id is None:
            return await self._interaction.edit_original_response(view=view, attachments=attachments)
        return await self._interaction.followup.edit_message(self._message_id, view=view, attachments=attachments)

    async def _delete(self) -> None:
        if self._message_id is None:
            await self._interaction.delete_original_response()
        else:
            await self._interaction.followup.delete_message(self._message_id)
