"""Separators are told by the header and the first rows, and never wrongly."""

import pytest

from service.arena.imports.readers.separators import is_table, layout_of


@pytest.mark.parametrize(
    ("head", "separator"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1;2\n", ";"),
        ("a\tb\n1\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("a,b", ","),
        ("a;b", ";"),
        ("", ","),
        ("prompt\na;b\nc;d\n", ","),
        ('prompt\n"a cat, a dog"\n"red, blue"\n', ","),
        ('"prompt; or text"\nx\n', ","),
        ("a;b;score\nx;y;1,5\nx;y;2,5\n", ";"),
        ("a;b;prompt, if any\nx;y;un chat, un chien\nx;y;one, two\n", ";"),
        ("a,b,prompt\nx,y,one; two; three; four\nx,y,one; two; three; four\n", ","),
        ("a,b,tags (x;y)\nm,n,1;2\nm,n,3;4\n", ","),
        ("a|b,c,d\n1|2,3,4\n", ","),
        ("a,b,c,d,e\n1,2,3,4\n1,2,3,4,5,6\n1,2,3\n", ","),
        ('a;b\n"x;y";2\n"1;\n2";3\n', ";"),
        ("model_a\tmodel_b\tprompt\nx\ty\ta, b, c\nx\ty\ta, b, c\n", "\t"),
    ],
)
def test_the_separator(head: str, separator: str) -> None:
    assert layout_of(head, tabs=False).dialect.separator == separator
    assert layout_of(head.replace("\n", "\r\n"), tabs=False).dialect.separator == separator


@pytest.mark.parametrize(
    ("line", "separator"), [("sep=;\r\n", ";"), ("sep=,\n", ","), ('"sep=|"\n', "|"), ("SEP=\t\n", "\t")]
)
def test_excels_own_line_names_it(line: str, separator: str) -> None:
    layout = layout_of(f"{line}a;b\n1;2\n", tabs=False)
    assert (layout.dialect.separator, layout.skipped) == (separator, len(line))


def test_a_file_named_for_tabs_has_them_and_no_quotes_unless_it_cannot_be() -> None:
    assert layout_of('a\tb\n"G" on a wall\t"\n', tabs=True).dialect == ("\t", False)
    assert layout_of("a,b\n1,2\n", tabs=True).dialect == (",", True)
    assert layout_of("a\nb\n", tabs=True).dialect == ("\t", False)
    assert layout_of('a\tb\n"x\ty"\t1\n"x\nz"\t2\n', tabs=True).dialect == ("\t", True)
    assert layout_of('a\tb\n"G" on a wall\t"\nx\ty\n', tabs=False).dialect == ("\t", False)
    assert layout_of('a\tb\n"say ""hi"""\ty\n', tabs=False).dialect == ("\t", True)


def test_what_looks_like_a_table() -> None:
    assert is_table("a;b\n1;2\n")
    assert is_table("sep=;\na\n")
    assert not is_table("a\nb\n")
    assert not is_table("")
