"""Measures check, export and build of the real survey and of synthetic ones, beside plain MkDocs Material pages.

    python bench/measure.py [--sizes 2500 20000] [--plain 2500] [--repeat 1]

Prints a Markdown table: wall and CPU seconds (user and system, children included), peak memory of the largest
process, and the size of what was written. One run, one machine: figures of two runs are not comparable.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import plain_material
import synthesize

ROOT = Path(__file__).resolve().parent.parent
TOOL = (sys.executable, "-m", "vlasurvey")


@dataclass(frozen=True)
class Measurement:
    """One command's cost: seconds, seconds, megabytes."""

    wall: float
    cpu: float
    memory: float


def run(command: tuple[str, ...], folder: Path) -> Measurement:
    """Run a command in a folder and measure it. Raises CalledProcessError if it fails."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    start = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status:
        raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), command, output)
    return Measurement(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def best(command: tuple[str, ...], folder: Path, repeat: int) -> Measurement:
    """Return the run with the least CPU time of several."""
    return min((run(command, folder) for _ in range(repeat)), key=lambda measurement: measurement.cpu)


def written(folder: Path) -> str:
    """Return number and total size of the files below a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return f"{len(files):,} files, {sum(path.stat().st_size for path in files) / 1e6:,.1f} MB"


def main() -> None:
    """Read the arguments, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[2500, 20000])
    parser.add_argument("--plain", type=int, default=2500, help="papers as plain Material pages; 0 for none")
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    rows: list[tuple[str, str, Measurement, str]] = []
    with tempfile.TemporaryDirectory() as temporary:
        folders = {"real": ROOT}
        for size in options.sizes:
            folders[f"{size:,}"] = Path(temporary, str(size))
            synthesize.synthesize(size, folders[f"{size:,}"], ROOT)
        for name, folder in folders.items():
            site = Path(temporary, f"site-{name}")
            rows.append((name, "check", best((*TOOL, "check"), folder, options.repeat), ""))
            rows.append((name, "export bibtex", best((*TOOL, "export", "bibtex"), folder, options.repeat), ""))
            measured = best((*TOOL, "build", "--site-dir", str(site)), folder, options.repeat)
            rows.append((name, "build", measured, written(site)))
        if options.plain:
            folder = Path(temporary, "plain")
            plain_material.write(options.plain, folder, ROOT)
            measured = best((sys.executable, "-m", "mkdocs", "build", "-q"), folder, options.repeat)
            rows.append((f"{options.plain:,}", "plain Material pages", measured, written(folder / "site")))
    print("| records | what | wall s | CPU s | peak MB | written |\n|---|---|---|---|---|---|")
    for name, what, found, size in rows:
        print(f"| {name} | {what} | {found.wall:.2f} | {found.cpu:.2f} | {found.memory:.0f} | {size} |")


if __name__ == "__main__":
    main()
