"""Problems: reading order, the three renderings with their escaping, and advice on misspelt words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlasurvey.problems import FORMATS, Location, Problem, Severity, closest, did_you_mean, failed, in_order, summary

ERROR = Problem(Location("papers/2024/a.yaml", 14, 5), "VS402", Severity.ERROR, "unknown 'x'", "did you mean 'y'?")
WARNING = Problem(Location("b.yaml", 2), "VS509", Severity.WARNING, "silences nothing")
NOTE = Problem(Location("b.yaml"), "VS900", Severity.NOTE, "for your information")


def test_the_printed_form_has_place_code_fault_and_advice() -> None:
    assert str(ERROR) == "papers/2024/a.yaml:14:5: error[VS402] unknown 'x'; did you mean 'y'?"
    assert str(WARNING) == "b.yaml:2:1: warning[VS509] silences nothing"


def test_problems_are_ordered_by_file_line_and_column_as_numbers() -> None:
    places = [Location("b", 1), Location("a", 10), Location("a", 9, 2), Location("a", 9, 10)]
    problems = [Problem(place, "VS101", Severity.ERROR, "m") for place in places]
    assert [str(p.location) for p in in_order(problems)] == ["a:9:2", "a:9:10", "a:10:1", "b:1:1"]


def test_problems_of_one_place_are_ordered_by_code_and_message() -> None:
    place = Location("a")
    made = [Problem(place, code, Severity.ERROR, message) for code, message in (("B", "a"), ("A", "b"), ("A", "a"))]
    assert [(p.code, p.message) for p in in_order(made)] == [("A", "a"), ("A", "b"), ("B", "a")]


def test_errors_and_warnings_fail_a_check_and_notes_do_not() -> None:
    assert failed([ERROR])
    assert failed([NOTE, WARNING])
    assert not failed([NOTE])
    assert not failed([])


def test_the_summary_counts_by_severity() -> None:
    assert summary([ERROR, ERROR, NOTE], 1) == "2 errors, 0 warnings, 1 note in 1 file"
    assert summary([WARNING], 0) == "0 errors, 1 warning, 0 notes in 0 files"


def test_text_has_one_line_for_each_problem_and_the_summary() -> None:
    assert FORMATS["text"]([ERROR, WARNING], 7) == f"{ERROR}\n{WARNING}\n1 error, 1 warning, 0 notes in 7 files\n"
    assert FORMATS["text"]([], 7) == "0 errors, 0 warnings, 0 notes in 7 files\n"


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


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("autors", "authors"),
        ("AUTHORS", "authors"),
        ("tilte", "title"),
        ("action-head", "embodiment/action-head"),
        ("task/action-head", "embodiment/action-head"),
        ("rl", "integration/rl"),
        ("wombat", None),
        ("", None),
    ],
)
def test_the_closest_known_word_is_what_was_meant(word: str, meant: str | None) -> None:
    known = ["authors", "title", "embodiment/action-head", "integration/rl"]
    assert closest(word, known) == meant
    assert did_you_mean(word, known) == (f"did you mean {meant!r}?" if meant else None)


def test_nothing_was_meant_where_nothing_is_known() -> None:
    assert closest("word", []) is None
