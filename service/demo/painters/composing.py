"""From a wish to a scene: a palette, a scenery, the subject in it, and the words to be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from service.demo.painters.motifs import animals, buildings, food, nature, people, swimmers, vehicles
from service.demo.painters.palettes import Palette, choose
from service.demo.painters.reading import Wish
from service.demo.painters.scenery import SCENERIES
from service.demo.painters.sheet import Pen, Sheet
from service.demo.painters.skies import heaven

Motif = Callable[[Pen], None]


class Setting(NamedTuple):
    """How a subject is shown: where, in which mood if none is named, at which height and how large."""

    motif: Motif
    scenery: str
    mood: str
    y: float = 0.55
    scale: float = 0.7


SETTINGS: dict[str, Setting] = {
    "hat": Setting(people.hat, "backdrop", "cool", 0.54, 0.98),
    "dancer": Setting(people.dancer, "stage", "sunset", 0.5, 0.82),
    "umbrella": Setting(people.umbrella, "city", "day", 0.6, 0.76),
    "kimono": Setting(people.kimono, "hills", "spring", 0.58, 0.74),
    "cat": Setting(animals.cat, "room", "day", 0.5, 0.68),
    "fox": Setting(animals.fox, "forest", "autumn", 0.6, 0.7),
    "owl": Setting(animals.owl, "forest", "night", 0.5, 0.8),
    "bird": Setting(animals.bird, "hills", "spring", 0.5, 0.82),
    "fish": Setting(swimmers.fish, "deep", "deep", 0.5, 0.9),
    "mountains": Setting(nature.mountains, "sky", "day"),
    "trees": Setting(nature.trees, "sky", "autumn"),
    "waves": Setting(nature.waves, "sky", "storm"),
    "dunes": Setting(nature.dunes, "sky", "desert"),
    "palms": Setting(nature.palms, "sky", "desert"),
    "lighthouse": Setting(buildings.lighthouse, "sea", "day", 0.52, 0.9),
    "houses": Setting(buildings.houses, "sea", "day", 0.56, 0.66),
    "bridge": Setting(buildings.bridge, "hills", "day", 0.68, 0.62),
    "skyline": Setting(buildings.skyline, "city", "night", 0.7, 0.66),
    "pagoda": Setting(buildings.pagoda, "mountains", "autumn", 0.5, 0.84),
    "mosque": Setting(buildings.mosque, "city", "dawn", 0.58, 0.82),
    "bowl": Setting(food.bowl, "table", "warm", 0.6, 0.68),
    "cake": Setting(food.cake, "table", "cool", 0.54, 0.78),
    "fruit": Setting(food.fruit, "table", "warm", 0.56, 0.62),
    "cup": Setting(food.cup, "table", "cool", 0.6, 0.7),
    "cone": Setting(food.cone, "table", "cool", 0.5, 0.76),
    "teapot": Setting(food.teapot, "table", "warm", 0.58, 0.68),
    "train": Setting(vehicles.train, "hills", "day", 0.6, 0.6),
    "car": Setting(vehicles.car, "mountains", "day", 0.68, 0.58),
    "boat": Setting(vehicles.boat, "sea", "day", 0.56, 0.66),
    "balloon": Setting(vehicles.balloon, "mountains", "dawn", 0.46, 0.76),
    "bicycle": Setting(vehicles.bicycle, "sea", "day", 0.64, 0.66),
    "whale": Setting(swimmers.whale, "clouds", "night", 0.44, 0.46),
    "castle": Setting(buildings.castle, "clouds", "dawn", 0.46, 0.72),
    "rocket": Setting(vehicles.rocket, "space", "night", 0.5, 0.74),
    "jellyfish": Setting(swimmers.jellyfish, "forest", "night", 0.5, 0.84),
    "moon rabbit": Setting(animals.rabbit, "space", "night", 0.62, 0.56),
    "carpet": Setting(vehicles.carpet, "city", "night", 0.42, 0.56),
    "lettering": Setting(lambda _pen: None, "poster", "warm"),
}
"""How each subject is shown. Those on ``sky`` draw the land themselves."""

_SHORE = np.array([(-0.1, 0.8), (0.5, 0.76), (1.1, 0.82), (1.1, 1.1), (-0.1, 1.1)])

# Where a subject may stand instead, if the prompt says so.
_MOVABLE = {
    "umbrella",
    "kimono",
    "cat",
    "fox",
    "owl",
    "bird",
    "boat",
    "balloon",
    "car",
    "train",
    "bicycle",
    "castle",
    "jellyfish",
}
_ASHORE = {"car", "train", "bicycle", "fox", "umbrella", "kimono"}
_GENERIC = ("mountains", "trees", "waves", "dunes")


class Scene(NamedTuple):
    """A sheet with its palette, and the words to be written on it, if any."""

    sheet: Sheet
    palette: Palette
    text: str | None


def compose(wish: Wish, width: float, random: np.random.Generator) -> Scene:
    """Return the scene of a wish on a sheet of this width; nothing understood becomes some landscape."""
    subject = wish.subject or _GENERIC[int(random.integers(len(_GENERIC)))]
    setting = SETTINGS[subject]
    mood = wish.mood or setting.mood
    scenery = _scenery(wish, subject, setting)
    if scenery == "deep":
        mood = "deep"
    palette = choose(mood, wish.hues, int(random.integers(8)))
    sheet = Sheet(width)
    pen = Pen(sheet, palette, random)
    if scenery == "sky":
        heaven(pen, mood, 0.62)
        setting.motif(pen)
    else:
        SCENERIES[scenery](pen, mood)
        _place(pen, subject, setting, mood)
    return Scene(sheet, palette, wish.text)


def _scenery(wish: Wish, subject: str, setting: Setting) -> str:
    if wish.place is None or subject not in _MOVABLE:
        return setting.scenery
    if subject == "bicycle" or (wish.place == "clouds" and subject in _ASHORE):
        return setting.scenery
    return wish.place


def _place(pen: Pen, subject: str, setting: Setting, mood: str) -> None:
    sheet = pen.sheet
    size = setting.scale * (1.0 if sheet.width >= 1 else 0.5 + 0.5 * sheet.width)
    shift = pen.around(-0.03, 0.03) * sheet.width
    spot = pen.at(sheet.width / 2 + shift, setting.y, size, flip=bool(pen.random.integers(2)))
    if subject == "kimono" and mood == "spring":
        nature.cherry(spot)
    if subject == "bicycle":
        pen.fill(pen.palette.near, _SHORE * (sheet.width, 1))
    setting.motif(spot)
