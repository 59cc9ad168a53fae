"""Who folds: a Ray cluster. Needs the extra ``cluster``.

Ray gives a step whose worker or machine is lost to another one. A step's result is with this process once the
step has ended, so nothing else has to be repeated.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from service.arena.archive.steps import Step, StepResult, fold_step
from service.arena.archive.workers import ATTEMPTS
from service.errors import ArenaError, Invalid, Unavailable

SCHEME = "ray://"


class RayWorkers:
    """The workers of a cluster that this process is connected to. See Workers."""

    def __init__(self, ray: Any, count: int | None) -> None:
        self._ray = ray
        self._fold = ray.remote(max_retries=ATTEMPTS - 1)(fold_step)
        self.count = count or max(1, int(ray.cluster_resources().get("CPU", 1)))

    async def fold(self, step: Step) -> StepResult:
        """See Workers."""
        try:
            result: StepResult = await self._fold.remote(step)
        except self._ray.exceptions.RayTaskError as error:
            # The worker's own error, under a class that Ray makes for it.
            raise error.cause if isinstance(error.cause, ArenaError) else error from None
        except (self._ray.exceptions.RayError, ConnectionError) as error:
            raise Unavailable(f"the Ray cluster lost a step ({type(error).__name__}); try again") from error
        return result


@contextmanager
def cluster(address: str, count: int | None = None) -> Iterator[RayWorkers]:
    """Yield the workers of the Ray cluster at ``ray://host:port``: as many as it has cores, or ``count``.

    Every machine of the cluster needs this program in the same version, and a way to the blob store. Raise
    Invalid if the extra is not installed, and Unavailable if the cluster cannot be reached.
    """
    # If the connection breaks, Ray would start a cluster of its own on this machine and go on there.
    os.environ["RAY_ENABLE_AUTO_CONNECT"] = "0"
    try:
        import ray  # noqa: PLC0415 - of an extra, and takes a second
    except ImportError:
        raise Invalid("ray:// needs the extra cluster: pip install 'arena-service[cluster]'") from None
    client: Any = ray
    try:
        client.init(address, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, RuntimeError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise Unavailable(f"the Ray cluster at {address} cannot be reached: {reason}") from error
    try:
        yield RayWorkers(client, count)
    finally:
        client.shutdown()
