"""A process to cut the power of: it records votes and images, and writes down what was acknowledged."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from service.arena.images import images
from service.arena.recording.vote_batches import VoteBatch
from service.arena.services import open_services
from service.settings import Settings
from tests.support.images.pictures import picture
from tests.support.votes.arenas import ballots, named

ROUNDS = 60
VOTES = 8
# A checkpoint comes after this many commits.
COMMITS = 20


async def main(folder: Path) -> None:
    """Record votes, a few at a time, and an image now and then."""
    settings = Settings(
        database_url=f"sqlite:///{folder}/arena.db", data_dir=folder, blobs_url=str(folder / "blobs")
    )
    acknowledged = os.open(folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    async with open_services(settings) as services:
        for number in range(ROUNDS):
            votes = named(ballots(VOTES, number), f"vote-{number}")
            await asyncio.gather(*(services.recorder.submit(VoteBatch(1, [vote])) for vote in votes))
            os.write(acknowledged, "".join(f"{vote.external_id}\n" for vote in votes).encode())
            if number % 10 == 0:
                image = await images.add(services, "t2i", "m0", 1, picture(number))
                os.write(acknowledged, f"image {image.id}\n".encode())


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
