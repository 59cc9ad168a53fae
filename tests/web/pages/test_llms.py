"""What assistants are told they can read here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.web.pages.llms import _plain
from tests.support.pages.small_site import small_site
from tests.support.served.api import Api

LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


@pytest.mark.slow
def test_every_link_leads_somewhere(site: Api) -> None:
    answer = site.get("/llms.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "# Arena"
    assert lines[2].startswith("> ")
    assert [line for line in lines if line.startswith("## ")] == [
        "## Leaderboards",
        "## Data",
        "## Tools",
        "## Documentation",
    ]
    links = dict(LINK.findall(answer.text))
    assert all(link.startswith(f"{site.base}/") for link in links.values())
    for name, link in links.items():
        wanted = link.replace("A,B", "m0,m2").replace("ARENA", "t2i")
        assert site.client.get(wanted).status_code == 200, name
    assert f"arena mcp --url {site.base}" in answer.text
    assert links["its axes"].endswith("/api/v1/arenas/t2i/axes")


def test_closed_instances_and_forged_hosts_tell_nothing(sqlite_template: Path, tmp_path: Path) -> None:
    with small_site(sqlite_template, tmp_path, public_reads=False) as api:
        assert api.get("/llms.txt").status_code == 401
        assert api.client.get("/llms.txt", headers={"Host": "elsewhere.example"}).status_code in {401, 404}


def test_names_cannot_make_links() -> None:
    assert _plain("x](http://evil.example)\n# `Best`") == "x http://evil.example # Best"
