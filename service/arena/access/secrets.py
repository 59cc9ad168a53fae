"""The service's secret: the key under which voters' names are hashed."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from service.settings import Settings

FILE = "secret.key"
_RANDOM_BYTES = 32


def load_secret(settings: Settings) -> bytes:
    """Return the secret of the settings, or the one in the data folder, created on the first call.

    All processes get the same secret, even if several create it at once. Raise OSError if the folder cannot
    be read or written.
    """
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.data_dir / FILE
    if not path.exists():
        _make(path)
    return path.read_bytes()


def stored_secret(settings: Settings) -> bytes | None:
    """Return the secret without creating one, None before there is any. Raise OSError as `load_secret`."""
    path = settings.data_dir / FILE
    return load_secret(settings) if settings.secret_key or path.exists() else None


def _make(path: Path) -> None:
    """Write a new secret, unless another process was first.

    A link appears with its whole content or not at all, and fails if the name is taken.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=FILE)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(_RANDOM_BYTES))
            file.flush()
            os.fsync(handle)
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        Path(draft).unlink()
