"""Reports: text, JSON, GitHub commands and SARIF with their escaping, and the table by rule."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlasurvey.problems import Location, Problem, Severity
from vlasurvey.reports import FEW, FORMATS, by_rule, explanation, summary, text
from vlasurvey.rules import RULES, UNKNOWN_CONCEPT, UNREADABLE, UNUSED_WAIVER

SCHEMA = Path(__file__).parent / "tools/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
ERROR = Problem(Location("papers/2024/a.yaml", 14, 5), "VS402", Severity.ERROR, "unknown 'x'", "did you mean 'y'?")
WARNING = Problem(Location("b.yaml", 2), "VS509", Severity.WARNING, "silences nothing")
NOTE = Problem(Location("b.yaml"), "VS305", Severity.NOTE, "for your information")


def test_the_summary_counts_by_severity() -> None:
    assert summary([ERROR, ERROR, NOTE], 1) == "2 errors, 0 warnings, 1 note in 1 file"
    assert summary([WARNING], 0) == "0 errors, 1 warning, 0 notes in 0 files"
    assert summary([], 3, [WARNING, ERROR]) == "0 errors, 0 warnings, 0 notes in 3 files; 2 waived (VS402, VS509)"


def test_text_has_one_line_for_each_problem_and_the_summary() -> None:
    assert FORMATS["text"]([ERROR, WARNING], 7) == f"{ERROR}\n{WARNING}\n1 error, 1 warning, 0 notes in 7 files\n"
    assert FORMATS["text"]([], 7) == "0 errors, 0 warnings, 0 notes in 7 files\n"


def test_a_few_problems_need_no_table() -> None:
    assert FORMATS["text"]([ERROR] * FEW, 1).splitlines() == [str(ERROR)] * FEW + [summary([ERROR] * FEW, 1)]


def test_many_problems_are_summed_up_by_rule_gravest_first() -> None:
    problems = [WARNING] * 12 + [ERROR] * 2
    *lines, blank, first, second, also_blank, last = FORMATS["text"](problems, 3).splitlines()
    assert lines == [str(problem) for problem in problems]
    assert first == f" 2 x error[VS402] {UNKNOWN_CONCEPT.summary}"
    assert second == f"12 x warning[VS509] {UNUSED_WAIVER.summary}"
    assert (blank, also_blank, last) == ("", "", summary(problems, 3))


def test_rules_of_one_severity_are_ordered_by_frequency_then_code() -> None:
    place = Location("a")
    problems = [RULES[code].at(place, "m") for code in ("VS402", "VS101", "VS100", "VS402", "VS509")]
    assert [(rule.code, number) for rule, number in by_rule(problems)] == [
        ("VS402", 2),
        ("VS100", 1),
        ("VS101", 1),
        ("VS509", 1),
    ]


def test_severities_are_painted_and_nothing_else_is() -> None:
    problem = Problem(Location("error/a: error[.yaml"), "VS402", Severity.ERROR, "no error here: error[x]")
    painted = text([problem] * (FEW + 1), 1, paint=lambda severity: f"<{severity}>").splitlines()
    assert painted[0] == "error/a: error[.yaml:1:1: <error>[VS402] no error here: error[x]"
    assert painted[FEW + 2] == f"11 x <error>[VS402] {UNKNOWN_CONCEPT.summary}"


def test_an_explanation_has_reason_and_examples_and_what_is_mended() -> None:
    for rule in RULES.values():
        said = explanation(rule)
        assert said.startswith(f"{rule.code} ({rule.severity}, {rule.family}): {rule.summary}\n\n{rule.reason}\n")
        assert all(line in said for line in (*rule.bad.splitlines(), *rule.good.splitlines(), rule.fix))


def test_json_has_every_field_of_a_problem() -> None:
    read = json.loads(FORMATS["json"]([ERROR, WARNING], 7))
    assert read["files"] == 7
    assert read["problems"][0] == {
        "path": "papers/2024/a.yaml",
        "line": 14,
        "column": 5,
        "code": "VS402",
        "severity": "error",
        "message": "unknown 'x'",
        "hint": "did you mean 'y'?",
    }
    assert read["problems"][1]["hint"] is None


def test_json_sums_up_by_rule_and_names_what_is_waived() -> None:
    read = json.loads(FORMATS["json"]([ERROR, ERROR], 7, [WARNING]))
    assert read["rules"] == [
        {"code": "VS402", "severity": "error", "summary": UNKNOWN_CONCEPT.summary, "count": 2},
    ]
    assert [row["code"] for row in read["waived"]] == ["VS509"]


@given(st.text(), st.text())
def test_json_keeps_every_text(path: str, message: str) -> None:
    problem = Problem(Location(path), "VS101", Severity.ERROR, message, message)
    (row,) = json.loads(FORMATS["json"]([problem], 1))["problems"]
    assert (row["path"], row["message"], row["hint"]) == (path, message, message)


def test_github_gets_a_command_for_each_problem() -> None:
    command, warning, notice, last = FORMATS["github"]([ERROR, WARNING, NOTE], 7).splitlines()
    assert command == ("::error file=papers/2024/a.yaml,line=14,col=5,title=VS402::unknown 'x'; did you mean 'y'?")
    assert warning == "::warning file=b.yaml,line=2,col=1,title=VS509::silences nothing"
    assert notice.startswith("::notice file=b.yaml,line=1,")
    assert last == "1 error, 1 warning, 1 note in 7 files"


def test_github_commands_are_escaped_as_githubs_toolkit_does() -> None:
    problem = Problem(Location("a%,:b\n.yaml"), "VS101", Severity.ERROR, "50%: a,b\r\n::error::x", "c%0A")
    (command, _) = FORMATS["github"]([problem], 1).splitlines()
    assert command == ("::error file=a%25%2C%3Ab%0A.yaml,line=1,col=1,title=VS101::50%25: a,b%0D%0A::error::x; c%250A")


@given(st.text(), st.text())
def test_no_text_breaks_out_of_its_github_command(path: str, message: str) -> None:
    problem = Problem(Location(path), "VS101", Severity.ERROR, message)
    lines = FORMATS["github"]([problem], 1).split("\n")
    assert len(lines) == 3
    assert "\r" not in lines[0]
    properties, _, said = lines[0].removeprefix("::error ").partition("::")
    unescaped = said.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    assert unescaped == message
    assert [part.split("=", 1)[0] for part in properties.split(",")] == ["file", "line", "col", "title"]


# --- SARIF --------------------------------------------------------------------------------------


def sarif(problems: list[Problem], waived: list[Problem] | None = None) -> Any:
    return json.loads(FORMATS["sarif"](problems, 7, waived or []))


def test_sarif_has_a_result_for_each_problem_at_its_place() -> None:
    log = sarif([ERROR, NOTE])
    (run,) = log["runs"]
    assert log["version"] == "2.1.0"
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [("VS402", "error"), ("VS305", "note")]
    result = run["results"][0]
    assert result["message"]["text"] == "unknown 'x'; did you mean 'y'?"
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "papers/2024/a.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 14, "startColumn": 5},
    }
    assert run["columnKind"] == "unicodeCodePoints"


def test_sarif_describes_every_rule_and_results_point_to_theirs() -> None:
    (run,) = sarif([WARNING])["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULES)
    for described, rule in zip(rules, RULES.values(), strict=True):
        assert described["defaultConfiguration"]["level"] == rule.severity
        assert described["help"]["text"].replace("{{", "{").replace("}}", "}") == explanation(rule)
    assert rules[run["results"][0]["ruleIndex"]]["id"] == "VS509"


def test_sarif_holds_waived_problems_as_suppressed() -> None:
    (run,) = sarif([ERROR], [WARNING])["runs"]
    assert [(result["ruleId"], result.get("suppressions")) for result in run["results"]] == [
        ("VS402", None),
        ("VS509", [{"kind": "inSource"}]),
    ]


@given(st.text(), st.text())
def test_sarif_keeps_every_text_and_takes_no_brace_for_an_argument(path: str, message: str) -> None:
    (run,) = sarif([UNREADABLE.at(Location(path), message)])["runs"]
    (result,) = run["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert unquote(uri) == path
    said = result["message"]["text"]
    assert "{" not in said.replace("{{", "")
    if len(message) <= 500:
        assert said.replace("{{", "{").replace("}}", "}") == message


@pytest.mark.engine
def test_sarif_is_valid_against_its_schema(missing: Callable[[str], NoReturn]) -> None:
    if not SCHEMA.exists():
        missing("the schema of SARIF is not installed; cd tests/tools && npm ci")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    odd = UNREADABLE.at(Location("papers/a b%ü[].yaml", 3, 9), "{0} [x](y)", "write {literal: Name}")
    for log in (sarif([]), sarif([ERROR, WARNING, NOTE, odd], [WARNING])):
        assert [error.message for error in validator.iter_errors(log)] == []
    broken = sarif([ERROR])
    broken["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not validator.is_valid(broken)
