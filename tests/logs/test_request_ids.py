"""The ids of requests: whose they are, and which tasks do not inherit them."""

from __future__ import annotations

import asyncio

import pytest

from service.logs import request_ids

TRACE = b"4bf92f3577b34da6a3ce929d0e0e4736"


def entered(*headers: tuple[bytes, bytes]) -> str:
    return request_ids.enter([(b"host", b"x"), *headers])


@pytest.mark.parametrize("sent", ["a", "0198c1a4-77b3-7da6-a3ce-929d0e0e4736", "req_1:2.3", "x" * 64])
def test_a_sound_id_is_kept(sent: str) -> None:
    assert entered((b"x-request-id", sent.encode())) == sent == request_ids.current()


@pytest.mark.parametrize(
    "sent", [b"", b"x" * 65, b"two words", b"line\nfeed", b"\xc3\xa9", b"-a", b"a,b", b"<b>", b'"']
)
def test_any_other_is_replaced_by_a_new_one(sent: bytes) -> None:
    made = entered((b"x-request-id", sent))
    assert len(made) == 16
    int(made, 16)
    assert made != entered((b"x-request-id", sent))


def test_a_trace_is_the_id_unless_there_is_one() -> None:
    trace = (b"traceparent", b"00-" + TRACE + b"-00f067aa0ba902b7-01")
    assert entered(trace) == TRACE.decode()
    assert entered(trace, (b"x-request-id", b"mine")) == "mine"
    assert entered(trace, (b"x-request-id", b"not mine")) == TRACE.decode()
    for broken in (b"00-" + b"0" * 32 + b"-00f067aa0ba902b7-01", b"00-" + TRACE, TRACE.upper()):
        assert len(entered((b"traceparent", broken))) == 16


@pytest.mark.anyio
async def test_tasks_of_a_request_have_its_id_and_those_that_outlive_it_do_not() -> None:
    async def seen() -> str:
        return request_ids.current()

    made = entered()
    assert await asyncio.create_task(seen()) == made
    assert await asyncio.to_thread(request_ids.current) == made
    task = request_ids.background(seen(), "a task")
    assert (await task, task.get_name()) == ("", "a task")
