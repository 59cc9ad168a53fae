"""Blind views: both sides in one box, known ahead where both images are, and never more than the bound."""

from __future__ import annotations

from service.arena.voting.blind_views import BlindCopy, BlindSide, BlindView, BlindViews
from service.db.queries.images import Face, Faces
from service.domain.matchups import EXPIRY

WIDE = Face(
    1, "3:2", b"public 1", b"public square 1", b"wide", b"wide in a square", b"small", b"small square"
)
ALSO_WIDE = Face(
    2, "3:2", b"public 2", b"public square 2", b"also wide", b"also wide in a square", b"also", b"also square"
)
TALL = Face(3, "2:3", b"public 3", b"public square 3", b"tall", b"tall in a square", b"low", b"low square")


def seen(large: bytes, small: bytes, copy: bytes) -> BlindSide:
    return BlindSide(BlindCopy(large, copy), BlindCopy(small, copy))


def test_two_shapes_are_seen_in_a_square() -> None:
    views = BlindViews()
    assert views.put(7, Faces(WIDE, ALSO_WIDE, 5)) == BlindView(
        seen(b"wide", b"small", b"public 1"), seen(b"also wide", b"also", b"public 2"), 5 + EXPIRY
    )
    assert views.put(8, Faces(WIDE, TALL, 5)) == BlindView(
        seen(b"wide in a square", b"small square", b"public 1"),
        seen(b"tall in a square", b"low square", b"public 3"),
        5 + EXPIRY,
    )
    assert views.get(9) is None


def test_a_matchup_of_known_images_is_expected() -> None:
    views = BlindViews()
    views.expect(1, 5, WIDE.image_id, TALL.image_id)
    assert views.get(1) is None
    expected = views.put(2, Faces(WIDE, TALL, 5))
    views.expect(1, 5, WIDE.image_id, TALL.image_id)
    assert views.get(1) == expected
    views.expect(1, 6, WIDE.image_id, TALL.image_id)
    assert views.get(1) == expected  # it was assigned before
    views.forget()
    assert views.get(1) is None
    views.expect(1, 5, WIDE.image_id, TALL.image_id)
    assert views.get(1) is None


def test_both_bounds_hold() -> None:
    views = BlindViews(most_views=2, most_images=2)
    for number in range(5):
        views.put(number, Faces(WIDE, ALSO_WIDE, 5))
    assert [views.get(number) is not None for number in range(5)] == [False, False, False, True, True]
    views.put(5, Faces(TALL, ALSO_WIDE, 5))
    views.expect(6, 5, WIDE.image_id, TALL.image_id)
    assert views.get(6) is None
