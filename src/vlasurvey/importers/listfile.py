"""Lists of papers in Markdown ("awesome" lists), of whatever habit: what each entry names, and where it is broken.

Read are bullets, rows of tables and paragraphs, in Markdown (CommonMark, with tables) or in the HTML that stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.token import Token

from vlasurvey.checks.dates import month_of
from vlasurvey.importers import Report
from vlasurvey.importers.identifiers import addresses_in, arxiv_in, doi_in, openreview_in
from vlasurvey.problems import Severity

Identifier = tuple[str, str]

_LABEL = re.compile(
    r"(?:the )?(?:paper|pdf|arxiv|abs|link|links|code|github|repo|project|project page|page|website|web|site|homepage|"
    r"demo|video|dataset|data|model|models|weights|hugging ?face|hf|blog|doi|openreview|slides|poster|bib|bibtex|here|"
    r"html|read|download|official|supp|appendix|arxiv:?\s*[0-9.v]+|[0-9]{4}\.[0-9]{4,5}(?:v[0-9]+)?)s?",
    re.IGNORECASE,
)
"""What links are called whose words are no title."""
_DATE = re.compile(r"(?<![0-9./-])(20[0-9]{2})[-./](0?[1-9]|1[0-2])(?![0-9])")
_OF_TITLES = re.compile(r"title|标题|题目", re.IGNORECASE)
"""What the column of titles is called; where none is, it is the first."""
_EDGES = " \t\n-–—:;,.|*_`\"'()[]【】“”‘’>"
_BEFORE = re.compile(
    r"^(?:\[[^\[\]]{0,40}\]|[0-9]{4}[-./][0-9]{1,2}(?:[-./][0-9]{1,2})?|[0-9]{1,3}[.)]\s|[^\w\s(\[$\"“‘'])\s*"
)
_MOST = 300
"""Letters of a title; what is longer is a paragraph that names a paper."""
_LEAST = 2
"""Words of a title."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list that names one paper: where it stands, under which headings, its title and identifier."""

    line: int
    section: str
    title: str
    identifier: Identifier
    month: str | None = None

    @property
    def posted(self) -> str | None:
        """The month of its arXiv id (YYYY-MM), None where it has another identifier."""
        kind, value = self.identifier
        return month_of(value).isoformat()[:7] if kind == "arxiv" else None


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list holds. Each of `total` entries is an item or is refused; `notes` are defects of items."""

    items: tuple[Item, ...]
    refused: tuple[Report, ...]
    notes: tuple[Report, ...]

    @property
    def total(self) -> int:
        """How many entries there are."""
        return len(self.items) + len(self.refused)


@dataclass(slots=True)
class _Unit:
    """A bullet, row or paragraph: pieces of text, each with the address that it links to, if any."""

    line: int
    section: str
    listed: bool
    parent: str = ""
    pieces: list[tuple[str, str | None]] = field(default_factory=list)
    named: str | None = None
    """Of a row: what stands in the column of titles."""

    @property
    def text(self) -> str:
        return " ".join("".join(text for text, _ in self.pieces).split())

    @property
    def links(self) -> list[tuple[str, str]]:
        return [(" ".join(text.split()), address) for text, address in self.pieces if address is not None]


def read(text: str) -> Listed:
    """Return the entries of a list. What names no paper, none that is known by it, or one again is refused by line."""
    items: list[Item] = []
    refused: list[Report] = []
    notes: list[Report] = []
    lines: dict[Identifier, int] = {}
    for unit in _units(text):
        for found in _entries(unit):
            if isinstance(found, Report):
                refused.append(found)
            elif (before := lines.get(found.identifier)) is not None:
                refused.append(_report(found.line, f"{found.title!r} stands in line {before} already", "name it once"))
            else:
                lines[found.identifier] = found.line
                items.append(found)
                notes += _doubts(found)
    return Listed(tuple(items), tuple(refused), tuple(notes))


def _entries(unit: _Unit) -> Iterator[Item | Report]:
    named = list(dict.fromkeys(_identifiers(unit)))
    if not named:
        yield from _broken(unit)
        return
    papers = [one for one in named if one[0] == "arxiv"] or named
    if len(papers) == 1 or papers[0][0] != "arxiv":
        title = _title(unit)
        if title:
            yield Item(unit.line, unit.section, title, papers[0], _month(unit.text))
        else:
            yield _report(unit.line, f"{papers[0][1]} has no title", "write the title of the paper beside its link")
        return
    for paper in papers:
        titles = [text for text, address in unit.links if paper in _named(address) and _is_title(text)]
        if titles:
            yield Item(unit.line, unit.section, _clean(titles[0]), paper, None)
        else:
            message = f"{paper[1]} stands in one entry with {len(papers) - 1} other papers, and no title is its own"
            yield _report(unit.line, message, "give each paper an entry of its own")


def _broken(unit: _Unit) -> Iterator[Report]:
    """Report an entry without an identifier; what links nowhere, or only within the list, is no entry."""
    title = _title(unit)
    outside = [address for _, address in unit.links if re.match("https?:", address)]
    empty = [text for text, address in unit.links if not address.strip() or address.strip() in ("#", "TODO", "TBD")]
    if not (unit.listed and title) or not (outside or empty):
        return
    if empty and not outside:
        yield _report(unit.line, f"the link of {title!r} is empty", "write the address of the paper")
    else:
        hint = "write its address at arXiv, its DOI or its OpenReview page"
        yield _report(unit.line, f"no link of {title!r} identifies a paper", hint)


def _doubts(item: Item) -> Iterator[Report]:
    if item.posted and item.month and item.month < item.posted:
        message = f"{item.title!r} is dated {item.month}, before its identifier ({item.posted})"
        yield _report(item.line, message, "correct the date in the list", Severity.NOTE)


def _identifiers(unit: _Unit) -> Iterator[Identifier]:
    for _, address in unit.links:
        yield from _named(address)
    plain = "".join(text for text, address in unit.pieces if address is None)
    for address in addresses_in(plain):
        yield from _named(address)
    yield from (("arxiv", value) for value in arxiv_in(plain))


def _named(address: str) -> list[Identifier]:
    if found := arxiv_in(address):
        return [("arxiv", found[0])]
    if forum := openreview_in(address):
        return [("openreview", forum)]
    return [("doi", doi)] if "doi.org/" in address and (doi := doi_in(address)) else []


def _title(unit: _Unit) -> str:
    """Return the title of an entry: the words of a link, else what stands before the links, else the entry's above."""
    for text, _ in unit.links:
        if _is_title(text):
            return _clean(text)
    if unit.named is not None:
        return _clean(unit.named) if _is_title(unit.named) else ""
    lead = ""
    for text, address in unit.pieces:
        if address is None:
            lead += re.sub(r"https?://\S+", "\n", text)
        elif len(lead.split()) >= _LEAST:
            break
    quoted = re.search(r"[\"“]([^\"”]{12,250})[\"”]", lead)
    parts = re.split(r"\s[|,–—]\s|[.,]\s*\n|[.]\s|\n", lead)
    for text in (*([quoted[1]] if quoted else []), *parts, unit.parent):
        if _is_title(text):
            return _clean(text)
    return ""


def _is_title(text: str) -> bool:
    text = _clean(text)
    words = [word.strip() for word in re.split("[/|,·+&🔗]", text) if word.strip()]
    return len(text.split()) >= _LEAST and len(text) <= _MOST and not all(map(_LABEL.fullmatch, words))


def _clean(text: str) -> str:
    """Return a title without what lists put before it: marks, numbers, dates and words in square brackets."""
    text = " ".join(text.split())
    while (rest := _BEFORE.sub("", text, count=1).strip()) and rest != text:
        text = rest
    return text.strip(_EDGES)


def _month(text: str) -> str | None:
    found = _DATE.search(re.sub(r"https?://\S+|[0-9]{4}[.][0-9]{4,5}", " ", text))
    return f"{found[1]}-{int(found[2]):02}" if found else None


def _report(line: int, message: str, hint: str, severity: Severity = Severity.WARNING) -> Report:
    return Report(line, "", message, hint, severity)


# --- the structure of the list -------------------------------------------------------------------


def _units(text: str) -> Iterator[_Unit]:
    headings: list[tuple[int, str]] = []
    open_: list[_Unit] = []  # bullets and rows around the place, the innermost last
    level = column = titles = 0
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    for number, token in enumerate(tokens):
        line = token.map[0] + 1 if token.map else 0
        section = " > ".join(name for _, name in headings)
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "inline" and level:
            headings = [pair for pair in headings if pair[0] < level] + [(level, _clean(_plain(token)))]
            level = 0
        elif token.type == "thead_open":
            titles = 0
        elif token.type in ("list_item_open", "tr_open"):
            column = -1
            parent = _title(open_[-1]) if open_ else ""
            open_.append(_Unit(line, section, True, parent))
        elif token.type in ("list_item_close", "tr_close"):
            yield open_.pop()
        elif token.type in ("th_open", "td_open"):
            column += 1
        elif token.type == "inline":
            if tokens[number - 1].type in ("th_open", "td_open"):
                if tokens[number - 1].type == "th_open" and _OF_TITLES.search(_plain(token)):
                    titles = column
                if column == titles:
                    open_[-1].named = _plain(token)
            unit = open_[-1] if open_ else _Unit(line, section, False)
            unit.pieces += [*_pieces(token), (" \n ", None)]
            if not open_:
                yield unit
        elif token.type == "html_block":
            yield from _of_html(token.content, line, section)


def _plain(token: Token) -> str:
    return "".join(child.content for child in token.children or () if child.type in ("text", "code_inline"))


def _pieces(token: Token) -> Iterator[tuple[str, str | None]]:
    address: str | None = None
    words = ""
    for child in token.children or ():
        opened = closed = None
        if child.type == "link_open":
            opened = str(child.attrGet("href") or "")
        elif child.type == "link_close":
            closed = True
        elif child.type == "html_inline":
            found = re.match(r"<a\b[^>]*?href\s*=\s*[\"']?([^\"'>\s]*)", child.content, re.IGNORECASE)
            opened, closed = (found[1], None) if found else (None, child.content.lower().startswith("</a"))
        elif child.type in ("text", "code_inline"):
            words += child.content
        elif child.type == "image":
            words += f" {child.content} " if address is None else ""
        else:
            words += " " if child.type in ("softbreak", "hardbreak") else ""
        if opened is not None or closed:
            if words or address is not None:
                yield words, address
            address, words = opened, ""
    if words:
        yield words, address


class _Html(HTMLParser):
    """Cuts HTML into units at its rows, bullets and paragraphs."""

    def __init__(self, line: int, section: str) -> None:
        super().__init__()
        self.first, self.section = line, section
        self.units: list[_Unit] = []
        self.address: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("tr", "li", "p", "summary", "details", "table"):
            self.units.append(_Unit(self.first + self.getpos()[0] - 1, self.section, tag in ("tr", "li")))
        elif tag == "a":
            self.address = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.address = None

    def handle_data(self, data: str) -> None:
        if self.units and (data.strip() or self.address is None):
            self.units[-1].pieces.append((data, self.address))


def _of_html(content: str, line: int, section: str) -> list[_Unit]:
    parser = _Html(line, section)
    parser.feed(content)
    parser.close()
    return parser.units
