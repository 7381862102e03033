"""A .bib file as records of new papers; whatever cannot be taken over is reported with its line.

Nothing is guessed that the entry does not say, and nothing of it is lost in silence: a fact without a place in the
record becomes a report, and where it concerns readers also a remark in the record.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from vlasurvey.checks.dates import month_of
from vlasurvey.checks.likeness import folded, folded_name
from vlasurvey.importers import Import, Report, dates, identifiers, names
from vlasurvey.importers.dates import Date, fits, month_in
from vlasurvey.importers.entries import Entry, parse
from vlasurvey.importers.keys import citation_key, free_key
from vlasurvey.importers.known import Identifier, Known, Match
from vlasurvey.importers.latex import MAX_LENGTH, Decoded, Decoder, LatexError
from vlasurvey.importers.venues import Venues, is_server
from vlasurvey.problems import Severity
from vlasurvey.records import Paper, validate
from vlasurvey.source import Data, Source
from vlasurvey.survey import Survey

_ROLE_COMMENT = "# The import writes method: change it where foundation, survey, benchmark or dataset is right."

_MAX_LENGTH = 5_000  # of any field but author: a title is a line, and an abstract is not read
# Fields that are read; of any other a note says that it was not.
_TITLES = ("title", "subtitle")
_CONTAINERS = ("journal", "journaltitle", "booktitle", "eventtitle")
_ALSO_CONTAINERS = ("series", "organization")  # sometimes they name the venue, more often the publisher
_DATES = ("date", "year", "month", "day")
_PLACES = {"volume": "volume", "number": "issue", "issue": "issue", "pages": "page", "eid": "page"}
_EPRINT = ("eprint", "archiveprefix", "eprinttype", "primaryclass", "eprintclass", "arxivid", "arxiv")
_LINKS = {
    "url": None, "howpublished": None, "note": None, "addendum": None, "link": None, "ee": None, "pdf": None,
    "code": "code", "github": "code", "project": "project", "website": "project", "webpage": "project",
    "homepage": "project", "video": "video", "slides": "slides", "dataset": "dataset",
}  # fmt: skip
_READ = frozenset([*_TITLES, "author", "doi", *_CONTAINERS, *_DATES, *_PLACES, *_EPRINT, *_LINKS])


def decode(content: bytes) -> str:
    """Return the text of a .bib file. Bytes that are no UTF-8 become U+FFFD, and their entries are refused."""
    return content.decode("utf-8-sig", errors="replace")


def commented(record: str) -> str:
    """Return the YAML text of an imported record with a comment above the role, which no .bib file states."""
    return re.sub(r"^(?=role: )", f"{_ROLE_COMMENT}\n", record, count=1, flags=re.MULTILINE)


def read(text: str, survey: Survey, *, added: str | None = None, reserved: Collection[str] = ()) -> Import:
    """Return the records of the papers in a .bib file that the survey does not have, and all reports by line.

    `added` is the day for `curation.added` (default: that of the survey's release); `reserved` are keys that no new
    paper may have although no live one does, such as those released before.
    """
    text = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    entries, reports = parse(text)
    importer = _Importer(survey, added or survey.settings.released, reserved)
    for entry in entries:
        reader = _Reader(entry, importer)
        reader.read()
        reports += reader.reports
    reports += _unread(entries)
    return Import(importer.records, sorted(reports, key=lambda report: (report.line, report.severity, report.message)))


def _unread(entries: list[Entry]) -> list[Report]:
    """Return one note for each field that records have no place for."""
    first: dict[str, Entry] = {}
    count: dict[str, int] = {}
    for entry in entries:
        for name in entry.fields.keys() - _READ:
            first.setdefault(name, entry)
            count[name] = count.get(name, 0) + 1
    return [
        Report(
            entry.line_of(name),
            "",
            f"the field {name!r} has no place in records"
            + (f" ({count[name]} entries have it)" if count[name] > 1 else ""),
            None,
            Severity.NOTE,
        )
        for name, entry in sorted(first.items())
    ]


class _Importer:
    """What the entries of one import share."""

    def __init__(self, survey: Survey, added: str, reserved: Collection[str]) -> None:
        self.added = added
        self.records: dict[str, dict[str, Data]] = {}
        self.decoder = Decoder()
        self.venues = Venues(survey.venues)
        self.known = Known(survey)
        self.taken = {*survey.key_of, *survey.drafts, *reserved}
        self.collectives = {folded_name(n.literal) for p in survey.papers.values() for n in p.authors if n.literal}


class _Reader:
    """Turns one entry into a record."""

    def __init__(self, entry: Entry, importer: _Importer) -> None:
        self.entry = entry
        self.all = importer
        self.reports: list[Report] = []
        self.remarks: list[str] = []
        found = (a for name in _LINKS for a in identifiers.addresses_in(self._verbatim(name)))
        self.addresses = list(dict.fromkeys(found))

    def read(self) -> None:
        """Add the entry's record, or report why there is none."""
        for name in sorted(_READ & self.entry.fields.keys()):
            field = self.entry.fields[name]
            if field.undefined and not (name == "month" and month_in(field.undefined[0])):
                hint = f"define it with @string{{{field.undefined[0]} = ...}}, or put the text in braces"
                self._refuse(f"the macro {field.undefined[0]!r} in {name!r} is not defined", hint, name)
            limit = MAX_LENGTH if name == "author" else _MAX_LENGTH
            if len(field.value) > limit:
                self._refuse(f"{name!r} has {len(field.value)} characters, more than {limit}", None, name)
        if self.reports:
            return None
        arxiv = self._arxiv()
        doi = identifiers.doi_in(self._verbatim("doi")) or identifiers.doi_in(" ".join(self.addresses))
        openreview = next(filter(None, map(identifiers.openreview_in, self.addresses)), None)
        if self._raw("doi") and not doi and not identifiers.arxiv_in(self._verbatim("doi")):
            self._warn(f"{self._verbatim('doi')[:200]!r} is no DOI", "write it as 10.xxxx/...", "doi")
        named = [(s, v) for s, v in (("arxiv", arxiv), ("openreview", openreview), ("doi", doi)) if v]
        if there := self.all.known.by_identifier(named):
            return self._there(there)
        title = self._title()
        authors = self._authors()
        date = self._date()
        venue = self._venue(date, doi)
        sources: dict[str, Data] = {}
        issued = self._issued(date, arxiv, venue, sources)
        links, page = self._links(identified=bool(named))
        published = self._published(venue, date, doi)
        data: dict[str, Data] = {"title": title, "role": "method", "authors": authors, "issued": issued}
        data["identifiers"] = self._identifiers(arxiv, openreview, doi, page, published)
        data |= {name: value for name, value in (("published", published), ("links", links)) if value}
        self._status(data)
        curation: dict[str, Data] = {"added": self.all.added}
        if sources:
            curation["sources"] = sources
        if self.remarks:
            curation["remarks"] = list(self.remarks)
        data["curation"] = curation
        if not any(report.severity is Severity.ERROR for report in self.reports):
            self._keep(data, named)

    def _keep(self, data: dict[str, Data], named: list[Identifier]) -> None:
        paper, problems = validate(Paper, data, Source("", b""))
        for problem in problems:
            self._refuse(problem.message, problem.hint)
        if paper is None:
            return None
        if not named and paper.identifiers.url:
            named = [("url", paper.identifiers.url)]
        there = self.all.known.by_identifier(named)
        there = there or self.all.known.by_title(paper.title, paper.authors, paper.identifiers.arxiv)
        if there and there.certain:
            return self._there(there)
        if there:
            self._warn(f"{there.reason} as {there.label}", "import it only if it is another paper", "title")
        key = citation_key(data)
        if not key:
            hint = "begin the first author's name and the title with Latin letters, or write the record by hand"
            return self._refuse("no citation key can be made of family name, year and title", hint, "author")
        key = free_key(key, self.all.taken)
        if not key:
            return self._refuse(
                "all citation keys for its author, year and title are taken", "write the record by hand"
            )
        self.all.taken.add(key)
        self.all.records[key] = data
        label = f"the entry in line {self.entry.line} ({self.entry.key!r})"
        return self.all.known.add(label, named, paper.title, paper.authors)

    # --- reports ------------------------------------------------------------------------------------

    def _refuse(self, message: str, hint: str | None, *fields: str) -> None:
        self.reports.append(Report(self.entry.line_of(*fields), self.entry.key, message, hint))

    def _warn(self, message: str, hint: str | None, *fields: str) -> None:
        line = self.entry.line_of(*fields)
        self.reports.append(Report(line, self.entry.key, message, hint, Severity.WARNING))

    def _there(self, match: Match) -> None:
        """Report that the paper is there already, and nothing else: the record is not touched."""
        if match.label.startswith("papers/"):
            message, hint = f"already in the survey as {match.label} ({match.reason})", "correct the record by hand"
        elif match.label.startswith("the entry"):
            message, hint = f"the same paper as {match.label} ({match.reason})", "keep one of the two"
        else:
            message, hint = (
                f"screened out in {match.label} ({match.reason})",
                "remove it there first, if it belongs here",
            )
        self.reports = [Report(self.entry.line, self.entry.key, message, hint)]

    # --- values -------------------------------------------------------------------------------------

    def _raw(self, name: str) -> str:
        field = self.entry.fields.get(name)
        return field.value if field else ""

    def _verbatim(self, name: str) -> str:
        raw = self._raw(name)
        return identifiers.verbatim(raw) if raw else ""

    def _text(self, name: str, *, markup: bool = False) -> str:
        try:
            decoded = self.all.decoder.decode(self._raw(name), markup=markup)
        except LatexError as error:
            self._refuse(f"{name!r} cannot be read: {error}", "correct it in the file", name)
            return ""
        self._doubt(decoded, name)
        return decoded.text

    def _doubt(self, decoded: Decoded, name: str) -> None:
        for doubt in decoded.doubts:
            self._warn(f"{name!r}: {doubt}", "compare the record with the paper", name)

    def _title(self) -> str:
        title = ": ".join(filter(None, (self._text(name, markup=True) for name in _TITLES)))
        if not title and "title" not in self.entry.fields:
            self._refuse("no title", "add 'title = {...}'")
        # DBLP and others end titles with a full stop.
        return re.sub(r"(?<=[^.])\.$", "", title)

    def _authors(self) -> list[Data]:
        if "author" not in self.entry.fields:
            self._refuse("no author", "add 'author = {...}'")
            return []
        doubts: list[str] = []

        def decode_name(value: str) -> str:
            decoded = self.all.decoder.decode(value)
            doubts.extend(decoded.doubts)
            return decoded.text

        try:
            found = names.read(self._raw("author"), decode_name, self.all.collectives)
        except LatexError as error:
            self._refuse(f"'author' cannot be read: {error}", "correct it in the file", "author")
            return []
        for message, hint in found.faults:
            self._refuse(message, hint, "author")
        for doubt in dict.fromkeys([*doubts, *found.doubts]):
            self._warn(doubt, "compare the authors with the paper", "author")
        if not found.complete:
            self._warn(
                "the list of authors is cut ('and others')", "write the missing authors into the record", "author"
            )
            self.remarks.append("The list of authors is cut in the .bib entry from which the record was made.")
        if not found.names and not found.faults:
            self._refuse("no author", "name the authors, separated by 'and'", "author")
        return found.names

    # --- identifiers --------------------------------------------------------------------------------

    def _arxiv(self) -> str | None:
        """Return the arXiv id; the fields made for it come first, words in running text last."""
        kind = self._raw("archiveprefix") or self._raw("eprinttype")
        is_arxiv = not kind or folded(kind) == "arxiv"
        in_arxiv = any(is_server(self._verbatim(name)) for name in ("journal", "journaltitle"))
        for fields in (_IDENTIFYING, ("howpublished", "note")):
            found: dict[str, str] = {}
            for name in fields:
                bare = (is_arxiv and name in _EPRINT) or (in_arxiv and name in _PLACES)
                for value in identifiers.arxiv_in(self._verbatim(name), bare=bare):
                    found.setdefault(value, name)
            if len(found) > 1:
                ids = " and ".join(repr(value) for value in found)
                self._refuse(f"two arXiv ids: {ids}", "keep that of the paper itself", *found.values())
            if found:
                return next(iter(found))
        if not is_arxiv and "eprint" in self.entry.fields:
            self._note(f"{kind} {self._verbatim('eprint')} was left out: records hold eprints of arXiv alone", "eprint")
        if is_arxiv and kind and "eprint" in self.entry.fields:
            self._refuse(f"{self._verbatim('eprint')!r} is no arXiv id", "write it as 2406.09246", "eprint")
        return None

    def _identifiers(
        self, arxiv: str | None, openreview: str | None, doi: str | None, page: str | None, published: dict[str, Data]
    ) -> Data:
        found: dict[str, Data] = {}
        if arxiv:
            found["arxiv"] = arxiv
            category = self._verbatim("primaryclass") or self._verbatim("eprintclass")
            category = category or "".join(re.findall(r"\[([a-z-]+(?:\.[A-Za-z-]+)?)\]", self._verbatim("eprint"))[:1])
            if re.fullmatch(r"[a-z-]+(\.[A-Za-z-]+)?", category):
                found["primary_class"] = category
            elif category:
                self._warn(f"{category!r} is no category of arXiv", "write it as cs.RO", "primaryclass", "eprintclass")
        if openreview:
            found["openreview"] = openreview
        if not found and page and (published or not doi):
            found["url"] = page
        elif not found and doi:  # a record names a DOI once: here it is all that names the paper
            found["doi"] = doi
            published.pop("doi", None)
        if not found:
            hint = "add eprint (arXiv), doi, or url"
            self._refuse("nothing identifies the paper: no arXiv id, DOI, OpenReview page or address", hint)
        elif doi and not published and "doi" not in found and not any(doi in remark for remark in self.remarks):
            self._warn(f"the DOI {doi!r} was left out: it belongs to a publication, and no venue is known", None, "doi")
            self.remarks.append(f"The .bib entry names the DOI {doi}.")
        return found

    def _links(self, *, identified: bool) -> tuple[dict[str, Data], str | None]:
        """Return the links, and the address that names the paper itself where it has no identifier."""
        links: dict[str, Data] = {}
        page: str | None = None
        for name, kind_of_field in _LINKS.items():
            value = self._verbatim(name)
            addresses = identifiers.addresses_in(value)
            for address in addresses:
                if identifiers.arxiv_in(address) or identifiers.openreview_in(address) or identifiers.doi_in(address):
                    continue
                kind = identifiers.kind_of(address)
                kind = kind_of_field if kind in (None, "project") and kind_of_field else kind
                address = identifiers.canonical(address)
                if kind in (None, "paper") and not page and not identified:
                    page = address
                elif kind == "paper":
                    if "doi" not in self.entry.fields:
                        self._note(f"the address {address} was left out: the identifiers lead to the paper", name)
                elif kind is None:
                    hint = "add it under links, if it is the authors' page (project), code, weights ..."
                    self._warn(f"what {address} is cannot be decided; it was left out", hint, name)
                elif links.setdefault(kind, address) != address:
                    self._warn(f"a second {kind} link, {address}, was left out", None, name)
            self._rest(name, value, addresses)
        return {kind: links[kind] for kind in _LINK_ORDER if kind in links}, page

    def _rest(self, name: str, value: str, addresses: list[str]) -> None:
        """Report the words of a field that is read for its addresses alone."""
        for address in addresses:
            value = value.replace(address, " ")
        value = " ".join(value.strip(" .,;:").split())
        known = (
            identifiers.arxiv_in(value) or identifiers.doi_in(value) or is_server(value) or folded(value) in _STATUSES
        )
        if addresses and re.fullmatch(r"(?:available|online|accessed|at|url|in|\W|\d)*", value, re.IGNORECASE):
            return
        if (
            not value
            or known
            or folded(value) in ("openreview", "blog", "blog post", "preprint", "code", "project page")
        ):
            return
        if re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", value) and any(value in a for a in self.addresses):
            return  # the host of its own address, as our own export writes it
        if name in ("url", "link", "ee", "pdf", "code", "github"):
            self._warn(f"{value!r} in {name!r} is no web address", "write it in full, beginning with https://", name)
        else:
            self._note(f"the words {value[:200]!r} in {name!r} were left out", name)

    def _note(self, message: str, *fields: str) -> None:
        self.reports.append(Report(self.entry.line_of(*fields), self.entry.key, message, None, Severity.NOTE))

    def _status(self, data: dict[str, Data]) -> None:
        status = next((s for s in _STATUSES if folded(self._verbatim("note")) == s), None)
        if status:
            data["status"] = status
            self._warn(f"the paper is {status}", "say when and why under curation.history", "note")

    # --- dates and venues ---------------------------------------------------------------------------

    def _date(self) -> Date:
        fields = self.entry.fields
        undefined = fields["month"].undefined if "month" in fields else ()
        date, year, month, day = (self._verbatim(name) for name in _DATES)
        found, faults = dates.read(date, year, " ".join([month, *undefined]).strip(), day)
        for name, message, hint in faults:
            self._warn(message, hint, name)
        return found

    def _issued(self, date: Date, arxiv: str | None, venue: str | None, sources: dict[str, Data]) -> str:
        """Return the first public date: the entry's own, unless the arXiv id says another month."""
        if not arxiv:
            if not date.year:
                self._refuse("no year", "add 'year = {...}'")
            return str(date)
        month = month_of(arxiv).isoformat()[:7]
        if date.month and fits(date, month):
            return str(date)
        sources["issued"] = "month of the arXiv identifier"
        if date.year and date.year < month[:4]:
            self._warn(f"{date} is before arXiv {arxiv!r}, of {month}", "check year and arXiv id", "date", "year")
        elif date.year and not venue and (date.month or date.year != month[:4]):
            message = f"{date} does not fit arXiv {arxiv!r}, whose month {month} is taken for the first public date"
            self._warn(message, "correct issued, if the paper was public elsewhere before", "date", "year")
        return month

    def _venue(self, date: Date, doi: str | None) -> str | None:
        """Return the id of the venue; one that nobody knows goes into a remark, with all that the entry says of it."""
        texts: dict[str, str] = {}
        for name in (*_CONTAINERS, *_ALSO_CONTAINERS):
            text = self._text(name) if name in self.entry.fields else ""
            if text and not is_server(text):
                texts[name] = text
                if venue := self.all.venues.find(text):
                    return venue
        where = [f"{label} {place}" for label, place in self._place().items()]
        name, text = next(((n, t) for n, t in texts.items() if n in _CONTAINERS), ("", ""))
        if not text:
            if where:
                self._note(f"{', '.join(where)} without a venue was left out", *_PLACES)
            return None
        guess = self.all.venues.meant(text)
        hint = f"did you mean {guess!r}?" if guess else "add it to venues.yaml, then add published to the record"
        self._warn(f"the venue {text[:200]!r} is not in venues.yaml and was left out", hint, name)
        facts = ", ".join([*filter(None, [date.year]), *where, *([f"DOI {doi}"] if doi else [])])
        self.remarks.append(f"The .bib entry names the venue {text}" + (f" ({facts})." if facts else "."))
        return None

    def _published(self, venue: str | None, date: Date, doi: str | None) -> dict[str, Data]:
        if not venue:
            return {}
        found: dict[str, Data] = {"venue": venue}
        if date.year:
            found["year"] = date.year
        else:
            self._warn(f"published at {venue!r}, but in no year", "add published.year", "journal", "booktitle")
        return found | self._place() | ({"doi": doi} if doi else {})

    def _place(self) -> dict[str, Data]:
        """Return volume, issue and pages; not where they hold an arXiv id."""
        found: dict[str, Data] = {}
        for name, ours in _PLACES.items():
            text = self._text(name) if name in self.entry.fields else ""
            if text and not identifiers.arxiv_in(text, bare=True):
                found.setdefault(ours, re.sub(r"(?<=\w)\s*[-\u2013\u2014]+\s*(?=\w)", "-", text))
        return found


_IDENTIFYING = (
    "eprint", "arxivid", "arxiv", "doi", "url", "link", "ee", "pdf",
    "journal", "journaltitle", "booktitle", "volume", "number", "eid", "pages",
)  # fmt: skip
_LINK_ORDER = ("project", "code", "weights", "dataset", "video", "slides")
_STATUSES = ("withdrawn", "retracted")
