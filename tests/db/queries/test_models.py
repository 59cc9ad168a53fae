"""Models in the database."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from service.db.engine import WriteSession
from service.db.queries import models, organizations
from service.domain.paging import Page
from tests.support.votes.ledgers import inside

NEW: dict[str, Any] = {
    "name": "A model",
    "capabilities": "[]",
    "weights_open": "yes",
    "commercial_use": "unknown",
    "created_at": 5,
}


def add(session: WriteSession, slug: str, **values: object) -> int:
    return models.add(session, {**NEW, "slug": slug, **values})


def test_a_model_comes_back_with_its_organization(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        maker = organizations.add(session, {"slug": "luma", "name": "Luma", "created_at": 0})
        made = add(session, "a", organization_id=maker, released="2026-11-22", license_name="MIT")
        add(session, "b")
        found = models.get(session, "a")
        assert found is not None
        assert (found.id, found.organization, found.organization_name) == (made, "luma", "Luma")
        assert (found.released, found.license_name, found.weights_open) == ("2026-11-22", "MIT", "yes")
        alone = models.get(session, "b")
        assert alone is not None
        assert (alone.organization, alone.organization_name) == (None, None)
        assert models.get(session, "c") is None
        with pytest.raises(IntegrityError):
            add(session, "a")

    inside(shared_url, work)


def test_models_by_slug_and_by_id(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        ids = {slug: add(session, slug) for slug in ("a", "b", "é")}
        assert models.ids_of(session, ["a", "é", "nobody"]) == {"a": ids["a"], "é": ids["é"]}
        assert models.ids_of(session, []) == {}
        assert {i: row.slug for i, row in models.of_ids(session, [ids["b"], 10**6]).items()} == {
            ids["b"]: "b"
        }
        assert models.slugs(session) == {number: slug for slug, number in ids.items()}

    inside(shared_url, work)


def test_as_many_slugs_as_one_request_can_name(shared_url: str) -> None:
    """Ten thousand votes of twenty thousand models: databases bound how many parameters a query has."""

    def work(session: WriteSession) -> None:
        made = add(session, "a")
        assert models.ids_of(session, ["a", *(f"m{i}" for i in range(20_000))]) == {"a": made}

    inside(shared_url, work)


def test_pages_by_slug_with_and_without_the_retired(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        for slug in ("c", "a", "d", "b"):
            add(session, slug, retired_at=1 if slug == "b" else None)
        assert [m.slug for m in models.page(session, Page("", 2))] == ["a", "b", "c"]
        assert [m.slug for m in models.page(session, Page("b", 2))] == ["c", "d"]
        assert [m.slug for m in models.page(session, Page("", 9), retired=False)] == ["a", "c", "d"]

    inside(shared_url, work)


def test_columns_are_set_in_one_model(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        made = add(session, "a")
        add(session, "b")
        models.change(session, made, {"name": "New", "retired_at": 7})
        changed, other = models.get(session, "a"), models.get(session, "b")
        assert changed is not None
        assert other is not None
        assert (changed.name, changed.retired_at, changed.created_at) == ("New", 7, 5)
        assert (other.name, other.retired_at) == ("A model", None)

    inside(shared_url, work)
