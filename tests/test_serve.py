"""The site as it is served: every file that a build writes, made when it is asked for, and new after a change."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from vlasurvey.site.build import build

ROOT = Path(__file__).parents[1]
PATIENCE = 60
"""Seconds until something that does not come is given up."""


class Server:
    """The toy survey, served by the command."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.folder = folder
        self.log = folder.with_name("serve.log")
        command = [sys.executable, "-m", "vlasurvey", "--root", str(folder), "serve", "--address", self.address]
        with self.log.open("w") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

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
                assert self._process.poll() is None, self.log.read_text()
                time.sleep(0.05)

    def wait_for(self, text: str, path: str) -> bytes:
        """The content of an address once it holds a text."""
        end = time.monotonic() + PATIENCE
        while text.encode() not in (content := self.get(path)):
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.05)
        return content

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(PATIENCE)


@pytest.fixture
def server(toy_copy: Path) -> Iterator[Server]:
    shutil.copy(ROOT / "mkdocs.yml", toy_copy)
    shutil.copytree(ROOT / "docs", toy_copy / "docs")
    found = Server(toy_copy)
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
    record.write_text(re.sub(r"(?m)^title: .*$", 'title: "A title of today"', before), encoding="utf-8")
    server.wait_for("A title of today", pages[0])
    assert [page for page in pages if b"A title of today" not in server.get(page)] == []
    record.write_text(before, encoding="utf-8")
    server.wait_for("Everything", "data/papers.json")
    while b"A title of today" in server.get(pages[0]):
        time.sleep(0.05)
    assert [page for page in pages if b"A title of today" in server.get(page)] == []


def test_a_broken_record_is_reported_and_the_last_good_site_stays(server: Server) -> None:
    record = server.folder / "papers/2023/bare2023minimal.yaml"
    before = record.read_text(encoding="utf-8")
    server.get("")
    record.write_text(before.replace("role:", "roll:"), encoding="utf-8")
    end = time.monotonic() + PATIENCE
    while "did you mean 'role'?" not in server.log.read_text():
        assert time.monotonic() < end, server.log.read_text()
        time.sleep(0.05)
    assert b'data-key="bare2023minimal"' in server.get("papers/bare2023minimal/")
    assert b'data-key="bare2023minimal"' in server.get("zh/papers/bare2023minimal/")


def test_an_address_of_nothing_is_not_found(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404") as answer:
        server.get("papers/nobody2024nothing/")
    with answer.value as page:
        assert b'<label for="lost">' in page.read()
