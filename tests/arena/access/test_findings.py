"""What the doctor says of keys, and of the networks of voters."""

from __future__ import annotations

from service.arena.access import audit, keys
from service.arena.access.findings import of_keys, of_networks
from service.db.engine import WriteSession
from service.db.queries.live import turnouts
from service.domain import clock
from service.domain.limits.turnouts import Kind, Turnout, TurnoutKey
from service.settings import Settings
from tests.support.votes.arenas import add_arena
from tests.support.votes.ledgers import inside


def test_keys_and_their_last_use(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        assert of_keys(session)[0].detail == "0 valid, 0 revoked; no recorded use"
        made = [keys.create(session, name, ["admin"]).id for name in ("a", "b")]
        keys.revoke(session, made[0])
        audit.note(session, None, "reinstate", "image 1")
        assert of_keys(session)[0].detail == "1 valid, 1 revoked; no recorded use"
        audit.note(session, made[1], "create", "arena t2i")
        today = clock.to_text(clock.now())[:10]
        assert of_keys(session)[0].detail == f"1 valid, 1 revoked; last recorded use {today}"

    inside(shared_url, work)


def test_voters_who_all_come_from_one_network(shared_url: str) -> None:
    """As behind a proxy that is not a trusted one."""
    usual = Settings()

    def work(session: WriteSession) -> None:
        assert of_networks(session, usual).detail == "nobody has voted since yesterday"
        arena = add_arena(session)

        def turn_out(day: int, voters: int, networks: int) -> None:
            changes = [(TurnoutKey(Kind.VOTER, day, voter), Turnout(3, 1)) for voter in range(voters)]
            total, counted = 3 * voters // networks, voters // networks
            keys = [TurnoutKey(Kind.NETWORK, day, day + number) for number in range(networks)]
            turnouts.add(session, arena.id, [*changes, *((key, Turnout(total, counted)) for key in keys)])

        turn_out(20_000, 60, 6)
        assert of_networks(session, usual) == ("networks", True, "voters of 6 networks in a day")
        turn_out(20_001, 9, 1)
        assert of_networks(session, usual).well
        turn_out(20_002, 12, 1)
        finding = of_networks(session, usual)
        assert not finding.well
        assert finding.detail.startswith("all 12 voters of 2024-10-06 came from one network, and 24 of their")
        assert "ARENA_TRUSTED_PROXIES" in finding.detail
        assert of_networks(session, usual.model_copy(update={"large_networks": "192.0.2.0/24=20"})).well

    inside(shared_url, work)
