"""Kept pictures: the same copies, and variants that are as new as those of the product."""

from __future__ import annotations

from service.arena.images import images
from service.blobs.pictures import all_of
from service.blobs.scans import varying
from tests.support.images.pictures import opened, picture
from tests.support.images.shared_pictures import made_of


def test_uploads_get_kept_pictures() -> None:
    assert vars(images)["all_of"] is made_of


def test_only_the_variants_are_new() -> None:
    data = picture(11)
    one, other = made_of(data), made_of(data)
    assert one.copies is other.copies
    assert one.renditions is other.renditions
    assert one.copies == all_of(data).copies
    assert not set(one.variants) & set(other.variants)


def test_new_variants_have_the_form_of_the_kept_ones() -> None:
    made = made_of(picture(12))
    for again, kept in zip(made_of(picture(12)).variants, made.variants, strict=True):
        assert len(again) == len(kept)
        assert opened(again).size == opened(kept).size
        assert varying(again).at.tolist() == varying(kept).at.tolist()
        assert bytes(varying(again).chosen_by(b"key")) != again[: varying(again).length]


def test_a_square_picture_is_its_own_square() -> None:
    variants = made_of(picture(13, (64, 64))).variants
    assert variants.own == variants.square
    assert variants.small == variants.small_square
