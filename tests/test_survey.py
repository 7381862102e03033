"""The knowledge base: every file is read or explained, and the indices hold what the records say."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from vlasurvey import survey
from vlasurvey.problems import Problem
from vlasurvey.survey import Survey, paper_path
from vlasurvey.values import KEY

Find = Callable[[Path], list[Problem]]

BARE, WHOLE, ODD = "bare2023minimal", "whole2024everything", "ballclubcollective2024pi0"
DROPPED, TOSS, OVERVIEW = "dropped2024withdrawn", "renamed2025toss", "overview2025juggling"


def keys(papers: tuple[survey.Paper, ...]) -> list[str]:
    return [paper.key for paper in papers]


# --- indices --------------------------------------------------------------------------------------


def test_papers_are_sorted_by_key(toy: Survey) -> None:
    assert list(toy.papers) == [ODD, BARE, DROPPED, OVERVIEW, TOSS, WHOLE]
    assert all(key == paper.key for key, paper in toy.papers.items())


def test_the_newest_papers_come_first(toy: Survey) -> None:
    assert keys(toy.newest) == [OVERVIEW, TOSS, DROPPED, ODD, WHOLE, BARE]


def test_equal_dates_are_in_order_of_the_keys(toy_copy: Path) -> None:
    record = toy_copy / paper_path(BARE)
    for key in ("zed2023minimal", "alpha2023minimal"):
        other = toy_copy / paper_path(key)
        other.write_text(record.read_text().replace("2305.99901", f"2305.999{len(key)}"))
    loaded, _ = survey.load(toy_copy)
    assert loaded
    assert keys(loaded.newest)[-3:] == ["alpha2023minimal", BARE, "zed2023minimal"]


def test_a_concept_has_its_papers_and_those_of_narrower_concepts_once(toy: Survey) -> None:
    assert {notation: keys(papers) for notation, papers in toy.by_concept.items()} == {
        "hands": [OVERVIEW, TOSS, ODD, WHOLE],
        "hands/catching": [TOSS, WHOLE],
        "hands/throwing": [TOSS, ODD],
        "eyes": [OVERVIEW, DROPPED, WHOLE],
        "eyes/tracking": [DROPPED, WHOLE],
    }
    assert list(toy.by_concept) == list(toy.taxonomy.concepts)


def test_years_are_those_of_the_first_public_version_newest_first(toy: Survey) -> None:
    assert [(year, keys(papers)) for year, papers in toy.by_year.items()] == [
        ("2025", [OVERVIEW, TOSS]),
        ("2024", [DROPPED, ODD, WHOLE]),
        ("2023", [BARE]),
    ]


def test_keys_and_aliases_lead_to_the_live_key(toy: Survey) -> None:
    assert toy.key_of == {**{key: key for key in toy.papers}, "whole2024all": WHOLE, "renamed2024throw": TOSS}


def test_vocabularies_are_there(toy: Survey) -> None:
    assert list(toy.venues) == ["ctr", "jics", "ctr-workshop-drops"]
    assert list(toy.benchmarks) == ["cascade"]
    assert toy.benchmarks["cascade"].metrics[1].range == (0, 300)
    assert [screened.reason for screened in toy.screened] == ["no-robot", "duplicate"]
    assert toy.settings.survey_paper in toy.papers
    assert toy.drafts == {}


def test_a_place_is_found_by_key(toy: Survey) -> None:
    assert str(toy.place(TOSS, "concepts", 1)) == "papers/2025/renamed2025toss.yaml:18:28"
    assert str(toy.place(TOSS, "links", "code", of_key=True)) == "papers/2025/renamed2025toss.yaml:17:3"
    assert toy.path(TOSS) == "papers/2025/renamed2025toss.yaml"


# --- keys -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "year"),
    [
        ("kim2024openvla", "2024"),
        ("zhen20243dvla", "2024"),
        ("bhat20253d", "2025"),
        ("team20242025", "2024"),
        ("lee20242020vision", "2024"),
        ("black2024pi0-b", "2024"),
        ("1x2025world", "2025"),
    ],
)
def test_the_year_of_a_key_is_found_even_beside_other_digits(key: str, year: str) -> None:
    assert paper_path(key) == f"papers/{year}/{key}.yaml"


@pytest.mark.parametrize(
    "key",
    ["", "openvla", "2024openvla", "kim2024", "Kim2024openvla", "kim2024open-vla", "kim2024x-a", "kim24x",
     "../kim2024x",
     "kim2024x\n", "kím2024x", "a" * 25 + "2024x", "kim0243x"],
)  # fmt: skip
def test_what_is_no_key_has_no_path(key: str) -> None:
    assert not KEY.fullmatch(key)
    with pytest.raises(ValueError, match="no citation key"):
        paper_path(key)


# --- reading --------------------------------------------------------------------------------------


def test_a_folder_without_settings_is_no_survey(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no survey\.yaml"):
        survey.load(tmp_path)


@pytest.mark.parametrize("name", ["taxonomy.yaml", "venues.yaml"])
def test_without_a_vocabulary_there_is_no_survey_but_a_problem(name: str, toy_copy: Path, problems_of: Find) -> None:
    (toy_copy / name).unlink()
    assert survey.load(toy_copy)[0] is None
    assert [str(problem) for problem in problems_of(toy_copy)] == [
        f"{name}:1:1: error[VS100] cannot read this file: No such file or directory; put a regular, readable file there"
    ]


def test_a_survey_without_benchmarks_or_screening_needs_no_file_that_says_so(toy_copy: Path, problems_of: Find) -> None:
    for name in ("benchmarks.yaml", "screening.yaml"):
        (toy_copy / name).unlink()
    loaded, _ = survey.load(toy_copy)
    assert loaded
    assert (dict(loaded.benchmarks), loaded.screened) == ({}, ())
    assert "VS100" not in {problem.code for problem in problems_of(toy_copy)}


def test_a_survey_may_have_no_paper_yet(toy_copy: Path, problems_of: Find) -> None:
    shutil.rmtree(toy_copy / "papers")
    shutil.rmtree(toy_copy / "results")
    (toy_copy / "released-keys.txt").unlink()
    loaded, problems = survey.load(toy_copy)
    assert loaded
    assert (dict(loaded.papers), problems) == ({}, [])
    graver = {problem.code for problem in problems_of(toy_copy) if problem.severity != "note"}
    assert graver == {"VS408"}


def test_a_faulty_record_is_left_out_and_the_others_are_read(toy_copy: Path) -> None:
    path = toy_copy / paper_path(TOSS)
    path.write_text(path.read_text(encoding="utf-8").replace("role: method", "role: methods"), encoding="utf-8")
    loaded, problems = survey.load(toy_copy)
    assert loaded
    assert (TOSS in loaded.papers, len(loaded.papers), [p.code for p in problems]) == (False, 5, ["VS205"])
    assert loaded.drafts[TOSS].concepts == ("hands/throwing", "hands/catching")


@pytest.mark.parametrize("content", ["", "title: [", "\x07", "- a"])
def test_a_record_that_cannot_be_read_at_all_is_one_problem_wherever_it_is_named(
    content: str, toy_copy: Path, problems_of: Find
) -> None:
    (toy_copy / paper_path(OVERVIEW)).write_text(content)
    assert [problem.location.path for problem in problems_of(toy_copy)] == [paper_path(OVERVIEW)]


def test_every_file_below_papers_is_read_or_reported(toy_copy: Path, problems_of: Find) -> None:
    papers = toy_copy / "papers"
    (papers / "2024" / "notes.txt").write_text("x")
    (papers / "2024" / "deep").mkdir()
    (papers / "2024" / "deep" / "kim2024x.yaml").write_text("x")
    (papers / "loose.yaml").write_text("x")
    (papers / "2024" / "kim2024y.yaml").mkdir()
    (papers / "2026").symlink_to(papers / "2024")
    (papers / "2024" / ".hidden").write_text("x")
    assert [(p.code, p.location.path) for p in problems_of(toy_copy)] == [
        ("VS105", "papers/2024/deep/kim2024x.yaml"),
        ("VS302", "papers/2024/deep/kim2024x.yaml"),
        ("VS100", "papers/2024/kim2024y.yaml"),
        ("VS301", "papers/2024/notes.txt"),
        ("VS301", "papers/2026"),
        ("VS105", "papers/loose.yaml"),
        ("VS301", "papers/loose.yaml"),
    ]


def test_a_linked_papers_folder_outside_the_survey_is_not_read(toy_copy: Path, problems_of: Find) -> None:
    (toy_copy / "papers").rename(toy_copy.parent / "elsewhere")
    (toy_copy / "papers").symlink_to(toy_copy.parent / "elsewhere")
    problems = [problem for problem in problems_of(toy_copy) if problem.code != "VS408"]  # papers that are named
    assert [(problem.code, problem.location.path) for problem in problems] == [("VS100", "papers")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file names")
@pytest.mark.parametrize("name", [b"a\nb.yaml", b"\x1b[31m.yaml", b"\xff\xfe.yaml", "\u202e.yaml".encode()])
def test_a_hostile_file_name_is_printed_as_an_escape(name: bytes, toy_copy: Path, problems_of: Find) -> None:
    Path(toy_copy / "papers" / "2024" / name.decode("utf-8", "surrogateescape")).write_text("x")
    (problem,) = problems_of(toy_copy)
    assert problem.code == "VS301"
    assert str(problem).isprintable()
    assert str(problem).encode()


def test_reading_twice_gives_the_same(toy_copy: Path) -> None:
    one, other = survey.load(toy_copy)[0], survey.load(toy_copy)[0]
    assert vars(one) == vars(other)


# --- what was known before ------------------------------------------------------------------------


def read_again(folder: Path, known: Survey) -> Survey:
    """The survey as it is found by a reader who knows what it was; it is what any other reader finds."""
    again, problems = survey.load(folder, known=known)
    fresh, same = survey.load(folder)
    assert problems == same
    assert again
    assert vars(again) == vars(fresh)
    return again


def test_a_record_that_has_not_changed_is_not_read_again(toy_copy: Path) -> None:
    known, _ = survey.load(toy_copy)
    assert known
    edit(toy_copy, BARE, "title: .*", "title: Another title")
    again = read_again(toy_copy, known)
    assert again.papers[BARE].title == "Another title"
    assert {key for key, paper in again.papers.items() if paper is not known.papers[key]} == {BARE}


def test_a_record_that_is_new_or_gone_is_noticed(toy_copy: Path) -> None:
    known, _ = survey.load(toy_copy)
    assert known
    file = toy_copy / paper_path(BARE)
    file.rename(file.with_name("bare2023renamed.yaml"))
    again = read_again(toy_copy, known)
    assert BARE not in again.papers
    assert "bare2023renamed" in again.papers


@pytest.mark.parametrize("text", ["role: juggler", "  role:  method"], ids=["an error", "a warning of its form"])
def test_what_is_wrong_with_a_record_is_said_until_it_is_mended(toy_copy: Path, text: str) -> None:
    sound, _ = survey.load(toy_copy)
    assert sound
    before = edit(toy_copy, BARE, "role: .*", text)
    faulty = read_again(toy_copy, sound)
    assert survey.load(toy_copy, known=faulty)[1] == survey.load(toy_copy)[1] != []
    (toy_copy / paper_path(BARE)).write_text(before, encoding="utf-8")
    read_again(toy_copy, faulty)


def test_a_file_that_cannot_be_read_any_more_is_reported(toy_copy: Path) -> None:
    known, _ = survey.load(toy_copy)
    assert known
    file = toy_copy / paper_path(BARE)
    file.unlink()
    file.mkdir()
    read_again(toy_copy, known)
    assert any("cannot read this file" in problem.message for problem in survey.load(toy_copy, known=known)[1])


def edit(folder: Path, key: str, pattern: str, text: str) -> str:
    """Change the first match in a record; return what it was before."""
    file = folder / paper_path(key)
    before = file.read_text(encoding="utf-8")
    after = re.sub(pattern, text, before, count=1)
    assert after != before
    file.write_text(after, encoding="utf-8")
    return before
