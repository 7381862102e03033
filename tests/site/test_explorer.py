"""Readers at the explorer, in a real browser; and faults seeded into its script, each of which a journey must see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

import pytest
from explorer_site import (
    AXE,
    FORMER,
    GREEK,
    HOSTILE,
    HOSTILE_TITLE,
    RENAMED,
    Visit,
    accessibility_faults,
    box,
    clipboard,
    count,
    focus,
    keys,
    served,
    shown_count,
    told,
    write_records,
)
from playwright.sync_api import Browser, Error, Page, Route
from test_explorer_data import ROOT, bench

from vlasurvey.site.build import build
from vlasurvey.survey import load
from vlasurvey.text.mathtext import to_text

pytestmark = pytest.mark.browser

NO_STORAGE = """for (const name of ['localStorage', 'sessionStorage'])
  Object.defineProperty(window, name, { configurable: true, get() { throw new Error('denied'); } });"""
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
OWN_FILES = {"bibtex": "cite.bib", "biblatex": "cite.biblatex.bib", "ris": "cite.ris"}
HEAD, REINFORCEMENT = "embodiment/action-head", "integration/reinforcement-learning"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Visit]:
    folder = tmp_path_factory.mktemp("explorer")
    bench("synthesize").synthesize(120, folder / "survey", ROOT)
    write_records(folder / "survey")
    site = build(folder / "survey", folder / "site", strict=True)[0]
    survey, _ = load(folder / "survey")
    assert survey
    with served(site) as address:
        yield Visit(browser, address, site, survey)


@pytest.fixture
def visit(shared: Visit) -> Iterator[Visit]:
    visit = Visit(shared.browser, shared.address, shared.site, shared.survey)
    yield visit
    visit.close()


# --- journeys: finding --------------------------------------------------------------------------


def first_list(visit: Visit) -> None:
    page = visit.open()
    newest = visit.survey.newest
    assert count(page) == len(newest)
    assert keys(page) == [paper.key for paper in newest[:40]]
    assert page.locator("#results .title").all_text_contents() == [to_text(paper.title) for paper in newest[:40]]
    assert page.url == f"{visit.address}explore/"


_SHAPE = """items => items.slice(0, 8).map(item => [item, ...item.querySelectorAll('*')].map(part => [
  part.localName, part.children.length ? '' : part.textContent.trim(),
  ...[...part.attributes].map(one => `${one.name}=${one.name === 'href' ? part.href : one.value}`).sort()]))"""


def first_rows_are_there_before_the_script(visit: Visit) -> None:
    for prefix in ("", "zh/"):
        page = visit.page()
        page.route("**/main.js", lambda route: None)  # it does not come
        page.goto(f"{visit.address}{prefix}explore/", wait_until="commit")  # the page waits for the script
        page.locator("#results .title").first.wait_for()
        assert not page.locator("#results .star").first.is_visible()
        before = page.eval_on_selector_all("#results > li", _SHAPE)
        page.unroute("**/main.js")
        page.reload()
        page.wait_for_selector("#explorer.ready")
        assert len(before) == 8
        assert before == page.eval_on_selector_all("#results > li", _SHAPE)


def first_rows_are_not_shown_for_others(visit: Visit) -> None:
    page = visit.page()
    page.route("**/main.js", lambda route: None)  # it does not come
    for asked in ("?q=axolotl", "?role=survey", "#role-survey"):
        page.goto("about:blank")
        page.goto(f"{visit.address}explore/{asked}", wait_until="commit")  # the page waits for the script
        page.locator("#results > li").nth(7).wait_for(state="attached")
        assert page.locator("#results > li").count() == 8
        assert not page.locator("#results .title").first.is_visible()


def coming_back_finds_the_place(visit: Visit) -> None:
    page = visit.open()
    page.click("#more")
    row = page.locator("#results > li").nth(70)
    row.scroll_into_view_if_needed()
    place = page.evaluate("scrollY")
    assert place > 3000
    row.locator(".title").click()
    page.wait_for_selector("article[data-key]")
    page.go_back()
    page.wait_for_selector("#explorer.ready")
    page.wait_for_function("place => Math.abs(scrollY - place) < 100", arg=place)


def rows_show_without_the_theme(visit: Visit) -> None:
    page = visit.page()
    page.route("**/site.js", lambda route: route.abort())
    page.goto(f"{visit.address}explore/?role=survey")
    page.locator("#explorer.listed").wait_for()
    assert keys(page) == [paper.key for paper in visit.papers(role="survey")[:40]]
    assert page.locator("#results .title").first.is_visible()
    assert page.locator("#results .star").first.is_visible()


def a_script_that_does_not_come_is_told(visit: Visit) -> None:
    for name in ("main.js", "rows.js"):
        page = visit.page()
        page.route(f"**/{name}", lambda route: route.abort())
        page.goto(f"{visit.address}explore/?role=survey")
        page.locator(".failed.warn").wait_for()
        assert page.locator(".results .title").first.is_visible()
        assert not page.locator("#query").is_visible()
        assert page.url == f"{visit.address}explore/?role=survey"


def nothing_found_waits_for_every_text(visit: Visit) -> None:
    page = visit.page()
    waiting: list[Route] = []
    page.route("**/explorer.zh.json", lambda route: waiting.append(route))
    page.goto(f"{visit.address}explore/")
    page.locator("#explorer.ready").wait_for()
    page.locator("#query").fill("nowherefound")
    page.locator("#results[aria-busy=true]").wait_for(state="attached")
    assert count(page) == 0
    assert not page.locator("#empty").is_visible()
    page.wait_for_timeout(300)  # the other texts are there, and searched
    assert not page.locator("#empty").is_visible()
    waiting[0].continue_()
    page.locator("#empty").wait_for()
    assert page.locator("#results").get_attribute("aria-busy") == "false"


def forward_to_a_search_after_a_reload(visit: Visit) -> None:
    page = visit.open()
    page.locator("#query").fill("nowherefound")
    page.locator("#empty").wait_for()
    page.go_back()
    page.reload()
    page.locator("#explorer.ready").wait_for()
    page.go_forward()
    page.locator("#empty").wait_for()


def typing_filters(visit: Visit) -> None:
    page = visit.open()
    page.locator("#query").press_sequentially("axolotl")
    page.wait_for_function("() => document.getElementById('count').textContent.startsWith('1 ')")
    assert keys(page) == [GREEK]
    told(page, "1 of")
    assert page.locator("#results mark").first.text_content() == "axolotl"
    page.locator("#query").fill("learning")
    found = count(page)
    page.locator("#query").fill("learn")
    assert count(page) >= found > 0


def greek_accents_and_chinese(visit: Visit) -> None:
    page = visit.open()
    for query in ("pi0.5", "π0.5"):  # the vocabulary has the name too, so other papers may come with it
        page.locator("#query").fill(query)
        page.wait_for_function(
            "key => [...document.querySelectorAll('#results > li')].some(row => row.dataset.key === key)", arg=GREEK
        )
    for query, key in [
        ("soren MULLER", GREEK),
        ("angstrom lukasz", GREEK),
        ("章鱼", GREEK),
        ("学会了杂", GREEK),
        ('"axolotl juggle"', GREEK),
        ('"juggle axolotl"', ""),
        ("juggle axolotl", GREEK),
        ("2504.99999", GREEK),
        ("renamed", RENAMED),
    ]:
        page.locator("#query").fill(query)
        wanted = [key] if key else []
        page.wait_for_function(
            "wanted => [...document.querySelectorAll('#results > li')].map(r => r.dataset.key).join() === wanted",
            arg=",".join(wanted),
        )


def address_and_reload(visit: Visit) -> None:
    page = visit.open()
    page.locator("#query").fill("learning")
    box(page, "has", "code").check()
    page.select_option("#sort", "oldest")
    page.click("[data-view=compact]")
    before, found = page.url, keys(page)
    assert before.endswith("explore/?has=code&q=learning&sort=oldest&view=compact")
    page.reload()
    page.wait_for_selector("#explorer.ready")
    page.wait_for_function("n => document.querySelectorAll('#results > li').length === n", arg=len(found))
    assert (page.url, keys(page), page.input_value("#query")) == (before, found, "learning")
    assert page.get_attribute("#results", "class") == "compact"


def search_of_the_theme_stays_closed(visit: Visit) -> None:
    page = visit.open("?q=learning")
    assert page.input_value("#query") == "learning"
    assert not page.is_checked("#__search")
    assert page.url.endswith("?q=learning")


def escape_and_slash(visit: Visit) -> None:
    page = visit.open()
    page.keyboard.press("/")
    assert focus(page) == "#query"
    page.keyboard.type("flow")
    assert count(page) < len(visit.survey.papers)
    page.keyboard.press("Escape")
    assert count(page) == len(visit.survey.papers)
    assert page.input_value("#query") == ""
    assert page.url.endswith("/explore/")


def facet_by_keyboard(visit: Visit) -> None:
    page = visit.open()
    box(page, "concept", HEAD).focus()
    page.keyboard.press("Space")
    assert count(page) == len(visit.papers(concept=HEAD))
    assert box(page, "concept", HEAD).evaluate("box => box === document.activeElement")


def or_within_and_across(visit: Visit) -> None:
    page = visit.open()
    box(page, "concept", HEAD).check()
    box(page, "concept", REINFORCEMENT).check()
    either = {paper.key for name in (HEAD, REINFORCEMENT) for paper in visit.papers(concept=name)}
    assert count(page) == len(either) > len(visit.papers(concept=HEAD))
    expected = shown_count(page, "year", "2025")
    box(page, "year", "2025").check()
    assert count(page) == expected == len(either & {paper.key for paper in visit.papers(year="2025")})


def a_top_concept_holds_its_narrower_ones(visit: Visit) -> None:
    page = visit.open("?concept=integration")
    assert count(page) == len(visit.papers(concept="integration")) > len(visit.papers(concept=REINFORCEMENT))


def has_narrows(visit: Visit) -> None:
    page = visit.open()
    box(page, "has", "code").check()
    expected = shown_count(page, "has", "project")
    box(page, "has", "project").check()
    both = [paper for paper in visit.papers(has="code") if "project" in visit.values(paper, "has")]
    assert count(page) == expected == len(both)


def every_count_is_true(visit: Visit) -> None:
    page = visit.open(f"?year=2025&year=2024&concept={HEAD}&concept=integration&not.has=project")

    def fits(paper: object, besides: str) -> bool:
        values = lambda name: visit.values(paper, name)  # noqa: E731
        return (
            (besides == "year" or bool(values("year") & {"2024", "2025"}))
            and (besides == "concept" or bool(values("concept") & {HEAD, "integration"}))
            and "project" not in values("has")
        )

    read = "boxes => boxes.map(b => [b.dataset.facet, b.value, b.closest('li').querySelector('.count').textContent])"
    counts = page.eval_on_selector_all("#filters input[data-facet]", read)
    assert len(counts) > 60
    for facet, value, number in counts:
        if (facet, value) == ("has", "project"):
            continue  # of a value left out, the count is what this takes away; another journey reads it
        papers = [paper for paper in visit.survey.newest if fits(paper, facet) and value in visit.values(paper, facet)]
        assert int(number) == len(papers), (facet, value)


def exclusion(visit: Visit) -> None:
    page = visit.open()
    code = visit.papers(has="code")
    leave = page.get_by_role("button", name="Leave out: Code", exact=True)
    leave.focus()
    page.keyboard.press("Enter")
    assert count(page) == len(visit.survey.papers) - len(code)
    assert leave.get_attribute("aria-pressed") == "true"
    assert shown_count(page, "has", "code") == len(code)
    assert page.url.endswith("?not.has=code")
    assert page.locator(".chip").all_text_contents() == ["not Code"]
    box(page, "has", "code").check()  # wanted after all
    assert count(page) == len(code)
    assert page.url.endswith("?has=code")


def back_and_forward(visit: Visit) -> None:
    page = visit.open()
    total = count(page)
    box(page, "year", "2025").check()
    first = count(page)
    page.locator("#query").press_sequentially("learning")
    page.wait_for_function("n => parseInt(document.getElementById('count').textContent) < n", arg=first)
    page.go_back()
    page.wait_for_function("n => parseInt(document.getElementById('count').textContent) === n", arg=first)
    assert page.input_value("#query") == ""
    page.go_back()
    page.wait_for_function("n => parseInt(document.getElementById('count').textContent) === n", arg=total)
    assert not box(page, "year", "2025").is_checked()
    page.go_forward()
    page.wait_for_function("n => parseInt(document.getElementById('count').textContent) === n", arg=first)
    assert box(page, "year", "2025").is_checked()


def chips_and_clear(visit: Visit) -> None:
    page = visit.open("?year=2025&has=code&not.role=survey&q=a&from=2024-q1&favourites=1&sort=title")
    assert page.locator(".chip").count() == 6
    page.get_by_role("button", name="Remove filter: Code", exact=True).click()
    assert not box(page, "has", "code").is_checked()
    assert page.locator(".chip").count() == 5
    page.wait_for_function("() => document.activeElement.matches('.chip')")
    page.click("#clear")
    assert count(page) == len(visit.survey.papers)
    assert page.url.endswith("/explore/?sort=title")
    assert focus(page) == "#count"
    assert page.is_hidden("#clear")


def deep_link(visit: Visit) -> None:
    page = visit.open("?concept=task&year=2025&sort=oldest")
    found = visit.papers(concept="task", year="2025")
    assert count(page) == len(found)
    assert set(keys(page)) <= {paper.key for paper in found}
    assert box(page, "concept", "task").is_checked()
    assert page.input_value("#sort") == "oldest"


def link_to_a_group(visit: Visit) -> None:
    page = visit.open("#role-survey")
    assert count(page) == len(visit.papers(concept="none", role="survey"))


def unknown_and_hostile_addresses(visit: Visit) -> None:
    total = len(visit.survey.papers)
    for query in (
        "?concept=nope&year=1066&has=&sort=random&view=3d&from=2024&to=q&ids=nobody,&ids=&favourites=yes&utm_source=x",
        "?__proto__=1&constructor=2&not.=x&not.nope=y&%00=%ff&q=",
        "?concept=%3Cscript%3Ehurt()%3C/script%3E&not.concept=%22%3E&ids=%3Cimg%20src=x%20onerror=hurt()%3E",
    ):
        page = visit.open(query)
        assert count(page) == total
        assert page.url.endswith("/explore/")
    page = visit.open("?q=%3Cimg%20src%3Dx%20onerror%3Dhurt()%3E%22%27" + "x" * 3000)
    assert count(page) == 0
    assert page.locator("#explorer img").count() == 0
    assert visit.complaints == []


def what_is_pasted_is_found(visit: Visit) -> None:
    page = visit.open()
    paper = next(paper for paper in visit.survey.newest if paper.identifiers.arxiv)
    number = paper.identifiers.arxiv
    for text in (
        number, f"arXiv:{number}", f"arxiv: {number}", f"https://arxiv.org/abs/{number}v2",
        f"https://arxiv.org/pdf/{number}.pdf", f"({number})",
    ):  # fmt: skip
        page.fill("#query", text)
        assert keys(page) == [paper.key], text
    words = to_text(paper.title).split()[:2]
    page.fill("#query", f'"{words[0]} {words[1]}"')
    found = keys(page)
    assert paper.key in found
    for text in ("“{} {}”", "{}-{}", "{}\u2011{}", "{}–{}", "({}\u200b-{}),", "»{}−{}«?"):
        page.fill("#query", text.format(*words))
        assert keys(page) == found, text
    page.fill("#query", "")
    page.locator("#query").press_sequentially(f"arxiv:{number}v1")
    assert keys(page) == [paper.key]
    page.fill("#query", "")
    page.locator("#query").press_sequentially("2025")
    found = keys(page)
    page.fill("#query", "")
    page.fill("#query", "2025")
    assert keys(page) == found
    page.fill("#query", "2")  # not in a key, where every paper has it
    assert count(page) < len(visit.survey.papers)


def nothing_found(visit: Visit) -> None:
    page = visit.open("?q=zzzz")
    page.locator("#empty").wait_for()
    assert page.locator("#results > li").count() == 0
    page.click("#clear")
    assert page.is_hidden("#empty")


def every_order(visit: Visit) -> None:
    page = visit.open()
    papers = visit.survey.papers

    def listed(order: str) -> list[str]:
        page.select_option("#sort", order)
        return keys(page)

    assert listed("oldest")[0] == min(papers, key=lambda key: papers[key].issued.ljust(10, "-"))
    dates = [papers[key].issued for key in keys(page)]
    assert all(earlier.ljust(10, "-") <= later.ljust(10, "-") for earlier, later in pairwise(dates))
    titles = [re.sub(r"^\W+", "", to_text(papers[key].title).casefold()) for key in listed("title")]
    assert titles == sorted(titles)
    added = [papers[key].curation.added for key in listed("added")]
    assert added == sorted(added, reverse=True)
    assert keys(page)[:2] == [GREEK, HOSTILE]
    listed("venue")
    venues = page.locator("#results .venue").all_text_contents()
    names = [venue.rsplit(" ", 1)[0].lower() for venue in venues]
    assert names == sorted(names)
    assert len(names) == min(40, sum(1 for paper in papers.values() if paper.published))
    assert listed("newest") == [paper.key for paper in visit.survey.newest[:40]]


def histogram(visit: Visit) -> None:
    page = visit.open()
    handle = page.locator("#from")
    handle.focus()
    page.keyboard.press("End")
    quarter = re.search(r"from=(\d{4}-q\d)", page.url)
    assert quarter
    assert count(page) == len(visit.papers(quarter=quarter[1]))
    assert (handle.get_attribute("aria-valuetext") or "").startswith(f"{quarter[1][:4]} Q")
    page.keyboard.press("Home")
    assert page.url.endswith("/explore/")
    bars = page.locator(".bars g")
    number = bars.count()
    size = page.locator(".bars").bounding_box()
    assert size
    at = lambda place: {"x": size["width"] * (place + 0.5) / number, "y": 30}  # noqa: E731
    page.locator(".bars").click(position=at(number - 4))
    one = count(page)
    page.locator(".bars").click(position=at(number - 2))
    bounds = re.search(r"\?from=(\d{4}-q\d)&to=(\d{4}-q\d)$", page.url)
    assert bounds
    inside = [p for p in visit.survey.newest if bounds[1] <= min(visit.values(p, "quarter")) <= bounds[2]]
    assert count(page) == len(inside) >= one
    page.locator(".chip").click()
    assert count(page) == len(visit.survey.papers)


def handles_part_again_where_both_stand_at_an_end(visit: Visit) -> None:
    page = visit.open()
    size = page.locator(".handles").bounding_box()
    assert size
    middle, y = size["x"] + size["width"] / 2, size["y"] + size["height"] / 2
    for x, handle in ((size["x"] + size["width"] - 8, "#from"), (size["x"] + 8, "#to")):
        page.locator(handle).focus()
        page.keyboard.press("End" if handle == "#from" else "Home")
        assert page.locator("#from").input_value() == page.locator("#to").input_value()
        together = page.url
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(middle, y, steps=4)
        page.mouse.up()
        assert page.url != together
        assert page.locator("#from").input_value() != page.locator("#to").input_value()
        page.locator("#clear").click()


def dragging_is_one_step_back(visit: Visit) -> None:
    page = visit.open()
    box(page, "role", "method").check()
    before = count(page)
    page.evaluate(
        "() => { const handle = document.getElementById('from'); for (const place of [1, 2, 3]) {"
        " handle.value = Number(handle.max) - 4 + place; handle.dispatchEvent(new Event('input')); }"
        " handle.dispatchEvent(new Event('change')) }"
    )
    assert count(page) < before
    assert "from=" in page.url
    page.go_back()
    page.wait_for_function("n => parseInt(document.getElementById('count').textContent) === n", arg=before)
    assert page.url.endswith("?role=method")


def keys_on_a_handle_are_one_step_back(visit: Visit) -> None:
    page = visit.open()
    box(page, "role", "method").check()
    page.locator("#from").focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert "from=" in page.url
    page.locator("#to").focus()
    page.keyboard.press("ArrowLeft")
    assert "to=" in page.url
    page.go_back()
    page.wait_for_function("() => !location.search.includes('to=')")
    assert "from=" in page.url
    page.go_back()
    page.wait_for_function("() => location.search === '?role=method'")


# --- journeys: reading --------------------------------------------------------------------------


def show_more(visit: Visit) -> None:
    page = visit.open()
    page.focus("#more")
    page.keyboard.press("Enter")
    newest = visit.survey.newest
    assert keys(page) == [paper.key for paper in newest[:80]]
    assert focus(page) == f"{newest[40].key} title"
    page.locator("#results .title").nth(60).click()
    page.go_back()
    page.wait_for_selector("#explorer.ready")
    assert len(keys(page)) == 80


def a_row_tells_all(visit: Visit) -> None:
    page = visit.open("?q=axolotl")
    page.wait_for_selector("#results .point:not([hidden])")
    row = page.locator(f"#results > li[data-key={GREEK}]")
    assert row.locator(".title").text_content() == "π0.5: a Flow for Juggling"
    assert row.locator(".meta").inner_text().split() == ["Müller", "and", "Ångström", "2025-04-05"]
    assert row.locator(".point").text_content() == "Flows let an axolotl juggle."
    assert row.locator(".tags").inner_text() == "Action head design"
    assert row.locator(".links a").get_attribute("href") == "https://arxiv.org/abs/2504.99999"
    assert row.locator(".title").get_attribute("href") == f"../papers/{GREEK}/"


def hostile_texts_show_as_typed(visit: Visit) -> None:
    page = visit.open("?q=mallory", script="window.hurt = () => { window.hurtful = true; };")
    page.wait_for_selector("#results .point:not([hidden])")
    page.locator("#query").fill("script")
    assert keys(page) == [HOSTILE]
    row = page.locator(f"#results > li[data-key={HOSTILE}]")
    assert row.locator(".title").text_content() == HOSTILE_TITLE
    assert "<script>hurt()</script>" in (row.locator(".point").text_content() or "")
    assert row.locator("img, script, b").count() == 0
    assert page.evaluate("window.hurtful") is None
    assert visit.complaints == []


def keyboard_alone(visit: Visit) -> None:
    page = visit.open()
    first, second = (paper.key for paper in visit.survey.newest[:2])
    page.keyboard.press("/")
    page.keyboard.press("ArrowDown")
    assert focus(page) == f"{first} title"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    told(page, "1 selected")
    assert page.locator(f"li[data-key={second}] input").is_checked()
    page.keyboard.press("s")
    assert page.locator(f"li[data-key={second}] .star").get_attribute("aria-pressed") == "true"
    told(page, "Added to the favourites")
    page.keyboard.press("ArrowUp")
    assert focus(page) == f"{first} title"
    page.keyboard.press("Escape")
    assert focus(page) == "#query"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/papers/{first}/")


def without_scripts(visit: Visit) -> None:
    page = visit.page(java_script_enabled=False)
    page.goto(f"{visit.address}explore/")
    listed = {row.get_attribute("data-key") for row in page.locator(".results li[data-key]").all()}
    assert listed == set(visit.survey.papers)
    assert page.locator(".results li[data-key] a.title").first.is_visible()
    assert page.locator(".side .years a").count() == len(visit.survey.by_year)
    assert page.is_hidden("#query")
    assert page.is_hidden("#filters")


def the_data_file_fails(visit: Visit) -> None:
    for answer in ("abort", "missing", "broken"):
        page = visit.page()
        page.route(
            "**/data/explorer.json",
            lambda route, answer=answer: (
                route.abort()
                if answer == "abort"
                else route.fulfill(status=404 if answer == "missing" else 200, body="{")
            ),
        )
        page.goto(f"{visit.address}explore/")
        page.wait_for_selector("#explorer.failed")
        assert page.is_visible(".failed.warn")
        assert page.locator(".groups li[data-key] a.title").first.is_visible()
        assert page.is_hidden("#query")


def the_texts_fail(visit: Visit) -> None:
    page = visit.page()
    page.route("**/data/explorer.*.json", lambda route: route.abort())
    page.goto(f"{visit.address}explore/?q=juggling")
    page.wait_for_selector("#explorer.ready")
    assert keys(page) == [GREEK]


# --- journeys: taking along ---------------------------------------------------------------------


def selected(visit: Visit) -> tuple[Page, list[str]]:
    """A page on which two papers are selected, and their keys in order; the last one was selected first."""
    page = visit.open()
    chosen = sorted(keys(page)[at] for at in (1, 3))
    for key in reversed(chosen):
        page.locator(f"#results > li[data-key={key}] input").check()
    return page, chosen


def copy_bibtex(visit: Visit) -> None:
    page, chosen = selected(visit)
    page.click("[data-action=copy-bibtex]")
    told(page, "Citations of 2 papers copied")
    files = b"".join((visit.site / f"papers/{key}/cite.bib").read_bytes() for key in chosen)
    assert clipboard(page).encode() == files


def downloads(visit: Visit) -> None:
    page, chosen = selected(visit)
    cited = [visit.citation(key) for key in chosen]
    formats = ["csv", *cited[0]]
    assert {"bibtex", "csv"} <= set(formats)
    for name in formats:
        button = page.locator(f"[data-action=download-{name}]")
        if not button.is_visible():
            page.click("[popovertarget=formats]")
        with page.expect_download() as waiting:
            button.click()
        content = Path(waiting.value.path()).read_bytes()
        own = [visit.site / f"papers/{key}/{OWN_FILES.get(name, name)}" for key in chosen]
        if name == "csv":
            lines = (visit.site / "data/papers.csv").read_bytes().splitlines(keepends=True)
            expected = lines[0] + b"".join(line for line in lines if line.split(b",")[0].decode() in chosen)
        elif name == "csl":
            expected = "[\n{}\n]\n".format(",\n".join(entry[name] for entry in cited)).encode()
        elif own[0].exists():
            expected = b"".join(file.read_bytes() for file in own)
        else:
            expected = "".join(entry[name] for entry in cited).encode()
        assert waiting.value.suggested_filename.startswith("selection.")
        assert content == expected, name


def only_needed_years_are_fetched(visit: Visit) -> None:
    page = visit.open("?year=2024")
    page.locator("#results > li input").first.check()
    page.click("[data-action=copy-bibtex]")
    told(page, "Citation of 1 paper copied")
    fetched = {url.rsplit("/", 1)[-1] for url in visit.requests if "/data/bib/" in url}
    assert fetched == {"2024.json"}


def citations_fail(visit: Visit) -> None:
    page = visit.page()
    page.route("**/data/bib/*.json", lambda route: route.abort())
    page.goto(f"{visit.address}explore/")
    page.locator("#results > li input").first.check()
    page.click("[data-action=copy-bibtex]")
    told(page, "could not be loaded")


def the_menu_of_formats_closes_after_a_choice(visit: Visit) -> None:
    page, _ = selected(visit)
    page.click("[popovertarget=formats]")
    with page.expect_download():
        page.click("[data-action=download-ris]")
    page.wait_for_function("() => !document.querySelector('#formats:popover-open')")
    assert page.evaluate("document.activeElement.getAttribute('popovertarget')") == "formats"


def copying_refused(visit: Visit) -> None:
    refuse = "navigator.clipboard.writeText = () => Promise.reject(new Error('denied'));"
    page = visit.open(script=refuse)
    page.locator("#results > li input").first.check()
    with page.expect_download() as waiting:
        page.click("[data-action=copy-bibtex]")
    assert waiting.value.suggested_filename == "selection.bib"
    page.click("[data-action=share]")
    page.wait_for_url("**/explore/?ids=*")


def share(visit: Visit) -> None:
    page, chosen = selected(visit)
    page.click("[data-action=share]")
    told(page, "Link copied")
    link = clipboard(page)
    site_url = visit.survey.settings.site_url
    assert link == f"{site_url}explore/?ids={','.join(chosen)}"
    other = visit.page()
    other.goto(link.replace(site_url, visit.address))
    other.wait_for_selector("#explorer.ready")
    assert sorted(keys(other)) == chosen
    assert other.locator("#results > li input:checked").count() == 2
    assert other.locator("#selection b").text_content() == "2 selected"


def a_shared_link_selects_its_papers_and_no_others_once(visit: Visit) -> None:
    page, chosen = selected(visit)
    others = [paper.key for paper in visit.survey.newest if paper.key not in chosen][:3]
    page.goto(f"{visit.address}explore/?ids={','.join(others)}")
    page.wait_for_selector("#explorer.ready")
    assert page.locator("#selection b").text_content() == "3 selected"
    page.click("[data-action=clear]")
    page.reload()
    page.wait_for_selector("#explorer.ready")
    assert count(page) == 3
    assert not page.is_visible("#selection")


def what_was_done_is_shown(visit: Visit) -> None:
    page, _ = selected(visit)
    page.click("[data-action=copy-bibtex]")
    page.wait_for_selector(".toast:text-is('Citations of 2 papers copied')")
    page.click("[data-action=select-all]")
    page.click("[data-action=share]")
    page.wait_for_selector(".toast:text-matches('at most 100 papers')")
    page.wait_for_selector("#live.vh", state="attached")


def printed_lists_are_whole_and_say_what_they_are(visit: Visit) -> None:
    page = visit.open("?role=method")
    assert count(page) > 40
    page.pdf()
    assert page.locator("#results > li").count() == count(page)
    page.emulate_media(media="print")
    assert page.is_visible(".chip")


def a_list_that_is_still_to_come_says_so(visit: Visit) -> None:
    page = visit.page()
    waiting: list[Route] = []
    page.route("**/data/explorer.json", lambda route: waiting.append(route))
    page.goto(f"{visit.address}explore/?role=method")
    page.wait_for_selector("#waiting:visible")
    assert not page.is_visible("#count")
    page.wait_for_timeout(200)
    for route in waiting:
        route.continue_()
    page.wait_for_selector("#explorer.ready")
    assert not page.is_visible("#waiting")
    assert page.is_visible("#count")


def a_shared_link_knows_former_keys(visit: Visit) -> None:
    page = visit.open(f"?ids={FORMER},{GREEK},nobody2020nothing")
    assert sorted(keys(page)) == [GREEK, RENAMED]


def one_set_of_papers_has_one_address(visit: Visit) -> None:
    chosen = sorted(keys(visit.open())[:3])
    for order in (chosen, chosen[::-1], [chosen[1], chosen[2], chosen[0]]):
        page = visit.open(f"?ids={','.join(order)}")
        assert page.url.endswith(f"/explore/?ids={','.join(chosen)}")


def letters_beyond_sixteen_bits_are_marked_whole(visit: Visit) -> None:
    places = "async ([text, terms]) => (await import('../assets/vlasurvey/explorer/fold.js')).places(text, terms)"
    page = visit.open()
    for text, term, found in (("a 𝜋 b", "pi", [[2, 4]]), ("𝜋𝜋", "pi", [[0, 2], [2, 4]]), ("π", "pi", [[0, 1]])):
        assert page.evaluate(places, [text, [term]]) == found


def compare(visit: Visit) -> None:
    """The button is there where the site has the page; here the page is told so."""
    page = visit.page()

    def told_so(route: Route) -> None:
        text = route.fetch().text().replace('id="explorer"', 'id="explorer" data-compare="../compare/"', 1)
        button = '<button type="button" data-action="compare">Compare</button>'
        share = '<button type="button" data-action="share">'
        route.fulfill(body=text.replace(share, button + share, 1), content_type="text/html")

    page.route("**/explore/", told_so)
    page.goto(f"{visit.address}explore/")
    page.wait_for_selector("#explorer.ready")
    chosen = sorted(keys(page)[:2])
    page.locator("#results > li input").nth(0).check()
    assert page.is_disabled("[data-action=compare]")
    page.locator("#results > li input").nth(1).check()
    page.click("[data-action=compare]")
    page.wait_for_url(f"**/compare/?ids={','.join(chosen)}")


def select_all_and_clear(visit: Visit) -> None:
    page = visit.open("?concept=embodiment")
    page.locator("#results > li input").first.check()
    page.click("[data-action=select-all]")
    number = len(visit.papers(concept="embodiment"))
    told(page, f"{number} selected")
    page.click("[data-action=clear]")
    assert page.is_hidden("#selection")
    assert page.locator("#results > li input:checked").count() == 0
    assert focus(page) == "#count"


def select_a_range(visit: Visit) -> None:
    page = visit.open()
    page.locator("#results > li input").nth(2).click()
    page.locator("#results > li input").nth(6).click(modifiers=["Shift"])
    assert page.locator("#results > li input:checked").count() == 5


def a_range_begins_in_the_list_that_is_shown(visit: Visit) -> None:
    page = visit.open()
    page.locator("#results > li input").nth(2).click()
    page.select_option("#sort", "title")
    page.locator("#results > li input").nth(6).click(modifiers=["Shift"])
    assert page.locator("#selection b").text_content() == "2 selected"


def keys_of_an_input_method_are_its_own(visit: Visit) -> None:
    page = visit.open()
    page.fill("#query", "learning")
    for key in ("Escape", "ArrowDown"):
        page.evaluate(
            "key => document.getElementById('query').dispatchEvent("
            "new KeyboardEvent('keydown', { key, bubbles: true, isComposing: true }))",
            key,
        )
    assert page.input_value("#query") == "learning"
    assert focus(page) == "#query"


def the_focus_stays_on_its_row(visit: Visit) -> None:
    page = visit.open()
    page.locator("#results .star").nth(1).focus()
    held = focus(page)
    page.evaluate("dispatchEvent(new StorageEvent('storage', { key: null }))")
    assert focus(page) == held


def favourites_are_fresh_on_coming_back(visit: Visit) -> None:
    page = visit.open()
    first = keys(page)[0]
    page.evaluate("key => localStorage.setItem('vlasurvey.favourites', JSON.stringify([key]))", first)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert page.locator("#results .star").first.get_attribute("aria-pressed") == "true"


def the_same_text_is_told_again(visit: Visit) -> None:
    page, _ = selected(visit)
    page.locator("[data-action=copy-bibtex]").click()
    told(page, "2")
    page.evaluate(
        "() => { const live = document.getElementById('live'); window.told = [];"
        " new MutationObserver(() => window.told.push(live.textContent)).observe(live, { childList: true }) }"
    )
    text = page.text_content("#live")
    page.locator("[data-action=copy-bibtex]").click()
    page.wait_for_function("text => window.told.at(-1) === text", arg=text)
    assert page.evaluate("window.told") == ["", text]


def the_selection_survives_reading_a_paper(visit: Visit) -> None:
    page, _ = selected(visit)
    page.locator("#results .title").first.click()
    page.wait_for_url("**/papers/**")
    page.goto(f"{visit.address}explore/")
    page.wait_for_selector("#explorer.ready")
    assert page.locator("#selection b").text_content() == "2 selected"


def favourites(visit: Visit) -> None:
    page = visit.open()
    first, second = keys(page)[:2]
    for at in (0, 1):
        page.locator(".star").nth(at).click()
    stored = page.evaluate("JSON.parse(localStorage.getItem('vlasurvey.favourites'))")
    assert stored == sorted([first, second])
    page.reload()
    page.wait_for_selector("#explorer.ready")
    page.click("#favourites")
    assert keys(page) == [first, second]
    assert page.url.endswith("?favourites=1")
    page.locator(".star").first.click()
    assert keys(page) == [second]
    assert focus(page).startswith(second)
    page.locator(".star").first.click()
    assert page.is_visible("#empty")
    assert page.text_content("#empty") == "No favourites yet. The star beside a paper makes it one."
    assert focus(page) == "#favourites"


def storage_blocked(visit: Visit) -> None:
    page = visit.open(script=NO_STORAGE)
    page.locator(".star").first.click()
    page.wait_for_selector(".toast:text-is('Added for this visit; the browser does not keep it')")
    assert page.locator(".star").first.get_attribute("aria-pressed") == "true"
    page.click("#favourites")
    assert count(page) == 1
    page.locator("#results > li input").first.check()
    assert page.is_visible("#selection")
    page.wait_for_selector("html[data-themed]")
    page.wait_for_selector(".md-header__option label:visible")  # the theme's own parts begin as well
    assert visit.complaints == []


FULL_STORAGE = """Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"""


def a_star_that_cannot_be_kept_is_not_set_and_the_page_says_so(visit: Visit) -> None:
    held = visit.survey.newest[1].key
    page = visit.open(script=f"localStorage.setItem('vlasurvey.favourites', '[\"{held}\"]'); {FULL_STORAGE}")
    for at, pressed in ((0, "false"), (1, "true")):
        page.locator(".star").nth(at).click()
        page.wait_for_selector(".toast:text-is('Nothing changed: the browser has no room to keep favourites')")
        assert page.locator(".star").nth(at).get_attribute("aria-pressed") == pressed
    assert page.text_content("#favourites b") == "1"
    page = visit.page(script=FULL_STORAGE)
    page.goto(f"{visit.address}papers/{held}/")
    button = page.locator("[data-action=favourite]")
    button.click()
    page.wait_for_selector("button:text-is('Nothing changed: the browser has no room to keep favourites')")
    assert button.get_attribute("aria-pressed") == "false"


def what_is_shared_is_the_lasting_address_in_every_language(visit: Visit) -> None:
    for prefix in ("", "zh/"):
        page = visit.page()
        page.goto(f"{visit.address}{prefix}explore/?q=a#x")
        page.wait_for_selector("#explorer.ready")
        page.locator("#results > li input").first.check()
        page.click("[data-action=share]")
        page.wait_for_function("() => document.getElementById('live').textContent !== ''")
        page.wait_for_selector(".toast")
        chosen = keys(page)[0]
        assert clipboard(page) == f"{visit.survey.settings.site_url}{prefix}explore/?ids={chosen}"


# --- journeys: every window, every reader -------------------------------------------------------


def filters_on_a_phone(visit: Visit) -> None:
    page = visit.open(**PHONE)
    assert page.is_hidden("#filters")
    page.tap("#open-filters")
    page.locator('label:has(input[value="task"])').tap()
    assert page.evaluate("document.getElementById('sheet').contains(document.activeElement)")
    number = len(visit.papers(concept="task"))
    assert page.text_content("#show") == f"Show {number} papers"
    page.tap("#show")
    assert focus(page) == "#open-filters"
    assert count(page) == number
    page.tap("#open-filters")
    page.keyboard.press("Escape")
    assert focus(page) == "#open-filters"
    page.set_viewport_size({"width": 1280, "height": 844})
    assert page.is_visible("#filters")


def narrow_windows_and_large_text(visit: Visit) -> None:
    for width, size in ((320, "100%"), (390, "100%"), (640, "200%"), (1440, "100%")):
        page = visit.open("?q=a&has=code&view=list", viewport={"width": width, "height": 800})
        page.locator("#results > li input").first.check()
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, size)
        page.click("[data-view=compact]")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, size)


def no_complaint_and_no_stranger(visit: Visit) -> None:
    page = visit.open()
    page.locator("#query").fill("learning")
    box(page, "has", "code").check()
    page.locator("#results > li input").first.check()
    page.click("[data-action=copy-bibtex]")
    told(page, "copied")
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith((visit.address, "data:", "blob:"))] == []


def below_a_folder(visit: Visit) -> None:
    page = visit.page()
    page.goto(f"{visit.address}repo/explore/?q=axolotl")
    page.wait_for_selector("#results .point:not([hidden])")
    assert keys(page) == [GREEK]
    page.locator("#results > li input").check()
    page.click("[data-action=copy-bibtex]")
    told(page, "copied")
    assert all(url.startswith(f"{visit.address}repo/") for url in visit.requests if not url.startswith("data:"))
    page.locator("#results .title").click()
    page.wait_for_url(f"**/repo/papers/{GREEK}/")


def no_accessibility_fault(visit: Visit) -> None:
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            page = visit.open(
                f"?not.concept={HEAD}&year=2025", viewport={"width": width, "height": 844}, color_scheme=scheme
            )
            page.locator("#results > li input").first.check()
            page.locator(".star").nth(1).click()
            page.wait_for_function("() => document.querySelector('#results .point:not([hidden])')")
            if width < 900:
                page.click("#open-filters")
                faults = accessibility_faults(page)
                assert faults == [], (scheme, width, "sheet")
                page.click("#sheet [data-close]")
            assert accessibility_faults(page) == [], (scheme, width)


def focus_shows_in_forced_colours(visit: Visit) -> None:
    page = visit.open(forced_colors="active", reduced_motion="reduce")
    for selector in ("#query", "#favourites", "#results .title", "#results .star", "#sort"):
        page.focus(selector)
        page.keyboard.press("Shift")
        assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none", selector


JOURNEYS = [
    first_list, coming_back_finds_the_place, first_rows_are_there_before_the_script,
    first_rows_are_not_shown_for_others, rows_show_without_the_theme, a_script_that_does_not_come_is_told,
    nothing_found_waits_for_every_text, forward_to_a_search_after_a_reload,
    typing_filters, greek_accents_and_chinese, address_and_reload, search_of_the_theme_stays_closed,
    escape_and_slash, facet_by_keyboard, or_within_and_across, a_top_concept_holds_its_narrower_ones, has_narrows,
    every_count_is_true, exclusion, back_and_forward, chips_and_clear, deep_link, link_to_a_group,
    unknown_and_hostile_addresses, nothing_found, every_order, histogram, show_more, a_row_tells_all,
    hostile_texts_show_as_typed, keyboard_alone, without_scripts, the_data_file_fails, the_texts_fail, copy_bibtex,
    downloads, only_needed_years_are_fetched, citations_fail, the_menu_of_formats_closes_after_a_choice,
    copying_refused, share, compare, one_set_of_papers_has_one_address, letters_beyond_sixteen_bits_are_marked_whole,
    a_shared_link_knows_former_keys, select_all_and_clear, select_a_range, the_selection_survives_reading_a_paper,
    favourites, storage_blocked, a_star_that_cannot_be_kept_is_not_set_and_the_page_says_so,
    what_is_shared_is_the_lasting_address_in_every_language, filters_on_a_phone,
    narrow_windows_and_large_text, no_complaint_and_no_stranger,
    below_a_folder, focus_shows_in_forced_colours, handles_part_again_where_both_stand_at_an_end,
    dragging_is_one_step_back, a_range_begins_in_the_list_that_is_shown,
    keys_of_an_input_method_are_its_own, the_focus_stays_on_its_row, favourites_are_fresh_on_coming_back,
    the_same_text_is_told_again, keys_on_a_handle_are_one_step_back, what_is_pasted_is_found,
    a_shared_link_selects_its_papers_and_no_others_once, what_was_done_is_shown,
    printed_lists_are_whole_and_say_what_they_are, a_list_that_is_still_to_come_says_so,
]  # fmt: skip
FAULTS: list[tuple[str, str, str, Callable[[Visit], None]]] = [
    ("main.js", "top: scrollY", "top: 0", coming_back_finds_the_place),
    ("main.js", "root.classList.add('listed');", "", rows_show_without_the_theme),
    ("main.js", "byId('empty').hidden = busy ||", "byId('empty').hidden =", nothing_found_waits_for_every_text),
    ("main.js", "if (this.state.q) this.fetchTexts();\n      this.show", "this.show",
     forward_to_a_search_after_a_reload),
    ("early.js", "toggleAttribute('data-asked'", "toggleAttribute('data-x'", first_rows_are_not_shown_for_others),
    ("early.js", "addEventListener('error'", "addEventListener('never'", a_script_that_does_not_come_is_told),
    ("filters.js", "toggle('above'", "toggle('x'", handles_part_again_where_both_stand_at_an_end),
    ("engine.js", "(all ? keep : join)", "keep", or_within_and_across),
    ("engine.js", "if (name !== except || name === 'has') keep(mask, other)", "keep(mask, other)", every_count_is_true),
    ("engine.js", "if (pair !== spared) drop(", "if (pair === spared) drop(", exclusion),
    ("engine.js", "(a, b) => added[b] - added[a] || a - b", "(a, b) => added[a] - added[b] || a - b", every_order),
    ("fold.js", ".replace(/[\\p{M}\\p{Cf}]/gu, '')", "", greek_accents_and_chinese),
    ("fold.js", "(v\\d+|\\.pdf)+/g", "(x)/g", what_is_pasted_is_found),
    ("engine.js", "last.wanted.every(long)", "true", what_is_pasted_is_found),
    ("main.js", " && !history.state", "", a_shared_link_selects_its_papers_and_no_others_once),
    ("main.js", "addEventListener('beforeprint', () => this.append(MOST));", "",
     printed_lists_are_whole_and_say_what_they_are),
    ("main.js", "this.sliding = done || again;", "", keys_on_a_handle_are_one_step_back),
    ("words.js", "live.className = 'toast';", "", what_was_done_is_shown),
    ("main.js", "list.children[first]?.querySelector('.title').focus();", "", show_more),
    ("main.js", "if (how) this.note(how);", "this.note('replaceState');", back_and_forward),
    ("main.js", "this.change({ from, to }, done && ", "this.change({ from, to }, ", dragging_is_one_step_back),
    ("main.js", "this.anchor = undefined;", "", a_range_begins_in_the_list_that_is_shown),
    ("main.js", "event.isComposing || ", "", keys_of_an_input_method_are_its_own),
    ("main.js", "if (held) ", "if (false) ", the_focus_stays_on_its_row),
    ("favourites.js", "if (event.persisted) changed();", "", favourites_are_fresh_on_coming_back),
    ("words.js", "live.textContent = ''; // so that the same text is told again", "", the_same_text_is_told_again),
    ("main.js", "if (focused && !this.selection.keys.size) byId('count').focus();", "", select_all_and_clear),
    ("main.js", "event.stopPropagation();", "", keyboard_alone),
    ("favourites.js", "localStorage.setItem(KEY, JSON.stringify([...kept].sort()));", "", favourites),
    ("main.js", "say('explore.say.no_favourites')", "nothing", favourites),
    ("favourites.js", "const is = load().has(key);", "const is = !was;",
     a_star_that_cannot_be_kept_is_not_set_and_the_page_says_so),
    ("selection.js", "document.querySelector('link[rel=canonical]').href", "location.href.split(/[?#]/)[0]",
     what_is_shared_is_the_lasting_address_in_every_language),
    ("rows.js", "found.textContent = text.slice(start, end);", "found.innerHTML = text;", hostile_texts_show_as_typed),
    ("selection.js", "const keys = [...this.keys].sort();", "const keys = [...this.keys];", copy_bibtex),
    ("address.js", "filter(value => place.has(value))", "filter(Boolean)", unknown_and_hostile_addresses),
    ("filters.js", "dialog.addEventListener('close', () => home.append(panel));", "", filters_on_a_phone),
    ("words.js", "live.textContent = text;", "", typing_filters),
    ("address.js", "state.ids = ids.sort()", "state.ids = ids", one_set_of_papers_has_one_address),
    ("fold.js", "last + String.fromCodePoint(text.codePointAt(last)).length", "last + 1",
     letters_beyond_sixteen_bits_are_marked_whole),
]  # fmt: skip
"""Script, its text, the faulty text, and the journey that must notice."""


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.__name__)
def test_journey(visit: Visit, journey: Callable[[Visit], None]) -> None:
    journey(visit)


def test_axe_finds_nothing_in_both_themes_and_widths(visit: Visit, missing: Callable[[str], NoReturn]) -> None:
    if not AXE.exists():
        missing("axe-core is not installed; cd tests/tools && npm ci --ignore-scripts")
    no_accessibility_fault(visit)


@pytest.mark.parametrize(("script", "text", "fault", "journey"), FAULTS, ids=lambda part: getattr(part, "__name__", ""))
def test_a_seeded_fault_is_noticed(
    visit: Visit, script: str, text: str, fault: str, journey: Callable[[Visit], None]
) -> None:
    visit.patches[script] = (text, fault)
    visit.patience = 2_000
    with pytest.raises((AssertionError, Error)):
        journey(visit)
