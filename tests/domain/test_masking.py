"""No password is left in what people see, and the rest is."""

from __future__ import annotations

import pytest

from service.domain.masking import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://anna:pa@ss:wd@db.example/arena", "postgresql://anna:***@db.example/arena"),
        ("https://token@host/x", "https://***@host/x"),
        ("s3://key:secret@bucket, and http://b:c@d", "s3://key:***@bucket, and http://b:***@d"),
        ("'postgresql://:x@h/y'", "'postgresql://:***@h/y'"),
        ("host=db password=hush user=anna", "host=db password=*** user=anna"),
        ("?sslmode=require&api_key=hush&x=1", "?sslmode=require&api_key=***&x=1"),
        ("https://arena.example/a@b", "https://arena.example/a@b"),
        ("no URL: mail@example.org", "no URL: mail@example.org"),
    ],
)
def test_passwords_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown
