"""``arena doctor``."""

from pathlib import Path

from sqlalchemy import Connection

from service.db.migrate import run_on
from tests.support.db.databases import execute, on_sqlite
from tests.support.images.pictures import picture
from tests.support.processes.commands import Commands, Done


def test_all_well(filled: Commands) -> None:
    found = filled.good("doctor", "--json").json
    assert found["well"] is True
    assert {one["what"] for one in found["findings"]} >= {
        "settings",
        "secret",
        "disk",
        "database",
        "arena t2i",
        "blobs",
        "keys",
        "images",
    }
    brief = filled.good("doctor", "--no-images", "--json").json
    assert [one["what"] for one in brief["findings"]] == [
        one["what"] for one in found["findings"] if one["what"] != "images"
    ]
    assert filled.good("doctor").text.count("ok  ") == len(found["findings"])


def test_a_gap_in_the_log(filled: Commands) -> None:
    def work(connection: Connection) -> None:
        with connection.begin():
            connection.exec_driver_sql("DELETE FROM votes WHERE position = 3")

    run_on(filled.url, work)
    done = filled("doctor", "--json")
    assert done.code == 1
    wrong = [one for one in done.json["findings"] if not one["well"]]
    assert [one["what"] for one in wrong] == ["arena t2i"]


@on_sqlite
def test_a_secret_that_others_can_read(filled: Commands, tmp_path: Path) -> None:
    (tmp_path / "data" / "secret.key").chmod(0o644)
    done = filled("doctor")
    assert done.code == 1
    assert "BAD  secret" in done.text
    assert "chmod 600" in done.text


def test_no_database_and_an_old_one(tmp_path: Path) -> None:
    away = Commands("postgresql://arena@127.0.0.1:9/arena", tmp_path)("doctor")
    assert (away.code, "BAD  database" in away.text) == (1, True)
    new = Commands(f"sqlite:///{tmp_path}/new.db", tmp_path)("doctor")
    assert (new.code, "arena migrate" in new.text) == (1, True)


def test_it_only_reads(filled: Commands, tmp_path: Path) -> None:
    """Every file stays as it is, byte for byte, and a database that takes no writes is no obstacle."""
    _add_image(filled, tmp_path)
    if filled.url.startswith("postgres"):
        name = filled.url.rpartition("/")[2].partition("?")[0]
        execute(filled.url, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    assert _doctor_changing_nothing(filled, tmp_path).code == 0
    _copies(tmp_path)[0].unlink()
    done = _doctor_changing_nothing(filled, tmp_path)
    assert (done.code, "1 with missing or damaged files, still in use" in done.text) == (1, True)


def _doctor_changing_nothing(arena: Commands, folder: Path) -> Done:
    before = _files(folder)
    done = arena("doctor")
    assert _files(folder) == before
    return done


def test_it_creates_nothing(tmp_path: Path) -> None:
    done = Commands(f"sqlite:///{tmp_path}/data/new.db", tmp_path / "data")("doctor")
    assert (done.code, f"there is no database at {tmp_path}/data/new.db" in done.text) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_withdrawing_and_bringing_back(filled: Commands, tmp_path: Path) -> None:
    _add_image(filled, tmp_path)
    path = _copies(tmp_path)[0]
    data = path.read_bytes()
    path.unlink()
    done = filled("doctor", "--withdraw")
    assert (done.code, "withdrawn: 1 images: 1" in done.text) == (1, True)
    path.write_bytes(data)
    assert "whose files are back: a running server reinstates them: 1" in filled.good("doctor").text
    assert "reinstated now: 1 images: 1" in filled.good("doctor", "--withdraw").text
    assert "reinstated: 1 images in the last 7 days" in filled.good("doctor").text
    assert filled("doctor", "--withdraw", "--no-images").code == 2


def test_an_empty_or_missing_folder_withdraws_nothing(filled: Commands, tmp_path: Path) -> None:
    _add_image(filled, tmp_path)
    (tmp_path / "empty").mkdir()
    for name in ("empty", "missing"):
        for options in ((), ("--withdraw",)):
            done = filled("doctor", *options, ARENA_BLOBS_URL=str(tmp_path / name))
            assert done.code == 1
            assert f"BAD  blobs: the image store is away: {tmp_path}/{name}" in done.text
    assert "1 in use looked at" in filled.good("doctor").text


def _add_image(arena: Commands, folder: Path) -> None:
    (folder / "images" / "A cat").mkdir(parents=True)
    (folder / "images" / "A cat" / "a.png").write_bytes(picture())
    arena.good("import", "images", folder / "images", "--arena", "t2i")


def _copies(folder: Path) -> list[Path]:
    return [path for path in (folder / "data" / "blobs" / "copies").rglob("*") if path.is_file()]


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
