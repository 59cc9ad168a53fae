"""A demo of few prompts and votes, for tests."""

from __future__ import annotations

from service.demo.arenas import DemoArena
from service.demo.prompts import EDITED, PAINTED

SMALL = (
    DemoArena("demo", "Demo: text to image", "text-to-image", PAINTED[:2], 80),
    DemoArena("demo-editing", "Demo: image editing", "image-editing", EDITED[:1], 20),
)
IMAGES = 18
VOTES = 100
