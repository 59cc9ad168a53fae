"""The limits of a key at the gateway: generations a day, and the cost of those of a month."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from service.db.engine import WriteSession
from service.db.queries import generations
from service.domain import clock
from service.domain.catalog import MICROS
from service.errors import TooMany

CURRENCY = "USD"


def check_allowance(session: WriteSession, key_id: int, count: int, micros: int, currency: str) -> None:
    """Raise TooMany where ``count`` more generations, for ``micros`` in all, exceed a key's limits.

    A key with limits is locked until the end of the transaction, so that two requests cannot both get the
    last generation. A limit on cost is in dollars: a key that has one cannot pay in other currencies.
    """
    limits = generations.limits_of(session, key_id)
    if limits.daily_generations is None and limits.monthly_micros is None:
        return
    generations.lock_key(session, key_id)
    now = clock.now()
    if limits.daily_generations is not None:
        today = now - now % clock.DAY
        if generations.asked_since(session, key_id, today) + count > limits.daily_generations:
            raise _exceeded(f"{limits.daily_generations} generations a day", today + clock.DAY)
    if limits.monthly_micros is not None:
        since, until = month_of(now)
        if currency != CURRENCY:
            raise _exceeded(f"only {CURRENCY}, and this model costs {currency}", until)
        if generations.spent_since(session, key_id, since) + micros > limits.monthly_micros:
            raise _exceeded(f"{limits.monthly_micros / MICROS:g} {CURRENCY} a month", until)


def month_of(moment: int) -> tuple[int, int]:
    """Return when the calendar month (UTC) of a moment began, and when the next does."""
    day = datetime.fromtimestamp(moment // clock.SECOND, UTC).date().replace(day=1)
    after = (day + timedelta(days=31)).replace(day=1)
    return clock.day_of(day) * clock.DAY, clock.day_of(after) * clock.DAY


def _exceeded(what: str, again_at: int) -> TooMany:
    seconds = max(1, (again_at - clock.now()) // clock.SECOND)
    return TooMany(f"the limit of this key is {what}; this request would exceed it", retry_after=seconds)
