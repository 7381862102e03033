"""The pages of what waits: every paper once, with its reason, escaped, in pages of a size that a phone can hold."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from vlasurvey.records import Identifiers
from vlasurvey.screening import queue as waiting
from vlasurvey.site.pages import queue, views, wording
from vlasurvey.site.pages.contexts import Page
from vlasurvey.site.pages.lookup import look_up
from vlasurvey.site.render import Renderer
from vlasurvey.site.twins.pages import Twins
from vlasurvey.survey import Survey
from vlasurvey.vocabularies import QueueFile, Reasons, Waiting

each_language = pytest.mark.parametrize("language", ["en", "zh"])


def pages(survey: Survey, language: str) -> list[Page]:
    return [make() for address, make in views.pages(survey, language).items() if address.startswith("queue/")]


def html(survey: Survey, language: str) -> list[str]:
    renderer = Renderer(survey, language)
    return [renderer.body(page) for page in pages(survey, language)]


def markdown(survey: Survey, language: str) -> list[str]:
    twins = Twins(views.site(survey, language), wording.of(survey, language), papers=True)
    return [twins.page(page).decode() for page in pages(survey, language)]


def with_queue(survey: Survey, *entries: Waiting) -> Survey:
    return replace(survey, queue=QueueFile(searches=survey.queue.searches, waiting=entries))


def entry(number: int, title: str = "A Paper", **more: object) -> Waiting:
    return Waiting.model_validate(
        {
            "identifiers": {"arxiv": f"2507.{number:05}"},
            "title": title,
            "source": "arXiv",
            "added": "2025-07-01",
            **more,
        }
    )


@each_language
def test_a_paper_stands_there_with_date_source_and_reason(toy: Survey, language: str) -> None:
    [page] = html(toy, language)
    first, second, third = re.findall(r"<tr><td.*?</tr>", page)
    assert '<a class="title" href="https://arxiv.org/abs/2506.99960">' in first
    assert "2025-06-21" in first
    assert "arXiv" in first
    assert 'href="../papers/whole2024everything/"' in first
    assert 'href="../papers/renamed2025toss/"' in first  # named by the key that it had
    assert "toss" in first
    assert "ball" in first
    t = wording.of(toy, language)
    assert t("queue.unranked") not in second
    assert t("queue.unranked") in third
    assert "<time" not in third  # nobody knows its date
    assert t("queue.searched", source="arXiv", since="2025-05-01", until="2025-06-28") in page


@each_language
def test_the_twin_says_what_the_page_says(toy: Survey, language: str) -> None:
    [text] = markdown(toy, language)
    for said in ("https://arxiv.org/abs/2506.99960", "2025-06-21", "toss", "https://juggling.example/no-day",
                 "../papers/whole2024everything/index.md", "2025-06-28"):  # fmt: skip
        assert said in text


def test_nothing_of_a_stranger_becomes_markup(toy: Survey) -> None:
    evil = '</a><script>alert(1)</script><img src=x onerror="y"> | [a](javascript:b) `c`'
    hostile = entry(1, title=evil, source="<b>list</b>|", score="0.5", reasons=Reasons(words=("<i>word</i>",)))
    survey = with_queue(toy, hostile)
    [page] = html(survey, "en")
    row = re.findall(r"<tr><td.*?</tr>", page)[0]
    assert set(re.findall(r"<(\w+)", row)) == {"tr", "td", "th", "a", "span"}
    [text] = markdown(survey, "en")
    assert not re.search(r"(?<!\\)<(?:script|img|b|i)\b", text)
    assert not re.search(r"(?<!\\)\]\(javascript:", text)
    [line] = [line for line in text.splitlines() if "alert" in line]
    assert len(re.findall(r"(?<!\\)\|", line)) == 6


@each_language
def test_two_thousand_papers_stand_on_pages_of_a_bearable_size_each_of_them_once(toy: Survey, language: str) -> None:
    reasons = Reasons(like=tuple(list(toy.papers)[:3]), words=("toss", "ball", "catch", "robot", "hands", "learning"))
    entries = [
        entry(number, f"Paper Number {number} With a Title That Is About as Long as Such Titles Are", score="0.1",
              reasons=reasons)
        for number in range(2000)
    ]  # fmt: skip
    made = html(with_queue(toy, *entries), language)
    assert len(made) == 2000 // queue.ON_A_PAGE
    assert all(len(page.encode()) < 1_000_000 for page in made)
    assert [int(n) for page in made for n in re.findall(r"Paper Number (\d+) With", page)] == list(range(2000))
    addresses = list(queue.pages(look_up(with_queue(toy, *entries), language)))
    assert addresses == ["queue/", "queue/2/", "queue/3/", "queue/4/", "queue/5/"]
    assert all(f'href="{root}{address}"' in page for page, root in ((made[0], "../"), (made[1], "../../"))
               for address in addresses)  # fmt: skip
    assert all(page.count('aria-current="page"') == 2 for page in made)


def test_a_paper_that_was_decided_on_waits_no_longer(toy: Survey) -> None:
    [record] = [paper for paper in toy.papers.values() if paper.identifiers.arxiv == "2404.99902"]
    known = entry(1).model_copy(update={"identifiers": Identifiers(arxiv=record.identifiers.arxiv)})
    survey = with_queue(toy, known, entry(2))
    assert len(waiting.waiting(survey)) == 1
    [page] = html(survey, "en")
    assert "2404.99902" not in page


def test_a_survey_that_looks_for_nothing_has_no_such_page(toy: Survey) -> None:
    survey = replace(toy, queue=QueueFile())
    assert pages(survey, "en") == []
    assert "queue" not in views.site(survey, "en").sections
    assert "queue" in views.site(toy, "en").sections


def test_the_front_page_says_until_when_the_literature_was_searched(toy: Survey) -> None:
    until = wording.of(toy, "en")("home.count.searched")
    shown = Renderer(toy, "en").body(views.pages(toy, "en")[""]())
    assert re.search(rf"<dt>{until}</dt><dd>2025-06-28</dd>", shown)
    other = replace(toy, queue=QueueFile())
    assert until not in Renderer(other, "en").body(views.pages(other, "en")[""]())
