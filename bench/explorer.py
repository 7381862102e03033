"""Measures the explorer in a browser: from a click or a key to the next painted frame, and what it downloads.

    python bench/explorer.py [--sizes 262 2500 20000] [--repeat 9]

Builds synthetic surveys, opens each in Chromium at full speed and slowed four times, and prints two Markdown
tables: medians (and the slowest) of milliseconds, and sizes after gzip. "Thread" is the processor time that the
page's thread took for an action, which other programs on the machine hardly change. One run, one machine.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import synthesize
from playwright.sync_api import Page, sync_playwright
from serving import served

ROOT = Path(__file__).resolve().parent.parent
SLOWER = (1, 4)
QUERY = "learning"
# What is put off in the callback before a frame runs when that frame has been painted.
TIMED = """([selector, value]) => new Promise(done => {
  const element = document.querySelector(selector);
  const start = performance.now();
  if (value === 'click') element.click();
  else { element.value = value; element.dispatchEvent(new Event(selector === '#sort' ? 'change' : 'input')); }
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
})"""


def measure(page: Page, address: str, slower: int, repeat: int) -> dict[str, list[float]]:
    """Return what -> milliseconds, one for each repetition; of the page's thread the mean for each action."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})

    def busy() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(1000 * float(entry["value"]) for entry in metrics if entry["name"] == "TaskDuration")

    page.goto(f"{address}explore/")
    page.wait_for_selector("#explorer.ready")
    found: dict[str, list[float]] = {"ready": [float(page.evaluate("performance.now()"))]}
    page.focus("#query")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500 * slower)  # the texts are folded in idle moments
    boxes = page.eval_on_selector_all("#filters input[data-facet]", "all => all.map(box => box.value)")
    values = [boxes[round_ * 7 % len(boxes)] for round_ in range(repeat) for _ in range(2)]
    texts = [QUERY[: end % (len(QUERY) + 1)] for end in range(1, repeat * (len(QUERY) + 1) + 1)]
    actions = {
        "facet": [[f'#filters input[value="{value}"]', "click"] for value in values],
        "keystroke": [["#query", text] for text in texts],
        "order": [["#sort", order] for order in ("title", "oldest", "venue", "added", "newest")],
    }
    for name, steps in actions.items():
        start = busy()
        found[name] = [page.evaluate(TIMED, step) for step in steps]
        found[f"{name} thread"] = [(busy() - start) / len(steps)]
    return found


def compressed(files: list[Path]) -> float:
    """Return the size of files after gzip, each by itself, in kilobytes."""
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files) / 1000


def sizes(site: Path) -> list[float]:
    """Return the kilobytes of page, scripts, style sheet, rows and texts of the first language."""
    assets, data = site / "assets/vlasurvey", site / "data"
    return [
        compressed([site / "explore/index.html"]),
        compressed(sorted((assets / "explorer").glob("*.js"))),
        compressed([assets / "explorer.css"]),
        compressed([data / "explorer.json"]),
        compressed([data / "explorer.en.json"]),
        compressed([data / "explorer.zh.json"]),
    ]


def main() -> None:
    """Read the arguments, measure, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="*", default=[262, 2500, 20000])
    parser.add_argument("--repeat", type=int, default=9)
    options = parser.parse_args()
    path = os.environ.get("VLASURVEY_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    times, files = [], []
    with tempfile.TemporaryDirectory() as temporary, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for size in options.sizes:
            folder, site = Path(temporary, str(size)), Path(temporary, f"site-{size}")
            synthesize.synthesize(size, folder, ROOT)
            tool = [sys.executable, "-m", "vlasurvey", "--root", str(folder), "build", "--site-dir", str(site)]
            subprocess.run(tool, check=True, stdout=subprocess.DEVNULL)
            files.append((size, sizes(site)))
            with served(site) as address:
                for slower in SLOWER:
                    page = browser.new_page(viewport={"width": 1280, "height": 900})
                    times.append((size, slower, measure(page, address, slower, options.repeat)))
                    page.close()
    print(f"| rows | slowed | {' | '.join(f'{name} ms' for name in times[0][2])} |")
    print("|---|---|" + "---|" * len(times[0][2]))
    for size, slower, found in times:
        cells = [
            f"{statistics.median(values):.0f}" + (f" ({max(values):.0f})" if len(values) > 1 else "")
            for values in found.values()
        ]
        print(f"| {size:,} | {slower}x | {' | '.join(cells)} |")
    print("\n| rows | page KB | scripts KB | style KB | rows KB | texts en KB | texts zh KB |")
    print("|---|---|---|---|---|---|---|")
    for size, numbers in files:
        print(f"| {size:,} | {' | '.join(f'{number:.1f}' for number in numbers)} |")


if __name__ == "__main__":
    main()
