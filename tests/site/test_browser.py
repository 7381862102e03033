"""The built real site in a real browser: nothing refused, nothing fetched from elsewhere, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from explorer_site import served
from playwright.sync_api import Browser, BrowserContext

from vlasurvey.site.build import build

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PAGES = {
    "home": "",
    "explorer": "explore/",
    "paper": "papers/black2024pi0/",
    "survey paper": "papers/xiang2025parallels/",
    "taxonomy": "taxonomy/",
    "concept": "taxonomy/embodiment/action-head/",
    "year": "years/2025/",
    "data": "data/",
    "about": "about/",
    "contribute": "contribute/",
    "rules": "rules/",
    "not found": "404.html",
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = build(ROOT, tmp_path_factory.mktemp("browser") / "site", strict=True)[0]
    with served(site) as found:
        yield found


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    yield context
    context.close()


@pytest.mark.parametrize("where", PAGES.values(), ids=PAGES.keys())
def test_a_page_has_no_console_error_and_asks_only_its_own_site(
    address: str, context: BrowserContext, where: str
) -> None:
    page = context.new_page()
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address + where, wait_until="networkidle")
    assert complaints == []
    assert [url for url in requests if not url.startswith((address, "data:", "blob:"))] == []


@pytest.mark.parametrize("where", PAGES.values(), ids=PAGES.keys())
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_page_fits_its_window_without_sideways_scrolling(
    address: str, context: BrowserContext, where: str, width: int
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + where)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_paper_of_the_explorer_shows_without_scripts(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "explore/")
    keys = set(page.locator(".results li[data-key]").evaluate_all("items => items.map(item => item.dataset.key)"))
    assert len(keys) == len(list((ROOT / "papers").glob("*/*.yaml")))
    assert page.locator(".results li[data-key] a.title").first.is_visible()
    context.close()


def test_a_mark_of_the_map_leads_to_its_paper(address: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(address)
    mark = page.locator("svg a[href^='papers/']").first
    name = mark.get_attribute("aria-label") or mark.locator("title").first.text_content()
    target = mark.get_attribute("href")
    assert name
    assert target
    page.goto(address + target)
    assert page.locator("article[data-key]").get_attribute("data-key") == target.split("/")[1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Stachowicz", "papers/stachowicz2024lifelong/"),
        ("OpenVLA-OFT", "papers/kim2025finetuning/"),
        ("pi0", "papers/black2024pi0/"),
        ("kinematics", "taxonomy/embodiment/kinematics/"),
    ],
)
def test_the_search_of_the_header_finds_papers_and_concepts(
    address: str, context: BrowserContext, query: str, found: str
) -> None:
    page = context.new_page()
    page.goto(address)
    page.locator("body").press("/")
    field = page.locator("input[data-md-component='search-query']")
    field.press_sequentially(query)  # the search listens to keys
    page.wait_for_selector(f".md-search-result a[href*='{found}']")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("可供性", "taxonomy/environment/affordance/"),
        ("强化学习", "taxonomy/integration/reinforcement-learning/"),
        ("逆运动学", "taxonomy/embodiment/kinematics/inverse/"),
        ("动作头设计", "taxonomy/embodiment/action-head/"),
        ("排除标准", "about/"),
        ("学习强化", ""),
    ],
)
def test_the_search_of_the_header_finds_any_part_of_a_chinese_text(
    address: str, context: BrowserContext, query: str, found: str
) -> None:
    page = context.new_page()
    page.goto(f"{address}zh/")
    page.locator("body").press("/")
    field = page.locator("input[data-md-component='search-query']")
    field.fill(query)
    field.dispatch_event("keyup")  # as when the input method is done
    if not found:
        page.locator(".md-search-result__meta", has_text="没有").wait_for()
        return
    first = page.locator(".md-search-result__item a").first
    first.wait_for()
    assert f"/zh/{found}" in (first.get_attribute("href") or "")


@pytest.mark.parametrize(
    "where",
    [
        "explore/?concept=integration/reinforcement-learning&q=vla&sort=title",
        "compare/?ids=black2024pi0,kim2024openvla",
        "about/#what-is-included",
        "taxonomy/embodiment/",
    ],
)
def test_the_language_switch_keeps_the_page_and_what_it_shows(
    address: str, context: BrowserContext, where: str
) -> None:
    page = context.new_page()
    page.goto(address + where, wait_until="networkidle")
    page.locator("a.tongue").click()
    page.wait_for_url(f"{address}zh/{where}")
    page.locator("a.tongue").click()
    page.wait_for_url(address + where)


def test_the_language_switch_takes_along_what_was_chosen_since_the_page_came(
    address: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{address}zh/explore/")
    page.locator("#query").fill("openvla")
    page.wait_for_url("**/zh/explore/?q=openvla")
    page.locator("#results[aria-busy=false]").wait_for()  # the takeaways have come, and are searched
    number = page.locator("#count").inner_text().split()[0]
    page.locator("a.tongue").click()
    page.wait_for_url(f"{address}explore/?q=openvla")
    page.locator("#explorer.ready").wait_for()
    page.locator("#results[aria-busy=false]").wait_for()
    assert page.locator("#query").input_value() == "openvla"
    assert page.locator("#count").inner_text().startswith(f"{number} ")
