"""The page of the clients: what their own pages say, and everything that they offer, from their code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from scripts.documentation.links import rewritten
from scripts.documentation.places import ROOT
from scripts.documentation.reference.tables import code, table

_ABOUT = """# Clients

Any HTTP client will do: [the guide](../api.md) has examples with `curl`. The OpenAPI document, at
`/openapi.json` of a running service, is written for generators of clients in other languages. OpenAI's
own clients generate images with `/v1` as their base URL.

"""
_FENCE = re.compile(r"^(```|~~~)")
# A comment and what it is about: a method of the exported class, at two spaces.
_METHOD = re.compile(
    r"(?:^  /\*\*(?P<words>(?:(?!\*/)[\s\S])*)\*/\n)?^  (?P<head>(?:async )?\*?(?P<name>[a-z]\w*)\(.*) \{$",
    re.MULTILINE,
)


def render() -> str:
    """Return a section for each client of the repository."""
    return _ABOUT + "".join(_section(folder) for folder in sorted((ROOT / "clients").glob("*/")))


def _section(folder: Path) -> str:
    words = (folder / "README.md").read_text()
    linked = rewritten(words, lambda link: f"../../clients/{folder.name}/{link}")
    return f"{_lowered(linked, folder.name.capitalize())}\n{''.join(_offers(folder))}"


def _offers(folder: Path) -> Iterator[str]:
    for package in sorted(folder.glob("*/__init__.py")):
        yield python_api(package.parent)
    for file in sorted(folder.glob("src/index.ts")):
        yield typescript_api(file.read_text())


def _lowered(text: str, name: str) -> str:
    """Return a page as a section of another: its headings one level lower, the first with the language."""
    lines, fenced = [], False
    for line in text.splitlines(keepends=True):
        fenced ^= _FENCE.match(line) is not None
        lines.append(f"#{line}" if line.startswith("#") and not fenced else line)
    return "".join(lines).replace("## ", f"## {name}: ", 1)


def python_api(package: Path) -> str:
    """Return the classes that a package exports, with their fields and methods."""
    modules = [ast.parse(path.read_text()) for path in sorted(package.glob("*.py"))]
    classes = {
        node.name: node for module in modules for node in module.body if isinstance(node, ast.ClassDef)
    }
    (exported,) = [
        ast.literal_eval(node.value)
        for node in ast.parse((package / "__init__.py").read_text()).body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
    ]
    return "".join(_class(package.name, classes[name]) for name in exported if name in classes)


def _class(package: str, node: ast.ClassDef) -> str:
    fields = [one for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]
    methods = [
        one
        for one in node.body
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and not one.name.startswith("_")
    ]
    parts = [f"### {package}.{node.name}\n\n{ast.get_docstring(node) or ''}\n\n"]
    rows = [(code(ast.unparse(one.target)), code(ast.unparse(one.annotation))) for one in fields]
    parts += [table(["Field", "Type"], rows)] if rows else []
    rows = [(code(f"{one.name}({_arguments(one)})"), ast.get_docstring(one) or "") for one in methods]
    parts += [table(["Call", "Meaning"], rows)] if rows else []
    return "".join(parts)


def _arguments(function: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    return re.sub(r"^self(, )?", "", ast.unparse(function.args))


def typescript_api(text: str) -> str:
    """Return the methods of the exported client of a file."""
    _, _, body = text.partition("\nexport class ArenaClient {\n")
    rows = [
        (code(" ".join(found["head"].split())), re.sub(r"\n\s*\* ?", " ", found["words"] or "").strip())
        for found in _METHOD.finditer(body.partition("\n}\n")[0])
        if found["name"] != "constructor"
    ]
    return table(["Call", "Meaning"], rows)
