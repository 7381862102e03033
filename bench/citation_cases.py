"""Writes citation files of cases that are kept elsewhere, for a checker that is kept elsewhere.

    python bench/citation_cases.py CASES.json FOLDER

CASES.json holds {"cases": [{"id", "facts": {title, authors, type, year, month, arxiv, doi, url, venue, ...}}]}. Every
case becomes a record and vocabularies as a survey has them, is read as any record is, and exported: papers.bib,
papers.biblatex.bib, papers.json (CSL-JSON) and papers.ris in FOLDER.
"""

from __future__ import annotations

import dataclasses
import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from vlasurvey import survey
from vlasurvey.exports import csl, formats
from vlasurvey.records import Paper, validate
from vlasurvey.source import Source
from vlasurvey.values import doi_address
from vlasurvey.vocabularies import Venue

ROOT = Path(__file__).resolve().parent.parent
VENUES = {"conference": "conference", "workshop": "workshop", "journal": "journal", "chapter": "book", "book": "book"}
VENUES |= {"inproceedings": "conference", "article": "journal", "incollection": "book"}
DOCUMENTS = {"techreport": "report", "report": "report", "software": "software", "dataset": "dataset"}
DOCUMENTS |= {"thesis": "phd-thesis", "phdthesis": "phd-thesis", "mastersthesis": "masters-thesis"}


def main() -> None:
    """Read the cases, write the files."""
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    found = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    cases = found["cases"] if isinstance(found, dict) else found
    vocabularies, problems = survey.load(ROOT, records=())
    if vocabularies is None:
        sys.exit("\n".join(map(str, problems)))
    items, taken = [], set[str]()
    for case in cases:
        facts = case["facts"]
        key = free(key_of(facts), taken)
        venue = venue_of(facts)
        data = record(facts, venue)
        paper, faults = validate(Paper, data, Source(case["id"], b""), key=key)
        if paper is None:
            sys.exit(f"{case['id']}: " + "; ".join(fault.message for fault in faults))
        known = {**vocabularies.venues, **({venue.id: venue} if venue else {})}
        item = csl.item(paper, dataclasses.replace(vocabularies, venues=known))
        if facts.get("others"):  # records hold complete lists; the formats can say it all the same
            item["custom"]["authors_complete"] = False
        items.append(item)
    target = Path(sys.argv[2])
    target.mkdir(parents=True, exist_ok=True)
    items.sort(key=lambda item: str(item["id"]))
    for form in formats.WHOLE:
        name = "papers.json" if form is formats.CSL_JSON else f"papers.{form.suffix}"
        (target / name).write_bytes(form.file(map(form.entry, items)).encode())


def key_of(facts: dict[str, Any]) -> str:
    """Return a citation key as a maintainer would choose it."""
    first = facts["authors"][0]
    family = first.get("literal") or first["family"]
    word = next((w for w in re.findall(r"\w+", facts["title"]) if ascii_of(w) not in ("", "a", "an", "the")), "")
    return f"{ascii_of(family) or 'x'}{facts['year']}{ascii_of(word) or 'x'}"


def ascii_of(text: str) -> str:
    """Return the plain small letters and digits of a text."""
    folded = unicodedata.normalize("NFKD", text.replace("π", "pi").replace("ł", "l").replace("ø", "o")).casefold()
    return re.sub(r"[^a-z0-9]", "", folded)[:24]


def free(key: str, taken: set[str]) -> str:
    """Return a key that nobody has, with -b, -c ... behind it where somebody has."""
    chosen = next(k for k in (key, *(f"{key}-{letter}" for letter in "bcdefghijklmnopqrstuvwxyz")) if k not in taken)
    taken.add(chosen)
    return chosen


def venue_of(facts: dict[str, Any]) -> Venue | None:
    """Return the venue of a published case."""
    kind = VENUES.get(facts["type"])
    if not kind or not facts.get("venue"):
        return None
    found: dict[str, Any] = {"id": "case", "title": facts["venue"], "short_title": facts["venue"], "type": kind}
    publisher = facts.get("publisher") or ("Unknown" if kind == "book" else None)
    return Venue.model_validate({**found, **({"publisher": publisher} if publisher else {})})


def record(facts: dict[str, Any], venue: Venue | None) -> dict[str, Any]:
    """Return a case as the plain data of a record."""
    issued = str(facts["year"]) + (f"-{int(facts['month']):02}" if facts.get("month") else "")
    doi = re.sub(r"^https?://(dx\.)?doi\.org/", "", facts.get("doi", ""))
    data: dict[str, Any] = {
        "title": " ".join(facts["title"].split()),  # a feed's line breaks mean nothing
        "proper_nouns": facts.get("protect", []),
        "role": "method",
        "authors": [author(name) for name in facts["authors"]],
        "issued": issued,
        "identifiers": identifiers(facts, doi, published=venue is not None),
        "curation": {"added": "2026-11-20"},
    }
    if venue:
        numbers = {"volume": facts.get("volume"), "issue": facts.get("number"), "page": facts.get("pages"), "doi": doi}
        numbers["month"] = f"{int(facts['month']):02}" if facts.get("month") else None
        published = {name: str(value) for name, value in numbers.items() if value}
        data["published"] = {"venue": "case", "year": str(facts["year"]), **published}
    elif kind := DOCUMENTS.get(facts["type"]):
        by = facts.get("institution") or facts.get("school") or facts.get("publisher")
        by = by or (None if kind in ("software", "dataset") else "Unknown")
        data |= {"type": kind, **({"publisher": by} if by else {})}
    return data


def author(name: dict[str, str]) -> str | dict[str, str]:
    """Return a name as a person would type it."""
    if "literal" in name:
        return {"literal": name["literal"]}
    family = " ".join(filter(None, (name.get("particle"), name["family"])))
    if not name.get("given"):
        return {"literal": family} if " " in family else family
    return ", ".join(filter(None, (family, name.get("suffix"), name["given"])))


def identifiers(facts: dict[str, Any], doi: str, *, published: bool) -> dict[str, str]:
    """Return the identifiers of a case; an address only in the characters that addresses may have."""
    found: dict[str, str] = {}
    if facts.get("arxiv"):
        found["arxiv"] = re.sub(
            r"v\d+$", "", re.sub(r"^.*?(?:arxiv:|/abs/)", "", facts["arxiv"]["id"], flags=re.IGNORECASE)
        )
        if facts["arxiv"].get("primary"):
            found["primary_class"] = facts["arxiv"]["primary"]
    url = facts.get("url", "")
    forum = re.fullmatch(r"https://openreview\.net/forum\?id=([A-Za-z0-9_-]{8,14})", url)
    if forum:
        found["openreview"] = forum[1]
    elif url:
        found["url"] = re.sub(r"[\s<>\"\\\\^`{|}]", lambda sign: quote(sign[0]), url)
    if doi and not published:
        found["doi"] = doi
    return found or {"url": doi_address(doi)}


if __name__ == "__main__":
    main()
