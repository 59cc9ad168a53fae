"""The site's logo, as every page shows it: read again where the catalog has changed."""

from __future__ import annotations

from service.db.engine import Database
from service.db.queries.pictures import logos
from service.domain.branding.logos import Logo


class SiteLogo:
    """The logo of the site, None without one; as current as the last call of `refresh`."""

    def __init__(self, database: Database) -> None:
        self.logo: Logo | None = None
        self._database = database
        self._revision: int | None = None

    async def refresh(self) -> None:
        """Read the logo, unless nothing of the catalog has changed since it was last read."""
        known = self._database.revisions.current()
        if known is None or known.get("") != self._revision:
            self.logo, self._revision = await self._database.read(logos.site)
