"""Measures how soon a changed record is seen while a survey is served.

    python bench/serve.py [--sizes 2500] [--repeat 3]

Prints a Markdown table for the real survey (a copy of it) and for synthetic ones: seconds from the start of the server
to the first page; then, as medians of several changes to one record's title, seconds that the engine says it took to
build anew, and seconds from saving the record until its page, asked for without pause, shows the change (the server
looks for changed files twice a second), and until the front page after that has come too.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import synthesize

ROOT = Path(__file__).resolve().parent.parent
BUILT = re.compile(r"Documentation built in ([0-9.]+) seconds")


def get(address: str) -> str:
    """Return a page, waiting until the server answers."""
    while True:
        try:
            with urllib.request.urlopen(address, timeout=300) as answer:  # noqa: S310 - an address of this machine
                content: bytes = answer.read()
                return content.decode()
        except ConnectionError:
            time.sleep(0.02)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.02)


@contextmanager
def serving(folder: Path, log: Path) -> Iterator[str]:
    """Serve a survey with the tool's own command; the address ends in a slash."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = (sys.executable, "-m", "vlasurvey", "serve", "--address", address)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        yield f"http://{address}/"
    finally:
        process.terminate()
        process.wait()


def measure(folder: Path, log: Path, repeat: int) -> tuple[float, float, float, float]:
    """Return seconds: to the first page, of building anew, to the changed page, to the front page after it."""
    record = sorted(folder.glob("papers/*/*.yaml"))[100]
    text = record.read_text()
    start = time.perf_counter()
    with serving(folder, log) as address:
        get(address)
        first = time.perf_counter() - start
        page, front = [], []
        for number in range(repeat):
            time.sleep(1)
            word = f"Zq{number}x"
            start = time.perf_counter()
            record.write_text(re.sub(r"(?m)^title: \"?", f"\\g<0>{word} ", text, count=1))
            while word not in get(f"{address}papers/{record.stem}/"):
                pass
            page.append(time.perf_counter() - start)
            get(address)
            front.append(time.perf_counter() - start)
    built = [float(seconds) for seconds in BUILT.findall(log.read_text())[1:]]
    return first, statistics.median(built), statistics.median(page), statistics.median(front)


def main() -> None:
    """Read the arguments, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[2500])
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    print("| records | first page s | built anew s | changed page s | front page s |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary, "real")
        ignored = shutil.ignore_patterns(".*", "site", "tests", "src", "bench")
        shutil.copytree(ROOT, copy, ignore=ignored)
        folders = {"real": copy}
        for size in options.sizes:
            folders[f"{size:,}"] = Path(temporary, str(size))
            synthesize.synthesize(size, folders[f"{size:,}"], ROOT)
        for name, folder in folders.items():
            found = measure(folder, Path(temporary, "log"), options.repeat)
            print(f"| {name} | {' | '.join(f'{seconds:.2f}' for seconds in found)} |", flush=True)


if __name__ == "__main__":
    main()
