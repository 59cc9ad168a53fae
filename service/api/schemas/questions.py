"""Questions over leaderboards: what may be asked, and the shape of the answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, WithJsonSchema

from service.arena.boards.point_in_time import parse_at
from service.arena.catalog.arenas import method_version
from service.arena.queries.metrics import NAMES
from service.arena.queries.query import Answer, AnswerBoard
from service.arena.queries.questions import MOST_ROWS, Question, refused
from service.arena.queries.reading import ArenaSource
from service.domain import clock
from service.domain.axes import OVERALL
from service.domain.questions.filters import ModelFilter
from service.domain.questions.patterns import ANY
from service.http.schemas.base import Day, Out, Query, Strict, Text
from service.http.schemas.tables import Excel, Format, TableQuery

MOST_NAMES = 200
MOST_WEIGHT = 1e6

Known = Literal["yes", "no", "unknown"]
Name = Annotated[str, Text, Field(min_length=1, max_length=250)]
_Price = Annotated[float, Field(ge=0, le=1_000_000)]

WeightsOpen = Annotated[Known | None, Field(description="Only models whose weights are open, or not.")]
CommercialUse = Annotated[
    Known | None, Field(description="Only models that may be used commercially, or not.")
]
PriceMin = Annotated[_Price | None, Field(description="The lowest price of an image, in US dollars.")]
PriceMax = Annotated[
    _Price | None,
    Field(description="The highest price of an image, in US dollars. Models without one are left out."),
]
ReleasedFrom = Annotated[Day | None, Field(description="Only models released on this date or later.")]
ReleasedTo = Annotated[Day | None, Field(description="Only models released on this date or before.")]


def _listed(help_: str, *examples: str) -> Any:
    return Field(default_factory=list, max_length=MOST_NAMES, description=help_, examples=[list(examples)])


Retired = Annotated[
    bool | None, Field(description="Only retired models, or only those in use; both if missing.")
]
Limit = Annotated[
    int | None, Field(ge=1, le=MOST_ROWS, description="The number of rows to return; all of them if missing.")
]
At = Annotated[
    str | None,
    Field(
        max_length=20, description="A date (the end of that day, UTC), or a position in the log of one arena."
    ),
]

_AXES_HELP = (
    "`overall`, `theme=people`, `language=ja`, `theme=people,language=ja`, or any of these with `*`; "
    "`*` alone is every axis."
)
_WEIGHTS_HELP = "The answer has a row for each model then, with the mean of its pooled ratings on these axes."
_ORDER_HELP = "Columns to sort by, falling where a `-` precedes. By default by arena, axis and rank."
_METRICS_HELP = f"The columns beside arena, theme, language and model: {', '.join(NAMES)}."


def split(text: str | None, separator: str = ",") -> tuple[str, ...]:
    """Return the parts of a list in a query parameter, without empty ones."""
    return tuple(part.strip() for part in (text or "").split(separator) if part.strip())


def _list(help_: str, example: str) -> Any:
    return Field(max_length=4_000, description=help_, examples=[example])


class ModelsQuery(Query):
    """Which models."""

    models: Annotated[
        list[Annotated[str, Text, Field(max_length=4_000)]],
        Field(
            default_factory=list,
            max_length=MOST_NAMES,
            description="Slugs of models, separated by commas; `*` stands for any text.",
            examples=[["flux-*"]],
        ),
    ]
    organizations: Annotated[
        str | None, Text, _list("Slugs of makers, separated by commas.", "luma,black-forest-labs")
    ] = None
    licenses: Annotated[
        str | None, Text, _list("Names of licenses, separated by semicolons.", "Apache-2.0;MIT")
    ] = None
    weights_open: WeightsOpen = None
    commercial_use: CommercialUse = None
    price_min: PriceMin = None
    price_max: PriceMax = None
    released_from: ReleasedFrom = None
    released_to: ReleasedTo = None
    retired: Retired = None

    def chosen(self) -> ModelFilter:
        """Return the filter."""
        return model_filter(
            self,
            [name for part in self.models for name in split(part)],
            split(self.organizations),
            split(self.licenses, ";"),
        )


class QuestionQuery(ModelsQuery, TableQuery):
    """A question in the parameters of a GET."""

    arenas: Annotated[
        str | None,
        Text,
        _list("Slugs of arenas, separated by commas; all that are not retired if missing.", "text-to-image"),
    ] = None
    axes: Annotated[
        str | None, Text, _list(f"Axes, separated by semicolons: {_AXES_HELP}", "overall;theme=*")
    ] = None
    weights: Annotated[
        str | None,
        Text,
        _list(
            f"Instead of axes, weights of axes, separated by semicolons. {_WEIGHTS_HELP}",
            "theme=typography:2;language=ja:1",
        ),
    ] = None
    metrics: Annotated[
        str | None, Text, _list(f"Separated by commas. {_METRICS_HELP}", "score,likely,votes,price")
    ] = None
    at: At = None
    order: Annotated[str | None, Text, _list(f"Separated by commas. {_ORDER_HELP}", "-likely,price")] = None
    limit: Limit = None

    def question(self) -> Question:
        """Return the question. Raise Invalid."""
        weights = parse_weights(self.weights)
        return question_of(
            arenas=split(self.arenas),
            axes=split(self.axes, ";"),
            weights=weights,
            models=self.chosen(),
            metrics=split(self.metrics),
            at=self.at,
            order=split(self.order),
            limit=self.limit,
        )


class QuestionBody(Strict):
    """A question in the body of a POST. Fields that are left out mean anything, or the usual."""

    arenas: Annotated[
        list[Name],
        _listed("Slugs of arenas, with `*` for any text; all in use if missing.", "text-to-image"),
    ]
    axes: Annotated[
        list[Name],
        Field(
            default_factory=list,
            max_length=MOST_NAMES,
            description=_AXES_HELP,
            examples=[["overall", "theme=*"]],
        ),
    ]
    weights: Annotated[
        dict[Name, Annotated[float, Field(ge=0, le=MOST_WEIGHT)]],
        Field(
            default_factory=dict,
            max_length=MOST_NAMES,
            description=f"Instead of axes, their weights, by axis. {_WEIGHTS_HELP}",
            examples=[{"theme=typography": 2, "language=ja": 1}],
        ),
    ]
    models: Annotated[
        list[Name],
        Field(
            default_factory=list,
            max_length=MOST_NAMES,
            description="Slugs of models, with `*` for any text.",
            examples=[["flux-*"]],
        ),
    ]
    organizations: Annotated[
        list[Name],
        Field(
            default_factory=list, max_length=MOST_NAMES, description="Slugs of makers.", examples=[["luma"]]
        ),
    ]
    licenses: Annotated[
        list[Name],
        Field(
            default_factory=list,
            max_length=MOST_NAMES,
            description="Names of licenses.",
            examples=[["Apache-2.0"]],
        ),
    ]
    weights_open: WeightsOpen = None
    commercial_use: CommercialUse = None
    price_min: PriceMin = None
    price_max: PriceMax = None
    released_from: ReleasedFrom = None
    released_to: ReleasedTo = None
    retired: Retired = None
    metrics: Annotated[
        list[Name],
        Field(
            default_factory=list,
            max_length=MOST_NAMES,
            description=_METRICS_HELP,
            examples=[["score", "likely", "votes", "price"]],
        ),
    ]
    at: At = None
    order: Annotated[
        list[Name],
        Field(default_factory=list, max_length=MOST_NAMES, description=_ORDER_HELP, examples=[["-likely"]]),
    ]
    limit: Limit = None
    format: Format = "json"
    excel: Excel = False

    def question(self) -> Question:
        """Return the question. Raise Invalid."""
        return question_of(
            arenas=tuple(self.arenas),
            axes=tuple(self.axes),
            weights=dict(self.weights),
            models=model_filter(self, self.models, self.organizations, self.licenses),
            metrics=tuple(self.metrics),
            at=self.at,
            order=tuple(self.order),
            limit=self.limit,
        )


def model_filter(
    asked: ModelsQuery | QuestionBody,
    models: Iterable[str],
    organizations: Iterable[str],
    licenses: Iterable[str],
) -> ModelFilter:
    """Return the filter that a request names."""
    return ModelFilter(
        tuple(models),
        tuple(organizations),
        tuple(licenses),
        asked.weights_open,
        asked.commercial_use,
        asked.price_min,
        asked.price_max,
        _text(asked.released_from),
        _text(asked.released_to),
        asked.retired,
    )


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def question_of(
    *,
    arenas: tuple[str, ...],
    axes: tuple[str, ...],
    weights: dict[str, float],
    models: ModelFilter,
    metrics: tuple[str, ...],
    at: str | None,
    order: tuple[str, ...],
    limit: int | None,
) -> Question:
    """Return a question, with the usual values for what is empty. Raise Invalid."""
    if axes and weights:
        raise refused("axes", "and weights exclude each other; weights name the axes, so leave out axes")
    moment = parse_at(at)
    usual = (OVERALL.label,)
    return Question(arenas or (ANY,), axes or usual, weights, models, metrics, moment, order, limit)


def parse_weights(text: str | None) -> dict[str, float]:
    """Return the weights that a query parameter names. Raise Invalid."""
    weights: dict[str, float] = {}
    for part in split(text, ";"):
        axis, _, number = part.rpartition(":")
        try:
            weight = float(number)
        except ValueError:
            weight = -1.0
        if not axis or not 0.0 <= weight <= MOST_WEIGHT:
            detail = f"has {part[:100]!r}; write an axis, a colon and a number from 0 to {MOST_WEIGHT:g}"
            raise refused("weights", detail)
        if axis.strip() in weights:
            raise refused("weights", f"names {axis.strip()[:100]!r} twice")
        weights[axis.strip()] = weight
    return weights


class AnswerArenaOut(Out):
    """An arena that an answer is made from, and the state that it was in.

    ``pooled_position`` is the position of the log up to which pooled ratings know it.
    """

    arena: str
    revision: int | None
    position: int
    simulated_votes: int
    as_of: str
    method_version: str
    pooled_position: int | None

    @classmethod
    def of(cls, source: ArenaSource) -> Self:
        """Return the shape of an arena."""
        return cls(
            arena=source.arena.slug,
            revision=source.revision,
            position=source.position,
            simulated_votes=source.arena.simulated(source.position),
            as_of=clock.to_text(source.as_of),
            method_version=method_version(source.arena),
            pooled_position=None if source.refit is None else source.refit.position,
        )


class AnswerBoardOut(Out):
    """A leaderboard that an answer rests on.

    ``weight`` is its share of the composite: 0 for an axis without votes, null without weights. Leaderboards
    with the same ``fingerprint`` rest on the same prompts, question and method.
    """

    arena: str
    theme: str | None
    language: str | None
    weight: float | None
    fingerprint: str | None

    @classmethod
    def of(cls, board: AnswerBoard) -> Self:
        """Return the shape of a leaderboard."""
        return cls(
            arena=board.arena,
            theme=board.axis.theme or None,
            language=board.axis.language or None,
            weight=board.weight,
            fingerprint=board.fingerprint,
        )


_ROWS = {
    "type": "array",
    "items": {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}},
}


class AnswerOut(Out):
    """The answer to a question: its ``columns``, and in each of the ``rows`` a value, or null, for each.

    ``total`` is how many rows there are without the ``limit``.
    """

    columns: list[str]
    total: int
    # Thousands of rows whose cells come from one table of columns: checking each would take most of the time.
    rows: Annotated[list[dict[str, Any]], WithJsonSchema(_ROWS)]
    arenas: list[AnswerArenaOut]
    boards: list[AnswerBoardOut]

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Return the shape of an answer."""
        return cls.model_construct(
            columns=[column.name for column in answer.columns],
            total=answer.total,
            rows=answer.rows,
            arenas=[AnswerArenaOut.of(source) for source in answer.sources],
            boards=[AnswerBoardOut.of(board) for board in answer.boards],
        )
