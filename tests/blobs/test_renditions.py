"""Renditions: WebP in the image's own proportions, never larger than the image."""

from __future__ import annotations

from service.blobs.renditions import renditions_of, renditions_of_file
from tests.support.images.pictures import opened, picture


def test_three_sizes_in_the_images_own_proportions() -> None:
    made = renditions_of(opened(picture(size=(800, 400))).convert("RGB"))
    assert [opened(one).size for one in made] == [(160, 80), (480, 240), (800, 400)]
    assert {opened(one).format for one in made} == {"WEBP"}
    again = renditions_of_file(picture(size=(800, 400), kind="JPEG"))
    assert opened(again.small).size == (160, 80)
