"""Code in colors: nothing is lost, everything is escaped."""

from __future__ import annotations

import re
from html import unescape

import pytest

from service.web.highlighting import highlight, prose


@pytest.mark.parametrize(
    ("language", "code", "marked"),
    [
        ("json", '{"a": "<b>", "n": 1.5}', {"p": ['"a"', '"n"'], "s": ['"<b>"'], "n": ["1.5"]}),
        ("json", "[true, null]", {"k": ["true", "null"]}),
        ("shell", "curl -X DELETE 'a b' # end", {"k": ["curl"], "p": ["-X"], "s": ["'a b'"], "c": ["# end"]}),
        ("python", 'import os\nprint(f"{x}", 3)', {"k": ["import", "print"], "s": ['f"{x}"'], "n": ["3"]}),
        ("javascript", "await fetch(`x`); // go", {"k": ["await"], "s": ["`x`"], "c": ["// go"]}),
        ("text", "<plain> 1", {}),
    ],
)
def test_words_get_their_class_and_nothing_is_lost(
    language: str, code: str, marked: dict[str, list[str]]
) -> None:
    html = str(highlight(code, language))
    assert unescape(re.sub(r"</?span[^>]*>", "", html)) == code
    found: dict[str, list[str]] = {}
    for kind, text in re.findall(r'<span class="code-(\w)">(.*?)</span>', html):
        found.setdefault(kind, []).append(unescape(text))
    assert found == marked


def test_backticks_are_code_and_the_rest_is_escaped() -> None:
    assert str(prose("Send `a<b` or ``c`` <now>")) == (
        "Send <code>a&lt;b</code> or <code>c</code> &lt;now&gt;"
    )
