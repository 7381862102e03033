"""`import list`: every entry of a list is a paper that waits, is known or is refused, and none is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from feeds import by_ids, entry
from loopback import Stage, staged

from vlasurvey import survey
from vlasurvey.acquire import session as asking
from vlasurvey.cli import main

LIST = """# Juggling
## Throws
- [2025/06] **Plates in the Air** [[paper](https://arxiv.org/abs/2507.99901)]
- [Nine Balls & Hands](https://arxiv.org/abs/2506.99960), waits already
- [How People Juggle](https://arxiv.org/abs/2402.99950), screened out
## Catches
- [Cups Held by Robots](https://arxiv.org/abs/2507.99902)
- [Cups Held by Robots](https://arxiv.org/pdf/2507.99902)
- Nowhere to Be Found [[paper]()]
- [A Page About Cups](https://cups.example/)
"""
PAPERS = {
    "2507.99901": entry("2507.99901", "Plates in the Air", ["Nora New"], "2025-07-05"),
    "2507.99902": entry("2507.99902", "Cups Held by Robots", ["Nora New"], "2025-07-04"),
}


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with staged(lambda address: by_ids(address, PAPERS)) as stage:
        monkeypatch.setattr(asking, "Session", lambda root, agent, *, budget: stage.session(root, budget=budget))
        yield stage


Import = Callable[..., Result]


@pytest.fixture
def file(toy_copy: Path) -> Path:
    file = toy_copy.with_name("README.md")
    file.write_text(LIST, encoding="utf-8")
    return file


@pytest.fixture
def import_(toy_copy: Path, file: Path) -> Import:
    def run(*arguments: str) -> Result:
        command = ["--root", str(toy_copy), "import", "list", str(file), "--added", "2025-07-07", *arguments]
        return CliRunner().invoke(main, command)

    return run


def loaded(root: Path) -> survey.Survey:
    found, problems = survey.load(root)
    assert found is not None, problems
    return found


def counts(result: Result) -> tuple[int, ...]:
    found = re.search(r"(\d+) entries: (\d+) into the queue, (\d+) known, (\d+) refused", result.stderr)
    assert found, result.output
    return tuple(map(int, found.groups()))


def test_each_entry_waits_is_known_or_is_refused_with_its_line(import_: Import, toy_copy: Path, file: Path) -> None:
    result = import_("--list", "toy-list@2025-07")
    assert result.exit_code == 1
    total, queued, known, refused = counts(result)
    assert (total, queued, known, refused) == (7, 2, 2, 3)
    assert total == queued + known + refused
    assert f"{file}:8: warning: 'Cups Held by Robots' stands in line 7 already" in result.stderr
    assert f"{file}:9: warning: the link of 'Nowhere to Be Found' is empty" in result.stderr
    assert f"{file}:10: warning: no link of 'A Page About Cups' identifies a paper" in result.stderr
    assert f"{file}:3: note: 'Plates in the Air' is dated 2025-06, before its identifier (2025-07)" in result.stderr
    new = [one for one in loaded(toy_copy).queue.waiting if one.added == "2025-07-07"]
    assert sorted((one.title, one.issued, one.source, *one.listed_in) for one in new) == [
        ("Cups Held by Robots", "2025-07", "toy-list", "toy-list@2025-07"),
        ("Plates in the Air", "2025-07", "toy-list", "toy-list@2025-07"),
    ]


def test_a_second_import_of_the_same_list_changes_nothing(import_: Import, toy_copy: Path) -> None:
    import_()
    before = (toy_copy / "queue.yaml").read_bytes()
    assert counts(import_()) == (7, 0, 4, 3)
    assert (toy_copy / "queue.yaml").read_bytes() == before


def test_sections_get_their_concepts_from_a_person_and_their_papers_become_records(
    stage: Stage, import_: Import, toy_copy: Path, file: Path
) -> None:
    sections = file.with_name("README.md.sections.yaml")
    assert f"wrote {sections}" in import_().stdout
    text = sections.read_text(encoding="utf-8")
    assert '"Juggling > Throws": []\n' in text
    sections.write_text(text.replace('Throws": []', 'Throws": [hands/throwing]'), encoding="utf-8")
    result = import_("--add")
    assert "wrote papers/2025/new2025plates.yaml (2507.99901)" in result.stdout
    record = (toy_copy / "papers/2025/new2025plates.yaml").read_text(encoding="utf-8")
    assert "concepts: [hands/throwing]" in record
    waiting = [one.identifiers.arxiv for one in loaded(toy_copy).queue.waiting]
    assert "2507.99902" in waiting  # its section has no concept yet
    assert "2507.99901" not in waiting
    assert sections.read_text(encoding="utf-8").count("hands/throwing") == 1  # what a person wrote stays


def test_a_concept_that_there_is_not_is_named_before_anything_is_written(
    import_: Import, toy_copy: Path, file: Path
) -> None:
    file.with_name("README.md.sections.yaml").write_text('"Juggling > Throws": [hands/trowing]\n', encoding="utf-8")
    before = (toy_copy / "queue.yaml").read_bytes()
    result = import_()
    assert result.exit_code == 1
    assert "unknown concept 'hands/trowing'" in result.stderr
    assert (toy_copy / "queue.yaml").read_bytes() == before


@pytest.mark.parametrize("listed", ["toy-list", "toy-list@2025-13", "other-list@2025-07"])
def test_a_list_that_the_survey_does_not_know_is_a_wrong_usage(listed: str, import_: Import) -> None:
    result = import_("--list", listed)
    assert result.exit_code == 2
    assert f"{listed!r} is no list of survey.yaml with a month; it has toy-list" in " ".join(result.stderr.split())


def test_a_source_that_is_silent_leaves_its_papers_in_the_queue(
    monkeypatch: pytest.MonkeyPatch, import_: Import, toy_copy: Path, file: Path
) -> None:
    file.with_name("README.md.sections.yaml").write_text('"Juggling > Throws": [hands/throwing]\n', encoding="utf-8")
    with staged(lambda address: by_ids(address, {})) as stage:
        monkeypatch.setattr(asking, "Session", lambda root, agent, *, budget: stage.session(root, budget=0))
        result = import_("--add")
    assert result.exit_code == 5, result.output
    assert "2507.99901" in [one.identifiers.arxiv for one in loaded(toy_copy).queue.waiting]
