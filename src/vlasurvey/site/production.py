"""Every file of a site, for all languages: path -> what makes its bytes, from a survey and the frames of an engine.

Neither the engine nor the disk is known here: an engine renders one page with holes for each depth (its frame) and the
hand-written pages; every page of the survey is filled into a frame.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial

from vlasurvey.site import frame, policy, written
from vlasurvey.site.files import citations, downloads, feeds, plan, search
from vlasurvey.site.pages import method, tombstones, views
from vlasurvey.site.pages.addresses import twin_path
from vlasurvey.site.pages.citations import SMALL
from vlasurvey.site.pages.data import Downloads, none
from vlasurvey.site.pages.lookup import look_up
from vlasurvey.site.render import Renderer
from vlasurvey.site.twins import pages as twins
from vlasurvey.survey import Survey

File = tuple[str, Callable[[], bytes]]
"""Path below the root of a site, or of the pages of a language, and what makes the content."""

FRAMES = "vlasurvey-frame/"
"""The folder of pages as deep as those they stand for: every relative link in them leads through the root."""
SEARCH = "search/search_index.json"
"""The engine's own index of the hand-written pages."""
_SHARED = re.compile(r'((?:(?:href|src)=|"(?:search|base)": ?)"(?:\.\./|\./)*)(assets/)')
"""The address of an asset, in an attribute or in the theme's settings."""
_ONE_OF_MANY = re.compile(r"(authors|papers|queue|venues|years)/.+")
"""Addresses of pages of which there are too many for the engine to know them."""


class Edition:
    """The pages of a survey in one language: what the engine has to render, and every file that comes of it.

    With `each`, every page is its own frame, which is slow: the oracle for the others. Raises ValueError if there are
    no words of the interface in the language.
    """

    def __init__(
        self, survey: Survey, language: str, made: Callable[[], Downloads] = none, *, each: bool = False
    ) -> None:
        self.survey, self.language = survey, language
        self.renderer = Renderer(survey, language)
        self.view, self.t = self.renderer.view, self.renderer.t
        self.first = language == survey.settings.languages[0]
        self.each = each
        self._left = tombstones.pages(survey, language)
        self.pages = {**views.pages(survey, language, made), **self._left}
        self.frames = dict.fromkeys(map(self._frame, self.pages))
        """Addresses of the frames; the values say nothing."""
        self.linked = frozenset(page for page in self.pages if page not in self.frames and not _ONE_OF_MANY.match(page))
        """Addresses of pages that hand-written pages may link to, as far as they are not frames themselves."""
        self._made = made
        self._page = lru_cache(maxsize=1)(lambda address: self.pages[address]())
        self._parts = self.renderer.fragments(survey)
        self._twins = twins.Twins(self.view, self.t, papers=len(survey.papers) <= SMALL)
        self._written: dict[str, bytes] = {}
        self._updated: dict[str, str] = {}
        self._scripts: dict[str, tuple[str, ...]] = {}

    def frame_beside(self, address: str) -> str:
        """Return the frame as deep as a hand-written page, whose scripts are the only ones that may run on it."""
        self.frames.setdefault(_deep(address))
        return _deep(address)

    def holes(self) -> dict[str, object]:
        """Return what the theme's overrides print in a frame where each page has its own."""
        parts = {name: frame.hole(name) for name in ("head", "body", "address")}
        return {**parts, "current": {name: frame.hole(name) for name in self.view.nav}}

    def written(self, address: str, markdown: str, leads: written.LeadsTo, *, translated: bool) -> str:
        """Return a hand-written page in Markdown, which says so where it is not translated; keep its twin."""
        notice = "" if self.first or translated else self.t("frame.not_translated")
        lookup = look_up(self.survey, self.language)
        parts = twins.fragments(self.t, method.flow(lookup), method.coverage(lookup))
        if not self.survey.screened:
            parts["flow"] = ""
        plain = written.with_plain_notice(markdown, notice) if notice else markdown
        self._written[twin_path(address)] = self._twins.written(plain, address, parts, leads)
        self._updated[address] = self.survey.settings.released
        return written.with_notice(markdown, notice, self.language) if notice else markdown

    def whole(self, html: str) -> str:
        """Return what Markdown made of a hand-written page with its parts from the survey."""
        return written.with_parts(written.with_scrolling_tables(html, self.t("table.scroll")), self._parts)

    def finished(self, html: str, address: str, *, guarded: bool) -> str:
        """Return a page of the engine as it is published, `guarded` by a content policy.

        A frame is finished before the hand-written pages as deep as it. Raises KeyError if it was not.
        """
        # The theme's two menu toggles carry an attribute that HTML allows on text fields only.
        html = re.sub(r'(<input class="md-toggle"[^>]*?) autocomplete="off"', r"\1", html)
        if not self.first:  # translations share the assets of the first language
            html = _SHARED.sub(r"\1../\2", html)
        if not guarded:
            return html
        if address in self.frames or address.endswith(".html"):  # the page for lost addresses has nothing written
            self._scripts[address] = policy.inline_scripts(html)
            return policy.with_policy(html, self._scripts[address])
        return policy.with_policy(html, self._scripts[self.frame_beside(address)])

    def files(self, frames: Mapping[str, str], index: bytes | None) -> Iterator[File]:
        """Yield every file below the pages of this language that the engine did not make.

        `frames` maps the address of each frame to the page that the engine made of it, finished; `index` is what the
        engine's search found in the hand-written pages. What the site has once comes with the first language.
        """
        cut = {address: frame.cut(html, "head", "body") for address, html in frames.items()}
        for address in self.pages:
            yield f"{address}index.html", partial(self._filled, cut, address)
            if self._twins.has(address):
                yield twin_path(address), partial(self._twin, address)
        for path, content in self._written.items():
            yield path, partial(bytes, content)
        yield from plan.in_language(self.survey, self.language, self.view.prefix, self._made)
        if index:
            yield SEARCH, lambda: search.with_entries(index, self.survey, self.language)
        if self.first:
            yield from plan.outputs(self.survey)
            yield "sitemap.xml", self._sitemap

    def _frame(self, address: str) -> str:
        return address if self.each else _deep(address)

    def _filled(self, frames: Mapping[str, frame.Frame], address: str) -> bytes:
        page = self._page(address)
        self._updated[address] = page.updated
        current = {name: ' aria-current="page"' if address == f"{name}/" else "" for name in self.view.nav}
        head, body = self.renderer.head(page), self.renderer.body(page)
        return frames[self._frame(address)].fill({**current, "head": head, "body": body, "address": address})

    def _twin(self, address: str) -> bytes:
        return self._twins.page(self._page(address))

    def _sitemap(self) -> bytes:
        days = {address: self._page(address).updated for address in self.pages if address not in self._updated}
        known = sorted((address, day) for address, day in (self._updated | days).items() if address not in self._left)
        return feeds.sitemap(self.view.site_url, known, {tongue.code: tongue.prefix for tongue in self.view.languages})


def paths(survey: Survey) -> Iterator[str]:
    """Yield the path of every file that a site of a survey has beside what the engine brings, below the site's root.

    Files whose library may be missing are among them: those of `downloads.paths`.
    """
    yield from downloads.paths(survey)
    yield from (path for path, _ in plan.data(survey, none))
    yield from (path for path, _ in citations.files(survey))
    for language in survey.settings.languages:
        edition = Edition(survey, language)
        yield from (edition.view.prefix + path for path, _ in edition.files({}, None))


def _deep(address: str) -> str:
    """Return where the frame of pages as deep as an address lies; the one in the root is its own frame."""
    return f"{FRAMES}{'page/' * (address.count('/') - 1)}" if "/" in address else ""
