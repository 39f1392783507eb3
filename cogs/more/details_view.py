"""Private messages about one job: its details, and its original files."""

from collections.abc import Iterable, Iterator, Sequence

from discord import ui

from bot.images.pictures import Picture
from bot.jobs.job import Failure, Job
from cogs.cards.elements import BLURPLE, PROMPT_SHOWN, container, footer, id_of, small_print
from cogs.cards.notices import PROMPT_FILE
from cogs.cards.urls import Original, links
from cogs.i18n import keys
from cogs.i18n.markdown import Markup, code, escape, moment
from cogs.i18n.translator import Translator

LINKS_FILE = "links.txt"


def details(job: Job, t: Translator) -> ui.LayoutView:
    """The settings and history of a job, with the command that runs it again."""
    as_file = prompt_as_file(job)
    prompt = t("card-blocked") if job.card.plain else f"> {escape(job.request.prompt, PROMPT_SHOWN)}"
    items: list[ui.Item[ui.LayoutView]] = [
        ui.TextDisplay(f"### {t('title-details')}\n{prompt}"),
        ui.TextDisplay(small_print(job, t)),
    ]
    if as_file:
        items.append(ui.File(f"attachment://{PROMPT_FILE}"))
    items.append(ui.TextDisplay("\n".join(_history(job, t))))
    if not as_file:
        offer = t("details-command-references" if job.request.images else "details-command")
        items.append(ui.TextDisplay(f"{offer}\n```\n{_command_line(job)}\n```"))
    return container(BLURPLE, *items, _ids(job, t))


def prompt_as_file(job: Job) -> bool:
    """Whether the details carry the prompt as a file: it is too long for a card, or Discord blocks it as text."""
    return job.card.plain or len(job.request.prompt) > PROMPT_SHOWN


def originals(job: Job, t: Translator, pictures: Sequence[Original], attached: Iterable[Picture]) -> ui.LayoutView:
    """Original ``pictures``: ``attached`` ones as files, all as links. URLs too long for the text go into a file."""
    lines, linked = [f"### {t('title-original')}"], links(pictures)
    if linked.text:
        lines.append(t("original-links", links=linked.text))
    names = [picture.filename for picture in attached]
    if linked.left_out:
        lines.append(t("original-addresses", file=code(LINKS_FILE)))
        names.append(LINKS_FILE)
    files = (ui.File[ui.LayoutView](f"attachment://{name}") for name in names)
    return container(BLURPLE, ui.TextDisplay("\n".join(lines)), *files, footer(job, t))


def _ids(job: Job, t: Translator) -> ui.TextDisplay[ui.LayoutView]:
    """imini's id, if there is one yet, and the bot's own."""
    ids = [id_of(job.id, None, t)]
    if job.task_id:
        ids.insert(0, id_of(job.id, job.task_id, t))
    return ui.TextDisplay(f"-# {' · '.join(ids)}")


def _history(job: Job, t: Translator) -> Iterator[Markup]:
    yield t("details-created", when=moment(job.created_at, "f"))
    if job.generation_seconds:
        yield t("details-drawn", n=round(job.generation_seconds))
    for image in job.images[:1]:  # as text, because a count of pixels has no separators
        if image.width and image.height:
            yield t("details-size", width=str(image.width), height=str(image.height))
    for number, reference in enumerate(job.request.images, 1):
        yield t("details-reference", number=number, use=t(keys.REFERENCE[reference.reference_type]))
    if failure := job.failure:
        yield from _provider_error(failure, t)


def _provider_error(failure: Failure, t: Translator) -> Iterator[Markup]:
    """imini's own error text, and the request ID that its support asks for."""
    if failure.code or failure.message:
        parts = (code(failure.code[:100]) if failure.code else "", escape(failure.message, 500))
        yield t("details-failure", said=Markup(" ".join(filter(None, parts))))
    if failure.request_id:
        yield t("details-request-id", request=code(failure.request_id[:100]))


def _command_line(job: Job) -> str:
    # The command is shown in a code block, which three backticks would end.
    request = job.request
    prompt = " ".join(request.prompt.replace("```", "'''").split())
    options = {"aspect_ratio": request.aspect_ratio, "resolution": request.resolution, "quality": request.quality}
    settings = " ".join(f"{name}:{value}" for name, value in options.items())
    hidden = {"private": job.card.private, "spoiler": job.card.spoiler}
    return f"/imagine prompt:{prompt} {settings} count:{request.num}" + "".join(
        f" {name}:true" for name, on in hidden.items() if on
    )
