"""The administrators' routes."""

from __future__ import annotations

from fastapi import APIRouter

from service.web.admin import (
    catalog,
    dashboard,
    gifts,
    gold,
    images,
    imports,
    keys,
    login,
    logos,
    offers,
    prompts,
    targets,
    voters,
    votes,
    webhooks,
)
from service.web.admin.integrity import arrivals, choosing, flags, inviting

ROUTERS: tuple[APIRouter, ...] = (
    dashboard.router,
    login.router,
    logos.router,
    keys.router,
    votes.router,
    voters.router,
    offers.router,
    prompts.router,
    images.router,
    gold.router,
    targets.router,
    gifts.router,
    imports.router,
    flags.router,
    choosing.router,
    arrivals.router,
    inviting.router,
    webhooks.router,
    # The last: it takes any name that the others leave.
    catalog.router,
)
