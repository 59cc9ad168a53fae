"""The limits on what counts, as the settings have them for a visitor's network."""

from __future__ import annotations

from service.arena.access.visitors import Visitor
from service.domain.limits.turnouts import Limits
from service.settings import Settings


def limits_of(settings: Settings, visitor: Visitor) -> Limits:
    """Return the limits of a visitor and its network."""
    limits = Limits(
        settings.network_newcomers,
        settings.network_votes,
        settings.network_unanswered,
        settings.voter_votes,
        settings.cell_share,
    )
    return limits.times(visitor.networks)
