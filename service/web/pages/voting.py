"""The voting page: two images of one prompt, and after the vote who made them.

Scripts vote over the JSON interface. Without them the page's own forms come here; each is answered with the
way back to the page, which then shows what became of it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from service.arena.access.visitors import Visitor, check_form_token, form_token
from service.arena.catalog import arenas
from service.arena.images.demo_progress import demo_progress
from service.arena.services import Services as Parts
from service.arena.votes import own
from service.arena.votes.undo import undo
from service.arena.voting import matchups
from service.domain.arenas import Arena
from service.domain.images import DemoProgress
from service.domain.matchups import DealtMatchup
from service.errors import AlreadyVoted, ArenaError, Gone, NoMatchup, TooMany
from service.http.deps import Services, own_page, services_of, visitor
from service.http.schemas import base
from service.web.filters import language, sentence, theme
from service.web.pages.reveals import RevealedImage, shown
from service.web.rendering import Head, render

router = APIRouter(prefix="/arenas/{arena}/vote", include_in_schema=False)

# Prompts with more letters may have more lines than there is room for: they can be scrolled.
_LONG = 100
# What can go wrong with a vote without anybody's fault: the page says so, and shows another pair.
_EXPECTED = (AlreadyVoted, Gone, TooMany)
_PAUSE_EVERY = 50

Word = Annotated[str, base.Text]
Act = Callable[[Visitor], Awaitable[dict[str, str]]]
"""What a form asks for; gives what the page's address says of it afterwards."""


class FilterIn(base.Strict):
    """Which pairs the voter wants: of a theme, in a language; all where they are left out or empty."""

    theme: Word | None = None
    language: Word | None = None

    @property
    def chosen(self) -> dict[str, str]:
        """What is asked for, by its name."""
        pairs = {"theme": self.theme, "language": self.language}
        return {name: value for name, value in pairs.items() if value}


class VoteQuery(FilterIn):
    """Which pairs, and what the voter just did: voted on a matchup, undid a vote, skipped a pair."""

    voted: Word | None = None
    done: Literal["undone", "skipped"] | None = None


class SentForm(FilterIn):
    """What each form of the page sends."""

    token: Word


class BallotIn(SentForm):
    """A vote, or the wish for another pair."""

    matchup: Word
    outcome: Literal["left", "right", "tie", "both_bad", "skip"]


class UndoIn(SentForm):
    """The wish to take a vote back."""

    vote: Annotated[int, Field(ge=1, strict=False)]


@dataclass(frozen=True, slots=True)
class News:
    """What became of what the voter just did: a vote and whom it was on, something done, or a refusal."""

    reveal: RevealedImage | None = None
    done: str | None = None
    error: ArenaError | None = None


@dataclass(frozen=True, slots=True)
class VotePage:
    """The voting page's context: a pair, or in its place the reason why there is ``nothing``.

    ``votes`` is how many of the voter's votes in the arena count.
    """

    head: Head
    arena: Arena
    filter: dict[str, str]
    matchup: DealtMatchup | None
    nothing: str | None
    token: str
    votes: int
    news: News
    demo: DemoProgress | None = None

    @property
    def path(self) -> str:
        """Where the page is, without its filter."""
        return _path(self.arena.slug)

    @property
    def here(self) -> str:
        """Where the page is, with its filter."""
        return _path(self.arena.slug, self.filter)

    @property
    def board(self) -> str:
        """The leaderboard of what is voted on here."""
        return _with_query(f"/arenas/{self.arena.slug}", self.filter)

    @property
    def message(self) -> str | None:
        """What went wrong; or, after many votes, that it is time for a pause."""
        if self.news.error:
            return sentence(self.news.error.detail)
        if self.news.reveal and self.votes % _PAUSE_EVERY == 0:
            return f"{self.votes} votes. A pause keeps the eye fresh; the next pair can wait."
        return None

    @property
    def only(self) -> str:
        """What the pairs are limited to, in words."""
        words = {"theme": theme, "language": language}
        return ", ".join(words[name](value) for name, value in self.filter.items())

    @property
    def ratio(self) -> int:
        """A hundred times the images' width by their height: the style sheet has a rule for each box."""
        return round(100 * self.matchup.left.width / self.matchup.left.height) if self.matchup else 100

    @property
    def long(self) -> bool:
        """Whether the prompt may have to be scrolled."""
        return self.matchup is not None and len(self.matchup.prompt.text) > _LONG


@router.get("")
async def page(
    request: Request, arena: str, query: Annotated[VoteQuery, Query()], services: Services
) -> Response:
    """Return the page with a pair to vote on, and what became of what the voter did before."""
    who = visitor(request)
    reveal = await _told(services, who, query.voted) if query.voted else None
    done = {"undone": "Undone.", "skipped": "Skipped."}.get(query.done or "")
    return await _page(request, arena, who, query, News(reveal, done))


@router.post("", dependencies=[Depends(own_page)])
async def ballot(
    request: Request, arena: str, form: Annotated[BallotIn, Form()], services: Services
) -> Response:
    """Take the vote, or the skip, of a browser without scripts."""

    async def act(who: Visitor) -> dict[str, str]:
        if form.outcome == "skip":
            await matchups.skip(services, who, form.matchup)
            return {"done": "skipped"}
        await matchups.vote(services, who, form.matchup, form.outcome)
        return {"voted": form.matchup}

    return await _answered(request, arena, form, act)


@router.post("/undo", dependencies=[Depends(own_page)])
async def take_back(
    request: Request, arena: str, form: Annotated[UndoIn, Form()], services: Services
) -> Response:
    """Undo the vote of a browser without scripts."""

    async def act(who: Visitor) -> dict[str, str]:
        await undo(services, who, form.vote)
        return {"done": "undone"}

    return await _answered(request, arena, form, act)


async def _answered(request: Request, arena: str, form: SentForm, act: Act) -> Response:
    """Return the way back to the page once a form's wish is fulfilled.

    The page itself with what hindered it.
    """
    who = visitor(request)
    check_form_token(services_of(request), who, form.token)
    try:
        done = await act(who)
    except _EXPECTED as error:
        return await _page(request, arena, who, form, News(error=error))
    return RedirectResponse(_path(arena, {**form.chosen, **done}), 303)


async def _page(request: Request, slug: str, who: Visitor, wanted: FilterIn, news: News) -> Response:
    """Return the page for a visitor, with a cookie where there is none yet."""
    services = services_of(request)
    arena = await services.database.read(arenas.get, slug)
    matchup, nothing = await _deal(services, who, slug, wanted)
    context = VotePage(
        head=Head(f"Vote: {arena.name}", "Two images, one prompt, no names: which is better?", _path(slug)),
        arena=arena,
        filter=wanted.chosen,
        matchup=matchup,
        nothing=nothing,
        token=form_token(services, who),
        votes=await services.database.read(own.count, who.voter, slug),
        news=news,
        demo=await demo_progress(services, [arena]),
    )
    answer = render(request, "vote.html", context, news.error.status if news.error else 200)
    if who.cookie:
        answer.headers["Set-Cookie"] = who.cookie
    return answer


async def _told(services: Parts, who: Visitor, matchup: str) -> RevealedImage | None:
    """Return what a visitor was told of its vote on a matchup; None where that is not its own."""
    reveal = await matchups.told(services, who, matchup)
    if reveal is None:
        return None
    # Of a voter's newest votes the one just cast is the first or, with a pair dealt ahead, the second.
    newest = await services.database.read(own.newest, who.voter, limit=2)
    return shown(reveal, next((vote for vote in newest if vote.id == reveal.id), None))


async def _deal(
    services: Parts, who: Visitor, slug: str, wanted: FilterIn
) -> tuple[DealtMatchup | None, str | None]:
    """Return the visitor's pair, or why there is none."""
    try:
        return await matchups.deal(services, who, slug, **wanted.chosen), None
    except NoMatchup as error:
        return None, sentence(error.detail)


def _path(arena: str, query: dict[str, str] | None = None) -> str:
    return _with_query(f"/arenas/{arena}/vote", query or {})


def _with_query(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
