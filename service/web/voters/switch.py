"""The switch between the languages that voters' pages have."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from service.http.deps import own_page
from service.http.schemas import base
from service.web.translation import COOKIE, COOKIE_SECONDS, LOCALES

router = APIRouter(include_in_schema=False)

_SEE_OTHER = 303
# A path of this service: neither another host nor what a browser would take for one.
_PATH = r"^/([^/\\\s\x00-\x1f][^\\\s\x00-\x1f]*)?$"


class LanguageIn(base.Strict):
    """The language that was chosen, and the page on which it was."""

    language: Annotated[str, base.Text, Field(max_length=35)]
    to: Annotated[str, Field(pattern=_PATH, max_length=2_000)] = "/"


@router.post("/language", dependencies=[Depends(own_page)])
async def choose(form: Annotated[LanguageIn, Form()]) -> Response:
    """Keep the language in a cookie; one that pages do not have makes them follow the browser again."""
    answer = RedirectResponse(form.to, _SEE_OTHER)
    known, age = (form.language, COOKIE_SECONDS) if form.language in LOCALES else ("", 0)
    answer.headers["Set-Cookie"] = f"{COOKIE}={known}; Max-Age={age}; Path=/; HttpOnly; SameSite=Lax"
    return answer
