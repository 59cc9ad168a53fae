"""What the process keeps of matchups, so that their images are served without asking the database."""

from __future__ import annotations

from typing import NamedTuple

from service.arena.lru import LruCache
from service.db.queries.images import Face, Faces
from service.domain.images import shared_box
from service.domain.matchups import EXPIRY

# A view and the renditions of an image take some 500 bytes each.
MAX_VIEWS = 20_000
MAX_IMAGES = 20_000


class BlindCopy(NamedTuple):
    """How one side of a matchup is seen: bytes by their hash, and the hash of the copy they are or vary."""

    digest: bytes
    copy: bytes


class BlindSide(NamedTuple):
    """One side of a matchup, as large and as small screens get it."""

    large: BlindCopy
    small: BlindCopy


class BlindView(NamedTuple):
    """How a matchup is seen, until a moment in microseconds."""

    left: BlindSide
    right: BlindSide
    until: int


class BlindViews:
    """How recent matchups are seen, by their numbers, and the renditions of recent images, by theirs."""

    def __init__(self, most_views: int = MAX_VIEWS, most_images: int = MAX_IMAGES) -> None:
        self._views = LruCache[int, BlindView](most_views)
        self._images = LruCache[int, Face](most_images)

    def get(self, matchup_id: int) -> BlindView | None:
        """Return how a matchup is seen, None if it is not known."""
        return self._views.get(matchup_id)

    def put(self, matchup_id: int, faces: Faces) -> BlindView:
        """Note the renditions of both images of a matchup; return how the matchup is seen."""
        for face in (faces.left, faces.right):
            if face.blind_small is not None:  # otherwise it may soon have other variants
                self._images.put(face.image_id, face)
        view = _view(faces)
        self._views.put(matchup_id, view)
        return view

    def expect(self, matchup_id: int, assigned_at: int, image_left: int, image_right: int) -> None:
        """Note a matchup as it is assigned; its view is known at once if both images are."""
        left, right = self._images.get(image_left), self._images.get(image_right)
        if left is not None and right is not None and self._views.get(matchup_id) is None:
            self._views.put(matchup_id, _view(Faces(left, right, assigned_at)))

    def forget(self) -> None:
        """Forget everything: a damaged image may get other copies when it is repaired."""
        self._views.clear()
        self._images.clear()


def _view(faces: Faces) -> BlindView:
    box = shared_box(faces.left.box, faces.right.box)
    left, right = (_side(one, box) for one in (faces.left, faces.right))
    return BlindView(left, right, faces.dealt_at + EXPIRY)


def _side(face: Face, box: str) -> BlindSide:
    """Return the bytes for a box: the variants, or what there is of an older version while there are none."""
    if face.box == box:
        large, small = face.blind or face.copy, face.blind_small
    else:
        large, small = face.blind_square or face.square, face.blind_small_square
    return BlindSide(BlindCopy(large, face.copy), BlindCopy(small or large, face.copy))
