"""The site as it is served: every file that a build writes, made when it is asked for, and new after a change."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from confined import Begun

from vlasurvey.site.build import build

ROOT = Path(__file__).parents[2]
PATIENCE = 60
"""Seconds until something that does not come is given up."""


class Server:
    """The toy survey, served by the command."""

    def __init__(self, folder: Path, *engine: str) -> None:
        """Serve the survey in a folder; with the options of the engine's own command, by that."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.folder = folder
        self.log = folder.with_name("serve.log")
        self.scratch = folder.with_name("scratch")
        self.scratch.mkdir(exist_ok=True)
        self.process: Begun | subprocess.Popen[bytes]
        if not engine:
            command = ["--root", str(folder), "serve", "--address", self.address]
            self.process = Begun(command, self.log, TMPDIR=str(self.scratch))
            return
        command = ["mkdocs", "serve", "-f", str(folder / "mkdocs.yml"), "-a", self.address, *engine]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *command],
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, "TMPDIR": str(self.scratch)},
                preexec_fn=None if sys.platform == "win32" else hear_every_signal,
            )

    def get(self, path: str) -> bytes:
        """The content of an address; it waits for the server to begin."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"http://{self.address}/{path}", timeout=PATIENCE) as answer:
                    content: bytes = answer.read()
                    return content
            except urllib.error.HTTPError:
                raise
            except OSError:
                assert time.monotonic() < end, self.log.read_text()
                assert self.process.poll() is None, self.log.read_text()
                time.sleep(0.05)

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something to hold."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)

    def wait_for(self, text: str, path: str) -> None:
        """Wait for an address to hold a text."""
        self.until(lambda: text.encode() in self.get(path))

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """End it, as Ctrl-C does if nothing else is said; return its exit code. No server outlives this."""
        try:
            self.process.send_signal(number)
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.process.wait()


def hear_every_signal() -> None:
    """Undo what `nohup` and shells do to what they run in the background."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@pytest.fixture
def folder(toy_copy: Path) -> Path:
    shutil.copy(ROOT / "mkdocs.yml", toy_copy)
    shutil.copytree(ROOT / "docs", toy_copy / "docs")
    return toy_copy


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    found = Server(folder)
    try:
        yield found
    finally:
        found.stop()


def without_reload(page: bytes) -> bytes:
    """A page without the script that the server adds at its end."""
    return re.sub(rb"<script>[^<]*livereload\([^<]*</script>(?=</body>)", b"", page, flags=re.DOTALL)


def as_built(page: bytes) -> bytes:
    """A built page without its content policy, which pages that are served do not have."""
    return re.sub(rb'\n    <meta http-equiv="Content-Security-Policy" [^>]*>', b"", page, count=1)


def retitle(folder: Path, title: str) -> None:
    """Change the title of a record."""
    record = folder / "papers/2024/whole2024everything.yaml"
    text = re.sub(r"(?m)^title: .*$", f'title: "{title}"', record.read_text(encoding="utf-8"))
    record.write_text(text, encoding="utf-8")


def test_every_file_of_the_built_site_is_served_with_the_same_content(server: Server, tmp_path: Path) -> None:
    site = build(server.folder, tmp_path / "site", strict=True)[0]
    files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    assert len(files) > 300
    redirects = {path for path in files if b'http-equiv="refresh"' in (site / path).read_bytes()}
    assert redirects
    different = []
    for path in files:
        served, built = server.get(path), (site / path).read_bytes()
        if path.endswith(".html"):
            # The engine gives its own pages the address where they are served.
            served = without_reload(served).replace(f"http://{server.address}/".encode(), b"https://toy.example/")
            built = built if path in redirects else as_built(built)
        if served != built:
            different.append(path)
    assert different == []


def test_a_changed_record_is_shown_wherever_it_is_named(server: Server) -> None:
    record = server.folder / "papers/2024/whole2024everything.yaml"
    before = record.read_text(encoding="utf-8")
    pages = ("papers/whole2024everything/", "", "zh/papers/whole2024everything/", "data/papers.json", "feed.xml")
    assert not any(b"A title of today" in server.get(page) for page in pages)
    retitle(server.folder, "A title of today")
    server.wait_for("A title of today", pages[0])
    assert [page for page in pages if b"A title of today" not in server.get(page)] == []
    record.write_text(before, encoding="utf-8")
    server.wait_for("Everything", "data/papers.json")
    server.until(lambda: b"A title of today" not in server.get(pages[0]))
    assert [page for page in pages if b"A title of today" in server.get(page)] == []


def test_a_broken_record_is_reported_and_the_last_good_site_stays(server: Server) -> None:
    record = server.folder / "papers/2023/bare2023minimal.yaml"
    before = record.read_text(encoding="utf-8")
    server.get("")
    record.write_text(before.replace("role:", "roll:"), encoding="utf-8")
    server.until(lambda: "did you mean 'role'?" in server.log.read_text())
    assert b'data-key="bare2023minimal"' in server.get("papers/bare2023minimal/")
    assert b'data-key="bare2023minimal"' in server.get("zh/papers/bare2023minimal/")


def test_an_address_of_nothing_is_not_found(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404") as answer:
        server.get("papers/nobody2024nothing/")
    with answer.value as page:
        assert b'<label for="lost-en">' in page.read()


def test_whoever_asks_while_the_site_is_built_anew_gets_the_whole_page(server: Server) -> None:
    paths = ("", "explore/", "papers/whole2024everything/", "zh/", "data/papers.json", "sitemap.xml", "feed.xml")
    server.get("")
    go_on, faults, asked = threading.Event(), [], []

    def read(path: str) -> None:
        while not go_on.is_set():
            try:
                content = server.get(path)
            except urllib.error.HTTPError as error:
                faults.append(f"{path}: {error.code}")
                error.close()
            else:
                asked.append(path)
                if b"vlasurvey-hole" in content or b"vlasurvey-frame" in content:
                    faults.append(f"{path}: a frame")

    readers = [threading.Thread(target=read, args=(path,)) for path in paths]
    for reader in readers:
        reader.start()
    for number in range(4):
        retitle(server.folder, f"Title {number}")
        server.wait_for(f"Title {number}", "papers/whole2024everything/")
    go_on.set()
    for reader in readers:
        reader.join(PATIENCE)
    assert faults == []
    assert set(asked) == set(paths)


def test_a_fault_in_a_template_is_shown_with_its_page_until_it_is_mended(server: Server) -> None:
    own = server.folder / "templates" / "paper.html"
    own.parent.mkdir()
    server.stop()
    own.write_text("{{ nosuch.thing }}")
    again = Server(server.folder)
    try:
        with pytest.raises(urllib.error.HTTPError, match="500") as answer:
            again.get("papers/bare2023minimal/")
        with answer.value as page:
            assert b"papers/bare2023minimal/index.html cannot be made: UndefinedError" in page.read()
        assert b"<h1" in again.get("")
        own.write_text("<h1>mended</h1>")
        again.until(lambda: "Reloading browsers" in again.log.read_text())
        assert b"<h1>mended</h1>" in again.get("papers/bare2023minimal/")
    finally:
        again.stop()


@pytest.mark.parametrize("option", ["--no-livereload", "--clean", "--livereload"])
def test_the_engines_own_command_serves_whole_pages(folder: Path, option: str) -> None:
    served = Server(folder, option)
    try:
        for path in ("", "zh/explore/", "papers/bare2023minimal/", "data/papers.json"):
            assert b"vlasurvey-hole" not in served.get(path)
        assert b'data-key="bare2023minimal"' in served.get("papers/bare2023minimal/")
        if option == "--livereload":
            retitle(folder, "A title of today")
            served.wait_for("A title of today", "papers/whole2024everything/")
    finally:
        served.stop()


def test_the_server_ends_in_order_while_files_are_made(server: Server) -> None:
    server.get("")
    readers = [
        threading.Thread(target=ask_in_vain, args=(server, path), daemon=True)
        for path in ("data/papers.json", "zh/", "sitemap.xml", "explore/", "zh/sitemap.xml", "data/papers.sqlite")
    ]
    for reader in readers:
        reader.start()
    time.sleep(0.1)
    assert server.stop() == 0, server.log.read_text()
    assert "Traceback" not in server.log.read_text()
    assert "Shutting down" in server.log.read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="no such signals")
@pytest.mark.parametrize("built", [False, True], ids=["while the site is built", "while it serves"])
@pytest.mark.parametrize("number", ["SIGTERM", "SIGHUP", "SIGINT"])
def test_a_server_that_is_told_to_end_leaves_no_site_behind(number: str, built: bool, server: Server) -> None:
    server.until(lambda: any(server.scratch.iterdir()))
    if built:
        server.get("")
    sent = signal.Signals[number]
    code = server.stop(sent)
    assert code == ((0 if built else 1) if sent is signal.SIGINT else 128 + sent)
    assert list(server.scratch.iterdir()) == []
    assert "Traceback" not in server.log.read_text()


def asked(server: Server, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and content that a server gives to a request."""
    connection = http.client.HTTPConnection(server.address, timeout=PATIENCE)
    connection.putrequest(method, path, skip_host="Host" in headers, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    found = answer.status, dict(answer.headers), answer.read()
    connection.close()
    return found


def test_only_the_persons_own_browser_gets_a_page_and_no_answer_names_a_version(server: Server) -> None:
    server.get("")
    wanted = {
        ("GET", "/", ""): 200,
        ("HEAD", "/", ""): 200,
        ("GET", "/papers/bare2023minimal/", "localhost"): 200,
        ("GET", "/papers/bare2023minimal/", "rebound.example"): 421,
        ("GET", "/livereload/0/0", "rebound.example"): 421,
        **{(method, "/", ""): 405 for method in ("POST", "PUT", "DELETE", "TRACE", "OPTIONS", "BREW")},
        ("GET", "/%00", ""): 400,
        ("GET", "/papers/%0d%0aX: y", ""): 400,
        ("GET", "/%ff", ""): 400,
        ("GET", f"/{'x' * 5000}", ""): 404,
        ("GET", "/..%2f..%2fetc/passwd", ""): 404,
        ("GET", "//etc/passwd", ""): 404,
    }
    found = {}
    for method, path, host in wanted:
        status, headers, content = asked(server, method, path.replace(" ", "%20"), **({"Host": host} if host else {}))
        found[method, path, host] = status
        assert headers["Server"] == "vlasurvey"
        if method == "HEAD":
            assert content == b""
        if status == 421:
            assert b"--allow-host" in content
    assert found == wanted
    assert "Traceback" not in server.log.read_text()


def test_many_requests_at_once_are_all_answered(server: Server) -> None:
    server.get("")
    codes: list[int] = []
    readers = [threading.Thread(target=lambda: codes.append(asked(server, "GET", "/")[0])) for _ in range(100)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(PATIENCE)
    assert codes == [200] * 100


def test_who_asks_before_the_site_is_built_waits_for_it(server: Server) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            status = asked(server, "GET", "/")[0]
            break
        except ConnectionRefusedError:  # the program is still loaded
            assert time.monotonic() < end
    assert status == 200


def ask_in_vain(server: Server, path: str) -> None:
    """Ask for something that may not come any more."""
    with contextlib.suppress(OSError, http.client.HTTPException, AssertionError):
        server.get(path)
