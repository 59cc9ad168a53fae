"""Highlighting: words are marked by what they are, and nothing of the code is lost or becomes markup."""

from __future__ import annotations

import re
from html import unescape

import pytest

from service.web.highlighting import highlighted
from service.web.pages.code_samples import embeds, samples

NAME = "</span><script>alert(1)</script> & \"'"


@pytest.mark.parametrize(
    ("code", "kind", "word"),
    [
        ("curl http://127.0.0.1:8000/v1 -H 'A: b'", "keyword", "curl"),
        ("curl http://127.0.0.1:8000/v1 -H 'A: b'", "url", "http://127.0.0.1:8000/v1"),
        ("curl x -H 'A: b'", "name", "-H"),
        ("curl x -H 'A: b'", "string", "'A: b'"),
        ('print(f"{a}")  # why', "comment", "# why"),
        ('print(f"{a}")  # why', "string", 'f"{a}"'),
        ("x = 60", "number", "60"),
        ("await fetch(`${url}/x`);", "string", "`${url}/x`"),
    ],
)
def test_a_word_is_marked_by_what_it_is(code: str, kind: str, word: str) -> None:
    html = highlighted(code)
    assert word in [unescape(found) for found in re.findall(rf'<span class="code-{kind}">(.*?)</span>', html)]


@pytest.mark.parametrize("sample", [*samples("https://a.example", NAME, edits=True), *embeds("u", "m", NAME)])
def test_the_code_stays_as_it_is(sample: object) -> None:
    code = str(getattr(sample, "code", ""))
    html = highlighted(code)
    assert "<script" not in html
    assert unescape(re.sub(r"</?span[^>]*>", "", html)) == code
