"""The registry of citation formats: what a set of CSL items can be written as."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from vlasurvey.exports import bibtex
from vlasurvey.exports.csl import Item


@dataclass(frozen=True)
class Format:
    """A citation format. `render` sorts by key and gives the same text for the same items."""

    name: str
    suffix: str
    media_type: str
    render: Callable[[Iterable[Item]], str]


FORMATS: dict[str, Format] = {
    format_.name: format_ for format_ in (Format("bibtex", ".bib", "application/x-bibtex", bibtex.render),)
}
"""Name of a format, as typed on the command line -> format."""
