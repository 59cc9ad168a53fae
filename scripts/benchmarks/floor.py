"""The program's server with nothing behind the votes: what parsing and answering alone cost."""

from __future__ import annotations

import sys

import uvicorn
from starlette.types import ASGIApp

from service import app
from service.arena.recording.recorder import Recorder
from service.arena.recording.vote_batches import VoteBatch
from service.domain.votes import Receipt


async def _instant(_recorder: Recorder, job: VoteBatch) -> Receipt:
    count = len(job.ballots)
    return Receipt(count, 0, (), 1, count)


def create() -> ASGIApp:
    """Return the service, whose recorder records nothing."""
    setattr(Recorder, "submit", _instant)  # noqa: B010 - to the type checker it is another function
    return app.create()


def main() -> None:
    """Serve on the port and with the processes given as arguments, on the database of the environment."""
    port, processes = map(int, sys.argv[1:])
    uvicorn.run(
        "scripts.benchmarks.floor:create",
        factory=True,
        port=port,
        workers=processes,
        loop="uvloop",
        http="httptools",
        log_level="warning",
    )


if __name__ == "__main__":
    main()
