"""No command but those that keep a survey alive opens a connection or looks up a name; `serve` only listens."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from functools import partial
from pathlib import Path

import pytest
from confined import ended, without_pictures

from vlasurvey.cli import main, manual
from vlasurvey.site.build import build

ROOT = Path(__file__).parents[2]

ASKING = {"add", "import list", "discover", "links", "refresh", "screen"}
"""The commands that ask the network."""

OFFLINE = {
    "audit": ["--abstracts", "abstracts.jsonl"],
    "build": ["--site-dir", "out"],
    "check": [],
    "explain": ["VS402"],
    "export": ["bibtex"],
    "fmt": ["--check"],
    "generate": [],
    "import bib": ["some.bib"],
    "import csl": ["some.json"],
    "import csv": ["some.csv"],
    "import results": ["some.md", "--reporter", "renamed2025toss", "--benchmark", "cascade", "--where", "Table 9"],
    "import ris": ["some.ris"],
    "list": ["concepts"],
    "new": ["doe2024unheard"],
    "release": ["2030.1", "2030-01-01"],
    "serve": [],
    "stats": [],
    "verify": ["site"],
}
"""Every other command -> what is said with it."""

WATCHED = """
import os, sys
told = open(os.environ["TOLD"], "a")
def watch(event, arguments):
    if event.startswith("socket.") and event != "socket.__new__":
        told.write(f"{event} {arguments[1:] if event in ('socket.connect', 'socket.bind') else arguments}\\n")
        told.flush()
sys.addaudithook(watch)
from vlasurvey.cli import main
main()
"""


BIB = """@misc{x, title = {Some Thing Unheard Of}, author = {Doe, Ann}, year = 2024, month = feb,
eprint = {2402.99999}, archiveprefix = {arXiv}}"""
OTHERS = {
    "some.json": '[{"title": "Some Thing Unheard Of", "author": [{"family": "Doe", "given": "Ann"}], '
    '"URL": "https://arxiv.org/abs/2402.99999"}]',
    "some.md": "| Method | Slow |\n|---|---|\n| EaO | 97.50 |\n",
    "some.csv": "title,authors,arxiv\nSome Thing Unheard Of,Ann Doe,arXiv:2402.99999\n",
    "some.ris": "TY  - RPRT\nTI  - Some Thing Unheard Of\n"
    "AU  - Doe, Ann\nUR  - https://arxiv.org/abs/2402.99999\nER  - \n",
}


@pytest.fixture
def folder(toy_copy: Path) -> Path:
    """A copy of the toy survey that can be built, with the real one's engine settings and written pages."""
    shutil.copy(ROOT / "mkdocs.yml", toy_copy)
    shutil.copytree(ROOT / "docs", toy_copy / "docs")
    return toy_copy


def watched(root: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A command in a process that tells of every use of the network (Python's audit events)."""
    command = [sys.executable, "-c", WATCHED, "--root", str(root), *arguments]
    environment = {**os.environ, "TOLD": str(root.with_name("told"))}
    return subprocess.Popen(
        command,
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # what runs in the background does not hear it
    )


def watch(file: Path, name: str) -> None:
    """Have this process tell of every use of the network; pictures are drawn by one command, since that takes long."""
    if name != "generate":
        without_pictures()
    told = file.open("a", encoding="utf-8")

    def tell(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith("socket.") and event != "socket.__new__":
            told.write(f"{event} {arguments}\n")
            told.flush()

    sys.addaudithook(tell)


def told(root: Path) -> list[str]:
    return root.with_name("told").read_text(encoding="utf-8").splitlines()


def test_every_command_is_known_to_ask_the_network_or_not_to() -> None:
    assert {name for name, _ in manual.commands(main)} == ASKING | set(OFFLINE)


def test_the_watch_sees_a_connection(tmp_path: Path) -> None:
    (root := tmp_path / "survey").mkdir()
    code = WATCHED.replace("from vlasurvey.cli import main\nmain()", "import socket\n") + (
        "import contextlib\nwith contextlib.suppress(OSError): socket.create_connection(('127.0.0.1', 1))\n"
    )
    environment = {**os.environ, "TOLD": str(root.with_name("told"))}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    assert [line.split()[0] for line in told(root)] == ["socket.getaddrinfo", "socket.connect"]


def test_the_watch_over_a_copy_of_this_process_sees_an_address_being_taken(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        result = ended(folder, ["serve", "--address", address], partial(watch, folder.with_name("told"), "serve"))
    assert result.code == 1, result.output
    assert [line for line in told(folder) if line.startswith("socket.bind")]


@pytest.mark.parametrize("name", sorted(set(OFFLINE) - {"serve"}))
def test_a_command_opens_no_connection_and_looks_up_no_name(name: str, folder: Path) -> None:
    (folder / "some.bib").write_text(BIB, encoding="utf-8")
    for file, text in OTHERS.items():
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "abstracts.jsonl").touch()
    if name == "verify":
        build(folder, None, strict=True)
    result = ended(folder, [*name.split(), *OFFLINE[name]], partial(watch, folder.with_name("told"), name))
    assert result.code == 0, result.output
    assert told(folder) == []


def test_the_program_opens_no_connection_while_it_is_loaded(folder: Path) -> None:
    process = watched(folder, "check")
    output = process.communicate()[0].decode()
    assert process.returncode == 0, output
    assert told(folder) == []


def test_serve_listens_on_this_machine_and_asks_nobody(folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = watched(folder, "serve", "--address", f"127.0.0.1:{port}")
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
                assert page.status == 200
                break
            time.sleep(0.1)
        assert process.poll() is None
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=60)
        finally:
            process.kill()
    assert f"socket.bind (('127.0.0.1', {port}),)" in told(folder)
    assert [line for line in told(folder) if "127.0.0.1" not in line] == []
    assert [line for line in told(folder) if line.startswith(("socket.connect", "socket.send"))] == []
