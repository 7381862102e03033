"""Settings and vocabularies that a check accepts can be built: what would break a build is refused before."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from vlasurvey.problems import Problem
from vlasurvey.site.build import build

Find = Callable[[Path], list[Problem]]

REFUSED = {
    "venue of 300 letters": ("venues.yaml", "id: ctr", f"id: {'a' * 300}"),
    "notation of 300 letters": ("taxonomy.yaml", "notation: applause", f"notation: {'a' * 300}"),
    "a language twice": ("survey.yaml", "languages: [en, zh]", "languages: [en, zh, en]"),
    "a site with a query": ("survey.yaml", "https://toy.example/\n", "https://toy.example/a/?x=1\n"),
    "a site with a fragment": ("survey.yaml", "https://toy.example/\n", "https://toy.example/a/#z\n"),
    "a site with an empty query": ("survey.yaml", "https://toy.example/\n", "https://toy.example/a?\n"),
    "a site above its root": ("survey.yaml", "https://toy.example/\n", "https://toy.example/a/../b/\n"),
    "a repository with a query": ("survey.yaml", "toy-example/toy-survey\n", "toy-example/toy-survey?tab=readme\n"),
    "a site at home": ("survey.yaml", "https://toy.example/\n", "http://127.0.0.1/\n"),
    "not a number": ("benchmarks.yaml", 'range: ["0", "300"]', 'range: ["nan", "100"]'),
    "an infinite number": ("benchmarks.yaml", 'range: ["0", "300"]', 'range: ["-inf", "inf"]'),
    "a number with an exponent": ("benchmarks.yaml", 'range: ["0", "300"]', 'range: ["0", "1e999"]'),
    "a range upside down": ("benchmarks.yaml", 'range: ["0", "300"]', 'range: ["100", "0"]'),
    "a title with a break": ("survey.yaml", "short_title: Toy Survey", 'short_title: "Toy\\nSurvey"'),
    "a version with a break": ("survey.yaml", 'version: "2025.06"', 'version: "2025.06\\n"'),
}


@pytest.mark.parametrize(("path", "old", "new"), REFUSED.values(), ids=REFUSED)
def test_what_would_break_a_build_is_an_error_of_the_check(
    path: str, old: str, new: str, toy_copy: Path, problems_of: Find
) -> None:
    file = toy_copy / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    errors = {(problem.code, problem.location.path) for problem in problems_of(toy_copy) if problem.severity == "error"}
    assert errors & {("VS204", path), ("VS209", path)}


ROOT = Path(__file__).parents[2]
LONGEST = "/".join(["a" * 60, "b" * 60, "c" * 60])
ACCEPTED = {
    "https://toy.example/\n": "https://toy.example:8080/a/b%20c\n",
    'version: "2025.06"': 'version: "{{ x }} </script> %s ../.."',
    "short_title: Toy Survey": 'short_title: "</title><b>{% x %}"',
    "toy-list:": "T.o-y_list:",
    "toy-list@": "T.o-y_list@",
    "id: ctr\n": f"id: {LONGEST}\n",
    "venue: ctr\n": f"venue: {LONGEST}\n",
    'range: ["0", "300"]': 'range: ["-0.000000000000001", "999999999999999"]',
}


def test_odd_settings_that_the_check_accepts_are_built(toy_copy: Path, problems_of: Find, tmp_path: Path) -> None:
    for file in toy_copy.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        for old, new in ACCEPTED.items():
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
    assert problems_of(toy_copy) == []
    shutil.copytree(ROOT / "docs", toy_copy / "docs")
    shutil.copy(ROOT / "mkdocs.yml", toy_copy)
    site, _ = build(toy_copy, tmp_path / "site", strict=False)
    assert (site / "papers" / "renamed2025toss" / "index.html").is_file()
