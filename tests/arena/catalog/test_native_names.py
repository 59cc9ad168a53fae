"""Names of languages that the registry lacks."""

import unicodedata

from service.arena.catalog import languages
from service.arena.catalog.native_names import NATIVE, OTHER


def test_every_name_is_looked_up_as_it_is_written_and_leads_to_a_tag() -> None:
    for name, tag in {**NATIVE, **OTHER}.items():
        assert name == unicodedata.normalize("NFC", name).casefold()
        assert languages.from_name(name) == tag == languages.canonical(tag)
