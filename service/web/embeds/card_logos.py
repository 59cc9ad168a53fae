"""What a card takes from the branding of an arena or of the site: its logo, and its color."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, replace

from service.arena.images.logos import public_logo
from service.arena.services import Services
from service.domain.arenas import Arena
from service.domain.branding.colors import shades_of
from service.domain.branding.logos import LOGO_TYPE, Logo
from service.errors import Damaged, NotFound, Unavailable
from service.web.charts.theme import THEMES, Theme


@dataclass(frozen=True, slots=True)
class CardLogo:
    """A logo inside a drawing: its file as a data URL, and its proportions."""

    data: str
    ratio: float


def card_look(services: Services, arena: Arena | None = None) -> Theme:
    """Return the colors of a card of an arena, or of the site."""
    accent = (arena.accent if arena else None) or services.settings.accent
    light = THEMES["light"]
    return replace(light, accent=shades_of(accent).light) if accent else light


async def card_logo(services: Services, arena: Arena | None = None) -> CardLogo | None:
    """Return the logo of an arena, or else of the site; None without one, or if it cannot be read now."""
    await services.catalog.site_logo.refresh()
    logo: Logo | None = (arena.logo if arena else None) or services.catalog.site_logo.logo
    if logo is None:
        return None
    try:
        data = await public_logo(services, logo.digest.hex())
    except (Damaged, NotFound, Unavailable):
        return None
    return CardLogo(f"data:{LOGO_TYPE};base64,{b64encode(data).decode()}", logo.width / logo.height)
