"""What vendors that take jobs have in common."""

from __future__ import annotations

from abc import abstractmethod

from tests.support.network.sites import Handle, page
from tests.support.vendors.vendor import Asked, Vendor


class JobVendor(Vendor):
    """Jobs are done at their second look, or never, with ``forever``; or fail, with ``reason``.

    ``stopped`` are the names of those that were stopped.
    """

    forever = False
    reason: str | None = None

    def __init__(self, image: bytes | None = None, *, honours: bool = True) -> None:
        super().__init__(image, honours=honours)
        self.looks: dict[str, int] = {}
        self.stopped: list[str] = []

    def order(self) -> str:
        """See Vendor."""
        name = f"job-{len(self.looks) + 1}"
        self.looks[name] = 0
        return name

    @abstractmethod
    def name_in(self, path: str) -> str:
        """Return the name of the job that an address is about."""

    @abstractmethod
    def described(self, name: str, *, done: bool) -> Handle:
        """Return the description of a job."""

    def answer(self, step: str, asked: Asked) -> Handle:
        """See Vendor."""
        if step == "image":
            return page(self.image, content_type="image/png")
        if step == "create":
            return self.described(self.taken(asked), done=False)
        name = self.name_in(asked.path)
        if step == "stop":
            self.stopped.append(name)
        else:
            self.looks[name] += 1
        return self.described(name, done=self.looks[name] >= 2 and not self.forever)
