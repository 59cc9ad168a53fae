"""Logos in the database: that of the site, and which files are logos at all."""

from __future__ import annotations

from sqlalchemy import exists, or_, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import arenas, catalog
from service.domain.branding.logos import Logo


def columns_of(logo: Logo | None) -> dict[str, object]:
    """Return the values of the columns of a logo, or of none."""
    digest, width, height = logo or (None, None, None)
    return {"logo_digest": digest, "logo_width": width, "logo_height": height}


def site(session: ReadSession) -> tuple[Logo | None, int]:
    """Return the site's logo, None if it has none, and the revision of the catalog."""
    row = session.execute(select(catalog)).one()
    logo = Logo(row.logo_digest, row.logo_width, row.logo_height) if row.logo_digest else None
    return logo, row.revision


def set_site(session: WriteSession, logo: Logo | None) -> None:
    """Set the site's logo, or remove it."""
    session.execute(update(catalog).values(columns_of(logo)))


def is_logo(session: ReadSession, digest: bytes) -> bool:
    """Return whether a file is the logo of an arena or of the site."""
    found = (exists().where(table.c.logo_digest == digest) for table in (arenas, catalog))
    return bool(session.execute(select(or_(*found))).scalar_one())
