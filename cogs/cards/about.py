"""All that is known of a job, and its untouched files, as whoever asks sees them."""

from collections.abc import Iterable, Iterator, Sequence

from discord import ui

from bot.images.pictures import Picture
from bot.jobs.job import Failure, Job
from bot.requests.request import ImagineRequest
from cogs.cards.elements import BLURPLE, PROMPT_SHOWN, container, footer, header
from cogs.cards.notices import PROMPT_FILE
from cogs.cards.urls import Original, links
from cogs.i18n import keys
from cogs.i18n.markdown import Markup, code, escape, moment
from cogs.i18n.translator import Translator

LINKS_FILE = "links.txt"


def details(job: Job, t: Translator) -> ui.LayoutView:
    """All that is known of a job, for whoever asks."""
    as_file = prompt_as_file(job)
    items: list[ui.Item[ui.LayoutView]] = [*header(t("title-details"), job, t)]
    if as_file:
        items.append(ui.File(f"attachment://{PROMPT_FILE}"))
    items.append(ui.TextDisplay("\n".join(_history(job, t))))
    if not as_file:
        items.append(ui.TextDisplay(f"{t('details-command')}\n```\n{_command_line(job.request)}\n```"))
    return container(BLURPLE, *items, footer(job, t))


def prompt_as_file(job: Job) -> bool:
    """Whether the details hold the prompt as a file: it is long, or Discord blocks it as text."""
    return job.card.plain or len(job.request.prompt) > PROMPT_SHOWN


def originals(job: Job, t: Translator, all_of_them: Sequence[Original], attached: Iterable[Picture]) -> ui.LayoutView:
    """The untouched files of a job: ``attached`` ones as files, all as links, those whose address is long in a file."""
    lines, linked = [f"### {t('title-original')}"], links(all_of_them)
    if linked.text:
        lines.append(t("original-links", links=linked.text))
    names = [picture.filename for picture in attached]
    if linked.left_out:
        lines.append(t("original-addresses", file=code(LINKS_FILE)))
        names.append(LINKS_FILE)
    files = (ui.File[ui.LayoutView](f"attachment://{name}") for name in names)
    return container(BLURPLE, ui.TextDisplay("\n".join(lines)), *files, footer(job, t))


def _history(job: Job, t: Translator) -> Iterator[Markup]:
    yield t("details-created", when=moment(job.created_at, "f"))
    if job.generation_seconds:
        yield t("details-drawn", n=round(job.generation_seconds))
    for image in job.images[:1]:
        if image.width and image.height:
            yield t("details-size", width=image.width, height=image.height)
    for number, reference in enumerate(job.request.images, 1):
        yield t("details-reference", number=number, use=t(keys.REFERENCE[reference.reference_type]))
    if failure := job.failure:
        yield from _as_told(failure, t)


def _as_told(failure: Failure, t: Translator) -> Iterator[Markup]:
    """What imini said of a failure, in its own words: its support asks for the request ID."""
    if failure.code or failure.message:
        told = (code(failure.code[:100]) if failure.code else "", escape(failure.message, 500))
        yield t("details-failure", said=Markup(" ".join(filter(None, told))))
    if failure.request_id:
        yield t("details-request-id", request=code(failure.request_id[:100]))


def _command_line(request: ImagineRequest) -> str:
    """The command that asks for the same; it stands in a code block, which three backticks would end."""
    prompt = " ".join(request.prompt.replace("```", "'''").split())
    options = {"aspect_ratio": request.aspect_ratio, "resolution": request.resolution, "quality": request.quality}
    settings = " ".join(f"{name}:{value}" for name, value in options.items())
    return f"/imagine prompt:{prompt} {settings} count:{request.num}"
