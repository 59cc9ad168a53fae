"""Syntax highlighting of the short samples on pages: shell, Python, JavaScript, JSON and HTML alike.

One pattern for all is enough, because the samples are ours. See docs/decisions/0070-highlighting.md.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_KEYWORDS = (
    "as async await break case class const continue def elif else except finally for from function if "
    "import in is let new not of or raise return throw try while with yield True False None true false null "
    "curl"
)
# The first alternative that matches wins. Strings come first, since what is in them is nothing else.
_TOKEN = re.compile(
    r"""(?P<string>[fbr]?(?:"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`))"""
    r"""|(?P<url>https?://[^\s'"]+)"""
    r"""|(?P<comment>(?:(?<=\s)|^)(?:\#|//)[^\n]*)"""
    rf"""|(?P<keyword>(?<![\w$.-])(?:{"|".join(_KEYWORDS.split())})(?![\w-]))"""
    r"""|(?P<name>\$\w+|(?<=\s)--?[A-Za-z][\w-]*)"""
    r"""|(?P<number>(?<![\w.])\d+(?:\.\d+)?(?!\w))""",
    re.MULTILINE,
)


def highlighted(code: str) -> Markup:
    """Return code as HTML in which its words are marked by what they are: ``<span class="code-string">``."""
    parts, end = [], 0
    for token in _TOKEN.finditer(code):
        parts.append(escape(code[end : token.start()]))
        parts.append(Markup('<span class="code-{}">{}</span>').format(token.lastgroup, token.group()))
        end = token.end()
    return Markup("").join([*parts, escape(code[end:])])
