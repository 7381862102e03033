"""The citation files of a site: each paper's own, and those of all papers, concepts, years and venues."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TypeAlias

from vlasurvey.exports import coins, csl, formats
from vlasurvey.exports.formats import BIBLATEX, BIBTEX, CSL_JSON, RIS, Format, markdown
from vlasurvey.processes import in_parts
from vlasurvey.records import Paper
from vlasurvey.survey import Survey

SMALL = 2000
"""Up to this many papers, every paper gets the extra files that a larger survey leaves out."""

OWN = {"cite.bib": BIBTEX, "cite.json": CSL_JSON}
"""Name beside the page of every paper -> format."""
OWN_OF_SMALL = {"cite.biblatex.bib": BIBLATEX, "cite.ris": RIS}
"""The same in a survey of up to SMALL papers."""
WHOLE = {f"data/papers.{form.suffix}": form for form in formats.WHOLE}
"""Files of all papers -> format."""

_CHOOSABLE: dict[str, Format] = {
    "bibtex": BIBTEX,
    "biblatex": BIBLATEX,
    "ris": RIS,
    "csl": CSL_JSON,
    "markdown": markdown(),
}

_MAKERS: dict[str, Callable[[csl.Item], str]] = {
    **{form.name: form.entry for form in _CHOOSABLE.values()},
    "coins": coins.context,
}
"""Name of a format, or of the span of a list -> what makes it of an item."""

Entries: TypeAlias = Mapping[str, Mapping[str, str]]
"""Name of a format, or of the span of a list -> key of a paper -> its entry."""


class _Latest:
    """The entries of the survey asked for last: files and the pages of all languages share them."""

    survey: Survey | None = None
    found: Mapping[str, Mapping[str, str]] = {}


def entries(survey: Survey) -> Entries:
    """Return the entry of every paper in every format, of which all files of citations are made."""

    def make_all(keys: Sequence[str]) -> list[list[str]]:
        items = [csl.item(survey.papers[key], survey) for key in keys]
        return [list(map(make, items)) for make in _MAKERS.values()]

    if _Latest.survey is not survey:
        parts = in_parts(list(survey.papers), make_all, pickled=False)
        _Latest.survey = survey
        _Latest.found = {
            name: dict(zip(survey.papers, chain.from_iterable(made), strict=True))
            for name, made in zip(_MAKERS, zip(*parts, strict=True), strict=True)
        }
    return _Latest.found


def whole(survey: Survey, form: Format) -> bytes:
    """Return the file of all papers in one of the formats of WHOLE."""
    return _file(form, entries(survey)[form.name], survey.papers)


def files(survey: Survey) -> Iterator[tuple[str, bytes]]:
    """Yield (path below the site's root, content) of every citation file of one or of some papers."""
    found = entries(survey)
    for name, form in own(survey).items():
        for key in survey.papers:
            yield f"papers/{key}/{name}", _file(form, found[form.name], [key])
    for folder, papers in groups(survey):
        yield f"{folder}/papers.bib", _file(BIBTEX, found[BIBTEX.name], sorted(paper.key for paper in papers))
    for year, papers in survey.by_year.items():
        yield f"data/bib/{year}.json", _choosable(found, sorted(paper.key for paper in papers))


def entry(survey: Survey, paper: Paper, form: Format) -> str:
    """Return the entry of a paper, made anew only if the survey's own record is another one."""
    return _made(survey, paper, form.name)


def span(survey: Survey, paper: Paper) -> str:
    """Return what a list tells reference managers about a paper."""
    return _made(survey, paper, "coins")


def _made(survey: Survey, paper: Paper, name: str) -> str:
    if survey.papers.get(paper.key) is not paper:
        return _MAKERS[name](csl.item(paper, survey))
    return entries(survey)[name][paper.key]


def own(survey: Survey) -> dict[str, Format]:
    """Return name -> format of the files that each paper of a survey has beside its page."""
    return OWN | OWN_OF_SMALL if len(survey.papers) <= SMALL else OWN


def groups(survey: Survey) -> Iterator[tuple[str, tuple[Paper, ...]]]:
    """Yield (folder, papers) of everything that has a papers.bib of its own."""
    yield from ((f"taxonomy/{notation}", papers) for notation, papers in survey.by_concept.items())
    yield from ((f"years/{year}", papers) for year, papers in survey.by_year.items())
    yield from ((f"venues/{venue}", papers) for venue, papers in survey.by_venue.items())


def _file(form: Format, entries: Mapping[str, str], keys: Iterable[str]) -> bytes:
    return form.file(entries[key] for key in keys).encode()


def _choosable(found: Entries, keys: Iterable[str]) -> bytes:
    """Return key -> format -> entry, as JSON with a line for each paper: the parts of any selection's file."""
    lines = (f"{json.dumps(key)}: {json.dumps(_forms(found, key), ensure_ascii=False)}" for key in keys)
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _forms(found: Entries, key: str) -> dict[str, str]:
    return {name: found[form.name][key] for name, form in _CHOOSABLE.items()}
