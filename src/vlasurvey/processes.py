"""Work on many things at once: one process for each processor."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Generic, TypeVar

_R = TypeVar("_R")


class Meanwhile(Generic[_R]):
    """Work that begins now, in a copy of this process, and whose result is asked for later.

    The work sees everything as it is now. What it changes is not seen here: it writes files, and returns what can be
    pickled. Where a process cannot be copied, the work is done when its result is asked for.
    """

    def __init__(self, work: Callable[[], _R]) -> None:
        self._work = work
        self._process: multiprocessing.process.BaseProcess | None = None
        if not copied():
            return
        context = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        self._process = context.Process(target=_send, args=(sender, work), daemon=True)
        self._process.start()
        sender.close()

    def result(self) -> _R:
        """Wait for the result and return it. Raises what the work raises."""
        if self._process is None:
            return self._work()
        try:
            done, found = self._receiver.recv()
        except EOFError:  # it was ended from outside, for want of memory perhaps: do without it
            done, found = True, self._work()
        finally:
            self.stop()
        if not done:
            raise found
        return found  # type: ignore[no-any-return]  # a pipe knows no types

    def stop(self) -> None:
        """End the work, done or not."""
        if self._process:
            self._process.terminate()
            self._process.join()
            self._receiver.close()
            self._process = None


def _send(sender: Connection, work: Callable[[], object]) -> None:
    try:
        found = True, work()
    except Exception as error:  # whatever it is, the process that waits raises it
        found = False, error
    sender.send(found)


def copied() -> bool:
    """Tell whether a copy of this process is safe.

    It has no other threads, but the locks that they held at that moment, for ever. Outside Linux, the system's own
    libraries have such threads.
    """
    return sys.platform == "linux" and threading.active_count() == 1
