"""Choosing votes to hold: a form, the votes it finds, what holding them would change, and holding them."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from pydantic import Field as Limited

from service.arena.catalog import arenas
from service.arena.integrity import choosing, preview, reviewing
from service.arena.integrity.choosing import NEW
from service.domain.texts.digits import number_of
from service.errors import Invalid
from service.web.admin.context import AdminContext, Context, Form
from service.web.admin.forms import Field, FilledForm, filled, named, refused
from service.web.admin.integrity.pages import HOME, page_of, rows_of, show
from service.web.admin.pages import to
from service.web.filters import counted

router = APIRouter(prefix=f"{HOME}/votes", include_in_schema=False)

_TITLE = "Choose votes to hold"
_TIME = "UTC, such as 2026-11-26 or 2026-11-26 14:30."
_ANY = "any"
_NEW_VOTERS = "New voters have no vote before the time in From."
_WHY = Field("why", "Why", hint="Kept with the flag. Visitors do not see it.", required=True)


class Chosen(BaseModel):
    """The form as it was sent."""

    arena: str = ""
    network: str = ""
    since: str = ""
    until: str = ""
    within: str = ""
    voters: str = _ANY
    after: Annotated[int, Limited(ge=0)] = 0

    def texts(self) -> dict[str, str]:
        """Return which votes were asked for."""
        return {name: str(getattr(self, name)) for name in choosing.NAMES}


@router.get("")
async def choose(context: Context, query: Annotated[Chosen, Query()]) -> Response:
    """Return the form, and if it is filled in the votes, with what holding them would change."""
    running = [one.slug for one in await context.services.database.read(arenas.running)]
    slug = query.arena or next(iter(running), "")
    form = _form(running, {"arena": slug, **query.texts()})
    if choosing.is_empty(query.texts()):
        return show(context, page_of(context, _TITLE, slug, search=form))
    try:
        return await _chosen(context, slug, query, form)
    except Invalid as error:
        wrong = refused(form, form.values, error)
        return show(context, page_of(context, _TITLE, slug, search=wrong), error.status)


async def _chosen(context: AdminContext, slug: str, query: Chosen, form: FilledForm) -> Response:
    read, texts = context.services.database.read, query.texts()
    arena_id, places = await read(choosing.positions, slug, choosing.choice_of(texts))
    if not places:
        nothing = page_of(context, _TITLE, slug, lead="No vote that counts is like this.", search=form)
        return show(context, nothing)
    effect = await preview.of_votes(context.services, arena_id, places)
    votes = await read(reviewing.page, arena_id, places, query.after)
    hidden = {"arena": slug, **texts, "last": str(places[-1])}
    more = urlencode({"arena": slug, **texts, "after": votes.next_after or 0})
    page = page_of(
        context,
        _TITLE,
        slug,
        lead=f"{counted(len(places), 'vote')} chosen, which count at the moment.",
        decision="holding",
        effects=rows_of(effect),
        forms=[filled(f"{HOME}/votes", "Hold these votes", (_WHY,), context.token, None, **hidden)],
        search=form,
        votes=votes,
        more=f"{HOME}/votes?{more}#votes" if votes.next_after is not None else "",
    )
    return show(context, page)


@router.post("")
async def hold(context: Context, data: Form) -> Response:
    """Hold the votes that were chosen, up to the last one that the preview had."""
    choice = choosing.choice_of({name: str(data.get(name, "")) for name in choosing.NAMES})
    slug, why = (str(data.get(name, "")) for name in ("arena", "why"))
    last = number_of(str(data.get("last", "")))
    if last is None:
        raise Invalid("look at the votes before you hold them")
    work = partial(choosing.hold, slug=slug, choice=choice, why=why, key_id=context.admin.key_id, last=last)
    done = await context.services.database.write(work)
    return to(f"{HOME}/flags/{done.flag}?done=hold")


def _form(slugs: list[str], values: dict[str, str]) -> FilledForm:
    fields = (
        Field("arena", "Arena", "choice", choices=named(*slugs)),
        Field("network", "Network", hint="The sixteen digits that flags and votes show. Empty for any."),
        Field("since", "From", hint=_TIME),
        Field("until", "To", hint=f"{_TIME} A date is included."),
        Field("within", "Answered within seconds", "number", hint="Such as 0.8."),
        Field("voters", "Voters", "choice", hint=_NEW_VOTERS, choices=named(_ANY, NEW)),
    )
    return filled(f"{HOME}/votes", "Show the votes", fields, "", values)
