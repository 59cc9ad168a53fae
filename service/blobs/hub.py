"""Datasets of the Hugging Face Hub. Needs the extra ``hub``; the token is where its own tools keep it."""

from __future__ import annotations

import re
from pathlib import Path

from service.errors import Invalid, Unavailable

_URL = re.compile(r"hf://datasets/([\w.-]+/[\w.-]+)/?")


def repository(url: str) -> str:
    """Return the name of the dataset at ``hf://datasets/OWNER/NAME``. Raise Invalid for other URLs."""
    found = _URL.fullmatch(url)
    if found is None:
        raise Invalid(f"{url!r} is not like hf://datasets/OWNER/NAME")
    return found[1]


def upload(folder: Path, url: str, message: str) -> bool:
    """Replace the files of a dataset by those of a folder in one commit; create the dataset if it is new.

    Return whether that changed anything. Raise Unavailable if the Hub refuses or cannot be reached.
    """
    name = repository(url)
    try:
        import huggingface_hub  # noqa: PLC0415 - of an extra, and not cheap
    except ImportError:
        raise Invalid("hf:// needs the extra hub: pip install 'arena-service[hub]'") from None
    api = huggingface_hub.HfApi()
    try:
        api.create_repo(name, repo_type="dataset", exist_ok=True)
        before = api.dataset_info(name).sha
        api.upload_folder(
            repo_id=name,
            repo_type="dataset",
            folder_path=folder,
            delete_patterns=["data/**", "chain/**"],
            commit_message=message,
        )
        return bool(api.dataset_info(name).sha != before)
    except Exception as error:  # its own errors, those of its HTTP library, those of reading a file
        reason = str(error).strip().partition("\n")[0]
        raise Unavailable(f"the Hugging Face Hub did not take {name}: {reason}") from error
