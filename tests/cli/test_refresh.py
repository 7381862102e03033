"""`refresh` proposes, and writes only what it is told to; a silent source ends it with 5, and changes nothing."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from loopback import RECORDED, Play, Stage, recorded, staged

from vlasurvey.acquire import session as asking
from vlasurvey.cli import main
from vlasurvey.survey import load

KEY = "beewatchcollaboration2024bees"
RECORD = """\
# yaml-language-server: $schema=../../schema/paper.schema.json
title: "How Bees Learn to Dance & Why"
role: method
authors:
  - literal: Bee Watch Collaboration
  - "van der Biene, Ludwig"
  - Mei Wang
issued: "2024-01-31"
identifiers:
  arxiv: "2401.99990"
links:
  code: https://github.com/example/bees-dance
curation:
  added: "2026-11-20"
"""


def feed(**others: str) -> Play:
    """The recorded feed of one paper and arXiv's oldest, with another comment or title."""
    text = (RECORDED / "arxiv-ids.xml").read_text(encoding="utf-8")
    text = text.replace("2401.99990,math/0309136,2401.99999,2401.99991,0704.0001", "2401.99990,0704.0001")
    text = text.replace("max_results=5", "max_results=2").replace("totalResults>4<", "totalResults>2<")
    others_ = r"  <entry>\s*<id>http://arxiv.org/abs/(?:math/0309136v1|2401.99991v2).*?</entry>\n"
    text = re.sub(others_, "", text, flags=re.DOTALL)
    if "doi" not in others:
        text = re.sub(r"\s*<arxiv:(journal_ref|doi)>.*?</arxiv:\1>", "", text)
    for name, value in others.items():
        if name == "comment":
            text = text.replace("Accepted at ICRA 2024. 8 pages", value)
        if name == "title":
            text = text.replace("How Bees Learn\n  to Dance &amp; Why", value)
    return Play(text.encode(), "application/atom+xml")


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A web that is out of order, but for what a test puts there."""
    with staged(lambda _: Play(b"out of order", "text/html", 503)) as stage:
        monkeypatch.setattr(asking, "Session", lambda root, agent, *, budget: stage.session(root, budget=budget))
        yield stage


@pytest.fixture
def root(toy_copy: Path) -> Path:
    (toy_copy / f"papers/2024/{KEY}.yaml").write_text(RECORD, encoding="utf-8")
    return toy_copy


@pytest.fixture
def run(root: Path) -> Callable[..., Result]:
    arguments = ["--root", str(root), "refresh", "--today", "2026-12-01", "--quiet"]
    return lambda *others: CliRunner().invoke(main, [*arguments, *map(str, others)])


def conference(root: Path) -> str:
    survey, _ = load(root)
    assert survey
    return next(venue.short_title for venue in survey.venues.values() if venue.type == "conference")


def record(root: Path) -> str:
    return (root / f"papers/2024/{KEY}.yaml").read_text(encoding="utf-8")


def volume(root: Path, tmp_path: Path) -> Path:
    file = tmp_path / "volume.bib"
    authors = "{Bee Watch Collaboration} and van der Biene, Ludwig and Wang, M."
    file.write_text(
        f"@inproceedings{{a, title = {{How bees learn to dance \\& why}}, author = {{{authors}}},"
        f" booktitle = {{{conference(root)}}}, year = 2024, pages = {{1--9}}}}\n",
        encoding="utf-8",
    )
    return file


def test_a_file_is_compared_offline_and_nothing_is_written_unasked(
    run: Callable[..., Result], root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", never)
    result = run("--offline", "--proceedings", volume(root, tmp_path))
    assert result.exit_code == 1
    assert "published version\n    published: (nothing) -> venue" in result.stdout
    assert "rule: same title and the same 3 authors" in result.stdout
    assert record(root) == RECORD


def test_what_is_applied_is_written_with_source_day_and_history_and_is_not_proposed_again(
    run: Callable[..., Result], root: Path, tmp_path: Path
) -> None:
    file = volume(root, tmp_path)
    result = run("--offline", "--proceedings", file, "--apply")
    assert (result.exit_code, "1 proposed, 1 taken" in result.stderr) == (0, True)
    assert "published:\n  venue: " in record(root)
    assert "    published: volume.bib (2026-12-01)\n" in record(root)
    assert 'history:\n    - date: "2026-12-01"\n      change: Published at ' in record(root)
    again = run("--offline", "--proceedings", file)
    assert (again.exit_code, again.stdout) == (0, "")


def test_json_is_all_that_is_printed_when_it_is_asked_for(
    run: Callable[..., Result], root: Path, tmp_path: Path
) -> None:
    result = run("--offline", "--proceedings", volume(root, tmp_path), "--json")
    told = json.loads(result.stdout)
    assert [one["key"] for one in told["proposals"]] == [KEY]
    assert told["proposals"][0]["applied"] is False


def test_what_was_found_is_kept_and_who_was_silent_is_named(
    run: Callable[..., Result], root: Path, stage: Stage
) -> None:
    found = feed(comment=f"Accepted at {conference(root)} 2024")
    stage.answering = lambda asked: found if "arxiv.org" in asked else Play(b"no", "text/html", 503)
    result = run(KEY, "--apply", "--budget", "40")
    assert result.exit_code == 5
    assert "no answer from " in result.stderr
    assert "published: https://arxiv.org/abs/2401.99990 (2026-12-01)" in record(root)


def test_openreview_is_asked_for_its_decision_where_somebody_says_so(
    run: Callable[..., Result], root: Path, stage: Stage
) -> None:
    file = root / f"papers/2024/{KEY}.yaml"
    file.write_text(RECORD.replace("identifiers:\n", "identifiers:\n  openreview: aB3dE5fG7h\n"), encoding="utf-8")
    run(KEY)
    assert not [address for _, address in stage.seen if "openreview" in address]
    decided = json.loads(recorded("openreview-v2.json").body)
    content = decided["notes"][0]["content"]
    content["venue"]["value"] = f"{conference(root)} 2024 Poster"
    content["authors"]["value"].insert(0, "Bee Watch Collaboration")
    play = Play(json.dumps(decided).encode())
    stage.answering = lambda asked: play if asked.startswith("api") and "openreview" in asked else Play(status=503)
    result = run(KEY, "--also", "openreview", "--apply")
    assert "rule: same openreview aB3dE5fG7h" in result.stdout
    assert "published: https://openreview.net/forum?id=aB3dE5fG7h (2026-12-01)" in record(root)


def test_where_all_are_silent_nothing_changes(run: Callable[..., Result], root: Path, stage: Stage) -> None:
    result = run("--apply")
    assert (result.exit_code, result.stdout) == (5, "")
    assert record(root) == RECORD


def test_a_new_title_replaces_one_only_where_the_record_is_named(
    run: Callable[..., Result], root: Path, stage: Stage
) -> None:
    found = feed(title="How Bees Learn to Waltz", comment="8 pages")
    stage.answering = lambda asked: found if "arxiv.org" in asked else Play(b"no", "text/html", 503)
    shown = run(KEY)
    assert f"taken only by 'vlasurvey refresh {KEY} --apply'" in shown.stdout
    assert record(root) == RECORD
    run(KEY, "--apply")
    assert 'title: "How Bees Learn to Waltz"' in record(root)
    assert "former_titles:\n  - How Bees Learn to Dance & Why\n" in record(root)


def test_a_paper_that_arxiv_says_is_withdrawn_is_proposed_as_such(run: Callable[..., Result], stage: Stage) -> None:
    found = feed(comment="This paper has been withdrawn by its authors")
    stage.answering = lambda asked: found if "arxiv.org" in asked else Play(b"no", "text/html", 503)
    (one,) = json.loads(run(KEY, "--json").stdout)["proposals"]
    assert one["key"] == KEY
    assert {"field": "status", "new": "withdrawn"}.items() <= one["changes"][0].items()


def test_a_repository_that_moved_for_good_is_proposed_at_its_new_address(
    run: Callable[..., Result], root: Path, stage: Stage
) -> None:
    moved = Play(status=301, headers={"Location": "/hive/bees-dance"}, content_type="text/html")

    def answering(asked: str) -> Play:
        if "arxiv.org" in asked:
            return feed(comment="8 pages")
        if asked.startswith("github.com/example"):
            return moved
        return Play(b"<html>code</html>", "text/html") if asked.startswith("github.com") else Play(status=503)

    stage.answering = answering
    result = run(KEY)
    assert (
        "links.code: 'https://github.com/example/bees-dance' -> 'https://github.com/hive/bees-dance'" in result.stdout
    )
    assert record(root) == RECORD


def test_a_publisher_says_what_was_published_under_the_doi_that_arxiv_names(
    run: Callable[..., Result], root: Path, stage: Stage
) -> None:
    def answering(asked: str) -> Play:
        if "arxiv.org" in asked:
            return feed(doi="10.5555/bees.2024.1")
        if asked.startswith("doi.org/doiRA/"):
            return recorded("agency-crossref.json")
        return recorded("crossref-article.json") if asked.startswith("api.crossref.org") else Play(status=503)

    stage.answering = answering
    result = run(KEY, "--json")
    told = json.loads(result.stdout)
    (one,) = [doubt for doubt in told["unverified"] if "crossref" in doubt["source"]]
    assert list(one["failed"]) == ["venue"]  # the toy survey has no such journal
    assert "none of venues.yaml; add it there" in one["failed"]["venue"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--offline"], "--offline compares with files alone"),
        (["doe2024nobody"], "the survey has no paper 'doe2024nobody'"),
        (["--today", "tomorrow"], "'tomorrow' is no day"),
    ],
)
def test_a_wrong_usage_is_one_line_that_says_what_to_write(
    run: Callable[..., Result], arguments: list[str], said: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_file_that_is_none_is_a_wrong_usage(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "list.json").write_text("[]")
    result = run("--offline", "--proceedings", tmp_path / "list.json")
    assert result.exit_code == 2
    assert "its name is no conference and year" in result.stderr


def test_an_entry_that_cannot_be_read_is_told_and_ends_with_1(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "rss2025.json").write_text('[{"title": "A Dance"}]')
    result = run("--offline", "--proceedings", tmp_path / "rss2025.json")
    assert result.exit_code == 1
    assert "rss2025.json:1: error: the paper has no authors" in result.stderr
