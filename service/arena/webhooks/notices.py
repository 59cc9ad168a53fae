"""Notices: what is announced, each once, and the deliveries that this makes for webhooks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.db.engine import ReadSession, WriteSession
from service.db.queries.webhooks import deliveries, webhooks
from service.db.queries.webhooks import notices as db
from service.db.queries.webhooks.webhooks import WebhookRow
from service.domain import clock
from service.domain.axes import Axis

KEPT_DAYS = 90
"""How long notices are kept for feeds, replays and delivery logs."""

_UID_BYTES = 16


class Kind(StrEnum):
    """What a notice is about: the ``type`` of an event."""

    LEADER_DECIDED = "leader.decided"
    MODEL_RANKED = "model.ranked"
    RANK_CHANGED = "rank.changed"
    MODEL_DRIFTED = "model.drifted"
    INTEGRITY_FLAGGED = "integrity.flagged"
    BACKUP_FAILED = "backup.failed"
    TEST = "webhook.test"


SUBSCRIBABLE = tuple(kind for kind in Kind if kind != Kind.TEST)
"""The kinds that a webhook can choose from."""

PUBLIC = (Kind.LEADER_DECIDED, Kind.MODEL_RANKED, Kind.RANK_CHANGED, Kind.MODEL_DRIFTED)
"""The kinds that feeds show to everyone."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to announce. ``subject`` is what makes it the same notice if another process sees it, too."""

    kind: Kind
    subject: tuple[object, ...]
    data: Mapping[str, object]
    arena_id: int | None = None
    model_id: int | None = None

    @property
    def uid(self) -> str:
        """The id under which it is announced: the same for the same thing, in whichever process."""
        text = json.dumps([self.kind, *self.subject])
        return f"evt_{hashlib.blake2b(text.encode(), digest_size=_UID_BYTES).hexdigest()}"


def announce(session: WriteSession, new: Iterable[Notice]) -> int:
    """Store notices, with a delivery for each webhook that wants it; return how many were new."""
    known = webhooks.enabled(session)
    added = 0
    for notice in new:
        now = clock.now()
        notice_id = _stored(session, notice, now)
        if notice_id is None:
            continue
        added += 1
        for webhook in known:
            if wants(webhook, notice):
                deliveries.add(session, webhook.id, notice_id, now)
    return added


def unknown(session: ReadSession, found: Sequence[Notice]) -> list[Notice]:
    """Return those of the notices that were not announced yet. Looking again and again must not write."""
    known = db.known(session, [notice.uid for notice in found]) if found else set()
    return [notice for notice in found if notice.uid not in known]


def announce_to(session: WriteSession, webhook_id: int, notice: Notice) -> int | None:
    """Store a notice for one webhook alone; return the id of its delivery."""
    now = clock.now()
    notice_id = _stored(session, notice, now)
    return None if notice_id is None else deliveries.add(session, webhook_id, notice_id, now)


def _stored(session: WriteSession, notice: Notice, now: int) -> int | None:
    body = {"type": notice.kind, "timestamp": clock.to_text(now), "data": notice.data}
    values = {
        "uid": notice.uid,
        "kind": notice.kind.value,
        "arena_id": notice.arena_id,
        "model_id": notice.model_id,
        "at": now,
        "body": json.dumps(body, ensure_ascii=False),
    }
    return db.add(session, values)


def wants(webhook: WebhookRow, notice: Notice) -> bool:
    """Return whether a webhook gets a notice. What is about no arena goes to webhooks of every arena."""
    kinds = webhook.kinds.split()
    return (not kinds or notice.kind in kinds) and webhook.arena_id in {None, notice.arena_id}


def axis_data(axis: Axis) -> dict[str, str | None]:
    """Return an axis as receivers get it, as in a leaderboard's JSON."""
    return {"theme": axis.theme or None, "language": axis.language or None}


def forget_old(session: WriteSession) -> None:
    """Delete old notices. Those of drift stay: they say from when on a model is compared."""
    db.forget_before(session, clock.now() - KEPT_DAYS * clock.DAY, [Kind.MODEL_DRIFTED])
