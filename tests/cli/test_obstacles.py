"""What the machine refuses a command: said in one line with path and reason, and nothing half-written stays."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pytest
from confined import Ended, at_ease, ended, small_files_only, without_pictures, without_rights

from vlasurvey import cli
from vlasurvey.cli import manual

TESTS = Path(__file__).parents[1]
RECORD = "papers/2024/whole2024everything.yaml"
BIB = """@misc{x, title = {Clubs and Rings Compared}, author = {Vargas, Ana}, year = {2025}, eprint = {2505.01234},
  archiveprefix = {arXiv}, primaryclass = {cs.RO}}
"""
TABLE = ["../some.csv", "--reporter", "renamed2025toss", "--benchmark", "cascade", "--where", "Table 9"]
WRITING: Mapping[str, tuple[list[str], str]] = {
    "check": (["--fix"], RECORD),
    "fmt": ([], RECORD),
    "new": (["vargas2025clubs"], "papers/2025/vargas2025clubs.yaml"),
    "import bib": (["../some.bib"], "papers/2025/vargas2025clubs.yaml"),
    "import results": (TABLE, "results/2025/renamed2025toss.yaml"),
    "release": (["2036.01", "2036-01-01"], "dist/toy-survey-data-2036.01.zip"),
    "export": (["bibtex", "-o", "out/papers.bib"], "out/papers.bib"),
    "build": ([], "site"),
    "generate": ([], "AWESOME.md"),
    "screen": (["--exclude", "10.5555/toy.waiting", "no-robot", "--today", "2025-07-01"], "screening.yaml"),
}
"""Command that writes files -> its arguments in a survey that `prepared` made, and a path that it writes."""


SOMEWHERE = "at a free address"


def placed(arguments: Iterable[str]) -> list[str]:
    """Arguments with an address at which nothing listens: another run of these tests may be going on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return [f"127.0.0.1:{free.getsockname()[1]}" if word == SOMEWHERE else word for word in arguments]


READING: Mapping[str, list[str]] = {
    "check": [],
    "audit": ["--abstracts", "../some.jsonl"],
    "fmt": ["--check"],
    "new": ["vargas2025clubs"],
    "import bib": ["../some.bib"],
    "import ris": ["../some.bib"],
    "import csl": ["../some.bib"],
    "import csv": ["../some.bib"],
    "import list": ["../some.bib"],
    "import results": TABLE,
    "release": ["2036.01", "2036-01-01"],
    "export": ["ris"],
    "build": [],
    "serve": ["--address", SOMEWHERE],
    "stats": [],
    "list": ["venues"],
    "add": ["2401.99999", "--budget", "0"],
    "discover": ["--budget", "0"],
    "screen": ["--later", "10.5555/toy.waiting"],
    "links": ["--budget", "0"],
    "refresh": ["--budget", "0"],
    "generate": ["--check"],
    "verify": ["papers"],
}
"""Command that needs a survey -> its arguments."""


@pytest.fixture
def prepared(toy_path: Path, tmp_path: Path) -> Path:
    """A survey in which every command that writes has something to write."""
    return prepare(toy_path, tmp_path / "toy")


def prepare(toy: Path, root: Path) -> Path:
    shutil.copytree(toy, root)
    shutil.copy(TESTS.parent / "mkdocs.yml", root)
    shutil.copytree(TESTS.parent / "docs", root / "docs", ignore=shutil.ignore_patterns("og"))
    (root / "out").mkdir()
    (root.parent / "some.bib").write_text(BIB)
    (root.parent / "some.jsonl").write_text("")
    (root.parent / "some.csv").write_text("Method,Slow\nEaO,97.50\n")
    return root


def out_of_form(root: Path) -> None:
    """Give a record another layout, which is corrected mechanically."""
    record = root / RECORD
    lines = record.read_text(encoding="utf-8").splitlines(keepends=True)
    role = next(number for number, line in enumerate(lines) if line.startswith("role:"))
    lines.insert(0, lines.pop(role))
    record.write_text("".join(lines), encoding="utf-8")


def ready(root: Path, command: str) -> list[str]:
    """Give a command something to write; return all its arguments."""
    if command in ("check", "fmt"):
        out_of_form(root)
    return [*command.split(), *WRITING[command][0]]


def contents(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def assert_refused(result: Ended, path: str, reason: str) -> None:
    """It ended with a line that has the path and the reason."""
    assert result.code in (1, 2), result
    assert "Traceback" not in result.output
    said = [line for line in result.output.splitlines() if path in line and reason in line]
    assert len(said) == 1, result.output


def test_every_command_that_needs_a_survey_is_tried() -> None:
    assert {*WRITING, *READING, "explain"} == {name for name, _ in manual.commands(cli.main)}


@pytest.mark.parametrize("command", WRITING)
def test_every_command_that_writes_has_something_to_write_here(command: str, prepared: Path) -> None:
    result = ended(prepared, ready(prepared, command), without_pictures)
    assert result.code == 0, result.output
    assert (prepared / WRITING[command][1]).exists()


@pytest.mark.parametrize("command", WRITING)
def test_a_read_only_folder_is_one_line_and_nothing_is_changed(command: str, prepared: Path) -> None:
    arguments = ready(prepared, command)
    before = contents(prepared)
    for folder in [prepared, *(path for path in prepared.rglob("*") if path.is_dir())]:
        folder.chmod(0o555)
    result = ended(prepared, arguments, without_rights)
    assert_refused(result, Path(WRITING[command][1]).name, "Permission denied")
    assert contents(prepared) == before


@pytest.fixture
def full(toy_path: Path, tmp_path: Path) -> Iterator[tuple[Path, Callable[[], object], str]]:
    """A prepared survey on a disk without room: its folder, what confines a process to that, and the reason given.

    Where no disk may be mounted, files that must not grow stand for it.
    """
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)]
    if sys.platform != "linux" or not mount or subprocess.run(command, capture_output=True, check=False).returncode:
        yield prepare(toy_path, disk / "toy"), small_files_only, "File too large"
        return
    try:
        yield prepare(toy_path, disk / "toy"), at_ease, "No space left on device"
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(folder: Path) -> None:
    """Leave no room on the disk of a folder."""
    with (folder / "filler").open("wb", buffering=0) as filler:
        for size in (1 << 20, 1 << 12):
            while True:
                try:
                    filler.write(bytes(size))
                except OSError:
                    break


@pytest.mark.parametrize("command", WRITING)
def test_a_full_disk_is_one_line_and_nothing_half_written_stays(
    command: str, full: tuple[Path, Callable[[], object], str]
) -> None:
    root, confine, reason = full
    arguments = ready(root, command)
    before = contents(root)
    if confine is not small_files_only:
        fill(root.parent)
    assert_refused(ended(root, arguments, confine), Path(WRITING[command][1]).name, reason)
    assert contents(root) == before


@pytest.mark.parametrize("command", READING)
def test_a_file_without_permission_is_one_line(command: str, prepared: Path) -> None:
    (prepared / "survey.yaml").chmod(0)
    arguments = [*command.split(), *placed(READING[command])]
    assert_refused(ended(prepared, arguments, without_rights), "survey.yaml", "denied")


NO_TEXT = [
    *[(command, *READING[command], "released-keys.txt") for command in ("check", "new", "import bib", "release")],
    ("add", "2505.01234", "--budget", "0", "released-keys.txt"),
    ("release", *READING["release"], "CHANGELOG.md"),
    ("release", *READING["release"], "LICENSE-DATA.md"),
    ("generate", "README.md"),
    ("generate", "--check", "README.md"),
    ("links", "--budget", "0", "links.json"),
    ("audit", "--abstracts", "../some.jsonl", "../some.jsonl"),
    ("check", "--baseline", "../some.json", "../some.json"),
    *[(command, *READING[command], file) for command in READING for file in ("survey.yaml", "queue.yaml")],
    *[(command, *READING[command], RECORD) for command in ("check", "fmt", "release", "export", "build", "generate")],
]
"""Command, its arguments, and a file without which it does nothing."""


@pytest.mark.parametrize("case", NO_TEXT, ids=" ".join)
def test_a_file_that_is_not_utf_8_text_is_one_line(case: tuple[str, ...], prepared: Path) -> None:
    command, *arguments, file = case
    target = prepared / file
    before = target.read_bytes() if target.exists() else b""
    target.write_bytes(before + b"# caf\xe9\n")
    result = ended(prepared, [*command.split(), *placed(arguments)], at_ease)
    assert result.code in (1, 2), result
    assert "Traceback" not in result.output
    said = [line for line in result.output.splitlines() if target.name in line and "UTF-8 text" in line]
    assert len(said) == 1, result.output


@pytest.mark.parametrize("command", ["audit", "stats", "links", "refresh"])
def test_a_command_that_goes_through_all_papers_names_records_that_cannot_be_read(command: str, prepared: Path) -> None:
    (prepared / RECORD).write_bytes(b"# caf\xe9\n")
    (prepared / "papers/2025/renamed2025toss.yaml").write_bytes(b"")
    result = ended(prepared, [*command.split(), *READING[command]], at_ease)
    said = f"left out, because of errors that 'vlasurvey check' names: {RECORD} and 1 more"
    assert result.output.splitlines().count(said) == 1


@pytest.mark.parametrize("command", [command for command in WRITING if command != "build"])
def test_nothing_is_written_through_a_link(command: str, prepared: Path) -> None:
    arguments = ready(prepared, command)
    target, victim = prepared / WRITING[command][1], prepared / "victim"
    if target.exists():
        target.rename(victim)  # a record may be a link, if it leads to a place within the survey
    else:
        victim.write_text("#!/bin/sh\n")
    victim.chmod(0o755)
    before = victim.read_bytes()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(victim)
    result = ended(prepared, arguments, at_ease)
    assert (target.is_symlink(), victim.read_bytes()) == (True, before)
    if command not in ("new", "import bib"):  # these find the name taken
        assert_refused(result, target.name, "link")


@pytest.mark.parametrize("command", [command for command in WRITING if command not in ("build", "generate", "screen")])
def test_nothing_is_written_through_a_folder_that_is_a_link(command: str, prepared: Path, tmp_path: Path) -> None:
    arguments = ready(prepared, command)
    folder, elsewhere = (prepared / WRITING[command][1]).parent, tmp_path / "elsewhere"
    if folder.exists():
        folder.rename(elsewhere)
    else:
        elsewhere.mkdir()
    folder.symlink_to(elsewhere, target_is_directory=True)
    before = contents(elsewhere)
    result = ended(prepared, arguments, at_ease)
    assert contents(elsewhere) == before
    if command not in ("check", "fmt"):  # these see no records there
        assert_refused(result, Path(WRITING[command][1]).name, "link")


def test_generated_files_are_neither_written_nor_removed_through_a_folder_that_is_a_link(
    prepared: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "others.schema.json").write_text("{}")
    (prepared / "schema").symlink_to(elsewhere, target_is_directory=True)
    result = ended(prepared, ["generate"], at_ease)
    assert result.code == 1
    assert "the folder schema is a link" in result.output
    assert contents(elsewhere) == {"others.schema.json": b"{}"}


def test_output_that_cannot_be_written_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "vlasurvey", "--root", str(TESTS / "toy"), "export", "bibtex"]
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr.splitlines()[0] == "Error: the output cannot be written: No space left on device"
    assert "Traceback" not in result.stderr
