"""``arena verify``."""

from __future__ import annotations

from pathlib import Path

from tests.support.processes.commands import Commands


def test_a_release_is_verified_without_a_database(filled: Commands, tmp_path: Path) -> None:
    folder = tmp_path / "release"
    made = filled.good("release", "--arena", "t2i", "--output", folder, "--json").json
    elsewhere = Commands("postgresql://nobody@127.0.0.1:9/nothing", tmp_path / "nothing")
    done = elsewhere.good("verify", folder)
    assert done.text.startswith("t2i, 7 votes: 10 files and 1 link of the chain are unchanged\n")
    assert "every number is reproduced: " in done.text
    assert "from 7 votes that count" in done.text
    assert made["sha256"] in done.text
    report = elsewhere.good("verify", folder, "--hash", made["sha256"].upper(), "--json").json
    assert (report["well"], report["votes"], report["links"], report["files"]) == (True, 7, 1, 10)
    assert report["numbers"] > 100
    assert not (tmp_path / "nothing").exists()

    other = elsewhere("verify", folder, "--hash", "0" * 64)
    assert (other.code, other.text) == (
        1,
        f"{folder}: this is another release: its sha256 is {made['sha256']}\n",
    )
    (folder / "data" / "boards.parquet").write_bytes(b"")
    broken = elsewhere("verify", folder, "--json")
    assert broken.code == 1
    assert broken.json["problem"].startswith("data/boards.parquet was changed")
    nothing = elsewhere("verify", tmp_path)
    assert (nothing.code, nothing.text) == (
        1,
        f"{tmp_path}: {tmp_path} is no release: it has no release.json\n",
    )
    assert elsewhere("verify", tmp_path / "away").code == 2
