"""Problems: printed form, reading order, and advice on misspelt words."""

from __future__ import annotations

import pytest

from vlasurvey.problems import Location, Problem, Severity, closest, did_you_mean, failed, in_order

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
