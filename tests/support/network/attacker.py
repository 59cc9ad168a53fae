"""An attacker who wants to know the models before the vote: a program that uses everything that is public.

It reads every page and every answer with images, votes to read the reveals, and compares the images that it
is dealt with all that it knows. What can be cut from a file without a trace in the picture is cut first.
"""

from __future__ import annotations

import hashlib
import io
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, NamedTuple

import httpx
import numpy as np
from numpy.typing import NDArray
from PIL import Image

# A matched perceptual hash differs in fewer of its 64 bits; the median of unlike pictures is 32.
LIKE = 10
_SHIFTS = ((0, 0), (0.01, 0), (-0.01, 0), (0, 0.01), (0, -0.01))
_EXAMPLES = ("best", "losses", "close")
_COSINES = np.cos(np.pi * np.outer(np.arange(8), np.arange(32) + 0.5) / 32)


class Known(NamedTuple):
    """An image whose model is known: from a public page, or from a reveal."""

    prompt: str
    model: str
    file: Traits


class Traits(NamedTuple):
    """What a file tells: hashes of what is left of it, lengths, and perceptual hashes of its picture."""

    exact: frozenset[bytes]
    length: int
    saved_again: int
    perceptual: NDArray[np.bool_]


@dataclass(slots=True)
class Score:
    """How many sides an attack was sure of, how many of these it got right, and how many it got right in all.

    Of a side that it knows nothing about, it guesses the model.
    """

    sides: int = 0
    sure: int = 0
    right_of_sure: int = 0
    right: int = 0

    def __str__(self) -> str:
        """Return the score in words."""
        return (
            f"{self.right / self.sides:6.1%} right, sure of {self.sure / self.sides:6.1%}, "
            f"{self.right_of_sure} of these {self.sure} right"
        )


Attack = Callable[[str, Traits, Sequence[Known]], str | None]


def bare(jpeg: bytes) -> bytes:
    """Return a JPEG file without padding, comments, notes of programs, fill bytes, and all after its end."""
    found = [jpeg[:2]]
    at = 2
    while jpeg[at : at + 2] != b"\xff\xda":
        if jpeg[at : at + 2] == b"\xff\xff":
            at += 1
            continue
        size = int.from_bytes(jpeg[at + 2 : at + 4], "big")
        note = jpeg[at + 1] == 0xFE or 0xE0 <= jpeg[at + 1] <= 0xEF
        found.append(b"" if note else jpeg[at : at + 2 + size])
        at += 2 + size
    end = jpeg.rindex(b"\xff\xd9") + 2
    return b"".join(found) + re.sub(rb"\xff+(?=\xff[\xd0-\xd9])", b"", jpeg[at:end])


def traits(jpeg: bytes) -> Traits:
    """Return everything that the attacker looks at in a file."""
    data = bare(jpeg)
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
    again = io.BytesIO()
    picture.save(again, "JPEG", quality=75, optimize=True)
    head, _, scan = data.partition(b"\xff\xda")
    pieces = (head + scan, scan, picture.tobytes(), picture.convert("L").reduce(8).tobytes())
    return Traits(
        frozenset(hashlib.sha256(piece).digest() for piece in pieces),
        len(data),
        len(again.getvalue()),
        _perceptual(picture),
    )


def _perceptual(picture: Image.Image) -> NDArray[np.bool_]:
    """Return the average, difference and cosine hashes of a picture, each moved a little in five ways."""
    gray = picture.convert("L")
    small = [np.asarray(_moved(gray, *shift), np.float64) for shift in _SHIFTS]
    return np.array([_hashes(pixels) for pixels in small])


def _moved(gray: Image.Image, x: float, y: float) -> Image.Image:
    width, height = gray.size
    box = (width * max(x, 0), height * max(y, 0), width * (1 + min(x, 0)), height * (1 + min(y, 0)))
    return gray.resize((32, 32), Image.Resampling.BOX, box=box)


def _hashes(pixels: NDArray[np.float64]) -> NDArray[np.bool_]:
    blocks = pixels.reshape(8, 4, 8, 4).mean(axis=(1, 3))
    wide = np.concatenate([blocks, blocks[:, :1]], axis=1)
    waves = _COSINES @ pixels @ _COSINES.T
    return np.array(
        [
            (blocks > np.median(blocks)).ravel(),
            (wide[:, 1:] > wide[:, :-1]).ravel(),
            (waves > np.median(waves)).ravel(),
        ]
    )


def distance(one: Traits, other: Traits) -> float:
    """Return in how many of 64 bits two pictures differ, over all hashes, moved as they are most alike."""
    return float((one.perceptual[0] != other.perceptual).sum(axis=2).mean(axis=1).min())


def by_hash(_prompt: str, file: Traits, known: Sequence[Known]) -> str | None:
    """Recognize a file whose bytes, scan or pixels are those of a known one."""
    return next((one.model for one in known if one.file.exact & file.exact), None)


def by_length(prompt: str, file: Traits, known: Sequence[Known]) -> str | None:
    """Recognize a file by the nearest length of one for the same prompt, or of any one."""
    return _nearest(prompt, known, lambda one: abs(one.file.length - file.length))


def by_length_again(prompt: str, file: Traits, known: Sequence[Known]) -> str | None:
    """Do the same after both were saved again at a low quality: it measures how intricate a picture is."""
    return _nearest(prompt, known, lambda one: abs(one.file.saved_again - file.saved_again))


def by_picture(prompt: str, file: Traits, known: Sequence[Known]) -> str | None:
    """Recognize a picture that looks like a known one for the same prompt."""
    same = [(distance(file, one.file), one.model) for one in known if one.prompt == prompt]
    near = min(same, default=(64.0, ""))
    return near[1] if near[0] < LIKE else None


def _nearest(prompt: str, known: Sequence[Known], far: Callable[[Known], float]) -> str | None:
    among = [one for one in known if one.prompt == prompt] or list(known)
    distances = {far(one) for one in among}
    if len(distances) < 2:
        return None
    least = min(distances)
    models = sorted({one.model for one in among if far(one) == least})
    return models[0] if len(models) == 1 else None


ATTACKS: dict[str, Attack] = {
    "hash": by_hash,
    "length": by_length,
    "length, saved again": by_length_again,
    "picture": by_picture,
}
SOURCES = ("public", "own votes", "both")


@dataclass(slots=True)
class Attacker:
    """A program on the other end of HTTP, in one arena. It takes a new cookie for each vote."""

    client: httpx.Client
    arena: str
    models: list[str]
    public: list[Known] = field(default_factory=list)
    own: list[Known] = field(default_factory=list)
    scores: dict[tuple[str, str], Score] = field(default_factory=dict)

    def read_public(self) -> None:
        """Take in every image that a page or an answer shows to everybody, with its model and prompt."""
        shown = {(prompt, model, url) for prompt, model, url in self._shown() if model in self.models}
        self.public = [
            Known(prompt, model, traits(self.client.get(url).content)) for prompt, model, url in sorted(shown)
        ]

    def _shown(self) -> Iterator[tuple[str, str, str]]:
        for model in self.models:
            page = self.client.get(f"/api/v1/models/{model}").json()["examples"]
            for example in (one for name in _EXAMPLES for one in page[name]):
                yield example["prompt"], model, example["image"]["image_url"]
                yield example["prompt"], example["opponent"], example["opponent_image"]["image_url"]
        for one, other in combinations(self.models, 2):
            for item in self.client.get("/api/v1/compare", params={"models": f"{one},{other}"}).json()[
                "prompts"
            ]:
                yield item["prompt"], item["model_a"], item["image_a"]["image_url"]
                yield item["prompt"], item["model_b"], item["image_b"]["image_url"]
        home = self.client.get("/").text
        for url, model in re.findall(
            r'src="(/images/[0-9a-f]{64})/480".*?href="/models/([^"]+)"', home, re.DOTALL
        ):
            yield "", model, url

    def vote(self, votes: int, *, guess: bool) -> None:
        """Vote as a new visitor each time, learn from the reveal, and guess before it if asked to."""
        for _ in range(votes):
            self.client.cookies.clear()
            dealt = self._post(f"/api/v1/arenas/{self.arena}/matchups", {})
            files = [traits(self.client.get(dealt[side]["image_url"]).content) for side in ("left", "right")]
            prompt = dealt["prompt"]["text"]
            guesses = [self._guesses(prompt, file) for file in files] if guess else []
            reveal = self._post(f"/api/v1/matchups/{dealt['id']}/vote", {"outcome": "left"})
            truth = [reveal[side]["model"] for side in ("left", "right")]
            for answers, model in zip(guesses, truth, strict=False):
                self._count(answers, model)
            self.own += [Known(prompt, model, file) for model, file in zip(truth, files, strict=True)]

    def _post(self, path: str, body: dict[str, str]) -> Any:
        answer = self.client.post(path, json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def _guesses(self, prompt: str, file: Traits) -> dict[tuple[str, str], str | None]:
        return {
            (name, source): attack(prompt, file, known)
            for name, attack in ATTACKS.items()
            for source, known in zip(SOURCES, (self.public, self.own, self.public + self.own), strict=True)
        }

    def _count(self, answers: dict[tuple[str, str], str | None], model: str) -> None:
        for attack, answer in answers.items():
            score = self.scores.setdefault(attack, Score())
            score.sides += 1
            score.sure += answer is not None
            score.right_of_sure += answer == model
            score.right += (answer or random.choice(self.models)) == model

    def table(self) -> str:
        """Return the scores of all attacks."""
        shown = Counter(one.model for one in self.public)
        lines = [f"{sum(shown.values())} public images, {len(self.own)} seen in own votes"]
        lines += [f"{name:20} {source:10} {score}" for (name, source), score in self.scores.items()]
        return "\n".join(lines)
