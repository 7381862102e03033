"""Rules over the whole survey, beyond the cases in tests/broken/: waivers, borders, several faults at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from vlasurvey import checks, survey
from vlasurvey.problems import Problem
from vlasurvey.survey import Survey, paper_path

Find = Callable[[Path], list[Problem]]

WHOLE, ODD, DROPPED = "whole2024everything", "ballclubcollective2024pi0", "dropped2024withdrawn"


def edit(root: Path, key: str, old: str, new: str) -> None:
    path = root / paper_path(key)
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


# --- waivers --------------------------------------------------------------------------------------


def test_a_waiver_silences_its_rule_in_its_record_and_is_listed(toy: Survey) -> None:
    left, waived = checks.check(toy)
    assert left == []
    assert [(p.code, p.location.path) for p in waived] == [("VS501", paper_path(WHOLE))]


def test_a_waiver_silences_no_other_rule(toy_copy: Path, problems_of: Find) -> None:
    edit(toy_copy, WHOLE, "hands/catching", "hands/catch")
    assert codes(problems_of(toy_copy)) == ["VS402"]


def test_a_waiver_silences_no_other_record(toy_copy: Path, problems_of: Find) -> None:
    edit(toy_copy, DROPPED, "2024-12-31", "2024-11-30")
    (problem,) = problems_of(toy_copy)
    assert (problem.code, problem.location.path) == ("VS501", paper_path(DROPPED))


def test_a_waiver_of_another_rule_silences_nothing_and_is_reported(toy_copy: Path, problems_of: Find) -> None:
    edit(toy_copy, WHOLE, "code: VS501", "code: VS502")
    assert codes(problems_of(toy_copy)) == ["VS501", "VS509"]


def test_a_second_waiver_that_silences_nothing_is_reported_at_its_place(toy_copy: Path, problems_of: Find) -> None:
    edit(toy_copy, WHOLE, "    - code: VS501\n", "    - code: VS304\n      reason: r\n    - code: VS501\n")
    assert [str(p) for p in problems_of(toy_copy)] == [
        "papers/2024/whole2024everything.yaml:70:7: warning[VS509] the waiver of VS304 silences nothing; remove it"
    ]


# --- the date against the arXiv id ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("issued", "fits"),
    [
        ("2024-12-26", False),
        ("2024-12-27", True),
        ("2025-01-01", True),
        ("2025-01-31", True),
        ("2025-02-01", False),
        ("2024-11", False),
        ("2024-12", True),
        ("2025-01", True),
        ("2025-02", False),
        ("2023", False),
        ("2024", True),
        ("2025", True),
        ("2026", False),
    ],
)
def test_the_date_fits_the_arxiv_id_of_january_2025(issued: str, fits: bool, toy_copy: Path, problems_of: Find) -> None:
    edit(toy_copy, DROPPED, 'issued: "2024-12-31"', f'issued: "{issued}"')
    assert ("VS501" in codes(problems_of(toy_copy))) is not fits


@pytest.mark.parametrize(
    ("arxiv", "issued"),
    [
        ("hep-th/9112001", "1991-12-31"),
        ("cs/0112017", "2001-12"),
        ("2412.99904", "2024-12-31"),
        ("0704.0001", "2007-04-02"),
    ],
)
def test_old_and_new_arxiv_ids_and_decembers_are_understood(
    arxiv: str, issued: str, toy_copy: Path, problems_of: Find
) -> None:
    edit(toy_copy, DROPPED, 'issued: "2024-12-31"', f'issued: "{issued}"')
    edit(toy_copy, DROPPED, "2501.99904", arxiv)
    assert "VS501" not in codes(problems_of(toy_copy))


@pytest.mark.parametrize("issued", ["1000-01", "2999-12", "2999-12-31", "1000"])
def test_the_ends_of_time_are_no_reason_to_fail(issued: str, toy_copy: Path, problems_of: Find) -> None:
    edit(toy_copy, DROPPED, 'issued: "2024-12-31"', f'issued: "{issued}"')
    assert "VS501" in codes(problems_of(toy_copy))


def test_a_paper_without_arxiv_id_has_no_month_to_fit(toy_copy: Path, problems_of: Find) -> None:
    edit(toy_copy, ODD, 'issued: "2024-06"', 'issued: "1999-06"')
    assert "VS501" not in codes(problems_of(toy_copy))


# --- identity and loss ----------------------------------------------------------------------------


def test_dois_are_compared_without_regard_to_case_and_kind(toy_copy: Path, problems_of: Find) -> None:
    edit(toy_copy, ODD, 'openreview: "Toy_Odd-03"', 'openreview: "Toy_Odd-03"\n  doi: "10.5555/TOY.2025.101"')
    (problem,) = problems_of(toy_copy)
    assert (problem.code, problem.location.path) == ("VS304", paper_path(WHOLE))
    assert paper_path(ODD) in problem.message


def test_three_records_of_one_paper_are_two_problems(toy_copy: Path, problems_of: Find) -> None:
    text = (toy_copy / paper_path("bare2023minimal")).read_text()
    for key in ("bare2023minimal-b", "bare2023minimal-c"):
        (toy_copy / paper_path(key)).write_text(text)
    found = [(p.code, p.location.path) for p in problems_of(toy_copy) if p.code == "VS304"]
    assert found == [
        ("VS304", "papers/2023/bare2023minimal-b.yaml"),
        ("VS304", "papers/2023/bare2023minimal-c.yaml"),
    ]


def test_an_alias_may_not_be_the_records_own_key(toy_copy: Path, problems_of: Find) -> None:
    edit(toy_copy, WHOLE, "[whole2024all]", "[whole2024all, whole2024everything]")
    assert codes(problems_of(toy_copy)) == ["VS303"]


def test_a_published_doi_that_is_screened_out_is_found(toy_copy: Path, problems_of: Find) -> None:
    path = toy_copy / "screening.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('openreview: "ToyExcluded1"', 'doi: "10.5555/toy.2025.101"'), encoding="utf-8")
    assert codes(problems_of(toy_copy)) == ["VS701"]


# --- faulty records -------------------------------------------------------------------------------


def test_the_references_of_a_faulty_record_are_checked_in_the_same_run(toy_copy: Path, problems_of: Find) -> None:
    edit(toy_copy, WHOLE, "role: method", "role: methods")
    edit(toy_copy, WHOLE, "hands/catching", "hands/catch")
    edit(toy_copy, WHOLE, "venue: jics", "venue: jic")
    edit(toy_copy, WHOLE, "props: [balls]", "props: [ball]")
    edit(toy_copy, WHOLE, "[chunking,", "[chunk,")
    edit(toy_copy, WHOLE, "    zh: 仅限于球。", "    cn: 仅限于球。")
    assert codes(problems_of(toy_copy)) == ["VS205", "VS405", "VS402", "VS403", "VS404", "VS406"]


def test_a_faulty_record_that_is_named_elsewhere_still_exists(toy_copy: Path, problems_of: Find) -> None:
    edit(toy_copy, WHOLE, "role: method", "role: methods")
    assert codes(problems_of(toy_copy)) == ["VS205"]


# --- size -----------------------------------------------------------------------------------------


def test_many_unknown_concepts_are_reported_without_hanging(toy_copy: Path, problems_of: Find) -> None:
    many = "\n".join(f"  - hands/c{n}" for n in range(5_000))
    edit(toy_copy, ODD, "concepts: [hands/throwing]", f"concepts:\n{many}")
    started = time.process_time()
    assert set(codes(problems_of(toy_copy))) == {"VS402"}
    assert time.process_time() - started < 20


def test_the_checks_leave_the_survey_as_it_is(toy: Survey, toy_path: Path) -> None:
    checks.check(toy)
    assert toy == survey.load(toy_path)[0]
