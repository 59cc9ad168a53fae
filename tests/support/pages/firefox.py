"""Real Firefox, driven by its own protocol (Marionette), so that it needs no driver beside it."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.runs.waiting import wait_until

# Debian's. Ubuntu's `firefox` is a snap, which sees no profile in a temporary folder.
PROGRAM = "firefox-esr"
# Firefox chooses a port and says which, and calls no strangers.
PREFERENCES: dict[str, bool | int | str] = {
    "marionette.port": 0,
    "app.update.disabledForTesting": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "",
}
KEY_OF_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Firefox:
    """A window of Firefox. Its commands are WebDriver's, and work without the page's JavaScript too."""

    def __init__(self, connection: socket.socket) -> None:
        self._stream = connection.makefile("rb")
        self._connection = connection
        self._answer()
        self.ask("WebDriver:NewSession", timeouts={"implicit": 60_000})

    def ask(self, command: str, **values: Any) -> Any:
        """Return what Firefox answers to a command."""
        text = json.dumps([0, 1, command, values])
        self._connection.sendall(f"{len(text)}:{text}".encode())
        _, _, error, result = self._answer()
        assert error is None, f"{command}: {error}"
        return result

    def _answer(self) -> Any:
        size = b""
        while (byte := self._stream.read(1)) != b":":
            assert byte, "Firefox has closed the connection"
            size += byte
        return json.loads(self._stream.read(int(size)))

    def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        self.ask("WebDriver:Navigate", url=url)

    def press(self, key: str) -> None:
        """Press a key and let it go, wherever the focus is."""
        strokes = [{"type": kind, "value": key} for kind in ("keyDown", "keyUp")]
        self.ask("WebDriver:PerformActions", actions=[{"type": "key", "id": "keys", "actions": strokes}])

    def click(self, selector: str) -> None:
        """Click the first element of a selector, once it is there."""
        self.ask("WebDriver:ElementClick", id=self._find(selector))

    def text(self, selector: str) -> str:
        """Return the text of the first element of a selector, as it is shown."""
        return str(self.ask("WebDriver:GetElementText", id=self._find(selector))["value"])

    def value(self, selector: str) -> str:
        """Return the value of the first field of a selector."""
        return str(self.ask("WebDriver:GetElementProperty", id=self._find(selector), name="value")["value"])

    def _find(self, selector: str) -> str:
        found = self.ask("WebDriver:FindElement", using="css selector", value=selector)
        return str(found["value"][KEY_OF_ELEMENT])


@contextmanager
def firefox(folder: Path, **preferences: bool) -> Iterator[Firefox]:
    """Yield Firefox without a window, with a new profile in the folder; ``__`` in a preference is a dot."""
    program = shutil.which(PROGRAM)
    if program is None:
        pytest.skip("Firefox is not installed (Debian: apt-get install firefox-esr)")
    chosen = PREFERENCES | {name.replace("__", "."): value for name, value in preferences.items()}
    _write(folder / "user.js", chosen)
    command = [program, "--headless", "--no-remote", "--marionette", "--profile", str(folder)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            port = folder / "MarionetteActivePort"
            wait_until(lambda: port.is_file() and port.read_text() != "", "Firefox's port")
            with socket.create_connection(("127.0.0.1", int(port.read_text()))) as connection:
                yield Firefox(connection)
        finally:
            process.terminate()


def _write(path: Path, preferences: Mapping[str, bool | int | str]) -> None:
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()]
    path.write_text("".join(lines))
