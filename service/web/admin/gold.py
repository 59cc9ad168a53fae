"""An arena's gold pairs: the routes that list, choose, and retire them, and how voters answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from service.arena.access.admins import Admin, check_admin_token
from service.arena.catalog import arenas, prompts
from service.arena.images import images
from service.arena.integrity import attention, gold_pairs
from service.arena.integrity.attention import Attention, VoterAttention
from service.domain.arenas import Arena
from service.domain.catalog import Prompt
from service.domain.controls.dealing import ChosenPair
from service.domain.images import Image
from service.domain.paging import page_of
from service.domain.texts.digits import number_of
from service.errors import ArenaError, Invalid
from service.http.deps import own_page
from service.http.multipart import read_form
from service.http.schemas.images import MAX_UPLOAD
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.pages import head_of, to
from service.web.rendering import Head, render

router = APIRouter(prefix="/admin/arenas/{arena}/gold", include_in_schema=False)

UNCLEAR, ENOUGH = 0.9, 10
"""A pair that fewer get right than this, of at least so many, is not clear enough."""

MOST_VOTERS = 100
_SIZE = 100


class Choice(BaseModel):
    """The prompt of a pair to choose, and what was done before."""

    prompt: int | None = None
    done: str = ""


@dataclass(frozen=True, slots=True)
class ListedPair:
    """A gold pair with its answers."""

    pair: ChosenPair
    answers: Attention

    @property
    def is_unclear(self) -> bool:
        """Whether many voters get it wrong, so that it says little about any of them."""
        return self.answers.gold >= ENOUGH and self.answers.gold_right < UNCLEAR * self.answers.gold


@dataclass(frozen=True, slots=True)
class Chosen:
    """What can be chosen: prompts to begin with; of one prompt, its images."""

    prompts: Sequence[Prompt]
    prompt: Prompt | None = None
    images: Sequence[Image] = ()


@dataclass(frozen=True, slots=True)
class GoldPage:
    """The page's context."""

    head: Head
    admin: Admin
    token: str
    arena: Arena
    pairs: Sequence[ListedPair]
    voters: Sequence[VoterAttention]
    chosen: Chosen
    notice: str
    problem: str


_DONE = {
    "chosen": "Gold pair added.",
    "retired": "The pair is no longer dealt.",
    "dealt": "The pair is dealt.",
}


@router.get("")
async def every(context: Context, arena: str, query: Annotated[Choice, Query()]) -> Response:
    """Return an arena's gold pairs, how voters answered, and the form for a new one."""
    return await _show(context, arena, query)


@router.post("")
async def choose(context: Context, arena: str) -> Response:
    """Make a gold pair of two images, or of one and an uploaded broken one."""
    own_page(context.request)
    form = await read_form(context.request, ("file",), MAX_UPLOAD)
    check_admin_token(context.services, context.admin, form.fields.get("token", ""))
    try:
        await _choose(context, arena, form.fields, form.files.get("file"))
    except ArenaError as error:
        prompt = form.fields.get("prompt", "")
        choice = Choice(prompt=number_of(prompt))
        return await _show(context, arena, choice, error.detail, error.status)
    return to(f"{_path(arena)}?done=chosen")


async def _choose(context: AdminContext, arena: str, fields: Mapping[str, str], data: bytes | None) -> None:
    good = _number(fields, "good", "choose the good image")
    subject = f"gold pair in {arena}"
    if data:
        stored = await gold_pairs.prepare(context.services, arena, good, data)
        await context.do(
            "create",
            subject,
            lambda session: gold_pairs.choose_stored(session, arena, good, stored),
            f"image {good} and an uploaded one",
        )
        return
    broken = _number(fields, "broken", "choose the broken image, or upload one")
    await context.do(
        "create",
        subject,
        lambda session: gold_pairs.choose(session, arena, good, broken),
        f"images {good} and {broken}",
    )


def _number(fields: Mapping[str, str], name: str, missing: str) -> int:
    number = number_of(fields.get(name, ""))
    if number is None:
        raise Invalid(missing)
    return number


@router.post("/{pair_id}/retirement")
async def retire(context: Context, arena: str, pair_id: int, data: Form) -> Response:
    """Deal a pair no more, or deal it again."""
    retired = data.get("retired") == "1"
    await context.do(
        "retire" if retired else "reinstate",
        f"gold pair {pair_id} in {arena}",
        lambda session: gold_pairs.retire(session, arena, pair_id, retired=retired),
    )
    return to(f"{_path(arena)}?done={'retired' if retired else 'dealt'}")


def _path(arena: str) -> str:
    return f"/admin/arenas/{arena}/gold"


async def _show(
    context: AdminContext, slug: str, query: Choice, problem: str = "", status: int = 200
) -> Response:
    read = context.services.database.read
    arena = await read(arenas.get, slug)
    answers = await read(attention.of_pairs, arena.id)
    pairs = await read(gold_pairs.of_arena, slug)
    page = GoldPage(
        head=head_of(f"Gold pairs in {slug}", context.request),
        admin=context.admin,
        token=context.token,
        arena=arena,
        pairs=[ListedPair(pair, answers.get(pair.id, Attention())) for pair in pairs],
        voters=(await read(attention.of_voters, slug))[:MOST_VOTERS],
        chosen=await _chosen(context, slug, query.prompt),
        notice=_DONE.get(query.done, ""),
        problem=problem,
    )
    return render(context.request, "admin/gold.html", page, status)


async def _chosen(context: AdminContext, slug: str, prompt_id: int | None) -> Chosen:
    read, first = context.services.database.read, page_of(None, _SIZE)
    if prompt_id is None:
        return Chosen((await read(prompts.page, slug, first)).items)
    prompt = await read(prompts.get, slug, prompt_id)
    listing = await read(images.page, slug, first, prompt_id=prompt_id)
    return Chosen((), prompt, [image for image in listing.items if image.withdrawn_at is None])
