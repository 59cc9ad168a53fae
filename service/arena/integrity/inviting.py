"""Invitations as links, for those who let many people vote from one address."""

from __future__ import annotations

from service.arena.access import audit
from service.arena.access.invitations import MAX_NETWORKS, Invitation
from service.arena.catalog import arenas
from service.arena.services import Services
from service.db.engine import WriteSession
from service.errors import FieldError, Invalid

MOST_DAYS = 400
"""How long an invitation can last."""


async def invite(services: Services, slug: str, networks: int, days: int, key_id: int | None = None) -> str:
    """Return a link to an arena that is worth so many networks, for so many days after today; audited.

    Without ARENA_PUBLIC_URL it begins with the path. Raise NotFound and Invalid.
    """
    for name, value, least, most in (("networks", networks, 1, MAX_NETWORKS), ("days", days, 0, MOST_DAYS)):
        if not least <= value <= most:
            detail = f"must be from {least} to {most}"
            raise Invalid(f"{name} {detail}", [FieldError(name, detail)])

    def note(session: WriteSession) -> str:
        found = arenas.get(session, slug).slug
        audit.note(session, key_id, "invite", f"to {found}", f"{networks} networks, {days} days")
        return found

    arena = await services.database.write(note)
    token = Invitation.new(networks, days).token(services.secret)
    return f"{services.settings.public_url}/arenas/{arena}/vote?invitation={token}"
