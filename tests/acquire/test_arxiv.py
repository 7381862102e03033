"""What arXiv answers, in the shape of its Atom API (lukasschwab/arxiv.py, tests/fixtures), with invented papers."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import Play, instead, recorded, staged

from vlasurvey.acquire.answers import Found, NoAnswer, NotThere
from vlasurvey.acquire.candidates import Candidate, Kind
from vlasurvey.acquire.sources import arxiv

XML = "application/atom+xml"
IDS = ["2401.99990", "math.GT/0309136", "2401.99999", "2401.99991"]


def answers(tmp_path: Path, play: Play) -> dict[str, object]:
    with staged(lambda _: play) as stage, stage.session(tmp_path) as session:
        return dict(arxiv.papers(session, IDS))


def test_papers_are_read_whole_and_one_that_is_missing_beside_others_is_not_there(tmp_path: Path) -> None:
    found = answers(tmp_path, recorded("arxiv-ids.xml"))
    address = "https://arxiv.org/abs/2401.99990"
    assert found["2401.99990"] == Found(
        Candidate(
            "arXiv",
            address,
            "How Bees Learn to Dance & Why",
            authors=({"literal": "Bee Watch Collaboration"}, "van der Biene, Ludwig", "Mei Wang"),
            issued="2024-01-31",
            revised="2024-06-02",
            version=3,
            identifiers={"arxiv": "2401.99990"},
            primary_class="q-bio.PE",
            related=("10.5555/bees.2024.1",),
            links={"project": "https://bees-dance.github.io", "code": "https://github.com/example/bees-dance"},
            comment="Accepted at ICRA 2024. 8 pages",
            journal_ref="Journal of Bees 12 (2024) 1-9",
            abstract="We watch bees. The code is at https://github.com/example/bees-dance and more at "
            "https://bees-dance.github.io.",
        ),
        address,
    )
    old = found["math.GT/0309136"]
    assert isinstance(old, Found)
    assert old.value.title == "Combs"
    assert found["2401.99999"] == NotThere("https://arxiv.org/abs/2401.99999")


def test_a_paper_that_its_authors_withdrew_says_so_in_their_words(tmp_path: Path) -> None:
    found = answers(tmp_path, recorded("arxiv-ids.xml"))["2401.99991"]
    assert isinstance(found, Found)
    (notice,) = found.value.notices
    assert (notice.kind, notice.text) == (
        Kind.WITHDRAWN,
        "This paper has been withdrawn by the author: bees are not wasps",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"0704.0001v2", b"0704.0002v2"),
        (b"<opensearch:totalResults>4<", b"<opensearch:totalResults>5<"),
        (b"id_list=2401.99990,", b"id_list=2401.99980,"),
        (b"<title>Combs</title>", b"<title>Error</title>"),
        (b"2401.99991v2", b"2401.99990v2"),
        (b"<published>2003-09-07T14:57:58Z</published>", b""),
        (b"<published>2003-09-07T14:57:58Z</published>", b"<published>soon</published>"),
        (b"http://arxiv.org/abs/math/0309136v1", b"http://arxiv.org/abs/1"),
        (b"http://arxiv.org/abs/math/0309136v1", b"http://bees.example/math/0309136v1"),
        (b"<opensearch:totalResults>4</opensearch:totalResults>", b""),
        (b"<?xml version='1.0' encoding='UTF-8'?>", b"<?xml version='1.0'?><!DOCTYPE feed [<!ENTITY a 'b'>]>"),
    ],
)
def test_a_feed_that_is_not_as_it_should_be_is_no_answer_for_any_paper(tmp_path: Path, old: bytes, new: bytes) -> None:
    play = recorded("arxiv-ids.xml")
    assert old in play.body
    found = answers(tmp_path, instead(play, body=play.body.replace(old, new)))
    assert {type(answer) for answer in found.values()} == {NoAnswer}


def test_a_paper_is_asked_for_beside_one_that_is_there(tmp_path: Path) -> None:
    def answering(address: str) -> Play:
        asked = parse_qs(urlsplit(address).query)["id_list"][0]
        body = recorded("arxiv-ids.xml").body.decode()
        first, last = body.index("  <entry>"), body.index("</feed>")
        entries = body[first:last].split("  </entry>")
        there = "".join(f"{one}</entry>" for one in entries if any(f"/{id_}v" in one for id_ in asked.split(",")))
        head = body[:first].replace(",".join([*IDS, "0704.0001"]).replace("math.GT", "math"), asked)
        return Play(f"{head}{there}</feed>".replace("Results>4<", f"Results>{there.count('<entry>')}<").encode(), XML)

    with staged(answering) as stage, stage.session(tmp_path) as session:
        assert isinstance(arxiv.paper(session, "2401.99990"), Found)
        assert arxiv.paper(session, "2401.99999") == NotThere("https://arxiv.org/abs/2401.99999")
        assert isinstance(arxiv.paper(session, "0704.0001"), Found)


def test_a_paper_without_authors_is_no_answer_and_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    play = recorded("arxiv-ids.xml")
    body = play.body.replace(b"<author><name>Hexa Gon</name></author>", b"<author><name> </name></author>")
    found = answers(tmp_path, instead(play, body=body))
    assert isinstance(found["math.GT/0309136"], NoAnswer)
    assert isinstance(found["2401.99990"], Found)


def entry(number: int, day: str) -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/2501.{number:05}v1</id><title>Paper {number}</title><updated>{day}T00:00:00Z"
        f"</updated><summary>Text.</summary><published>{day}T00:00:00Z</published>"
        "<author><name>Ann Author</name></author></entry>"
    )


def listed(papers: list[str], address: str) -> Play:
    """A page of a search, as arXiv words it: the terms of the query come back with `all:` before them."""
    query = parse_qs(urlsplit(address).query)
    start, most = int(query["start"][0]), int(query["max_results"][0])
    page = papers[start : start + most]
    body = (
        '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns="http://www.w3.org/2005/Atom">'
        f"<title>arXiv Query: search_query=all:{query['search_query'][0]}&amp;id_list=&amp;start={start}"
        f"&amp;max_results={most}</title><opensearch:totalResults>{len(papers)}</opensearch:totalResults>"
        f"<opensearch:startIndex>{start}</opensearch:startIndex>{''.join(page)}</feed>"
    )
    return Play(body.encode(), "application/atom+xml")


PAPERS = [entry(number, f"2025-01-{28 - number // 40:02}") for number in range(450)]


def test_a_listing_goes_back_to_its_day_page_by_page_and_is_never_kept(tmp_path: Path) -> None:
    with staged(lambda address: listed(PAPERS, address)) as stage, stage.session(tmp_path) as session:
        first = arxiv.listing(session, 'all:"bees"', ["q-bio.PE", "cs.RO"], "2025-01-23")
        again = arxiv.listing(session, 'all:"bees"', ["q-bio.PE", "cs.RO"], "2025-01-23")
    assert first == again
    assert first.gap is None
    assert [paper.identifiers["arxiv"] for paper in first.papers] == [f"2501.{number:05}" for number in range(240)]
    assert len(stage.seen) == 4
    assert '(all:"bees") AND (cat:q-bio.PE OR cat:cs.RO)' in stage.seen[0][1].replace("+", " ")


def test_a_listing_goes_on_where_a_page_ends_amid_its_first_day(tmp_path: Path) -> None:
    papers = [entry(number, "2025-01-24" if number < 230 else "2025-01-23") for number in range(450)]
    with staged(lambda address: listed(papers, address)) as stage, stage.session(tmp_path) as session:
        found = arxiv.listing(session, "bees", [], "2025-01-24")
    assert (len(found.papers), found.gap) == (230, None)


def test_a_listing_ends_with_a_page_whose_last_paper_is_older_than_its_first_day(tmp_path: Path) -> None:
    papers = [entry(number, "2025-01-24" if number < 199 else "2025-01-23") for number in range(450)]
    with staged(lambda address: listed(papers, address)) as stage, stage.session(tmp_path) as session:
        found = arxiv.listing(session, "bees", [], "2025-01-24")
    assert (len(found.papers), found.gap, len(stage.seen)) == (199, None, 1)


@pytest.mark.parametrize(("number", "requests"), [(1, 1), (200, 1), (201, 2), (399, 2), (400, 3)])
def test_a_listing_that_is_read_to_its_end_is_whole(tmp_path: Path, number: int, requests: int) -> None:
    with staged(lambda address: listed(PAPERS[:number], address)) as stage, stage.session(tmp_path) as session:
        found = arxiv.listing(session, "bees", [], "2025-01-01")
    assert (len(found.papers), found.gap, len(stage.seen)) == (number, None, requests)


def test_a_listing_without_an_end_says_what_is_missing_and_keeps_what_was_found(tmp_path: Path) -> None:
    def answering(address: str) -> Play:
        short = PAPERS if "start=0" in address else PAPERS[:50]
        return listed(short, address)

    with staged(answering) as stage, stage.session(tmp_path) as session:
        found = arxiv.listing(session, "bees", [], "2025-01-01")
    assert len(found.papers) == 200
    assert isinstance(found.gap, NoAnswer)


def test_a_listing_that_changes_while_it_is_read_has_a_gap(tmp_path: Path) -> None:
    def answering(address: str) -> Play:
        return listed(PAPERS if "start=0" in address else PAPERS[5:], address)

    with staged(answering) as stage, stage.session(tmp_path) as session:
        found = arxiv.listing(session, "bees", [], "2025-01-01")
    assert found.gap == NoAnswer(found.gap.address if found.gap else "", "the listing changed while it was read")


def test_an_empty_listing_is_no_answer(tmp_path: Path) -> None:
    with staged(lambda address: listed([], address)) as stage, stage.session(tmp_path) as session:
        found = arxiv.listing(session, "bees", [], "2025-01-01")
    assert found.papers == ()
    assert isinstance(found.gap, NoAnswer)
