"""Vendors' answers: what is read of them, and which error they mean."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from service.providers.answers import TurnedAway, at, failure, is_refusal, text_at, word_in
from service.providers.protocol import ProviderError
from tests.support.network.sites import Handle, page
from tests.support.vendors import faults
from tests.support.vendors.openai import OpenAI
from tests.support.vendors.opened import opened, request_for
from tests.support.vendors.vendor import running, told

BODY = {"data": [{"url": "u", "none": None, "empty": "", "n": 1}]}


@pytest.fixture
def vendor() -> Iterator[OpenAI]:
    """Yield a vendor on this machine."""
    with running(OpenAI()) as vendor:
        yield vendor


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (301, "bad-answer", True),
        (307, "bad-answer", True),
        (400, "invalid", False),
        (401, "not-configured", False),
        (402, "not-configured", False),
        (403, "not-configured", False),
        (404, "not-configured", False),
        (408, "unavailable", True),
        (413, "invalid", False),
        (422, "invalid", False),
        (429, "rate-limited", True),
        (500, "unavailable", True),
        (502, "unavailable", True),
        (503, "unavailable", True),
        (504, "unavailable", True),
        (529, "unavailable", True),
    ],
)
def test_what_a_status_means(status: int, code: str, retryable: bool) -> None:
    error = failure("luma", status, None, 7)
    assert (error.code, error.retryable, error.elsewhere) == (code, retryable, True)
    # Only these say for certain that nothing was done.
    assert isinstance(error, TurnedAway) == (status in {429, 503})
    assert error.retry_after == (7 if code in {"rate-limited", "unavailable"} else None)


def test_a_word_is_shown_only_if_it_is_one() -> None:
    assert "(bad_size)" in str(failure("luma", 400, "bad_size"))
    for word in ("a secret garden", "x" * 99, "", "1", "a\nb"):
        assert str(failure("luma", 400, word)) == "luma answered 400: it does not accept this request"


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("Prompt not allowed because advanced moderation failed", "content_policy_violation"),
        ("NSFW content detected", "content_policy_violation"),
        ("The input was flagged as sensitive (E005)", "content_policy_violation"),
        ("Insufficient credits", "insufficient_credits"),
        ("User is locked. Reason: Exhausted balance.", "insufficient_credits"),
        ("Your request was rejected as a result of our safety system", "content_policy_violation"),
        ("input.safety_tolerance: Must be less than or equal to 6", None),
        ("The load balancer has no backend", None),
        ("", None),
        (None, None),
    ],
)
def test_words_in_sentences(sentence: str | None, word: str | None) -> None:
    assert word_in(sentence) == word
    assert is_refusal(word_in(sentence)) == (word == "content_policy_violation")


def test_what_stands_in_json() -> None:
    assert at(BODY, "data", 0, "n") == 1
    assert text_at(BODY, "data", 0, "url") == "u"
    paths: list[tuple[str | int, ...]] = [
        ("x",),
        ("data", 1),
        ("data", "url"),
        (0,),
        ("data", 0, "none"),
        ("data", 0, "empty"),
    ]
    assert [text_at(BODY, *path) for path in paths] == [None] * len(paths)
    assert text_at(BODY, "data", 0, "n") is None


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (faults.HTML, "something other than JSON"),
        (page(b"{}"), "something other than JSON"),
        (faults.MALFORMED, "JSON that cannot be read"),
        (faults.DEEP, "JSON that cannot be read"),
        (page(b"\xff", content_type="application/json"), "JSON that cannot be read"),
        (page(b"", content_type="application/json"), "JSON that cannot be read"),
        (faults.PACKED, "a compressed body"),
        (page(b"{}", content_type="application/json", content_length="5000000000"), "more than"),
        (page(status=302, location="/v1/images/generations"), r"302: redirects are not followed"),
        (page(status=304), "304"),
    ],
)
async def test_what_is_no_answer(vendor: OpenAI, answer: Handle, says: str) -> None:
    vendor.fail("create", answer)
    with pytest.raises(ProviderError, match=says) as caught:
        await opened("openai", vendor).generate(request_for("openai"))
    assert (caught.value.code, caught.value.retryable) == ("bad-answer", True)
    assert len(vendor.asked) == 1


async def test_other_kinds_of_json_are_json(vendor: OpenAI) -> None:
    vendor.fail("create", told({"data": []}, content_type="application/vnd.x+json; charset=utf-8"))
    with pytest.raises(ProviderError, match="without an image"):
        await opened("openai", vendor).generate(request_for("openai"))


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b"<!doctype html>", {"content_type": "text/html"}),
        (b"{", {"content_type": "application/json"}),
        (b"[" * 60_000, {"content_type": "application/json"}),
        (bytes(100_000), {"content_type": "application/json"}),
        (b"\x1f\x8b", {"content_type": "application/json", "content_encoding": "gzip"}),
        (b"", {}),
    ],
)
async def test_an_error_needs_no_body(vendor: OpenAI, body: bytes, headers: dict[str, str]) -> None:
    vendor.fail("create", page(body, 401, **headers))
    with pytest.raises(ProviderError, match="401: it does not accept the key"):
        await opened("openai", vendor).generate(request_for("openai"))


@pytest.mark.parametrize("announced", [True, False])
async def test_five_gigabytes_are_cut_off(vendor: OpenAI, announced: bool) -> None:
    endless = faults.Endless(announced=announced)
    vendor.fail("create", endless)
    with pytest.raises(ProviderError, match="with more than 27666666 bytes"):
        await opened("openai", vendor).generate(request_for("openai"))
    # What was sent was read, or lies in the sockets' buffers.
    assert endless.sent < 60_000_000


@pytest.mark.parametrize("announced", [True, False])
async def test_five_gigabytes_of_an_image_are_cut_off(vendor: OpenAI, announced: bool) -> None:
    endless = faults.Endless("image/png", announced=announced)
    vendor.by_address = True
    vendor.fail("image", endless)
    with pytest.raises(ProviderError, match="with more than 20000000 bytes"):
        await opened("openai", vendor).generate(request_for("openai"))
    assert endless.sent < 60_000_000


async def test_an_image_of_another_type(vendor: OpenAI) -> None:
    vendor.by_address = True
    vendor.fail("image", faults.HTML)
    with pytest.raises(ProviderError, match="something other than an image") as caught:
        await opened("openai", vendor).generate(request_for("openai"))
    assert (caught.value.code, caught.value.retryable) == ("bad-image", True)
