"""A demo of few works and votes, for tests."""

from __future__ import annotations

from service.demo.loading import DemoArena
from service.demo.prompts import EDITED, PAINTED

SMALL = (
    DemoArena("demo", "Demo: text to image", "text-to-image", PAINTED[:1], 80),
    DemoArena("demo-editing", "Demo: image editing", "image-editing", EDITED[:1], 20),
)
IMAGES = 12
VOTES = 100
