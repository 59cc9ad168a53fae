"""The context of a model's page: the use case's sections, plus what only the page needs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import quote

from service.arena.boards.likely import AVERAGE
from service.arena.models.facts import facts, place
from service.arena.models.faq import Question
from service.arena.models.page import ModelPage
from service.arena.models.performance import Performance, Strength
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.web.charts.inline import line
from service.web.charts.page_chart import PageChart, page_chart
from service.web.charts.performance import performance_figure
from service.web.charts.price_history import price_figures
from service.web.charts.tracker import TrackerChart, tracker_chart
from service.web.pages.code_samples import Sample, embeds, samples
from service.web.pages.maps import LEVELS
from service.web.pages.playground import SIZES
from service.web.rendering import Head

EDITS = "image-editing"
_DESCRIPTION = 200
_RECENT_DAYS = 30
_PROMPTS, _SHORT_PROMPT = 3, 80
# Characters that could end the script element around the JSON, or start a comment in it.
_UNSAFE = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})


@dataclass(frozen=True, slots=True)
class MapCell:
    """A theme in a language: the strength there, and its shade, better or worse than the average model.

    ``clear`` says that the whole interval is on that side.
    """

    strength: Strength
    shade: str
    clear: bool


@dataclass(frozen=True, slots=True)
class Strengths:
    """A model's strengths in an arena; the chart is None if its prompts have neither themes nor languages.

    ``cells`` has each theme in each language that occur together. ``pooled`` says that there are pooled
    ratings, and ``inferred`` that some of them rest on votes elsewhere.
    """

    arena: Arena
    chart: PageChart | None
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[str, str], MapCell]
    pooled: bool
    inferred: bool


class Link(NamedTuple):
    """An address and its words."""

    address: str
    words: str


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model's page: ``it`` is what the API returns at ``api``.

    ``recent`` is the line of the scores of the last 30 days in the arena where the model ranks highest, None
    for fewer than two. ``sections`` are the menu. ``prompts`` are some to try. ``edits`` says that the model
    only edits images, ``may_edit`` that it can. ``price_charts`` are of
    the currencies in which a price changed.
    """

    head: Head
    it: ModelPage
    api: str
    recent: str | None
    sections: tuple[Link, ...]
    prompts: tuple[str, ...]
    sizes: Sequence[str]
    samples: tuple[Sample, ...]
    embeds: tuple[Sample, ...]
    strengths: tuple[Strengths, ...]
    charts: tuple[TrackerChart, ...]
    price_charts: tuple[PageChart, ...]
    links: tuple[Link, ...]
    edits: bool
    may_edit: bool


def model_view(page: ModelPage, origin: str) -> ModelView:
    """Return the context of a model's page at a base URL."""
    slug = page.model.slug
    edits = _edits(page)
    return ModelView(
        head=_head(page, facts(page.model, page.rankings)),
        it=page,
        api=f"/api/v1/models/{slug}",
        recent=_recent(page),
        sections=tuple(link for link in _SECTIONS if page.faq or link.address != "#faq"),
        prompts=_prompts(page),
        sizes=SIZES,
        samples=samples(origin, slug, edits=edits),
        embeds=embeds(origin, slug, page.model.name),
        strengths=tuple(_strengths(entry) for entry in page.performance),
        charts=tuple(tracker_chart(entry) for entry in page.trackers),
        price_charts=tuple(page_chart(figure) for figure in price_figures(page.pricing)),
        links=tuple(_links(page)),
        edits=edits,
        may_edit=edits or EDITS in page.model.capabilities,
    )


def _recent(page: ModelPage) -> str | None:
    """Return the line of the scores of the last days in the arena that comes first."""
    for ranking in page.rankings[:1]:
        days = next(tracker.days for tracker in page.trackers if tracker.arena.id == ranking.arena.id)
        return line([point.standing.score for point in days if point.day > days[-1].day - _RECENT_DAYS])
    return None


def _prompts(page: ModelPage) -> tuple[str, ...]:
    """Return short prompts of the examples to try on this page, those in English first."""
    shown = [*page.examples.best, *page.examples.losses, *page.examples.close]
    short = [e for e in shown if e.arena.task != EDITS and len(e.prompt) <= _SHORT_PROMPT]
    short.sort(key=lambda example: not (example.language or "en").startswith("en"))
    return tuple(dict.fromkeys(example.prompt for example in short))[:_PROMPTS]


def _links(page: ModelPage) -> Iterator[Link]:
    """Return what programs read in place of the page."""
    slug = page.model.slug
    own = f"/api/v1/models/{slug}"
    yield Link(own, "Everything on this page, as JSON")
    yield Link(f"{own}/offers?format=csv", "Prices, as CSV")
    for ranking in page.rankings:
        arena, name = f"/api/v1/arenas/{ranking.arena.slug}", ranking.arena.name
        yield Link(f"{arena}/leaderboard?format=csv", f"Leaderboard of {name}, as CSV")
        yield Link(f"{arena}/history?model={slug}&format=csv", f"Score by day in {name}, as CSV")
        yield Link(f"{arena}/head-to-head", f"Results of each pair in {name}, as JSON")


_SECTIONS = tuple(
    Link(f"#{anchor}", words)
    for anchor, words in (
        ("examples", "Examples"),
        ("api", "Try it"),
        ("pricing", "Pricing"),
        ("rankings", "Rankings"),
        ("performance", "By category"),
        ("quality", "Tracker"),
        ("similar", "Similar"),
        ("license", "License"),
        ("like", "Alternatives"),
        ("faq", "FAQ"),
        ("embed", "Embed"),
    )
)


def faq_json(questions: Sequence[Question]) -> str | None:
    """Return the questions as a schema.org FAQPage, safe inside a script element; None without questions."""
    if not questions:
        return None
    entities = [
        {
            "@type": "Question",
            "name": entry.question,
            "acceptedAnswer": {"@type": "Answer", "text": entry.answer},
        }
        for entry in questions
    ]
    page = {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": entities}
    return json.dumps(page, ensure_ascii=False).translate(_UNSAFE)


def shortened(text: str, most: int = _DESCRIPTION) -> str:
    """Return the text in one line, cut between words if it is too long."""
    whole = " ".join(text.split())
    if len(whole) <= most:
        return whole
    return (whole[:most].rpartition(" ")[0] or whole[:most]).rstrip(",;:.") + "…"


def _head(page: ModelPage, summary: str) -> Head:
    model = page.model
    maker = f" by {model.organization_name}" if model.organization_name else ""
    ranked = [place(ranking) for ranking in page.rankings if ranking.rank is not None]
    title = f"{model.name}{maker}" + (f": ranked {ranked[0]}" if ranked else "")
    return Head(
        title=shortened(title),
        description=shortened(summary),
        path=f"/models/{model.slug}",
        section="models",
        image=f"/cards/{model.slug}.png",
        json_ld=faq_json(page.faq),
        embeds=True,
        feed=f"/models/{quote(model.slug)}/feed.atom",
    )


def _edits(page: ModelPage) -> bool:
    """Return whether the model only edits images, by its capabilities or else by its arenas."""
    tasks = set(page.model.capabilities) or {ranking.arena.task for ranking in page.rankings}
    return tasks == {EDITS}


def _strengths(performance: Performance) -> Strengths:
    every = (*performance.themes, *performance.languages, *performance.cells)
    pooled = [s for s in every if s.likely]
    figure = performance_figure(performance)
    cells = _map_cells(performance.cells)
    return Strengths(
        arena=performance.arena,
        chart=page_chart(figure) if figure else None,
        rows=tuple(sorted({theme for theme, _ in cells})),
        columns=tuple(sorted({language for _, language in cells})),
        cells=cells,
        pooled=bool(pooled),
        inferred=any(s.needs for s in pooled),
    )


def _map_cells(strengths: Iterable[Strength]) -> dict[tuple[str, str], MapCell]:
    """Return the cells of the map by theme and language; the darkest are furthest from the average."""
    cells = list(strengths)
    furthest = max((abs(s.likely.mean - AVERAGE) for s in cells if s.likely), default=0.0) or 1.0
    return {_names(s.axis): _map_cell(s, furthest) for s in cells}


def _map_cell(strength: Strength, furthest: float) -> MapCell:
    if strength.likely is None:
        return MapCell(strength, "", clear=False)
    mean, low, high = strength.likely
    level = round(LEVELS * abs(mean - AVERAGE) / furthest)
    side = "won" if mean > AVERAGE else "lost"
    return MapCell(strength, f"{side}-{level}" if level else "even", clear=low > AVERAGE or high < AVERAGE)


def _names(axis: Axis) -> tuple[str, str]:
    return axis.theme, axis.language
