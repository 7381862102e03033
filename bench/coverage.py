"""How much of a list of papers the survey has: records, queue, screened out, or unknown to it, by year and quarter.

    python bench/coverage.py FILE [SURVEY]

FILE is JSON: {"papers": [{"arxiv": "2401.99999"}, ...]}; SURVEY is the survey's folder, this one by default.
Printed is one line a quarter of the identifier, and one for all.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from vlasurvey.survey import load

ROOT = Path(__file__).parent.parent
STATES = ("records", "queue", "screened out", "unknown")


def quarter(arxiv: str) -> str:
    """Return the quarter of an identifier, as 2026 Q2 for 2604.01234."""
    return f"20{arxiv[:2]} Q{(int(arxiv[2:4]) + 2) // 3}"


def main() -> int:
    wanted = [paper["arxiv"] for paper in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["papers"]]
    survey, problems = load(Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT)
    if survey is None:
        print(*problems, sep="\n", file=sys.stderr)
        return 1
    state = {
        **{entry.identifiers.arxiv: "queue" for entry in survey.queue.waiting},
        **{entry.identifiers.arxiv: "screened out" for entry in survey.screened},
        **{paper.identifiers.arxiv: "records" for paper in survey.papers.values()},
    }
    counts: dict[str, Counter[str]] = {}
    for arxiv in wanted:
        for row in (quarter(arxiv), "all"):
            counts.setdefault(row, Counter())[state.get(arxiv, "unknown")] += 1
    print(f"{'':8}{'papers':>8}", *(f"{name:>13}" for name in STATES), f"{'share':>8}")
    for row, found in sorted(counts.items()):
        shown = (f"{found[name]:13}" for name in STATES)
        print(f"{row:8}{found.total():8}", *shown, f"{found['records'] / found.total():8.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
