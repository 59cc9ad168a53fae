"""Fetching from addresses that somebody else wrote: nothing in this network is asked, however it is written.

The site that counts connections listens at 127.0.0.1 on a port that these fetchers may ask, so that only the
look at addresses stands between it and them; each form that stands for it is shown to reach it without.
"""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from service.errors import NotFetched
from service.providers.fetching import Fetcher
from service.providers.vetting import resolve
from tests.support.network.sites import Site, certified, page, site
from tests.support.runs.waiting import CEILING_SECONDS

HERE = "127.0.0.1"
BODY = b"the image"

# Forms of 127.0.0.1 that a C library takes for it.
REACHES = (
    *("127.0.0.1", "127.1", "127.0.1", "2130706433", "017700000001", "0x7f000001", "0x7f.1", "0x7f.0x1"),
    *("0177.1", "0X7F.1", "127.0x0.0.1", "0177.0.0x1", "localhost", "LocalHost", "127\u30020\u30020\u30021"),
)
# Others of this machine, its network, or what leads there.
OTHERS = (
    *(
        "0",
        "0.0.0.0",  # noqa: S104
        "0x0",
        "127.255.255.254",
        "127.0.0.2",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::]",
    ),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]"),
    *("[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]"),
    *("[2001:0:7f00:1::1]", "[ff02::1]", "[fe80::1]", "[fe80::1%25lo]", "[fc00::1]", "[fec0::1]"),
    *("10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "2852039166", "100.64.0.1", "224.0.0.1"),
    *("0177.0.0.1", "127.0.0.01", "127.00.00.01", "127\uff0e0\uff0e0\uff0e1"),
    *("255.255.255.255", "192.0.0.170", "198.18.0.1", "localhost.", "ip6-localhost"),
)


@pytest.fixture
def here() -> Iterator[Site]:
    """Yield a site at 127.0.0.1."""

    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(2_000):
            request.wfile.write(bytes(1_000))

    def slow(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(2_000):
            request.wfile.write(b".")
            time.sleep(0.05)

    pages = {
        "/": page(BODY),
        "/nothing": page(status=404),
        "/down": page(status=503),
        "/packed": page(b"\x1f\x8b", content_encoding="gzip"),
        "/announced": page(b"x", content_length="1000000000"),
        "/short": page(b"x", content_length="10"),
        "/endless": endless,
        "/slow": slow,
        "/garbage": lambda request: request.wfile.write(b"\x00\x01\x02 no http\r\n\r\n") and None,
        "/loop": page(status=302, Location="/loop"),
        "/lost": page(status=301),
        "/moved": page(status=307, Location="/"),
        "/elsewhere": page(status=302, Location="http://elsewhere.test/"),
        "/file": page(status=302, Location="file:///etc/passwd"),
        "/post": page(status=308, Location="http://127.0.0.1:25/"),
    }
    with site(pages) as running:
        yield running


def fetcher(here: Site) -> Fetcher:
    """Return a fetcher that may ask the site."""
    return Fetcher(ports={here.port}, besides={HERE})


async def fetched(
    fetcher: Fetcher, url: str, max_bytes: int = 10_000, seconds: float = CEILING_SECONDS
) -> bytes:
    """Return what stands at an address."""
    return await fetcher.fetch(url, max_bytes=max_bytes, seconds=seconds)


@pytest.mark.anyio
@pytest.mark.parametrize("form", REACHES)
async def test_no_form_of_this_machine_is_asked(here: Site, form: str) -> None:
    url = f"http://{form}:{here.port}/"
    with pytest.raises(NotFetched, match="public internet"):
        await fetched(Fetcher(ports={here.port}), url)
    assert here.connections == 0
    try:
        found = await fetched(Fetcher(ports={here.port}, besides={HERE, "::1"}), url)
    except NotFetched as error:
        pytest.skip(f"this machine does not know the form: {error.detail}")
    assert (found, here.connections) == (BODY, 1)


@pytest.mark.anyio
async def test_a_file_takes_the_content_as_it_arrives(here: Site) -> None:
    target = io.BytesIO()
    await fetcher(here).fetch_into(
        target, f"http://{HERE}:{here.port}/moved", max_bytes=100, seconds=CEILING_SECONDS
    )
    assert target.getvalue() == BODY
    with pytest.raises(NotFetched, match="more than 5000 bytes"):
        await fetcher(here).fetch_into(
            target, f"http://{HERE}:{here.port}/endless", max_bytes=5_000, seconds=CEILING_SECONDS
        )
    assert len(target.getvalue()) <= len(BODY) + 5_000


@pytest.mark.anyio
@pytest.mark.parametrize("form", OTHERS)
async def test_nothing_that_is_not_public_is_asked(here: Site, form: str) -> None:
    with pytest.raises(NotFetched):
        await fetched(Fetcher(ports={here.port}), f"http://{form}:{here.port}/")
    assert here.connections == 0


def test_these_are_many() -> None:
    assert len({*REACHES, *OTHERS}) >= 40


@pytest.mark.anyio
@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "x",
            "//127.0.0.1/",
            "ftp://example.org/",
            "file:///etc/passwd",
            "gopher://127.0.0.1/",
            "http://",
        ),
        *(
            "http:///x",
            "https://user:pass@example.org/",
            "http://user@example.org/",
            "http://[::1/",
            "unix:///run",
        ),
        *("http://example.org:22/", "https://example.org:8443/", "http://example.org:99999/", "http://\0/"),
        *("data:image/png;base64,AAAA", "http://example.org:65616/", "HTTP+UNIX://x/"),
    ],
)
async def test_other_addresses_are_refused_before_a_name_is_asked_for(url: str) -> None:
    asked: list[str] = []

    async def never(host: str, _port: int) -> list[str]:
        asked.append(host)
        return [HERE]

    with pytest.raises(NotFetched) as caught:
        await fetched(Fetcher(resolve=never), url)
    assert not caught.value.transient
    assert asked == []


@pytest.mark.anyio
async def test_one_bad_address_of_a_name_is_enough_to_refuse_it(here: Site) -> None:
    async def both(_host: str, _port: int) -> list[str]:
        return ["1.1.1.1", HERE]

    with pytest.raises(NotFetched, match="public internet"):
        await fetched(Fetcher(ports={here.port}, resolve=both), f"http://both.test:{here.port}/")
    assert here.connections == 0


@pytest.mark.anyio
async def test_a_name_is_asked_for_once_and_the_connection_goes_there(here: Site) -> None:
    """Anyone who answers differently the second time is not asked a second time."""
    answers = [[HERE], ["192.0.2.1"]]

    async def changing(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    pinned = Fetcher(ports={here.port}, besides={HERE}, resolve=changing)
    assert await fetched(pinned, f"http://pinned.test:{here.port}/") == BODY
    assert here.hosts == [f"pinned.test:{here.port}"]
    assert len(answers) == 1


@pytest.mark.anyio
async def test_each_redirect_is_looked_at_anew(here: Site) -> None:
    asked: list[str] = []

    async def two(host: str, _port: int) -> list[str]:
        asked.append(host)
        return [HERE] if host == "first.test" else ["169.254.169.254"]

    first = Fetcher(ports={here.port, 80}, besides={HERE}, resolve=two)
    with pytest.raises(NotFetched, match="public internet"):
        await fetched(first, f"http://first.test:{here.port}/elsewhere")
    assert asked == ["first.test", "elsewhere.test"]


@pytest.mark.anyio
async def test_a_redirect_is_followed(here: Site) -> None:
    assert await fetched(fetcher(here), f"http://{HERE}:{here.port}/moved") == BODY


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("path", "why", "transient"),
    [
        ("/nothing", "status 404", False),
        ("/down", "status 503", True),
        ("/packed", "compressed the response", False),
        ("/announced", "more than 10000 bytes", False),
        ("/endless", "more than 10000 bytes", False),
        ("/short", "broke off", True),
        ("/garbage", "broke off", True),
        ("/loop", "redirects more than 3 times", False),
        ("/lost", "redirects more than 3 times", False),
        ("/file", "only http:// and https://", False),
        ("/post", "only the ports", False),
    ],
)
async def test_what_is_refused_says_why(here: Site, path: str, why: str, transient: bool) -> None:
    with pytest.raises(NotFetched, match=why) as caught:
        await fetched(fetcher(here), f"http://{HERE}:{here.port}{path}")
    assert caught.value.transient is transient


@pytest.mark.anyio
async def test_time_is_bounded_however_slowly_it_comes(here: Site) -> None:
    began = time.monotonic()
    with pytest.raises(NotFetched, match=r"within 0\.2 s") as caught:
        await fetched(fetcher(here), f"http://{HERE}:{here.port}/slow", seconds=0.2)
    assert caught.value.transient
    assert time.monotonic() - began < 50  # all of it takes 100 seconds


@pytest.mark.anyio
async def test_a_name_that_takes_long_is_not_waited_for() -> None:
    async def never(_host: str, _port: int) -> list[str]:
        await asyncio.sleep(30)
        return []

    with pytest.raises(NotFetched, match="within"):
        await fetched(Fetcher(resolve=never), "http://slow.test/", seconds=0.1)


@pytest.mark.anyio
async def test_a_server_that_is_not_there_may_come_back() -> None:
    with site({}) as gone:
        port = gone.port
    with pytest.raises(NotFetched, match="cannot be reached") as caught:
        await fetched(Fetcher(ports={port}, besides={HERE}), f"http://{HERE}:{port}/")
    assert caught.value.transient


@pytest.mark.anyio
async def test_another_address_of_a_name_is_tried(here: Site) -> None:
    async def two(_host: str, _port: int) -> list[str]:
        return ["127.0.0.9", HERE]

    either = Fetcher(ports={here.port}, besides={"127.0.0.9", HERE}, resolve=two)
    assert await fetched(either, f"http://two.test:{here.port}/") == BODY


@pytest.mark.anyio
async def test_a_pinned_address_keeps_its_name_in_tls(tmp_path: Path) -> None:
    async def to_here(_host: str, _port: int) -> list[str]:
        return [HERE]

    server, client = certified("named.test", tmp_path)
    with site({"/": page(BODY)}, server) as named:
        trusting = Fetcher(ports={named.port}, besides={HERE}, trust=client, resolve=to_here)
        assert await fetched(trusting, f"https://named.test:{named.port}/") == BODY
        assert (named.names, named.hosts) == (["named.test"], [f"named.test:{named.port}"])
        with pytest.raises(NotFetched, match="cannot be reached"):
            await fetched(trusting, f"https://other.test:{named.port}/")  # its certificate is another's
        usual = Fetcher(ports={named.port}, besides={HERE}, resolve=to_here)
        with pytest.raises(NotFetched, match="cannot be reached"):
            await fetched(usual, f"https://named.test:{named.port}/")


@pytest.mark.anyio
async def test_what_the_environment_says_of_proxies_is_not_believed(
    here: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would resolve the name again, and connect to what it likes."""
    with site({}) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://{HERE}:{proxy.port}")
        assert await fetched(fetcher(here), f"http://{HERE}:{here.port}/") == BODY
        assert proxy.connections == 0


@pytest.mark.anyio
async def test_names_are_resolved_by_the_machine() -> None:
    assert HERE in await resolve("localhost", 80)
    with pytest.raises(OSError, match=r"."):
        await resolve("there-is-no-such-host.invalid", 80)
