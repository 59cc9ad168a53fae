"""Code to copy: it is what it says it is, and names the model and the service."""

from __future__ import annotations

import ast
import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from service.web.pages.code_samples import embeds, samples
from tests.support.served.api import request
from tests.support.served.gateway import gateway

BASE = "https://arena.example"


@pytest.mark.parametrize("edits", [False, True])
@pytest.mark.parametrize("model", ["photon-flash-1", "模型-1"])
def test_python_is_python(model: str, edits: bool) -> None:
    every = {sample.name: sample for sample in samples(BASE, model, edits=edits)}
    assert list(every) == ["curl", "Python", "JavaScript", "OpenAI"]
    for sample in (every["Python"], every["OpenAI"]):
        tree = ast.parse(sample.code)
        literals = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        assert model in literals
        assert any(str(literal).startswith(BASE + "/v1") for literal in literals)
        imported = {
            name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names
        }
        assert "os" in imported


@pytest.mark.parametrize("edits", [False, True])
def test_curl_is_a_command_with_a_body(edits: bool) -> None:
    code = samples(BASE, "photon-flash-1", edits=edits)[0].code
    words = shlex.split(code.replace("\\\n", " "))
    assert words[:2] == ["curl", BASE + "/v1/generations"]
    body = json.loads(words[words.index("-d") + 1])
    assert body["model"] == "photon-flash-1"
    assert body["wait"] == "auto"
    assert ("image_url" in body["input"]) is edits


def test_curl_prints_where_the_image_is(sqlite_url: str, tmp_path: Path) -> None:
    with gateway(sqlite_url, tmp_path) as (api, _):
        code = samples(str(api.client.base_url).rstrip("/"), "square", edits=False)[0].code
        command = ["sh", "-c", code.replace("curl ", "curl --silent ", 1)]
        key = api.key("generate")["Authorization"].removeprefix("Bearer ")
        environment = {"PATH": os.environ["PATH"], "GENERATE_KEY": key}
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        url = json.loads(done.stdout)["output"]["media"][0]["url"]
        assert request("GET", url).headers["content-type"] == "image/png"


def test_a_key_is_never_written_into_code() -> None:
    for sample in samples(BASE, "m", edits=False):
        assert "GENERATE_KEY" in sample.code


def test_embeds_lead_to_the_page_and_hold_no_markup_of_the_name() -> None:
    badge, card = embeds(BASE, "m", "A [b](javascript:x) <i>\"'")
    assert badge.code.startswith("[![Rank of A b(javascript:x) i")
    assert badge.code.endswith(f"]({BASE}/badges/m.svg)]({BASE}/models/m)")
    assert "<i>" not in card.code
    assert f'<a href="{BASE}/models/m"><img src="{BASE}/cards/m.svg"' in card.code
