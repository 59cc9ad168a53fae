"""Code to copy: how a program requests an image from a model, and how other sites embed a model."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape

_PROMPT = "A red fox on a frozen river"
_EDIT = "Make it night"
_IMAGE = "https://example.com/photo.jpg"


@dataclass(frozen=True, slots=True)
class Sample:
    """A code sample with the name of its client."""

    name: str
    code: str


def samples(base: str, model: str, *, edits: bool) -> tuple[Sample, ...]:
    """Return the samples for a model of the service at a URL.

    ``edits`` says that the model edits images.
    """
    inputs = {"prompt": _EDIT, "image_url": _IMAGE} if edits else {"prompt": _PROMPT}
    return (
        Sample("curl", _curl(base, model, inputs)),
        Sample("Python", _requests(base, model, inputs)),
        Sample("JavaScript", _javascript(base, model, inputs)),
        Sample("OpenAI", _edit_openai(base, model) if edits else _openai(base, model)),
    )


def embeds(base: str, slug: str, name: str) -> tuple[Sample, ...]:
    """Return what other sites paste to show a model: a badge in Markdown, a card in HTML."""
    label = re.sub(r"[\[\]\\`*_<>]", "", " ".join(name.split()))
    page, badge, card = f"{base}/models/{slug}", f"{base}/badges/{slug}.svg", f"{base}/cards/{slug}.svg"
    picture = f'<img src="{card}" width="600" height="315" alt="{escape(name)}">'
    return (
        Sample("Badge, Markdown", f"[![Rank of {label}]({badge})]({page})"),
        Sample("Card, HTML", f'<a href="{page}">{picture}</a>'),
    )


def _curl(base: str, model: str, inputs: dict[str, str]) -> str:
    body = json.dumps({"model": model, "input": inputs, "wait": "auto"}, ensure_ascii=False)
    return "\n".join(
        [
            f"curl {base}/v1/generations \\",
            '  -H "Authorization: Bearer $GENERATE_KEY" \\',
            "  -H 'Content-Type: application/json' \\",
            f"  -d '{body}'",
        ]
    )


def _requests(base: str, model: str, inputs: dict[str, str]) -> str:
    pairs = ", ".join(f"{_quoted(name)}: {_quoted(value)}" for name, value in inputs.items())
    return "\n".join(
        [
            "import os",
            "import requests",
            "",
            "api = requests.Session()",
            'api.headers["Authorization"] = f"Bearer {os.environ[\'GENERATE_KEY\']}"',
            f'url = "{base}/v1/generations"',
            f'body = {{"model": {_quoted(model)}, "input": {{{pairs}}}, "wait": "auto"}}',
            "response = api.post(url, json=body)",
            "response.raise_for_status()",
            "job = response.json()",
            'while job["status"] in ("queued", "running"):',
            '    job = api.get(f"{url}/{job[\'id\']}", params={"wait": 60}).json()',
            'if job["status"] == "completed":',
            '    print(job["output"]["media"][0]["url"])',
            "else:",
            '    print(job["error"]["message"])',
        ]
    )


def _javascript(base: str, model: str, inputs: dict[str, str]) -> str:
    pairs = ", ".join(f"{name}: {_quoted(value)}" for name, value in inputs.items())
    return "\n".join(
        [
            f'const url = "{base}/v1/generations";',
            "const headers = {",
            "  Authorization: `Bearer ${process.env.GENERATE_KEY}`,",
            '  "Content-Type": "application/json",',
            "};",
            f"const input = {{ {pairs} }};",
            f'const body = JSON.stringify({{ model: {_quoted(model)}, input, wait: "auto" }});',
            'let job = await (await fetch(url, { method: "POST", headers, body })).json();',
            'while (["queued", "running"].includes(job.status)) {',
            "  job = await (await fetch(`${url}/${job.id}?wait=60`, { headers })).json();",
            "}",
            'if (job.status !== "completed") throw new Error(job.detail ?? job.error.message);',
            "console.log(job.output.media[0].url);",
        ]
    )


def _client(base: str) -> list[str]:
    return [
        "import os",
        "from openai import OpenAI",
        "",
        f'client = OpenAI(base_url="{base}/v1", api_key=os.environ["GENERATE_KEY"])',
    ]


def _openai(base: str, model: str) -> str:
    return "\n".join(
        [
            *_client(base),
            f"result = client.images.generate(model={_quoted(model)}, prompt={_quoted(_PROMPT)})",
            "print(result.data[0].url)",
        ]
    )


def _edit_openai(base: str, model: str) -> str:
    return "\n".join(
        [
            *_client(base),
            'with open("photo.jpg", "rb") as photo:',
            f"    result = client.images.edit(model={_quoted(model)}, image=photo, prompt={_quoted(_EDIT)})",
            "print(result.data[0].url)",
        ]
    )


def _quoted(text: str) -> str:
    """Return the text as a literal that is valid Python and JSON."""
    return json.dumps(text, ensure_ascii=False)
