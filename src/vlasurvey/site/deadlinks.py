"""Finds links of a built site that lead to no file of it: those in the frames, which no reader of Markdown sees."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LINK = re.compile(r'<a\b[^<>]*?\shref="([^"]*)"')
_PAGE = "index.html"
_REDIRECT = 'http-equiv="refresh"'


def dead(site: Path) -> list[str]:
    """Return a sentence for each address inside a site that is linked to and is not there.

    Of the pages side by side in a folder one is read: they are filled into the same frame.
    """
    sources: dict[str, list[str]] = {}
    there = _files(site)
    for page, html in _samples(site, there):
        for address in sorted(set(_inside(page, html))):
            if address not in there and posixpath.join(address, _PAGE) not in there:
                sources.setdefault(address, []).append(page)
    return [_told(address, pages) for address, pages in sorted(sources.items())]


def _told(address: str, pages: list[str]) -> str:
    more = f" and {len(pages) - 1} more" if len(pages) > 1 else ""
    text = f"there is no page '{address}', but a link to it on {pages[0]}{more}"
    name = address.rstrip("/").rpartition("/")[2]  # a written page serves all languages
    return f"{text}; write docs/{name}.md, or take the link out of the template"


def _files(site: Path) -> set[str]:
    """Return the paths of all files below the root of a site."""
    found: set[str] = set()
    for folder, _, names in os.walk(site):
        below = os.path.relpath(folder, site)
        found.update(names if below == "." else (f"{below}/{name}" for name in names))
    return found


def _samples(site: Path, there: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield path and HTML of a page for each folder of pages; one that only leads on has no frame."""
    read: set[str] = set()
    for page in sorted(path for path in there if posixpath.basename(path) == _PAGE):
        folder = posixpath.dirname(posixpath.dirname(page))
        if folder in read:  # of the pages in the root each is read
            continue
        html = (site / page).read_text(encoding="utf-8")
        if _REDIRECT not in html:
            if folder:
                read.add(folder)
            yield page, html


def _inside(page: str, html: str) -> Iterator[str]:
    """Yield the addresses below the root that a page links to by relative links."""
    for link in _LINK.findall(html):
        parts = urlsplit(unescape(link))
        if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/"):
            continue
        path = unquote(parts.path)
        end = "/" if path.endswith(("/", "..", "/.")) or path == "." else ""
        address = posixpath.normpath(posixpath.join("/", posixpath.dirname(page), path)) + end
        yield address.lstrip("/")
