"""Page contexts and the pages made of them: complete, escaped, and in agreement with the survey."""

from __future__ import annotations

import dataclasses
import html
import json
import re
from itertools import pairwise

import pytest

from vlasurvey.records import Paper
from vlasurvey.site.pages import choices, indexes, views
from vlasurvey.site.pages.contexts import ConceptView, Explore, Group, Page, PaperView
from vlasurvey.site.pages.fields import rows
from vlasurvey.site.pages.lookup import source_link
from vlasurvey.site.render import Renderer
from vlasurvey.survey import Survey

HOSTILE = "</script></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'&"


@pytest.fixture(scope="module")
def pages(toy: Survey) -> list[Page]:
    return [make() for make in views.pages(toy).values()]


@pytest.fixture(scope="module")
def renderer(toy: Survey) -> Renderer:
    return Renderer(toy, "en")


def keys(groups: tuple[Group, ...]) -> set[str]:
    return {row.key for group in groups for row in group.papers} | {
        key for group in groups for key in keys(group.narrower)
    }


def test_every_concept_year_and_paper_has_its_page(toy: Survey, pages: list[Page]) -> None:
    addresses = [page.address for page in pages]
    assert len(addresses) == len(set(addresses))
    assert {f"taxonomy/{notation}/" for notation in toy.taxonomy.concepts} <= set(addresses)
    assert {f"years/{year}/" for year in toy.by_year} <= set(addresses)
    assert {f"papers/{key}/" for key in toy.papers} <= set(addresses)
    assert {"", "explore/", "taxonomy/", "data/"} <= set(addresses)


def test_titles_and_descriptions_are_distinct_and_short(pages: list[Page]) -> None:
    assert len({page.title for page in pages}) == len(pages)
    assert len({page.description for page in pages}) == len(pages)
    assert all(0 < len(page.description) <= 160 and "\n" not in page.description for page in pages)


def test_the_explorer_lists_every_paper(toy: Survey, pages: list[Page], renderer: Renderer) -> None:
    page = next(page for page in pages if page.address == "explore/")
    assert isinstance(page.context, Explore)
    assert keys(page.context.groups) == set(toy.papers)
    assert set(re.findall(r'<li data-key="([^"]+)">', renderer.body(page))) == set(toy.papers)


@pytest.mark.parametrize("room", [0, -1])
def test_up_to_a_number_of_papers_the_explorer_lists_all_and_up_to_another_says_all_of_each(
    room: int, toy: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = len(toy.papers) + room
    monkeypatch.setattr(choices, "LISTED", number)
    monkeypatch.setattr(choices, "EAGER", number)
    explorer = views.pages(toy)["explore/"]().context
    assert isinstance(explorer, Explore)
    assert explorer.listed == (keys(explorer.groups) == set(toy.papers)) == (room == 0)
    assert any(row.takeaway for row in explorer.first) == (room == 0)


@pytest.mark.parametrize("shown", range(1, 9))
def test_the_latest_papers_end_with_the_last_one_that_is_shown(
    shown: int, toy: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "SHOWN", shown)
    latest = views.pages(toy)["latest/"]().context
    assert isinstance(latest, indexes.LatestView)
    assert sum(len(day.papers) for day in latest.added) == min(shown, len(toy.papers))
    assert all(day.papers for day in latest.added)
    assert all(day.count >= len(day.papers) for day in latest.added)


def test_counts_of_concepts_are_the_lengths_of_their_lists(pages: list[Page]) -> None:
    for page in pages:
        if isinstance(page.context, ConceptView):
            assert page.context.concept.count == len(page.context.papers)


def test_pages_have_one_h1_no_inline_style_and_no_inline_script(pages: list[Page], renderer: Renderer) -> None:
    for page in pages:
        body = renderer.body(page)
        assert body.count("<h1") == 1, page.address
        assert not re.search(r"<[^>]*\s(style|on\w+)=", body), page.address
        assert not re.search(r"<script(?! type=\"module\" src=\"[^\"]+\"></script>)", body), page.address
        levels = [int(level) for level in re.findall(r"<h([1-6])", body)]
        assert all(lower - upper <= 1 for upper, lower in pairwise(levels)), page.address


def test_a_paper_page_keeps_the_page_contract(toy: Survey, renderer: Renderer) -> None:
    for paper in toy.papers.values():
        body = renderer.body(views.paper_page(toy, paper))
        assert f'<article data-key="{paper.key}"' in body
        assert 'class="related"' in body
        assert 'class="provenance"' in body
        shown = html.unescape(body)
        assert all(name.display in shown for name in paper.authors)
        assert f"/edit/main/{toy.path(paper.key)}" in body


def test_zotero_sees_each_author_and_groups_with_a_trailing_comma(toy: Survey) -> None:
    for paper in toy.papers.values():
        context = views.paper_page(toy, paper).context
        assert isinstance(context, PaperView)
        authors = [content for name, content in context.metadata if name == "citation_author"]
        assert len(authors) == len(paper.authors)
        for name, shown in zip(paper.authors, authors, strict=True):
            assert "," in shown
            assert shown.endswith(",") == bool(name.literal or not name.given)
        kinds = {name for name, _ in context.metadata}
        published = {"citation_conference_title", "citation_journal_title"} & kinds
        assert bool(published) != (("DC.type", "preprint") in context.metadata)


def hostile(paper: Paper) -> Paper:
    name = paper.authors[0].model_copy(update={"literal": HOSTILE})
    curation = paper.curation.model_copy(update={"remarks": (HOSTILE,), "sources": {"title": HOSTILE}})
    changes = {"title": HOSTILE, "short_title": HOSTILE, "authors": (name,), "curation": curation}
    copy = paper.model_copy(update={**changes, "takeaway": {"en": HOSTILE}, "status": paper.status})
    copy._key = paper.key
    return copy


def test_hostile_texts_stay_texts(toy: Survey) -> None:
    bad = dataclasses.replace(toy, papers={key: hostile(paper) for key, paper in toy.papers.items()})
    shown = Renderer(bad, "en")
    for page in (make() for make in views.pages(bad).values()):
        whole = shown.head(page) + shown.body(page)
        assert "<script>" not in whole
        assert "<img" not in whole
        assert "onerror=alert(1)>" not in whole.replace("&gt;", "")
        for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', whole, re.DOTALL):
            data = json.loads(block)
            assert {entry["name"] for entry in data.get("itemListElement", [data])} == {HOSTILE}


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("own-er/re.po:a b/ü.md@0123abc", "https://github.com/own-er/re.po/blob/0123abc/a%20b/%C3%BC.md"),
        ("own/repo:list.bib@0123abc#entry", "https://github.com/own/repo/blob/0123abc/list.bib"),
        ("own/repo:README.md", "https://github.com/own/repo/blob/HEAD/README.md"),
        ("https://arxiv.org/abs/2502.19645", "https://arxiv.org/abs/2502.19645"),
        ("javascript:alert(1)", ""),
        ("a conversation at a conference", ""),
    ],
)
def test_sources_become_links_only_where_they_are_addresses(text: str, url: str) -> None:
    assert source_link(text).url == url


def test_only_web_addresses_are_printed_as_links(toy: Survey, renderer: Renderer) -> None:
    page = views.paper_page(toy, next(iter(toy.papers.values())))
    assert isinstance(page.context, PaperView)
    bad = dataclasses.replace(page, context=dataclasses.replace(page.context, edit_url="javascript:alert(1)"))
    with pytest.raises(ValueError, match="not a web address"):
        renderer.body(bad)


def test_every_field_of_a_record_is_explained_on_the_data_page(toy: Survey, renderer: Renderer) -> None:
    page = views.pages(toy)["data/"]()
    body = renderer.body(page)
    assert {"title", "identifiers.arxiv", "curation.history.change"} <= {row.path for row in rows()}
    assert all(f"<code>{row.path}</code>" in body for row in rows())


def test_rendering_is_the_same_every_time(toy: Survey, renderer: Renderer) -> None:
    for page in (make() for make in views.pages(toy).values()):
        assert renderer.body(page) == Renderer(toy, "en").body(page)


def test_a_description_that_is_too_long_ends_with_a_whole_word_or_clause(toy: Survey) -> None:
    for language, words, end in (("en", "a juggler ", "juggler…"), ("zh", "机器人把抛与接一起规划，", "一起规划…")):
        paper = toy.papers["bare2023minimal"].model_copy(update={"takeaway": {language: (words * 40).strip()}})
        paper._key = "bare2023minimal"
        description = views.paper_page(toy, paper, language).description
        assert 100 < len(description) <= 156
        assert description.endswith((end, " a…"))
