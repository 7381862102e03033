"""Pages as Markdown: one beside every page, saying what the page says, with nothing in it that becomes markup."""

from __future__ import annotations

import dataclasses
import posixpath
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html
from markdown_it import MarkdownIt

from vlasurvey.records import Paper
from vlasurvey.site.build import build
from vlasurvey.site.pages import views, wording
from vlasurvey.site.pages.contexts import Page, PaperView
from vlasurvey.site.production import Edition
from vlasurvey.site.render import Renderer
from vlasurvey.site.twins.pages import Twins
from vlasurvey.survey import Survey

ROOT = Path(__file__).parents[3]
HOSTILE = "# <b>bold</b> | `code` *x* _y_ [a](javascript:b) ![i](x) $m$ ~~z~~ \\ & @me 1. | end"
languages = pytest.mark.parametrize("language", ["en", "zh"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, toy_path: Path) -> Path:
    """The toy survey, built with the real hand-written pages."""
    root = tmp_path_factory.mktemp("twins")
    shutil.copytree(toy_path, root, dirs_exist_ok=True)
    shutil.copytree(ROOT / "docs", root / "docs")
    shutil.copy(ROOT / "mkdocs.yml", root)
    return build(root, None, strict=False)[0]


def twins(survey: Survey, language: str, *, papers: bool = True) -> Twins:
    return Twins(views.site(survey, language), wording.of(survey, language), papers=papers)


def pages(survey: Survey, language: str) -> list[Page]:
    return [make() for make in views.pages(survey, language).values()]


def shown(text: str) -> html.HtmlElement:
    """What a reader of Markdown shows."""
    return html.fromstring(f"<main>{MarkdownIt('gfm-like', {'linkify': False}).render(text)}</main>")


def own_pages(site: Path) -> Iterator[Path]:
    """Every page of the site but those that lead elsewhere."""
    for page in site.rglob("index.html"):
        if b'http-equiv="refresh"' not in page.read_bytes():
            yield page


def test_every_page_has_its_markdown_beside_it_and_says_so_in_its_head(site: Path) -> None:
    found = list(own_pages(site))
    assert len(found) > 50
    for page in found:
        assert page.with_name("index.md").is_file(), page
        head = page.read_text(encoding="utf-8").split("</head>")[0]
        assert head.count('<link rel="alternate" type="text/markdown" href="index.md">') == 1, page
    assert {path.parent for path in site.rglob("index.md")} == {page.parent for page in found}
    assert b"text/markdown" not in (site / "404.html").read_bytes()


def test_every_link_between_them_leads_to_a_file(site: Path) -> None:
    broken = []
    for file in site.rglob("index.md"):
        for link in re.findall(r"\]\(((?!https?:)[^)]*)\)", file.read_text(encoding="utf-8")):
            target = link.partition("#")[0].partition("?")[0] or "index.md"
            path = Path(posixpath.normpath(file.parent / target))
            if not (path.is_file() or (path / "index.html").is_file()):
                broken.append(f"{file.relative_to(site)} -> {link}")
    assert broken == []


def test_each_begins_with_one_heading_and_ends_with_its_address_and_licence(site: Path, toy: Survey) -> None:
    for file in site.rglob("index.md"):
        text = file.read_text(encoding="utf-8")
        assert text.startswith("# "), file
        address = f"{toy.settings.site_url}{file.parent.relative_to(site).as_posix()}/".replace("/./", "/")
        last = text.rstrip("\n").rsplit("\n", 1)[-1]
        assert f"({address})" in last
        assert last.endswith(toy.settings.licences.data)


def test_hand_written_pages_have_the_parts_made_from_the_survey_and_no_front_matter(site: Path, toy: Survey) -> None:
    text = (site / "about/index.md").read_text(encoding="utf-8")
    assert f"- Included in the survey: {len(toy.papers)}\n    - Methods: " in text
    assert len(shown(text).findall(".//table")[-1].findall(".//tbody/tr")) == 7
    for page in site.rglob("index.md"):
        text = page.read_text(encoding="utf-8")
        assert "<!-- survey:" not in text
        assert not re.search("(?m)^description:", text.split("```")[0])
    untranslated = (site / "zh/rules/index.md").read_text(encoding="utf-8")
    assert wording.of(toy, "zh")("frame.not_translated") in untranslated
    assert "{ #vs101 }" not in untranslated


@languages
def test_a_paper_says_in_markdown_what_its_page_says(toy: Survey, language: str) -> None:
    for paper in toy.papers.values():
        page = views.paper_page(toy, paper, language)
        view = page.context
        assert isinstance(view, PaperView)
        text = twins(toy, language).page(page).decode()
        read = " ".join(shown(text).text_content().split())
        said = [*view.authors, *view.more_authors, paper.key, paper.issued, *view.provenance.remarks]
        said += [prose.text for _, prose in view.notes] + ([view.takeaway.text] if view.takeaway else [])
        said += [value.label.text for facet in view.facets for value in facet.values]
        for part in said:
            assert " ".join(part.split()) in read
        assert view.bibtex in text
        for url in (view.pdf, *(link.url for link in view.links), *(name.url for name in view.identifiers)):
            assert not url or url in text


@languages
def test_texts_of_strangers_show_as_typed_and_become_no_markup(toy: Survey, language: str) -> None:
    paper = toy.papers["whole2024everything"]
    hostile = Paper.model_copy(
        paper,
        update={
            "title": HOSTILE,
            "takeaway": {"en": HOSTILE, "zh": HOSTILE},
            "curation": paper.curation.model_copy(update={"remarks": (HOSTILE,)}),
        },
    )
    survey = dataclasses.replace(toy, papers={**toy.papers, paper.key: hostile})
    for page in pages(survey, language):
        text = twins(survey, language).page(page).decode()
        read = shown(text)
        assert not read.xpath("//b | //img | //del | //script")
        assert [link for link in read.xpath("//a/@href") if link.startswith("javascript")] == []
    text = twins(survey, language).page(views.paper_page(survey, hostile, language)).decode()
    typed = HOSTILE.replace("$m$", "m")  # mathematics in titles is resolved; elsewhere signs stay
    assert typed in shown(text).findtext("h1").strip()
    assert [item for item in shown(text).itertext() if HOSTILE in item]


def test_papers_of_a_large_survey_have_none_and_no_page_promises_them(
    toy: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vlasurvey.site.pages.citations.SMALL", 5)
    page = views.paper_page(toy, toy.papers["bare2023minimal"], "en")
    assert not page.twin
    assert "text/markdown" not in Renderer(toy, "en").head(page)
    for page in pages(toy, "en"):
        if page.address.startswith("papers/"):
            continue
        text = twins(toy, "en", papers=False).page(page).decode()
        assert not re.search(r"papers/[^/)]+/index\.md", text), page.address
        assert page.twin


def test_the_same_survey_gives_the_same_bytes(toy: Survey) -> None:
    first, again = ([twins(toy, "zh").page(page) for page in pages(toy, "zh")] for _ in range(2))
    assert first == again


@languages
@pytest.mark.parametrize("screened", [True, False])
def test_a_written_page_tells_the_flow_of_screening_where_somebody_screened(
    toy: Survey, language: str, screened: bool
) -> None:
    survey = toy if screened else dataclasses.replace(toy, screened=())
    edition = Edition(survey, language)
    edition.written("about/", "Before\n\n<!-- survey:flow -->\n\nAfter\n", lambda link: link, translated=True)
    lines = dict(edition.files({}, None))["about/index.md"]().decode().split("\n")
    between = "".join(lines[lines.index("Before") + 1 : lines.index("After")])
    assert bool(between) == screened
    assert "survey:flow" not in between
