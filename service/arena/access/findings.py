"""What the doctor says of the API keys, and of the networks that voters come from."""

from __future__ import annotations

from collections.abc import Sequence

from service.arena.findings import Finding
from service.db.engine import ReadSession
from service.db.queries import keys
from service.db.queries.live import turnouts
from service.domain import clock
from service.domain.texts.words import count
from service.settings import Settings

ONE_NETWORK = 10
"""From so many voters of a day on, it is odd if all are of one network, and the limits on it matter."""


def of_networks(session: ReadSession, settings: Settings) -> Finding:
    """Return whether voters come from several networks; if not, a proxy may hide where they come from."""
    days = turnouts.days_of_networks(session)
    alone = [day for day in days if day.networks == 1 and day.voters >= ONE_NETWORK]
    if not alone or settings.large_networks:
        return Finding("networks", well=True, detail=_networks(days))
    worst = max(alone, key=lambda day: day.voters)
    detail = (
        f"all {worst.voters} voters of {clock.to_text(worst.day * clock.DAY)[:10]} came from one network, "
        f"and {worst.uncounted} of their votes do not count. Behind a proxy, list it in "
        "ARENA_TRUSTED_PROXIES; if they do share an address, name it in ARENA_LARGE_NETWORKS"
    )
    return Finding("networks", well=False, detail=detail)


def _networks(days: Sequence[turnouts.DayOfNetworks]) -> str:
    if not days:
        return "nobody has voted since yesterday"
    return f"voters of {count(max(day.networks for day in days), 'network')} in a day"


def of_keys(session: ReadSession) -> list[Finding]:
    """Return how many keys there are, and when one was last used for anything that leaves a trace."""
    rows = keys.every(session)
    valid = [row for row in rows if row.revoked_at is None]
    last = keys.last_trace(session)
    use = f"last recorded use {clock.to_text(last)[:10]}" if last else "no recorded use"
    return [Finding("keys", well=True, detail=f"{len(valid)} valid, {len(rows) - len(valid)} revoked; {use}")]
