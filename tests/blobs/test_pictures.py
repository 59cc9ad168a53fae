"""Pictures: what is refused, and what is left of one in its copies."""

from __future__ import annotations

import io
import random
import struct
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat, PngImagePlugin

from service.blobs.pictures import Copies, copies_of
from service.domain.images import BOXES, MAX_BYTES
from service.errors import ArenaError, Invalid, TooLarge, UnsupportedType
from tests.support.images.bombs import MOST, bomb, cost_of, largest
from tests.support.images.pictures import noise, opened, picture

KINDS = ("PNG", "JPEG", "WEBP")


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("PNG", mode) for mode in ("RGB", "RGBA", "L", "LA", "P", "1", "I;16")),
        *(("JPEG", mode) for mode in ("RGB", "L", "CMYK")),
        *(("WEBP", mode) for mode in ("RGB", "RGBA")),
    ],
)
def test_every_kind_gives_copies_of_one(kind: str, mode: str) -> None:
    buffer = io.BytesIO()
    image = Image.new("RGB", (300, 200), "teal")
    (image.convert("I").convert(mode) if mode == "I;16" else image.convert(mode)).save(buffer, kind)
    made = copies_of(buffer.getvalue())
    assert (made.format, made.width, made.height, made.box) == (kind.lower(), 300, 200, "3:2")
    assert opened(made.copy).size == BOXES["3:2"]
    assert opened(made.square).size == BOXES["1:1"]


def test_the_picture_stands_in_the_middle_of_its_box() -> None:
    made = copies_of(_flat((400, 200), "red"))
    image = opened(made.square)
    assert image.getpixel((512, 512)) == pytest.approx((254, 0, 0), abs=3)
    assert image.getpixel((512, 20)) == pytest.approx((118, 118, 118), abs=3)


def test_transparent_pixels_stand_on_gray() -> None:
    image = opened(copies_of(_flat((64, 64), (255, 0, 0, 0))).copy)
    assert image.getpixel((512, 512)) == pytest.approx((118, 118, 118), abs=3)


def test_a_picture_is_turned_as_its_camera_said() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = copies_of(picture(size=(300, 200), kind="JPEG", exif=exif))
    assert made.box == "2:3"


def test_colors_are_those_of_the_profile() -> None:
    """Swapped channels, as far as a profile can say so: a Lab profile's picture must not stay as it was."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    made = copies_of(_flat((64, 64), "orange", icc_profile=profile))
    plain = copies_of(_flat((64, 64), "orange"))
    assert opened(made.copy).info.get("icc_profile") is None
    assert opened(plain.copy).getpixel((9, 9)) == pytest.approx((254, 165, 0), abs=4)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_pixels_is_left(kind: str) -> None:
    words = "painted by secret-model-1"
    exif = Image.Exif()
    exif[0x010E] = words
    options: dict[str, Any] = {
        "exif": exif,
        "icc_profile": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    }
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("parameters", words)
    if kind == "JPEG":
        options["comment"] = words
    data = picture(kind=kind, **options)
    assert words.encode() in data
    made = copies_of(data)
    for copy in (made.copy, made.square):
        assert words.encode() not in copy
        assert markers(copy) <= {0xDB, 0xC0, 0xC4, 0xE0, 0xDA}
        image = opened(copy)
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert image.getexif() == {}


def markers(data: bytes) -> set[int]:
    """Return the kinds of segments in a JPEG file up to its scan; APP0 (E0) is the file's own head."""
    found, at = set(), 2
    while data[at + 1] != 0xDA:
        found.add(data[at + 1])
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return found | {0xDA}


def test_lengths_come_in_few_steps() -> None:
    lengths = {len(copies_of(picture(seed, (256, 256))).copy) for seed in range(8)}
    assert len(lengths) <= 2
    step = 16_384
    while step < max(lengths):
        step = step * 5 // 4
    assert step == max(lengths)


def test_noise_which_no_encoder_makes_small_is_taken() -> None:
    assert len(copies_of(noise((1_200, 1_200))).copy) > 1_000_000


def test_the_same_pixels_give_the_same_copy_whatever_held_them() -> None:
    image = opened(picture(size=(200, 200)))
    files = []
    for level in (1, 9):
        buffer = io.BytesIO()
        image.save(buffer, "PNG", compress_level=level)
        files.append(buffer.getvalue())
    assert files[0] != files[1]
    assert copies_of(files[0]) == copies_of(files[1])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("missing", [1, 5, 60, 0.5])
def test_a_file_cut_short_is_refused(kind: str, missing: float) -> None:
    data = picture(size=(300, 300), kind=kind)
    cut = data[: -int(missing)] if missing >= 1 else data[: int(len(data) * missing)]
    with pytest.raises(Invalid):
        copies_of(cut)


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"\xff\xd8\xff", b"RIFF"],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises((UnsupportedType, Invalid)):
        copies_of(data)


def test_other_kinds_are_refused_whatever_their_name() -> None:
    for kind in ("GIF", "BMP", "TIFF", "ICO"):
        with pytest.raises(UnsupportedType):
            copies_of(picture(kind=kind))


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_moving_pictures_are_refused(kind: str) -> None:
    frames = [Image.new("RGB", (32, 32), name) for name in ("red", "blue")]
    buffer = io.BytesIO()
    frames[0].save(buffer, kind, save_all=True, append_images=frames[1:])
    with pytest.raises(Invalid, match="frames"):
        copies_of(buffer.getvalue())


def test_too_many_bytes_are_refused_unread() -> None:
    with pytest.raises(TooLarge, match="bytes"):
        copies_of(b"\x89PNG" + bytes(MAX_BYTES))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (partial(bomb, 9_500, 9_400), "body-too-large"),
        (partial(bomb, 60_000, 60_000, 10), "invalid"),
        (partial(bomb, MOST, MOST), "accepted"),
        (partial(largest, "RGBA", "PNG"), "accepted"),
        (partial(largest, "LA", "PNG"), "accepted"),
        (partial(largest, "CMYK", "JPEG"), "accepted"),
    ],
    ids=["bomb", "large bomb", "RGB", "RGBA", "LA", "CMYK"],
)
@pytest.mark.slow
def test_a_bomb_costs_little(make: Callable[[], bytes], code: str) -> None:
    """Memory that the process grows by, in MB, and its seconds."""
    cost = cost_of(make())
    assert cost.code == code
    assert cost.megabytes <= 300
    assert cost.seconds <= (10 if code == "accepted" else 1)


@pytest.mark.slow
def test_a_picture_that_was_reduced_looks_the_same() -> None:
    image = Image.frombytes("RGB", (8, 8), random.Random(1).randbytes(192)).resize((4_096, 512))
    seen = []
    for size in ((4_096, 512), (1_024, 128)):
        buffer = io.BytesIO()
        image.resize(size).save(buffer, "PNG")
        seen.append(opened(copies_of(buffer.getvalue()).copy))
    assert max(high for _, high in ImageStat.Stat(ImageChops.difference(*seen)).extrema) <= 8


@pytest.mark.slow
def test_random_damage_gives_a_clear_error_or_a_picture() -> None:
    random_ = random.Random(4)
    outcomes = {"refused": 0, "accepted": 0}
    for kind in KINDS:
        data = picture(size=(64, 64), kind=kind)
        for _ in range(60):
            broken = bytearray(data)
            for _ in range(random_.randint(1, 6)):
                broken[random_.randrange(len(broken))] = random_.randrange(256)
            outcomes[_outcome(bytes(broken))] += 1
    assert min(outcomes.values()) > 0


def _outcome(data: bytes) -> str:
    try:
        made = copies_of(data)
    except ArenaError:
        return "refused"
    assert isinstance(made, Copies)
    return "accepted"


def _flat(size: tuple[int, int], color: object, **options: object) -> bytes:
    buffer = io.BytesIO()
    mode = "RGBA" if isinstance(color, tuple) else "RGB"
    Image.new(mode, size, color).save(buffer, "PNG", **options)  # type: ignore[arg-type]
    return buffer.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_what_programs_write_behind_an_image_is_no_harm(kind: str) -> None:
    data = picture(kind=kind)
    assert copies_of(data + bytes(5_000)) == copies_of(data)


def test_the_end_of_a_thumbnail_is_not_that_of_its_image() -> None:
    exif = Image.Exif()
    exif[0x9286] = picture(2, (32, 32), "JPEG")  # in a comment, as good as anywhere in front of the image
    data = picture(kind="JPEG", exif=exif)
    assert data.count(b"\xff\xd9") == 2
    assert copies_of(data).format == "jpeg"
    with pytest.raises(Invalid):
        copies_of(data[:-2])
