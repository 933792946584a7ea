"""Files are written whole or not at all, and nothing of a failure stays behind."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from logloss.atomic import written
from logloss.errors import ColumnError, FileError, LogLossError


@pytest.fixture
def usual_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def write(path: Path | str, text: str = "new") -> None:
    with written(path) as temporary:
        temporary.write_text(text)


def test_the_file_is_there_when_the_block_has_ended_and_not_before(tmp_path: Path) -> None:
    target = tmp_path / "answer.json"
    with written(target) as temporary:
        temporary.write_text("42")
        assert not target.exists()
        assert temporary.parent == tmp_path  # so that renaming is one step
        assert temporary.suffix == ".json"
    assert target.read_text() == "42"
    assert names(tmp_path) == ["answer.json"]


def test_a_path_may_be_text_and_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("answer.txt")
    assert (tmp_path / "answer.txt").read_text() == "new"


@pytest.mark.parametrize("stop", [ValueError, KeyboardInterrupt, SystemExit, GeneratorExit, ColumnError])
@pytest.mark.parametrize("before", [None, "old"], ids=["no file", "a file"])
def test_whatever_stops_the_block_leaves_what_was_there(
    tmp_path: Path, stop: type[BaseException], before: str | None
) -> None:
    target = tmp_path / "answer.txt"
    if before:
        target.write_text(before)

    def interrupted() -> None:
        with written(target) as temporary:
            temporary.write_text("half")
            raise stop("stop")

    with pytest.raises(stop):
        interrupted()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == (
        {"answer.txt": before} if before else {}
    )


def test_a_full_disk_is_the_targets_failure(tmp_path: Path) -> None:
    target = tmp_path / "answer.txt"
    with pytest.raises(FileError) as caught, written(target):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.fact == f"{target} cannot be written: no space left on device"
    assert caught.value.hint == "Choose a place where you may write."
    assert names(tmp_path) == []


def test_the_failure_of_another_file_stays_its_own(tmp_path: Path) -> None:
    target, other = tmp_path / "answer.txt", tmp_path / "absent.csv"
    with pytest.raises(FileNotFoundError, match=r"absent\.csv"), written(target):
        other.read_text()
    with pytest.raises(FileError, match=r"^absent\.csv is not there$"), written(target):
        raise FileError("absent.csv is not there")
    assert names(tmp_path) == []


def test_a_temporary_file_that_somebody_removed(tmp_path: Path) -> None:
    target = tmp_path / "answer.txt"
    with pytest.raises(FileError, match=r"answer\.txt cannot be written"), written(target) as temporary:
        temporary.unlink()
    assert names(tmp_path) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    target = tmp_path / "absent" / "answer.txt"
    with pytest.raises(FileError) as caught:
        write(target)
    assert caught.value.fact == f"{target} cannot be written: no such file or directory"
    assert caught.value.hint == "Make the folder first."


def test_a_file_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("old")
    target = tmp_path / "file" / "answer.txt"
    with pytest.raises(FileError) as caught:
        write(target)
    assert caught.value.fact == f"{target} cannot be written: not a directory"


def test_a_folder_where_one_may_not_write(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o500)
    with pytest.raises(FileError) as caught:
        write(tmp_path / "answer.txt")
    tmp_path.chmod(0o700)
    assert caught.value.fact == f"{tmp_path / 'answer.txt'} cannot be written: permission denied"
    assert caught.value.hint == "Choose a place where you may write."
    assert names(tmp_path) == []


def test_a_refusal_of_the_system_is_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, **_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "touch", refuse)
    with pytest.raises(FileError) as caught:
        write(tmp_path / "answer.txt")
    assert caught.value.line == (
        f"{tmp_path / 'answer.txt'} cannot be written: permission denied; choose a place where you may write"
    )


def test_a_folder_is_no_target(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        write(tmp_path)
    assert caught.value.fact == f"{tmp_path} is a folder, and a file is to be written"
    assert caught.value.hint == "Name a file in it."
    with pytest.raises(FileError, match=r"^\. is a folder"):
        write("")
    assert names(tmp_path) == []


def test_what_is_no_ordinary_file_is_no_target(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"  # stands for /dev/null, which root would really replace if this failed
    os.mkfifo(pipe)
    with pytest.raises(FileError) as caught:
        write(pipe)
    assert caught.value.fact == f"{pipe} is no ordinary file, and cannot be replaced by one"
    assert caught.value.hint == "Name a file in a folder."
    assert pipe.is_fifo()


@pytest.mark.usefixtures("usual_umask")
def test_permissions_are_those_of_any_new_file(tmp_path: Path) -> None:
    write(tmp_path / "new.txt")
    (tmp_path / "usual.txt").write_text("")
    assert mode(tmp_path / "new.txt") == mode(tmp_path / "usual.txt") == 0o644
    assert os.umask(0o022) == 0o022  # asked for, and given back


@pytest.mark.usefixtures("usual_umask")
@pytest.mark.parametrize("given", [0o600, 0o640, 0o664])
def test_a_file_that_is_replaced_keeps_its_permissions(tmp_path: Path, given: int) -> None:
    target = tmp_path / "private.txt"
    target.write_text("old")
    target.chmod(given)
    write(target)
    assert (mode(target), target.read_text()) == (given, "new")


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    target, link = tmp_path / "folder" / "answer.txt", tmp_path / "link.txt"
    target.write_text("old")
    link.symlink_to(target)
    write(link)
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert names(tmp_path / "folder") == ["answer.txt"]


def test_a_link_to_nowhere_makes_the_file_it_names(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "answer.txt")
    write(tmp_path / "link.txt")
    assert (tmp_path / "answer.txt").read_text() == "new"


@pytest.mark.parametrize("name", ["a" * 250 + ".txt", "预测" * 40 + ".html", ".hidden", "no suffix", "a.b.c"])
def test_names_of_any_kind(tmp_path: Path, name: str) -> None:
    write(tmp_path / name)
    assert names(tmp_path) == [name]


def test_errors_are_ours() -> None:
    assert issubclass(FileError, (LogLossError, OSError))
