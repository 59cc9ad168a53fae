"""The models of the demo."""

from __future__ import annotations

from service.demo.makers import MAKERS, ORGANIZATIONS
from service.demo.painters.studio import PAINTERS
from service.demo.prompts import THEMES
from service.domain.catalog import to_micros
from service.domain.slugs import is_slug


def test_each_painter_is_one_model() -> None:
    assert sorted(maker.painter for maker in MAKERS) == sorted(PAINTERS)
    assert len({maker.slug for maker in MAKERS}) == len(MAKERS)
    assert {maker.organization for maker in MAKERS} == set(ORGANIZATIONS)


def test_what_is_made_up_says_so() -> None:
    assert all("demo" in name for name in ORGANIZATIONS.values())
    for maker in MAKERS:
        assert is_slug(maker.slug)
        assert set(maker.themes) <= set(THEMES)
        assert "demo" in str(maker.fields("2026-01-01")["description"])
        assert to_micros(maker.price) > 0


def test_liking_depends_on_theme_language_and_time() -> None:
    by_slug = {maker.slug: maker for maker in MAKERS}
    dessau, impasto = by_slug["dessau-3"], by_slug["impasto-2"]
    assert dessau.liking("typography", "en", 0) > dessau.liking("people", "en", 0)
    assert dessau.liking("typography", "en", 0) > dessau.liking("typography", "ja", 0)
    assert impasto.liking("food", "en", 0) > impasto.liking("food", "en", 1)
    assert (dessau.reads("pt-BR"), dessau.reads("ja")) == (True, False)
