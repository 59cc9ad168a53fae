from service.api.schemas.pooled import PooledOut
from service.arena.boards.likely import Pooling
from service.rating.pooled import Deviations


def test_what_pooled_ratings_rest_on() -> None:
    shape = PooledOut.of(Pooling(66, Deviations(100.0, None, 40.0, 30.0), ("9 axes have no estimate",)))
    assert shape is not None
    assert shape.model_dump() == {
        "position": 66,
        "deviations": {"model": 100.0, "theme": None, "language": 40.0, "cell": 30.0},
        "left_out": ["9 axes have no estimate"],
    }
    assert PooledOut.of(None) is None
