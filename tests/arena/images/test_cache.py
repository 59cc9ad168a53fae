"""Pictures in memory: the least recently shown goes first, and what is held stays below its bound."""

from __future__ import annotations

from service.arena.images.cache import PublicCopies, RenditionCache


def test_what_was_put_is_held_until_there_is_no_room() -> None:
    held = RenditionCache(max_bytes=10)
    for name in (b"a", b"b"):
        held.put(name, name * 5)
    assert held.get(b"a") == b"aaaaa"
    held.put(b"c", b"ccccc")
    assert held.get(b"b") is None  # shown less recently than a
    assert (held.get(b"a"), held.get(b"c")) == (b"aaaaa", b"ccccc")


def test_putting_again_takes_no_more_room() -> None:
    held = RenditionCache(max_bytes=10)
    for _ in range(5):
        held.put(b"a", b"aaaaa")
    held.put(b"b", b"bbbbb")
    assert held.get(b"a") == b"aaaaa"


def test_what_is_larger_than_all_the_room_is_not_held() -> None:
    held = RenditionCache(max_bytes=10)
    held.put(b"a", bytes(11))
    assert held.get(b"a") is None
    held.put(b"b", bytes(10))
    assert held.get(b"b") == bytes(10)


def test_a_copy_is_public_at_the_revision_at_which_it_was_found() -> None:
    public = PublicCopies(most=2)
    public.add(b"a", 3)
    assert [public.has(b"a", revision) for revision in (2, 3, 4, None)] == [False, True, False, False]
    assert not public.has(b"b", None)
    public.add(b"a", 4)
    assert public.has(b"a", 4)
    for name in (b"b", b"c"):
        public.add(name, 4)
    assert [public.has(name, 4) for name in (b"a", b"b", b"c")] == [False, True, True]
