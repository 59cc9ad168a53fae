"""The audit log in the database."""

from __future__ import annotations

from service.arena.access import keys
from service.db.engine import WriteSession
from service.db.queries import audit
from tests.support.served.api import in_write


def test_newest_first_with_the_names_of_keys(database_url: str) -> None:
    def work(session: WriteSession) -> list[tuple[int, str, str]]:
        key = keys.create(session, "mine", ["admin"])
        for number in range(5):
            values: dict[str, object] = {
                "at": number,
                "key_id": key.id,
                "action": "void",
                "subject": str(number),
            }
            audit.add(session, {**values, "detail": ""})
        return [(row.id, row.subject, row.key_name) for row in audit.page(session, 5, 2)]

    assert in_write(database_url, work) == [(4, "3", "mine"), (3, "2", "mine")]
