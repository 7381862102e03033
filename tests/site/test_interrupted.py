"""Builds that are killed, told to end, or meet another one: the last good site stays, and nothing is left behind."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from confined import Begun

from vlasurvey.site import lock
from vlasurvey.site.build import BuildError, build

ROOT = Path(__file__).parents[2]
PATIENCE = 120
"""Seconds until something that does not come is given up."""

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no signals, no locks and no copies of processes")


@pytest.fixture
def folder(toy_copy: Path) -> Path:
    """A copy of the toy survey that can be built, and that was."""
    shutil.copy(ROOT / "mkdocs.yml", toy_copy)
    shutil.copytree(ROOT / "docs", toy_copy / "docs", ignore=shutil.ignore_patterns("og"))
    site = toy_copy / "site" / "data"
    site.mkdir(parents=True)
    (site / "papers.json").write_text("the last good site")
    return toy_copy


def is_last(folder: Path) -> bool:
    """Tell whether the last good site is where it was, as it was."""
    return (folder / "site/data/papers.json").read_text(encoding="utf-8") == "the last good site"


def beside(folder: Path) -> list[str]:
    """What lies beside a site and belongs to a build."""
    return sorted(path.name for path in folder.glob(".site.*"))


def break_a_record(folder: Path) -> Callable[[], object]:
    """Give a record a fault that fails every build; return what mends it."""
    record = folder / "papers/2023/bare2023minimal.yaml"
    before = record.read_text(encoding="utf-8")
    record.write_text(before.replace("role:", "roll:"), encoding="utf-8")
    return lambda: record.write_text(before, encoding="utf-8")


def begun(folder: Path, log: str = "said") -> Begun:
    """A build that goes on, in a group of processes of its own."""
    return Begun(["--root", str(folder), "build"], folder.with_name(log))


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def no_process_is_left(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("languages", [False, True], ids=["as it begins", "while languages are built"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT], ids=lambda number: number.name)
def test_a_build_that_is_told_to_end_takes_away_what_it_began_and_whom_it_started(
    number: signal.Signals, languages: bool, folder: Path
) -> None:
    process = begun(folder)
    until((folder / (".site.new/zh" if languages else ".site.new")).exists)
    process.send_signal(number)
    code, errors = process.wait(), folder.with_name("said").read_text()
    assert code == (1 if number is signal.SIGINT else 128 + number), errors
    assert "Traceback" not in errors
    assert beside(folder) == []
    assert is_last(folder)
    until(lambda: no_process_is_left(process.pid))


def test_the_processes_of_a_build_that_is_killed_end_and_the_next_build_is_clean(folder: Path) -> None:
    process = begun(folder)
    until((folder / ".site.new/zh").exists)
    process.kill()
    until(lambda: no_process_is_left(process.pid))
    assert is_last(folder)
    assert ".site.new" in beside(folder)
    build(folder, None, strict=True)
    assert beside(folder) == []
    assert not is_last(folder)


@pytest.mark.parametrize("renamed", [1, 2])
def test_a_build_that_is_killed_while_it_swaps_leaves_a_good_site_even_if_the_next_build_fails(
    renamed: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, count = Path.rename, iter(range(1, 9))

    def killed_after(self: Path, to: Path) -> Path:
        found = rename(self, to)
        if next(count) == renamed:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    monkeypatch.setattr(Path, "rename", killed_after)
    process = multiprocessing.get_context("fork").Process(target=build, args=(folder, None), kwargs={"strict": True})
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == -signal.SIGKILL
    monkeypatch.undo()
    assert (folder / "site").exists() == (renamed == 2)
    mend = break_a_record(folder)
    for _ in range(2):
        with pytest.raises(BuildError):
            build(folder, None, strict=True)
        assert is_last(folder) == (renamed == 1)
    mend()
    build(folder, None, strict=True)
    assert beside(folder) == []


def test_a_last_site_is_kept_until_there_is_a_new_one(folder: Path) -> None:
    shutil.copytree(folder / "site", folder / ".site.last")
    break_a_record(folder)
    with pytest.raises(BuildError):
        build(folder, None, strict=True)
    assert beside(folder) == [".site.last"]


@pytest.mark.parametrize("name", [".site.new", ".site.last"])
@pytest.mark.parametrize("kind", ["a link", "a link to nothing", "a file"])
def test_what_bars_a_builds_way_is_taken_away_and_nothing_behind_it(
    name: str, kind: str, folder: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text("of somebody")
    if kind == "a file":
        (folder / name).write_text("")
    else:
        (folder / name).symlink_to(elsewhere if kind == "a link" else tmp_path / "nothing")
    build(folder, None, strict=True)
    assert beside(folder) == []
    assert (elsewhere / "kept.txt").read_text() == "of somebody"


def test_a_lock_that_is_a_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (folder / ".site.lock").symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match=r"\.site\.lock"):
        build(folder, None, strict=True)
    assert not (tmp_path / "victim").exists()


def test_a_site_that_is_a_file_is_a_message_and_stays(folder: Path) -> None:
    shutil.rmtree(folder / "site")
    (folder / "site").write_text("of somebody")
    with pytest.raises(BuildError, match=r"site is a file.*--site-dir"):
        build(folder, None, strict=True)
    assert (folder / "site").read_text() == "of somebody"
    assert beside(folder) == []


def test_of_two_builds_at_once_one_builds_and_the_other_says_so(folder: Path) -> None:
    processes = {name: begun(folder, name) for name in ("one", "other")}
    codes = [process.wait() for process in processes.values()]
    said = [folder.with_name(name).read_text() for name in processes]
    assert sorted(codes) == [0, 1], said
    refused = said[codes.index(1)]
    assert re.fullmatch(rf"another build of {re.escape(str(folder))}/site is running; wait [^\n]*\n", refused)
    assert beside(folder) == []
    assert not is_last(folder)


def test_a_lock_is_taken_once_and_given_back(tmp_path: Path) -> None:
    file = tmp_path / ".site.lock"
    file.write_text("")  # as a build that was killed leaves it
    with lock.held(file):
        with pytest.raises(lock.TakenError), lock.held(file):
            pytest.fail("two have it")
        assert file.exists()
    assert not file.exists()
    with lock.held(file):
        pass
