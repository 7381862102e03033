"""Measures the built site with Lighthouse as a phone on a slow network would see it.

    make site && python bench/lighthouse.py [--repeat 3] [--pages "" explore/ zh/] [--reports DIR]

Needs the `lighthouse` command (npm install --global lighthouse) and Chromium. Prints a Markdown table of medians, and
below it every audit that some run did not pass. One machine; other programs on it slow the figures.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from serving import served

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("", "explore/", "papers/kim2025finetuning/", "taxonomy/embodiment/action-head/", "zh/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
METRICS = {
    "first-contentful-paint": "FCP ms",
    "largest-contentful-paint": "LCP ms",
    "total-blocking-time": "TBT ms",
    "cumulative-layout-shift": "CLS",
    "total-byte-weight": "KB",
}
"""Audit -> head of its column."""
FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking"
    " --disable-features=PaintHolding"  # without a screen it holds a first frame that is ready back for seconds
)
MISSING = "lighthouse is not installed; npm install --global lighthouse, or name it: --lighthouse PATH"


def report(command: str, address: str, file: Path) -> dict[str, Any]:
    """Return Lighthouse's report of a page, which is written to `file`, too.

    Raises:
        subprocess.CalledProcessError: Lighthouse could not open the page.
    """
    arguments = ["--quiet", f"--chrome-flags={FLAGS}", f"--only-categories={','.join(CATEGORIES)}"]
    output = ["--output=json", f"--output-path={file}"]
    path = os.environ.get("VLASURVEY_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    environment = {**os.environ, **({"CHROME_PATH": path} if path else {})}
    subprocess.run([command, address, *arguments, *output], check=True, env=environment)
    found: dict[str, Any] = json.loads(file.read_bytes())
    return found


def faults(found: dict[str, Any]) -> set[str]:
    """Return the audits that were not passed: those that cost points, and of what was advised those with a saving."""
    audits = found["audits"]
    weighty = {
        reference["id"]
        for category in found["categories"].values()
        for reference in category["auditRefs"]
        if reference["weight"] and (audits[reference["id"]]["score"] or 0) < 0.9
        if audits[reference["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    }
    advised = {name for name, audit in audits.items() if any((audit.get("metricSavings") or {}).values())}
    return {f"{name}: {audits[name].get('displayValue') or audits[name]['title']}" for name in weighty | advised}


def main() -> None:
    """Read the arguments, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the built site")
    parser.add_argument("--pages", nargs="*", default=PAGES)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--reports", type=Path, help="keep the reports in this folder")
    parser.add_argument("--lighthouse", default=shutil.which("lighthouse"), help="the command, if not on PATH")
    options = parser.parse_args()
    if not options.lighthouse:
        sys.exit(MISSING)
    if not (options.site / "index.html").is_file():
        sys.exit(f"{options.site} holds no site; make site")
    print(f"| page | {' | '.join((*CATEGORIES, *METRICS.values()))} |")
    print("|---|" + "---|" * (len(CATEGORIES) + len(METRICS)))
    notes = []
    with tempfile.TemporaryDirectory() as temporary, served(options.site) as address:
        folder = options.reports or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        for page in options.pages:
            name = page.strip("/").replace("/", "-") or "home"
            files = [folder / f"{name}-{turn}.json" for turn in range(options.repeat)]
            found = [report(options.lighthouse, address + page, file) for file in files]
            scores = [statistics.median(100 * one["categories"][name]["score"] for one in found) for name in CATEGORIES]
            values = {name: statistics.median(one["audits"][name]["numericValue"] for one in found) for name in METRICS}
            values["total-byte-weight"] /= 1000
            numbers = [f"{value:.3f}" if value < 1 else f"{value:.0f}" for value in values.values()]
            print(f"| /{page} | {' | '.join([*(f'{score:.0f}' for score in scores), *numbers])} |", flush=True)
            notes += [f"- /{page} {fault}" for fault in sorted(set().union(*map(faults, found)))]
    print("", *notes, sep="\n")


if __name__ == "__main__":
    main()
