"""`discover` queues what is new, knows what is known, drops nothing, and never counts a search as done that was not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from feeds import entry, listed
from loopback import Play, Stage, instead, staged

from vlasurvey import survey
from vlasurvey.acquire import session as asking
from vlasurvey.cli import main
from vlasurvey.vocabularies import Search

DAY = "2025-07-07"
"""Later than the toy survey's last search."""


PAPERS = [
    entry(
        "2507.99901",
        "Plates & Cups in the Air by Robots",
        ["Nora New"],
        "2025-07-05",
        abstract="A robot tosses plates.",
    ),
    entry("2507.99902", "On the Taxation of Bees", ["Nora New"], "2025-07-04"),
    entry("2506.99960", "Nine Balls & Hands", ["Nora New"], "2025-06-21"),  # waits
    entry("2402.99950", "How People Juggle", ["Nora New"], "2025-06-27"),  # screened out
    entry("2506.00001", "Long Before", ["Nora New"], "2025-06-01"),
]


@pytest.fixture
def papers() -> list[str]:
    return list(PAPERS)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, papers: list[str]) -> Iterator[Stage]:
    with staged(lambda address: listed(address, papers)) as stage:
        monkeypatch.setattr(asking, "Session", lambda root, agent, *, budget: stage.session(root, budget=budget))
        yield stage


@pytest.fixture
def root(toy_copy: Path) -> Path:
    settings = toy_copy / "survey.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}discover:\n  query: all:juggling\n  categories: [cs.RO]\n", encoding="utf-8")
    return toy_copy


Discover = Callable[..., Result]


@pytest.fixture
def discover(root: Path) -> Discover:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["--root", str(root), "discover", "--today", DAY, *arguments])

    return run


def queued(root: Path) -> survey.Survey:
    found, problems = survey.load(root)
    assert found is not None, problems
    return found


def names(root: Path) -> list[str]:
    return [entry.identifiers.items()[0][1] for entry in queued(root).queue.waiting]


def test_new_papers_enter_the_queue_by_their_scores_and_what_is_known_does_not(
    stage: Stage, discover: Discover, root: Path
) -> None:
    before = names(root)
    result = discover()
    assert result.exit_code == 0, result.output
    assert sorted(names(root)) == sorted([*before, "2507.99901", "2507.99902"])
    waiting = {one.identifiers.arxiv: one for one in queued(root).queue.waiting if one.identifiers.arxiv}
    likely, unlikely = waiting["2507.99901"], waiting["2507.99902"]
    assert (likely.title, likely.issued, likely.source, likely.added) == (
        "Plates & Cups in the Air by Robots", "2025-07-05", "arXiv", DAY,
    )  # fmt: skip
    assert likely.score is not None
    assert unlikely.score is not None
    assert likely.score > unlikely.score
    assert likely.reasons.like
    assert "4 papers since 2025-06-21: 2 new, 1 wait already, 1 known or screened out; 5 wait in all" in result.stderr
    first, _, second = result.stdout.partition("2507.99902")
    assert "2507.99901" in first
    assert "On the Taxation of Bees" in second


def test_the_search_goes_on_where_the_last_whole_answer_ended(stage: Stage, discover: Discover, root: Path) -> None:
    assert discover().exit_code == 0
    day = stage.session(root).day()
    assert queued(root).queue.searches == (
        Search(source="arXiv", query="all:juggling", categories=("cs.RO",), since="2025-05-01", until=day),
    )


def test_a_second_search_finds_nothing_new_and_changes_no_entry(stage: Stage, discover: Discover, root: Path) -> None:
    assert discover().exit_code == 0
    before = (root / "queue.yaml").read_bytes()
    result = discover("--since", "2025-06-21")
    assert result.exit_code == 0, result.output
    assert "0 new, 3 wait already, 1 known" in result.stderr
    assert (root / "queue.yaml").read_bytes().split(b"waiting:")[1] == before.split(b"waiting:")[1]


def test_a_search_that_asks_something_else_covers_nothing_of_before(
    stage: Stage, discover: Discover, root: Path
) -> None:
    settings = root / "survey.yaml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("all:juggling", "all:plates"), encoding="utf-8")
    assert discover("--since", "2025-07-01").exit_code == 0
    [search] = queued(root).queue.searches
    assert (search.query, search.since) == ("all:plates", "2025-07-01")


@pytest.mark.parametrize("since", ["2025-06-29", "2025-08-01"])
def test_a_search_that_begins_after_the_last_one_ended_leaves_a_gap_and_says_so(
    since: str, stage: Stage, discover: Discover, root: Path
) -> None:
    assert discover("--since", since).exit_code == 0
    assert queued(root).queue.searches[0].since == since


def test_a_dry_run_writes_nothing(stage: Stage, discover: Discover, root: Path) -> None:
    before = (root / "queue.yaml").read_bytes()
    result = discover("--dry-run")
    assert (result.exit_code, "2507.99901" in result.stdout) == (0, True)
    assert (root / "queue.yaml").read_bytes() == before
    assert not (root / ".cache" / "abstracts.jsonl").exists()


def test_abstracts_stay_on_this_machine(stage: Stage, discover: Discover, root: Path) -> None:
    assert discover().exit_code == 0
    assert "tosses plates" in (root / ".cache" / "abstracts.jsonl").read_text(encoding="utf-8")
    assert "tosses plates" not in (root / "queue.yaml").read_text(encoding="utf-8")


def test_the_recall_of_the_ranking_is_measured_and_told(stage: Stage, discover: Discover, root: Path) -> None:
    result = discover()
    recall = queued(root).queue.recall
    assert recall is not None
    assert recall.measured == DAY
    assert recall.among == recall.hidden + 5
    assert [one.share for one in recall.efforts] == [50, 80, 90, 95]
    numbers = [one.papers for one in recall.efforts]
    assert numbers == sorted(numbers)
    assert 1 <= numbers[0] <= numbers[-1] <= recall.among
    assert f"of {recall.hidden:.0f} papers of the survey, hidden among {recall.among:.0f}, 50 % after" in result.stderr


def test_of_thousands_of_papers_each_waits_once_and_none_that_was_decided_on_comes_back(
    stage: Stage, papers: list[str], discover: Discover, root: Path
) -> None:
    before = queued(root)
    known = [paper.identifiers.arxiv for paper in before.papers.values() if paper.identifiers.arxiv]
    screened = [one.identifiers.arxiv for one in before.screened if one.identifiers.arxiv]
    assert known
    assert screened
    new = [f"2507.{number:05}" for number in range(2500)]
    every = [*new[:700], *known, *new[700:1900], *screened, "2506.99960", *new[1900:]]
    papers[:] = [entry(id_, f"Thing Number {id_} Seen By Nobody", ["Nora New"], "2025-07-06") for id_ in every]
    result = discover("--quiet")
    assert result.exit_code == 0, result.output
    assert sorted(names(root)) == sorted([*names_before(before), *new])
    assert "and 2480 more; to see them" in result.stdout
    again = discover("--quiet", "--since", "2025-06-21")
    assert (again.exit_code, "0 new, 2501 wait already" in again.stderr) == (0, True)
    assert sorted(names(root)) == sorted([*names_before(before), *new])


def names_before(before: survey.Survey) -> list[str]:
    return [entry.identifiers.items()[0][1] for entry in before.queue.waiting]


# --- a sick source --------------------------------------------------------------------------------

CUT = [twentieth / 20 for twentieth in range(20)]
FAULTS = {
    **{f"cut at {part:.0%}": (lambda play, part=part: instead(play, body=play.body[: int(len(play.body) * part)]))
       for part in CUT},
    "challenge": lambda play: Play(b"<html><title>Just a moment...</title></html>", "text/html"),
    "JSON": lambda play: Play(b"{}", "application/json"),
    "403": lambda play: instead(play, status=403),
    "404": lambda play: instead(play, status=404),
    "406": lambda play: instead(play, status=406),
    "500": lambda play: instead(play, status=500),
    "empty": lambda play: instead(play, body=b""),
    "fewer than announced": lambda play: instead(play, body=play.body.replace(b"Results>5<", b"Results>6<")),
    "an entry is an error": lambda play: instead(play, body=play.body.replace(b"http://arxiv.org/abs/2507.99902v2",
                                                                              b"http://arxiv.org/api/errors#x")),
    "another question": lambda play: instead(play, body=play.body.replace(b"juggling", b"knitting")),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_sick_answer_changes_nothing_and_says_nothing_of_what_is_not_there(
    fault: str, monkeypatch: pytest.MonkeyPatch, discover: Discover, root: Path
) -> None:
    before = (root / "queue.yaml").read_bytes()
    with staged(lambda address: FAULTS[fault](listed(address, PAPERS))) as stage:
        monkeypatch.setattr(asking, "Session", lambda root, agent, *, budget: stage.session(root, budget=budget))
        result = discover()
    assert result.exit_code == 5, result.output
    assert "no answer from https://export.arxiv.org" in result.stderr
    after = queued(root).queue
    assert [search.until for search in after.searches] == ["2025-06-28"]
    assert {one.title for one in after.waiting} == {one.title for one in queued(root).queue.waiting}
    assert before.count(b"title:") == (root / "queue.yaml").read_bytes().count(b"title:")


def test_what_was_found_before_a_fault_is_kept_and_the_search_counts_as_not_done(
    monkeypatch: pytest.MonkeyPatch, discover: Discover, root: Path
) -> None:
    many = [
        entry(f"2507.{number:05}", f"Thing Number {number} Seen Before", ["Nora New"], "2025-07-06")
        for number in range(300)
    ]

    def answering(address: str) -> Play:
        play = listed(address, many)
        return play if "start=0&" in address else instead(play, body=play.body[:-9])

    with staged(answering) as stage:
        monkeypatch.setattr(asking, "Session", lambda root, agent, *, budget: stage.session(root, budget=budget))
        result = discover()
    assert result.exit_code == 5
    assert sum(name.startswith("2507.0") for name in names(root)) == 200
    assert queued(root).queue.searches[0].until == "2025-06-28"


MANY = [
    entry(f"2507.{number:05}", f"Thing Number {number} Seen Before", ["Nora New"], "2025-07-06")
    for number in range(399)
]
LATER = {
    "the first page again": lambda play, first: first,
    "papers of the first page under the place of the second": lambda play, first: instead(
        first, body=first.body.replace(b"startIndex>0<", b"startIndex>199<").replace(b"start=0&", b"start=199&")
    ),
    "a page that begins further on": lambda play, first: instead(
        play, body=play.body.replace(b"2507.00199", b"2507.00499")
    ),
    "the same page": lambda play, first: instead(play, body=play.body.replace(b"startIndex>199<", b"startIndex>0<")),
    "an entry missing": lambda play, first: instead(
        play, body=play.body.replace(MANY[230].encode(), b"")
    ),
    "nothing more": lambda play, first: instead(
        play, body=b"".join(play.body.partition(b"startIndex>199<")[:2]) + b"/opensearch:startIndex></feed>"
    ),
    "no more announced than were read": lambda play, first: instead(
        play, body=play.body.replace(b"totalResults>399<", b"totalResults>200<")
    ),
}  # fmt: skip
"""What a second page may be instead, from itself and from the first."""


@pytest.mark.parametrize("fault", LATER)
def test_a_listing_whose_pages_do_not_go_on_from_each_other_counts_as_not_done(
    fault: str, monkeypatch: pytest.MonkeyPatch, discover: Discover, root: Path
) -> None:
    def answering(address: str) -> Play:
        play = listed(address, MANY)
        if "start=0&" in address:
            return play
        return LATER[fault](play, listed(address.replace("start=199&", "start=0&"), MANY))

    with staged(answering) as stage:
        monkeypatch.setattr(asking, "Session", lambda root, agent, *, budget: stage.session(root, budget=budget))
        result = discover("--quiet")
    assert result.exit_code == 5, result.output
    assert {name for name in names(root) if name.startswith("2507.")} >= {f"2507.{n:05}" for n in range(200)}
    assert queued(root).queue.searches[0].until == "2025-06-28"


def test_papers_that_come_in_while_a_listing_is_read_hide_none_of_those_below(
    monkeypatch: pytest.MonkeyPatch, discover: Discover, root: Path
) -> None:
    newer = [entry(f"2507.{90000 + n}", f"Meanwhile Number {n} Came In", ["Nora New"], "2025-07-07") for n in range(3)]

    def answering(address: str) -> Play:
        return listed(address, MANY if "start=0&" in address else [*newer, *MANY])

    with staged(answering) as stage:
        monkeypatch.setattr(asking, "Session", lambda root, agent, *, budget: stage.session(root, budget=budget))
        result = discover("--quiet")
    assert result.exit_code == 0, result.output
    assert {name for name in names(root) if name.startswith("2507.00")} == {f"2507.{n:05}" for n in range(399)}


def test_a_survey_that_looks_for_nothing_is_told_what_to_write(toy_copy: Path) -> None:
    result = CliRunner().invoke(main, ["--root", str(toy_copy), "discover"])
    assert result.exit_code == 1
    assert "survey.yaml does not say what to look for" in result.stderr
