"""Venues of venues.yaml found behind the many ways in which .bib files name them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from vlasurvey.problems import closest
from vlasurvey.vocabularies import Venue, VenueType

_SERVERS = re.compile(
    r"\W*(?:arxiv|corr|openreview(?:\.net)?|preprint|unpublished|submitted|under review)\b.*", re.IGNORECASE
)
_UNITS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
)
_UNITS += " sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_EMPTY = f"proceedings proc of the a annual annu in on and for ieee acm cvf rsj jrs {_UNITS} {_TENS}"
_IGNORED = frozenset(_EMPTY.split())
_SHORT = {
    "int": "international",
    "intl": "international",
    "conf": "conference",
    "symp": "symposium",
    "wksp": "workshop",
}
_ROMAN = re.compile(r"[ivxl]+")


def is_server(text: str) -> bool:
    """Tell whether a container is a preprint server or says that there is none yet: no venue of record."""
    return bool(_SERVERS.fullmatch(text))


class Venues:
    """Finds a venue by title, short title or other label, whatever year, number, place and publisher stand around."""

    def __init__(self, venues: Mapping[str, Venue]) -> None:
        self._venues = venues
        self._by_name: dict[tuple[str, ...], set[str]] = {}
        for venue in venues.values():
            for label in (venue.title, venue.short_title, venue.id, *venue.alt_labels):
                self._by_name.setdefault(_name(label), set()).add(venue.id)
        self._by_name.pop((), None)

    def find(self, text: str) -> str | None:
        """Return the id of the only venue that a text names, or None."""
        of_workshop = bool(re.search(r"\bworkshop|\bworkshops\b", text, re.IGNORECASE))
        for parts in ([text], re.split(r"[,;]|\s-\s", text), re.split(r"[,;:()\[\]@]|\s-\s|\bat\b", text)):
            found = {venue for part in parts for venue in self._by_name.get(_name(part), ())}
            found = {v for v in found if not of_workshop or self._venues[v].type is VenueType.WORKSHOP}
            if found:
                return found.pop() if len(found) == 1 else None
        return None

    def meant(self, text: str) -> str | None:
        """Return the label of a venue that is close to a text which names none."""
        labels = [label for v in self._venues.values() for label in (v.title, v.short_title, *v.alt_labels)]
        label = closest(text[:300], labels)
        return next((v.id for v in self._venues.values() if label in (v.title, v.short_title, *v.alt_labels)), None)


def _name(text: str) -> tuple[str, ...]:
    """Return the words of a venue's name that tell it from others."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    text = re.sub(r"(?<=[a-z])['’]?((?:19|20)?[0-9]{2})\b", r" \1", text)  # ICML2024, CoRL'24
    words = [_SHORT.get(word, word) for word in re.findall(r"[a-z0-9]+", text)]
    words = [word for word in words if word not in _IGNORED and not re.fullmatch(r"[0-9]+(st|nd|rd|th)?", word)]
    while len(words) > 1 and _ROMAN.fullmatch(words[-1]):
        words.pop()
    return tuple(words)
