"""The stores that features share, built at the start; all but the selections are in memory alone."""

from dataclasses import dataclass
from typing import Any, Self

import discord

from bot.admission.estimates import PendingEstimates
from bot.admission.held_drafts import HeldDrafts
from bot.cluster.notices import Notices
from bot.members.readers import Readers
from bot.members.reposts import RunningReposts
from bot.members.selection import ReferenceSelections
from bot.runtime.clock import Clock
from cogs.memory.command_ids import CommandIds
from cogs.memory.edit_budget import EditBudget
from cogs.memory.outages import Outages
from cogs.memory.seen_pictures import SeenPictures
from cogs.memory.tokens import Tokens
from cogs.memory.upload_limits import UploadLimits


@dataclass(frozen=True, slots=True)
class Memory:
    """The stores that features share. None grows without bound; tests pass smaller ones."""

    selections: ReferenceSelections
    drafts: HeldDrafts
    estimates: PendingEstimates[discord.Interaction[Any]]
    readers: Readers
    reposts: RunningReposts
    tokens: Tokens
    outages: Outages
    upload_limits: UploadLimits
    edit_budget: EditBudget
    seen_pictures: SeenPictures
    command_ids: CommandIds

    @classmethod
    def empty(cls, clock: Clock, selections: ReferenceSelections, notices: Notices) -> Self:
        return cls(
            selections=selections,
            drafts=HeldDrafts(),
            estimates=PendingEstimates(clock),
            readers=Readers(),
            reposts=RunningReposts(),
            tokens=Tokens(clock),
            outages=Outages(clock),
            upload_limits=UploadLimits(notices=notices),
            edit_budget=EditBudget(clock),
            seen_pictures=SeenPictures(),
            command_ids=CommandIds(),
        )
