"""Logos: which files are accepted, and the one small picture that is made of each.

A logo keeps its transparency. One that would be lost on light or on dark pages gets a plate of the color of
those on which it can be seen, so that one file does for both.
"""

from __future__ import annotations

import io
from typing import NamedTuple

from PIL import Image as Pillow
from PIL import ImageOps

from service.blobs.pictures import decoded, in_srgb, reduced
from service.domain.branding.colors import DARK, LIGHT, Rgb, contrast
from service.domain.branding.logos import LOGO_HEIGHT, LOGO_WIDTH, MAX_LOGO_BYTES
from service.errors import Invalid, TooLarge

# Below it a part of a logo is hard to see; some parts may be, such as a shadow.
_SEEN_CONTRAST, _UNSEEN_SHARE = 1.6, 0.1
_VISIBLE = 96
_MARGIN = 8
_MOST_STRETCHED = 20
_QUALITY = 86
_LARGE = 24_000


class MadeLogo(NamedTuple):
    """The file of a logo, as WebP, and its size in pixels."""

    data: bytes
    width: int
    height: int


def logo_of(data: bytes) -> MadeLogo:
    """Return the logo that is made of an uploaded file.

    Raise TooLarge beyond 1 MB, UnsupportedType unless it is a PNG, JPEG or WebP file (SVG can have scripts in
    it), and Invalid for a damaged file, one with several frames, one without a visible pixel, or one that is
    much longer than it is wide.
    """
    if len(data) > MAX_LOGO_BYTES:
        raise TooLarge(f"the logo has {len(data)} bytes; the limit is {MAX_LOGO_BYTES}")
    with decoded(data) as picture:
        pixels = _cropped(_upright(picture))
    ground = _plate(pixels)
    if ground is not None:
        pixels = _on_plate(pixels, ground)
    pixels = ImageOps.contain(pixels, (LOGO_WIDTH, LOGO_HEIGHT), Pillow.Resampling.LANCZOS)
    return MadeLogo(_webp(pixels), *pixels.size)


def _upright(picture: Pillow.Image) -> Pillow.Image:
    """Return the upright pixels in sRGB, with their transparency and nothing else."""
    upright = ImageOps.exif_transpose(reduced(picture))
    profile = upright.info.get("icc_profile")
    alpha = upright.convert("RGBA").getchannel("A") if upright.has_transparency_data else None
    colors = in_srgb(upright.convert("RGBA").convert("RGB") if alpha else upright, profile)
    bare = Pillow.new("RGBA", colors.size)
    bare.paste(colors)
    bare.putalpha(alpha or Pillow.new("L", colors.size, 255))
    return bare


def _cropped(pixels: Pillow.Image) -> Pillow.Image:
    """Return the pixels without the empty ones around them."""
    box = pixels.getchannel("A").point(lambda value: 255 * (value >= _VISIBLE)).getbbox()
    if box is None:
        raise Invalid("the logo has no visible pixel")
    cropped = pixels.crop(box)
    if max(cropped.size) > _MOST_STRETCHED * min(cropped.size):
        shape = f"{cropped.width} by {cropped.height} pixels without its empty margins"
        raise Invalid(f"the logo is {shape}; one side may be at most {_MOST_STRETCHED} times the other")
    return cropped


def _plate(pixels: Pillow.Image) -> Rgb | None:
    """Return the ground that a transparent logo needs, None if it can be seen on both."""
    if pixels.getchannel("A").getextrema()[0] == 255:  # noqa: PLR2004 - wholly opaque
        return None
    light, dark = (_unseen(pixels, mode.surface) for mode in (LIGHT, DARK))
    if max(light, dark) <= _UNSEEN_SHARE:
        return None
    return DARK.surface if light > dark else LIGHT.surface


def _unseen(pixels: Pillow.Image, ground: Rgb) -> float:
    """Return the share of the visible pixels that are hard to see on a ground."""
    small = pixels.copy()
    small.thumbnail((LOGO_WIDTH // 2, LOGO_HEIGHT // 2))
    data = small.tobytes()
    every = (data[at : at + 4] for at in range(0, len(data), 4))
    found = [pixel for pixel in every if pixel[3] >= _VISIBLE]
    colors = (Rgb(*(part / 255 for part in pixel[:3])) for pixel in found)
    return sum(contrast(color, ground) < _SEEN_CONTRAST for color in colors) / max(1, len(found))


def _on_plate(pixels: Pillow.Image, ground: Rgb) -> Pillow.Image:
    margin = max(1, pixels.height // _MARGIN)
    size = (pixels.width + 2 * margin, pixels.height + 2 * margin)
    plate = Pillow.new("RGBA", size, ground.text)
    plate.alpha_composite(pixels, (margin, margin))
    return plate


def _webp(pixels: Pillow.Image) -> bytes:
    """Return the pixels as they are, or with fewer details if that takes much less room."""
    buffer = io.BytesIO()
    pixels.save(buffer, "WEBP", lossless=True, method=6)
    if buffer.tell() > _LARGE:
        buffer = io.BytesIO()
        pixels.save(buffer, "WEBP", quality=_QUALITY, method=6)
    return buffer.getvalue()
