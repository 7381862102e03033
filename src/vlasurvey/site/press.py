"""Makes a site: what its languages share is begun once and beside them; files are written, or made when asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import chain
from pathlib import Path

from vlasurvey.checks import report
from vlasurvey.problems import failed
from vlasurvey.reports import FORMATS
from vlasurvey.running import progress
from vlasurvey.running.processes import Meanwhile
from vlasurvey.site import guard
from vlasurvey.site.failing import BuildError
from vlasurvey.site.files import citations, downloads, plan
from vlasurvey.site.ondemand import OnDemand
from vlasurvey.site.pages.citations import entries
from vlasurvey.site.pages.data import Downloads, none
from vlasurvey.site.pages.lookup import RELATED, forget, similar
from vlasurvey.site.production import Edition, File
from vlasurvey.site.shelf import Shelf
from vlasurvey.survey import Survey

_LOG = logging.getLogger("mkdocs.plugins.vlasurvey")

Translate = Callable[[str, Path], list[str]]
"""Has the engine render a language into a folder and returns its warnings."""


def checked(root: Path, known: Survey | None) -> Survey:
    """Return the survey in a folder, which was `known` before. Raises BuildError if it has problems."""
    try:
        found = report(root, known=known)
    except FileNotFoundError as error:
        raise BuildError(str(error)) from error
    if found.survey is None or failed(found.problems):
        raise BuildError("the survey has problems\n" + FORMATS["text"](found.problems, len(found.files)))
    return found.survey


class Press:
    """The making of one site, in a folder; with `demand`, nothing is made before it is asked for."""

    def __init__(
        self, survey: Survey, site: Path, demand: OnDemand | None = None, steps: progress.Steps = progress.SILENT
    ) -> None:
        forget()
        self.survey, self.site, self.demand, self.steps = survey, site, demand, steps
        self._made: Callable[[], Downloads] = none
        self._shelf = Shelf(site)
        self._translations: tuple[Meanwhile[list[str]], ...] = ()
        self._cited: Meanwhile[None] | None = None

    def edition(self, language: str, *, each: bool) -> Edition:
        """Return the pages in a language. Raises BuildError if there are no words of the interface in it."""
        try:
            return Edition(self.survey, language, lambda: self._made(), each=each)
        except ValueError as error:
            raise BuildError(str(error)) from error

    def begin(self, first: Edition, translate: Translate) -> None:
        """Make what all languages share, and begin with those behind the first one; what is served can wait."""
        survey, site = self.survey, self.site
        make = partial(downloads.make, survey, self._shelf.put)
        others = first.view.languages[1:]
        builds = {tongue.prefix: partial(translate, tongue.code, site / tongue.prefix) for tongue in others}
        if self.demand:
            self.demand.clear()
            self._made = cache(make)
            for folder, build in builds.items():
                self.demand.add_folder(folder, partial(_warned, build))
            return
        self.steps.step("making citations and data files")
        entries(survey).make_all()
        # The downloads are made beside the search for similar papers; where there is none, by all processors.
        if len(survey.papers) <= RELATED:
            made = Meanwhile(make)
            similar(survey).of_all()
            found = made.result()
        else:
            found = make()
        self._made = lambda: found
        self._cited = Meanwhile(lambda: self._shelf.put_all(citations.files(survey)))
        self._translations = tuple(map(Meanwhile, builds.values()))
        self.steps.step("rendering written pages")

    def finish(self, edition: Edition, frames: Mapping[str, str], index: bytes | None) -> None:
        """Write every file of a language, or offer it; with the first language, finish the others.

        Raises BuildError if a language cannot be built, or if an output lacks a paper.
        """
        own = edition.files(frames, index)
        if self.demand:
            if edition.first:
                self.demand.add_folder("data/", self._offer_data)
                own = chain(own, citations.files(self.survey))
            self._offer(edition.view.prefix, own)
            return
        if not edition.first:
            Shelf(self.site / edition.view.prefix).put_all(own)
            return
        self._shelf.put_all(chain(plan.data(self.survey, self._made), self._counted(own, edition)))
        self.steps.step("finishing the other languages")
        for translation in self._translations:
            _warned(translation.result)
        if self._cited:
            self._cited.result()
        self.steps.step("comparing the site with the records")
        faults = guard.faults(self.survey, self.site)
        if faults:
            raise BuildError("\n".join(["the site does not hold what the survey does:", *faults]))

    def _counted(self, files: Iterable[File], edition: Edition) -> Iterator[File]:
        """Yield files, and tell how many pages are written."""
        self.steps.step("writing pages", len(edition.pages))
        for path, make in files:
            yield path, make
            if path.removesuffix("index.html") in edition.pages:
                self.steps.advance()

    def stop(self) -> None:
        """Leave no process behind when the build has failed, and no file when the server ends."""
        if self.demand:
            self.demand.stop()
        for process in (*self._translations, self._cited):
            if process:
                process.stop()

    def _offer(self, prefix: str, files: Iterable[File]) -> None:
        assert self.demand
        for path, make in files:
            self.demand.add(prefix + path, partial(self._shelf.put_all, [(prefix + path, make)]))

    def _offer_data(self) -> None:
        assert self.demand
        for path in downloads.paths(self.survey):
            self.demand.add(path, self._made)  # writes them all
        self._offer("", plan.data(self.survey, self._made))


def _warned(build: Callable[[], list[str]]) -> None:
    for warning in build():
        _LOG.warning(warning)
