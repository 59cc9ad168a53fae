"""The views for dashboards: `board`, `board_history`, `votes_public`, `generation_costs`.

Their columns are a promise to those who query them, in docs/sql.md. The statements here are as they were when
this migration was written: a view that changes gets a migration of its own. On SQLite a table that a view
reads cannot be copied and renamed, which Alembic's batches do. A migration that needs this drops the views
first and creates them again.
"""

from __future__ import annotations

# ruff: noqa: S608 - nothing comes from outside
from alembic import op

revision = "0033_views"
down_revision = "0031_webhooks"
branch_labels = None
depends_on = None

_AXIS = """
  CASE
    WHEN x.theme = '' AND x.language = '' THEN 'overall'
    WHEN x.language = '' THEN 'theme=' || x.theme
    WHEN x.theme = '' THEN 'language=' || x.language
    ELSE 'theme=' || x.theme || ',language=' || x.language
  END AS axis,
  NULLIF(x.theme, '') AS theme,
  NULLIF(x.language, '') AS language"""
_RATING = """
  r.mu - 3 * sqrt(r.variance) AS score,
  r.mu AS mu,
  sqrt(r.variance) AS sigma,
  r.wins + r.losses + r.ties + CASE WHEN a.both_bad = 'tie' THEN r.both_bad ELSE 0 END AS votes,
  r.wins AS wins,
  r.losses AS losses,
  r.ties AS ties,
  r.both_bad AS both_bad"""
_WIN_RATE = "(wins + CAST(votes - wins - losses AS DOUBLE PRECISION) / 2) / NULLIF(votes, 0)"
_JOINED = """
  JOIN arenas a ON a.id = r.arena_id
  JOIN axes x ON x.id = r.axis_id
  JOIN models m ON m.id = r.model_id"""
_MOMENT = {
    "postgresql": "TIMESTAMPTZ 'epoch' + {0} * INTERVAL '1 microsecond'",
    # Times before 1970 have a negative remainder. SQLite's own fractions of seconds have three digits.
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', "
    "({0} - ({0} % 1000000 + 1000000) % 1000000) / 1000000, 'unixepoch') "
    "|| printf('.%06d', ({0} % 1000000 + 1000000) % 1000000)",
}
_DAY = {"postgresql": "DATE 'epoch' + {}", "sqlite": "date({} * 86400, 'unixepoch')"}


def upgrade() -> None:
    """Create the views."""
    for name, statement in _views(op.get_bind().dialect.name).items():
        op.execute(f"CREATE VIEW {name} AS {statement}")


def downgrade() -> None:
    """Drop them."""
    for name in _views(op.get_bind().dialect.name):
        op.execute(f"DROP VIEW {name}")


def _views(dialect: str) -> dict[str, str]:
    moment, day = _MOMENT[dialect].format, _DAY[dialect].format
    return {
        "board": _board(moment("a.rated_at")),
        "board_history": _board_history(day("r.day")),
        "votes_public": _votes_public(dialect),
        "generation_costs": _generation_costs(dialect),
    }


def _board(rated_at: str) -> str:
    return f"""
WITH standings AS (
  SELECT a.slug AS arena, {_AXIS}, m.slug AS model, m.name AS name, o.slug AS organization,
  m.license_name AS license, m.retired_at IS NOT NULL AS retired, {_RATING},
  {rated_at} AS rated_at
  FROM ratings r {_JOINED}
  LEFT JOIN organizations o ON o.id = m.organization_id
)
SELECT arena, axis, theme, language,
  CASE WHEN votes >= 3 THEN
    rank() OVER (PARTITION BY arena, axis, votes >= 3 ORDER BY score DESC)
  END AS rank,
  model, name, organization, license, retired, score, mu, sigma, votes, wins, losses, ties, both_bad,
  {_WIN_RATE} AS win_rate, rated_at
FROM standings"""


def _board_history(day: str) -> str:
    columns = "arena_id, axis_id, model_id, day, mu, variance, wins, losses, ties, both_bad"
    return f"""
WITH every AS (SELECT {columns} FROM rating_history UNION SELECT {columns} FROM ratings),
states AS (
  SELECT a.slug AS arena, {_AXIS}, m.slug AS model, {day} AS day, {_RATING} FROM every r {_JOINED}
)
SELECT arena, axis, theme, language, model, day, score, mu, sigma, votes, wins, losses, ties, both_bad,
  {_WIN_RATE} AS win_rate
FROM states"""


def _votes_public(dialect: str) -> str:
    moment = _MOMENT[dialect].format
    return f"""
SELECT a.slug AS arena, v.position AS position, l.slug AS model_left, r.slug AS model_right,
  CASE v.outcome
    WHEN 1 THEN 'left' WHEN 2 THEN 'right' WHEN 3 THEN 'tie' WHEN 4 THEN 'both_bad' ELSE 'ranked'
  END AS outcome,
  NULLIF(s.themes, '') AS themes, NULLIF(s.language, '') AS language, v.prompt_id AS prompt_id,
  {moment("v.voted_at")} AS voted_at, v.voided_at IS NULL AS counts,
  {moment("v.voided_at")} AS voided_at, v.void_reason AS void_reason, d.probability AS probability,
  v.position <= a.simulated_until AS simulated
FROM votes v
  JOIN arenas a ON a.id = v.arena_id AND v.position <= a.last_position
  JOIN models l ON l.id = v.model_left
  JOIN models r ON r.id = v.model_right
  JOIN strata s ON s.id = v.stratum_id
  LEFT JOIN matchups d ON d.arena_id = v.arena_id AND d.position = v.position"""


def _generation_costs(dialect: str) -> str:
    moment = _MOMENT[dialect].format
    return f"""
SELECT {moment("g.created_at")} AS created_at, {moment("g.finished_at")} AS finished_at, a.slug AS arena,
  m.slug AS model, g.provider AS provider, g.state AS state, g.attempts AS attempts,
  CAST(g.cost_micros AS DOUBLE PRECISION) / 1000000 AS cost, g.currency AS currency,
  g.latency_ms AS latency_ms, g.error_code AS error_code
FROM generations g
  JOIN models m ON m.id = g.model_id
  LEFT JOIN arenas a ON a.id = g.arena_id"""
