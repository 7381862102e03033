"""`add` makes one record of one answer, whatever the paper is named by; what is not whole, or known, is refused."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from feeds import by_ids, entry
from loopback import Play, Stage, instead, recorded, staged

from vlasurvey import checks, source
from vlasurvey.acquire import session as asking
from vlasurvey.cli import main
from vlasurvey.source import Data, Source

ROOT = Path(__file__).parents[2]
CLASS = (
    '<arxiv:primary_category term="cs.RO"/><category term="cs.RO" scheme="http://arxiv.org/schemas/atom"/>'
    "<arxiv:comment>Code: https://github.com/example/balls</arxiv:comment>"
)
PAPERS = {
    "2611.99990": entry(
        "2611.99990",
        "Quietly Tuned Action Heads for Invented Robots",
        ["Ann Author", "Jan van der Berg", "Example Robotics Team"],
        "2026-11-20",
        "We fine-tune the action head of OpenVLA by imitation learning on a bimanual robot.",
        CLASS,
    ),
    "cs/0511999": entry("cs/0511999", "Old Styles of Invented Grasping", ["Olga Old"], "2005-11-20"),
}
NEW = "papers/2026/author2026quietly.yaml"


def web(address: str) -> Play:
    """All sources: arXiv with the papers above, doi.org, Crossref and OpenReview as recorded."""
    host, _, rest = address.partition("/")
    if host == "export.arxiv.org":
        return by_ids(rest, PAPERS)
    if host == "doi.org":
        return recorded("agency-crossref.json")
    if host == "api.crossref.org":
        return recorded("crossref-article.json")
    return recorded("openreview-v2.json")


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    with staged(web) as stage:
        monkeypatch.setattr(asking, "Session", lambda root, agent, *, budget: stage.session(root, budget=budget))
        yield stage


@pytest.fixture(scope="session")
def survey_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real survey, without what is generated of it."""
    root = tmp_path_factory.mktemp("real") / "survey"
    shutil.copytree(ROOT / "papers", root / "papers")
    for file in [*ROOT.glob("*.yaml"), ROOT / "released-keys.txt"]:
        shutil.copy(file, root)
    return root


@pytest.fixture
def real(survey_files: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(survey_files, tmp_path / "survey"))


Add = Callable[..., Result]


def adding(root: Path, day: str) -> Add:
    def run(*arguments: str, text: str | None = None) -> Result:
        command = ["--root", str(root), "add", "--added", day, *arguments]
        return CliRunner().invoke(main, command, input=text)

    return run


@pytest.fixture
def add(toy_copy: Path) -> Add:
    return adding(toy_copy, "2025-07-01")


def data_of(file: Path) -> dict[str, Data]:
    data, problems = source.parse(Source(file.name, file.read_bytes()))
    assert isinstance(data, dict), problems
    return data


def only_blanks(root: Path, path: str, filled: dict[str, str]) -> None:
    """What a check finds in a record are its blanks; once they are filled it finds nothing."""
    file = root / path
    text = file.read_text(encoding="utf-8")
    blanks = {number for number, line in enumerate(text.splitlines(), 1) if re.fullmatch(r"role:|concepts: \[\]", line)}
    found = [problem for problem in checks.report(root).problems if problem.location.path == path]
    assert {problem.location.line for problem in found} == blanks, found
    for blank, value in filled.items():
        text, times = re.subn(rf"(?m)^{re.escape(blank)}\n", value, text)
        assert times == 1
    file.write_text(text, encoding="utf-8")
    assert [problem for problem in checks.report(root).problems if problem.location.path == path] == []


# --- one record of one answer, whatever names the paper ------------------------------------------

NAMES = [
    "2611.99990", "2611.99990v1", "arXiv:2611.99990", "https://arxiv.org/abs/2611.99990v2",
    "https://arxiv.org/pdf/2611.99990v1.pdf", "https://arxiv.org/html/2611.99990v2",
    "https://www.alphaxiv.org/abs/2611.99990", "https://huggingface.co/papers/2611.99990",
    "https://doi.org/10.48550/arXiv.2611.99990",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_paper_is_added_by_whatever_names_it_at_arxiv(name: str, stage: Stage, add: Add, toy_copy: Path) -> None:
    result = add(name)
    assert result.exit_code == 0, result.output
    data = data_of(toy_copy / NEW)
    assert data["title"] == "Quietly Tuned Action Heads for Invented Robots"
    assert data["identifiers"] == {"arxiv": "2611.99990", "primary_class": "cs.RO"}
    assert len(stage.seen) == 1


def test_a_paper_added_to_the_real_survey_has_all_facts_with_their_sources_and_needs_only_its_blanks(
    stage: Stage, real: Path
) -> None:
    result = adding(real, "2026-12-01")("https://arxiv.org/abs/2611.99990")
    assert result.exit_code == 0, result.output
    data = data_of(real / NEW)
    read = "https://arxiv.org/abs/2611.99990 (2026-12-01)"
    assert data == {
        "title": "Quietly Tuned Action Heads for Invented Robots",
        "role": None,
        "authors": ["Ann Author", "van der Berg, Jan", {"literal": "Example Robotics Team"}],
        "issued": "2026-11-20",
        "identifiers": {"arxiv": "2611.99990", "primary_class": "cs.RO"},
        "links": {"code": "https://github.com/example/balls"},
        "concepts": [],
        "curation": {
            "added": "2026-12-01",
            "sources": dict.fromkeys(("title", "authors", "issued", "identifiers", "links"), read),
        },
    }
    assert f"wrote {NEW} (https://arxiv.org/abs/2611.99990)\n" in result.stdout
    assert "  concept? embodiment/action-head: title or abstract has 'action head'" in result.stdout
    assert "  embodiment? bimanual: title or abstract has 'bimanual'\n" in result.stdout
    assert "  left to fill: role, concepts\n" in result.stdout
    assert "#   embodiment/action-head (" in (real / NEW).read_text(encoding="utf-8")
    only_blanks(real, NEW, {"role:": "role: method\n", "concepts: []": "concepts: [embodiment/action-head]\n"})


def test_an_old_identifier_a_doi_and_a_forum_are_added_to_the_real_survey(stage: Stage, real: Path) -> None:
    venues = real / "venues.yaml"
    venues.write_text(
        venues.read_text(encoding="utf-8")
        + '  - id: hive\n    title: "Journal of Bees"\n    short_title: J. Bees\n    type: journal\n',
        encoding="utf-8",
    )
    run = adding(real, "2026-12-01")
    assert run("cs/0511999").exit_code == 0
    assert data_of(real / "papers/2005/old2005old.yaml")["identifiers"] == {"arxiv": "cs/0511999"}
    only_blanks(real, "papers/2005/old2005old.yaml", {"role:": "role: survey\n", "concepts: []": ""})
    assert run("10.5555/bees.2024.1").exit_code == 0
    [path] = (real / "papers/2024").glob("*2024bees*.yaml")
    data = data_of(path)
    assert data["published"] == {
        "venue": "hive", "year": "2024", "volume": "12", "issue": "3", "page": "1-9",
    }  # fmt: skip
    assert data["identifiers"] == {"doi": "10.5555/bees.2024.1"}
    only_blanks(real, path.relative_to(real).as_posix(), {"role:": "role: survey\n", "concepts: []": ""})
    path.unlink()
    assert run("--also", "openreview", "https://openreview.net/forum?id=aB3dE5fG7h").exit_code == 0
    [path] = (real / "papers/2023").glob("*2023bees*.yaml")
    assert data_of(path)["identifiers"] == {"openreview": "aB3dE5fG7h"}
    only_blanks(real, path.relative_to(real).as_posix(), {"role:": "role: survey\n", "concepts: []": ""})


def test_a_venue_that_the_survey_does_not_know_is_told_and_stands_in_a_comment(
    stage: Stage, add: Add, toy_copy: Path
) -> None:
    result = add("10.5555/bees.2024.1")
    assert result.exit_code == 0, result.output
    assert (
        "note: Its source names 'Journal of Bees', which is not in venues.yaml (year 2024, volume 12" in result.stdout
    )
    [path] = (toy_copy / "papers/2024").glob("*2024bees*.yaml")
    assert "Its source names 'Journal of Bees'" in path.read_text(encoding="utf-8")
    assert data_of(path)["identifiers"] == {"doi": "10.5555/bees.2024.1"}


def test_what_a_person_gives_is_written_and_no_longer_asked_for(stage: Stage, add: Add, toy_copy: Path) -> None:
    result = add("cs/0511999", "--concept", "hands/throwing", "--role", "method")
    assert "left to fill: nothing that a check asks for" in result.stdout
    path = "papers/2005/old2005old.yaml"
    assert [one for one in checks.report(toy_copy).problems if one.location.path == path] == []
    assert data_of(toy_copy / path)["concepts"] == ["hands/throwing"]


def test_an_unknown_concept_is_a_wrong_usage_and_nothing_is_asked(stage: Stage, add: Add) -> None:
    result = add("2611.99990", "--concept", "hands/throwin")
    assert result.exit_code == 2
    assert "did you mean 'hands/throwing'?" in result.stderr
    assert stage.seen == []


def test_the_abstract_is_kept_in_the_cache_alone_and_once(stage: Stage, add: Add, toy_copy: Path) -> None:
    add("2611.99990", "cs/0511999")
    (toy_copy / NEW).unlink()
    add("2611.99990")
    rows = [json.loads(line) for line in (toy_copy / ".cache/abstracts.jsonl").read_text("utf-8").splitlines()]
    assert sorted(row["arxiv"] for row in rows) == ["2611.99990", "cs/0511999"]
    assert rows[1]["abstract"].startswith("We fine-tune the action head")
    assert "We fine-tune" not in (toy_copy / NEW).read_text(encoding="utf-8")


def test_a_dry_run_prints_the_record_and_writes_none(stage: Stage, add: Add, toy_copy: Path) -> None:
    result = add("2611.99990", "--dry-run")
    assert f"would write {NEW}" in result.stdout
    assert '\ntitle: "Quietly Tuned Action Heads for Invented Robots"\n' in result.stdout
    assert not (toy_copy / NEW).exists()
    assert not (toy_copy / ".cache/abstracts.jsonl").exists()


def test_a_list_is_read_from_standard_input_and_from_a_file(stage: Stage, add: Add, tmp_path: Path) -> None:
    listed = "# mine\n\n- [A paper](https://arxiv.org/abs/2611.99990)\n"
    (tmp_path / "ids.txt").write_text("cs/0511999\n", encoding="utf-8")
    result = add("-", "--file", str(tmp_path / "ids.txt"), text=listed)
    assert result.exit_code == 0, result.output
    assert len(re.findall(r"^wrote papers/", result.stdout, re.MULTILINE)) == 2
    assert len(stage.seen) == 1  # many of arXiv are one request


def test_a_paper_that_its_authors_withdrew_is_written_as_withdrawn_in_their_words(
    stage: Stage, add: Add, toy_copy: Path
) -> None:
    comment = "<arxiv:comment>This paper has been withdrawn by the author: it was a dream</arxiv:comment>"
    withdrawn = PAPERS["2611.99990"].replace(re.findall("<arxiv:comment>.*?</arxiv:comment>", CLASS)[0], comment)
    stage.answering = lambda address: instead(
        web(address), body=web(address).body.replace(PAPERS["2611.99990"].encode(), withdrawn.encode())
    )
    result = add("2611.99990")
    assert "note: withdrawn: This paper has been withdrawn by the author: it was a dream" in result.stdout
    data = data_of(toy_copy / NEW)
    assert data["status"] == "withdrawn"
    assert "it was a dream" in str(data["curation"])


# --- refused -------------------------------------------------------------------------------------


def test_what_the_survey_has_is_refused_with_its_key_before_anybody_is_asked(
    stage: Stage, add: Add, toy_copy: Path
) -> None:
    for file in sorted((toy_copy / "papers").rglob("*.yaml")):
        data = data_of(file)
        for name, value in data["identifiers"].items():  # type: ignore[union-attr]
            if name in ("arxiv", "doi", "openreview"):
                address = {"arxiv": "https://arxiv.org/abs/", "doi": "https://doi.org/"}.get(
                    name, "https://openreview.net/forum?id="
                )
                result = add(f"{address}{value}")
                assert result.exit_code == 1
                assert f"the survey has it: papers/{file.parent.name}/{file.name}" in result.stderr
    assert stage.seen == []


def test_a_key_and_a_former_key_are_told_to_be_there(stage: Stage, add: Add) -> None:
    result = add("renamed2025toss", "nobody2025nothing")
    assert result.exit_code == 1
    assert "the survey has it: papers/2025/renamed2025toss.yaml" in result.stderr
    assert "not added: nobody2025nothing: nothing in it identifies a paper; write an arXiv id" in result.stderr


@pytest.mark.parametrize("relation", [True, False], ids=["by its relation", "by title and authors"])
def test_the_published_version_of_a_preprint_is_refused(
    relation: bool, stage: Stage, add: Add, toy_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    title, people = "How Bees Learn to Dance and Why: A Field Study", ["Ludwig van der Biene", "Mei Wang"]
    title = "Something Else" if relation else title
    monkeypatch.setitem(PAPERS, "2401.99990", entry("2401.99990", title, people, "2024-01-20"))
    add("2401.99990")
    [path] = (toy_copy / "papers/2024").glob("biene*.yaml")
    if not relation:
        answer = recorded("crossref-article.json")
        body = re.sub(rb'"relation":\{.*?\]\}', b'"relation":{}', answer.body)
        assert body != answer.body
        silent = instead(answer, body=body)
        stage.answering = lambda address: silent if "crossref" in address else web(address)
    result = add("10.5555/bees.2024.1")
    assert result.exit_code == 1
    assert f"the survey has it: papers/2024/{path.name}" in result.stderr
    assert ("same arxiv '2401.99990'" if relation else "title, author in common") in result.stderr


def test_what_was_screened_out_is_refused_with_why_and_when_and_comes_again_only_when_it_is_wished(
    stage: Stage, add: Add, toy_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PAPERS, "2402.99950", entry("2402.99950", "How People Juggle", ["Ann Author"], "2024-02-20"))
    refused = add("2402.99950")
    assert refused.exit_code == 1
    assert "screened out on 2025-06-01 (no-robot: Only people juggle in it.)" in refused.stderr
    assert "--again" in refused.stderr
    assert stage.seen == []
    result = add("2402.99950", "--again", "--concept", "hands/throwing", "--role", "method")
    assert result.exit_code == 0, result.output
    assert "How People Juggle" not in (toy_copy / "screening.yaml").read_text(encoding="utf-8")
    path = "papers/2024/author2024people.yaml"
    assert "Screened out on 2025-06-01 (no-robot" in (toy_copy / path).read_text(encoding="utf-8")
    assert [one for one in checks.report(toy_copy).problems if one.location.path in (path, "screening.yaml")] == []


def test_a_paper_that_waits_leaves_the_queue_when_it_becomes_a_record(
    stage: Stage, add: Add, toy_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = toy_copy / "queue.yaml"
    before = data_of(queue)
    [first, *_] = before["waiting"]  # type: ignore[misc]
    id_ = first["identifiers"]["arxiv"]  # type: ignore[index, call-overload]
    monkeypatch.setitem(PAPERS, id_, entry(id_, "Something That Waited", ["Ann Author"], "2025-06-20"))
    result = add(id_)
    assert "wrote queue.yaml: what is a record now is taken out" in result.stdout
    assert len(data_of(queue)["waiting"]) == len(before["waiting"]) - 1  # type: ignore[arg-type]


def test_a_list_of_authors_that_a_source_cuts_gives_no_record(
    stage: Stage, add: Add, toy_copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PAPERS, "2611.99990", entry("2611.99990", "Cut", ["Ann Author", "et al."], "2026-11-20"))
    result = add("2611.99990")
    assert result.exit_code == 1
    assert "the answer is not whole: arXiv cuts the list of authors" in result.stderr
    assert not (toy_copy / "papers/2026").exists()


# --- not there, no answer ------------------------------------------------------------------------


def test_what_is_not_there_is_told_and_what_is_there_is_added(stage: Stage, add: Add, toy_copy: Path) -> None:
    result = add("2611.99991", "2611.99990")
    assert result.exit_code == 1
    assert "not added: 2611.99991: there is no such paper at https://arxiv.org/abs/2611.99991" in result.stderr
    assert (toy_copy / NEW).exists()


def test_where_a_source_is_silent_the_others_are_added_and_the_end_is_5(stage: Stage, add: Add, toy_copy: Path) -> None:
    wall = Play(b"<title>Just a moment...</title>", "text/html", 403)
    stage.answering = lambda address: wall if "doi" in address else web(address)
    result = add("10.5555/bees.2024.1", "2611.99990")
    assert result.exit_code == 5
    assert "no answer from https://doi.org/doiRA/10.5555/bees.2024.1: status 403" in result.stderr
    assert (toy_copy / NEW).exists()


def test_a_source_that_is_off_says_how_it_is_asked(stage: Stage, add: Add) -> None:
    result = add("https://openreview.net/forum?id=aB3dE5fG7h")
    assert result.exit_code == 5
    assert "'--also openreview' asks it" in result.stderr
    assert add("--also", "gossip", "2611.99990").exit_code == 2


# --- from an issue -------------------------------------------------------------------------------

ISSUE = """### Address of the paper

{address}

### Title

_No response_

### Authors

_No response_

### Date of the first version

_No response_

### Kind of paper

method

### Concepts

hands/throwing

### Licence

- [x] I agree that this contribution is published under the licence CC-BY-4.0.
"""


def from_issue(add: Add, folder: Path, address: str, *options: str) -> Result:
    (folder / "issue.md").write_text(ISSUE.format(address=address), encoding="utf-8")
    return add("--from-issue", str(folder / "issue.md"), *options)


@pytest.mark.parametrize("address", ["https://arxiv.org/abs/2611.99990v1", "arXiv:2611.99990 [cs.RO]"])
def test_an_issue_that_gives_only_an_address_is_filled_from_its_source(
    address: str, stage: Stage, toy_copy: Path, tmp_path: Path
) -> None:
    result = from_issue(adding(toy_copy, "2026-12-01"), tmp_path, address)
    assert (result.exit_code, result.stdout) == (0, f"{NEW}\n")
    data = data_of(toy_copy / NEW)
    assert data["authors"] == ["Ann Author", "van der Berg, Jan", {"literal": "Example Robotics Team"}]
    assert data["links"] == {"code": "https://github.com/example/balls"}
    assert data["concepts"] == ["hands/throwing"]
    read = "https://arxiv.org/abs/2611.99990 (2026-12-01)"
    assert data["curation"]["sources"]["authors"] == read  # type: ignore[index, call-overload]


def test_an_issue_with_all_answers_asks_nobody(stage: Stage, add: Add, toy_copy: Path) -> None:
    result = add("--from-issue", str(ROOT / "tests/issues/least.md"))
    assert result.exit_code in (0, 1)
    assert stage.seen == []


def test_an_issue_with_bytes_that_are_no_text_is_answered_like_any_other(add: Add, tmp_path: Path) -> None:
    (tmp_path / "issue.md").write_bytes(b"\xff\xfe nothing that anybody wrote")
    result = add("--from-issue", str(tmp_path / "issue.md"))
    assert result.exit_code == 1
    assert result.stdout.startswith("Thank you. Before these answers can become a record")


def test_an_issue_on_a_paper_that_is_there_or_whose_source_is_silent_is_told_what_to_do(
    stage: Stage, add: Add, tmp_path: Path
) -> None:
    known = from_issue(add, tmp_path, "https://arxiv.org/abs/2402.99950")
    assert known.exit_code == 1
    assert known.stdout.startswith("Thank you. No record was made: `it was screened out on 2025-06-01 ")
    stage.answering = lambda _: Play(b"busy", "text/plain", 403)
    silent = from_issue(add, tmp_path, "https://arxiv.org/abs/2611.99990")
    assert silent.exit_code == 5
    assert "The source of the paper does not answer now (`status 403`)" in silent.stdout


def test_an_issue_that_answers_half_of_what_a_source_says_is_asked_for_the_rest(
    stage: Stage, add: Add, tmp_path: Path
) -> None:
    text = ISSUE.format(address="https://arxiv.org/abs/2611.99990").replace("_No response_", "A Title of Mine", 1)
    (tmp_path / "issue.md").write_text(text, encoding="utf-8")
    result = add("--from-issue", str(tmp_path / "issue.md"))
    assert result.exit_code == 1
    assert "Authors: no answer" in result.stdout
    assert stage.seen == []
