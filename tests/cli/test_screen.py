"""`screen` carries out what a person decides on the papers that wait, at the end and all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from feeds import by_ids, entry
from loopback import Play, Stage, staged

from vlasurvey import checks, survey
from vlasurvey.acquire import session as asking
from vlasurvey.cli import main
from vlasurvey.vocabularies import Stage as PrismaStage

DAY = "2025-07-07"
PAPER = entry(
    "2506.99960", "Nine Balls & Hands: Tossing by Demonstration", ["Nora New"], "2025-06-21", "It tosses balls."
)


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with staged(lambda address: by_ids(address, {"2506.99960": PAPER})) as stage:
        monkeypatch.setattr(asking, "Session", lambda root, agent, *, budget: stage.session(root, budget=budget))
        yield stage


Screen = Callable[..., Result]


@pytest.fixture
def screen(toy_copy: Path) -> Screen:
    def run(*arguments: str, text: str | None = None) -> Result:
        return CliRunner().invoke(main, ["--root", str(toy_copy), "screen", "--today", DAY, *arguments], input=text)

    return run


def loaded(root: Path) -> survey.Survey:
    found, problems = survey.load(root)
    assert found is not None, problems
    return found


def names(root: Path) -> list[str]:
    return [one.identifiers.items()[0][1] for one in loaded(root).queue.waiting]


WAITING = ["2506.99960", "10.5555/toy.waiting", "https://juggling.example/no-day"]


def test_a_paper_that_is_included_becomes_a_record_and_waits_no_longer(
    stage: Stage, screen: Screen, toy_copy: Path
) -> None:
    result = screen("--include", "https://arxiv.org/abs/2506.99960v2")
    assert result.exit_code == 0, result.output
    assert "wrote papers/2025/new2025nine.yaml (2506.99960)" in result.stdout
    assert names(toy_copy) == WAITING[1:]
    assert "1 included, 0 left out, 0 left for later; 2 wait" in result.stderr


def test_a_paper_that_is_left_out_goes_to_screening_with_reason_ground_and_day(screen: Screen, toy_copy: Path) -> None:
    before = loaded(toy_copy)
    result = screen("--exclude", "10.5555/toy.waiting", "no-robot", "--note", "It  only drops\n things.")
    assert result.exit_code == 0, result.output
    after = loaded(toy_copy)
    assert after.screened[:-1] == before.screened
    new = after.screened[-1]
    assert (new.identifiers.doi, new.title) == ("10.5555/toy.waiting", "A Robot That Drops What It Juggles")
    assert (new.stage, new.reason, new.note, new.date) == (
        PrismaStage.SCREENING, "no-robot", "It only drops things.", DAY,
    )  # fmt: skip
    assert names(toy_copy) == [WAITING[0], WAITING[2]]
    assert [problem for problem in checks.report(toy_copy).problems if problem.location.path == "screening.yaml"] == []


def test_the_ground_is_that_of_the_reason_where_none_is_given(screen: Screen, toy_copy: Path) -> None:
    assert screen("--exclude", "10.5555/toy.waiting", "no-robot").exit_code == 0
    survey_ = loaded(toy_copy)
    definition = survey_.taxonomy.exclusion_reasons["no-robot"].definition
    assert definition is not None
    assert survey_.screened[-1].note == definition["en"]


def test_a_paper_that_is_left_for_later_says_since_when(screen: Screen, toy_copy: Path) -> None:
    assert screen("--later", "2506.99960").exit_code == 0
    assert names(toy_copy) == WAITING
    assert loaded(toy_copy).queue.waiting[0].deferred == DAY


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--include", "2401.12345"], "'2401.12345' does not wait in queue.yaml"),
        (["--later", "nonsense"], "'nonsense' does not wait in queue.yaml"),
        (["--exclude", "2506.99960", "boring"], "unknown reason 'boring'; the reasons are no-robot"),
        (["--exclude", "2506.99960", "no-robot", "--note", "x" * 3000], "the ground cannot be written"),
        (["--note", "alone"], "--note is the ground of what --exclude leaves out"),
    ],
)
def test_a_wrong_decision_is_named_and_nothing_is_written(
    arguments: list[str], said: str, screen: Screen, toy_copy: Path
) -> None:
    before = {file.name: file.read_bytes() for file in toy_copy.glob("*.yaml")}
    result = screen("--later", "10.5555/toy.waiting", *arguments) if arguments[0] != "--note" else screen(*arguments)
    assert result.exit_code == 2, result.output
    assert said in " ".join(result.stderr.split())
    assert {file.name: file.read_bytes() for file in toy_copy.glob("*.yaml")} == before


def test_a_person_goes_through_the_queue_and_sees_why_a_paper_ranks_so(
    stage: Stage, screen: Screen, toy_copy: Path
) -> None:
    (toy_copy / ".cache").mkdir()
    (toy_copy / ".cache" / "abstracts.jsonl").write_text(
        'no JSON\n{"arxiv": "2506.99960", "title": "Nine", "abstract": "Balls fly."}\n', encoding="utf-8"
    )
    result = screen(text="i\nl\ne\nno-robot\nOnly people.\n")
    assert result.exit_code == 0, result.output
    shown = result.stdout
    assert "[1/3] Nine Balls & $\\alpha$ Hands: <Tossing> by Demonstration" in shown
    assert "2506.99960 · 2025-06-21 · arXiv · score 0.213" in shown
    assert "like whole2024everything: " in shown
    assert "words: toss, ball, demonstration" in shown
    assert "Balls fly." in shown
    # What was left for later before comes after what nobody has looked at.
    assert shown.index("[2/3] Clubs for Beginners") < shown.index("[3/3] A Robot That Drops What It Juggles")
    assert "left for later on 2025-06-29" in shown
    assert "no abstract at hand; see https://juggling.example/no-day" in shown
    after = loaded(toy_copy)
    assert names(toy_copy) == ["https://juggling.example/no-day"]
    assert after.queue.waiting[0].deferred == DAY
    assert (after.screened[-1].identifiers.doi, after.screened[-1].note) == ("10.5555/toy.waiting", "Only people.")
    assert (toy_copy / "papers/2025/new2025nine.yaml").is_file()
    assert "1 included, 1 left out, 1 left for later; 1 wait" in result.stderr


def test_the_last_decision_can_be_taken_back_and_quitting_keeps_the_others(screen: Screen, toy_copy: Path) -> None:
    result = screen(text="u\nl\ne\nno-robot\n\nu\nq\n")
    assert result.exit_code == 0, result.output
    assert "there is nothing to take back" in result.stdout
    after = loaded(toy_copy)
    assert [one.deferred for one in after.queue.waiting] == [DAY, "2025-06-29", None]
    assert len(after.screened) == 2


def test_what_was_decided_before_the_input_ends_counts(screen: Screen, toy_copy: Path) -> None:
    result = screen(text="l\n")
    assert result.exit_code == 0, result.output
    assert loaded(toy_copy).queue.waiting[0].deferred == DAY


def test_a_paper_whose_source_is_silent_goes_on_waiting(
    monkeypatch: pytest.MonkeyPatch, screen: Screen, toy_copy: Path
) -> None:
    with staged(lambda address: Play(b"", "text/html", status=503)) as stage:
        monkeypatch.setattr(asking, "Session", lambda root, agent, *, budget: stage.session(root, budget=budget))
        result = screen("--include", "2506.99960", "--later", "10.5555/toy.waiting")
    assert result.exit_code == 5, result.output
    assert names(toy_copy) == WAITING
    assert loaded(toy_copy).queue.waiting[1].deferred == DAY


def test_an_empty_queue_says_so(screen: Screen, toy_copy: Path) -> None:
    (toy_copy / "queue.yaml").unlink()
    result = screen()
    assert (result.exit_code, "nothing waits for a decision" in result.stdout) == (0, True)
