"""Counts the papers in every output of a build: records in are records out."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path

from vlasurvey.exports import parquet, relations, sqlite
from vlasurvey.results.rows import rows
from vlasurvey.running.processes import in_parts
from vlasurvey.site import production
from vlasurvey.site.files import citations, downloads, explorer, feeds
from vlasurvey.site.pages import choices, lookup
from vlasurvey.site.pages.addresses import NAME, twin_path
from vlasurvey.site.pages.citations import SMALL, own
from vlasurvey.site.pages.data import PARQUET
from vlasurvey.site.pages.tombstones import departed
from vlasurvey.survey import Survey, paper_path

_SEARCH = "search/search_index.json"
_SHOWN = 5
_BIB = re.compile(rb"^@\w+\{([^,\s]+),", re.MULTILINE)
_ROW = re.compile(rb'<li\b[^>]*\bdata-key="([^"]+)"')
_SCRIPTED = re.compile(rb'<ol id="results".*?</ol>', re.DOTALL)
"""The first rows of the explorer's script, which need not hold every paper."""
_ARTICLE = re.compile(rb'<article\b[^>]*\bdata-key="([^"]+)"')
_LINE = re.compile(rb'<tr\b[^>]*\bdata-key="([^"]+)"')

_LISTED = re.compile(rb"^- \[.*\]\((?:\.\./)+papers/([^/)]+)/", re.MULTILINE)
_TABLED = re.compile(rb"^\| \S+ \| \[.*?\]\((?:\.\./)+papers/([^/)]+)/", re.MULTILINE)

Reader = Callable[[bytes], Sequence[str]]
"""Returns the keys of the papers that an output holds, as often as it holds them."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of a site and the papers, or what else, it must hold: once and no other if `exact`, else among others."""

    path: str
    read: Reader
    keys: Collection[str]
    exact: bool = True
    what: str = "papers"


def faults(survey: Survey, site: Path) -> list[str]:
    """Return a sentence for everything that the site in a folder lacks: planned files, and papers in its outputs.

    Reads the finished folder alone, so that it does not matter which engine made it.
    """
    lost = list(_lost(survey, site))
    prefixes = {language: lookup.prefix(survey, language) for language in survey.settings.languages}
    return [*lost, *check(survey, site, prefixes)]


def _lost(survey: Survey, site: Path) -> Iterator[str]:
    there = {path.relative_to(site).as_posix() for path in _files(site)}
    planned = list(production.paths(survey))
    twice = sorted(path for path, number in Counter(map(str.casefold, planned)).items() if number > 1)
    if twice:
        yield f"{len(twice)} paths are planned more than once: {_named(twice)}"
    missing = sorted(set(planned) - there - _without_library(site, survey))
    if missing:
        yield f"{len(missing)} of {len(planned)} planned files are missing: {_named(missing)}"


def _files(site: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(site):
        yield from (Path(folder, name) for name in names)


def _without_library(site: Path, survey: Survey) -> set[str]:
    """Return the paths of downloads that the site itself does not promise, because a library was missing."""
    try:
        promised = {file["path"] for file in json.loads((site / "data/dictionary.json").read_bytes())["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    optional = {path for path in downloads.paths(survey) if path == downloads.DATABASE or path.startswith(PARQUET)}
    return optional - promised


def check(survey: Survey, site: Path, prefixes: Mapping[str, str]) -> list[str]:
    """Return a sentence for each output in a site's folder that lacks a paper, or holds one twice or too many.

    `prefixes` maps each language of the site to where its pages lie below the folder. Reads the files themselves, so
    that it notices whatever came between the survey and the disk.
    """
    outputs = [*_whole(survey, site), *_citations(survey)]
    for prefix in prefixes.values():
        outputs += [*_pages(survey, prefix), *_by_concept(survey, prefix), *_by_year(survey, prefix)]
        if (site / prefix / _SEARCH).exists() and len(survey.papers) <= SMALL:
            outputs.append(Output(prefix + _SEARCH, _search, survey.papers))
    jobs: list[Callable[[], Iterable[str]]] = [
        *(partial(_own_pages, survey, site, prefix) for prefix in prefixes.values()),  # these take longest
        partial(_own_citations, survey, site),
        partial(_redirects, survey, site),
        *(partial(_compared, site, output) for output in outputs),
    ]

    def faults(numbers: Sequence[int]) -> list[str]:
        return [fault for number in numbers for fault in jobs[number]()]

    return [*chain.from_iterable(in_parts(range(len(jobs)), faults, len(survey.papers), pickled=False))]


def check_awesome(survey: Survey, files: Mapping[str, str]) -> list[str]:
    """Return a sentence for each fault of an Awesome list: every paper has one entry in one of its parts."""
    entry = re.compile(r"^- \[.*\]\((papers/[^)]+)\)[.。]$", re.MULTILINE)
    found = [path for text in files.values() for path in entry.findall(text)]
    return list(
        _difference(next(iter(files), "AWESOME.md"), found, [paper_path(key) for key in survey.papers], exact=True)
    )


def _whole(survey: Survey, site: Path) -> Iterator[Output]:
    """Yield the outputs that hold every paper and are the same in all languages."""
    for path, form in citations.WHOLE.items():
        yield Output(path, _READERS[form.name], survey.papers)
    yield Output("data/papers.json", _json, survey.papers)
    yield Output("data/papers.csv", _csv, survey.papers)
    yield Output("data/explorer.json", explorer.keys, survey.papers)
    if survey.results:
        numbers = [f"{row.id}-{suite}" for row in rows(survey) for suite in row.figures]
        yield Output("data/results.csv", _csv, numbers, what="reported numbers")
        yield Output("data/results.json", _reported, survey.results, what="sources of numbers")
    for path, read in (
        (downloads.DATABASE, sqlite.keys),
        (f"{PARQUET}{relations.PAPERS}.parquet", parquet.keys),
    ):
        if (site / path).exists():  # they need libraries that may be missing
            yield Output(path, read, survey.papers)


def _pages(survey: Survey, prefix: str) -> Iterator[Output]:
    """Yield what holds every paper in one language."""
    address = re.escape(f"{survey.settings.site_url}{prefix}papers/".encode())
    yield Output("sitemap.xml", _found(re.compile(b"<loc>" + address + b"([^/<]+)/</loc>")), survey.papers)
    if len(survey.papers) <= choices.LISTED:
        yield Output(f"{prefix}explore/index.html", _listed, survey.papers, exact=False)
        yield Output(prefix + twin_path("explore/"), _found(_LISTED), survey.papers, exact=False)


def _by_concept(survey: Survey, prefix: str) -> Iterator[Output]:
    """Yield the feeds and the pages of the concepts."""
    address = re.escape(f"{survey.settings.site_url}{prefix}papers/".encode())
    linked = _found(re.compile(b'<link rel="alternate" type="text/html" href="' + address + b'([^/"]+)/"'))
    changed = sorted(survey.newest, key=lambda paper: (paper.curation.updated, paper.issued, paper.key), reverse=True)
    order = [paper.key for paper in changed]
    yield Output(f"{prefix}feed.xml", linked, order[: feeds.MAX_ENTRIES])
    for notation, papers in survey.by_concept.items():
        keys = {paper.key for paper in papers}
        latest = list(islice((key for key in order if key in keys), feeds.MAX_ENTRIES))
        yield Output(f"{prefix}taxonomy/{notation}/feed.xml", linked, latest)
        yield Output(f"{prefix}taxonomy/{notation}/index.html", _found(_LINE), keys)
        yield Output(prefix + twin_path(f"taxonomy/{notation}/"), _found(_TABLED), keys)


def _citations(survey: Survey) -> Iterator[Output]:
    """Yield the citation files of some of the papers."""
    for folder, papers in citations.groups(survey):
        yield Output(f"{folder}/papers.bib", _entries, [paper.key for paper in papers])
    for year, papers in survey.by_year.items():
        yield Output(f"data/bib/{year}.json", _choosable, [paper.key for paper in papers])


def _by_year(survey: Survey, prefix: str) -> Iterator[Output]:
    for year, papers in survey.by_year.items():
        keys = [paper.key for paper in papers]
        yield Output(f"{prefix}years/{year}/index.html", _found(_LINE), keys)
        yield Output(prefix + twin_path(f"years/{year}/"), _found(_TABLED), keys)


def _compared(site: Path, output: Output) -> Iterator[str]:
    try:
        content = (site / output.path).read_bytes()
    except FileNotFoundError:
        yield f"{output.path} is missing"
        return
    try:
        found = output.read(content)
    except (ValueError, KeyError, IndexError) as error:
        yield f"{output.path} cannot be read: {error}"
        return
    yield from _difference(output.path, found, output.keys, exact=output.exact, what=output.what)


def _difference(
    path: str, found: Sequence[str], keys: Collection[str], *, exact: bool, what: str = "papers"
) -> Iterator[str]:
    count, wanted = Counter(found), set(keys)
    lost = sorted(wanted - count.keys())
    if lost:
        yield f"{path} lacks {len(lost)} of {len(wanted)} {what}: {_named(lost)}"
    if exact:
        strange = sorted(count.keys() - wanted)
        if strange:
            yield f"{path} has {len(strange)} that it should not have: {_named(strange)}"
        twice = sorted(key for key, number in count.items() if number > 1)
        if twice:
            yield f"{path} has {len(twice)} more than once: {_named(twice)}"


def _named(keys: Sequence[str]) -> str:
    return ", ".join(keys[:_SHOWN]) + (", ..." if len(keys) > _SHOWN else "")


def _own_citations(survey: Survey, site: Path) -> Iterator[str]:
    """Every paper has its citations beside its page."""
    folder = site / "papers"
    for name, form in own(survey).items():
        read = _READERS[form.name]
        found = [key for key in survey.papers if read(_content(folder / key / name)) == [key]]
        yield from _difference(f"papers/KEY/{name}", found, survey.papers, exact=False)


def _own_pages(survey: Survey, site: Path, prefix: str) -> Iterator[str]:
    """Every paper has its page, which is about it, and up to a number its Markdown; no other paper has any."""
    folder = site / prefix / "papers"
    if len(survey.papers) <= SMALL:
        read = [key for key in survey.papers if _entries(_content(folder / key / NAME)) == [key]]
        yield from _difference(f"{prefix}papers/KEY/{NAME}", read, survey.papers, exact=False)
    pages = []
    for key in survey.papers:
        article = _ARTICLE.search(_content(folder / key / "index.html"))
        if article and article[1] == key.encode():
            pages.append(key)
    yield from _difference(f"{prefix}papers/KEY/index.html", pages, survey.papers, exact=False)
    known = {*survey.papers, *(alias.casefold() for paper in survey.papers.values() for alias in paper.aliases)}
    left = departed(survey)
    lost = [key for key in left if b'<dl class="grave">' not in _content(folder / key / "index.html")]
    if lost:
        yield f"{prefix}papers/KEY/index.html lacks {len(lost)} of {len(left)} papers that left: {_named(lost)}"
    known |= left.keys()
    strange = sorted(path.name for path in folder.glob("*") if path.name not in known)
    if strange:
        yield f"{prefix}papers/ has {len(strange)} folders of no paper: {_named(strange)}"


def _redirects(survey: Survey, site: Path) -> Iterator[str]:
    """Every former key leads to its paper, and in a survey that is not too large every arXiv id."""
    former = [f"papers/{alias.casefold()}" for paper in survey.papers.values() for alias in paper.aliases]
    if len(survey.papers) <= SMALL:
        former += [f"arxiv/{p.identifiers.arxiv}" for p in survey.papers.values() if p.identifiers.arxiv]
    lost = [path for path in former if not (site / path / "index.html").is_file()]
    if lost:
        yield f"{len(lost)} addresses lead nowhere: {_named(lost)}"


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


# --- what an output holds -----------------------------------------------------------------------


def _found(pattern: re.Pattern[bytes]) -> Reader:
    return lambda content: [key.decode(errors="replace") for key in pattern.findall(content)]


def _listed(content: bytes) -> Sequence[str]:
    return _found(_ROW)(_SCRIPTED.sub(b"", content))


_entries = _found(_BIB)
_choosable = _found(re.compile(rb'^"([^"]+)": \{"bibtex": ".*\},?$', re.MULTILINE))
_READERS: Mapping[str, Reader] = {
    "bibtex": _entries,
    "biblatex": _entries,
    "csl-json": _found(re.compile(rb'^\{"id": "([^"]+)", .*\},?$', re.MULTILINE)),
    "ris": _found(re.compile(rb"^TY  - [A-Z]+\r\nID  - (.+)\r$", re.MULTILINE)),
}
_lines = _found(re.compile(rb'^\{"key": "([^"]+)"', re.MULTILINE))


def _json(content: bytes) -> Sequence[str]:
    # By its lines: parsing all of it would take half of the time of all the counting.
    keys = _lines(content)
    count = re.search(rb'"count": ([0-9]+), "papers": \[\n', content[:10_000])
    if not count or not content.endswith(b"\n]}\n") or int(count[1]) != len(keys):
        raise ValueError(f"it ends early, or counts other papers than the {len(keys)} it has")
    return keys


def _csv(content: bytes) -> list[str]:
    return [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))][1:]


def _reported(content: bytes) -> list[str]:
    return [source["id"] for source in json.loads(content)["sources"]]


def _search(content: bytes) -> list[str]:
    places = [entry["location"] for entry in json.loads(content)["docs"]]
    return [place.split("/")[1] for place in places if re.fullmatch(r"papers/[^/]+/", place)]
