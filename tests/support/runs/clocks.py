"""A clock that only the test moves."""


class Clock:
    """Seconds of a clock that never goes back."""

    def __init__(self, now: float = 1_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now
