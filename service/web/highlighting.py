"""Code on pages: inside a sentence, and with its strings, keywords, names and comments in colors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

_STRING = r'"(?:[^"\\\n]|\\.)*"'
_NUMBER = r"(?P<n>\b\d+(?:\.\d+)?\b)"
_JAVASCRIPT_WORDS = "async|await|catch|const|else|export|for|from|if|import|let|new|of|return|throw|while"
_PYTHON_WORDS = "as|async|await|def|else|for|from|if|import|in|not|print|raise|return|while|with"

# The groups are the classes of code.css: c for comments, k for keywords, n for numbers, p for names, s for
# strings. Text in single quotes over several lines is what a shell sends.
_TOKENS = {
    "json": re.compile(
        rf"(?P<p>{_STRING}(?=\s*:))|(?P<s>{_STRING})|{_NUMBER}|(?P<k>\b(?:true|false|null)\b)"
    ),
    "shell": re.compile(
        rf"(?P<c>(?:^|(?<=\s))#.*)|(?P<s>{_STRING}|'[^']*')|(?P<k>(?<![\w/.-])curl\b)|(?P<p>(?<=\s)-{{1,2}}[\w-]+)",
        re.MULTILINE,
    ),
    "python": re.compile(
        rf"(?P<c>#.*)|(?P<s>f?{_STRING}|'[^'\n]*')|(?P<k>\b(?:{_PYTHON_WORDS})\b)|{_NUMBER}"
    ),
    "javascript": re.compile(
        rf"(?P<c>//.*)|(?P<s>{_STRING}|`[^`]*`)|(?P<k>\b(?:{_JAVASCRIPT_WORDS})\b)|{_NUMBER}"
    ),
}


def highlight(code: str, language: str) -> Markup:
    """Return code as HTML with its words in colors; plain if the language is not known."""
    return Markup("").join(_parts(code, language))


def prose(text: str) -> Markup:
    """Return a description as HTML, with what stands between backticks as code."""
    return Markup(re.sub(r"(`+)(.+?)\1", r"<code>\2</code>", str(escape(text))))  # noqa: S704 - escaped


def _parts(code: str, language: str) -> Iterator[Markup]:
    pattern, done = _TOKENS.get(language), 0
    for token in pattern.finditer(code) if pattern else ():
        yield escape(code[done : token.start()])
        yield Markup('<span class="code-{}">{}</span>').format(token.lastgroup, token.group())
        done = token.end()
    yield escape(code[done:])
