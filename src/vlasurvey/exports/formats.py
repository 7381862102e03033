"""The registry of citation formats: how the entry of a paper is written, and what a file of entries looks like."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from vlasurvey.exports import biblatex, bibtex, csl, references, ris
from vlasurvey.exports.csl import Item


@dataclass(frozen=True, slots=True)
class Format:
    """A citation format. A file is `head`, the papers' own entries with `between` between them, and `tail`."""

    name: str
    about: str
    suffix: str
    media_type: str
    entry: Callable[[Item], str]
    head: str = ""
    between: str = ""
    tail: str = ""

    def file(self, entries: Iterable[str]) -> str:
        """Return the text of a file that holds these entries."""
        return self.head + self.between.join(entries) + self.tail


BIBTEX = Format("bibtex", "BibTeX for bibtex and natbib, in ASCII", "bib", "application/x-bibtex", bibtex.entry)
BIBLATEX = Format("biblatex", "biblatex for biber, in UTF-8", "biblatex.bib", "application/x-bibtex", biblatex.entry)
CSL_JSON = Format(
    "csl-json",
    "CSL-JSON for Zotero, pandoc and citation processors",
    "csl.json",
    "application/vnd.citationstyles.csl+json",
    csl.entry,
    head="[\n",
    between=",\n",
    tail="\n]\n",
)
RIS = Format("ris", "RIS for EndNote, Mendeley and others", "ris", "application/x-research-info-systems", ris.entry)

WHOLE = (BIBTEX, BIBLATEX, CSL_JSON, RIS)
"""Formats that programs read, in which a survey publishes all of its papers."""


def markdown(style: str = references.IEEE) -> Format:
    """Return the format of references as a Markdown list."""
    entry = partial(references.markdown, style=style)
    return Format("markdown", "References as a Markdown list", "md", "text/markdown", entry)


def text(style: str = references.IEEE) -> Format:
    """Return the format of references as plain text, a line each."""
    return Format("text", "References as plain text", "txt", "text/plain", partial(references.text, style=style))


FORMATS = {form.name: form for form in (BIBTEX, BIBLATEX, CSL_JSON, RIS, markdown(), text())}
"""Name on the command line -> format."""

STYLED: dict[str, Callable[[str], Format]] = {"markdown": markdown, "text": text}
"""Name -> function of a style; the formats that people read."""
