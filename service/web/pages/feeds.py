"""Atom feeds of arenas and models: leaders that are decided, new models, ranks and ratings that changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from fastapi import APIRouter, Depends, Request, Response

from service.arena.services import Reading
from service.arena.webhooks import feeds
from service.arena.webhooks.feeds import Feed, FeedEntry
from service.arena.webhooks.notices import Kind
from service.domain import clock
from service.http.deps import Services, no_query, reader
from service.http.response_cache import Content, ResponseCache
from service.http.responses import SendCached
from service.settings import Settings
from service.web import filters

MEDIA_TYPE = "application/atom+xml; charset=utf-8"

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
# What XML 1.0 cannot contain, however it is written. Names have no such characters; this is for old ones.
_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])

router = APIRouter(include_in_schema=False, dependencies=[Depends(reader), Depends(no_query)])


@router.get("/arenas/{arena}/feed.atom")
async def arena_feed(request: Request, arena: str, services: Services) -> Response:
    """Return the feed of an arena."""
    return await _send(
        request,
        services,
        f"/arenas/{quote(arena)}",
        lambda session: feeds.newest_of_arena(session, arena),
        lambda session: feeds.of_arena(session, arena),
    )


@router.get("/models/{model}/feed.atom")
async def model_feed(request: Request, model: str, services: Services) -> Response:
    """Return the feed of a model, over all arenas."""
    return await _send(
        request,
        services,
        f"/models/{quote(model)}",
        lambda session: feeds.newest_of_model(session, model),
        lambda session: feeds.of_model(session, model),
    )


async def _send(
    request: Request, services: Services, page: str, newest: Reading[int], read: Reading[Feed]
) -> Response:
    """Return a feed, made once for each of its newest notices: these change no revision of the arena."""
    version = await services.database.read(newest)

    async def produce() -> Content:
        body = _atom(await services.database.read(read), page, services.settings)
        return Content(body.encode(), MEDIA_TYPE, not services.settings.public_reads)

    cache: ResponseCache = request.app.state.response_cache
    key = (request.scope["path"], f"feed {version}".encode())
    return SendCached(await cache.get_or_make(key, "", produce))


def _atom(feed: Feed, page: str, settings: Settings) -> str:
    """Return a feed as XML. Without a public URL, links are relative to the feed's own, as Atom allows."""
    base, site = settings.public_url, settings.name
    updated = feed.entries[0].at if feed.entries else feed.created_at
    head = [
        _element("id", _urn(page)),
        _element("title", f"{feed.name} – {site}"),
        _element("updated", clock.to_text(updated)),
        f"<author>{_element('name', site).strip()}</author>\n",
        _link("self", f"{base}{page}/feed.atom", "application/atom+xml"),
        _link("alternate", f"{base}{page}", "text/html"),
    ]
    return f"{_HEAD}{''.join(head)}{''.join(_entry(one, base) for one in feed.entries)}</feed>\n"


def _entry(entry: FeedEntry, base: str) -> str:
    title, text, path = _SENTENCES[Kind(entry.kind)](entry.data)
    parts = [
        _element("id", UUID(entry.uid.removeprefix("evt_")).urn),
        _element("title", title),
        _element("updated", clock.to_text(entry.at)),
        _link("alternate", f"{base}{path}", "text/html"),
        f'<category term={quoteattr(entry.kind)}/>\n<content type="text">{_text(text)}</content>\n',
    ]
    return f"<entry>\n{''.join(parts)}</entry>\n"


def _urn(page: str) -> str:
    return UUID(bytes=hashlib.blake2b(page.encode(), digest_size=16).digest()).urn


def _element(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>\n"


def _link(relation: str, href: str, media_type: str) -> str:
    return f"<link rel={quoteattr(relation)} type={quoteattr(media_type)} href={quoteattr(href)}/>\n"


def _text(text: str) -> str:
    return escape(text.translate(_FORBIDDEN))


_Data = Mapping[str, Any]
_Sentence = tuple[str, str, str]
"""The title of an entry, its text, and the path of the page that it is about."""


def _leader(data: _Data) -> _Sentence:
    axis = data["axis"]
    votes = f"After {filters.counted(data['position'], 'vote')} in the arena, it is decided"
    text = f"{votes} that {data['name']} is better than every other ranked model."
    return f"{data['name']} leads {_axis_words(axis)}", text, _board_path(data, axis)


def _entries(data: _Data) -> _Sentence:
    title = f"{data['name']} is ranked for the first time {_first_axis(data['axes'])}"
    ranks = [f"{_axis_words(axis)}: #{axis['rank']}" for axis in data["axes"]]
    return title, f"{'; '.join(ranks)}.", _board_path(data, data["axes"][0])


def _moves(data: _Data) -> _Sentence:
    title = f"The rank of {data['name']} changed {_first_axis(data['axes'])}"
    moves = [f"{_axis_words(axis)}: from #{axis['before']} to #{axis['rank']}" for axis in data["axes"]]
    return title, f"{'; '.join(moves)}.", _board_path(data, data["axes"][0])


def _drift(data: _Data) -> _Sentence:
    before, after = data["before"]["mu"], data["after"]["mu"]
    since = filters.date_of(data["since"])
    text = f"Its rating moved from {filters.number(before)} to {filters.number(after)} since {since}."
    return f"{data['name']} has changed", text, f"/models/{quote(data['model'])}"


_SENTENCES: Mapping[Kind, Callable[[_Data], _Sentence]] = {
    Kind.LEADER_DECIDED: _leader,
    Kind.MODEL_RANKED: _entries,
    Kind.RANK_CHANGED: _moves,
    Kind.MODEL_DRIFTED: _drift,
}


def _first_axis(axes: Sequence[_Data]) -> str:
    more = len(axes) - 1
    others = f", and on {filters.counted(more, 'other axis', 'other axes')}" if more else ""
    return f"{_axis_words(axes[0])}{others}"


def _axis_words(axis: _Data) -> str:
    """Return an axis in words that follow what happened there."""
    parts = [f"in {filters.theme(axis['theme'])}"] if axis["theme"] else []
    parts += [f"in {filters.language(axis['language'])}"] if axis["language"] else []
    return ", ".join(parts) or "overall"


def _board_path(data: _Data, axis: _Data) -> str:
    chosen = {name: axis[name] for name in ("theme", "language") if axis[name]}
    query = urlencode({**chosen, "at": data["position"]})
    return f"/arenas/{quote(data['arena'])}?{query}"
