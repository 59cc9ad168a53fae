"""Pictures: what is accepted as one, and the copies of it that voters get.

A copy is made of pixels alone, so nothing of the file it came from is left: no metadata, no encoder's marks,
no name. All copies have one format, one of five sizes and a length in steps, so that neither a header nor the
number of bytes says which model painted it.
"""

from __future__ import annotations

import io
import struct
import threading
import warnings
import zlib
from dataclasses import dataclass

from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from service.domain.images import BOXES, LONGEST_SIDE, MAX_BYTES, MAX_PIXELS, SQUARE, box_of
from service.errors import Invalid, TooLarge, UnsupportedType

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}

# Visually lossless for what diffusion models make, at a quarter of a PNG's bytes.
_QUALITY = 92
# What is not covered by the image: neither dark nor light, as neutral as a gallery's wall.
_BARS = (118, 118, 118)
_SMALLEST_BUCKET = 16_384
_opening = threading.Lock()
_PNG_START = b"\x89PNG\r\n\x1a\n"
_JPEG_SCAN, _JPEG_END = b"\xff\xda", b"\xff\xd9"
_PNG_END = b"\x00\x00\x00\x00IEND" + struct.pack(">I", zlib.crc32(b"IEND"))


@dataclass(frozen=True, slots=True)
class Copies:
    """What is made of an accepted picture: its facts, and its copies as bytes.

    ``format`` is ``png``, ``jpeg`` or ``webp``; ``copy`` fills the box of the picture's own shape, ``square``
    the square one (the same bytes where its shape is square).
    """

    format: str
    width: int
    height: int
    box: str
    copy: bytes
    square: bytes


def copies_of(data: bytes) -> Copies:
    """Return the copies of an uploaded picture.

    Raise UnsupportedType for what is no PNG, JPEG or WebP, TooLarge for more than 20 MB or 20 megapixels
    (before anything is decoded), and Invalid for a damaged file or one with several frames.
    """
    with _decoded(data) as picture:
        width, height = picture.size
        name = str(picture.format).lower()
        pixels = _plain(picture)
    box = box_of(*pixels.size)
    copy = _in_box(pixels, box)
    square = copy if box == SQUARE else _in_box(pixels, SQUARE)
    return Copies(name, width, height, box, copy, square)


def _decoded(data: bytes) -> Pillow.Image:
    if len(data) > MAX_BYTES:
        raise TooLarge(f"the image has {len(data)} bytes; {MAX_BYTES} are allowed")
    try:
        picture = _opened(data)
        _check(picture, data)
        picture.load()
    except UnidentifiedImageError:
        raise UnsupportedType("the file is no PNG, JPEG or WebP image") from None
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, Pillow.DecompressionBombError) as error:
        raise Invalid(f"the image cannot be read: {str(error)[:200] or type(error).__name__}") from None
    return picture


def _opened(data: bytes) -> Pillow.Image:
    # Of the library's own limits, which it warns of, we have lower ones. What is ignored is the process's,
    # hence one thread at a time; no pixel is decoded yet.
    with _opening, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Pillow.open(io.BytesIO(data), formats=tuple(FORMATS))


def _check(picture: Pillow.Image, data: bytes) -> None:
    """Refuse what need not be decoded to be refused."""
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise TooLarge(f"the image has {width} x {height} pixels; {MAX_PIXELS} in all are allowed")
    if getattr(picture, "n_frames", 1) != 1:
        raise Invalid("the image has several frames; send one of them")
    if not _ends(str(picture.format), data):
        raise Invalid("the end of the image is missing; it was cut short on its way")


def _ends(kind: str, data: bytes) -> bool:
    """Return whether the file is there to its end: decoders fill up what is missing with gray."""
    if kind == "PNG":
        return data.startswith(_PNG_START) and _PNG_END in data
    if kind == "WEBP":
        return len(data) >= int.from_bytes(data[4:8], "little") + 8
    # The end of the image, not that of a thumbnail in front of it; cameras write more behind it.
    return data.rfind(_JPEG_END) > data.rfind(_JPEG_SCAN)


def _plain(picture: Pillow.Image) -> Pillow.Image:
    """Return the pixels alone, upright, in sRGB, on a neutral ground, in an image that holds nothing else."""
    upright = ImageOps.exif_transpose(_reduced(picture))
    profile = upright.info.get("icc_profile")
    opaque = upright
    if upright.has_transparency_data:
        with_alpha = upright.convert("RGBA")
        opaque = Pillow.new("RGB", upright.size, _BARS)
        opaque.paste(with_alpha, mask=with_alpha.getchannel("A"))
    rgb = _in_srgb(opaque, profile)
    bare = Pillow.new("RGB", rgb.size)
    bare.paste(rgb)
    return bare


def _reduced(picture: Pillow.Image) -> Pillow.Image:
    """Return the picture with eight bits a channel, and at most some twice as large as its copy will be.

    All that follows makes further images of its size: of twenty megapixels that would be half a gigabyte.
    """
    if picture.mode in {"I;16", "I;16B", "I", "F"}:
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    factor = max(picture.size) // (2 * LONGEST_SIDE)
    if factor <= 1:
        return picture
    if picture.mode in {"1", "P", "PA"}:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture.reduce(factor)


def _in_srgb(picture: Pillow.Image, profile: bytes | None) -> Pillow.Image:
    if not profile:
        return picture.convert("RGB")
    source = picture if picture.mode in {"RGB", "L", "CMYK"} else picture.convert("RGB")
    try:
        given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        found = ImageCms.profileToProfile(source, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        # A broken profile, or one for other channels: browsers show such an image as it is, and so do we.
        found = None
    return found if found is not None else source.convert("RGB")


def _in_box(pixels: Pillow.Image, box: str) -> bytes:
    """Return the picture as large as the box allows, the rest of the box in gray, as the bytes of a copy."""
    framed = ImageOps.pad(pixels, BOXES[box], Pillow.Resampling.LANCZOS, color=_BARS)
    buffer = io.BytesIO()
    framed.save(buffer, "JPEG", quality=_QUALITY, subsampling="4:4:4")
    return _padded(buffer.getvalue())


def _padded(data: bytes) -> bytes:
    """Return the bytes with zeros behind them up to the next of few lengths, a quarter apart.

    Behind the end marker every decoder stops to read; a comment segment would do as well, but is metadata.
    """
    bucket = _SMALLEST_BUCKET
    while bucket < len(data):
        bucket = bucket * 5 // 4
    return data + bytes(bucket - len(data))
