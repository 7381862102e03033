"""Every rule trips on its broken cases, says exactly what is expected, and falls silent once corrected."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from vlasurvey import rules, survey
from vlasurvey.analysis import audit, baseline
from vlasurvey.problems import Problem
from vlasurvey.rules import FAMILIES, RULES, Rule

CASES = sorted((Path(__file__).parents[1] / "broken").glob("*.toml"))
ADVICE = re.compile(r"(?:did you mean|write) (['\"])([^'\"]+)\1\??$")
Find = Callable[[Path], list[Problem]]


def case_at(path: Path) -> dict[str, str]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


each_case = pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
each_rule = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


def break_it(root: Path, case: dict[str, str]) -> None:
    file = root / case["path"]
    file.parent.mkdir(exist_ok=True)
    if "moved_to" in case:
        file.rename(root / case["moved_to"])
    elif "link" in case:
        file.symlink_to(case["link"])
    elif "content" in case:
        write(file, case["content"])
    else:
        text = file.read_text(encoding="utf-8")
        assert text.count(case["old"]) == 1, "what the case changes must stand once in the toy survey"
        write(file, text.replace(case["old"], case["new"]), case.get("encoding", "utf-8"))


def problems_of_case(root: Path, case: dict[str, str], problems_of: Find) -> list[Problem]:
    """What `vlasurvey check` finds, with --baseline where the case has one, and `vlasurvey audit` with abstracts."""
    found = problems_of(root)
    if "baseline" in case:
        loaded, _ = survey.load(root)
        assert loaded
        found += baseline.compare(loaded, case["baseline"])
    if "abstracts" in case:
        loaded, _ = survey.load(root)
        assert loaded
        audited = audit.audit(loaded, audit.read(case["abstracts"]))[0]
        found += [problem for problem in audited if problem.location.path == case["path"]]  # the others have none
    return found


def correct_it(root: Path, case: dict[str, str], original: str) -> None:
    file = root / case["path"]
    if "moved_to" in case:
        (root / case["moved_to"]).rename(file)
    elif not original:
        file.unlink()
    else:
        write(file, original.replace(case.get("old", original), case["correction"]))


def write(file: Path, text: str, encoding: str = "utf-8") -> None:
    file.write_bytes(text.encode(encoding))  # not write_text, which would translate line ends


def test_the_toy_survey_has_no_problem(toy_path: Path, problems_of: Find) -> None:
    assert problems_of(toy_path) == []


@each_rule
def test_every_rule_has_a_broken_case(rule: Rule) -> None:
    assert any(path.stem.startswith(f"{rule.code}-") for path in CASES)


@each_case
def test_a_broken_case_is_reported_exactly_as_expected_and_nothing_else(
    path: Path, toy_copy: Path, problems_of: Find
) -> None:
    case = case_at(path)
    break_it(toy_copy, case)
    problems = problems_of_case(toy_copy, case, problems_of)
    assert [str(problem) for problem in problems] == [case["expected"]]
    code = path.stem.split("-", 1)[0]
    assert (problems[0].code, problems[0].severity) == (code, RULES[code].severity)
    assert problems[0].hint, "a problem says what to write instead"


@each_case
def test_the_correction_silences_a_broken_case(path: Path, toy_copy: Path, problems_of: Find) -> None:
    case = case_at(path)
    file = toy_copy / case["path"]
    original = file.read_text(encoding="utf-8") if file.exists() else ""
    break_it(toy_copy, case)
    correct_it(toy_copy, case, original)
    assert problems_of_case(toy_copy, case, problems_of) == []


@pytest.mark.parametrize(
    ("advised", "case"),
    [
        (found[2], case)
        for case in map(case_at, CASES)
        if "correction" in case and (found := ADVICE.search(case["expected"]))
    ],
)
def test_what_a_hint_says_to_write_is_the_correction(advised: str, case: dict[str, str]) -> None:
    assert advised in case["correction"]


@each_rule
def test_a_rule_explains_itself(rule: Rule) -> None:
    assert rule.summary
    assert not rule.summary.endswith(".")
    assert len(rule.reason) > 40
    assert rule.reason.endswith(".")
    assert "" != rule.bad != rule.good != ""


def test_every_rule_can_be_taken_by_its_name_and_no_other_name_is_promised() -> None:
    named = {name: value for name, value in vars(rules).items() if isinstance(value, Rule)}
    assert sorted(named.values(), key=lambda rule: rule.code) == list(RULES.values())
    assert set(rules.__all__) - {"AUDITED", "FAMILIES", "RULES", "Rule"} == set(named)


def test_codes_stand_in_order_and_belong_to_a_family() -> None:
    assert list(RULES) == sorted(RULES)
    for code, rule in RULES.items():
        assert re.fullmatch(r"VS[0-9]{3}", code)
        assert rule.code == code
        assert rule.family == FAMILIES[code[:3]]


def test_no_broken_case_belongs_to_a_rule_that_is_gone() -> None:
    assert {path.stem.split("-", 1)[0] for path in CASES} <= set(RULES)
