"""The bounded cache: what was used least recently goes first."""

from __future__ import annotations

from service.arena.lru import LruCache


def test_the_least_recently_used_goes_first() -> None:
    cache = LruCache[str, int](2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)


def test_putting_again_replaces_and_takes_no_more_room() -> None:
    cache = LruCache[str, int](2)
    cache.put("a", 1)
    cache.put("b", 2)
    cache.put("a", 3)
    assert (len(cache), cache.get("a"), cache.get("b")) == (2, 3, 2)
    cache.put("c", 4)
    assert cache.get("a") is None


def test_clearing_leaves_nothing() -> None:
    cache = LruCache[int, int](10)
    for number in range(20):
        cache.put(number, number)
    assert len(cache) == 10
    cache.clear()
    assert (len(cache), cache.get(19)) == (0, None)
