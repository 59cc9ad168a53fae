"""The pages that are not about one operation."""

from __future__ import annotations

from service.web.reference.operations import Reference
from service.web.reference.topics import SEARCH, TOPICS
from tests.support.served.document import DOCUMENT


def test_no_operation_has_the_address_of_a_topic() -> None:
    urls = [topic.url for topic in (*TOPICS, SEARCH)]
    assert urls[0] == "/docs"
    assert len(set(urls)) == len(urls)
    assert not set(urls) & {one.url for one in Reference(DOCUMENT).operations}
