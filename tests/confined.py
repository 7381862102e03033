"""Commands run in a process of their own that the system allows less: a copy of one that has no threads."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import resource
import signal
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from click.testing import CliRunner

from vlasurvey import cli, generated
from vlasurvey.importers import bibfile, issueform
from vlasurvey.site import build
from vlasurvey.site.drawings import pictures

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext

_LOADED = (generated, bibfile, issueform, build)  # once, for all copies
PATIENCE = 120
"""Seconds until a command that does not end is given up."""


@dataclass(frozen=True)
class Ended:
    """A command that came to its end."""

    code: int
    output: str


def ended(root: Path, arguments: list[str], confine: Callable[[], object]) -> Ended:
    """What a command says and returns in a folder, in a process that is confined first.

    Tests leave threads behind, and a copy of a process with threads may wait for them for ever.
    """
    context = _copies()
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(sender, root, arguments, confine))
    process.start()
    sender.close()
    try:
        assert receiver.poll(PATIENCE), "the command does not end"
        found = receiver.recv()
        assert isinstance(found, Ended), found
        return found
    finally:
        process.kill()
        process.join()


class Begun:
    """A command that goes on in a group of processes of its own, hears every signal and writes into a file."""

    def __init__(self, arguments: list[str], log: Path, **environment: str) -> None:
        context = _copies()
        receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_begin, args=(sender, arguments, log, environment))
        self._process.start()
        sender.close()
        self.pid: int = receiver.recv()  # from here on it hears

    def poll(self) -> int | None:
        """The code with which it ended, or None."""
        return self._process.exitcode

    def wait(self, seconds: float = PATIENCE) -> int:
        """Wait for the end; return the code."""
        self._process.join(seconds)
        assert self._process.exitcode is not None, "the command does not end"
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Tell it something; to one that has ended, nothing."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.join()


def _copies() -> ForkServerContext:
    """What starts copies of a process in which all is loaded and compiled already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "warmed"])
    with pytest.MonkeyPatch.context() as patch:
        # Python 3.11 does not tell it where this module is.
        patch.setenv("PYTHONPATH", os.pathsep.join([str(Path(__file__).parent), *sys.path]))
        forkserver.ensure_running()
    return context


def _begin(sender: Connection, arguments: list[str], log: Path, environment: dict[str, str]) -> None:
    os.setsid()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with log.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.environ.update(environment)
    tempfile.tempdir = None  # it may have been asked for in another environment
    tempfile.gettempdir()  # which writes a file there to try it
    sender.send(os.getpid())
    sender.close()
    cli.main(arguments, prog_name="vlasurvey")


def _run(sender: Connection, root: Path, arguments: list[str], confine: Callable[[], object]) -> None:
    os.chdir(root)
    confine()
    result = CliRunner().invoke(cli.main, arguments)
    fault = result.exception
    sender.send(repr(fault) if fault and not isinstance(fault, SystemExit) else Ended(result.exit_code, result.output))


def at_ease() -> None:
    """Take nothing away."""


def without_rights() -> None:
    """Take from this process what lets a superuser pass over permissions; others have nothing to lose."""
    if os.geteuid() == 0:
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # version 3 of the call; this process
        assert ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)()) == 0, ctypes.get_errno()


def small_files_only() -> None:
    """Have the system refuse to write more than a few bytes into any file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))


def without_pictures() -> None:
    """Draw nothing, because that takes seconds."""
    pictures.Painter = _unable  # type: ignore[assignment,misc]  # of this process alone


def _unable(*_: object) -> NoReturn:
    raise pictures.UnavailableError("nothing is drawn here")
