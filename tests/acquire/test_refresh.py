"""What is proposed for a record, what could not be verified, and how a proposal is taken."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from vlasurvey import checks
from vlasurvey.acquire import proposals, refresh
from vlasurvey.acquire.candidates import Candidate, Kind, Notice, Version
from vlasurvey.acquire.matching import same_authors, same_person, same_title
from vlasurvey.acquire.proposals import Change, Proposal
from vlasurvey.acquire.refresh import Outcome
from vlasurvey.names import Name
from vlasurvey.problems import failed
from vlasurvey.survey import Survey, load

KEY = "roe2024waggle"
RECORD = """\
# yaml-language-server: $schema=../../schema/paper.schema.json
title: "A Waggle of Bees"
role: method
authors:
  - Ana Roe
  - Bo Hive
issued: "2024-03-01"
identifiers:
  arxiv: "2403.00001"
concepts: []
curation:
  added: "2026-11-20"
"""


def name(text: str) -> Name:
    return Name.model_validate(text)


@pytest.fixture
def survey(toy_copy: Path) -> Survey:
    """The toy survey with one more preprint."""
    (toy_copy / f"papers/2024/{KEY}.yaml").write_text(RECORD, encoding="utf-8")
    loaded, _ = load(toy_copy)
    assert loaded
    return loaded


def printed(survey: Survey, **others: Any) -> Candidate:
    """The preprint as a conference of the survey prints it."""
    venue = next(venue for venue in survey.venues.values() if venue.type == "conference")
    version = Version(venue=venue.title, year="2024", document="paper")
    return dataclasses.replace(
        Candidate("proceedings", "a.bib", "A Waggle of Bees", ("Ana Roe", "Bo Hive"), published=version), **others
    )


def compared(survey: Survey, *candidates: Candidate, **stated: dict[str, str]) -> Outcome:
    return refresh.published(survey, [KEY], candidates, stated)


def refused(survey: Survey, *candidates: Candidate) -> dict[str, str]:
    """Why nothing is proposed."""
    found = compared(survey, *candidates)
    assert not found.proposals
    assert found.doubts
    return dict(found.doubts[0].failed)


# --- when two papers are one --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Müller", "Ana Muller"),
        ("Ana Müller", "A. Mueller"),
        ("Wei-Jie Zhang", "Weijie Zhang"),
        ("Wei-Jie Zhang", "W. J. Zhang"),
        ("Moo Jin Kim", "Moo J. Kim"),
        ("Michael Robert Equi", "Michael Equi"),
        ("brian ichter", "Brian Ichter"),
        ("Zhang Wei", "Wei Zhang"),
        ("van der Comb, Ida", "Van Der Comb, Ida"),
    ],
)
def test_two_spellings_of_a_name_are_one_person(one: str, other: str) -> None:
    assert same_person(name(one), name(other))
    assert same_person(name(other), name(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Roe", "Bea Roe"),
        ("Mike Roe", "Michael Roe"),
        ("Wei Zhang", "Wen Zhang"),
        ("Wei-Jie Zhang", "Wei-Min Zhang"),
        ("Ana B. Roe", "Ana C. Roe"),
        ("Roe", "Ana Roe"),
        ("Ana Roe", "Ana Rowe"),
    ],
)
def test_two_names_that_may_be_two_people_are_not_one(one: str, other: str) -> None:
    assert not same_person(name(one), name(other))
    assert not same_person(name(other), name(one))


def test_a_list_in_another_order_is_the_same_only_where_its_source_sorts() -> None:
    one, other = [name("Ana Roe"), name("Bo Hive")], [name("Bo Hive"), name("Ana Roe")]
    assert not same_authors(one, other)
    assert same_authors(one, other, ordered=False)
    assert not same_authors(one, [name("Ana Roe"), name("Ana Roe")], ordered=False)
    assert not same_authors(one, one[:1], ordered=False)
    assert not same_authors([], [])


def test_titles_are_the_same_whatever_their_capitals_and_formulas() -> None:
    assert same_title("Fine-Tuning $\\pi_0$ for Bees", "Finetuning π0 for bees")
    assert not same_title("RT-1: Bees", "RT-2: Bees")
    assert not same_title("", "")


# --- published versions -------------------------------------------------------------------------


def test_the_same_title_and_all_authors_make_a_proposal_that_says_why(survey: Survey) -> None:
    (one,) = compared(survey, printed(survey)).proposals
    (change,) = one.changes
    venue = next(venue.id for venue in survey.venues.values() if venue.type == "conference")
    assert change == Change("published", None, {"venue": venue, "year": "2024"})
    assert one.rule.startswith("same title and the same 2 authors")
    assert "'A Waggle of Bees', 2 authors" in one.evidence
    assert not one.replaces


@pytest.mark.parametrize(
    ("others", "criterion"),
    [
        ({"authors": ("Ana Roe", "Bo Hive", "Cy Comb")}, "authors"),
        ({"authors": ("Bo Hive", "Ana Roe")}, "authors"),
        ({"complete": False}, "authors"),
        ({"title": "A Waggle of Beet"}, "one paper"),
        ({"published": Version(venue="Meeting of Strangers", year="2024")}, "venue"),
        ({"published": Version(year="2024")}, "venue"),
        ({"notices": (Notice(Kind.REJECTED, "Reject"),)}, "decision"),
    ],
)
def test_what_misses_one_criterion_is_not_proposed_and_names_it(
    survey: Survey, others: dict[str, Any], criterion: str
) -> None:
    assert criterion in refused(survey, printed(survey, **others))


@pytest.mark.parametrize(("year", "plausible"), [("2023", False), ("2024", True), ("2028", True), ("2029", False)])
def test_a_paper_is_published_in_plausible_years(survey: Survey, year: str, plausible: bool) -> None:
    version = printed(survey).published
    assert version
    one = printed(survey, published=dataclasses.replace(version, year=year))
    if plausible:
        assert compared(survey, one).proposals
    else:
        assert "years" in refused(survey, one)


def test_a_workshop_is_not_its_conference(survey: Survey) -> None:
    version = printed(survey).published
    assert version
    assert "workshop" in refused(survey, printed(survey, published=dataclasses.replace(version, workshop=True)))


def test_a_paper_of_other_people_with_the_same_title_is_none_of_ours(survey: Survey) -> None:
    assert compared(survey, printed(survey, authors=("Cy Comb",))) == Outcome()


def test_two_publications_of_one_paper_are_for_a_person_to_settle(survey: Survey) -> None:
    version = printed(survey).published
    assert version
    later = printed(survey, published=dataclasses.replace(version, year="2025"), address="b.bib")
    assert "one publication" in refused(survey, printed(survey), later)


def test_of_two_answers_that_agree_the_fuller_one_is_taken_whole(survey: Survey) -> None:
    version = printed(survey).published
    assert version
    fuller = printed(survey, published=dataclasses.replace(version, page="1-9"), address="b.bib")
    (one,) = compared(survey, printed(survey), fuller).proposals
    assert one.address == "b.bib"
    assert isinstance(one.changes[0].new, dict)
    assert one.changes[0].new["page"] == "1-9"


def test_an_identifier_brings_title_and_authors_of_the_same_answer_along(survey: Survey) -> None:
    one = printed(
        survey, identifiers={"arxiv": "2403.00001"}, title="A Waltz of Bees", authors=("Ana Roe", "Bo Hive", "Cy Comb")
    )
    (found,) = compared(survey, one).proposals
    assert [change.field for change in found.changes] == ["title", "authors", "published"]
    assert found.replaces
    assert found.rule.startswith("same arxiv 2403.00001")


def test_an_identifier_of_quite_another_paper_is_not_believed(survey: Survey) -> None:
    one = printed(survey, identifiers={"arxiv": "2403.00001"}, title="On Wasps", authors=("Cy Comb",))
    assert "one paper" in refused(survey, one)


def test_a_doi_that_the_preprint_names_links_the_two(survey: Survey) -> None:
    version = printed(survey).published
    assert version
    one = printed(survey, published=dataclasses.replace(version, doi="10.1000/Bees"), title="A Waltz of Bees")
    assert not compared(survey, one).proposals
    (found,) = compared(survey, one, **{KEY: {"10.1000/bees": "arXiv names it"}}).proposals
    assert found.rule.startswith("arXiv names it")


# --- newer versions, comments and notices -------------------------------------------------------


def preprint(**others: Any) -> Candidate:
    return dataclasses.replace(
        Candidate(
            "arXiv",
            "https://arxiv.org/abs/2403.00001",
            "A Waggle of Bees",
            ("Ana Roe", "Bo Hive"),
            version=2,
            identifiers={"arxiv": "2403.00001"},
        ),
        **others,
    )


def test_a_preprint_that_is_as_the_record_says_changes_nothing(survey: Survey) -> None:
    assert refresh.amended(survey.papers[KEY], preprint()) == Outcome()


@pytest.mark.parametrize(("version", "said"), [(3, ", version 3, at "), (None, " authors, at ")])
def test_what_a_newer_title_rests_on_names_the_version_where_the_source_does(
    version: int | None, said: str, survey: Survey
) -> None:
    (one,) = refresh.amended(survey.papers[KEY], preprint(title="A Waltz of Bees", version=version)).proposals
    assert said in one.evidence


def test_a_newer_title_is_proposed_and_the_old_one_stays_findable(survey: Survey) -> None:
    (one,) = refresh.amended(survey.papers[KEY], preprint(title="A Waltz of Bees")).proposals
    assert one.changes == (Change("title", "A Waggle of Bees", "A Waltz of Bees"),)
    assert proposals.apply(survey.root, survey, [one], "2026-12-01") == []
    now, _ = load(survey.root)
    assert now
    paper = now.papers[KEY]
    assert (paper.title, paper.former_titles) == ("A Waltz of Bees", ("A Waggle of Bees",))
    assert paper.curation.sources["title"] == "https://arxiv.org/abs/2403.00001 (2026-12-01)"
    assert [change.date for change in paper.curation.history] == ["2026-12-01"]
    assert refresh.published(now, [KEY], [printed(now)]).proposals  # by its former title


def test_a_cut_list_of_authors_replaces_none(survey: Survey) -> None:
    found = refresh.amended(survey.papers[KEY], preprint(authors=("Ana Roe",), complete=False))
    assert (found.proposals, [list(dict(doubt.failed)) for doubt in found.doubts]) == ([], [["authors"]])


@pytest.mark.parametrize(
    ("comment", "venue"),
    [
        ("Accepted at CoRL 2025. 9 pages", "CoRL 2025"),
        ("8 pages; to appear in ICRA 2025 (oral)", "ICRA 2025"),
        ("Published as a conference paper at ICLR 2024", "ICLR 2024"),
        ("Submitted to CoRL 2025", None),
        ("Not accepted at CoRL 2025", None),
        ("CoRL 2025", None),
        ("Accepted at CoRL", None),
        ("Accepted at CoRL 2025 and RSS 2026", None),
    ],
)
def test_a_comment_counts_only_in_the_words_of_an_acceptance(comment: str, venue: str | None) -> None:
    found = refresh.announced(preprint(comment=comment))
    assert [one.published and one.published.venue for one in found] == ([venue] if venue else [])


def test_a_workshop_in_a_comment_is_one() -> None:
    (found,) = refresh.announced(preprint(comment="Accepted at the Workshop on Bees, CoRL 2025"))
    assert found.published
    assert found.published.workshop


def test_a_withdrawn_paper_is_proposed_as_such_with_a_line_of_history(survey: Survey) -> None:
    withdrawn = preprint(notices=(Notice(Kind.WITHDRAWN, "withdrawn by the authors"),))
    (one,) = refresh.noticed(survey.papers[KEY], withdrawn).proposals
    assert proposals.apply(survey.root, survey, [one], "2026-12-01") == []
    report = checks.report(survey.root)
    assert report.survey
    assert report.survey.papers[KEY].status == "withdrawn"
    assert not [problem for problem in report.problems if KEY in problem.location.path and failed([problem])
                and problem.code == "VS511"]  # fmt: skip
    assert refresh.noticed(report.survey.papers[KEY], withdrawn) == Outcome()


def test_a_preprint_that_was_withdrawn_takes_nothing_back_of_what_was_published(survey: Survey) -> None:
    (one,) = compared(survey, printed(survey)).proposals
    assert proposals.apply(survey.root, survey, [one], "2026-12-01") == []
    now, _ = load(survey.root)
    assert now
    found = refresh.noticed(now.papers[KEY], preprint(notices=(Notice(Kind.WITHDRAWN, "superseded"),)))
    assert (found.proposals, [list(dict(doubt.failed)) for doubt in found.doubts]) == ([], [["one publication"]])
    retracted = printed(survey, notices=(Notice(Kind.RETRACTED, "Retraction"),))
    assert [one.changes for one in refresh.noticed(now.papers[KEY], retracted).proposals] == [
        (Change("status", None, "retracted"),)
    ]


@pytest.mark.parametrize("kind", [Kind.WITHDRAWN, Kind.RETRACTED, Kind.CORRECTED])
def test_a_notice_about_another_paper_under_the_same_identifier_changes_nothing(survey: Survey, kind: Kind) -> None:
    other = preprint(title="Of Wasps", authors=("Cy Sting",), notices=(Notice(kind, "a notice"),))
    assert refresh.noticed(survey.papers[KEY], other).proposals == []


def test_what_is_only_a_placeholder_is_no_fact_of_a_publication(survey: Survey) -> None:
    version = printed(survey).published
    assert version
    said = dataclasses.replace(version, volume="n/a", issue="tba", page="1\u201312")
    (one,) = compared(survey, printed(survey, published=said)).proposals
    assert isinstance(one.changes[0].new, dict)
    assert {name: value for name, value in one.changes[0].new.items() if name not in ("venue", "year")} == {
        "page": "1-12"
    }


def test_a_paper_entered_again_under_its_former_title_is_told_once(survey: Survey) -> None:
    (one,) = refresh.amended(survey.papers[KEY], preprint(title="Nectar and Navigation")).proposals
    assert proposals.apply(survey.root, survey, [one], "2026-12-01") == []

    def told(title: str) -> list[str]:
        again = RECORD.replace("A Waggle of Bees", title).replace('arxiv: "2403.00001"', "url: https://bees.example/a")
        (survey.root / "papers/2024/roe2024again.yaml").write_text(again, encoding="utf-8")
        return [problem.code for problem in checks.report(survey.root).problems if problem.code in ("VS306", "VS307")]

    assert len(told("A Waggle of Bees")) == len(told("Nectar and Navigation")) == 1
    assert told("Of Rings and Scarves") == []


def test_a_correction_becomes_a_remark_and_a_line_of_history_once(survey: Survey) -> None:
    corrected = preprint(notices=(Notice(Kind.CORRECTED, "Erratum", doi="10.1000/erratum"),))
    (one,) = refresh.noticed(survey.papers[KEY], corrected).proposals
    assert proposals.apply(survey.root, survey, [one], "2026-12-01") == []
    now, _ = load(survey.root)
    assert now
    assert len(now.papers[KEY].curation.remarks) == len(now.papers[KEY].curation.history) == 1
    assert refresh.noticed(now.papers[KEY], corrected) == Outcome()


# --- taking -------------------------------------------------------------------------------------


def test_a_proposal_that_would_make_a_record_wrong_is_not_written(survey: Survey) -> None:
    wrong = Proposal(KEY, "published version", (Change("published", None, {"year": "soon"}),), "", "a.bib", "")
    assert {problem.code[:3] for problem in proposals.apply(survey.root, survey, [wrong], "2026-12-01")} == {"VS2"}
    assert (survey.root / survey.path(KEY)).read_text(encoding="utf-8") == RECORD


def test_a_commit_needs_no_day() -> None:
    commit = f"bees/proceedings:a.bib@{'0' * 40}"
    assert proposals.cited(commit, "2026-12-01") == commit
    assert proposals.cited("a.bib", "2026-12-01") == "a.bib (2026-12-01)"


def test_json_tells_of_each_proposal_what_a_person_is_told(survey: Survey) -> None:
    found = compared(survey, printed(survey))
    told = json.loads(proposals.as_json(found.proposals, found.doubts, found.proposals))
    (one,) = told["proposals"]
    assert (one["key"], one["kind"], one["applied"], one["replaces"]) == (KEY, "published version", True, False)
    assert one["changes"][0]["new"]["year"] == "2024"
    assert told["unverified"] == []
