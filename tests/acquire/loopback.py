"""A server on this machine that plays every source, well or ill, and a session that takes it for all of them."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter

from vlasurvey.acquire.session import Session
from vlasurvey.acquire.transport import Limits, Transport

RECORDED = Path(__file__).parent / "recorded"


@dataclass(frozen=True)
class Play:
    """What is answered to a request: `cut` is where the body breaks off, `drip` the seconds between two bytes.

    `heading` is an answer whose headers never end.
    """

    body: bytes = b""
    content_type: str = "application/json"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    drip: float | None = None
    silent: bool = False
    unannounced: bool = False
    chunked: bool = False
    heading: bool = False


Answering = Callable[[str], Play]
"""Address that is asked, decoded -> what is answered."""


def recorded(name: str, **others: Any) -> Play:
    """What a source was made to answer: a file of recorded/."""
    types = {".json": "application/json", ".xml": "application/atom+xml; charset=utf-8"}
    file = RECORDED / name
    return Play(file.read_bytes(), **{"content_type": types[file.suffix], **others})


class Clock:
    """A clock that sleeps in no time; what was slept counts as passed."""

    def __init__(self) -> None:
        self.slept = 0.0

    def monotonic(self) -> float:
        return time.monotonic() + self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds

    def moment(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.slept)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stage: Stage

    def do_GET(self) -> None:
        address = unquote(self.path.removeprefix("/"))
        self.stage.seen.append((self.command, address))
        self.stage.headers.append(dict(self.headers))
        play = self.stage.answering(address)
        self.close_connection = True
        if play.silent:
            self.stage.over.wait(20)
            return
        body = b"" if self.command == "HEAD" else play.body
        self.send_response(play.status)
        if play.chunked:
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Transfer-Encoding", "chunked")
            parts = [body[at : at + 100] for at in range(0, len(body), 100)]
            body = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in [*parts, b""])
        elif not play.unannounced:
            self.send_header("Content-Length", str(len(body)))
        for name, value in {"Content-Type": play.content_type, **play.headers, "Connection": "close"}.items():
            self.send_header(name, value)
        try:
            while play.heading and not self.stage.over.wait(0.03):
                self.send_header("X-More", "to come")
                self.flush_headers()
            self.end_headers()
            if play.drip is None:
                # Twentieths of what goes over the wire, where that is not the body itself.
                at = (
                    play.cut * len(body) // max(len(play.body), 1)
                    if play.chunked and play.cut is not None
                    else play.cut
                )
                self.wfile.write(body[:at])
                return
            for at in range(len(body)):
                self.wfile.write(body[at : at + 1])
                if self.stage.over.wait(play.drip):
                    return
        except OSError:  # the other side has had enough
            return

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Stage:
    """The server; `seen` are (method, host and path and query, decoded) of the requests so far."""

    def __init__(self, answering: Answering, port: int) -> None:
        self.answering = answering
        self.port = port
        self.seen: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.over = threading.Event()
        self.clock = Clock()

    def session(self, root: Path, *, limits: Limits | None = None, **options: Any) -> Session:
        """A session in a survey's folder that asks this server, whatever host it means."""
        limits = limits or Limits(connect=5, between_bytes=5, whole=20)
        keys = options.pop("keys", {})
        transport = Transport(self.clock, limits, keys, allowed=lambda _: True)
        return Session(root, "vlasurvey/0", clock=self.clock, transport=_Here(transport, self.port), **options)


class _Here(BaseAdapter):
    def __init__(self, transport: Transport, port: int) -> None:
        super().__init__()
        self._transport, self._port = transport, port

    def send(self, request: PreparedRequest, *_: Any, **options: Any) -> Response:
        there = self._transport._with_key(request)
        parts = urlsplit(str(there.url))
        sent = there.copy()
        query = f"?{parts.query}" if parts.query else ""
        sent.url = f"http://127.0.0.1:{self._port}/{parts.netloc}{parts.path}{query}"
        response = self._transport.send(sent, **options)
        response.url, response.request = str(request.url), request
        return response

    def close(self) -> None:
        self._transport.close()


@contextmanager
def staged(answering: Answering) -> Iterator[Stage]:
    """A server that answers as it is told, until the end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    stage = Stage(answering, server.server_port)
    server.RequestHandlerClass = type("Handler", (_Handler,), {"stage": stage})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.001}, daemon=True)
    thread.start()
    try:
        yield stage
    finally:
        stage.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def instead(play: Play, **others: Any) -> Play:
    """The same with something else about it."""
    return replace(play, **others)
