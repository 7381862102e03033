"""Readers on the pages of the real site, in a real browser; and faults seeded into its scripts, which they notice."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import NoReturn
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from explorer_site import AXE, Visit, accessibility_faults, clipboard, count, keys, served
from playwright.sync_api import Browser, Error, Page

from vlasurvey.site.build import build
from vlasurvey.site.files import explorer
from vlasurvey.survey import load
from vlasurvey.text.mathtext import to_text

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
OFT, PI0 = "kim2025finetuning", "black2024pi0"
KINDS = {
    "home": "",
    "explorer": "explore/",
    "paper": f"papers/{OFT}/",
    "survey paper": "papers/xiang2025parallels/",
    "taxonomy": "taxonomy/",
    "concept": "taxonomy/embodiment/action-head/",
    "parallels": "parallels/",
    "trends": "trends/",
    "compare": f"compare/?ids={OFT},{PI0}",
    "compare of three": f"compare/?ids={OFT},{PI0},kim2024openvla",
    "latest": "latest/",
    "authors": "authors/",
    "author": "authors/chelsea-finn/",
    "venues": "venues/",
    "venue": "venues/rss/",
    "year": "years/2025/",
    "glossary": "glossary/",
    "data": "data/",
    "about": "about/",
    "contribute": "contribute/",
    "citations": "citations/",
    "rules": "rules/",
}
"""Every kind of page; each is there in both languages."""
MANY = 40
"""Of more pages of one kind than twice that, some are opened: they come from one template and one frame."""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Visit]:
    site = build(ROOT, tmp_path_factory.mktemp("journeys") / "site", strict=True)[0]
    survey, _ = load(ROOT)
    assert survey
    with served(site) as address:
        yield Visit(browser, address, site, survey)


@pytest.fixture
def visit(shared: Visit) -> Iterator[Visit]:
    visit = Visit(shared.browser, shared.address, shared.site, shared.survey, patience=20_000)
    yield visit
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith((shared.address, "data:", "blob:"))] == []
    visit.close()


def at(visit: Visit, path: str, script: str = "", **options: object) -> Page:
    page = visit.page(script, **options)
    page.goto(visit.address + path)
    return page


# --- a paper --------------------------------------------------------------------------------------


def copied_bibtex_is_the_file(visit: Visit) -> None:
    for prefix, key in product(("", "zh/"), (OFT, PI0)):
        page = at(visit, f"{prefix}papers/{key}/")
        page.locator("[data-action=copy-bibtex]").click()
        page.wait_for_function("() => document.querySelector('p[role=status]').textContent !== ''")
        assert clipboard(page) == (visit.site / f"papers/{key}/cite.bib").read_text(encoding="utf-8")


def shown_citations_are_the_files(visit: Visit) -> None:
    page = at(visit, f"papers/{OFT}/")
    for link in page.locator("details.fold a[download]").all():
        fold = link.locator("xpath=ancestor::details")
        shown = fold.locator("code").text_content() or ""
        href = (link.get_attribute("href") or "").split(f"papers/{OFT}/")[1]
        assert shown == (visit.site / f"papers/{OFT}/{href}").read_text(encoding="utf-8").rstrip("\n")
    assert page.locator("details.fold").count() == 5


def a_favourite_stays_and_shows_in_the_explorer(visit: Visit) -> None:
    page = at(visit, f"papers/{OFT}/")
    star = page.locator("[data-action=favourite]")
    assert star.get_attribute("aria-pressed") == "false"
    star.click()
    page.wait_for_selector("[data-action=favourite][aria-pressed=true]")
    page.reload()
    page.wait_for_selector("[data-action=favourite][aria-pressed=true]")
    page.goto(f"{visit.address}explore/")
    page.wait_for_selector("#explorer.ready")
    page.locator("#favourites").click()
    assert keys(page) == [OFT]
    page.goto(f"{visit.address}zh/papers/{OFT}/")
    page.wait_for_selector("[data-action=favourite][aria-pressed=true]")
    page.locator("[data-action=favourite]").click()
    page.wait_for_selector("[data-action=favourite][aria-pressed=false]")
    page.goto(f"{visit.address}explore/?favourites=1")
    page.wait_for_selector("#empty:visible")
    assert keys(page) == []


def a_favourite_is_the_same_in_two_tabs(visit: Visit) -> None:
    page = at(visit, f"papers/{OFT}/")
    other = page.context.new_page()
    other.goto(f"{visit.address}papers/{OFT}/")
    other.wait_for_load_state("networkidle")
    page.bring_to_front()
    page.locator("[data-action=favourite]").click()
    other.wait_for_selector("[data-action=favourite][aria-pressed=true]")


def a_refusal_to_copy_is_told_and_the_text_selected(visit: Visit) -> None:
    refuse = "navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));"
    page = at(visit, f"papers/{OFT}/", script=refuse)
    for button, selected in (
        ("[data-action=copy-bibtex]", True),
        ("[data-action=share]", False),
        ("button.copy", True),
    ):
        page.evaluate("getSelection().removeAllRanges()")
        page.locator(button).first.click()
        page.wait_for_function("() => document.querySelector('p[role=status]').textContent.startsWith('Not allowed')")
        text = page.evaluate("getSelection().toString()")
        assert text.startswith("@") if selected else not text
        page.wait_for_function("() => document.querySelector('p[role=status]').textContent === ''")
    page = at(visit, f"compare/?ids={OFT},{PI0}", script=refuse)
    page.locator("#compare.ready button[data-action=share]").click()
    page.locator("#compare button[data-action=share]", has_text="Not allowed").wait_for()


def a_page_is_shared_by_its_lasting_address(visit: Visit) -> None:
    page = at(visit, f"papers/{OFT}/?x=1#cite")
    page.locator("[data-action=share]").click()
    page.wait_for_function("() => document.querySelector('p[role=status]').textContent !== ''")
    assert clipboard(page) == f"{visit.survey.settings.site_url}papers/{OFT}/"
    page = at(visit, f"zh/compare/?ids={OFT},{PI0}&x=1#y")
    page.locator("#compare.ready button[data-action=share]").click()
    page.locator("#compare button[data-action=share]", has_text="已复制").wait_for()
    assert clipboard(page) == f"{visit.survey.settings.site_url}zh/compare/?ids={OFT},{PI0}"


def a_facet_leads_to_the_papers_that_have_it(visit: Visit) -> None:
    page = at(visit, f"papers/{OFT}/")
    for number in range(page.locator(".rail [data-facet] a").count()):
        link = page.locator(".rail [data-facet] a").nth(number)
        ((facet, (value,)),) = parse_qs(urlsplit(link.get_attribute("href") or "").query).items()
        link.click()
        page.wait_for_selector("#explorer.ready")
        assert count(page) == len(visit.papers(**{facet: value})) > 0
        page.go_back()


def authors_beyond_ten_unfold(visit: Visit) -> None:
    page = at(visit, f"papers/{PI0}/")
    last = visit.survey.papers[PI0].authors[-1].display
    assert not page.get_by_text(last, exact=False).first.is_visible()
    page.locator(".authors summary").click()
    assert page.locator(".authors details span").is_visible()
    assert last in (page.locator(".authors").text_content() or "")


def a_correction_comes_filled_in(visit: Visit) -> None:
    page = at(visit, f"papers/{OFT}/")
    links = [link.get_attribute("href") or "" for link in page.locator(".provenance a[href*='issues/new']").all()]
    (query,) = [parse_qs(urlsplit(link).query) for link in links]
    form = (ROOT / ".github/ISSUE_TEMPLATE" / query["template"][0]).read_text(encoding="utf-8")
    assert "id: paper" in form
    assert query["paper"] == [f"{visit.survey.settings.site_url}papers/{OFT}/"]


def drafted_notes_say_so_in_the_language_of_the_page(visit: Visit) -> None:
    for prefix, words in (("", "language model"), ("zh/", "语言模型")):
        page = at(visit, f"{prefix}papers/{OFT}/")
        assert words in (page.locator(".draft").text_content() or "")
        assert page.locator(".notes [data-note]").count() >= 3
        assert page.locator(".takeaway").count() == 1


def a_paper_without_notes_says_so(visit: Visit) -> None:
    key = next(key for key, paper in visit.survey.papers.items() if not paper.takeaway)
    page = at(visit, f"papers/{key}/")
    assert page.locator(".takeaway, .notes").count() == 0
    assert page.locator("p.none a").is_visible()


def a_related_paper_is_compared_at_once(visit: Visit) -> None:
    page = at(visit, f"papers/{OFT}/")
    page.locator(".similar a[href*='compare/']").first.click()
    page.wait_for_selector("#compare.ready")
    assert page.locator(".sides thead th").count() == 2


# --- comparing ------------------------------------------------------------------------------------


def compared(visit: Visit, ids: str, prefix: str = "") -> Page:
    page = at(visit, f"{prefix}compare/?ids={ids}")
    page.wait_for_selector("#compare.ready")
    return page


def papers_side_by_side_say_what_their_pages_say(visit: Visit) -> None:
    page = compared(visit, f"{OFT},{PI0},kim2024openvla")
    shown = page.locator(".sides thead th .title").all_text_contents()
    titles = [to_text(visit.survey.papers[key].title) for key in (OFT, PI0, "kim2024openvla")]
    assert shown == [unicodedata.normalize("NFKC", title) for title in titles]  # lowered digits are ordinary ones
    text = page.locator(".sides").text_content() or ""
    assert (visit.survey.papers[OFT].takeaway or {})["en"] in text
    page = compared(visit, f"{OFT},kim2024openvla", "zh/")
    assert (visit.survey.papers[OFT].takeaway or {})["zh"] in (page.locator(".sides").text_content() or "")


def everything_that_two_pages_say_is_compared(visit: Visit) -> None:
    with_notes = [key for key, paper in visit.survey.papers.items() if paper.notes.limits and paper.notes.evidence][:2]
    page = compared(visit, ",".join(with_notes))
    shown = {
        row.locator("th").text_content(): row.locator("td").all_text_contents()
        for row in page.locator(".sides tbody tr").all()
    }
    for place, key in enumerate(with_notes):
        paper = at(visit, f"papers/{key}/")
        said = {"": [paper.locator(".takeaway").first.text_content() or ""]}
        for part in paper.locator("[data-note]").all():
            said[part.locator("dt").text_content() or ""] = [part.locator("dd").text_content() or ""]
        for part in paper.locator("[data-facet]").all():
            said[part.locator("dt").text_content() or ""] = part.locator("a").all_text_contents()
        assert len(said) >= 7, said  # the takeaway, four notes, facets
        assert {*said} <= {"", *shown}, key
        for label, values in said.items():
            cells = [shown[label][place]] if label else [cell[place] for cell in shown.values()]
            assert all(any(value.strip() in cell for cell in cells) for value in values), (key, label)


def what_is_not_shared_is_marked(visit: Visit) -> None:
    page = compared(visit, f"{OFT},kim2024openvla")
    for row in page.locator(".sides tbody tr").all():
        cells = [cell.locator("span:not(.mut), strong").all_text_contents() for cell in row.locator("td").all()]
        if not any(cells):
            continue
        common = set(cells[0]) & set(cells[1])
        bold = row.locator("strong").all_text_contents()
        assert set(bold) == {value for cell in cells for value in cell} - common


def download(page: Page, action: str) -> str:
    with page.expect_download() as waiting:
        page.locator(f"[data-action={action}]").click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def a_comparison_as_csv(visit: Visit) -> None:
    page = compared(visit, f"{OFT},{PI0}")
    rows = list(csv.reader(io.StringIO(download(page, "csv").removeprefix("\ufeff"))))
    assert {len(row) for row in rows} == {3}
    assert rows[1][1:] == [OFT, PI0]
    assert not [cell for row in rows for cell in row if re.match(r"[=+@-]", cell)]


def a_comparison_as_markdown(visit: Visit) -> None:
    page = compared(visit, f"{OFT},{PI0}")
    lines = download(page, "markdown").splitlines()
    assert lines[1] == "| --- | --- | --- |"
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 4 for line in lines)


def a_comparison_as_latex_cites_our_keys(visit: Visit) -> None:
    text = download(compared(visit, f"{OFT},{PI0}"), "latex")
    assert re.findall(r"\\cite\{([^}]+)\}", text) == [OFT, PI0]
    assert text.count("\\begin{tabular}") == text.count("\\end{tabular}") == 1


def unknown_keys_are_named_and_hostile_ones_ignored(visit: Visit) -> None:
    page = compared(visit, f"{OFT},nobody2020nothing,{PI0},%3Cimg%20src=x%3E,../../etc")
    named = page.locator("#missing").text_content() or ""
    assert "nobody2020nothing" in named
    assert "img" not in named
    assert "etc" not in named
    assert page.locator(".sides thead th").count() == 2
    visit.complaints[:] = [text for text in visit.complaints if "404" not in text]  # the page that is not there


def a_page_that_cannot_be_loaded_is_not_called_missing(visit: Visit) -> None:
    page = visit.page()
    page.route(f"**/papers/{PI0}/", lambda route: route.abort())
    page.goto(f"{visit.address}compare/?ids={OFT},{PI0}")
    page.wait_for_selector("#compare.ready")
    assert page.locator("#missing").text_content() == (
        f"These pages could not be loaded: {PI0}. Reload the page to try again."
    )
    assert not page.locator("#waiting").is_visible()
    visit.complaints.clear()


def what_is_more_than_six_is_named(visit: Visit) -> None:
    chosen = [paper.key for paper in visit.survey.newest[:7]]
    page = compared(visit, ",".join(chosen))
    assert page.locator(".sides thead th").count() == 6
    assert page.locator("#missing").text_content() == f"Six papers fit side by side. Left out: {chosen[6]}."


def a_comparison_without_its_script_says_so(visit: Visit) -> None:
    page = visit.page()
    page.route("**/compare.js", lambda route: route.abort())
    page.goto(f"{visit.address}compare/?ids={OFT},{PI0}")
    assert page.locator("#waiting").is_visible()
    visit.complaints.clear()


def outside_the_taxonomy_is_not_left_unsaid(visit: Visit) -> None:
    page = compared(visit, f"{OFT},{PI0}")
    cells = page.locator(".sides tr:has(th:text-is('Concepts')) td").all_text_contents()
    assert cells == ["Action head design", "outside the taxonomy"]


def one_paper_alone_leads_to_the_explorer(visit: Visit) -> None:
    page = compared(visit, OFT)
    assert page.locator("#choose").is_visible()
    assert not page.locator("#compared").is_visible()


def a_paper_is_removed_and_comes_back(visit: Visit) -> None:
    page = compared(visit, f"{OFT},{PI0},kim2024openvla")
    page.locator(".remove").nth(1).click()
    page.wait_for_function("() => document.querySelectorAll('.sides thead th').length === 2")
    assert page.url.endswith(f"?ids={OFT},kim2024openvla")
    assert page.locator("#compared .tbl").evaluate("area => area === document.activeElement")
    page.go_back()
    page.wait_for_function("() => document.querySelectorAll('.sides thead th').length === 3")


def the_last_comparison_asked_for_is_shown(visit: Visit) -> None:
    page = compared(visit, f"{OFT},{PI0},kim2024openvla")
    page.evaluate(
        "() => { const real = fetch; let first = true; window.fetch = async (...given) => {"
        " const slow = first; first = false; const answer = await real(...given);"
        " if (slow) await new Promise(done => { window.release = done }); return answer } }"
    )
    page.locator(".remove").nth(1).click()
    page.wait_for_function("() => window.release")
    page.evaluate("document.getElementById('live').textContent = ''")
    page.go_back()
    page.wait_for_function("() => document.getElementById('live').textContent.includes('3')")
    page.evaluate("() => { window.release(); return new Promise(done => setTimeout(done, 300)) }")
    assert page.locator(".sides thead th").count() == 3


def a_selection_of_the_explorer_is_compared(visit: Visit) -> None:
    page = at(visit, "explore/")
    page.wait_for_selector("#explorer.ready")
    chosen = sorted(keys(page)[:2])
    for key in chosen:
        page.locator(f"#results > li[data-key='{key}'] input[type=checkbox]").check()
    page.locator("[data-action=compare]").click()
    page.wait_for_selector("#compare.ready")
    assert parse_qs(urlsplit(page.url).query)["ids"] == [",".join(chosen)]
    assert page.locator(".sides thead th").count() == 2


# --- trends, taxonomy, lists ----------------------------------------------------------------------


def every_cell_of_the_gaps_is_what_the_explorer_counts(visit: Visit) -> None:
    page = at(visit, "trends/")
    cells = page.locator(".gaps td a").evaluate_all("links => links.map(a => [a.getAttribute('href'), a.textContent])")
    assert len(cells) > 100
    assert any(number == "0" for _, number in cells)
    page.goto(f"{visit.address}explore/")
    for href, number in cells[:: len(cells) // 30]:
        page.goto(f"{visit.address}{href.removeprefix('../')}")
        page.wait_for_selector("#explorer.ready")
        assert count(page) == int(number), href


def every_bar_of_the_growth_is_what_the_explorer_counts(visit: Visit) -> None:
    page = at(visit, "trends/")
    bars = page.locator("#growth ~ figure a, section:has(#growth) .plot a").evaluate_all(
        "links => links.map(a => [a.getAttribute('href'), a.querySelector('title').textContent])"
    )
    assert len(bars) > 20
    for href, name in bars[::5]:
        page.goto(f"{visit.address}{href.removeprefix('../')}")
        page.wait_for_selector("#explorer.ready")
        assert count(page) == int(name.rsplit(": ", 1)[1]), href


def a_name_on_the_map_of_parallels_leads_to_its_place(visit: Visit) -> None:
    page = at(visit, "parallels/")
    link = page.locator("svg.parallels a").first
    target = (link.get_attribute("href") or "").removeprefix("#")
    link.click()
    assert page.locator(f"[id='{target}']").first.is_visible()
    assert page.url.endswith(f"#{target}")


def a_term_of_the_glossary_has_an_address(visit: Visit) -> None:
    page = at(visit, "glossary/#concept-embodiment-action-head")
    assert page.locator("tr:target").count() == 1
    page.locator("tr:target th a").click()
    assert page.locator("h1").text_content() == "Action head design"


def a_foundation_model_leads_to_all_of_its_kind(visit: Visit) -> None:
    page = at(visit, f"papers/{PI0}/")
    page.locator(".crumb a").last.click()
    page.wait_for_selector("#explorer.ready")
    assert count(page) == sum(1 for paper in visit.survey.newest if paper.role == "foundation")
    assert page.locator(".chip").count() == 1


def an_author_leads_to_the_papers(visit: Visit) -> None:
    page = at(visit, "authors/")
    page.get_by_role("link", name="Chelsea Finn", exact=True).click()
    shown = [row.get_attribute("data-key") for row in page.locator("tr[data-key]").all()]
    signed = [p.key for p in visit.survey.newest if "Chelsea Finn" in {name.display for name in p.authors}]
    assert shown == signed


def a_lost_address_searches(visit: Visit) -> None:
    page = visit.page()
    page.goto(f"{visit.address}404.html")
    assert page.locator("form.lost:visible").count() == 1
    page.locator("#lost-en").fill("flow matching")
    page.locator("form.lost button:visible").click()
    page.wait_for_selector("#explorer.ready")
    assert parse_qs(urlsplit(page.url).query)["q"] == ["flow matching"]
    assert 0 < count(page) < len(visit.survey.papers)


def a_lost_address_with_a_stray_sign_searches(visit: Visit) -> None:
    page = lost(visit, "papers/flow%matching/")
    page.wait_for_function("() => document.getElementById('lost-en').value !== ''")
    assert page.input_value("#lost-en") == "flow%matching"


def lost(visit: Visit, path: str) -> Page:
    """The page that a host gives for an address where nothing lies."""
    text = (visit.site / "404.html").read_text(encoding="utf-8")
    page = visit.page()
    page.route(f"**/{path}", lambda route: route.fulfill(body=text, content_type="text/html"))
    page.goto(visit.address + path)
    return page


def a_lost_address_with_the_id_at_arxiv_leads_to_the_paper(visit: Visit) -> None:
    for path in ("arxiv/2406.09246v3/", "papers/2406.09246/", "abs/2406.09246", "pdf/2406.09246v1.pdf"):
        page = lost(visit, path)
        page.wait_for_selector("article[data-key=kim2024openvla]")
    lost(visit, "zh/arxiv/2406.09246/").wait_for_url(f"{visit.address}zh/papers/kim2024openvla/")
    page = lost(visit, "arxiv/1999.00001v2/")
    page.wait_for_function("() => document.getElementById('lost-en').value === '1999.00001'")


def a_lost_address_is_answered_in_its_language(visit: Visit) -> None:
    page = lost(visit, "zh/papers/nobody2024nothing/")
    page.wait_for_selector("html[lang=zh]")
    assert page.locator("h1:visible").text_content() == "找不到页面"
    assert page.title().startswith("找不到页面 · ")
    page.locator("form.lost button:visible").click()
    assert urlsplit(page.url).path == "/zh/explore/"


# --- languages ------------------------------------------------------------------------------------


def the_switch_of_language_keeps_the_page(visit: Visit) -> None:
    for path in ("", f"papers/{OFT}/", "taxonomy/embodiment/action-head/", "about/", "authors/chelsea-finn/"):
        page = at(visit, path)
        assert page.locator("html").get_attribute("lang") == "en"
        page.locator("a.tongue").click()
        assert page.url == f"{visit.address}zh/{path}"
        assert page.locator("html").get_attribute("lang") == "zh"
        page.locator("a.tongue").click()
        assert page.url == visit.address + path


def the_switch_of_language_keeps_the_state_of_the_explorer(visit: Visit) -> None:
    page = at(visit, "explore/?concept=embodiment%2Faction-head&view=compact")
    page.wait_for_selector("#explorer.ready")
    before = (count(page), urlsplit(page.url).query)
    page.locator("a.tongue").click()
    page.wait_for_selector("#explorer.ready")
    assert (count(page), urlsplit(page.url).query) == before
    assert "/zh/explore/" in page.url


def the_explorer_finds_chinese(visit: Visit) -> None:
    word = "动作分块"
    having = {k for k, p in visit.survey.papers.items() if word in (p.takeaway or {}).get("zh", "")}
    page = at(visit, "zh/explore/")
    page.wait_for_selector("#explorer.ready")
    page.locator("#query").fill(word)
    page.wait_for_function(
        "n => parseInt(document.getElementById('count').textContent) < n", arg=len(visit.survey.papers)
    )
    assert having
    assert count(page) >= len(having)
    assert len(having & set(keys(page))) >= min(len(having), 10)  # rows come as the reader scrolls


def the_search_of_the_header_finds_chinese_that_no_key_typed(visit: Visit) -> None:
    page = at(visit, "zh/")
    field = page.locator("input[data-md-component='search-query']")
    field.click()
    field.press_sequentially("in")
    page.wait_for_selector(".md-search-result__item")  # the search is ready, and hears of nothing else than input
    field.fill("动作头设计")
    page.wait_for_selector(".md-search-result a[href*='taxonomy/embodiment/action-head/']")


# --- how it looks ---------------------------------------------------------------------------------


def the_theme_follows_the_system_until_one_is_chosen(visit: Visit) -> None:
    shade = "() => getComputedStyle(document.body).backgroundColor"
    page = at(visit, "", color_scheme="dark")
    dark = page.evaluate(shade)
    page = at(visit, "", color_scheme="light")
    light = page.evaluate(shade)
    assert dark != light
    page.locator(".md-header__option label:not([hidden])").first.click()
    page.locator(".md-header__option label:not([hidden])").first.click()
    chosen = page.evaluate(shade)
    page.goto(f"{visit.address}trends/")
    assert page.evaluate(shade) == chosen


def printed_pages_have_no_menus_and_show_addresses(visit: Visit) -> None:
    page = at(visit, f"papers/{OFT}/")
    page.emulate_media(media="print")
    assert not page.locator(".md-header").is_visible()
    assert not page.locator(".foot").is_visible()
    content = page.evaluate(
        "() => getComputedStyle(document.querySelector('.provenance a[href^=http]'), '::after').content"
    )
    assert "http" in content


def a_page_printed_from_the_dark_is_light_and_whole(visit: Visit) -> None:
    for path, selector in ((f"papers/{PI0}/", ".similar .title"), ("trends/", ".gaps th"), ("", "h1")):
        page = at(visit, path, color_scheme="dark")
        page.wait_for_selector("html[data-themed]")
        on_screen = page.locator(selector).first.evaluate("e => getComputedStyle(e).color")
        page.emulate_media(media="print", color_scheme="dark")
        printed = page.locator(selector).first.evaluate("e => getComputedStyle(e).color")
        assert luminance(on_screen) > 0.5 > luminance(printed), (path, on_screen, printed)
    page = at(visit, f"papers/{PI0}/")
    page.emulate_media(media="print")
    paper = visit.survey.papers[PI0]
    shown = page.locator("article").inner_text()
    assert all(name.display in shown for name in paper.authors)
    assert "more authors" not in shown
    assert all(page.locator(f"pre.bib >> nth={n}").is_visible() for n in range(page.locator("pre.bib").count()))
    assert page.locator(".bar a[data-link=project]").is_visible()


def luminance(color: str) -> float:
    """How light a colour of a computed style is, from 0 to 1."""
    numbers = [float(number) for number in re.findall(r"[\d.]+", color)[:3]]
    return sum(numbers) / (3 if color.startswith("color(") else 3 * 255)


def the_matrix_of_gaps_can_be_read_on_a_phone(visit: Visit) -> None:
    page = at(visit, "trends/", viewport={"width": 390, "height": 844})
    for area in page.locator(".gaps").all():
        area.evaluate("e => e.scrollTo(200, 0)")
        box, head = area.bounding_box(), area.locator("tbody th").first.bounding_box()
        corner = area.locator("thead th").first.bounding_box()
        assert box
        assert head
        assert corner
        assert head["width"] < 0.45 * box["width"]
        assert abs(head["x"] - box["x"]) < 3
        assert abs(corner["x"] - box["x"]) < 3


def the_days_that_are_cut_say_how_much(visit: Visit) -> None:
    page = at(visit, "latest/")
    newest = max(paper.curation.added for paper in visit.survey.papers.values())
    of_the_day = sum(paper.curation.added == newest for paper in visit.survey.papers.values())
    assert page.locator(".added .after a").first.text_content() == f"and {of_the_day - 60} more"
    page.locator(".added .after a").first.click()
    page.wait_for_selector("#explorer.ready")
    assert count(page) == len(visit.survey.papers)


def a_page_opened_from_disk_is_styled(visit: Visit) -> None:
    page = visit.page()
    page.goto((visit.site / f"papers/{OFT}/index.html").as_uri())
    assert page.evaluate("() => getComputedStyle(document.querySelector('h1')).fontFamily").startswith('"Serif V"')
    assert page.locator(".takeaway").is_visible()
    assert not page.locator("button[data-action]").first.is_visible()  # it could do nothing
    visit.complaints.clear()  # browsers refuse a file its scripts and its content policy's 'self'
    visit.requests.clear()


def everything_works_below_a_sub_path(visit: Visit) -> None:
    for path in ("", "zh/", f"papers/{OFT}/", "zh/trends/", "explore/", f"compare/?ids={OFT},{PI0}"):
        page = at(visit, f"repo/{path}")
        assert page.locator("h1").first.is_visible()
        home = page.locator(".brand").evaluate("a => a.href")
        assert home == f"{visit.address}repo/{'zh/' if path.startswith('zh/') else ''}"
    page.wait_for_selector("#compare.ready")
    assert page.locator(".sides thead th").count() == 2
    assert [url for url in visit.requests if not url.startswith((f"{visit.address}repo/", "data:"))] == []


JOURNEYS = [
    copied_bibtex_is_the_file,
    shown_citations_are_the_files,
    a_favourite_stays_and_shows_in_the_explorer,
    a_favourite_is_the_same_in_two_tabs,
    a_refusal_to_copy_is_told_and_the_text_selected,
    a_page_is_shared_by_its_lasting_address,
    a_facet_leads_to_the_papers_that_have_it,
    authors_beyond_ten_unfold,
    a_correction_comes_filled_in,
    drafted_notes_say_so_in_the_language_of_the_page,
    a_paper_without_notes_says_so,
    a_related_paper_is_compared_at_once,
    papers_side_by_side_say_what_their_pages_say,
    everything_that_two_pages_say_is_compared,
    what_is_not_shared_is_marked,
    a_comparison_as_csv,
    a_comparison_as_markdown,
    a_comparison_as_latex_cites_our_keys,
    unknown_keys_are_named_and_hostile_ones_ignored,
    one_paper_alone_leads_to_the_explorer,
    a_page_that_cannot_be_loaded_is_not_called_missing,
    what_is_more_than_six_is_named,
    a_comparison_without_its_script_says_so,
    outside_the_taxonomy_is_not_left_unsaid,
    a_paper_is_removed_and_comes_back,
    the_last_comparison_asked_for_is_shown,
    a_selection_of_the_explorer_is_compared,
    every_cell_of_the_gaps_is_what_the_explorer_counts,
    every_bar_of_the_growth_is_what_the_explorer_counts,
    a_name_on_the_map_of_parallels_leads_to_its_place,
    a_term_of_the_glossary_has_an_address,
    an_author_leads_to_the_papers,
    a_foundation_model_leads_to_all_of_its_kind,
    a_lost_address_searches,
    a_lost_address_with_the_id_at_arxiv_leads_to_the_paper,
    a_lost_address_is_answered_in_its_language,
    a_lost_address_with_a_stray_sign_searches,
    the_switch_of_language_keeps_the_page,
    the_switch_of_language_keeps_the_state_of_the_explorer,
    the_explorer_finds_chinese,
    the_search_of_the_header_finds_chinese_that_no_key_typed,
    the_theme_follows_the_system_until_one_is_chosen,
    printed_pages_have_no_menus_and_show_addresses,
    a_page_printed_from_the_dark_is_light_and_whole,
    the_matrix_of_gaps_can_be_read_on_a_phone,
    the_days_that_are_cut_say_how_much,
    a_page_opened_from_disk_is_styled,
    everything_works_below_a_sub_path,
]

FAULTS: list[tuple[str, str, str, Callable[[Visit], None]]] = [
    ("site.js", r"`${entry.textContent}\n`", "entry.textContent", copied_bibtex_is_the_file),
    ("site.js", "[toggle(key)]", "[key]", a_favourite_stays_and_shows_in_the_explorer),
    ("site.js", "        show();\n", "", a_favourite_stays_and_shows_in_the_explorer),
    ("site.js", "watch(show);", "", a_favourite_is_the_same_in_two_tabs),
    ("site.js", 'document.querySelector("link[rel=canonical]").href', "location.href",
     a_page_is_shared_by_its_lasting_address),
    ("compare.js", "shared(row, value) ? \"span\" : \"strong\"", '"span"', what_is_not_shared_is_marked),
    ("compare.js", ', "limits"];', ', "limit"];', everything_that_two_pages_say_is_compared),
    ("compare.js", ".map(quoted)", "", a_comparison_as_csv),
    ("compare.js", '`| ${line.join(" | ")} |`', "line.join()", a_comparison_as_markdown),
    ("compare.js", "\\\\cite{${paper.key}}", "", a_comparison_as_latex_cites_our_keys),
    ("compare.js", "if (String(asked) !== String(chosen())) return;", "", the_last_comparison_asked_for_is_shown),
    ("compare.js", "table.parentElement.focus();", "", a_paper_is_removed_and_comes_back),
    ("compare.js", "/^[a-z0-9-]+$/.test(key)", "true", unknown_keys_are_named_and_hostile_ones_ignored),
    ("compare.js", 'history.pushState(null, "", ', 'history.replaceState(null, "", ',
     a_paper_is_removed_and_comes_back),
]  # fmt: skip
"""Script, its text, the faulty text, and the journey that must notice."""


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_journey(visit: Visit, journey: Callable[[Visit], None]) -> None:
    journey(visit)


@pytest.mark.parametrize(("script", "text", "fault", "journey"), FAULTS, ids=lambda part: getattr(part, "__name__", ""))
def test_a_seeded_fault_is_noticed(
    shared: Visit, script: str, text: str, fault: str, journey: Callable[[Visit], None]
) -> None:
    visit = Visit(shared.browser, shared.address, shared.site, shared.survey, {script: (text, fault)}, 2_000)
    with pytest.raises((AssertionError, Error)):
        journey(visit)
    visit.close()


def test_a_comparison_compiles_in_latex_without_a_warning(
    visit: Visit, require_tool: Callable[[str, str], str], tmp_path: Path
) -> None:
    pdflatex = require_tool("pdflatex", "apt-get install texlive-latex-base texlive-latex-recommended")
    bibtex = require_tool("bibtex", "apt-get install texlive-latex-base")
    tables = [download(compared(visit, ids), "latex") for ids in (f"{OFT},{PI0}", f"{OFT},{PI0},kim2024openvla")]
    (tmp_path / "papers.bib").write_bytes((visit.site / "data/papers.bib").read_bytes())
    (tmp_path / "t.tex").write_text(
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{lmodern,booktabs,array}\n\\begin{document}\n\\noindent\n"
        + "\n\n\\noindent\n".join(tables)
        + "\n\\bibliographystyle{plain}\\bibliography{papers}\n\\end{document}\n",
        encoding="utf-8",
    )
    for command in ([pdflatex, "-interaction=nonstopmode", "t"], [bibtex, "t"], *[[pdflatex, "t"]] * 2):
        subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    log = (tmp_path / "t.log").read_text(encoding="latin-1").split("(./t.bbl")[0]  # the list of references is bibtex's
    assert re.findall(r"^.*(?:Warning|Overfull|Underfull|Missing character).*$", log, re.MULTILINE) == []


def every_kind(paths: list[str]) -> list[str]:
    """All addresses but those of which there are many of a kind, such as papers: of each kind MANY from end to end."""
    kinds: dict[str, list[str]] = {}
    for path in paths:
        kinds.setdefault(path.rstrip("/").rpartition("/")[0], []).append(path)
    return [path for kind in kinds.values() for path in kind[:: max(1, len(kind) // MANY)]]


def test_of_many_addresses_of_a_kind_some_are_looked_at_and_all_others() -> None:
    paths = ["", "about/", *(f"zh/papers/{number}/" for number in range(MANY * 5))]
    assert every_kind(paths) == ["", "about/", *(f"zh/papers/{number}/" for number in range(0, MANY * 5, 5))]


def test_pages_of_the_sitemap_load_without_a_complaint(visit: Visit) -> None:
    tree = ElementTree.parse(visit.site / "sitemap.xml")
    base = visit.survey.settings.site_url
    paths = [str(loc.text).removeprefix(base) for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(paths) > 2 * len(visit.survey.papers)
    page = visit.page()
    for path in every_kind(paths):
        answer = page.goto(visit.address + path)
        assert answer is not None
        assert answer.ok, path
        assert visit.complaints == [], path


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_on_any_kind_of_page(visit: Visit, kind: str, missing: Callable[[str], NoReturn]) -> None:
    if not AXE.exists():
        missing("axe-core is not installed; cd tests/tools && npm ci --ignore-scripts")
    # Every two of language, theme and width meet.
    for prefix, theme, width in (("", "light", 1280), ("", "dark", 390), ("zh/", "light", 390), ("zh/", "dark", 1280)):
        page = at(visit, prefix + KINDS[kind], color_scheme=theme, viewport={"width": width, "height": 844})
        if KINDS[kind].startswith(("compare", "explore")):
            page.wait_for_selector(".ready")
        found = accessibility_faults(page)
        assert found == [], (prefix, theme, width)


@pytest.mark.parametrize("prefix", ["", "zh/"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_a_narrow_window_and_large_type(visit: Visit, kind: str, prefix: str) -> None:
    page = at(visit, prefix + KINDS[kind], viewport={"width": 320, "height": 700})
    for size, width in product(("100%", "200%"), (320, 640, 1280)):
        page.set_viewport_size({"width": width, "height": 700})
        page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (size, width)


@pytest.mark.parametrize("path", ["about/", "contribute/", "citations/", "rules/", "data/", "zh/about/"])
def test_a_written_page_fits_a_phone_without_scripts(visit: Visit, path: str) -> None:
    page = at(visit, path, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    box = page.locator("body").bounding_box()
    assert box is not None
    for frame in page.locator(".md-typeset__scrollwrap").all():
        inside = frame.bounding_box()
        assert inside is not None
        assert inside["x"] + inside["width"] <= 390
    page.mouse.wheel(500, 0)
    assert box == page.locator("body").bounding_box(), "nothing to scroll to beside the page"


def test_numbers_of_the_explorers_data_are_those_of_the_records(visit: Visit) -> None:
    found = explorer.keys((visit.site / "data/explorer.json").read_bytes())
    assert sorted(found) == sorted(paper.key for paper in visit.survey.newest)


def test_hostile_records_run_nothing_break_nothing_and_show_as_typed(
    browser: Browser, toy_copy: Path, tmp_path: Path
) -> None:
    hostile = "</script></title><script>hurt()</script><img src=x onerror=hurt()>\"'& [a](javascript:hurt())"
    record = toy_copy / "papers/2024/whole2024everything.yaml"
    text = record.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^title: .*$", lambda _: f"title: {json.dumps(hostile + ' ' + 'long' * 450)}", text)
    text = re.sub(r"(?m)^    en: Robots drop balls\.$", lambda _: f"    en: {json.dumps(hostile)}", text)
    text = re.sub(r"(?m)^  - literal: Toy Robot Team$", lambda _: f"  - literal: {json.dumps(hostile)}", text)
    waiver = "    - code: VS610\n      reason: It is hostile on purpose.\n"
    record.write_text(text.replace("  waived:\n", f"  waived:\n{waiver}"), encoding="utf-8")
    shutil.copy(ROOT / "mkdocs.yml", toy_copy)
    shutil.copytree(ROOT / "docs", toy_copy / "docs")
    site = build(toy_copy, tmp_path / "site", strict=False)[0]
    survey, _ = load(toy_copy)
    assert survey
    with served(site) as address:
        visit = Visit(browser, address, site, survey, patience=20_000)
        key = "whole2024everything"
        for path in ("", f"papers/{key}/", "explore/", "latest/", f"compare/?ids={key},bare2023minimal", "zh/"):
            page = at(
                visit,
                path,
                "window.hurt = () => { window.hurtAt = location.href };",
                viewport={"width": 390, "height": 844},
            )
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.hurtAt") is None
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        page = at(visit, f"papers/{key}/")
        assert (page.locator("h1").text_content() or "").startswith(hostile)
        assert page.locator("[data-note=problem] dd").text_content() == hostile
        assert hostile in (page.locator(".authors").text_content() or "")
        assert visit.complaints == []
        assert [url for url in visit.requests if not url.startswith((address, "data:"))] == []
        visit.close()
