"""The administrators' routes."""

from __future__ import annotations

from fastapi import APIRouter

from service.web.admin import catalog, gold, images, imports, keys, login, offers, prompts, voters, votes

ROUTERS: tuple[APIRouter, ...] = (
    login.router,
    keys.router,
    votes.router,
    voters.router,
    offers.router,
    prompts.router,
    images.router,
    gold.router,
    imports.router,
    # The last: it takes any name that the others leave.
    catalog.router,
)
