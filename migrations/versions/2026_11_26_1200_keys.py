"""Keys and widths for size: the arena leads every key, counts have 64 bits, external ids have a table.

Head-to-head counts are kept by prompt category instead of by axis. How a theme's count divides among its
categories is known to the votes alone, so they are counted again: this reads the log once.

Tables are copied, not altered. Neither database changes a key without writing the table again.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0010_keys"
down_revision = "0009_demo_images"
branch_labels = None
depends_on = None

COUNTS = ("wins", "losses", "ties", "both_bad")
PAIR_COUNTS = ("wins_a", "wins_b", "ties", "both_bad")
NAMED = sa.text("external_id IS NOT NULL")
OPEN = sa.text("state = 1")

# A vote for the model with the lower id is a win of `a`, whichever side it stood on.
COUNTED = """
    SELECT v.arena_id, v.stratum_id,
        CASE WHEN v.model_left < v.model_right THEN v.model_left ELSE v.model_right END,
        CASE WHEN v.model_left < v.model_right THEN v.model_right ELSE v.model_left END,
        count(*) FILTER (WHERE v.outcome = CASE WHEN v.model_left < v.model_right THEN 1 ELSE 2 END),
        count(*) FILTER (WHERE v.outcome = CASE WHEN v.model_left < v.model_right THEN 2 ELSE 1 END),
        count(*) FILTER (WHERE v.outcome = 3),
        count(*) FILTER (WHERE v.outcome = 4)
    FROM votes v WHERE v.voided_at IS NULL
    AND (SELECT count(*) FROM stratum_axes s WHERE s.stratum_id = v.stratum_id) > 1
    GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


def upgrade() -> None:
    """Copy the tables into their new shapes."""
    _move_ratings()
    _move_pairs()
    _move_external_ids()
    _index_open_matchups(["arena_id", "voter", "slot"])
    if op.get_bind().dialect.name == "postgresql":
        # Until it has looked at them, PostgreSQL takes the new tables for empty and reads all of them.
        op.execute("ANALYZE ratings, rating_history, head_to_head, external_ids")


def _move_ratings() -> None:
    old = _set_aside("ratings")
    _create_ratings(("arena_id", "axis_id", "model_id"), sa.BigInteger())
    columns = ("axis_id", "model_id", "day", "mu", "variance", *COUNTS)
    _copy(f"{old} o JOIN axes x ON x.id = o.axis_id", "ratings", {"arena_id": "x.arena_id"}, columns)
    op.drop_table(old)
    old = _set_aside("rating_history")
    _create_history(("arena_id", "axis_id", "model_id"), sa.BigInteger())
    _copy(f"{old} o JOIN axes x ON x.id = o.axis_id", "rating_history", {"arena_id": "x.arena_id"}, columns)
    op.drop_table(old)


def _move_pairs() -> None:
    old = _set_aside("head_to_head")
    _create_pairs(("arena_id", "stratum_id", "model_a", "model_b"), sa.BigInteger())
    whole = f"{old} o JOIN axes x ON x.id = o.axis_id AND x.theme = '' AND x.language = ''"
    added = {"arena_id": "x.arena_id", "stratum_id": "0"}
    _copy(whole, "head_to_head", added, ("model_a", "model_b", *PAIR_COUNTS))
    columns = ", ".join(("arena_id", "stratum_id", "model_a", "model_b", *PAIR_COUNTS))
    op.execute(f"INSERT INTO head_to_head ({columns}) {COUNTED}")
    op.drop_table(old)


def _move_external_ids() -> None:
    op.create_table(
        "external_ids",
        sa.Column("arena_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("arena_id", "position", name=op.f("pk_external_ids")),
        sa.UniqueConstraint("arena_id", "external_id", name=op.f("uq_external_ids_arena_id_external_id")),
        sqlite_with_rowid=False,
    )
    columns = "arena_id, position, external_id"
    op.execute(
        f"INSERT INTO external_ids ({columns}) SELECT {columns} FROM votes "  # noqa: S608 - column names only
        "WHERE external_id IS NOT NULL ORDER BY arena_id, position"
    )
    op.drop_index("uq_votes_arena_id_external_id", "votes")
    op.drop_column("votes", "external_id")


def _set_aside(table: str) -> str:
    """Rename a table, free its key's name for the new one, and return the table's new name."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(f"pk_{table}", table)
    op.rename_table(table, f"{table}_before")
    return f"{table}_before"


def _copy(source: str, table: str, added: dict[str, str], columns: Sequence[str]) -> None:
    """Copy columns of a source ``o`` into a table, in the order of its key, with others that it lacks."""
    names = ", ".join((*added, *columns))
    values = ", ".join((*added.values(), *(f"o.{name}" for name in columns)))
    op.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {source} ORDER BY 1, 2, 3, 4")  # noqa: S608 - names only


def _key(names: Sequence[str]) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), autoincrement=False, nullable=False) for name in names]


def _numbers(names: Sequence[str], kind: sa.types.TypeEngine[int]) -> list[sa.Column[int]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _doubles() -> list[sa.Column[float]]:
    return [sa.Column(name, sa.Double(), nullable=False) for name in ("mu", "variance")]


def _create_ratings(key: Sequence[str], count: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "ratings",
        *_key(key),
        *_numbers(["day"], sa.Integer()),
        *_doubles(),
        *_numbers(COUNTS, count),
        sa.CheckConstraint("variance > 0", name=op.f("ck_ratings_variance")),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_ratings")),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 50},
    )


def _create_history(key: Sequence[str], count: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "rating_history",
        *_key(key),
        *_numbers(["day"], sa.Integer()),
        *_doubles(),
        *_numbers(COUNTS, count),
        sa.PrimaryKeyConstraint(*key, "day", name=op.f("pk_rating_history")),
        sqlite_with_rowid=False,
    )


def _create_pairs(key: Sequence[str], count: sa.types.TypeEngine[int]) -> None:
    op.create_table(
        "head_to_head",
        *_key(key),
        *_numbers(PAIR_COUNTS, count),
        sa.CheckConstraint("model_a < model_b", name=op.f("ck_head_to_head_ordered")),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_head_to_head")),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 80},
    )


def _index_open_matchups(columns: list[str]) -> None:
    op.drop_index("uq_matchups_open", "matchups")
    op.create_index(
        "uq_matchups_open", "matchups", columns, unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )


def downgrade() -> None:
    """Copy them back. External ids that were deleted since stay deleted."""
    _index_open_matchups(["voter", "arena_id", "slot"])
    _move_external_ids_back()
    _move_pairs_back()
    columns = ("axis_id", "model_id", "day", "mu", "variance", *COUNTS)
    old = _set_aside("rating_history")
    _create_history(("axis_id", "model_id"), sa.Integer())
    _copy(f"{old} o", "rating_history", {}, columns)
    op.drop_table(old)
    old = _set_aside("ratings")
    _create_ratings(("axis_id", "model_id"), sa.Integer())
    _copy(f"{old} o", "ratings", {}, columns)
    op.drop_table(old)


def _move_external_ids_back() -> None:
    op.add_column("votes", sa.Column("external_id", sa.Text(), nullable=True))
    op.execute(
        "UPDATE votes SET external_id = (SELECT e.external_id FROM external_ids e "
        "WHERE e.arena_id = votes.arena_id AND e.position = votes.position) WHERE EXISTS (SELECT 1 "
        "FROM external_ids e WHERE e.arena_id = votes.arena_id AND e.position = votes.position)"
    )
    op.create_index(
        "uq_votes_arena_id_external_id",
        "votes",
        ["arena_id", "external_id"],
        unique=True,
        sqlite_where=NAMED,
        postgresql_where=NAMED,
    )
    op.drop_table("external_ids")


def _move_pairs_back() -> None:
    old = _set_aside("head_to_head")
    _create_pairs(("model_a", "model_b", "axis_id"), sa.Integer())
    sums = ", ".join(f"sum(o.{name})" for name in PAIR_COUNTS)
    columns = ", ".join(("axis_id", "model_a", "model_b", *PAIR_COUNTS))
    op.execute(
        f"INSERT INTO head_to_head ({columns}) "  # noqa: S608 - column names only
        f"SELECT x.id, o.model_a, o.model_b, {', '.join(f'o.{name}' for name in PAIR_COUNTS)} "
        f"FROM {old} o JOIN axes x ON x.arena_id = o.arena_id AND x.theme = '' AND x.language = '' "
        "WHERE o.stratum_id = 0"
    )
    op.execute(
        f"INSERT INTO head_to_head ({columns}) SELECT x.id, o.model_a, o.model_b, {sums} "  # noqa: S608
        f"FROM {old} o JOIN stratum_axes s ON s.stratum_id = o.stratum_id JOIN axes x ON x.id = s.axis_id "
        "WHERE x.theme <> '' OR x.language <> '' GROUP BY x.id, o.model_a, o.model_b"
    )
    op.drop_table(old)
