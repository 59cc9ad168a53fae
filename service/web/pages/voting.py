"""The voting page: two images of one prompt and, after the vote, who made them.

Scripts vote through the JSON API. Without JavaScript, the page's forms are sent here; each is answered with a
redirect to the page, which then shows the result.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from service.arena.access.invitations import Invitation
from service.arena.access.visitors import Visitor, check_form_token, form_token
from service.arena.catalog import arenas
from service.arena.catalog.languages import native_name
from service.arena.images.demo_progress import demo_progress
from service.arena.services import Services as Parts
from service.arena.votes import own
from service.arena.votes.own import ENOUGH
from service.arena.votes.undo import undo
from service.arena.voting import matchups, receipts
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.images import DemoProgress
from service.domain.matchups import MOST_AHEAD, AssignedMatchup
from service.domain.voters.wishes import overlap
from service.errors import AlreadyVoted, ArenaError, ChallengeNeeded, Gone, NoMatchup, TooMany
from service.http import wishes
from service.http.deps import Services, headers_of, own_page, services_of
from service.http.deps import visitor as visitor_of
from service.http.schemas import base
from service.web.captcha_policy import CAPTCHA_HOSTS, captcha_policy
from service.web.filters import theme
from service.web.page_route import PageRoute
from service.web.pages.reveals import RevealView, reveal_view
from service.web.rendering import Head, render
from service.web.translation import N_, gettext, locale, ngettext, speaking
from service.web.voters.chips import NO_CHIPS, Chips, chips_of
from service.web.voters.errors import in_words, of_undo
from service.web.voters.words import PAUSE, PAUSE_EVERY, UNLOCK, UNLOCKED, script_words

router = APIRouter(
    prefix="/arenas/{arena}/vote",
    route_class=PageRoute,
    include_in_schema=False,
    dependencies=[Depends(speaking)],
)

# Longer prompts may not fit, so that they can be scrolled.
_LONG = 100
# What can go wrong with a vote through nobody's fault: the page says so and shows another pair.
_EXPECTED = (AlreadyVoted, Gone, TooMany)
_SKIPS = {"skip": None, "unreadable": matchups.UNREADABLE}
_DONE = {"undone": N_("Vote undone."), "skipped": N_("Skipped.")}
_CHOSEN = N_("Saved. This applies from the next new pair on.")

Text = Annotated[str, base.Text]
Act = Callable[[Visitor], Awaitable[dict[str, str]]]
"""What a form does; it returns the query of the page that shows the result."""


class FilterIn(base.Strict):
    """The filter: a theme and a language; all if they are left out or empty."""

    theme: Text | None = None
    language: Text | None = None

    @property
    def parameters(self) -> dict[str, str]:
        """The parts of the filter that are set, by their names."""
        pairs = {"theme": self.theme, "language": self.language}
        return {name: value for name, value in pairs.items() if value}


class VoteQuery(FilterIn):
    """The filter, what the voter just did (a vote on a matchup, an undo, a skip), or an invitation."""

    invitation: Text | None = None
    voted: Text | None = None
    done: Literal["undone", "skipped", "chosen"] | None = None


class SentForm(FilterIn):
    """What each form of the page sends."""

    token: Text


class BallotIn(SentForm):
    """A vote or a skip."""

    matchup: Text
    outcome: Literal["left", "right", "tie", "both_bad", "skip", "unreadable"]


class WishIn(base.Strict):
    """A chip that was pressed."""

    theme: Annotated[Text, Field(max_length=100)] | None = None
    language: Annotated[Text, Field(max_length=100)] | None = None


class UndoIn(SentForm):
    """A vote to undo."""

    vote: Annotated[int, Field(ge=1, strict=False)]


@dataclass(frozen=True, slots=True)
class News:
    """The result of what the voter just did: a reveal, something done, or an error with its message.

    ``just_voted`` says that the reveal is of the vote that led here, not of one before.
    """

    reveal: RevealView | None = None
    done: str | None = None
    error: ArenaError | None = None
    message: str | None = None
    just_voted: bool = False


@dataclass(frozen=True, slots=True)
class VotePage:
    """The voting page's context: a matchup, or the reason why there is ``nothing`` to vote on.

    ``votes`` is the number of the voter's counted votes in the arena. ``challenge`` says that the voter's
    browser has to solve something before it gets a matchup.
    """

    head: Head
    arena: Arena
    filter: dict[str, str]
    matchup: AssignedMatchup | None
    nothing: str | None
    token: str
    votes: int
    news: News
    demo: DemoProgress | None = None
    challenge: bool = False
    chips: Chips = NO_CHIPS
    words: Mapping[str, object] = field(default_factory=script_words)

    @property
    def path(self) -> str:
        """The page's path without its filter."""
        return _path(self.arena.slug)

    @property
    def here(self) -> str:
        """The page's path with its filter."""
        return _path(self.arena.slug, self.filter)

    @property
    def board(self) -> str:
        """The path of the leaderboard with the same filter."""
        return _with_query(f"/arenas/{self.arena.slug}", self.filter)

    @property
    def message(self) -> str | None:
        """What went wrong, or a suggestion to take a break after many votes."""
        if self.news.message:
            return self.news.message
        if self.news.just_voted and self.votes and self.votes % PAUSE_EVERY == 0:
            return gettext(PAUSE).format(count=self.votes)
        return None

    @property
    def unlocked(self) -> bool:
        """Whether the voter has a leaderboard."""
        return self.votes >= ENOUGH

    @property
    def own(self) -> str:
        """How many votes are missing for the voter's own leaderboard, or that it is there."""
        missing = ENOUGH - self.votes
        if self.unlocked:
            return gettext(UNLOCKED)
        return ngettext(*UNLOCK, missing).format(count=missing)

    @property
    def is_foreign(self) -> bool:
        """Whether the prompt is in another language than the page, which its reader can read."""
        spoken = self.matchup.prompt.language if self.matchup else None
        return bool(spoken) and not overlap(spoken or "", locale().tag)

    @property
    def only(self) -> str:
        """The filter in words."""
        parts = self.filter.items()
        return ", ".join(theme(value) if name == "theme" else native_name(value) for name, value in parts)

    @property
    def ratio(self) -> int:
        """The images' aspect ratio in percent: the style sheet has a rule for each."""
        return round(100 * self.matchup.left.width / self.matchup.left.height) if self.matchup else 100

    @property
    def long(self) -> bool:
        """Whether the prompt may need to scroll."""
        return self.matchup is not None and len(self.matchup.prompt.text) > _LONG


@router.get("")
async def page(
    request: Request, arena: str, query: Annotated[VoteQuery, Query()], services: Services
) -> Response:
    """Return the page with a matchup, and the result of what the voter just did."""
    if query.invitation:
        return _invited(services, arena, query, query.invitation)
    visitor = visitor_of(request)
    if query.voted:
        reveal = await _reveal(services, visitor, query.voted)
        return await _page(request, arena, visitor, query, News(reveal, just_voted=True))
    if query.done in _DONE:
        return await _page(request, arena, visitor, query, News(done=gettext(_DONE[query.done])))
    news = News(
        await _last(services, visitor, arena), message=gettext(_CHOSEN) if query.done == "chosen" else None
    )
    return await _page(request, arena, visitor, query, news)


def _invited(services: Parts, arena: str, query: VoteQuery, token: str) -> Response:
    """Give the invitation of a link to a browser, and lead on to an address that no longer has it."""
    invitation = Invitation.parse(services.secret, token)
    if invitation is None:
        raise Gone("this invitation has ended, or its link is not complete; ask for another one")
    answer = RedirectResponse(_path(arena, query.parameters), 303)
    answer.headers["Set-Cookie"] = invitation.cookie(services.secret)
    return answer


@router.post("", dependencies=[Depends(own_page)])
async def ballot(
    request: Request, arena: str, form: Annotated[BallotIn, Form()], services: Services
) -> Response:
    """Cast a vote or skip a matchup, without JavaScript."""
    unreadable: list[str] = []

    async def act(visitor: Visitor) -> dict[str, str]:
        if form.outcome in _SKIPS:
            language = await matchups.skip(services, visitor, form.matchup, _SKIPS[form.outcome])
            if form.outcome == matchups.UNREADABLE and language:
                unreadable.append(language)
            return {"done": "skipped"}
        seen = receipts.is_seen(services, request.headers, form.matchup)
        await matchups.vote(services, visitor, form.matchup, form.outcome, seen=seen)
        return {"voted": form.matchup}

    answer = await _answered(request, arena, form, act, in_words)
    kept = [wishes.avoiding(headers_of(request), language) for language in unreadable]
    for cookie in (*receipts.spent(services.secret, form.matchup), *kept):
        answer.headers.append("Set-Cookie", cookie)
    return answer


@router.post("/wishes", dependencies=[Depends(own_page)])
async def wish(request: Request, arena: str, form: Annotated[WishIn, Form()]) -> Response:
    """Keep that a chip was pressed: a language or a theme comes first from now on, or no longer."""
    answer = RedirectResponse(_path(arena, {"done": "chosen"}), 303)
    answer.headers["Set-Cookie"] = wishes.toggled(headers_of(request), form.language, form.theme)
    return answer


@router.post("/undo", dependencies=[Depends(own_page)])
async def take_back(
    request: Request, arena: str, form: Annotated[UndoIn, Form()], services: Services
) -> Response:
    """Undo a vote, without JavaScript."""

    async def act(visitor: Visitor) -> dict[str, str]:
        await undo(services, visitor, form.vote)
        return {"done": "undone"}

    return await _answered(request, arena, form, act, of_undo)


async def _answered(
    request: Request,
    arena: str,
    form: SentForm,
    act: Act,
    says: Callable[[ArenaError], str],
) -> Response:
    """Do what a form asks for and redirect to the page, or return the page with an error message."""
    visitor = visitor_of(request)
    check_form_token(services_of(request), visitor, form.token)
    try:
        done = await act(visitor)
    except _EXPECTED as error:
        return await _page(request, arena, visitor, form, News(error=error, message=says(error)))
    return RedirectResponse(_path(arena, {**form.parameters, **done}), 303)


async def _page(request: Request, slug: str, visitor: Visitor, wanted: FilterIn, news: News) -> Response:
    """Return the page for a visitor, with a cookie if the visitor has none yet."""
    services = services_of(request)
    arena = await services.database.read(arenas.get, slug)
    matchup, nothing, challenge = None, None, False
    wished = wishes.wishes_of(headers_of(request))
    try:
        matchup = await matchups.assign(services, visitor, slug, **wanted.parameters, wishes=wished)
    except NoMatchup as error:
        nothing = in_words(error)
    except ChallengeNeeded:
        challenge = True
    context = VotePage(
        head=Head(
            gettext("Vote in {arena}").format(arena=arena.name),
            gettext("Two images, one prompt, no names: which is better?"),
            _path(slug),
            arena=arena,
        ),
        arena=arena,
        filter=wanted.parameters,
        matchup=matchup,
        nothing=nothing,
        token=form_token(services, visitor),
        votes=await services.database.read(own.count, visitor.voter, slug),
        news=news,
        challenge=challenge,
        demo=await demo_progress(services, [arena]),
        chips=NO_CHIPS if wanted.parameters else await chips_of(services, arena.id, wished),
    )
    answer = render(request, "voters/vote.html", context, news.error.status if news.error else 200)
    if visitor.cookie:
        answer.headers["Set-Cookie"] = visitor.cookie
    if arena.challenge in CAPTCHA_HOSTS:
        answer.headers["Content-Security-Policy"] = captcha_policy(arena.challenge)
    return answer


async def _reveal(services: Parts, visitor: Visitor, matchup: str) -> RevealView | None:
    """Return the reveal of a visitor's vote on a matchup; None if it is not the visitor's own."""
    reveal = await matchups.reveal(services, visitor, matchup)
    if reveal is None:
        return None
    # The vote just cast is the newest, unless one of those that were assigned ahead was voted on before.
    newest = await services.database.read(own.newest, visitor.voter, limit=1 + MOST_AHEAD)
    return reveal_view(reveal, next((vote for vote in newest if vote.id == reveal.id), None))


async def _last(services: Parts, visitor: Visitor, arena: str) -> RevealView | None:
    """Return the reveal of the visitor's newest vote while it can be undone, so that it outlives a reload."""
    for vote in await services.database.read(own.newest, visitor.voter, limit=1):
        if vote.arena == arena and vote.excluded != "undone" and clock.now() <= vote.undo_until:
            reveal = await matchups.reveal_of(services, visitor, vote.matchup)
            return reveal_view(reveal, vote) if reveal else None
    return None


def _path(arena: str, query: dict[str, str] | None = None) -> str:
    return _with_query(f"/arenas/{arena}/vote", query or {})


def _with_query(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
