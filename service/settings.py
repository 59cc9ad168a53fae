"""Settings: ``ARENA_…`` environment variables, read once into a frozen object that is passed down."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from service.domain.branding.colors import COLOR_PATTERN
from service.domain.masking import masked
from service.domain.texts.digits import number_of

PREFIX = "ARENA_"
NAME = "Arena"
"""What a site is called unless it is told otherwise."""


class SettingsError(Exception):
    """A variable is unknown or its value is not valid; the message says which one and how to fix it."""


class Settings(BaseModel):
    """Everything that can be configured; the defaults run one process on SQLite under ``./data``.

    The variable for each field is ``ARENA_`` followed by the field's name in capitals.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    database_url: str = Field(
        default="sqlite:///data/arena.db",
        repr=False,  # it may hold a password
        description="Where votes are stored: `sqlite:///path` or `postgresql://user:password@host/name`.",
    )
    read_url: str = Field(
        default="",
        repr=False,
        description="The URL of a streaming replica of the PostgreSQL database. Leaderboards and pages are "
        "read there if it has the newest votes, and otherwise from `ARENA_DATABASE_URL`.",
    )
    listen_url: str = Field(
        default="",
        repr=False,
        description="A URL of the same PostgreSQL database that leads past a pooler. Notifications are "
        "received there. Needed if `ARENA_DATABASE_URL` is a pooler in transaction mode.",
    )
    data_dir: Path = Field(
        default=Path("data"),
        description="The folder for the service's own files, such as its secret key.",
    )
    blobs_url: str = Field(
        default="data/blobs",
        description="Where images are stored: a folder, or `s3://bucket/prefix` with the usual "
        "`AWS_…` variables.",
    )
    releases_dir: str = Field(
        default="",
        description="The folder of the releases that the service publishes on `/arenas/ARENA/data`. By "
        "default it is `releases` in the data folder. Several machines need one that they share.",
    )
    secret_key: str = Field(
        default="",
        repr=False,
        description="The key with which voters' names are hashed. If empty, one is created and stored in the "
        "data folder. Set it if several machines serve one database.",
    )
    backup_passphrase: str = Field(
        default="",
        repr=False,
        description="The passphrase that encrypts the secret key in backups, and opens it in a restore. If "
        "empty, `arena backup` asks for it in a terminal, and otherwise leaves the key out.",
    )
    public_reads: bool = Field(
        default=True, description="Whether leaderboards and lists can be read without a key."
    )
    cross_origin: bool = Field(
        default=True,
        description="Whether pages of other sites may read, in a browser, what can be read without a key "
        "(CORS). Turn it off in a closed network, where any page that somebody opens could read along.",
    )
    queue_votes: int = Field(
        default=20_000,
        ge=1,
        description="How many votes may wait to be recorded before the service answers 503.",
    )
    max_body_bytes: int = Field(
        default=8_000_000,
        ge=1_000,
        description="The largest request body, in bytes. A larger one gets 413.",
    )
    request_seconds: int = Field(
        default=15,
        ge=1,
        description="Seconds in which a client must send the head of a request, and then the body, plus one "
        "second for each 2,000 bytes of it. A slower one gets 408.",
    )
    address_connections: int = Field(
        default=200,
        ge=0,
        description="How many connections to one process a network may have open: an IPv4 address, or the "
        "/64 of an IPv6 address. More get 429. Trusted proxies are not counted. 0 means no limit.",
    )
    workers: int = Field(
        default=2,
        ge=0,
        description="How many generations each server process runs at a time. 0 leaves them to "
        "`arena worker`.",
    )
    lease_seconds: int = Field(
        default=30,
        ge=1,
        description="Seconds until another worker takes over a generation whose worker was lost.",
    )
    queue_generations: int = Field(
        default=10_000,
        ge=1,
        description="How many generations may be queued before the service answers 503.",
    )
    metrics_models: int = Field(
        default=100,
        ge=0,
        le=10_000,
        description="How many models have their score, rank and votes in `/metrics`, shared evenly among "
        "the arenas, best models first. 0 leaves them out.",
    )
    pool_size: int = Field(
        default=5, ge=1, le=100, description="Database connections for reading, per process."
    )
    name: str = Field(
        default=NAME,
        min_length=1,
        max_length=60,
        pattern=r"^[^\x00-\x1f]+$",
        description="What the site is called: in the head of every page, in titles, feeds, link previews, "
        "and where it is installed as an app.",
    )
    accent: str = Field(
        default="",
        pattern=rf"^$|{COLOR_PATTERN}",
        description="The color of links and buttons on every page, such as `#0b7a75`. Where it is hard to "
        "read, pages use the nearest shade that is not. An arena may have its own. If empty, it is blue.",
    )
    public_url: str = Field(
        default="",
        description="The URL at which browsers reach the service, such as `https://arena.example`. Needed "
        "behind a proxy that changes the `Host` header. If empty, each request's own is used.",
    )
    trusted_proxies: str = Field(
        default="",
        description="IP addresses or networks (CIDR), separated by commas, of the proxies whose "
        "`X-Forwarded-For` and `X-Forwarded-Proto` headers are trusted.",
    )
    pace: int = Field(
        default=60,
        ge=0,
        description="Votes per minute up to which a voter's votes count. Faster votes are stored but not "
        "counted. 0 means no limit.",
    )
    voter_limit: int = Field(
        default=300,
        ge=0,
        description="Votes per minute that one voter may send (also the same number of skips, five times as "
        "many requests for matchups, a tenth as many undos and free images of the demo's painters, and a "
        "fiftieth as many downloads and deletions of their own data). More get 429. 0 means no limit.",
    )
    address_limit: int = Field(
        default=1_200,
        ge=0,
        description="The same limit for all voters of one network: an IPv4 address, or the /64 of an IPv6 "
        "address. 0 means no limit.",
    )
    key_limit: int = Field(
        default=1_000_000,
        ge=0,
        description="Requests per minute that one API key may send. More get 429. 0 means no limit.",
    )
    network_votes: int = Field(
        default=100,
        ge=0,
        description="Votes a day of all browsers of one network that count in an arena. Further votes are "
        "held until somebody has reviewed them. 0 means no limit.",
    )
    network_newcomers: int = Field(
        default=10,
        ge=0,
        description="Voters of one network who may cast their first vote of the day in an arena within an "
        "hour. The votes of others are held for the day. 0 means no limit.",
    )
    network_unanswered: int = Field(
        default=60,
        ge=0,
        description="Matchups a day that the voters of one network may leave without a vote that counts, and "
        "one more for each that does. Beyond that, votes are held. 0 means no limit.",
    )
    voter_votes: int = Field(
        default=100,
        ge=0,
        description="Votes a day of one browser that count in an arena. Further votes are stored and not "
        "counted. 0 means no limit.",
    )
    cell_share: int = Field(
        default=5,
        ge=0,
        le=100,
        description="The percentage of the votes on a theme in a language that the votes of one browser, or "
        "of one network, may be in a day; 20 votes are always allowed. Further votes do not count, or are "
        "held. It applies in arenas with 1,000 votes. 0 means no limit.",
    )
    challenge_after: int = Field(
        default=50,
        ge=1,
        description="Matchups that a network gets in an arena and a day until its visitors are asked for a "
        "proof, in arenas that ask for one (`challenge`).",
    )
    captcha_site_key: str = Field(
        default="", description="The site key of Turnstile or hCaptcha, for arenas that ask for one."
    )
    captcha_secret: str = Field(
        default="", repr=False, description="The secret key of Turnstile or hCaptcha."
    )
    captcha_url: str = Field(
        default="",
        description="Where the answers to CAPTCHAs are verified. If empty, it is the service's own URL.",
    )
    large_networks: str = Field(
        default="",
        description="Networks that many people share, such as an office or a school: `network=times`, "
        "separated by commas, such as `192.0.2.0/24=20, 2001:db8::/48=50`. They get so many times the limits "
        "of a network.",
    )
    webhook_networks: str = Field(
        default="",
        description="IP addresses or networks (CIDR), separated by commas, that webhooks may lead to though "
        "they are not on the public internet, such as `10.1.0.0/16`, and there to any port.",
    )
    retention_days: int = Field(
        default=30,
        ge=0,
        description="Days until matchups without a vote are removed, and until response times and hashes of "
        "networks are erased from the others. 0 means never.",
    )

    @field_validator("blobs_url")
    @classmethod
    def _check_blobs_url(cls, value: str) -> str:
        if "@" in urlsplit(value).netloc:
            raise ValueError("must not have keys in it; those of S3 are read from the `AWS_…` variables")
        return value

    log_format: Literal["line", "json"] = Field(
        default="line",
        description="How the log is written: `line` for people, or `json` for programs, one object a line.",
    )
    log_requests: bool = Field(
        default=False,
        description="Whether the log has a line for each request: method, route, status, milliseconds, bytes "
        "and id.",
    )

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str) -> str:
        parts = urlsplit(value)
        good = parts.scheme in {"http", "https"} and parts.hostname and parts.path in {"", "/"}
        if value and (not good or parts.query or parts.fragment or "@" in parts.netloc):
            raise ValueError("must be http:// or https:// and a host, without a path or a password")
        return value.rstrip("/")

    @field_validator("captcha_url")
    @classmethod
    def _check_captcha_url(cls, value: str) -> str:
        parts = urlsplit(value)
        local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}
        if value and not (parts.hostname and (parts.scheme == "https" or local)):
            raise ValueError("must begin with https://, since the secret key is sent there")
        return value

    @field_validator("trusted_proxies", "webhook_networks")
    @classmethod
    def _check_networks(cls, value: str) -> str:
        parse_networks(value)
        return value

    @field_validator("large_networks")
    @classmethod
    def _check_large_networks(cls, value: str) -> str:
        parse_large_networks(value)
        return value


def parse_networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Return the networks in a comma-separated list of IP addresses and networks.

    Raise ValueError for anything else.
    """
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def parse_large_networks(text: str) -> tuple[tuple[IPv4Network | IPv6Network, int], ...]:
    """Return the networks in a comma-separated list of ``network=times``, with their numbers.

    Raise ValueError for anything else.
    """
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    for network, _, times in pairs:
        if not number_of(times.strip()):
            raise ValueError(f"{network.strip()} needs a number of usual networks, as in 192.0.2.0/24=20")
    return tuple((ip_network(network.strip()), int(times)) for network, _, times in pairs)


def load(environ: Mapping[str, str]) -> Settings:
    """Return the settings from the environment.

    Raise SettingsError for an unknown ``ARENA_`` variable, naming the most similar known one, and for a value
    that is not valid.
    """
    known = {PREFIX + name.upper(): name for name in Settings.model_fields}
    variables = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
    for name in variables:
        if name not in known:
            raise SettingsError(_unknown(name, list(known)))
    try:
        return Settings.model_validate({known[name]: value for name, value in variables.items()})
    except ValidationError as error:
        first = error.errors()[0]
        field = str(first["loc"][0])
        name = PREFIX + field.upper()
        # What is not in a repr is a secret as a whole; a URL may have a password in it.
        value = repr(masked(variables[name])) if Settings.model_fields[field].repr else "***"
        raise SettingsError(f"{name}={value}: {masked(first['msg'])}") from None


def _unknown(name: str, known: list[str]) -> str:
    longer = [full for full in known if _abbreviates(name.upper(), full)]
    similar = difflib.get_close_matches(name.upper(), longer or known, n=1, cutoff=0.0)[0]
    return f"{name} is not a setting of this service; did you mean {similar}?"


def _abbreviates(short: str, name: str) -> bool:
    """Return whether the letters of one name appear in the other in order, like those of DB in DATABASE."""
    letters = iter(name)
    return all(letter in letters for letter in short)
