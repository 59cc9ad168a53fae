"""Files that a file names: only those in its own folder."""

from __future__ import annotations

from pathlib import Path

from service.errors import Invalid


def inside(folder: Path, name: str) -> Path:
    """Return the path of a file that is named relative to a folder.

    Raise Invalid for an absolute path, and for one that leaves the folder, also by a symbolic link.
    """
    shown = name if len(name) <= 100 else f"{name[:100]}…"  # noqa: PLR2004 - enough to recognize it
    if Path(name).is_absolute():
        raise Invalid(f"path {shown!r} is absolute; name files relative to the manifest's folder")
    path = folder / name
    try:
        target = path.resolve()
        leaves = not target.is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # links in a circle, names that no file can have
        raise Invalid(f"path {shown!r} is not the path of a file") from None
    if leaves:
        raise Invalid(f"path {shown!r} leads out of the manifest's folder")
    return path
