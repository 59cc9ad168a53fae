"""The painter ``brushwork``."""

from __future__ import annotations

import numpy as np

from service.demo.painters import brushwork
from tests.support.images.plates import is_a_rendering, plate


def test_it_is_a_rendering() -> None:
    is_a_rendering(brushwork.paint)


def test_no_area_stays_flat() -> None:
    made = plate("the sea", (160, 120))
    painted = np.asarray(brushwork.paint(made), np.int16)
    for label in np.unique(made.labels):
        area = painted[made.labels == label]
        assert len(area) < 60 or area.std(axis=0).max() > 1
