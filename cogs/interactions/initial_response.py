"""The response to one interaction: the initial one, and what replaces or follows it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from enum import Enum, auto
from typing import Any, TypeVar

import discord
from discord import ui

from bot.errors import AlreadyHandled
from cogs.cards.marks import has_mark, new_mark, with_mark
from cogs.interactions.claims import Claims, IsOurs, Respond
from cogs.verdicts import Verdict, judge

T = TypeVar("T")
Plain = Callable[[], ui.LayoutView]
"""Makes the version without a member's words, for where Discord blocks them."""

Attachments = Sequence[discord.Attachment | discord.File]
Files = Callable[[], Sequence[discord.File]]
"""Makes the files of a message anew for every attempt: sending closes them."""


class ResponseState(Enum):
    """How far the bot has responded to an interaction."""

    NOTHING = auto()
    ACKNOWLEDGED = auto()  # without a message of its own
    MESSAGE = auto()
    MODAL = auto()
    LOST = auto()  # another bot has responded, or no response will come


class InitialResponse:
    """Shows views to the member behind an interaction. Each replaces the one before where Discord allows it.

    ``deadline`` (monotonic) is how long Discord waits for the initial response. ``mark`` is the number by which its
    message is recognised. ``private`` says who will see the card that follows, where that is known already. ``plain``
    becomes True once Discord has blocked a member's words, and something was shown without them. ``settled`` is set
    once Discord has a response that is no placeholder, or none will come. ``on_accepted`` is called when Discord has
    accepted the initial response.

    Methods that show something raise AlreadyHandled if another bot has responded, and discord.HTTPException or one of
    NETWORK_ERRORS if Discord does not accept it.
    """

    def __init__(
        self,
        interaction: discord.Interaction[Any],
        claims: Claims,
        deadline: float,
        on_accepted: Callable[[], None] = lambda: None,
    ) -> None:
        self.mark = new_mark()
        self.private: bool | None = None
        self.plain = False
        self.settled = asyncio.Event()
        self._interaction = interaction
        self._claims = claims
        self._deadline = deadline
        self._on_accepted = on_accepted
        self._state = ResponseState.NOTHING
        self._is_placeholder = False
        self._rejected = False  # Discord accepted none of the attempts
        self._is_ephemeral = False
        self._message_id: int | None = None  # None: that of the initial response
        # The placeholder comes from a timer, so it must not run into what the handler shows.
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

        ``custom_id`` is one of its components that no other message has, and recognises it as well as the mark does.
        A ``placeholder`` is replaced by whatever is shown next, errors included.
        """
        async with self._lock:
            shown = await self._or_plain(
                view, plain, lambda view: self._show(view, files, private=private, custom_id=custom_id)
            )
            self._is_placeholder = placeholder
            if not placeholder:
                self.settled.set()
            return shown

    async def update(
        self,
        view: ui.LayoutView,
        attachments: Attachments = discord.utils.MISSING,
        *,
        plain: Plain | None = None,
    ) -> None:
        """Show ``view`` in place of the message whose component was used."""
        async with self._lock:
            await self._or_plain(view, plain, lambda view: self._update(view, attachments))
            self.settled.set()

    async def acknowledge(self) -> None:
        """Acknowledge the use of a component without showing anything.

        If the connection breaks, nobody can tell whose response arrived: do only what may be done twice.
        """
        async with self._lock:
            self._check()
            if self._state is ResponseState.NOTHING:
                await self._claim(ResponseState.ACKNOWLEDGED, self._interaction.response.defer)
            self.settled.set()

    async def open_modal(self, modal: ui.Modal, instead: ui.LayoutView) -> None:
        """Open ``modal``, or show ``instead`` if it comes too late: only an initial response can open one."""
        async with self._lock:
            if self._state is ResponseState.NOTHING:
                # ModalRouter finds it by custom_id; discord.py would keep it in memory until it is submitted.
                modal.stop()
                await self._claim(ResponseState.MODAL, lambda: self._interaction.response.send_modal(modal))
            else:
                await self._show(instead, None, private=True)
            self.settled.set()

    async def show_error(self, view: ui.LayoutView, plain: Plain | None = None) -> None:
        """Show ``view`` to the member alone, or in place of a placeholder to whoever sees that."""
        async with self._lock:
            private = self._is_ephemeral if self._is_placeholder else True
            await self._or_plain(view, plain, lambda view: self._show(view, None, private=private))
            self.settled.set()

    async def show_placeholder(self, draw: Callable[[], ui.LayoutView]) -> None:
        """Show what ``draw`` makes, if nothing is shown yet. A press that starts no job is only acknowledged."""
        async with self._lock:
            if self._state is not ResponseState.NOTHING or self._rejected:
                return
            if self.private is None and self._interaction.message:
                await self._claim(ResponseState.ACKNOWLEDGED, self._interaction.response.defer)
            else:
                await self._respond(draw(), None, private=self.private is not False)
                self._is_placeholder = True

    async def close(self) -> None:
        """Show no placeholder for a response that will not come."""
        async with self._lock:
            if self._state is ResponseState.NOTHING:
                self._state = ResponseState.LOST
                self.settled.set()

    async def send_followup(self, view: ui.LayoutView, files: Files | None = None) -> None:
        """Show ``view`` to the member alone, in a further message."""
        async with self._lock:
            self._check()
            await self._interaction.followup.send(view=view, files=files() if files else (), ephemeral=True)

    async def delete(self) -> None:
        """Delete the message that is shown."""
        async with self._lock:
            await self._delete()
            self._state, self._message_id, self._is_placeholder = ResponseState.ACKNOWLEDGED, None, False
            self.settled.set()

    async def _or_plain(
        self, view: ui.LayoutView, plain: Plain | None, show: Callable[[ui.LayoutView], Awaitable[T]]
    ) -> T:
        """``show`` the view or, where Discord blocks its words, the plain version."""
        try:
            return await show(view)
        except discord.HTTPException as error:
            if plain is None or judge(error) is not Verdict.BLOCKED:
                raise
        self.plain = True
        return await show(plain())

    async def _update(self, view: ui.LayoutView, attachments: Attachments) -> None:
        self._check()
        if self._state is ResponseState.NOTHING:
            respond = self._interaction.response.edit_message
            await self._claim(
                ResponseState.ACKNOWLEDGED,
                lambda: respond(view=with_mark(view, self.mark), attachments=attachments),
                lambda message: has_mark(message, self.mark),
            )
        else:
            await self._edit(view, attachments)
        self._is_placeholder = False

    async def _show(
        self, view: ui.LayoutView, files: Files | None, *, private: bool, custom_id: str = ""
    ) -> int | None:
        self._check()
        if self._state is ResponseState.NOTHING:
            return await self._respond(view, files, private=private, custom_id=custom_id)
        if self._state is ResponseState.MESSAGE and self._is_ephemeral == private:
            message = await self._edit(view, files() if files else discord.utils.MISSING)
        else:
            message = await self._follow_up(view, files, private=private)
        self._is_placeholder = False
        return message.id

    def _check(self) -> None:
        if self._state is ResponseState.LOST:
            raise AlreadyHandled

    async def _respond(
        self, view: ui.LayoutView, files: Files | None, *, private: bool, custom_id: str = ""
    ) -> int | None:
        respond = self._interaction.response.send_message
        message_id = await self._claim(
            ResponseState.MESSAGE,
            lambda: respond(view=with_mark(view, self.mark), files=files() if files else (), ephemeral=private),
            lambda message: has_mark(message, self.mark, custom_id),
        )
        self._is_ephemeral = private
        return message_id

    async def _claim(self, state: ResponseState, respond: Respond, is_ours: IsOurs | None = None) -> int | None:
        try:
            message_id = await self._claims.make(self._interaction, respond, self._deadline, is_ours)
        except AlreadyHandled:
            self._state = ResponseState.LOST
            self.settled.set()
            raise
        except Exception:
            # A later attempt may fail as well, so no placeholder may announce it.
            self._rejected = True
            raise
        self._on_accepted()
        self._state = state
        return message_id

    async def _follow_up(self, view: ui.LayoutView, files: Files | None, *, private: bool) -> discord.Message:
        """Show ``view`` in a further message, as who sees a message can't be changed. A placeholder is deleted."""
        message = await self._interaction.followup.send(
            view=view, files=files() if files else (), ephemeral=private, wait=True
        )
        if self._is_placeholder:
            await self._delete()
        self._state, self._message_id, self._is_ephemeral = ResponseState.MESSAGE, message.id, private
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
