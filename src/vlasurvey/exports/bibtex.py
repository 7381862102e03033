"""CSL items as classic BibTeX: ASCII where TeX has a form for it, so that bibtex, natbib and pdflatex (T1) read it."""

from __future__ import annotations

from vlasurvey.exports import csl, tex
from vlasurvey.exports.csl import SOFTWARE, Item, is_masters
from vlasurvey.vocabularies import Settings

_ENTRY_TYPES = {
    "article-journal": "article",
    "paper-conference": "inproceedings",
    "chapter": "incollection",
    "report": "techreport",
    "thesis": "phdthesis",
}
_CONTAINERS = {"article": "journal", "inproceedings": "booktitle", "incollection": "booktitle"}
_PUBLISHERS = {
    "inproceedings": "publisher",
    "incollection": "publisher",
    "techreport": "institution",
    "phdthesis": "school",
    "mastersthesis": "school",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def entry(item: Item) -> str:
    """Return the entry of one item, with a line end; a file is the entries of its papers in order of their keys."""
    kind = _ENTRY_TYPES.get(item["type"], "misc")
    if is_masters(item):
        kind = "mastersthesis"
    # The macro of a month is no text: braces would turn it into one.
    return tex.entry(kind, item["id"], _fields(item, kind), bare=("month",))


def of_survey(paper: Item | None, settings: Settings) -> str:
    """Return the entries by which a survey is cited: of its paper, if there is one, and of its knowledge base."""
    return (entry(paper) if paper else "") + entry(csl.knowledge_base(settings))


def _fields(item: Item, kind: str) -> dict[str, str]:
    custom = item.get("custom", {})
    fields = {
        "title": tex.title(custom.get("title", item["title"]), custom.get("names", ())),
        "author": tex.names(item),
    }
    if kind == "misc":
        # plain, abbrv, ieeetr, acm and apalike print neither eprint nor url: this is where their readers see it.
        fields["howpublished"] = tex.escape(_where(item))
    if kind in _CONTAINERS:
        fields[_CONTAINERS[kind]] = tex.escape(item.get("container-title", ""))
        fields["volume"] = tex.escape(item.get("volume", ""))
        if kind == "article" and fields["volume"]:  # every style warns of a number elsewhere
            fields["number"] = tex.escape(item.get("issue", ""))
        fields["pages"] = tex.pages(item.get("page", ""))
    if kind in _PUBLISHERS:
        fields[_PUBLISHERS[kind]] = tex.escape(item.get("publisher", ""))
    date = item["issued"]["date-parts"][0]
    fields["year"] = str(date[0])
    fields["month"] = _MONTHS[date[1] - 1] if len(date) > 1 else ""
    eprint = custom.get("eprint", "")
    if not (eprint and kind == "misc"):  # arXiv's own DOI says no more than the eprint
        fields["doi"] = tex.verbatim(item.get("DOI", ""))
    if eprint:
        fields["eprint"] = tex.verbatim(eprint)
        fields["archiveprefix"] = tex.escape(custom.get("eprint_type", ""))
        fields["primaryclass"] = tex.escape(custom.get("eprint_class", ""))
    fields["url"] = tex.verbatim(item.get("URL", ""))
    version = f"Version {item['version']}" if item.get("version") else ""
    fields["note"] = tex.escape(item.get("status", "").capitalize() or version)
    # No classic style reads it; biblatex finds a paper by its former keys when it is given this file.
    fields["ids"] = tex.verbatim(",".join(custom.get("aliases", ())))
    return fields


def _where(item: Item) -> str:
    """Return what says best where a thing without a publisher of its own is found."""
    if item["type"] == "dataset" or item.get("genre") == SOFTWARE:
        return "Dataset" if item["type"] == "dataset" else SOFTWARE
    found = item.get("number") or item.get("container-title") or item.get("publisher")
    return str(found or f"doi:{item.get('DOI', '')}")
