"""Makes each file of a site that is served when it is first asked for: after a change nobody waits for all of them."""

from __future__ import annotations

import posixpath
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class OnDemand:
    """The files of a site that nobody has asked for yet, by their paths below the root of the site.

    One thing is made at a time, and nothing while the site is built anew.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[str, Callable[[], object]] = {}
        self._folders: dict[str, Callable[[], object]] = {}

    def clear(self) -> None:
        """Forget every file: the site is about to be built anew."""
        self._left.clear()
        self._folders.clear()

    def add(self, path: str, write: Callable[[], object]) -> None:
        """Have a file written by `write` when it is asked for."""
        self._left[path] = write

    def add_folder(self, prefix: str, begin: Callable[[], object]) -> None:
        """Have `begin` add the files whose paths begin with `prefix` when the first of them is asked for."""
        self._folders[prefix] = begin

    def provide(self, path: str) -> None:
        """Write a file, unless that has been done. Raises what its writing raises; it is then tried again next time."""
        with self._lock:
            for prefix in [prefix for prefix in self._folders if path.startswith(prefix)]:
                self._folders[prefix]()
                del self._folders[prefix]
            if path in self._left:
                self._left[path]()
                del self._left[path]

    def rebuilding(self, build: Callable[[], None]) -> Callable[[], None]:
        """Return a build that waits for what is being made, and lets what is asked for meanwhile wait."""

        def locked() -> None:
            with self._lock:
                build()

        return locked

    def application(self, serve: WSGIApplication, mount: str) -> WSGIApplication:
        """Return an application that has a file written before `serve` looks for it; `mount` is the root's address."""

        def provided(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            address = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")  # PEP 3333
            if address.startswith(mount):
                path = posixpath.normpath(address.removeprefix(mount))
                self.provide(path)
                self.provide(posixpath.normpath(f"{path}/index.html"))
            return serve(environ, start_response)

        return provided
