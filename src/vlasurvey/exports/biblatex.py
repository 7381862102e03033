"""CSL items for biblatex, in UTF-8 with all letters as they are: biber, JabRef and pandoc read them so."""

from __future__ import annotations

from vlasurvey.exports import tex
from vlasurvey.exports.csl import SOFTWARE, Item, is_masters

_ENTRY_TYPES = {
    "article-journal": "article",
    "paper-conference": "inproceedings",
    "chapter": "inbook",  # @incollection asks for editors
    "report": "report",
    "thesis": "thesis",
    "dataset": "misc",  # @dataset exists, but Zotero drops such entries without a word
}
_CONTAINERS = {"article": "journaltitle", "inproceedings": "booktitle", "inbook": "booktitle"}
_PUBLISHERS = {
    "inproceedings": "publisher",
    "inbook": "publisher",
    "report": "institution",
    "thesis": "institution",
    "software": "organization",
    "misc": "organization",
}


def entry(item: Item) -> str:
    """Return the entry of one item, with a line end; a file is the entries of its papers in order of their keys."""
    kind = "software" if item.get("genre") == SOFTWARE else _ENTRY_TYPES.get(item["type"], "online")
    return tex.entry(kind, item["id"], _fields(item, kind))


def _fields(item: Item, kind: str) -> dict[str, str]:
    custom = item.get("custom", {})
    fields = {
        "title": tex.title(custom.get("title", item["title"]), custom.get("names", ()), raw=True),
        "author": tex.names(item, raw=True),
    }
    if kind in _CONTAINERS:
        fields[_CONTAINERS[kind]] = tex.escape(item.get("container-title", ""), raw=True)
        fields["volume"] = tex.escape(item.get("volume", ""), raw=True)
        if kind == "article":
            fields["number"] = tex.escape(item.get("issue", ""), raw=True)
        fields["pages"] = tex.pages(item.get("page", ""), raw=True)
    if kind in ("report", "thesis"):
        fields["type"] = "techreport" if kind == "report" else "mathesis" if is_masters(item) else "phdthesis"
    if kind == "misc":
        fields["howpublished"] = "Dataset"
    if kind in _PUBLISHERS:
        fields[_PUBLISHERS[kind]] = tex.escape(item.get("publisher", ""), raw=True)
    eprint = custom.get("eprint", "")
    if kind == "online" and not eprint:  # arXiv is named by the eprint
        where = item.get("container-title") or item.get("publisher") or ""
        fields["organization"] = tex.escape(where, raw=True)
    fields["date"] = "-".join(f"{part:02}" for part in item["issued"]["date-parts"][0])
    if not (eprint and kind == "online"):  # arXiv's own DOI says no more than the eprint
        fields["doi"] = tex.verbatim(item.get("DOI", ""))
    if eprint:
        fields["eprint"] = tex.verbatim(eprint)
        fields["eprinttype"] = tex.escape(custom.get("eprint_type", "")).lower()
        fields["eprintclass"] = tex.escape(custom.get("eprint_class", ""))
    fields["url"] = tex.verbatim(item.get("URL", ""))
    fields["version"] = tex.escape(item.get("version", ""), raw=True)
    fields["note"] = tex.escape(item.get("status", "")).capitalize()
    fields["ids"] = tex.verbatim(",".join(custom.get("aliases", ())))  # former keys: biblatex finds the entry by them
    return fields
