"""What a job looks like in Discord: pure functions from a job to Components V2. No I/O, no decisions.

Source of the limits: https://discord.com/developers/docs/components/reference
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord
from discord import ui

from bot.credits.quota import Balance
from bot.images.pictures import Defect, DefectKind, Fetched, Picture
from bot.jobs.card import Card
from bot.jobs.job import Job
from bot.jobs.state import JobState
from bot.jobs.task import TaskStatus
from bot.requests.request import RequestSettings
from bot.worker.eta import Expectation, Progress
from cogs.cards.custom_ids import Action, pick_id
from cogs.cards.elements import (
    BLURPLE,
    GREEN,
    PROMPT_SHOWN,
    RED,
    YELLOW,
    alternative,
    bar,
    buttons,
    foot,
    head,
    ids,
    mention,
    panel,
    settings,
)
from cogs.cards.jump_urls import job_url, own_card_url
from cogs.cards.urls import LINKS_LIMIT, links, well_formed
from cogs.i18n import keys
from cogs.i18n.error_messages import ending
from cogs.i18n.markdown import Markup, escape, moment
from cogs.i18n.translator import Words

_RUNNING = ((Action.CANCEL,),)
_FINISHED = (
    (Action.AGAIN, Action.EDIT, Action.VARY, Action.SHARPER),
    (Action.DETAILS, Action.ORIGINAL, Action.DESCRIBE, Action.DELETE),
)
_FINISHED_PRIVATE = (*_FINISHED[:1], (Action.DETAILS, Action.ORIGINAL, Action.DESCRIBE, Action.SHARE, Action.DELETE))
_FURTHER = ((Action.ORIGINAL, Action.DELETE),)
_PICK_TITLES = {Action.VARY: "title-vary", Action.SHARPER: "title-sharper"}
_ENDED = ((Action.AGAIN, Action.EDIT, Action.DETAILS, Action.DELETE),)


def notice(title: str, text: str, colour: int = YELLOW) -> ui.LayoutView:
    """A short message of a title and some sentences."""
    return panel(colour, ui.TextDisplay(f"### {title}\n{text}"))


def reading(words: Words) -> ui.LayoutView:
    """The card before a job exists, while attached files are read."""
    return notice(words("title-reading"), words("status-reading"), BLURPLE)


def fetching(words: Words) -> ui.LayoutView:
    """A card whose pictures are on their way, whatever else will stand on it."""
    return notice(words("title-fetching"), words("status-fetching"))


def interrupted(words: Words) -> ui.LayoutView:
    """What becomes of a card on which the bot was busy with something that was no job when it was ended."""
    return notice(words("title-interrupted"), words("status-interrupted"))


def estimate(
    chosen: RequestSettings,
    prompt: str | None,
    words: Words,
    title: str,
    lines: Iterable[str],
    answers: Iterable[ui.Button[Any]],
    *,
    plain: bool = False,
) -> ui.LayoutView:
    """What a request would cost, before anything is spent; a ``plain`` one does not show the prompt.

    A prompt that is None is still in its file.
    """
    shown = "…" if prompt is None else escape(prompt, PROMPT_SHOWN)
    quoted = words("card-blocked") if plain else f"> {shown}"
    return panel(
        BLURPLE,
        ui.TextDisplay(f"### {title}\n{quoted}"),
        ui.TextDisplay(" · ".join(settings(chosen, words))),
        ui.TextDisplay("\n".join(lines)),
        ui.ActionRow(*answers),
    )


def price_lines(price: int, balance: Balance, expected: Expectation | None, words: Words) -> list[Markup]:
    """What is spent, what is left then, and how long it takes, where that is known."""
    spent = words("estimate-price", n=balance.left - price, price=price)
    return [spent, words("estimate-time", n=round(expected.usual))] if expected else [spent]


def offer(chosen: RequestSettings, price: int, words: Words) -> str:
    """Settings and their price in one line, as the label of a button."""
    parts = [chosen.resolution, words(keys.QUALITY[chosen.quality]), words("card-pictures", n=chosen.num)]
    return " · ".join([*parts, words("card-credits", n=price)])


def running(job: Job, words: Words, progress: Progress | None) -> ui.LayoutView:
    """The card of a job that is under way."""
    title, status = _standing(job, words, progress)
    items = [*head(title, job, words), ui.TextDisplay[ui.LayoutView](status)]
    return panel(BLURPLE, *items, *buttons(job, words, _RUNNING), foot(job, words))


def handed_over(job: Job, words: Words) -> ui.LayoutView:
    """The card of a job that is still under way when the card can be edited for the last time."""
    title, _ = _standing(job, words, None)
    status = words("status-handed-over", user=mention(job.user_id))
    return panel(BLURPLE, *head(title, job, words), ui.TextDisplay(status), foot(job, words))


@dataclass(frozen=True, slots=True)
class Results:
    """What a finished card shows: pictures ``on_card``, others only ``linked``, and all that was ``fetched``.

    The rest of that is in further messages, or can't be shown at all.
    ``refused`` says that the linked ones are so because Discord accepts no files there, rather than none of their size.
    """

    on_card: Sequence[Picture]
    linked: Sequence[Picture] = ()
    fetched: Fetched = field(default_factory=Fetched)
    refused: bool = False

    def files(self, job: Job, words: Words) -> list[discord.File]:
        """The uploads, made anew for every attempt, as sending closes them."""
        return [
            discord.File(picture.path, picture.filename, description=alternative(job, picture.number, words))
            for picture in self.on_card
        ]


def finished(job: Job, words: Words, results: Results) -> ui.LayoutView:
    """The card with the pictures."""
    arrived = results.fetched.arrived
    title = words("title-done", n=arrived) if arrived else words("title-unloaded")
    items: list[ui.Item[ui.LayoutView]] = [*head(title, job, words)]
    if results.on_card:
        items.append(_gallery(results.on_card, job, words))
    if remarks := _remarks(job, words, results):
        items.append(ui.TextDisplay(remarks))
    rows = _FINISHED_PRIVATE if job.card.private else _FINISHED
    return panel(GREEN if arrived else YELLOW, *items, *buttons(job, words, rows), foot(job, words))


def further(job: Job, words: Words, results: Results) -> ui.LayoutView:
    """A message with pictures that the card had no room for. Its button says whose it is, if it has links only."""
    items: list[ui.Item[ui.LayoutView]] = []
    if results.on_card:
        items.append(_gallery(results.on_card, job, words))
    if elsewhere := "\n".join(_elsewhere(results, words)):
        items.append(ui.TextDisplay(elsewhere))
    return panel(GREEN, *items, *buttons(job, words, _FURTHER), foot(job, words))


def ended(job: Job, words: Words) -> ui.LayoutView:
    """The card of a job that ended without pictures, or shows no more of one that is still being drawn."""
    failed = job.state is JobState.FAILED
    title = words("title-cancelled") if job.hidden and not failed else words(keys.ENDED_TITLE[job.state])
    hidden = job.declined and not job.card.private
    items = [*head(title, job, words, hidden=hidden), ui.TextDisplay[ui.LayoutView](ending(job, words))]
    return panel(RED if failed else YELLOW, *items, *buttons(job, words, _ENDED), foot(job, words))


def moved(words: Words, old: Card, new: Card, user_id: int) -> ui.LayoutView:
    """What is left of the card ``old`` of a member once ``new`` has taken its place."""
    title = ui.TextDisplay[ui.LayoutView](f"### {words('title-moved')}")
    if new.guild_id is None and new.channel_id != old.channel_id:
        return panel(YELLOW, title, ui.TextDisplay(words("moved-dm", user=mention(user_id))))
    link = ui.Button[ui.LayoutView](label=words("button-jump"), url=own_card_url(new))
    return panel(YELLOW, title, ui.TextDisplay(words("moved-message")), ui.ActionRow(link))


def removed(job_id: str, task_id: str | None, words: Words, user_id: int) -> ui.LayoutView:
    """What is left of a message that somebody has emptied; of the job nothing but its ids may be known."""
    return panel(YELLOW, ui.TextDisplay(words("card-removed", user=mention(user_id))), ids(job_id, task_id, words))


def pick(job: Job, words: Words, action: Action, price: int, urls: Sequence[str], picker: int) -> ui.LayoutView:
    """A job's pictures, at ``urls``, and a select of one of them; what is made from it costs ``price`` credits."""
    costs = words("card-credits", n=price)
    options = [
        discord.SelectOption(label=words("pick-picture", picture=number), value=str(number), description=costs)
        for number in range(1, len(urls) + 1)
    ]
    shown = [
        discord.MediaGalleryItem(address, description=alternative(job, number, words), spoiler=job.card.spoiler)
        for number, url in enumerate(urls, 1)
        if (address := well_formed(url))
    ]
    select = ui.Select[ui.LayoutView](custom_id=pick_id(action, job.id, picker), options=options)
    gallery = [ui.MediaGallery[ui.LayoutView](*shown)] if shown else []
    return panel(BLURPLE, ui.TextDisplay(f"### {words(_PICK_TITLES[action])}"), *gallery, ui.ActionRow(select))


def picked(made: Job, words: Words) -> ui.LayoutView:
    """What is left of a picker once it has served: the way to the card of what it made."""
    told = ui.TextDisplay[ui.LayoutView](words("pick-done"))
    if not (url := job_url(made)):
        return panel(GREEN, told)
    return panel(GREEN, told, ui.ActionRow(ui.Button(label=words("button-jump"), url=url)))


def _standing(job: Job, words: Words, progress: Progress | None) -> tuple[Markup, Markup]:
    match job.state:
        case JobState.READY:
            return words("title-fetching"), words("status-fetching")
        case JobState.SUBMITTED:
            title = words("title-queued" if job.status is TaskStatus.QUEUED else "title-drawing")
            return title, _expectation(job, words, progress)
        case _:
            return words("title-submitting"), words("status-submitting")


def _expectation(job: Job, words: Words, progress: Progress | None) -> Markup:
    """A bar and a countdown learned from jobs like this one, or, while nothing is known, when it began."""
    if progress is None:
        return words("status-since", when=moment(job.submitted_at or job.created_at))
    return words("status-expected", bar=bar(progress.fraction), when=moment(progress.ends_at))


def _gallery(on_card: Iterable[Picture], job: Job, words: Words) -> ui.MediaGallery[ui.LayoutView]:
    return ui.MediaGallery(
        *(
            discord.MediaGalleryItem(
                f"attachment://{picture.filename}",
                description=alternative(job, picture.number, words),
                spoiler=job.card.spoiler,
            )
            for picture in on_card
        )
    )


def _remarks(job: Job, words: Words, results: Results) -> str:
    fetched, lines = results.fetched, list(_defects(results.fetched.defects, words))
    if 0 < fetched.arrived < job.request.num:
        lines.insert(0, words("card-partial", delivered=fetched.arrived, asked=job.request.num))
    if fetched.arrived > job.request.num:
        lines.insert(0, words("card-surplus", delivered=fetched.arrived, asked=job.request.num))
    if elsewhere := len(fetched.pictures) - len(results.on_card) - len(results.linked):
        lines.append(words("card-more", n=elsewhere))
    return "\n".join([*lines, *_elsewhere(results, words)])


def _elsewhere(results: Results, words: Words) -> Iterator[Markup]:
    """Where pictures are that are not on the card, or not as imini made them; the former have room first."""
    missing = [link for link in results.fetched.links if not link.there]
    unshown = [link for link in results.fetched.links if link.there]
    reduced = [picture for picture in results.on_card if picture.reduced]
    room, left_out = LINKS_LIMIT, list[int]()
    for key, originals in (
        ("card-unshown", unshown),
        ("card-no-uploads" if results.refused else "card-linked", results.linked),
        ("card-missing", missing),
        ("card-originals", reduced),
    ):
        linked = links(originals, room)
        room -= len(linked.text)
        left_out += [original.number for original in linked.left_out]
        if linked.text:
            yield words(key, links=linked.text)
    if left_out:
        yield words("card-unlinked", n=len(left_out), pictures=Markup(", ".join(map(str, sorted(left_out)))))


def _defects(defects: Iterable[Defect], words: Words) -> Iterator[Markup]:
    """What is wrong, each with the numbers of the pictures it is about."""
    found: dict[DefectKind, list[int]] = {}
    for defect in defects:
        found.setdefault(defect.kind, []).append(defect.number)
    for kind, pictures in found.items():
        yield words(keys.DEFECT[kind], n=len(pictures), pictures=Markup(", ".join(map(str, pictures))))
