"""What all pages of the reference have."""

from __future__ import annotations

from service.web.reference.operations import Reference
from service.web.reference.samples import samples
from service.web.reference.topics import TOPICS
from service.web.reference.views import ReferencePage
from service.web.rendering import Head
from tests.support.served.document import DOCUMENT


def test_a_page_has_the_menu_and_the_language_of_every_sample() -> None:
    reference = Reference(DOCUMENT)
    page = ReferencePage(head=Head("T", "D", "/docs"), groups=reference.groups, origin="http://x")
    assert list(page.topics) == list(TOPICS)
    for operation in reference.operations:
        assert [sample.name for sample in samples(operation, page.origin)] == list(page.languages)
