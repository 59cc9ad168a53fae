"""The model that a name means: by its slug, a former slug, its name; and models of new names."""

from __future__ import annotations

from service.arena.catalog import merging
from service.arena.catalog import models as model_cases
from service.arena.catalog.model_names import ModelNames, created
from service.db.catalog_revision import touch_catalog
from service.db.engine import WriteSession
from service.db.queries import models
from tests.support.votes.ledgers import inside


def furnish(session: WriteSession, **names: str) -> None:
    for slug, name in names.items():
        model_cases.create(session, slug.replace("_", "-"), {"name": name})


def slug_of(session: WriteSession, name: str) -> str | None:
    row = ModelNames(session).find(name)
    return row and row.slug


def test_by_slug_by_former_slug_and_by_name(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        model_cases.create(session, "flux.1-dev", {"name": "FLUX.1 [dev]"})
        furnish(session, sdxl="SDXL", gone="Gone", old_name="Old name")
        merging.rename(session, "old-name", "new-name", "New name")
        merging.merge(session, "gone", "sdxl")
        for name in ("FLUX.1 [dev]", "flux.1-dev", "Flux.1 dev", "flux.1 [DEV]"):
            assert slug_of(session, name) == "flux.1-dev"
        assert slug_of(session, "sdxl") == slug_of(session, " SDXL ") == "sdxl"
        # A merged model's slug and name lead to the other model.
        assert slug_of(session, "gone") == slug_of(session, "GONE") == "sdxl"
        assert slug_of(session, "old-name") == slug_of(session, "new name") == "new-name"
        for name in ("SDXL+", "FLUX.1 (dev)", "nobody"):
            assert slug_of(session, name) is None

    inside(shared_url, work)


def test_models_that_were_made_when_signs_did_not_count(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        furnish(session, c="C++", sdxl="SDXL+")
        assert slug_of(session, "C++") == slug_of(session, "c") == "c"
        assert slug_of(session, "C") is None
        ids = created(session, ["C#", "C", "SDXL", "C++"])
        slugs = models.slugs(session)
        assert {name: slugs[model_id] for name, model_id in ids.items()} == {
            "C": "c-2",
            "C#": "c-sharp",
            "C++": "c",
            "SDXL": "sdxl-2",
        }
        merging.rename(session, "c", "c-plus-plus")
        assert [slug_of(session, name) for name in ("C++", "C", "c")] == ["c-plus-plus", "c-2", "c-plus-plus"]

    inside(shared_url, work)


def test_of_models_with_one_name_the_oldest_in_use(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        furnish(session, first="Twin", second="twin", third="Twin")
        assert slug_of(session, "TWIN") == "first"
        model_cases.retire(session, "first")
        assert slug_of(session, "TWIN") == "second"
        assert slug_of(session, "third") == "third"

    inside(shared_url, work)


def test_new_names_are_created_as_they_are_first_written(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        touch_catalog(session)
        ids = created(session, [" Photon Flash ", "photon-flash", "A" * 120 + "1", "A" * 120 + "2"])
        rows = models.of_ids(session, ids.values())
        assert sorted((row.slug, row.name[-6:]) for row in rows.values()) == [
            ("a" * 98 + "-2", "AAAAA2"),
            ("a" * 100, "AAAAA1"),
            ("photon-flash", " Flash"),
        ]
        assert created(session, ["photon flash"]) == {"photon flash": ids["photon-flash"]}

    inside(shared_url, work)
