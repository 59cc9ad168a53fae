"""What clients did with their keys: a key with the scope ``votes`` vouches for its voters."""

from __future__ import annotations

from service.db.engine import ReadSession
from service.db.queries.log import accounts
from service.db.queries.log.accounts import KeyAccount
from service.domain import clock

DAYS = 30


def of_days(session: ReadSession, days: int = DAYS) -> dict[int, KeyAccount]:
    """Return what was done with keys in the last days, by key; keys that nobody voted with are left out."""
    found = accounts.of_keys(session, clock.now() - days * clock.DAY)
    return {account.key_id: account for account in found}


def summary(account: KeyAccount | None) -> str:
    """Return an account in one line, empty without one."""
    if account is None:
        return ""
    return (
        f"{account.votes} votes of {account.voters} voters on {account.matchups} matchups: {account.counted} "
        f"count, {account.held} held, {account.unseen} unseen"
    )
