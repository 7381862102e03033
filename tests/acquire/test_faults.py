"""Whatever a source does wrong, nothing wrong is found, nothing is said not to be there, and the run comes to an end.

A table: every source, asked the question of its recording, by every fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from loopback import Play, instead, recorded, staged

from vlasurvey.acquire.answers import Found, NoAnswer
from vlasurvey.acquire.identified import Identifier
from vlasurvey.acquire.session import Session
from vlasurvey.acquire.sources import agencies, arxiv, crossref, datacite, dblp, openalex, openreview, semanticscholar
from vlasurvey.acquire.transport import Limits

ARXIV, DOI = Identifier("arxiv", "2401.99990"), Identifier("doi", "10.5555/bees.2024.1")
IDS = ["2401.99990", "math.GT/0309136", "2401.99999", "2401.99991"]

SOON = Limits(connect=5, between_bytes=0.05, whole=0.08)
"""How long a session waits for what never comes; its clock sleeps in no time."""


@dataclass(frozen=True)
class Source:
    """A source: what is asked, what it answers when it is well, and what the paper's identifier is in that answer."""

    ask: Callable[[Session], Any]
    recording: str
    identifier: str
    content_type: str = "application/json"

    @property
    def play(self) -> Play:
        return recorded(self.recording, content_type=self.content_type)


SOURCES = {
    "arxiv": Source(
        lambda s: arxiv.papers(s, IDS)["2401.99990"], "arxiv-ids.xml", "2401.99990", "application/atom+xml"
    ),
    "doi.org": Source(lambda s: agencies.agency(s, DOI.value), "agency-crossref.json", DOI.value),
    "crossref": Source(lambda s: crossref.paper(s, DOI.value), "crossref-article.json", DOI.value),
    "datacite": Source(
        lambda s: datacite.paper(s, "10.48550/arxiv.2401.99990"),
        "datacite-preprint.json",
        "10.48550/arxiv.2401.99990",
        "application/vnd.api+json",
    ),
    "openalex": Source(lambda s: openalex.paper(s, DOI), "openalex-work.json", DOI.value),
    "semanticscholar": Source(lambda s: semanticscholar.paper(s, ARXIV), "semanticscholar-paper.json", "2401.99990"),
    "openreview": Source(lambda s: openreview.paper(s, "aB3dE5fG7h"), "openreview-v2.json", "aB3dE5fG7h"),
    "dblp": Source(lambda s: dblp.versions(s, "How Bees Learn to Dance & Why"), "dblp-hits.json", "Dance*"),
}

CHALLENGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
)
HTML = "text/html; charset=utf-8"

Fault = Callable[[Source], Play]


def status(number: int, **headers: str) -> Fault:
    """The answer itself, sound and whole, under a status that takes it back."""
    return lambda source: instead(
        source.play, status=number, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


WAYS = ("announced", "in chunks, packed", "closed as if that were all")


def cut(twentieth: int, way: str) -> Fault:
    """The answer up to a twentieth; a server that knows no length closes as if that were all."""

    def fault(source: Source) -> Play:
        at = len(source.play.body.rstrip()) * twentieth // 20
        if way != WAYS[2]:
            return instead(source.play, cut=at, chunked=way == WAYS[1])
        return instead(source.play, body=source.play.body[:at], unannounced=True)

    return fault


def emptied(source: Source) -> Play:
    """As much of a frame as the source has, with nothing in it."""
    if source.recording.endswith(".xml"):
        body = re.sub(rb"<entry>.*</entry>", b"", source.play.body, flags=re.DOTALL)
        return instead(source.play, body=body.replace(b"Results>4<", b"Results>0<"))
    data = json.loads(source.play.body)
    return instead(source.play, body=json.dumps([] if isinstance(data, list) else dict.fromkeys(data)).encode())


def other(source: Source) -> Play:
    """The answer to the same question about another paper."""
    changed = source.identifier[:-2] + "77"
    return instead(source.play, body=source.play.body.replace(source.identifier.encode(), changed.encode()))


def untitled(source: Source) -> Play:
    """An error that comes in the shape of a paper."""
    name = rb"How (?:<i>)?Bees(?:<..i>)? Learn\s+to Dance &(?:amp;)? Why|Crossref"
    return instead(source.play, body=re.sub(name, b"Error", source.play.body).replace(b'"Error."', b'"Error"'))


SLOW: dict[str, Fault] = {
    "never answers": lambda source: instead(source.play, silent=True),
    "headers without an end": lambda source: instead(source.play, heading=True),
    "a byte at a time": lambda source: instead(source.play, drip=0.02),
}

FAULTS: dict[str, Fault] = {
    **SLOW,
    "a challenge with 200": lambda _: Play(CHALLENGE, HTML),
    "a challenge that is called JSON": lambda source: instead(source.play, body=CHALLENGE),
    "a challenge with 403": lambda _: Play(CHALLENGE, HTML, 403),
    "the answer called HTML": lambda source: instead(source.play, content_type=HTML),
    "no content type": lambda source: instead(source.play, content_type=""),
    "202": status(202),
    "204": lambda source: instead(source.play, status=204, body=b""),
    "400": status(400),
    "401": status(401),
    "403": status(403),
    "404": status(404),
    "404 in HTML": lambda _: Play(b"<html>Not Found</html>", HTML, 404),
    "404 in words": lambda source: Play(b"Not Found", source.content_type, 404),
    "404 with an empty object": lambda source: Play(b"{}", source.content_type, 404),
    "406": status(406),
    "410": status(410),
    "429": status(429),
    "429 with Retry-After": status(429, Retry_After="3"),
    "429 with a long Retry-After": status(429, Retry_After="3600"),
    "429 with a day": status(429, Retry_After="Fri, 01 Jan 2100 04:00:00 GMT"),
    "429 with nonsense": status(429, Retry_After="soon"),
    "500": status(500),
    "502 in HTML": lambda _: Play(b"<html>Bad Gateway</html>", HTML, 502),
    "503 with Retry-After": status(503, Retry_After="2"),
    "504": status(504),
    "empty body": lambda source: instead(source.play, body=b""),
    "null": lambda source: instead(source.play, body=b"null"),
    "words": lambda source: instead(source.play, body=b"Rate exceeded."),
    "not UTF-8": lambda source: instead(source.play, body=b"\xff\xfe" + source.play.body),
    "twice the body": lambda source: instead(source.play, body=source.play.body * 2),
    "nothing in it": emptied,
    "another paper": other,
    "an entry Error": untitled,
    "a redirect loop": lambda source: instead(source.play, status=302, headers={"Location": "?again"}),
    "a redirect elsewhere": lambda source: Play(status=302, headers={"Location": "https://example.org/"}),
    "a redirect to http": lambda source: Play(status=301, headers={"Location": "http://api.crossref.org/works/1"}),
    "a redirect home": lambda source: Play(status=301, headers={"Location": "https://127.0.0.1/"}),
    "50 MB": lambda source: instead(source.play, body=source.play.body + b" " * 50_000_000),
    "50 MB unannounced": lambda source: instead(
        source.play, body=source.play.body + b" " * 50_000_000, unannounced=True
    ),
}


@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "in chunks, packed"])
@pytest.mark.parametrize("name", SOURCES)
def test_a_source_that_is_well_is_believed(name: str, chunked: bool, tmp_path: Path) -> None:
    source = SOURCES[name]
    with staged(lambda _: instead(source.play, chunked=chunked)) as stage, stage.session(tmp_path) as session:
        assert isinstance(source.ask(session), Found)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", SOURCES)
def test_an_answer_that_is_cut_at_any_twentieth_says_nothing(name: str, way: str, tmp_path: Path) -> None:
    source = SOURCES[name]
    for twentieth in range(20):
        now = cut(twentieth, way)(source)
        with staged(lambda _, now=now: now) as stage, stage.session(tmp_path) as session:
            assert isinstance(source.ask(session), NoAnswer), twentieth


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("name", SOURCES)
def test_a_source_that_is_sick_says_nothing_and_nothing_of_it_is_kept(name: str, fault: str, tmp_path: Path) -> None:
    source = SOURCES[name]
    now, limits = FAULTS[fault](source), SOON if fault in SLOW else None
    with staged(lambda _: now) as stage, stage.session(tmp_path, limits=limits) as session:
        assert isinstance(source.ask(session), NoAnswer)
        assert stage.clock.slept <= 120  # however long it asks us to wait
        assert len(stage.seen) <= 12
    with staged(lambda _: source.play) as stage, stage.session(tmp_path) as session:
        assert isinstance(source.ask(session), Found)
        assert stage.seen


@pytest.mark.parametrize("name", SOURCES)
def test_what_was_found_is_still_there_when_its_source_falls_sick(name: str, tmp_path: Path) -> None:
    source = SOURCES[name]
    with staged(lambda _: source.play) as stage, stage.session(tmp_path) as session:
        found = source.ask(session)
    with staged(lambda _: Play(CHALLENGE, HTML)) as stage, stage.session(tmp_path) as session:
        assert source.ask(session) == found
        assert stage.seen == []
