"""Questions before what cannot be undone: a page that sends the same form again, with a yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Response
from starlette.datastructures import FormData

from service.arena.access.admins import Admin
from service.web.admin.context import AdminContext
from service.web.admin.pages import head_of
from service.web.rendering import Head, render

YES = ("confirm", "yes")
"""The field that a confirmed form has, and its value."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is about to be done and what that means; ``label`` is that of the button, ``back`` leads away."""

    title: str
    meaning: str
    label: str
    back: str


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """The page's context: ``action`` gets the form again, with the ``fields`` that were sent and a yes."""

    head: Head
    admin: Admin
    token: str
    question: Question
    action: str
    fields: Mapping[str, str]


def unconfirmed(context: AdminContext, data: FormData, question: Question) -> Response | None:
    """Return a page that asks whether to do what a form says; None if somebody has said yes."""
    name, value = YES
    if data.get(name) == value:
        return None
    sent = {field: text for field, text in data.items() if isinstance(text, str)}
    fields = {field: text for field, text in sent.items() if field not in ("token", name)}
    head = head_of(question.title, context.request)
    page = ConfirmPage(
        head, context.admin, context.token, question, context.request.url.path, {**fields, name: value}
    )
    return render(context.request, "admin/confirm.html", page)
