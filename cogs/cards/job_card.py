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
from bot.worker.eta import DurationEstimate, Progress
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
    container,
    footer,
    header,
    ids,
    mention,
    settings,
)
from cogs.cards.jump_urls import job_url, own_card_url
from cogs.cards.urls import LINKS_LIMIT, links, well_formed
from cogs.i18n import keys
from cogs.i18n.error_messages import ending
from cogs.i18n.markdown import Markup, escape, moment
from cogs.i18n.translator import Translator

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
    return container(colour, ui.TextDisplay(f"### {title}\n{text}"))


def reading(t: Translator) -> ui.LayoutView:
    """The card before a job exists, while attached files are read."""
    return notice(t("title-reading"), t("status-reading"), BLURPLE)


def fetching(t: Translator) -> ui.LayoutView:
    """A card whose pictures are on their way, whatever else will stand on it."""
    return notice(t("title-fetching"), t("status-fetching"))


def interrupted(t: Translator) -> ui.LayoutView:
    """What becomes of a card on which the bot was busy with something that was no job when it was ended."""
    return notice(t("title-interrupted"), t("status-interrupted"))


def estimate(
    chosen: RequestSettings,
    prompt: str | None,
    t: Translator,
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
    quoted = t("card-blocked") if plain else f"> {shown}"
    return container(
        BLURPLE,
        ui.TextDisplay(f"### {title}\n{quoted}"),
        ui.TextDisplay(" · ".join(settings(chosen, t))),
        ui.TextDisplay("\n".join(lines)),
        ui.ActionRow(*answers),
    )


def price_lines(price: int, balance: Balance, expected: DurationEstimate | None, t: Translator) -> list[Markup]:
    """What is spent, what is left then, and how long it takes, where that is known."""
    spent = t("estimate-price", n=balance.left - price, price=price)
    return [spent, t("estimate-time", n=round(expected.usual))] if expected else [spent]


def offer(chosen: RequestSettings, price: int, t: Translator) -> str:
    """Settings and their price in one line, as the label of a button."""
    parts = [chosen.resolution, t(keys.QUALITY[chosen.quality]), t("card-pictures", n=chosen.num)]
    return " · ".join([*parts, t("card-credits", n=price)])


def running(job: Job, t: Translator, progress: Progress | None) -> ui.LayoutView:
    """The card of a job that is under way."""
    title, status = _standing(job, t, progress)
    items = [*header(title, job, t), ui.TextDisplay[ui.LayoutView](status)]
    return container(BLURPLE, *items, *buttons(job, t, _RUNNING), footer(job, t))


def handed_over(job: Job, t: Translator) -> ui.LayoutView:
    """The card of a job that is still under way when the card can be edited for the last time."""
    title, _ = _standing(job, t, None)
    status = t("status-handed-over", user=mention(job.user_id))
    return container(BLURPLE, *header(title, job, t), ui.TextDisplay(status), footer(job, t))


@dataclass(frozen=True, slots=True)
class CardPictures:
    """What a finished card shows: pictures ``on_card``, others only ``linked``, and all that was ``fetched``.

    The rest of that is in further messages, or can't be shown at all.
    ``refused`` says that the linked ones are so because Discord accepts no files there, rather than none of their size.
    """

    on_card: Sequence[Picture]
    linked: Sequence[Picture] = ()
    fetched: Fetched = field(default_factory=Fetched)
    refused: bool = False

    def files(self, job: Job, t: Translator) -> list[discord.File]:
        """The uploads, made anew for every attempt, as sending closes them."""
        return [
            discord.File(picture.path, picture.filename, description=alternative(job, picture.number, t))
            for picture in self.on_card
        ]


def finished(job: Job, t: Translator, results: CardPictures) -> ui.LayoutView:
    """The card with the pictures."""
    arrived = results.fetched.arrived
    title = t("title-done", n=arrived) if arrived else t("title-unloaded")
    items: list[ui.Item[ui.LayoutView]] = [*header(title, job, t)]
    if results.on_card:
        items.append(_result_fetcher(results.on_card, job, t))
    if remarks := _remarks(job, t, results):
        items.append(ui.TextDisplay(remarks))
    rows = _FINISHED_PRIVATE if job.card.private else _FINISHED
    return container(GREEN if arrived else YELLOW, *items, *buttons(job, t, rows), footer(job, t))


def further(job: Job, t: Translator, results: CardPictures) -> ui.LayoutView:
    """A message with pictures that the card had no room for. Its button says whose it is, if it has links only."""
    items: list[ui.Item[ui.LayoutView]] = []
    if results.on_card:
        items.append(_result_fetcher(results.on_card, job, t))
    if elsewhere := "\n".join(_elsewhere(results, t)):
        items.append(ui.TextDisplay(elsewhere))
    return container(GREEN, *items, *buttons(job, t, _FURTHER), footer(job, t))


def ended(job: Job, t: Translator) -> ui.LayoutView:
    """The card of a job that ended without pictures, or shows no more of one that is still being drawn."""
    failed = job.state is JobState.FAILED
    title = t("title-cancelled") if job.hidden and not failed else t(keys.ENDED_TITLE[job.state])
    hidden = job.declined and not job.card.private
    items = [*header(title, job, t, hidden=hidden), ui.TextDisplay[ui.LayoutView](ending(job, t))]
    return container(RED if failed else YELLOW, *items, *buttons(job, t, _ENDED), footer(job, t))


def moved(t: Translator, old: Card, new: Card, user_id: int) -> ui.LayoutView:
    """What is left of the card ``old`` of a member once ``new`` has taken its place."""
    title = ui.TextDisplay[ui.LayoutView](f"### {t('title-moved')}")
    if new.guild_id is None and new.channel_id != old.channel_id:
        return container(YELLOW, title, ui.TextDisplay(t("moved-dm", user=mention(user_id))))
    link = ui.Button[ui.LayoutView](label=t("button-jump"), url=own_card_url(new))
    return container(YELLOW, title, ui.TextDisplay(t("moved-message")), ui.ActionRow(link))


def removed(job_id: str, task_id: str | None, t: Translator, user_id: int) -> ui.LayoutView:
    """What is left of a message that somebody has emptied; of the job nothing but its ids may be known."""
    return container(YELLOW, ui.TextDisplay(t("card-removed", user=mention(user_id))), ids(job_id, task_id, t))


def pick(job: Job, t: Translator, action: Action, price: int, urls: Sequence[str], picker: int) -> ui.LayoutView:
    """A job's pictures, at ``urls``, and a select of one of them; what is made from it costs ``price`` credits."""
    costs = t("card-credits", n=price)
    options = [
        discord.SelectOption(label=t("pick-picture", picture=number), value=str(number), description=costs)
        for number in range(1, len(urls) + 1)
    ]
    shown = [
        discord.MediaGalleryItem(address, description=alternative(job, number, t), spoiler=job.card.spoiler)
        for number, url in enumerate(urls, 1)
        if (address := well_formed(url))
    ]
    select = ui.Select[ui.LayoutView](custom_id=pick_id(action, job.id, picker), options=options)
    result_fetcher = [ui.MediaGallery[ui.LayoutView](*shown)] if shown else []
    return container(BLURPLE, ui.TextDisplay(f"### {t(_PICK_TITLES[action])}"), *result_fetcher, ui.ActionRow(select))


def picked(made: Job, t: Translator) -> ui.LayoutView:
    """What is left of a picker once it has served: the way to the card of what it made."""
    told = ui.TextDisplay[ui.LayoutView](t("pick-done"))
    if not (url := job_url(made)):
        return container(GREEN, told)
    return container(GREEN, told, ui.ActionRow(ui.Button(label=t("button-jump"), url=url)))


def _standing(job: Job, t: Translator, progress: Progress | None) -> tuple[Markup, Markup]:
    match job.state:
        case JobState.READY:
            return t("title-fetching"), t("status-fetching")
        case JobState.SUBMITTED:
            title = t("title-queued" if job.status is TaskStatus.QUEUED else "title-drawing")
            return title, _expectation(job, t, progress)
        case _:
            return t("title-submitting"), t("status-submitting")


def _expectation(job: Job, t: Translator, progress: Progress | None) -> Markup:
    """A bar and a countdown learned from jobs like this one, or, while nothing is known, when it began."""
    if progress is None:
        return t("status-since", when=moment(job.submitted_at or job.created_at))
    return t("status-expected", bar=bar(progress.fraction), when=moment(progress.ends_at))


def _result_fetcher(on_card: Iterable[Picture], job: Job, t: Translator) -> ui.MediaGallery[ui.LayoutView]:
    return ui.MediaGallery(
        *(
            discord.MediaGalleryItem(
                f"attachment://{picture.filename}",
                description=alternative(job, picture.number, t),
                spoiler=job.card.spoiler,
            )
            for picture in on_card
        )
    )


def _remarks(job: Job, t: Translator, results: CardPictures) -> str:
    fetched, lines = results.fetched, list(_defects(results.fetched.defects, t))
    if 0 < fetched.arrived < job.request.num:
        lines.insert(0, t("card-partial", delivered=fetched.arrived, asked=job.request.num))
    if fetched.arrived > job.request.num:
        lines.insert(0, t("card-surplus", delivered=fetched.arrived, asked=job.request.num))
    if elsewhere := len(fetched.pictures) - len(results.on_card) - len(results.linked):
        lines.append(t("card-more", n=elsewhere))
    return "\n".join([*lines, *_elsewhere(results, t)])


def _elsewhere(results: CardPictures, t: Translator) -> Iterator[Markup]:
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
            yield t(key, links=linked.text)
    if left_out:
        yield t("card-unlinked", n=len(left_out), pictures=Markup(", ".join(map(str, sorted(left_out)))))


def _defects(defects: Iterable[Defect], t: Translator) -> Iterator[Markup]:
    """What is wrong, each with the numbers of the pictures it is about."""
    found: dict[DefectKind, list[int]] = {}
    for defect in defects:
        found.setdefault(defect.kind, []).append(defect.number)
    for kind, pictures in found.items():
        yield t(keys.DEFECT[kind], n=len(pictures), pictures=Markup(", ".join(map(str, pictures))))
