"""A role of PostgreSQL for dashboards: it reads the views of docs/sql.md, and nothing else."""

from __future__ import annotations

from sqlalchemy import bindparam, text

from service.db.engine import WriteSession
from service.errors import Invalid

VIEWS = ("board", "board_history", "votes_public", "generation_costs")
"""The views, whose columns are a promise to those who query them."""

_ROLE = text(
    "SELECT rolsuper OR pg_has_role(oid, (SELECT relowner FROM pg_class WHERE oid = 'votes'::regclass), "
    "'USAGE') AS is_owner FROM pg_roles WHERE rolname = :role"
)
_REACHABLE = text(
    "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
    "AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S') "
    "AND (CASE WHEN relkind = 'S' THEN has_sequence_privilege(:role, oid, 'USAGE, SELECT, UPDATE') "
    "ELSE relname NOT IN :views AND has_any_column_privilege(:role, oid, 'SELECT, INSERT, UPDATE') END "
    "OR relkind <> 'S' AND has_table_privilege(:role, oid, 'INSERT, UPDATE, DELETE, TRUNCATE')) "
    "ORDER BY relname"
).bindparams(bindparam("views", expanding=True))


def grant_views(session: WriteSession, role: str) -> None:
    """Let a role read the views, and take from it whatever else it was granted in this schema.

    Raise Invalid on SQLite, for a role that does not exist, and for one that would read more all the same.
    """
    if session.dialect.name == "sqlite":
        raise Invalid("SQLite has no roles: anyone who can open the file can read all of it")
    name = session.dialect.identifier_preparer.quote(role)
    found = session.execute(_ROLE, {"role": role}).one_or_none()
    if found is None:
        raise Invalid(
            f"there is no role {role}; a superuser makes it: CREATE ROLE {name} LOGIN PASSWORD '...'"
        )
    if found.is_owner:
        raise Invalid(f"{role} owns the tables or may act as their owner, so it can read all of them")
    schema = session.dialect.identifier_preparer.quote(
        str(session.execute(text("SELECT current_schema()")).scalar_one())
    )
    for statement in (
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {name}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {name}",
        f"GRANT USAGE ON SCHEMA {schema} TO {name}",
        f"GRANT SELECT ON {', '.join(VIEWS)} TO {name}",
    ):
        session.execute(text(statement))
    reachable = session.execute(_REACHABLE, {"role": role, "views": VIEWS}).scalars().all()
    if reachable:
        raise Invalid(
            f"{role} could also reach {reachable[0]}, by a grant to PUBLIC or to a role that it belongs to; "
            "revoke that first"
        )
