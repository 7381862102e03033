"""The built site says one number in one way: in pictures, beside links, in tables, in data files and in the explorer.

What is counted again comes from data/papers.json of the same site and from where each number leads.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import pytest
from lxml import html

BASE = "https://site.example/"
LANGUAGES = {"en": "", "zh": "zh/"}
Element = html.HtmlElement


class Site:
    """The pages of a site in one language, and its papers as its data file has them."""

    def __init__(self, folder: Path, prefix: str) -> None:
        self.folder, self.prefix = folder, prefix
        self.counted, self._with = cache(self._counted), cache(self._find)
        self.papers = {
            paper["key"]: paper for paper in json.loads((folder / "data/papers.json").read_bytes())["papers"]
        }

    def text(self, address: str) -> str:
        return (self.folder / self.prefix / address / "index.html").read_text(encoding="utf-8")

    def page(self, address: str) -> Element:
        return html.fromstring(self.text(address))

    def _counted(self, address: str) -> int | None:
        """How many papers an address of the site stands for; None where it stands for no set of papers."""
        parts = urlsplit(address)
        path = unquote(parts.path).strip("/").removeprefix(self.prefix.rstrip("/")).strip("/")
        kind, _, name = path.partition("/")
        if kind == "explore" and parts.query:
            return self.number(parse_qs(parts.query))
        if kind == "explore" and parts.fragment.startswith("role-"):
            return self.number({"role": [parts.fragment.removeprefix("role-")], "concept": ["none"]})
        if kind == "authors" and name:
            return len(self.page(path).xpath("//table//tr[@data-key]"))
        query = {"taxonomy": "concept", "venues": "venue", "years": "year"}.get(kind)
        return self.number({query: [name]}) if query and name else None

    def number(self, query: dict[str, list[str]]) -> int:
        """How many papers the explorer shows at a query: any value of a key, and every key."""
        return len(set(self.papers).intersection(*(self._any(key, values) for key, values in query.items())))

    def _any(self, key: str, values: list[str]) -> set[str]:
        return {paper for value in values for paper in self._with(key, value)}

    def _find(self, key: str, value: str) -> set[str]:
        return {name for name, paper in self.papers.items() if fits(paper, key, value)}


def fits(paper: dict, key: str, value: str) -> bool:
    """Tell whether a paper of the data file has a value of the explorer's address."""
    if key in ("from", "to"):
        month = int(paper["issued"][5:7] or 7)
        quarter = f"{paper['issued'][:4]}-q{(month + 2) // 3}"
        return quarter >= value if key == "from" else quarter <= value
    if key == "has":
        return "published" in paper if value == "published" else value in paper.get("links", {})
    if key == "concept":
        return any(f"{concept}/".startswith(f"{value}/") for concept in paper.get("concepts") or ["none"])
    one = {"year": paper["issued"][:4], "role": paper["role"], "venue": paper.get("published", {}).get("venue")}
    return value == one[key] if key in one else value in paper.get("facets", {}).get(key, ())


def said(page: Element, address: str) -> Iterator[tuple[str, int]]:
    """Yield (address below the site, number said) of every link of a page that has a number of papers beside it."""
    for link in page.get_element_by_id("main").iter("a"):
        target = urljoin(BASE + address, link.get("href")).removeprefix(BASE)
        holder, follower = link.getparent(), link.getnext()
        if [child.tag for child in link] in (["title", "rect"], ["title", "circle"]):
            yield target, number_of(link[0].text)[0]
        elif holder.tag == "td" and holder.get("class", "").startswith("n"):
            yield target, int(link.text)
        elif holder.get("class") == "lb":
            yield target, int(holder.xpath("string(following-sibling::span[@class='ct'])"))
        else:
            beside = [*link.iter("span"), *([] if follower is None else [follower])]
            for number in (span.text for span in beside if span.get("class") == "num"):
                yield target, int(re.findall(r"\d+", number)[0])


def number_of(title: str) -> tuple[int, int | None]:
    """Return the number of a mark's name, and of how many it is a share."""
    english, chinese = (
        re.search(r"(\d+) of (\d+) \((\d+)%\)", title),
        re.search(r"(\d+) 篇中有 (\d+) 篇（(\d+)%）", title),
    )
    if english or chinese:
        number, total, share = map(int, english.groups()) if english else (
            int(chinese[2]), int(chinese[1]), int(chinese[3]))  # fmt: skip
        assert share == round(100 * number / total), title
        return number, total
    return int(re.split("[:：]", title)[-1]), None


def wrong_numbers(site: Site, address: str) -> list[str]:
    """Every number beside a link that is not the number of papers the link leads to."""
    found = [
        (target, number, site.counted(target)) for target, number in said(site.page(address), site.prefix + address)
    ]
    return [f"{address}: {number} for {target}, which has {right}" for target, number, right in found
            if right is not None and number != right]  # fmt: skip


def wrong_marks(site: Site, address: str) -> list[str]:
    """Every row of a map whose marks are not the papers that it counts."""
    rows = []
    for row in site.page(address).xpath("//ul[@class='map']/li[.//span[@class='ct'] and .//a]"):
        marks = row.xpath(".//svg//a/@href")
        keys = [re.search(r"papers/([^/]+)/$", href)[1] for href in marks]
        rows.append((row, keys, int(row.xpath("./span[@class='ct']")[0].text)))
    faults = []
    for index, (row, keys, number) in enumerate(rows):
        own = urljoin(address, row.xpath(".//a/@href")[0]) == address
        if "top" in row.get("class") or own:  # those below it have rows of their own
            end = next((at for at in range(index + 1, len(rows)) if "top" in rows[at][0].get("class")
                        or rows[at][0].get("class") == "k0"), len(rows))  # fmt: skip
            keys = list({key for _, below, _ in rows[index:end] for key in below})
        if len(keys) != number or len({*keys}) != len(keys):
            faults.append(f"{address}: {len(keys)} marks, {len({*keys})} papers, said to be {number}")
    return faults


def tables(site: Site) -> Iterator[tuple[Element, Element, list[list[str]]]]:
    """Yield (picture or nothing, table, rows of the data file) of each part of the page of trends."""
    page = site.page("trends/")
    for link in page.xpath("//p[@class='after']/a[@download]"):
        holder = link.getparent()
        table = holder.xpath("preceding-sibling::*[1]//table")[0]
        pictures = holder.xpath("preceding-sibling::*[2][self::figure]//svg")
        path = urlsplit(urljoin(f"{BASE}{site.prefix}trends/", link.get("href"))).path
        with (site.folder / path.strip("/")).open(encoding="utf-8-sig", newline="") as handle:
            yield pictures[0] if pictures else None, table, list(csv.reader(handle))[1:]


def wrong_cells(site: Site) -> list[str]:
    """Every table of the trends that is not its data file, and every picture that is not its table."""
    faults = []
    for picture, table, rows in tables(site):
        cells = [[int(cell.text_content()) for cell in row.xpath("./td")] for row in table.xpath(".//tbody/tr")]
        if cells != [[int(number) for number in row[1:]] for row in rows]:
            faults.append(f"not its data file: {table.text_content()[:80]}")
        if picture is not None and (fault := wrong_picture(picture, cells)):
            faults.append(f"{picture.get('aria-label')}: {fault}")
    return faults


def wrong_picture(picture: Element, cells: list[list[int]]) -> str:
    """Say what a picture has wrong: its marks are the numbers of the table, and as large as these."""
    drawn = [(*number_of(link.xpath("./title")[0].text), link.getchildren()[1]) for link in picture.xpath(".//a")]
    numbers = [number for number, _, _ in drawn]
    if picture.xpath(".//circle"):  # shares of the last column, values down
        pairs = [(row[at], row[-1]) for at in range(len(cells[0]) - 1) for row in cells if row[at]]
        sizes = [(float(mark.get("r")), max(2.0, 13 * (number / total) ** 0.5)) for number, total, mark in drawn]
    elif all(total for _, total, _ in drawn):  # shares of the first column, quarters across
        pairs = [(number, row[0]) for row in cells for number in row[1:] if number]
        sizes = [(float(mark.get("height")), 220 * number / total) for number, total, mark in drawn]
    elif len(drawn) > len(cells):  # parts of a bar
        pairs = [(number, None) for row in cells for number in row if number]
        most = max(map(sum, cells))
        sizes = [(float(mark.get("height")), 220 * number / most) for number, _, mark in drawn]
    else:  # a bar for the sum of a row
        pairs = [(sum(row), None) for row in cells[: len(drawn)]]
        sizes = [(float(mark.get("width")), 660 * number / max(numbers)) for number, _, mark in drawn]
        if [int(text) for text in picture.xpath(".//text[@class='start']/text()")] != numbers:
            return "the numbers beside the bars"
    if [(number, total) for number, total, _ in drawn] != pairs:
        return "its numbers are not those of the table"
    return "" if all(abs(size - right) < 0.06 for size, right in sizes) else "a mark has the wrong size"


def pages(site: Site) -> list[str]:
    """The addresses of all pages that count papers."""
    kinds = ("", "explore/", "taxonomy/", "trends/", "authors/", "venues/")
    below = (site.folder / site.prefix / "taxonomy").rglob("index.html")
    return [*kinds, *(f"{page.parent.relative_to(site.folder / site.prefix).as_posix()}/" for page in below)]


@pytest.fixture(scope="module", params=LANGUAGES)
def site(request: pytest.FixtureRequest, real_site: Path) -> Site:
    return Site(real_site, LANGUAGES[request.param])


def test_every_number_beside_a_link_is_the_number_of_papers_that_it_leads_to(site: Site) -> None:
    assert [fault for address in pages(site) for fault in wrong_numbers(site, address)] == []
    for address, least in {
        "": 20,
        "explore/": 5,
        "taxonomy/": 50,
        "trends/": 800,
        "authors/": 100,
        "venues/": 20,
    }.items():
        counted = [target for target, _ in said(site.page(address), address) if site.counted(target) is not None]
        assert len(counted) >= least, address


def test_every_row_of_the_map_and_of_each_timeline_has_a_mark_for_each_paper_that_it_counts(site: Site) -> None:
    assert [fault for address in pages(site) for fault in wrong_marks(site, address)] == []
    marked = {*site.page("").xpath("//ul[@class='map']//svg/a/@href")}
    assert marked == {f"papers/{key}/" for key in site.papers}


def test_every_table_of_the_trends_is_its_data_file_and_every_picture_its_table(site: Site) -> None:
    assert wrong_cells(site) == []
    assert sum(picture is not None for picture, _, _ in tables(site)) == 3 + len(site.page("trends/").xpath("//h3")) / 2


def test_the_facts_of_the_front_page_are_those_of_the_data(site: Site) -> None:
    shown = [
        [int(n) for n in re.findall(r"\d+", fact.text)] for fact in site.page("").xpath("//dl[@class='facts']//dd")
    ]
    papers = site.papers.values()
    code, published = (site.number({"has": [kind]}) for kind in ("code", "published"))
    assert shown[:3] == [[len(papers)], *([n, round(100 * n / len(papers))] for n in (code, published))]
    concepts = len({*(site.folder / site.prefix / "taxonomy").rglob("index.html")}) - 1
    assert shown[3] == [concepts]
    dates = sorted(paper["issued"][:7] for paper in papers if len(paper["issued"]) > 4)
    years = [number for number in shown[4] if number > 12]
    assert years == [int(dates[0][:4]), int(dates[-1][:4])]


def test_every_count_of_the_explorers_panel_is_that_of_the_data(site: Site) -> None:
    boxes = site.page("explore/").xpath("//input[@data-facet]")
    assert len(boxes) > 80
    for box in boxes:
        value = {box.get("data-facet"): [box.get("value")]}
        number = int(box.xpath("../span[@class='count']")[0].text)
        assert number == site.number(value), value
    assert site.page("explore/").xpath("//*[@id='count']")[0].text.split()[0] == str(len(site.papers))


def test_the_page_of_a_concept_lists_as_many_as_it_says_and_its_files_hold(site: Site) -> None:
    for address in pages(site):
        if address.startswith("taxonomy/") and address != "taxonomy/":
            page = site.page(address)
            number = int(page.xpath("//h2[@id='papers']/span")[0].text)
            feed = (site.folder / site.prefix / address / "feed.xml").read_text(encoding="utf-8")
            bib = (site.folder / address / "papers.bib").read_text(encoding="ascii")
            listed = page.xpath("//table//tr[@data-key]")
            assert number == len(listed) == feed.count("<entry>") == len(re.findall(r"(?m)^@", bib)), address
            assert number == site.counted(address), address


# --- faults that the checks see -----------------------------------------------------------------


def everything(site: Site, address: str) -> list[str]:
    return [*wrong_numbers(site, address), *wrong_marks(site, address), *(wrong_cells(site) if address else [])]


SEEDED = {
    "a count on the map": ("", r'(<span class="ct">)(\d)', r"\g<1>1\2"),
    "a mark that is missing": ("", r'<a href="papers/[^"]*"><title>[^<]*</title><use [^>]*/></a>', ""),
    "a mark drawn twice": ("", r'(<a href="papers/[^"]*"><title>[^<]*</title><use [^>]*/></a>)', r"\1\1"),
    "a count beside a link": ("", r'(</a>\s*<span class="num">)(\d)', r"\g<1>1\2"),
    "a number in a table": ("trends/", r'(<td class="n"><a [^>]*>)(\d)', r"\g<1>1\2"),
    "a number without a link": ("trends/", r'(<td class="n">)0', r"\g<1>1"),
    "a number in the matrix": ("trends/", r'(<td class="n h\d"><a [^>]*>)(\d)', r"\g<1>1\2"),
    "the name of a bar": ("trends/", r"(<title>[^<]*: )(\d+</title><rect)", r"\g<1>1\2"),
    "the height of a bar": ("trends/", r'(</title><rect [^>]*height=")(\d)', r"\g<1>1\2"),
    "a bar that is missing": ("trends/", r"<a [^>]*><title>[^<]*</title><rect [^>]*/></a>", ""),
    "the size of a dot": ("trends/", r'(<circle class="s1"[^>]* r=")', r"\g<1>1"),
    "a number beside a bar": ("trends/", r'(<text class="start"[^>]*>)(\d{1,2}<)', r"\g<1>1\2"),
    "a link to other papers": ("trends/", r'(<td class="n"><a href="[^"]*concept=)environment', r"\g<1>task"),
}


@pytest.mark.parametrize("fault", SEEDED)
def test_a_wrong_number_is_seen(fault: str, real_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address, pattern, replacement = SEEDED[fault]
    site = Site(real_site, "")
    text = {address: site.text(address)}
    monkeypatch.setattr(Site, "text", lambda self, asked: text.get(asked, "<html/>"))
    assert everything(site, address) == []
    sound, text[address] = text[address], re.sub(pattern, replacement, text[address], count=1)
    assert text[address] != sound
    assert everything(site, address)
