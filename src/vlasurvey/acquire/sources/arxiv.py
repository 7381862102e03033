"""arXiv: papers by their ids, and the newest papers of a search, from its Atom API.

https://info.arxiv.org/help/api/user-manual.html; arXiv is an authority for authors, title and days of a preprint.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from arxiv import Result, _feed  # type: ignore[import-untyped]

from vlasurvey.acquire.answers import Answer, Found, NoAnswer, NotThere, Question, Reply
from vlasurvey.acquire.candidates import Candidate, Kind, Notice, author, authors, title
from vlasurvey.acquire.reading import UnsoundError, clean, feed, soundly
from vlasurvey.acquire.session import Session
from vlasurvey.importers import identifiers
from vlasurvey.values import arxiv_in, doi_in

NAME = "arXiv"

_API = "https://export.arxiv.org/api/query"
_ACCEPT = ("application/atom+xml", "application/xml", "text/xml")
_ATOM, _OPENSEARCH = "{http://www.w3.org/2005/Atom}", "{http://a9.com/-/spec/opensearch/1.1/}"
_CONTROL = "0704.0001"
"""A paper that is there for certain, asked for along with others: where it is missing, so may any other be."""
_AT_ONCE = 50
_PAGE = 200
_LONGEST = 10_000  # letters of a question that is read
_LAST = 10_000  # https://info.arxiv.org/help/api/user-manual.html: deep pages of a search fail

_ID = re.compile(r"https?://arxiv\.org/abs/(.+?)(?:v([0-9]+))?")
_ECHO = re.compile(r"arxiv query: search_query=(.*)&id_list=(.*)&start=([0-9]+)&max_results=([0-9]+)", re.IGNORECASE)
_WITHDRAWN = re.compile(r"(?<!not )\bwithdrawn\b(?!\s+from\b)", re.IGNORECASE)
_SAYS_WITHDRAWN = re.compile(r"(?:this|the|our)\s+\w+\s+(?:has been|have been|is|was)\s+withdrawn\b", re.IGNORECASE)
_LINKS = ("project", "code", "weights", "dataset", "video", "slides")


@dataclass(frozen=True, slots=True)
class Listing:
    """The papers of a search, newest first; `gap` says why they are not all that there are, None where they are."""

    papers: tuple[Candidate, ...]
    gap: NoAnswer | None = None


def papers(session: Session, ids: Iterable[str]) -> dict[str, Answer[Candidate]]:
    """Return for each arXiv id, without version, what arXiv says of its latest version; many are one request."""
    wanted = list(dict.fromkeys(ids))
    answers: dict[str, Answer[Candidate]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        batch = wanted[start : start + _AT_ONCE]
        asked = list(dict.fromkeys([*map(_without_class, batch), _CONTROL]))
        address = f"{_API}?{urlencode({'id_list': ','.join(asked), 'max_results': len(asked)}, safe=',/')}"
        answer = session.ask(Question(address, _ACCEPT), partial(_by_ids, frozenset(asked)))
        for id_ in batch:
            if not isinstance(answer, Found):
                answers[id_] = answer
            elif (found := answer.value.get(_without_class(id_))) is None:
                answers[id_] = NotThere(_address(id_))
            else:
                answers[id_] = Found(found, found.address) if found.authors else NoAnswer(address, "it has no authors")
    return answers


def paper(session: Session, id_: str) -> Answer[Candidate]:
    """Return what arXiv says of a paper, by its id without version."""
    return papers(session, [id_])[id_]


def listing(session: Session, query: str, categories: Iterable[str], since: str) -> Listing:
    """Return the papers of a search that were submitted on a day (YYYY-MM-DD) or later.

    The query is in arXiv's language; of the categories one must be a paper's. A paper can be seen days after it was
    submitted: `since` should lie a week before the last run. Nothing is kept, because a listing grows.
    """
    search = f"({query})" if query else ""
    if places := " OR ".join(f"cat:{name}" for name in categories):
        search = f"{search} AND ({places})" if search else f"({places})"
    found: dict[str, Candidate] = {}
    start = before = 0
    while True:
        terms = {"search_query": search, "start": start, "max_results": _PAGE}
        address = f"{_API}?{urlencode(terms | {'sortBy': 'submittedDate', 'sortOrder': 'descending'})}"
        answer = session.ask(Question(address, _ACCEPT, kept=False), partial(_page, search, start))
        if not isinstance(answer, Found):
            gap = answer if isinstance(answer, NoAnswer) else NoAnswer(address, "a listing is never not there")
            return Listing(_since(found, since), gap)
        page, total = answer.value
        if found and not _goes_on(tuple(found), [paper.identifiers["arxiv"] for paper in page], total - before):
            return Listing(_since(found, since), NoAnswer(address, "the listing changed while it was read"))
        before = total
        found |= {paper.identifiers["arxiv"]: paper for paper in page}
        start += len(page) - 1
        if start + 1 >= total or (page[-1].issued or "") < since:
            return Listing(_since(found, since))
        if start >= _LAST:
            return Listing(_since(found, since), NoAnswer(address, f"arXiv lists no more than {_LAST} papers"))


def _goes_on(found: Sequence[str], page: Sequence[str], grown: int) -> bool:
    """Tell whether a page begins with the last paper of those found, after as many as have come in on top meanwhile.

    Pages overlap by one for that: none can be missed, and none comes twice.
    """
    return 0 <= grown < len(page) and page[grown] == found[-1] and set(found).isdisjoint(page[grown + 1 :])


def _since(found: Mapping[str, Candidate], day: str) -> tuple[Candidate, ...]:
    return tuple(paper for paper in found.values() if (paper.issued or "") >= day)


def _by_ids(asked: frozenset[str], reply: Reply) -> Answer[Mapping[str, Candidate]]:
    return _ids(reply, asked)


def _page(search: str, start: int, reply: Reply) -> Answer[tuple[tuple[Candidate, ...], int]]:
    return _search(reply, search, start)


@soundly
def _ids(reply: Reply, asked: frozenset[str]) -> Answer[Mapping[str, Candidate]]:
    found, echo, total, _ = _feed_of(reply)
    if frozenset(echo[2].split(",")) != asked:
        raise UnsoundError("the answer is to another question")
    if total != len(found):
        raise UnsoundError(f"{total} papers announced, {len(found)} there")
    papers = {paper.identifiers["arxiv"]: paper for paper in found}
    if not papers.keys() <= asked or len(papers) != len(found):
        raise UnsoundError("the answer has papers that were not asked for")
    if _CONTROL not in papers:
        raise UnsoundError(f"the answer lacks {_CONTROL}, which is there")
    return Found(papers, reply.address)


@soundly
def _search(reply: Reply, search: str, start: int) -> Answer[tuple[tuple[Candidate, ...], int]]:
    found, echo, total, first = _feed_of(reply)
    if not _words(search) <= _words(echo[1]) or first != start:
        raise UnsoundError("the answer is to another question")
    if not found or len(found) != min(_PAGE, total - start):
        raise UnsoundError(f"{total} papers announced, {len(found)} there from {start} on")
    return Found((tuple(found), total), reply.address)


def _feed_of(reply: Reply) -> tuple[list[Candidate], re.Match[str], int, int]:
    """Return the papers of a feed, its question as it repeats it, how many it announces, and the first one's place."""
    if reply.status != 200:
        raise UnsoundError(f"status {reply.status}")
    root = feed(reply.body)
    echo = _ECHO.fullmatch(clean((root.findtext(f"{_ATOM}title") or "")[:_LONGEST]))
    if root.tag != f"{_ATOM}feed" or echo is None:
        raise UnsoundError("the answer is no feed of arXiv's search")
    numbers = [root.findtext(f"{_OPENSEARCH}{name}") or "" for name in ("totalResults", "startIndex")]
    if not all(re.fullmatch(r"\s*[0-9]{1,9}\s*", text) for text in numbers):
        raise UnsoundError("the feed does not say how many papers it has")
    try:
        results = _feed.parse(reply.body).results
    except (ValueError, OverflowError):
        raise UnsoundError("the feed has a day that is none") from None
    if len(results) != len(root.findall(f"{_ATOM}entry")):
        raise UnsoundError("the feed has entries that are no papers")
    return [_candidate(result) for result in results], echo, int(numbers[0]), int(numbers[1])


def _candidate(result: Result) -> Candidate:
    entry = _ID.fullmatch(result.entry_id.strip())
    comment = clean(result.comment or "")
    if entry is None or arxiv_in(entry[1]) != entry[1]:
        raise UnsoundError(f"an entry has no arXiv id: {result.entry_id[:80]!r}")
    # A group of authors and its members are printed as "Group, :, Member, Member".
    names = [author(name) for one in result.authors if (name := clean(one.name)) not in ("", ":")]
    named, complete = authors(names) if names else ((), False)
    abstract = clean(result.summary)
    doi = doi_in(result.doi or "")
    withdrawn = next(
        (text for text, says in ((comment, _WITHDRAWN.search), (abstract, _SAYS_WITHDRAWN.match)) if says(text)), None
    )
    return Candidate(
        NAME,
        _address(entry[1]),
        title(result.title),
        authors=named,
        complete=complete,
        issued=result.published.date().isoformat(),
        revised=result.updated.date().isoformat(),
        version=int(entry[2]) if entry[2] else None,
        identifiers={"arxiv": entry[1]},
        primary_class=result.primary_category or None,
        related=(doi,) if doi and not doi.lower().startswith("10.48550/") else (),
        links=_links(f"{comment} {abstract}"),
        notices=(Notice(Kind.WITHDRAWN, withdrawn[:300]),) if withdrawn else (),
        comment=comment or None,
        journal_ref=clean(result.journal_ref or "") or None,
        abstract=abstract or None,
    )


def _links(text: str) -> dict[str, str]:
    """Return the first address of each kind that the authors name in their comment or abstract."""
    found: dict[str, str] = {}
    for address in identifiers.addresses_in(text):
        kind = identifiers.kind_of(address)
        if kind in _LINKS:
            found.setdefault(kind, identifiers.canonical(address))
    return {kind: found[kind] for kind in _LINKS if kind in found}


def _without_class(id_: str) -> str:
    return re.sub(r"\.[A-Z]{2}/", "/", id_)  # math.GT/0309136 is listed as math/0309136


def _address(id_: str) -> str:
    return f"https://arxiv.org/abs/{id_}"


def _words(query: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d]+", query.casefold()))  # days and quotes come back in another form
