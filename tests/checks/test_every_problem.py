"""Every problem is named in one run, whatever stands beside it: in the same record, in another one, in a vocabulary."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest

from vlasurvey.problems import Problem

Find = Callable[[Path], list[Problem]]
TOSS, MINIMAL = "papers/2025/renamed2025toss.yaml", "papers/2023/bare2023minimal.yaml"
WHOLE = "papers/2024/whole2024everything.yaml"
BROKEN = sorted((Path(__file__).parents[1] / "broken").glob("*.toml"))

FIELDS = {
    "role": ("role: method", "role: methods", "VS205"),
    "author": ("  - Adam Whole", "  - Adam and Whole", "VS208"),
    "issued": ('issued: "2025-03-05"', 'issued: "March"', "VS206"),
    "venue": ("venue: ctr", "venue: ctrr", "VS405"),
    "month": ('page: "12-34"', 'month: "Mai"', "VS206"),
    "link": ("code: https://github.com", "code: github.com", "VS209"),
    "concept": ("[hands/throwing, hands/catching]", "[hands/throwin, hands/catching]", "VS402"),
    "list": ("[toy-list@2024-05, toy-list@2025-01]", "[toy-lisst@2024-05, toy-list@2025-01]", "VS411"),
    "basis": ("basis: abstract", "basis: abstracts", "VS205"),
    "field": ("short_title: Toss", "shrt_title: Toss", "VS202"),
    "alias": ("[renamed2024throw]", "[bare2023minimal]", "VS303"),
}
"""Wrong field of a record -> what stands there, what somebody wrote, and the code of the rule."""


@pytest.mark.parametrize(("one", "other"), list(combinations(FIELDS, 2)))
def test_one_wrong_field_hides_none_beside_it(one: str, other: str, toy_copy: Path, problems_of: Find) -> None:
    text = (toy_copy / TOSS).read_text(encoding="utf-8")
    for name in (one, other):
        right, wrong, _ = FIELDS[name]
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    (toy_copy / TOSS).write_text(text, encoding="utf-8")
    found = [problem.code for problem in problems_of(toy_copy)]
    assert sorted(found) == sorted(FIELDS[name][2] for name in (one, other))


@pytest.mark.parametrize(
    ("record", "right", "wrong", "second", "code"),
    [
        (TOSS, "aliases: [renamed2024throw]", "aliases: [No Key, bare2023minimal]", "bare2023minimal", "VS303"),
        (WHOLE, "props: [balls]", "props: [[], bals]", "bals", "VS403"),
    ],
    ids=["a list", "a list in a map"],
)
def test_what_stands_behind_a_wrong_entry_of_a_list_is_found_at_its_own_place(
    record: str, right: str, wrong: str, second: str, code: str, toy_copy: Path, problems_of: Find
) -> None:
    text = (toy_copy / record).read_text(encoding="utf-8")
    assert right in text
    (toy_copy / record).write_text(text.replace(right, wrong), encoding="utf-8")
    line = next(line for line in text.replace(right, wrong).splitlines() if wrong in line)
    (found,) = [problem for problem in problems_of(toy_copy) if problem.code == code]
    assert found.location.column == line.index(second) + 1


@pytest.mark.parametrize("fault", ["title: [", "", "role: methods\n", "<<<<<<< HEAD\n"])
def test_a_faulty_record_hides_no_problem_of_the_survey(fault: str, toy_copy: Path, problems_of: Find) -> None:
    (toy_copy / "papers/2025/overview2025juggling.yaml").write_text(fault, encoding="utf-8")
    (toy_copy / TOSS).unlink()
    text = (toy_copy / MINIMAL).read_text(encoding="utf-8")
    (toy_copy / MINIMAL).write_text(text.replace("2305.99901", "2404.99902"), encoding="utf-8")
    found = [(problem.code, problem.location.path) for problem in problems_of(toy_copy)]
    assert ("VS702", "released-keys.txt") in found
    assert ("VS304", WHOLE) in found


VOCABULARIES = {
    "survey.yaml": ("released:", "relesed:"),
    "taxonomy.yaml": ("concepts:\n", "concepts:\n  - 1\n"),
    "venues.yaml": ("type: journal", "type: journals"),
    "benchmarks.yaml": ("benchmarks:\n", "benchmarks:\n  - 1\n"),
    "screening.yaml": ("stage: eligibility", "stage: eligible"),
    "queue.yaml": ("waiting:\n", "waiting:\n  - 1\n"),
}


@pytest.mark.parametrize("name", VOCABULARIES)
@pytest.mark.parametrize("whole", [True, False])
def test_a_faulty_vocabulary_hides_no_problem_of_a_record(
    name: str, whole: bool, toy_copy: Path, problems_of: Find
) -> None:
    text = (toy_copy / name).read_text(encoding="utf-8")
    right, wrong = VOCABULARIES[name]
    assert right in text
    (toy_copy / name).write_text("x: [" if whole else text.replace(right, wrong, 1), encoding="utf-8")
    (toy_copy / TOSS).unlink()
    record = (toy_copy / WHOLE).read_text(encoding="utf-8")
    (toy_copy / WHOLE).write_text(record.replace("role: method", "role: methods"), encoding="utf-8")
    minimal = (toy_copy / MINIMAL).read_text(encoding="utf-8")
    (toy_copy / MINIMAL).write_text(minimal.replace("2305.99901", "2404.99902"), encoding="utf-8")
    found = {(problem.code, problem.location.path) for problem in problems_of(toy_copy)}
    assert found >= {("VS702", "released-keys.txt"), ("VS205", WHOLE), ("VS304", WHOLE)}
    assert name in {path for _, path in found}


@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
def test_every_broken_case_is_named_beside_a_record_that_cannot_be_read(
    path: Path, toy_copy: Path, problems_of: Find
) -> None:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    if (
        "old" not in case
        or "abstracts" in case
        or "baseline" in case
        or case["path"] == MINIMAL
        or "minimal" in case["expected"]
    ):
        pytest.skip("another kind of case")
    file = toy_copy / case["path"]
    text = file.read_text(encoding="utf-8").replace(case["old"], case["new"])
    file.write_bytes(text.encode(case.get("encoding", "utf-8")))
    if ": note[" in case["expected"]:
        pytest.skip("what nothing names is not known while a file cannot be read")
    (toy_copy / MINIMAL).write_text("title: [", encoding="utf-8")
    assert case["expected"] in [str(problem) for problem in problems_of(toy_copy)]
