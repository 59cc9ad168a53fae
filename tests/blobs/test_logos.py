"""Logos: one small picture that can be seen on light and on dark pages."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from service.blobs.logos import logo_of
from service.domain.branding.logos import LOGO_HEIGHT, LOGO_WIDTH, MAX_LOGO_BYTES
from service.errors import Invalid, TooLarge, UnsupportedType
from tests.support.images.pictures import flat, lettering, noise, opened, picture

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
LIGHT, DARK = (255, 255, 255), (28, 30, 34)


def middle(data: bytes) -> tuple[int, ...]:
    """Return the pixel in the middle of a picture, without its transparency where it has none."""
    image = opened(data).convert("RGBA")
    pixel = image.getpixel((image.width // 2, image.height // 2))
    assert isinstance(pixel, tuple)
    return pixel[:3] if pixel[3] == 255 else pixel


@pytest.mark.parametrize(
    ("color", "ground"), [((10, 10, 30), LIGHT), ((250, 250, 250), DARK), ((200, 90, 40), None)]
)
def test_what_would_be_lost_on_a_page_gets_a_plate(
    color: tuple[int, int, int], ground: tuple[int, int, int] | None
) -> None:
    made = logo_of(lettering(color))
    found = middle(made.data)
    assert found[3:] == (0,) if ground is None else found == ground
    assert opened(made.data).format == "WEBP"
    assert opened(made.data).size == (made.width, made.height)
    assert made.height <= LOGO_HEIGHT
    assert made.width <= LOGO_WIDTH


def test_empty_margins_go_and_the_shape_stays() -> None:
    # The letters are a frame of 200 by 100 pixels, somewhere in a picture of 300 by 300.
    made = logo_of(lettering((200, 90, 40)))
    assert (made.width, made.height) == (192, 96)
    opaque = logo_of(flat((600, 100)))
    assert (opaque.width, opaque.height) == (480, 80)


def test_a_detailed_picture_stays_small() -> None:
    assert len(logo_of(noise((480, 96))).data) < 60_000


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (SVG, UnsupportedType),
        (b"x" * (MAX_LOGO_BYTES + 1), TooLarge),
        (flat((20, 20))[:-20], Invalid),
        (lettering((0, 0, 0, 0)), Invalid),
    ],
)
def test_what_is_refused(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        logo_of(data)


def test_nothing_but_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "a secret"
    data = picture(exif=exif)
    assert b"a secret" in data
    assert b"a secret" not in logo_of(data).data


@pytest.mark.parametrize("size", [(2_000, 1), (1, 2_000), (210, 10)])
def test_a_line_is_no_logo(size: tuple[int, int]) -> None:
    with pytest.raises(Invalid, match=f"{size[0]} by {size[1]} pixels .* at most 20 times"):
        logo_of(flat(size))
    framed = Image.new("RGBA", (2_100, 2_100))
    framed.paste((200, 90, 40, 255), (9, 9, 9 + size[0], 9 + size[1]))
    framed.save(file := io.BytesIO(), "PNG")
    with pytest.raises(Invalid, match=f"{size[0]} by {size[1]} pixels"):
        logo_of(file.getvalue())


def test_the_most_stretched_logos_fit() -> None:
    assert logo_of(flat((200, 10)))[1:] == (480, 24)
    assert logo_of(flat((10, 200)))[1:] == (5, 96)
