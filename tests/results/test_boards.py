"""What the tables of a survey say together: groups, ranks, intervals, derived averages, reports that disagree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from vlasurvey import survey
from vlasurvey.results.boards import Board, Group, boards, interval, progress
from vlasurvey.results.figures import figure, printed_in
from vlasurvey.results.rows import Row, mean_fault, rows, rows_about, rows_by
from vlasurvey.survey import Survey

Find = Callable[[Path], list[object]]
WHOLE, TOSS, PI0 = "whole2024everything", "renamed2025toss", "ballclubcollective2024pi0"


@pytest.fixture
def board(toy: Survey) -> Board:
    return boards(toy)["cascade"]


def group(board: Board, name: str) -> Group:
    return next(group for group in board.groups if group.id == name)


def test_every_row_of_every_table_is_there_once(toy: Survey) -> None:
    printed = [
        (results.id, t, r)
        for results in toy.results.values()
        for t, table in enumerate(results.tables)
        for r in range(len(table.rows))
    ]
    assert [(row.source, *row.number) for row in rows(toy)] == printed
    assert len({row.id for row in rows(toy)}) == len(printed)


def test_rows_stand_in_one_group_exactly_if_measure_and_comparable_circumstances_are_the_same(board: Board) -> None:
    for one in board.groups:
        for row in one.rows:
            stated = tuple(row.table.protocol.get(field) for field in board.benchmark.comparable)
            assert (row.metric, stated) == (one.metric, tuple(value for _, value in one.protocol))
    names = [(one.metric, one.protocol) for one in board.groups]
    assert len(set(names)) == len(names)
    assert sorted(row.id for one in board.groups for row in one.rows) == sorted(row.id for row in board.rows)


def test_what_is_not_stated_is_a_group_of_its_own(board: Board) -> None:
    assert [(one.id, one.stated) for one in board.groups] == [
        ("clean-runs.3", True),
        ("clean-runs.5", True),
        ("clean-runs.not-stated", False),
        ("drops.not-stated", False),
    ]


def test_a_method_is_ranked_once_by_its_own_report(board: Board) -> None:
    three = group(board, "clean-runs.3")
    ranks = {row.id: three.standings[row.id, "slow"].rank for row in three.rows}
    assert ranks == {
        "renamed2025toss-1-1": 1,
        "whole2024everything-1-1": 2,
        "whole2024everything-1-2": 3,
        "renamed2025toss-1-3": 4,  # of a paper that reports nothing of itself, the earliest report
        "whole2024everything-1-3": 5,
        "renamed2025toss-1-2": None,
        "elsewhere-cascade-again-1-1": None,
        "elsewhere-cascade-again-1-2": None,
    }
    assert [row.id for row in three.rows][:2] == ["renamed2025toss-1-1", "whole2024everything-1-1"]


def test_no_rank_spans_two_groups(board: Board) -> None:
    """In each group and suite the ranks are those of its own leading numbers, whatever stands elsewhere."""
    for one in board.groups:
        for suite in one.suites:
            leading = [row for row in one.rows if row.id in one.leading and row.figure(suite)]
            numbers = {row.id: row.figure(suite).value for row in leading}  # type: ignore[union-attr]
            metric = next(s.metric for s in board.benchmark.suites if s.id == suite) or one.metric
            lower = metric == "drops"
            for row in leading:
                better = [n for n in numbers.values() if (n < numbers[row.id]) == lower and n != numbers[row.id]]
                assert one.standings[row.id, suite].rank == 1 + len(better)


def test_equal_numbers_share_a_rank(toy: Survey) -> None:
    board = boards(toy)["cascade"]
    three = group(board, "clean-runs.3")
    best = [row for row in three.rows if three.standings.get((row.id, "average")) and row.own]
    assert three.standings[best[0].id, "average"].best


def test_an_average_that_is_not_printed_is_derived_and_marked_as_such(board: Board) -> None:
    (small,) = (row for row in board.rows if row.variant == "eaosmall")
    assert "average" not in small.figures
    assert small.derived["average"].text == "93.3"  # of 96.0 and 90.5, 93.25
    assert small.figure("average") == small.derived["average"]
    assert all(not set(row.figures) & set(row.derived) for row in board.rows)


def test_an_interval_is_drawn_only_where_episodes_are_known(board: Board) -> None:
    three = group(board, "clean-runs.3")
    for row in three.rows:
        for suite in ("slow", "fast", "average"):
            standing = three.standings.get((row.id, suite))
            assert standing is None or (standing.interval is not None) == (row.printed.episodes is not None)
    longest = three.standings["whole2024everything-1-1", "longest"]
    assert (longest.interval, longest.level) == (None, None)  # catches are no share of episodes


def test_a_mean_counts_the_episodes_of_all_its_suites(board: Board) -> None:
    row = next(row for row in board.rows if row.id == "whole2024everything-1-1")
    clean = board.benchmark.metrics[0]
    number = row.figures["average"]
    one, two = interval(row, number, clean, 1), interval(row, number, clean, 2)
    assert one is not None
    assert two is not None
    assert two[1] - two[0] < one[1] - one[0]
    found = group(board, "clean-runs.3").standings[row.id, "average"].interval
    assert found == two


def test_what_chance_may_explain_is_not_told_apart_from_the_best(board: Board) -> None:
    three = group(board, "clean-runs.3")
    levels = {row.id: three.standings[row.id, "slow"].level for row in three.rows}
    assert levels["renamed2025toss-1-1"] is True  # the best itself
    assert levels["whole2024everything-1-1"] is True  # 97.5 of 200 beside 98.0 of 100
    assert levels["whole2024everything-1-3"] is False  # 81 of 200
    assert levels["renamed2025toss-1-3"] is None  # nobody says how many


def test_every_cell_for_which_sources_state_different_numbers_is_a_disagreement(board: Board) -> None:
    found = {(d.key, d.suite): [(row.source, number.text) for row, number in d.reports] for d in board.disagreements}
    assert found == {
        (WHOLE, "slow"): [(WHOLE, "97.50"), (TOSS, "97.50"), ("elsewhere/cascade-again", "93.0")],
        (WHOLE, "average"): [(WHOLE, "94.8"), (TOSS, "94.8"), ("elsewhere/cascade-again", "92.5")],
        (WHOLE, "fast"): [(WHOLE, "92.1 ± 0.9"), (TOSS, "92.1"), ("elsewhere/cascade-again", "92.0")],
    }
    assert [d.spread for d in board.disagreements] == [Decimal("4.50"), Decimal("2.3"), Decimal("0.1")]
    assert board.compared == 4  # and the two sources that agree on Toss


def test_numbers_that_differ_by_rounding_alone_agree() -> None:
    assert figure("97.1").agrees(figure("97.10"))
    assert figure("97").agrees(figure("97.4"))
    assert figure("97.5").agrees(figure("98"))
    assert figure("97.5").agrees(figure("97"))
    assert not figure("97").agrees(figure("98"))
    assert not figure("97.1").agrees(figure("97.2"))
    assert not figure("97").agrees(figure("97.51"))


def test_progress_goes_by_the_day_and_marks_what_was_best_until_then(board: Board) -> None:
    steps = progress(board, group(board, "clean-runs.3"), "slow")
    assert [(step.row.id, step.best) for step in steps] == [
        ("whole2024everything-1-1", True),
        ("whole2024everything-1-2", False),
        ("whole2024everything-1-3", False),
        ("renamed2025toss-1-1", True),
        ("renamed2025toss-1-3", False),
    ]


def test_where_less_is_better_the_least_is_best(toy_copy: Path) -> None:
    file = toy_copy / "results/2024/whole2024everything.yaml"
    text = file.read_text(encoding="utf-8")
    more = '      - method: renamed2025toss\n        values: {slow: "0.2"}\n'
    file.write_text(text + more, encoding="utf-8")
    loaded, _ = survey.load(toy_copy)
    assert loaded
    drops = group(boards(loaded)["cascade"], "drops.not-stated")
    assert {row.key: drops.standings[row.id, "slow"].rank for row in drops.rows} == {WHOLE: 2, TOSS: 1}


def test_own_reports_and_those_of_others_are_told_apart(toy: Survey) -> None:
    assert [(row.source, row.own) for row in rows_about(toy)[TOSS]] == [
        (TOSS, True),
        (TOSS, True),
        ("elsewhere/cascade-again", False),
    ]
    assert [row.key for row in rows_by(toy)[TOSS]] == [TOSS, WHOLE, PI0, TOSS]


def test_a_source_outside_owns_what_its_own_page_is_about(toy_copy: Path) -> None:
    file = toy_copy / "results/elsewhere/cascade-again.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Nobody's Hands", "Nobody's Hands\n          url: https://cascade.example/again"))
    loaded, _ = survey.load(toy_copy)
    assert loaded
    (row,) = (row for row in rows(loaded) if row.name == "Nobody's Hands")
    assert (row.own, row.key, row.reporter, row.issued) == (True, None, None, "2025-05")


def test_a_method_that_enters_the_survey_later_is_known_by_its_identifier(toy_copy: Path) -> None:
    record = toy_copy / "papers/2023/bare2023minimal.yaml"
    record.write_text(record.read_text(encoding="utf-8").replace("2305.99901", "2301.99907"), encoding="utf-8")
    loaded, _ = survey.load(toy_copy)
    assert loaded
    assert [row.source for row in rows_about(loaded)["bare2023minimal"]] == [WHOLE]


@pytest.mark.parametrize(
    ("printed", "fits"),
    [
        ({"slow": "90", "fast": "80", "average": "85"}, True),
        ({"slow": "90.4", "fast": "80.3", "average": "85.4"}, True),  # 85.35
        ({"slow": "90.4", "fast": "80.3", "average": "85.3"}, True),
        ({"slow": "90.4", "fast": "80.3", "average": "85.45"}, False),
        ({"slow": "90.4", "fast": "80.3", "average": "85.5"}, False),
        ({"slow": "90", "fast": "80", "average": "85.8"}, False),
        ({"slow": "90", "fast": "80", "average": "85.5"}, True),  # 90.4 and 80.6 are printed so
        ({"slow": "90", "average": "12"}, True),  # nobody can tell
    ],
)
def test_an_average_fits_where_suites_that_round_to_what_is_printed_have_it(
    printed: dict[str, str], fits: bool, board: Board
) -> None:
    suite = next(suite for suite in board.benchmark.suites if suite.id == "average")
    assert (mean_fault({name: figure(text) for name, text in printed.items()}, suite) is None) == fits


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("97,1", "97.1"),
        ("97.1%", "97.1"),
        ("97.1 %", "97.1"),
        ("84.7±0.9", "84.7 ± 0.9"),
        ("84.7 +/- 0.9", "84.7 ± 0.9"),
        ("-0.5", "-0.5"),
        ("80 to 82", None),
        (">90", None),
        ("", None),
        ("97.1.2", None),
    ],
)
def test_a_number_in_another_form_is_read_where_it_can_mean_one_thing_only(text: str, meant: str | None) -> None:
    assert printed_in(text) == meant


def test_a_row_is_told_apart_by_method_and_variant(board: Board) -> None:
    names: dict[tuple[str, str], set[str]] = {}
    for row in board.rows:
        names.setdefault(row.subject, set()).add(row.name)
    assert names[WHOLE, ""] == {"EaO"}
    assert names[WHOLE, "eaosmall"] == {"EaO (small)"}


def test_a_board_is_made_anew_for_another_survey(toy: Survey) -> None:
    assert boards(replace(toy, results={})) == {}
    assert isinstance(rows(toy)[0], Row)
