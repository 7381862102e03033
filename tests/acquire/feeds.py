"""Answers of arXiv's Atom API with invented papers: by ids, and as pages of a search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import parse_qs, urlsplit

from loopback import Play

_HEAD = (
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns="http://www.w3.org/2005/Atom">'
)


def entry(id_: str, title: str, authors: list[str], day: str, abstract: str = "Nothing.", more: str = "") -> str:
    """A paper, in its second version."""
    names = "".join(f"<author><name>{escape(name)}</name></author>" for name in authors)
    return (
        f"<entry><id>http://arxiv.org/abs/{id_}v2</id><title>{escape(title)}</title><updated>{day}T01:00:00Z</updated>"
        f"<published>{day}T00:00:00Z</published><summary>{escape(abstract)}</summary>{more}{names}</entry>"
    )


CONTROL = entry("0704.0001", "Always", ["Ada Control"], "2007-04-02", "Yes.")
"""The paper that is asked for along with others."""


def by_ids(address: str, papers: Mapping[str, str]) -> Play:
    """Those of some papers that are asked for, and the control."""
    asked = parse_qs(urlsplit(address).query)["id_list"][0]
    found = [papers[id_] for id_ in asked.split(",") if id_ in papers] + [CONTROL]
    return _feed("", asked, 0, len(asked.split(",")), len(found), found)


def listed(address: str, papers: Sequence[str]) -> Play:
    """A page of a search that finds these papers."""
    query = parse_qs(urlsplit(address).query)
    start, most = int(query["start"][0]), int(query["max_results"][0])
    return _feed(query["search_query"][0], "", start, most, len(papers), papers[start : start + most])


def _feed(query: str, ids: str, start: int, most: int, total: int, page: Sequence[str]) -> Play:
    body = (
        f"{_HEAD}<title>arXiv Query: search_query={escape(query)}&amp;id_list={ids}&amp;start={start}"
        f"&amp;max_results={most}</title><opensearch:totalResults>{total}</opensearch:totalResults>"
        f"<opensearch:startIndex>{start}</opensearch:startIndex>{''.join(page)}</feed>"
    )
    return Play(body.encode(), "application/atom+xml")
