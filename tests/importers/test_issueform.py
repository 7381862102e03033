"""Issue forms: answers become records that pass every check, or messages that a person can act on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reached import share

from vlasurvey import canonical, rules, source
from vlasurvey.importers import issueform, typed
from vlasurvey.importers.issueform import Proposal
from vlasurvey.problems import Location, Problem, Severity
from vlasurvey.records import Paper
from vlasurvey.survey import Survey, load, paper_path

BODIES = Path(__file__).parents[1] / "issues"
DAY = "2025-11-20"


def body(name: str) -> str:
    return (BODIES / f"{name}.md").read_text(encoding="utf-8")


def accepted(text: str, survey: Survey) -> Proposal:
    proposal, problems = issueform.read(text, survey, DAY)
    assert proposal is not None, [str(problem) for problem in problems]
    return proposal


def refused(text: str, survey: Survey) -> list[str]:
    """The problems of a body, as `line: message; hint`."""
    proposal, problems = issueform.read(text, survey, DAY)
    assert proposal is None
    assert all(problem.severity is not Severity.NOTE and problem.hint for problem in problems)
    return [f"{problem.location.line}: {problem.message}; {problem.hint}" for problem in problems]


def answered(survey: Survey, **answers: str) -> str:
    """The body of least.md with other answers, by the ids of the questions (`_` for `-`)."""
    labels = {name.replace("-", "_"): label for name, label in issueform.questions(survey).items()}
    text = body("least")
    for name, answer in answers.items():
        head, heading, rest = text.partition(f"### {labels[name]}\n")
        _, next_heading, tail = rest.partition("\n### ") if heading else ("", "", "")
        text = f"{head}### {labels[name]}\n\n{answer}\n{next_heading}{tail}"
    return text


# --- what people type ---------------------------------------------------------------------------


def test_every_answer_of_the_form_reaches_its_field(toy: Survey) -> None:
    page = "https://arxiv.org/abs/2510.99901"
    assert accepted(body("whole"), toy) == Proposal(
        "toss2025catch",
        {
            "title": "Catch Me If You Can: $\\pi_1$ Learns to Juggle",
            "short_title": "CatchMe",
            "role": "method",
            "authors": [
                "Vera Toss",
                "van der Ball, Jan",
                {"literal": "The Circus Collective"},
                {"name": "Ada Juggle", "orcid": "0000-0002-1825-0097"},
            ],
            "issued": "2025-10-03",
            "identifiers": {"arxiv": "2510.99901", "openreview": "toyToyToy1"},
            "published": {"venue": "ctr", "year": "2025", "doi": "10.5555/ctr.2025.7"},
            "links": {
                "project": "https://catchme.example/",
                "code": "https://github.com/toy-example/catchme",
                "weights": "https://huggingface.co/toy-example/catchme",
                "video": "https://video.example/catchme",
            },
            "concepts": ["hands/catching", "eyes/tracking"],
            "facets": {"learning_signal": ["imitation", "applause"]},
            "mechanisms": ["chunking"],
            "takeaway": {"en": "A second hand, trained on applause alone, catches what the first one throws."},
            "curation": {
                "added": DAY,
                "sources": {"title": page, "authors": page, "issued": page, "published": "https://ctr.example/2025/7"},
                "remarks": ["The project page names the authors in another order."],
                "basis": "abstract",
                "drafted_by": "person",
            },
        },
    )


@pytest.mark.parametrize("name", ["whole", "least", "hostile"])
def test_the_record_of_an_issue_passes_every_check_and_holds_what_was_typed(
    name: str, toy: Survey, toy_copy: Path, problems_of: Callable[[Path], list[Problem]]
) -> None:
    proposal = accepted(body(name), toy)
    file = toy_copy / paper_path(proposal.key)
    file.parent.mkdir(exist_ok=True)
    file.write_text(canonical.write(proposal.data, Paper), encoding="utf-8")
    assert list(map(str, problems_of(toy_copy))) == []
    assert source.load(toy_copy, paper_path(proposal.key))[1] == proposal.data


@pytest.mark.parametrize(
    "nothing",
    [
        "N/A",
        "n/a",
        "-",
        "无",
        "暂无",
        "coming soon",
        "Code will be released soon.",
        "Not yet available",
        "no code",
        "None yet",
    ],
)
@pytest.mark.parametrize("name", ["links_code", "links_project", "published_doi", "links", "curation_remarks"])
def test_an_answer_that_says_that_there_is_none_is_none(name: str, nothing: str, toy: Survey) -> None:
    assert accepted(answered(toy, **{name: nothing}), toy) == accepted(body("least"), toy)


def test_a_title_may_consist_of_words_that_elsewhere_say_nothing(toy: Survey) -> None:
    assert accepted(answered(toy, title="Available Soon"), toy).data["title"] == "Available Soon"


@pytest.mark.parametrize("between", [" and ", ", ", "; ", " ", "\n", " | ", "、"])
def test_several_addresses_of_a_paper_are_read_however_they_are_parted(between: str, toy: Survey) -> None:
    typed = between.join(["https://arxiv.org/abs/2510.99901v2", "https://openreview.net/forum?id=toyToyToy1"])
    found = accepted(answered(toy, identifiers=typed), toy).data["identifiers"]
    assert found == {"arxiv": "2510.99901", "openreview": "toyToyToy1"}


def test_the_word_before_an_address_is_no_address(toy: Survey) -> None:
    typed = "arXiv: https://arxiv.org/abs/2510.99901, DOI: 10.5555/ctr.2025.7"
    found = accepted(answered(toy, identifiers=typed, published_venue="ctr", published_year="2025"), toy).data
    assert (found["identifiers"], found["published"]) == (
        {"arxiv": "2510.99901"}, {"venue": "ctr", "year": "2025", "doi": "10.5555/ctr.2025.7"}
    )  # fmt: skip


def test_a_method_for_which_no_concept_fits_becomes_a_record_that_says_so(
    toy: Survey, toy_copy: Path, problems_of: Callable[[Path], list[Problem]]
) -> None:
    proposal = accepted(
        answered(toy, role="method", concepts="none fits: the taxonomy lacks what the paper is about"), toy
    )
    assert "concepts" not in proposal.data
    file = toy_copy / paper_path(proposal.key)
    file.parent.mkdir(exist_ok=True)
    file.write_text(canonical.write(proposal.data, Paper), encoding="utf-8")
    assert problems_of(toy_copy) == []
    both = refused(answered(toy, role="method", concepts="hands/catching, none fits"), toy)
    assert [line.partition("; ")[2] for line in both] == ["choose either 'none fits' or the concepts that fit"]


@pytest.mark.parametrize("fence", ["```", "~~~~"])
def test_a_heading_in_a_code_fence_is_text_that_somebody_quotes(fence: str, toy: Survey) -> None:
    quoted = f"The page says:\n\n{fence}\n### Title\n\nAnother Text\n{fence}"
    assert accepted(answered(toy, comments=quoted), toy) == accepted(body("least"), toy)


def test_a_fence_that_is_never_closed_hides_no_question(toy: Survey) -> None:
    assert accepted(answered(toy, short_title="```"), toy).data["title"] == accepted(body("least"), toy).data["title"]


def test_a_problem_of_an_issue_names_the_issue_and_the_line(toy: Survey) -> None:
    _, problems = issueform.read(answered(toy, issued="06/07/2025"), toy, DAY)
    assert [str(problem) for problem in problems] == [
        "issue:13:1: error[VS206] Date of the first version: '06/07/2025' is not a date we read; write YYYY, YYYY-MM or"
        " YYYY-MM-DD, for example 2025-06-26"
    ]


def test_line_ends_of_the_web_and_a_code_fence_around_an_answer_change_nothing(toy: Survey) -> None:
    plain = accepted(body("least"), toy)
    assert accepted(body("least").replace("\n", "\r\n"), toy) == plain
    fenced = answered(toy, authors="```text\nVera Toss\nAda Juggle\nLi Qiu\n```")
    assert accepted(fenced, toy) == plain


@pytest.mark.parametrize(
    ("typed_names", "names"),
    [
        ("Vera Toss, Ada Juggle, Li Qiu", ["Vera Toss", "Ada Juggle", "Li Qiu"]),
        ("Vera Toss, Ada Juggle, and Li Qiu", ["Vera Toss", "Ada Juggle", "Li Qiu"]),
        ("Authors:Vera Toss and Ada Juggle", ["Vera Toss", "Ada Juggle"]),
        ("Vera Toss & Ada Juggle", ["Vera Toss", "Ada Juggle"]),
        ("1. Vera Toss,\n2. Ada Juggle,\n\n- Li Qiu", ["Vera Toss", "Ada Juggle", "Li Qiu"]),
        ("Toss, Vera and Juggle, Ada", ["Toss, Vera", "Juggle, Ada"]),
        ("van der Ball, Jan", ["van der Ball, Jan"]),
        ("Ball, Jr., Jan", ["Ball, Jr., Jan"]),
        ("Garcia Marquez, Gabriel Jose; Vera Toss", ["Garcia Marquez, Gabriel Jose", "Vera Toss"]),
        ("张三丰，李四光、王五, 赵六", ["张三丰", "李四光", "王五", "赵六"]),
        ("Vera Toss, {Robotics and AI Troupe}, Li Qiu", ["Vera Toss", "Robotics and AI Troupe", "Li Qiu"]),
        ("{literal: The Circus, Ltd.}", ["The Circus, Ltd."]),
        ("Plato", ["Plato"]),
        ("- Vera Toss\n* Ada Juggle\n3) Li Qiu", ["Vera Toss", "Ada Juggle", "Li Qiu"]),
        ("Vera Toss - Juggle", ["Vera Toss - Juggle"]),  # a sign of a list stands before a name, never in it
    ],
)
def test_authors_come_as_lines_lists_or_bibtex(typed_names: str, names: list[str]) -> None:
    found = typed.authors(typed_names)
    assert [author.name for author in found] == names
    assert not any(author.doubt for author in found)


@pytest.mark.parametrize(
    "names",
    ["Vera Toss, Ada Juggle", "Toss, Vera, Juggle, Ada", "Plato, Vera Toss, Li Qiu", "A. Toss, Plato and Li Qiu"],
)
def test_a_comma_that_may_split_a_name_or_two_authors_is_asked_about_and_never_guessed(names: str, toy: Survey) -> None:
    [problem] = refused(answered(toy, authors=names), toy)
    assert "give each author a line" in problem
    assert repr(names) in problem


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("https://arxiv.org/abs/2406.09246", [("arxiv", "2406.09246")]),
        ("http://www.arxiv.org/pdf/2406.09246v3.pdf", [("arxiv", "2406.09246")]),
        ("<https://arxiv.org/abs/2406.09246>", [("arxiv", "2406.09246")]),
        ("[the paper](https://arxiv.org/abs/2406.09246)", [("arxiv", "2406.09246")]),
        ("2406.09246v1", [("arxiv", "2406.09246")]),
        ("arXiv:2406.09246 [cs.RO]", [("arxiv", "2406.09246"), ("primary_class", "cs.RO")]),
        ("https://doi.org/10.48550/arXiv.2406.09246", [("arxiv", "2406.09246")]),
        ("https://arxiv.org/abs/cs/9901001", [("arxiv", "cs/9901001")]),
        ("https://openreview.net/pdf?id=vBj5oC60Lk", [("openreview", "vBj5oC60Lk")]),
        ("doi.org/10.15607/RSS.2025.XXI.017", [("doi", "10.15607/RSS.2025.XXI.017")]),
        ("https://papers.example/2406.09246.html", [("url", "https://papers.example/2406.09246.html")]),
    ],
)
def test_a_paper_is_named_by_any_of_its_addresses(line: str, found: list[tuple[str, str]]) -> None:
    assert typed.identifiers(line) == found


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025-10-07", "2025-10-07"),
        ("2025-10", "2025-10"),
        ("2025", "2025"),
        ("7 Oct 2025", "2025-10-07"),
        ("October 7, 2025", "2025-10-07"),
        ("2025/10/7", "2025-10-07"),
        ("[Submitted on 7 Oct 2025 (v1), last revised 5 Nov 2025 (this version, v2)]", "2025-10-07"),
        ("06/07/2025", "06/07/2025"),
        ("soon", "soon"),
    ],
)
def test_a_date_is_read_where_there_is_one_way_to_read_it(text: str, date: str) -> None:
    assert typed.date(text) == date


def test_an_answer_edited_by_hand_needs_only_the_value_of_an_option(toy: Survey) -> None:
    proposal = accepted(answered(toy, concepts="Eyes/Tracking,hands"), toy)
    assert proposal.data["concepts"] == ["eyes/tracking", "hands"]


def test_an_option_with_commas_in_it_is_one_option(toy: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        issueform, "options", lambda _: {"role": {"benchmark": "benchmark"}, "concepts": {"hands: One, two": "hands"}}
    )
    assert accepted(answered(toy, concepts="hands: One, two"), toy).data["concepts"] == ["hands"]


def test_the_doi_of_a_published_paper_is_the_publishers(toy: Survey) -> None:
    answers = {
        "identifiers": "10.5555/toy.77\nhttps://toy.example/77",
        "published_venue": "ctr: Conference on Toy Robots",
    }
    data = accepted(answered(toy, **answers), toy).data
    assert data["published"] == {"venue": "ctr", "doi": "10.5555/toy.77"}
    assert data["identifiers"] == {"url": "https://toy.example/77"}
    [problem] = refused(answered(toy, **{**answers, "identifiers": "10.5555/toy.77"}), toy)
    assert "the publisher's DOI alone" in problem


def test_a_key_that_is_taken_gets_a_letter(toy: Survey, toy_copy: Path) -> None:
    first = accepted(body("least"), toy)
    file = toy_copy / paper_path(first.key)
    file.write_text(canonical.write(first.data, Paper), encoding="utf-8")
    grown, _ = load(toy_copy)
    assert grown is not None
    answers = {"identifiers": "2510.99909", "title": "Dropping everything else", "authors": "Wanda Toss"}
    assert accepted(answered(grown, **answers), grown).key == f"{first.key}-b"


def typed_in(data: dict[str, Any], survey: Survey) -> str:
    """The body that somebody makes who types a record into the form, with arXiv's page for its id."""
    texts = {
        name: {value: text for text, value in choice.items()} for name, choice in issueform.options(survey).items()
    }
    answers = {name: data.get(name, "") for name in ("title", "short_title", "role", "issued")}
    names = [author if isinstance(author, str) else f"{{{author['literal']}}}" for author in data["authors"]]
    answers["authors"] = "\n".join(names)
    shown = {"arxiv": "https://arxiv.org/abs/{}v3", "openreview": "https://openreview.net/forum?id={}"}
    named = data["identifiers"]
    answers["identifiers"] = "\n".join(shown.get(k, "{}").format(v) for k, v in named.items() if k != "primary_class")
    for name in ("concepts", "mechanisms"):
        answers[name] = ", ".join(texts[name][value] for value in data.get(name, []))
    for facet, values in data.get("facets", {}).items():
        answers[f"facets-{facet}"] = ", ".join(texts[f"facets-{facet}"][value] for value in values)
    for name, value in data.get("published", {}).items():
        answers[f"published-{name}"] = texts["published-venue"][value] if name == "venue" else value
    links = data.get("links", {})
    answers |= {f"links-{kind}": links.get(kind, "") for kind in ("project", "code")}
    answers["links"] = "\n".join(f"{k}: {v}" for k, v in links.items() if k not in ("project", "code"))
    answers |= {f"takeaway-{language}": text for language, text in data.get("takeaway", {}).items()}
    answers |= {f"curation-{name}": data["curation"].get(name, "") for name in ("basis", "drafted_by")}
    labels = issueform.questions(survey)
    return "\n".join(f"### {label}\n\n{answers.get(name) or '_No response_'}\n" for name, label in labels.items())


def test_every_record_of_the_corpus_typed_into_the_form_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(__file__).parents[2]
    survey, _ = load(root)
    assert survey is not None
    monkeypatch.setattr(issueform, "_problems", lambda *_: [])  # the corpus passes the checks; test_corpus says so
    differences = []
    for key in survey.papers:
        data: Any = source.load(root, paper_path(key))[1]
        without = replace(survey, papers={name: paper for name, paper in survey.papers.items() if name != key})
        proposal, problems = issueform.read(typed_in(data, without), without, data["curation"]["added"])
        if proposal is None:
            differences.append(f"{key}: {problems[0]}")
            continue
        left_out = ("notes", "aliases", "status", "curation", "former_titles")
        asked = {name: value for name, value in data.items() if name not in left_out}
        asked["identifiers"] = {k: v for k, v in asked["identifiers"].items() if k != "primary_class"}
        del proposal.data["curation"]
        stays = proposal.key == key or survey.papers[key].former_titles  # the key is that of a former title
        if not stays or proposal.data != asked:
            differences.append(f"{key}: {proposal.key} {proposal.data}")
    assert differences == []


# --- what is wrong ------------------------------------------------------------------------------


def test_every_fault_is_told_at_once_with_its_question_what_was_typed_and_what_to_type(toy: Survey) -> None:
    assert refused(body("faulty"), toy) == [
        "1: Address of the paper: '2510.99903' and '2510.99904' name two papers; keep the one of this paper",
        "6: Title: no answer; write one below the heading",
        "10: Authors: '2 Vera Toss1' has footnote marks or digits; write 'Vera Toss'",
        "10: Authors: 'Vera Toss, Ada Juggle': a comma may stand between two authors or inside one name; give each"
        " author a line; end 'Family, Given' with a semicolon if it is one person",
        "10: Authors: '$(touch owned) <b>Toss</b>' has brackets in it; write the name alone, as 'Given Family' or"
        " 'Family, Given', one author a line",
        "10: Authors: 'Ada Juggle et al.' looks like several authors or a group; give each author a line; write"
        " {literal: ...} if this is the name of a group",
        "17: Date of the first version: '06/07/2025' is not a date we read; write YYYY, YYYY-MM or YYYY-MM-DD, for"
        " example 2025-06-26",
        "21: Kind of paper: 'methods' is not in the list; write 'method', or choose from the form's list",
        "29: Concepts: 'hands/catchin: Catching' is not in the list; write 'hands/catching', or choose from the form's"
        " list",
        "29: Concepts: 'feet' is not in the list; choose from the form's list",
        "33: Project page: 'ask me' holds characters that no address may have; write the whole address, beginning with"
        " https://",
        "41: Further links: 'https://huggingface.co/toy-example/catchme' does not say what it leads to; begin the line"
        " with its kind: project, code, weights, dataset, video, slides; for example 'weights: https://...'",
        "41: Further links: unknown kind of link 'demo'; did you mean 'video'?",
        "50: Year of publication: an answer without a venue; choose 'Venue' too; if it is not in the list, name it"
        " under 'Anything else' and empty this field",
        "58: Learning signal: it is not said what this rests on, or who wrote it; choose an answer to 'What these"
        " texts rest on' too, or leave this one empty",
        "62: Licence: the box is not ticked; tick it, if you agree",
    ]


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        (
            {"identifiers": "https://arxiv.org/abs/2501.99904", "issued": "2025-01-07"},
            "the paper is already known as https://toy.example/papers/dropped2024withdrawn/ (same arxiv",
        ),
        ({"identifiers": "2510.99902\n2510.99907"}, "'2510.99902' and '2510.99907' name two papers"),
        ({"identifiers": "the one with the ball"}, "'the one with the ball' holds characters"),
        ({"issued": "2025-13-01"}, "the date '2025-13-01' does not exist"),
        ({"issued": "2024-10-07"}, "does not fit arXiv '2510.99902'"),
        ({"title": "Dropping\u202eball"}, "the invisible character U+202E (right-to-left override)"),
        ({"title": "a" * 1001}, "1001 characters are too many"),
        ({"authors": "王五\nLi Qiu"}, "no key can be made of this name and the title"),
        ({"links_code": "github"}, "'github' is not a web address"),
        ({"links": "code: https://a.example/x\ncode: https://b.example/x"}, "two addresses for code"),
        ({"takeaway_en": "It drops."}, "it is not said what this rests on"),
        ({"concepts": "hands: Hands, hands/catching: Catching, eyes/tracing"}, "'eyes/tracing' is not in the list"),
        ({"licence": "- [ ] I agree"}, "the box is not ticked"),
    ],
)
def test_a_fault_names_its_question_and_what_was_typed(answers: dict[str, str], problem: str, toy: Survey) -> None:
    labels = issueform.questions(toy)
    first = next(iter(answers)).replace("_", "-", 1) if next(iter(answers)) not in labels else next(iter(answers))
    [found] = refused(answered(toy, **answers), toy)
    assert f"{labels[first]}: " in found
    assert problem in found


def test_a_question_that_is_gone_or_stands_twice_is_reported(toy: Survey) -> None:
    gone = body("least").replace("### Authors\n", "")
    assert any("Authors: the question is gone" in problem for problem in refused(gone, toy))
    twice = body("least") + "\n### Title\n\nAnother title\n"
    assert [problem for problem in refused(twice, toy) if "stands twice" in problem] == [
        "5: Title: the heading 'Title' stands twice, again on line 33; keep one of the two answers"
    ]


def test_an_issue_that_no_form_made_leads_to_the_form(toy: Survey) -> None:
    [problem] = refused(body("unrelated"), toy)
    assert "https://github.com/toy-example/toy-survey/issues/new?template=add-paper.yml" in problem


def test_the_answer_to_the_person_lists_every_problem_up_to_a_readable_number(toy: Survey) -> None:
    _, problems = issueform.read(body("faulty"), toy, DAY)
    text = issueform.comment(problems)
    assert text.count("\n- ") == len(problems)
    assert all(problem.message in text and (problem.hint or "") in text for problem in problems)
    assert issueform.comment(problems * 10).endswith("it is read again by itself.\n")
    assert f"- and {len(problems) * 10 - 25} more." in issueform.comment(problems * 10)


# --- hostile bodies -----------------------------------------------------------------------------


def outside_of_code(text: str) -> str:
    """What is left of Markdown when its code spans are taken out, as CommonMark reads them."""
    left, rest = "", text
    while "`" in rest:
        before, rest = rest.split("`", 1)
        run = 1 + len(rest) - len(rest.lstrip("`"))
        rest = rest.lstrip("`")
        parts, closed, inside = rest.split("`"), None, 0
        while inside < len(parts):
            at = len("`".join(parts[: inside + 1]))
            length = len(rest[at:]) - len(rest[at:].lstrip("`"))
            if length == run:
                closed = at
                break
            inside += max(length, 1)
        left += before
        if closed is None:
            left += "`" * run
        else:
            rest = rest[closed + run :]
    return left + rest


@given(st.text(alphabet=st.sampled_from("`@oc[](!)<b>\n\t*_#~ \u202e\x00"), max_size=60))
def test_nothing_that_was_typed_has_an_effect_in_the_answer(typed_text: str) -> None:
    problem = rules.BAD_NAME.at(Location("issue"), f"x{typed_text}x", f"y{typed_text}y")
    left = outside_of_code(issueform.comment([problem]))
    assert left == outside_of_code(issueform.comment([rules.BAD_NAME.at(Location("issue"), "x", "y")]))


FITTING = {
    "title": st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=80),
    "authors": st.lists(
        st.from_regex(r"\A[A-Z][a-zé]{1,9}( [A-Z]\.)? (van )?[A-Z][a-zö]{1,9}\Z"), min_size=1, max_size=9
    ).map("\n".join),
    "identifiers": st.from_regex(r"\A(https://arxiv\.org/abs/)?2510\.[0-9]{5}(v[1-9])?\Z"),
    "links": st.lists(
        st.from_regex(r"\A(code|project|video): https://[a-z]{1,9}\.example/[a-z0-9]{0,9}\Z"),
        max_size=3,
        unique_by=lambda link: link[0],
    ).map("\n".join),
    "concepts": st.lists(st.sampled_from(["hands", "hands/catching", "eyes/tracking"]), max_size=3).map(", ".join),
    "issued": st.from_regex(r"\A2025(-10(-[0-2][1-9])?)?\Z"),
    "role": st.sampled_from(["method", "foundation", "survey", "benchmark", "dataset", "Method "]),
}
"""Question -> answers of the kind that it asks for."""
ANSWERS = st.sampled_from(sorted(FITTING)).flatmap(
    lambda name: st.tuples(st.just(name), st.one_of(FITTING[name], FITTING[name], st.text(max_size=300)))
)


@given(ANSWERS)
def test_any_answer_gives_a_record_that_reads_back_or_problems(toy: Survey, answer: tuple[str, str]) -> None:
    name, text = answer
    proposal, problems = issueform.read(answered(toy, **{name: text}), toy, DAY)
    if proposal is None:
        assert problems
        return
    written = source.Source(paper_path(proposal.key), canonical.write(proposal.data, Paper).encode())
    assert source.parse(written) == (proposal.data, [])


def test_many_answers_of_this_property_give_a_record_and_some_give_problems(toy: Survey) -> None:
    def accepted_answer(answer: tuple[str, str]) -> bool:
        return issueform.read(answered(toy, **dict([answer])), toy, DAY)[0] is not None

    assert 0.25 < share(ANSWERS, accepted_answer, number=50) < 0.95


LARGE = {
    "a megabyte": "x" * 1_000_000,
    "commas": "### Title\n\n" + "a," * 30_000,
    "authors": "### Authors\n\n" + "a, b and {c}\n" * 5_000,
    "options": "### Concepts\n\n" + "hands, " * 9_000,
    "unknown options": "### Concepts\n\n" + ", ".join(f"hands/{number}" for number in range(6_000)),
    "links": "### Further links\n\n" + "cod: https://x.example\n" * 2_800,
    "headings": "### Title\n" * 6_000,
    "fences": "### Title\n\n" + "`" * 60_000,
    "addresses": "### Address of the paper\n\n" + "arxiv.org/abs/2406.09246 " * 2_600,
    "brackets": "### Address of the paper\n\n" + "[" * 30_000 + "](" * 15_000,
    "spaces": "### Authors\n\n" + " " * 60_000 + "x",
}


@pytest.mark.parametrize("name", LARGE)
def test_a_huge_answer_is_refused_without_delay(name: str, toy: Survey) -> None:
    start = time.process_time()
    proposal, problems = issueform.read(LARGE[name], toy, DAY)
    assert proposal is None
    assert problems
    assert len(json.dumps(issueform.comment(problems))) < 60_000
    assert time.process_time() - start < 30  # guards against hanging alone


def test_an_open_brace_before_many_spaces_does_not_hang(toy: Survey) -> None:
    start = time.process_time()
    refused(answered(toy, authors="{ literal " + " " * 15_000 + "x"), toy)
    assert time.process_time() - start < 30  # guards against hanging alone


@pytest.mark.parametrize("line", ["https://arxiv.org/abs/2603.9991", "2603.9991", "https://www.arxiv.org/pdf/26039991"])
def test_an_arxiv_address_with_wrong_digits_is_refused_and_never_taken_for_a_web_page(line: str, toy: Survey) -> None:
    assert typed.identifiers(line) == [("arxiv", line)]
    assert any("is not a bare arXiv id" in problem for problem in refused(answered(toy, identifiers=line), toy))
