"""Makes each file of a site that is served when it is first asked for: after a change nobody waits for all of them."""

from __future__ import annotations

import logging
import posixpath
import threading
from collections.abc import Callable, Iterable
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

_LOG = logging.getLogger("mkdocs.plugins.vlasurvey")
_FAULT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>500</title>
<p>{path} cannot be made: {error}</p>
<p>It is tried again every two seconds; the messages of the server say more.</p></html>
"""


class OnDemand:
    """The files of a site that nobody has asked for yet, by their paths below the root of the site.

    One thing is made at a time, and nothing while the site is built anew.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[str, Callable[[], object]] = {}
        self._folders: dict[str, Callable[[], object]] = {}
        self._builds = 0

    def clear(self) -> None:
        """Forget every file: the site is about to be built anew."""
        self._builds += 1
        self._left.clear()
        self._folders.clear()

    def add(self, path: str, write: Callable[[], object]) -> None:
        """Have a file written by `write` when it is asked for."""
        self._left[path] = write

    def add_folder(self, prefix: str, begin: Callable[[], object]) -> None:
        """Have `begin` add the files whose paths begin with `prefix` when the first of them is asked for."""
        self._folders[prefix] = begin

    def stop(self) -> None:
        """Wait for what is being made, and let nothing more be made: the folder of the site is about to go."""
        self._lock.acquire()

    def rebuilding(self, build: Callable[[], None]) -> Callable[[], None]:
        """Return a build that waits for what is being made, and lets what is asked for meanwhile wait."""

        def locked() -> None:
            with self._lock:
                build()

        return locked

    def application(self, serve: WSGIApplication, mount: str) -> WSGIApplication:
        """Return an application that has a file written before `serve` looks for it; `mount` is the root's address.

        `serve` waits for a build that is going on. What was written before is gone then, so it is asked again.
        """

        def provided(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            paths = _paths(environ["PATH_INFO"], mount)
            if not paths:
                return serve(environ, start_response)
            said: list[Any] = []

            def say(*begin: Any) -> Callable[[bytes], object]:
                said[:] = begin
                return _unused

            while True:
                try:
                    builds = self._provide(paths)
                except Exception as error:
                    _LOG.exception("%s cannot be made", paths[-1])
                    start_response("500 Internal Server Error", [("Content-Type", "text/html; charset=utf-8")])
                    return [_FAULT.format(path=escape(paths[-1]), error=escape(repr(error))).encode()]
                answer = serve(environ, say)
                if builds == self._builds:
                    start_response(*said)
                    return answer
                if hasattr(answer, "close"):
                    answer.close()

        return provided

    def _provide(self, paths: Iterable[str]) -> int:
        """Write what is left of some files; return the number of builds before. Raises what their writing raises."""
        with self._lock:
            for path in paths:
                for prefix in [prefix for prefix in self._folders if path.startswith(prefix)]:
                    self._folders[prefix]()
                    del self._folders[prefix]
                if path in self._left:
                    self._left[path]()
                    del self._left[path]
            return self._builds


def _paths(asked: str, mount: str) -> tuple[str, ...]:
    """Return the files that the engine's server may look for where an address is asked for; none, if it waits."""
    address = asked.encode("latin-1").decode("utf-8", "ignore")  # PEP 3333
    if address.startswith("/livereload/") or not f"{address}/".startswith(mount):
        return ()
    path = address[len(mount) :]
    return tuple(
        posixpath.normpath(f"/{name}").lstrip("/")
        for name in ([f"{path}index.html"] if address.endswith("/") else [path, f"{path}/index.html"])
    )


def _unused(_: bytes) -> object:
    raise NotImplementedError("the engine's server gives its answers as a whole")
