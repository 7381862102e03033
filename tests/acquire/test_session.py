"""One session for all sources: polite, within limits, and with a memory for sound answers alone."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from loopback import Clock, Play, Stage, instead, recorded, staged

from vlasurvey import __version__
from vlasurvey.acquire.answers import Answer, Found, NoAnswer, Question, Reply
from vlasurvey.acquire.hosts import CONTACT, KEYS, is_public
from vlasurvey.acquire.identified import Identifier
from vlasurvey.acquire.session import CACHE, KEPT_FOR, Look, Session, agent, keys
from vlasurvey.acquire.sources import crossref, openalex, semanticscholar
from vlasurvey.acquire.transport import Limits

DOI = "10.5555/bees.2024.1"
GOOD = recorded("crossref-article.json")
ADDRESS = f"https://api.crossref.org/works/{DOI}"


class Still(Clock):
    """A clock that moves by sleeping alone."""

    def monotonic(self) -> float:
        return self.slept


def body(reply: Reply) -> Answer[bytes]:
    return Found(reply.body, reply.address)


def told(stage: Stage, root: Path, clock: Clock | None = None, **options: Any) -> Session:
    stage.clock = clock or stage.clock
    return stage.session(root, **options)


def in_turn(*plays: Play) -> Any:
    """Answers one after the other, the last one for ever."""
    left = list(plays)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def test_a_sound_answer_is_asked_for_once(tmp_path: Path) -> None:
    with staged(lambda _: GOOD) as stage:
        for _ in range(2):
            with told(stage, tmp_path) as session:
                assert isinstance(crossref.paper(session, DOI), Found)
        assert len(stage.seen) == 1


def test_an_answer_that_is_not_to_be_kept_is_asked_for_anew(tmp_path: Path) -> None:
    with staged(lambda _: GOOD) as stage, told(stage, tmp_path) as session:
        for kept in (False, True, False):
            assert isinstance(session.ask(Question(ADDRESS, kept=kept), body), Found)
        assert len(stage.seen) == 3


def test_an_answer_that_has_grown_old_is_asked_whether_it_changed(tmp_path: Path) -> None:
    answering = in_turn(instead(GOOD, headers={"ETag": '"1"'}), Play(status=304, headers={"ETag": '"1"'}))
    with staged(answering) as stage:
        before = Clock()
        before.slept = -(KEPT_FOR + timedelta(days=1)).total_seconds()
        with told(stage, tmp_path, before) as session:
            found = crossref.paper(session, DOI)
        with told(stage, tmp_path, Clock()) as session:
            assert crossref.paper(session, DOI) == found
        assert len(stage.seen) == 2
        assert stage.headers[1]["If-None-Match"] == '"1"'


def test_a_cache_that_is_damaged_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / CACHE).parent.mkdir(parents=True)
    (tmp_path / CACHE).write_bytes(b"no database at all " * 500)
    with staged(lambda _: GOOD) as stage, told(stage, tmp_path) as session:
        assert isinstance(crossref.paper(session, DOI), Found)


def test_a_cache_that_cannot_be_opened_is_a_fault_of_the_machine_with_its_path(tmp_path: Path) -> None:
    (tmp_path / CACHE).mkdir(parents=True)
    with pytest.raises(OSError, match="unable to open") as raised:
        Session(tmp_path, "vlasurvey/0")
    assert raised.value.filename == str(tmp_path / CACHE)


@pytest.mark.parametrize("link", [".cache", ".cache/http", CACHE])
def test_no_cache_is_written_through_a_link(tmp_path: Path, link: str) -> None:
    root, elsewhere = tmp_path / "survey", tmp_path / "elsewhere"
    (root / link).parent.mkdir(parents=True)
    elsewhere.mkdir()
    (root / link).symlink_to(elsewhere if link != CACHE else elsewhere / "file")
    with pytest.raises(OSError, match="link"):
        Session(root, "vlasurvey/0")
    assert list(elsewhere.iterdir()) == []


def test_a_cache_that_breaks_while_it_is_read_is_no_answer_and_no_traceback(tmp_path: Path) -> None:
    with staged(lambda _: GOOD) as stage:
        with told(stage, tmp_path) as session:
            crossref.paper(session, DOI)
        content = (tmp_path / CACHE).read_bytes()
        with told(stage, tmp_path) as session:
            (tmp_path / CACHE).write_bytes(content[:4096] + b"x" * (len(content) - 4096))
            answer = crossref.paper(session, DOI)
    assert isinstance(answer, NoAnswer)
    assert answer.reason.endswith(f"remove {CACHE}")


def test_a_budget_ends_the_questions_and_what_is_kept_costs_nothing(tmp_path: Path) -> None:
    with staged(lambda _: GOOD) as stage, told(stage, tmp_path, budget=1) as session:
        assert isinstance(crossref.paper(session, DOI), Found)
        assert isinstance(crossref.paper(session, DOI), Found)
        answer = crossref.paper(session, "10.5555/other")
        assert answer == NoAnswer("https://api.crossref.org/works/10.5555/other", "the budget of 1 requests is used up")
        assert session.sent == len(stage.seen) == 1


def test_requests_to_a_host_keep_their_distance(tmp_path: Path) -> None:
    address = "https://export.arxiv.org/api/query?id_list="
    with staged(lambda _: Play(b"{}")) as stage, told(stage, tmp_path, Still()) as session:
        for number in range(4):
            session.ask(Question(f"{address}{number}"), body)
        assert stage.clock.slept == 9  # three seconds from each to the next


def test_a_host_that_asks_for_more_time_gets_it(tmp_path: Path) -> None:
    busy = Play(status=429, headers={"Retry-After": "7"})
    with staged(in_turn(busy, GOOD)) as stage, told(stage, tmp_path, Still()) as session:
        assert isinstance(crossref.paper(session, DOI), Found)
        assert stage.clock.slept == 7


def test_a_wait_of_a_minute_is_not_too_long(tmp_path: Path) -> None:
    busy = Play(status=429, headers={"Retry-After": "60"})
    with staged(in_turn(busy, GOOD)) as stage, told(stage, tmp_path, Still()) as session:
        assert isinstance(crossref.paper(session, DOI), Found)
        assert stage.clock.slept == 60


@pytest.mark.parametrize(
    "fault",
    [instead(GOOD, cut=300), instead(GOOD, silent=True), instead(GOOD, drip=0.2), Play(status=500), Play(status=502)],
    ids=["broken off", "silent", "slow", "500", "502"],
)
def test_a_fault_that_may_pass_is_asked_again(tmp_path: Path, fault: Play) -> None:
    limits = Limits(connect=5, between_bytes=1.5, whole=2)
    with staged(in_turn(fault, GOOD)) as stage, told(stage, tmp_path, limits=limits) as session:
        assert isinstance(crossref.paper(session, DOI), Found)
        assert len(stage.seen) == 2


@pytest.mark.parametrize("well", [True, False])
def test_a_kept_answer_that_is_not_understood_any_more_is_forgotten(tmp_path: Path, well: bool) -> None:
    def reader(reply: Reply) -> Answer[bytes]:
        return body(reply) if well else NoAnswer(reply.address, "another shape is expected by now")

    with staged(lambda _: GOOD) as stage, told(stage, tmp_path) as session:
        session.ask(Question(ADDRESS), body)
        session.ask(Question(ADDRESS), reader)
        session.ask(Question(ADDRESS), body)
        assert len(stage.seen) == (1 if well else 2)


def test_a_host_that_asks_for_too_much_time_is_left_alone_for_this_run(tmp_path: Path) -> None:
    busy = Play(status=503, headers={"Retry-After": "61"})
    with staged(lambda _: busy) as stage, told(stage, tmp_path, Still()) as session:
        assert crossref.paper(session, DOI) == NoAnswer(ADDRESS, "status 503")
        answer = crossref.paper(session, "10.5555/other")
        assert isinstance(answer, NoAnswer)
        assert "asked for a pause of 61 seconds" in answer.reason
        assert (stage.clock.slept, len(stage.seen)) == (0, 1)


def test_a_host_that_says_how_fast_it_may_be_asked_is_asked_no_faster(tmp_path: Path) -> None:
    play = instead(GOOD, headers={"X-Rate-Limit-Limit": "1", "X-Rate-Limit-Interval": "5s"})
    with staged(lambda _: play) as stage, told(stage, tmp_path, Still()) as session:
        for number in range(3):
            session.ask(Question(f"{ADDRESS}{number}"), body)
        assert 5 <= stage.clock.slept <= 10  # the first answer says it, the next request may already be due


def test_a_host_whose_allowance_is_used_up_is_waited_for_or_left_alone(tmp_path: Path) -> None:
    def slept(reset: str) -> tuple[float, int]:
        play = instead(GOOD, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset})
        with staged(lambda _: play) as stage, told(stage, tmp_path / reset, Still()) as session:
            for number in range(2):
                session.ask(Question(f"{ADDRESS}{number}"), body)
            return stage.clock.slept, len(stage.seen)

    assert slept("30") == (30, 2)
    assert slept("3000") == (0, 1)


def test_a_host_that_fails_three_questions_in_a_row_is_left_alone(tmp_path: Path) -> None:
    with staged(lambda _: Play(status=500)) as stage, told(stage, tmp_path) as session:
        for number in range(5):
            assert isinstance(crossref.paper(session, f"10.5555/{number}"), NoAnswer)
        assert len(stage.seen) == 9  # three questions, each three times


@pytest.mark.parametrize("status", [400, 403, 404, 406, 410])
def test_a_refusal_is_not_asked_again(tmp_path: Path, status: int) -> None:
    with staged(lambda _: Play(b"no", "text/plain", status)) as stage, told(stage, tmp_path) as session:
        assert isinstance(crossref.paper(session, DOI), NoAnswer)
        assert len(stage.seen) == 1


def test_a_redirect_to_another_source_is_followed(tmp_path: Path) -> None:
    moved = Play(status=301, headers={"Location": "/works/10.5555/BEES.2024.1"})
    with staged(in_turn(moved, GOOD)) as stage, told(stage, tmp_path) as session:
        assert isinstance(crossref.paper(session, DOI), Found)


# --- what goes out -------------------------------------------------------------------------------


def test_a_request_says_who_asks_and_what_is_accepted(tmp_path: Path) -> None:
    with staged(lambda _: GOOD) as stage, told(stage, tmp_path) as session:
        crossref.paper(session, DOI)
    assert stage.headers[0]["User-Agent"] == "vlasurvey/0"
    assert stage.headers[0]["Accept"] == "application/json"
    assert "Cookie" not in stage.headers[0]


def test_the_user_agent_names_the_survey_and_whom_to_write_to() -> None:
    repo = "https://github.com/example/bees"
    assert agent(repo, "bee@example.org", {}) == f"vlasurvey/{__version__} (+{repo}; mailto:bee@example.org)"
    assert agent(repo, None, {"VLASURVEY_CONTACT": "a@example.org"}).endswith("; mailto:a@example.org)")
    assert agent(repo, None, {}) == f"vlasurvey/{__version__} (+{repo})"


KEY = "k3y-that-nobody-may-see"


@pytest.mark.parametrize("name", ["openalex", "semanticscholar"])
@pytest.mark.parametrize("well", [True, False])
def test_a_key_goes_to_its_source_and_nowhere_else(
    name: str, well: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    host = {"openalex": "api.openalex.org", "semanticscholar": "api.semanticscholar.org"}[name]
    file = {"openalex": "openalex-work.json", "semanticscholar": "semanticscholar-paper.json"}[name]
    source = {"openalex": openalex, "semanticscholar": semanticscholar}[name]
    play = recorded(file) if well else instead(recorded(file), cut=40)
    with staged(lambda _: play) as stage, told(stage, tmp_path, keys={host: KEY}) as session:
        answer = source.paper(session, Identifier("arxiv", "2401.99990"))
        sent = [*(address for _, address in stage.seen), *(str(headers) for headers in stage.headers)]
    assert isinstance(answer, Found if well else NoAnswer)
    assert any(KEY in text for text in sent)
    assert KEY not in repr(answer)
    assert KEY not in caplog.text
    assert KEY.encode() not in (tmp_path / CACHE).read_bytes()
    with staged(lambda _: GOOD) as stage, told(stage, tmp_path / "other", keys={host: KEY}) as session:
        crossref.paper(session, DOI)
        assert KEY not in str(stage.seen) + str(stage.headers)


def test_keys_come_from_the_environment() -> None:
    assert keys({"OPENALEX_API_KEY": " a ", "SEMANTIC_SCHOLAR_API_KEY": ""}) == {"api.openalex.org": "a"}


def test_every_variable_of_the_environment_is_told() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert [name for name in (CONTACT, *(key.variable for key in KEYS.values())) if f"`{name}`" not in readme] == []


# --- where it goes -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    ["https://example.org/", "http://api.crossref.org/works/1", "https://api.crossref.org:444/", "https://[/"],
)
def test_only_sources_are_asked_and_only_by_https(tmp_path: Path, address: str) -> None:
    with staged(lambda _: GOOD) as stage, told(stage, tmp_path) as session:
        assert isinstance(session.ask(Question(address), body), NoAnswer)
        assert stage.seen == []


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_this_machine_is_never_looked_at(tmp_path: Path, name: str) -> None:
    with staged(lambda _: GOOD) as stage, Session(tmp_path, "vlasurvey/0", clock=Clock()) as session:
        answer = session.look(f"http://{name}:{stage.port}/")
        assert answer == NoAnswer(f"http://{name}:{stage.port}/", "the address is not a public one")
        assert stage.seen == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        *((address, False) for address in ("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254")),
        *((address, False) for address in ("0.0.0.0", "100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1")),
        *((address, False) for address in ("::ffff:127.0.0.1", "2002:7f00:1::", "::")),
    ],
)
def test_only_addresses_of_the_public_internet_are_connected_to(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_look_tells_the_last_page_and_the_way_to_it(tmp_path: Path) -> None:
    def answering(address: str) -> Play:
        return (
            Play(status=301, headers={"Location": "/new"}) if address.endswith("/old") else Play(b"page", "text/html")
        )

    with staged(answering) as stage, told(stage, tmp_path) as session:
        look = session.look("https://example.org/old")
        assert look == Look(200, "https://example.org/new", ((301, "https://example.org/old"),))
        assert stage.seen == [("HEAD", "example.org/old"), ("HEAD", "example.org/new")]
