"""Templates are compiled once, and each service has its own name in them."""

from __future__ import annotations

from unittest.mock import patch

from jinja2 import DictLoader, Environment

from service.web.rendering import Templates
from service.web.static import Static
from tests.support.pages.shared_templates import CompiledTemplates, templates_shared


def rendered(templates: Templates) -> str:
    return templates._environment.get_template("app_name.txt").render()


def test_a_second_service_compiles_nothing_and_has_its_own_name() -> None:
    with templates_shared():
        one, other = (Templates(Static(), name) for name in ("One", "Other"))
    for templates in (one, other):
        templates._environment.loader = DictLoader({"app_name.txt": "{{ site_name }}"})
    assert rendered(one) == "One"
    with patch.object(Environment, "compile", side_effect=AssertionError):
        assert rendered(other) == "Other"


def test_a_text_that_has_changed_is_compiled_again() -> None:
    kept = CompiledTemplates()
    for text in ("before", "after"):
        environment = Environment(autoescape=True, bytecode_cache=kept, loader=DictLoader({"page": text}))
        assert environment.get_template("page").render() == text
