"""Uploaded images: which ones are accepted, and the copies that voters get.

A copy is made from the pixels alone, so it has no metadata, no traces of the encoder and no file name. All
copies have the same format, one of five sizes, and a length rounded up in steps, so that neither a header nor
the number of bytes reveals the model.
"""

from __future__ import annotations

import io
import struct
import threading
import warnings
import zlib
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from service.blobs.renditions import Renditions, renditions_of
from service.blobs.variants import Variants, variants_of
from service.domain.images import BARS, BOXES, LONGEST_SIDE, MAX_BYTES, MAX_PIXELS, SQUARE, box_of
from service.errors import Invalid, TooLarge, UnsupportedType

FORMATS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}

# JPEG quality that looks lossless for generated images, at a quarter of a PNG's size.
_QUALITY = 92
_SMALLEST_BUCKET = 16_384
_opening = threading.Lock()
_PNG_START = b"\x89PNG\r\n\x1a\n"
_JPEG_SCAN, _JPEG_END = b"\xff\xda", b"\xff\xd9"
_PNG_END = b"\x00\x00\x00\x00IEND" + struct.pack(">I", zlib.crc32(b"IEND"))


@dataclass(frozen=True, slots=True)
class Copies:
    """The format and size of an accepted image, and its copies as bytes.

    ``format`` is ``png``, ``jpeg`` or ``webp``. ``copy`` fills the box of the image's own shape, ``square``
    the square box. They are the same if the image's shape is square.
    """

    format: str
    width: int
    height: int
    box: str
    copy: bytes
    square: bytes


def copies_of(data: bytes) -> Copies:
    """Return the copies of an uploaded image.

    Raise UnsupportedType unless it is a PNG, JPEG or WebP file, TooLarge for more than 20 MB or 20 megapixels
    (before decoding), and Invalid for a damaged file or one with several frames.
    """
    return _copies(*_pixels_of(data))


class Made(NamedTuple):
    """Everything that is made of an uploaded image: ``variants`` are what voters get before the vote."""

    copies: Copies
    variants: Variants
    renditions: Renditions


def all_of(data: bytes) -> Made:
    """Return everything that is made of an uploaded image. Raise as `copies_of`."""
    about, pixels = _pixels_of(data)
    copies = _copies(about, pixels)
    return Made(copies, variants_of(pixels, copies.box), renditions_of(pixels))


def new_variants_of(data: bytes) -> Variants:
    """Return new variants of an image that was accepted before. Raise as `copies_of`."""
    _, pixels = _pixels_of(data)
    return variants_of(pixels, box_of(*pixels.size))


class _About(NamedTuple):
    format: str
    width: int
    height: int


def _pixels_of(data: bytes) -> tuple[_About, Pillow.Image]:
    with decoded(data) as picture:
        return _About(str(picture.format).lower(), *picture.size), _plain(picture)


def _copies(about: _About, pixels: Pillow.Image) -> Copies:
    box = box_of(*pixels.size)
    copy = _in_box(pixels, box)
    square = copy if box == SQUARE else _in_box(pixels, SQUARE)
    return Copies(*about, box, copy, square)


def decoded(data: bytes) -> Pillow.Image:
    """Return a picture that is whole and small enough, decoded. Raise as `copies_of`."""
    if len(data) > MAX_BYTES:
        raise TooLarge(f"the image has {len(data)} bytes; the limit is {MAX_BYTES}")
    try:
        picture = _opened(data)
        _check(picture, data)
        picture.load()
    except UnidentifiedImageError:
        raise UnsupportedType("the file is not a PNG, JPEG or WebP image") from None
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, Pillow.DecompressionBombError) as error:
        raise Invalid(f"the image cannot be read: {str(error)[:200] or type(error).__name__}") from None
    return picture


def _opened(data: bytes) -> Pillow.Image:
    # Our limits are lower than those that the library warns about. Ignored warnings apply to the whole
    # process, so only one thread does this at a time. It is quick: nothing is decoded yet.
    with _opening, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Pillow.open(io.BytesIO(data), formats=tuple(FORMATS))


def _check(picture: Pillow.Image, data: bytes) -> None:
    """Raise the errors that can be told before decoding."""
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise TooLarge(f"the image has {width} x {height} pixels; the limit is {MAX_PIXELS} in total")
    if getattr(picture, "n_frames", 1) != 1:
        raise Invalid("the image has several frames; send a single frame")
    if not _ends(str(picture.format), data):
        raise Invalid("the end of the image is missing; upload it again")


def _ends(kind: str, data: bytes) -> bool:
    """Return whether the file is complete. Decoders fill missing parts with gray."""
    if kind == "PNG":
        return data.startswith(_PNG_START) and _PNG_END in data
    if kind == "WEBP":
        return len(data) >= int.from_bytes(data[4:8], "little") + 8
    # The last end marker must be the image's, not a thumbnail's before it. Cameras add data after it.
    return data.rfind(_JPEG_END) > data.rfind(_JPEG_SCAN)


def _plain(picture: Pillow.Image) -> Pillow.Image:
    """Return the upright pixels in sRGB on a neutral background, in an image with nothing else."""
    upright = ImageOps.exif_transpose(reduced(picture))
    profile = upright.info.get("icc_profile")
    opaque = upright
    if upright.has_transparency_data:
        with_alpha = upright.convert("RGBA")
        opaque = Pillow.new("RGB", upright.size, BARS)
        opaque.paste(with_alpha, mask=with_alpha.getchannel("A"))
    rgb = in_srgb(opaque, profile)
    bare = Pillow.new("RGB", rgb.size)
    bare.paste(rgb)
    return bare


def reduced(picture: Pillow.Image) -> Pillow.Image:
    """Return the image with 8 bits per channel, reduced to about twice the size of its copy.

    The next steps make several images of this size, which would need half a gigabyte for 20 megapixels.
    """
    if picture.mode in {"I;16", "I;16B", "I", "F"}:
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    factor = max(picture.size) // (2 * LONGEST_SIDE)
    if factor <= 1:
        return picture
    if picture.mode in {"1", "P", "PA"}:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture.reduce(factor)


def in_srgb(picture: Pillow.Image, profile: bytes | None) -> Pillow.Image:
    """Return an image with a color profile, or none, in sRGB."""
    if not profile:
        return picture.convert("RGB")
    source = picture if picture.mode in {"RGB", "L", "CMYK"} else picture.convert("RGB")
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(source, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        # The profile is broken or for other channels. Browsers ignore it, and so do we.
        converted = None
    return converted if converted is not None else source.convert("RGB")


def _in_box(pixels: Pillow.Image, box: str) -> bytes:
    """Return a copy as bytes: the image as large as the box allows, with the rest of the box gray."""
    framed = ImageOps.pad(pixels, BOXES[box], Pillow.Resampling.LANCZOS, color=BARS)
    buffer = io.BytesIO()
    framed.save(buffer, "JPEG", quality=_QUALITY, subsampling="4:4:4")
    return _padded(buffer.getvalue())


def _padded(data: bytes) -> bytes:
    """Return the bytes, padded with zeros to the next of a few lengths that are 25 % apart.

    Decoders stop reading at the end marker. A comment segment would work too, but it is metadata.
    """
    bucket = _SMALLEST_BUCKET
    while bucket < len(data):
        bucket = bucket * 5 // 4
    return data + bytes(bucket - len(data))
