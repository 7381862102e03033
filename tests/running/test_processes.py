"""Work done by several processes: the same result as of one, whatever happens to them."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from vlasurvey import checks
from vlasurvey.running import processes

BROKEN = Path(__file__).parents[1] / "broken"


@pytest.fixture
def several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "MANY", 1)
    monkeypatch.setattr(processes, "_processors", lambda: 2)


def workers(part: Sequence[int]) -> list[tuple[int, bool]]:
    """Each number, and whether a process that was started here has it."""
    return [(number, multiprocessing.parent_process() is not None) for number in part]


def nested(part: Sequence[int]) -> list[list[int]]:
    return processes.in_parts(part, list)


def raising(part: Sequence[int]) -> int:
    if 60 in part:
        raise LookupError("60 is not to be had")
    return len(part)


def dying(part: Sequence[int]) -> int:
    if multiprocessing.parent_process():
        os._exit(9)
    return len(part)


@pytest.fixture(params=["copied", "started anew"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "started anew":
        monkeypatch.setattr(processes, "copied", lambda: False)
        monkeypatch.syspath_prepend(Path(__file__).parents[2])  # where a process started anew finds this module


@pytest.mark.usefixtures("several", "way")
def test_parts_come_back_in_order_from_other_processes() -> None:
    found = processes.in_parts(range(100), workers)
    assert [pair for part in found for pair in part] == [(number, True) for number in range(100)]
    assert len(found) > 2


def test_little_work_stays_in_this_process() -> None:
    assert processes.in_parts(range(5), workers) == [[(number, False) for number in range(5)]]


@pytest.mark.usefixtures("several")
def test_a_process_that_was_started_starts_no_further_ones() -> None:
    assert [len(part) for part in processes.in_parts(range(50), nested)] == [1] * len(
        processes.in_parts(range(50), list)
    )


@pytest.mark.usefixtures("several", "way")
def test_what_work_raises_is_raised_here() -> None:
    with pytest.raises(LookupError, match="60 is not to be had"):
        processes.in_parts(range(100), raising)


@pytest.mark.usefixtures("several")
def test_work_is_done_here_if_a_process_is_ended_from_outside() -> None:
    assert processes.in_parts(range(100), dying) == [100]


INTERRUPTED = """
import os, time
from vlasurvey.running import processes

def slow(part):
    os.write(1, b"at work\\n")  # at once, where print would write its text and the end of the line apart
    time.sleep(2)

if __name__ == "__main__":
    processes._processors = lambda: 2
    processes.in_parts(range(2000), slow)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no groups of processes that a signal reaches")
def test_ctrl_c_ends_all_processes_with_one_report(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(INTERRUPTED)
    process = subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # what runs in the background does not hear it
    )
    assert process.stdout
    assert [process.stdout.readline() for _ in range(2)] == ["at work\n"] * 2  # both have begun
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert errors.count("Traceback") == errors.count("KeyboardInterrupt") == 1
    assert output.count("at work") < 8  # of 16 parts
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_a_check_by_several_processes_reports_the_same_in_the_same_order(
    toy_path: Path, toy_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []  # the rules of the faulty records
    for path in sorted(BROKEN.glob("VS[1-6]*.toml")):
        case = tomllib.loads(path.read_text(encoding="utf-8"))
        file = toy_copy / case["path"]
        if "new" in case and file.parent.parent.name == "papers":
            text = (toy_path / case["path"]).read_text(encoding="utf-8").replace(case["old"], case["new"])
            (file.parent / f"{path.stem[:5].lower()}{file.parent.name}case{len(found)}.yaml").write_text(text, "utf-8")
            found.append(path.stem[:5])
    (toy_copy / "papers/2024/unreadable2024file.yaml").write_bytes(b"\xff")
    alone = checks.report(toy_copy)
    monkeypatch.setattr(processes, "MANY", 1)
    monkeypatch.setattr(processes, "_processors", lambda: 3)
    together = checks.report(toy_copy)
    assert len({problem.code for problem in alone.problems} & set(found)) > 40
    assert alone.survey
    assert together.survey
    for field in dataclasses.fields(alone.survey):
        assert getattr(together.survey, field.name) == getattr(alone.survey, field.name)
    assert dataclasses.replace(together, survey=alone.survey) == alone
    for name in ("papers", "drafts", "sources"):
        assert list(getattr(together.survey, name)) == list(getattr(alone.survey, name))


@pytest.mark.usefixtures("several")
def test_a_check_asks_other_processes(toy_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int | None] = []

    def in_parts(
        things: Sequence[Any], work: Callable[[Sequence[Any]], Any], records: int | None = None, *, pickled: bool = True
    ) -> list[Any]:
        asked.append(records)
        return [work(things)]

    monkeypatch.setattr(processes, "in_parts", in_parts)
    report = checks.report(toy_path)
    assert report.survey
    assert asked == [len(report.survey.papers)]
