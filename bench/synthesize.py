"""Makes a survey of any size from a real one: python bench/synthesize.py NUMBER FOLDER [SOURCE] [--results MANY].

The records have keys, dates, identifiers and titles of their own (titles of words that stand in the real records), so
that they pass the check, and keep authors, venues, links, concepts and texts, so that sizes and times are those of real
data. Records without a takeaway and facets get those of another, which the check has passed. With --results each paper
reports so many numbers, of itself and of a tenth of the papers with which all are compared, on the benchmarks that have
most suites. The same numbers give the same bytes. Nothing in them is a fact.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

from vlasurvey import canonical
from vlasurvey.results.tables import Results
from vlasurvey.source import Data

_QUEUE = """# yaml-language-server: $schema=schema/queue.schema.json
waiting:
  - identifiers:
      arxiv: "2401.99999"
    title: "Things That Wait Without End"
    source: arXiv
    added: "2025-06-20"
"""
FILES = ("survey.yaml", "taxonomy.yaml", "venues.yaml", "benchmarks.yaml", "mkdocs.yml")
OF_SURVEYS = {"Survey", "Review", "Overview"}  # a title with one of them belongs to the role of a survey


def synthesize(number: int, target: Path, source: Path, results: int = 0) -> None:
    """Write a survey of `number` records into an empty or new folder, each with so many reported `results`.

    Raises FileExistsError if the folder holds something.
    """
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(f"{target} is not empty")
    target.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(source / name, target / name)
    screening = "# yaml-language-server: $schema=schema/screening.schema.json\nexcluded: []\n"
    (target / "screening.yaml").write_text(screening)
    (target / "queue.yaml").write_text(_QUEUE)  # the written pages link to what waits
    shutil.copytree(source / "docs", target / "docs")
    settings = re.sub(r"(?ms)^(survey_paper|start_here):.*?(?=^\w|\Z)", "", (target / "survey.yaml").read_text())
    (target / "survey.yaml").write_text(settings)
    originals = [(path.stem, path.read_text()) for path in sorted((source / "papers").glob("*/*.yaml"))]
    words = sorted({word for _, text in originals for word in re.findall(r"\b[A-Z][a-z]{4,}\b", text)} - OF_SURVEYS)
    both = re.compile(r"(?ms)^facets:\n.*?^takeaway:\n.*?(?=^\w)")
    notes = [found[0] for _, text in originals if (found := both.search(text))]
    chance = random.Random(number)  # noqa: S311 - no secret, only variety
    keys = []
    for index in range(number):
        key, text = originals[index % len(originals)]
        keys.append(write_record(target / "papers", key, with_notes(text, notes, chance), index, words, chance))
    if results:
        write_results(target, keys, results, chance)


def with_notes(text: str, notes: list[str], chance: random.Random) -> str:
    """Return a record with facets and a takeaway, one of `notes`, where it has none of its own."""
    if "\ntakeaway:" in text or "\nfacets:" in text:
        return text
    text = re.sub(r"(?ms)^(curation:\n.*)\Z", "\\1  basis: abstract\n  drafted_by: model\n", text)
    return text.replace("\ncuration:", f"\n{chance.choice(notes)}curation:", 1)


def write_results(target: Path, keys: list[str], many: int, chance: random.Random) -> None:
    """Write tables of `many` numbers for each paper."""
    known: list[dict[str, Any]] = yaml.safe_load((target / "benchmarks.yaml").read_text())["benchmarks"]
    known = sorted((b for b in known if len(b.get("suites", ())) > 3), key=lambda b: len(b["suites"]), reverse=True)[:6]
    popular = keys[: max(10, len(keys) // 10)]
    for index, key in enumerate(keys):
        left = many
        tables: list[Data] = []
        rivals = dict.fromkeys([key, *chance.sample(popular, 1 + many // 20)])
        for number, benchmark in enumerate(chance.sample(known, len(known)), 1):
            suites = [s["id"] for s in benchmark["suites"] if not s.get("mean_of") and not s.get("metric")][:6]
            rows: list[Data] = []
            for rival in rivals:
                chosen = suites[:left]
                row: dict[str, Data] = {"method": rival}
                row["values"] = {suite: printed(rival, suite, chance) for suite in chosen}
                if chance.random() < 0.3:
                    row["episodes"] = "500"
                rows += [row] if chosen else []
                left -= len(chosen)
            if rows:
                table: dict[str, Data] = {"benchmark": benchmark["id"], "where": f"Table {number}"}
                table |= {"read_from": f"https://example.org/{index}", "basis": "paper", "drafted_by": "model"}
                field = benchmark["protocol"][0]
                if field.get("values") and chance.random() < 0.5:
                    table["protocol"] = {field["id"]: chance.choice(field["values"])["value"]}
                tables.append({**table, "rows": rows})
        year = re.search(r"(\d{4})synthetic", key)
        assert year, key
        file = target / "results" / year[1] / f"{key}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(canonical.write({"tables": tables}, Results))


def printed(method: str, suite: str, chance: random.Random) -> str:
    """Return what a source prints for a method: most print the same, some a number nearby."""
    usual = random.Random(f"{method} {suite}").uniform(20, 95)  # noqa: S311
    return f"{usual if chance.random() < 0.85 else usual + chance.uniform(-4, 4):.1f}"


def write_record(papers: Path, key: str, text: str, index: int, words: list[str], chance: random.Random) -> str:
    """Write the record of one paper that does not exist, and return its key."""
    year = re.search(r'^issued: "(\d{4})', text, re.MULTILINE)
    assert year, key
    title = " ".join(chance.sample(words, chance.randint(6, 12)))
    month, day = chance.randint(1, 10), chance.randint(1, 28)  # before the day on which the records were added
    issued = f"{year[1]}-{month:02}-{day:02}"
    text = re.sub(r"^title: .*$", f'title: "{title}"', text, count=1, flags=re.MULTILINE)
    text = re.sub(r"(?m)^former_titles:\n(?:[ -].*\n)+", "", text)  # another one would have had them, too
    text = re.sub(r"^issued: .*$", f'issued: "{issued}"', text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^  arxiv: .*$", f'  arxiv: "{issued[2:4]}{month:02}.{index:05}"', text, flags=re.MULTILINE)
    text = re.sub(r"^  (openreview): .*$", rf'  \1: "Syn{index:07}"', text, flags=re.MULTILINE)
    text = re.sub(r"^  (doi): .*$", rf'  \1: "10.9999/synthetic.{index}"', text, flags=re.MULTILINE)
    text = re.sub(r"^  (url): .*$", rf"  \1: https://example.org/{index}", text, flags=re.MULTILINE)
    text = re.sub(r"^  year: .*$", f'  year: "{max(int(year[1]), 2026)}"', text, flags=re.MULTILINE)
    family = re.split(r"\d{4}", key, maxsplit=1)[0]
    file = papers / year[1] / f"{family}{year[1]}synthetic{index:05}.yaml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file.stem


if __name__ == "__main__":
    arguments = sys.argv[1:]
    reported = arguments[-1] if arguments[-2:-1] == ["--results"] else "0"
    named = arguments[:-2] if arguments[-2:-1] == ["--results"] else arguments
    if len(named) not in (2, 3) or not named[0].isdigit() or not reported.isdigit():
        sys.exit(__doc__)
    synthesize(int(named[0]), Path(named[1]), Path(named[2]) if len(named) == 3 else Path(), int(reported))
