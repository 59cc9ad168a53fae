"""Settings: every variable does something, every mistake is named."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from service.settings import PREFIX, Settings, SettingsError, load


def test_nothing_set_runs_on_sqlite_under_data() -> None:
    settings = load({"PATH": "/bin", "HOME": "/root"})
    assert settings == Settings()
    assert settings.database_url == "sqlite:///data/arena.db"
    assert settings.data_dir == Path("data")
    assert settings.public_reads is True


def test_every_setting_can_be_set() -> None:
    given = {
        "database_url": "postgresql://u@h/n",
        "read_url": "postgresql://u@replica/n",
        "listen_url": "postgresql://u@direct/n",
        "data_dir": "/srv/arena",
        "blobs_url": "s3://arena/images",
        "releases_dir": "/srv/releases",
        "secret_key": "s3cret",
        "backup_passphrase": "four words we chose",
        "public_reads": "false",
        "cross_origin": "false",
        "queue_votes": "7",
        "max_body_bytes": "2000",
        "request_seconds": "20",
        "address_connections": "0",
        "workers": "3",
        "lease_seconds": "60",
        "queue_generations": "8",
        "metrics_models": "30",
        "pool_size": "9",
        "name": "Brush Arena",
        "accent": "#0B7a75",
        "public_url": "https://arena.example/",
        "trusted_proxies": "10.0.0.0/8, ::1",
        "pace": "10",
        "voter_limit": "20",
        "address_limit": "0",
        "key_limit": "30",
        "network_votes": "40",
        "network_newcomers": "0",
        "network_unanswered": "9",
        "voter_votes": "50",
        "cell_share": "8",
        "challenge_after": "70",
        "captcha_site_key": "site",
        "captcha_secret": "private",
        "captcha_url": "https://captcha.example/verify",
        "large_networks": "192.0.2.0/24=20",
        "webhook_networks": "10.0.0.0/8",
        "retention_days": "7",
        "log_format": "json",
        "log_requests": "true",
    }
    assert given.keys() == Settings.model_fields.keys()
    settings = load({PREFIX + name.upper(): value for name, value in given.items()})
    expected = {
        **given,
        "data_dir": Path("/srv/arena"),
        "public_reads": False,
    }
    expected = {**given, "data_dir": Path("/srv/arena"), "public_reads": False, "cross_origin": False}
    expected |= {"queue_votes": 7, "max_body_bytes": 2000, "pool_size": 9}
    expected |= {"request_seconds": 20, "address_connections": 0}
    expected |= {"workers": 3, "lease_seconds": 60, "queue_generations": 8, "metrics_models": 30}
    expected |= {"public_url": "https://arena.example"}
    expected |= {"log_requests": True}
    expected |= {"pace": 10, "voter_limit": 20, "address_limit": 0, "key_limit": 30}
    expected |= {"retention_days": 7, "network_votes": 40, "network_newcomers": 0}
    expected |= {"network_unanswered": 9, "voter_votes": 50, "cell_share": 8, "challenge_after": 70}
    assert settings.model_dump() == expected


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("ARENA_DATABASE", "ARENA_DATABASE_URL"),
        ("ARENA_DB_URL", "ARENA_DATABASE_URL"),
        ("ARENA_SECRET", "ARENA_SECRET_KEY"),
        ("ARENA_POOLSIZE", "ARENA_POOL_SIZE"),
        ("ARENA_PUBLIC_READ", "ARENA_PUBLIC_READS"),
        ("ARENA_public_reads", "ARENA_PUBLIC_READS"),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest_known_one(name: str, nearest: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} is not a setting .*; did you mean {nearest}\\?$"):
        load({name: "x"})


def test_even_a_name_like_no_other_gets_an_answer() -> None:
    with pytest.raises(SettingsError, match="did you mean ARENA_"):
        load({"ARENA_": "x"})


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("ARENA_POOL_SIZE", "many", "valid integer"),
        ("ARENA_POOL_SIZE", "", "valid integer"),
        ("ARENA_POOL_SIZE", "0", "greater than or equal to 1"),
        ("ARENA_POOL_SIZE", "101", "less than or equal to 100"),
        ("ARENA_QUEUE_VOTES", "0", "greater than or equal to 1"),
        ("ARENA_MAX_BODY_BYTES", "1", "greater than or equal to 1000"),
        ("ARENA_PUBLIC_READS", "perhaps", "valid boolean"),
        ("ARENA_PUBLIC_URL", "arena.example", "http:// or https://"),
        ("ARENA_PUBLIC_URL", "https://arena.example/vote", "without a path"),
        ("ARENA_TRUSTED_PROXIES", "the proxy", "does not appear to be"),
        ("ARENA_TRUSTED_PROXIES", "10.0.0.1/8", "host bits"),
        ("ARENA_LARGE_NETWORKS", "192.0.2.0/24", "needs a number"),
        ("ARENA_LARGE_NETWORKS", "192.0.2.0/24=0", "needs a number"),
        ("ARENA_LARGE_NETWORKS", "192.0.2.0/24=²", "needs a number"),
        ("ARENA_LARGE_NETWORKS", "school=3", "does not appear to be"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_variable(name: str, value: str, why: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load({name: value})
    assert str(caught.value).startswith(f"{name}={value!r}: ")
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("ARENA_PUBLIC_URL", "https://anna:hush@arena.example", "and a host"),
        ("ARENA_PUBLIC_URL", "https://hush@arena.example", "and a host"),
        ("ARENA_BLOBS_URL", "s3://key:hush@bucket/prefix", "AWS_"),
        ("ARENA_TRUSTED_PROXIES", "http://anna:hush@proxy", "does not appear to be"),
    ],
)
def test_no_password_is_repeated(name: str, value: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why) as caught:
        load({name: value})
    assert "hush" not in str(caught.value)


def test_settings_cannot_be_changed() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.pool_size = 7


def test_secrets_are_not_shown() -> None:
    """A settings object ends up in a log or a traceback sooner or later."""
    settings = load({"ARENA_SECRET_KEY": "s3cret", "ARENA_DATABASE_URL": "postgresql://u:pa55@h/n"})
    assert "s3cret" not in repr(settings)
    assert "pa55" not in repr(settings)


@pytest.mark.slow
def test_nothing_is_read_and_nothing_built_at_import(project_root: Path, tmp_path: Path) -> None:
    """Importing every module where each setting is wrong neither fails nor leaves a file."""
    modules = sorted((project_root / "service").rglob("*.py"))
    paths = [".".join(m.relative_to(project_root).with_suffix("").parts) for m in modules]
    names = [path.removesuffix(".__init__") for path in paths]
    script = f"import importlib\nfor name in {names!r}: importlib.import_module(name)"
    environ = {**os.environ, "ARENA_DATABASE_URL": "nonsense://", "ARENA_JUNK": "1"}
    environ |= {"PYTHONPATH": str(project_root), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, env=environ, check=True)
    assert list(tmp_path.iterdir()) == []
