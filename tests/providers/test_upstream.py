"""What an offer says of a model whose name is an address."""

from __future__ import annotations

import pytest

from service.providers.protocol import ImageRequest, ProviderError
from service.providers.upstream import Upstream, parsed


@pytest.mark.parametrize(
    ("text", "path", "source"),
    [
        ("owner/name", "owner/name", "image"),
        ("fal-ai/flux-pro/v1.1", "fal-ai/flux-pro/v1.1", "image"),
        ("owner/name:abc123", "owner/name:abc123", "image"),
        ("owner/name?", "owner/name", "image"),
        ("owner/name?source=image_url", "owner/name", "image_url"),
        ("owner/name?source=images[]", "owner/name", "images[]"),
    ],
)
def test_what_is_read(text: str, path: str, source: str) -> None:
    assert parsed("fal", text, "image") == Upstream(path, source)


@pytest.mark.parametrize(
    "text",
    [
        *("", "name", "/name", "owner/", "owner//name", "../secrets", "owner/..", "owner/../../x"),
        *("https://elsewhere.test/x", "//elsewhere.test/x", "owner/name#x", "owner/na me"),
        *(
            "owner/name?size=1",
            "owner/name?source=",
            "owner/name?source=a.b",
            "owner/n\u00e4me",
            "a/b?source",
        ),
    ],
)
def test_what_is_no_model(text: str) -> None:
    with pytest.raises(ProviderError, match="is not of the form") as caught:
        parsed("fal", text, "image")
    assert caught.value.code == "not-configured"


def test_the_image_to_edit() -> None:
    bare = ImageRequest("a cat", "m", "a", 1.0)
    edit = ImageRequest("a cat", "m", "a", 1.0, source=b"\xff\xd8\xff")
    assert Upstream("a/b", "image").source_of(bare) == {}
    assert Upstream("a/b", "image").source_of(edit) == {"image": "data:image/jpeg;base64,/9j/"}
    assert Upstream("a/b", "images[]").source_of(edit) == {"images": ["data:image/jpeg;base64,/9j/"]}
