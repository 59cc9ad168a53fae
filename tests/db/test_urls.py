"""What the URL of a database may say."""

from __future__ import annotations

import pytest

from service.db.urls import parse_url
from service.errors import Invalid


@pytest.mark.parametrize(
    ("url", "driver", "name"),
    [
        ("sqlite:///data/arena.db", "sqlite+pysqlite", "data/arena.db"),
        ("sqlite:////var/lib/arena.db", "sqlite+pysqlite", "/var/lib/arena.db"),
        ("sqlite+aiosqlite:///x.db", "sqlite+pysqlite", "x.db"),
        ("postgresql://u:p%40ss@host:5433/name", "postgresql+asyncpg", "name"),
        ("postgres://u@host/name", "postgresql+asyncpg", "name"),
        ("postgresql+psycopg://u@host/name", "postgresql+asyncpg", "name"),
    ],
)
def test_urls_as_people_write_them(url: str, driver: str, name: str) -> None:
    parsed = parse_url(url)
    assert (parsed.drivername, parsed.database) == (driver, name)


def test_a_password_is_kept_as_it_is_meant() -> None:
    parsed = parse_url("postgresql://u:p%40ss@host:5433/name")
    assert (parsed.username, parsed.password, parsed.host, parsed.port) == ("u", "p@ss", "host", 5433)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "arena.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "mysql://host/name",
        "postgresql://host:port/name",
    ],
)
def test_other_urls_are_refused_with_the_two_good_forms(url: str) -> None:
    with pytest.raises(Invalid, match=r"sqlite:///path/to/file or postgresql://"):
        parse_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u@host/name?channel_binding=require",
        "sqlite:///x.db?sslmode=require",
        "sqlite:///x.db?a=1",
    ],
)
def test_what_a_url_says_and_nobody_would_hear_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match=r"unsupported options: (channel_binding|sslmode|a)\. "):
        parse_url(url)
