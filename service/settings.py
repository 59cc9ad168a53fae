"""Settings: ``ARENA_…`` environment variables read once into one frozen object that is passed down."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

PREFIX = "ARENA_"


class SettingsError(Exception):
    """A variable is unknown or its value cannot be used; the text says which and how to mend it."""


class Settings(BaseModel):
    """Everything that can be configured; the defaults run one process on SQLite under ``./data``.

    Every field is set by the variable ``ARENA_`` + its name in capitals.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str = Field(
        default="sqlite:///data/arena.db",
        repr=False,  # it may hold a password
        description="Where votes are kept: `sqlite:///path` or `postgresql://user:password@host/name`.",
    )
    data_dir: Path = Field(
        default=Path("data"),
        description="The folder for what the service makes itself, such as its secret key.",
    )
    blobs_url: str = Field(
        default="data/blobs",
        description="Where images are kept: a folder, or `s3://bucket/prefix` with the usual "
        "`AWS_…` variables.",
    )
    secret_key: str = Field(
        default="",
        repr=False,
        description="The key under which voters' names are hashed. Empty: made once and kept in the data "
        "folder. Set it where several machines serve one database.",
    )
    public_reads: bool = Field(
        default=True, description="Whether leaderboards and lists can be read without a key."
    )
    queue_votes: int = Field(
        default=20_000,
        ge=1,
        description="How many votes may wait to be recorded before the service answers 503.",
    )
    max_body_bytes: int = Field(
        default=8_000_000,
        ge=1_000,
        description="The largest request body that is read; a larger one gets 413.",
    )
    workers: int = Field(
        default=2,
        ge=0,
        description="How many generations each server process has painted at a time. 0: none; `arena worker` "
        "does it.",
    )
    lease_seconds: int = Field(
        default=30,
        ge=1,
        description="Seconds after which a generation whose worker was lost is taken up by another.",
    )
    queue_generations: int = Field(
        default=10_000,
        ge=1,
        description="How many generations may wait to be painted before the service answers 503.",
    )
    pool_size: int = Field(
        default=5, ge=1, le=100, description="Database connections for reading, per process."
    )
    public_url: str = Field(
        default="",
        description="The address at which browsers reach the service, such as `https://arena.example`; "
        "needed behind a proxy that changes the `Host` header. Empty: what the request says.",
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses or networks (CIDR), separated by commas, of the proxies whose "
        "`X-Forwarded-For` and `X-Forwarded-Proto` are believed.",
    )
    pace: int = Field(
        default=60,
        ge=0,
        description="Votes a minute up to which a voter's votes count; faster ones are stored without "
        "counting. 0: no such pace.",
    )
    voter_limit: int = Field(
        default=300,
        ge=0,
        description="Votes a minute that one voter may send to a process (and as many skips, five times as "
        "many requests for matchups, a tenth as many undos); more get 429. 0: no limit.",
    )
    address_limit: int = Field(
        default=1_200,
        ge=0,
        description="The same for all voters of one network, an IPv4 address or the /64 of an IPv6 one. "
        "0: no limit.",
    )
    key_limit: int = Field(
        default=1_000_000,
        ge=0,
        description="Requests a minute that may bring one API key to a process; more get 429. 0: no limit.",
    )

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str) -> str:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and parts.hostname and parts.path in {"", "/"}
        if value and (not good or parts.query or parts.fragment or "@" in parts.netloc):
            raise ValueError("must be http:// or https:// and a host, without a path")
        return value.rstrip("/")

    @field_validator("trusted_proxies")
    @classmethod
    def _check_trusted_proxies(cls, value: str) -> str:
        parse_networks(value)
        return value


def parse_networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks that a list of addresses and networks names.

    Raise ValueError for what is neither.
    """
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def load(environ: Mapping[str, str]) -> Settings:
    """Return the settings that the environment describes.

    Raise SettingsError for an unknown ``ARENA_`` variable, naming the nearest known one, and for a
    value that does not fit.
    """
    known = {PREFIX + name.upper(): name for name in Settings.model_fields}
    given = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    for name in given:
        if name not in known:
            raise SettingsError(_unknown(name, list(known)))
    try:
        return Settings.model_validate({known[name]: value for name, value in given.items()})
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        raise SettingsError(f"{name}={given[name]!r}: {first['msg']}") from None


def _unknown(name: str, known: list[str]) -> str:
    longer = [one for one in known if _abbreviates(name.upper(), one)]
    near = difflib.get_close_matches(name.upper(), longer or known, n=1, cutoff=0.0)[0]
    return f"{name} is not a setting of this service; the nearest is {near}"


def _abbreviates(short: str, name: str) -> bool:
    """Whether all letters of one name stand in the other in the same order, as those of DB in DATABASE."""
    letters = iter(name)
    return all(letter in letters for letter in short)
