"""The weekly workflow: its scripts, run against a repository and a GitHub of paper."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import RequireTool

ROOT = Path(__file__).parent.parent
JOBS = yaml.safe_load((ROOT / ".github/workflows/upkeep.yml").read_text("utf-8"))["jobs"]
OLD, NEW = "papers/2024/wei2024throw.yaml", "papers/2025/wei2025catch.yaml"

pytestmark = pytest.mark.engine  # jq is on every runner of GitHub, and not on every machine

# What the scripts ask of `gh`: it tells what is there, and keeps what it is asked to do in a file.
GH = f"""#!{sys.executable}
import json, os, sys
from pathlib import Path

state = Path(os.environ["GITHUB_STATE"])
held = json.loads(state.read_text())
words = sys.argv[1:]
if words[1] == "list":
    print(json.dumps(held["requests" if words[0] == "pr" else "issues"]))
else:
    body = words[words.index("--body-file") + 1] if "--body-file" in words else None
    held["done"].append([*words[:2], Path(body).read_text() if body else "", words])
    state.write_text(json.dumps(held))
    if words[:2] == ["pr", "create"] and held["no_requests"]:
        sys.exit("GitHub Actions is not permitted to create or approve pull requests")
"""

REFRESH = """#!/bin/sh
printf 'title: "New"\\n' > papers/2024/wei2024throw.yaml
printf 'title: "New"\\n' > papers/2025/wei2025catch.yaml
cat <<'END'
{"proposals": [
 {"key": "wei2024throw", "kind": "published", "changes": [{"field": "published", "old": null, "new": {"venue": "rss"}}],
  "evidence": "the same title\\n# and authors @everybody", "source": "https://api.test/1", "rule": "R1",
  "replaces": false, "applied": true},
 {"key": "wei2025catch", "kind": "title", "changes": [{"field": "title", "old": "Old", "new": "New"}],
  "evidence": "newer version", "source": "https://api.test/2", "rule": "R2", "replaces": true, "applied": false}],
 "unverified": []}
END
echo "no answer from https://api.test/3: status 503" >&2
exit 5
"""
DISCOVER = """#!/bin/sh
printf 'waiting: [some]\\n' > queue.yaml
echo " 0.213  2607.99901  2026-07-01  # <b>New</b> @everybody"
echo "1 paper since 2026-06-24: 1 new" >&2
exit ${CODE:-0}
"""
LINKS = """#!/bin/sh
echo '{"https://lost.test/": 1}' > links.json
echo "papers/2024/wei2024throw.yaml:7:9: gone: 'https://lost.test/' is missing since 2026-01-01 (status 404)"
echo "papers/2024/wei2024throw.yaml:8:9: unknown: 'https://wall.test/': status 403"
exit 5
"""


def script(job: str, step: str) -> str:
    [found] = [each for each in JOBS[job]["steps"] if each.get("name") == step]
    text: str = found["run"]
    return text


@dataclass
class Paper:
    """A repository with its origin, a runner's folder and a GitHub that is a file."""

    folder: Path
    environment: dict[str, str]

    def run(self, text: str) -> subprocess.CompletedProcess[str]:
        file = Path(self.environment["RUNNER_TEMP"]) / "script.sh"
        file.write_text(text, "utf-8")
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(file)]
        return subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True)

    def git(self, *words: str) -> str:
        done = subprocess.run(
            ["git", *words], cwd=self.folder, env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    def github(self, **changes: Any) -> dict[str, Any]:
        """What GitHub holds, with changes."""
        file = Path(self.environment["GITHUB_STATE"])
        held: dict[str, Any] = {**json.loads(file.read_text()), **changes}
        file.write_text(json.dumps(held))
        return held

    def found(self, name: str) -> str:
        return (Path(self.environment["RUNNER_TEMP"]) / "found" / name).read_text("utf-8")

    def looked(self, stub: str, job: str, step: str) -> subprocess.CompletedProcess[str]:
        """Run a job that looks, in the place of whose command stands a stub; what it changed is undone."""
        program = self.folder / ".venv/bin/vlasurvey"
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(stub, "utf-8")
        program.chmod(0o755)
        done = self.run(script(job, step))
        self.git("reset", "--quiet", "--hard")
        return done


@pytest.fixture
def paper(tmp_path: Path, require_tool: RequireTool) -> Paper:
    require_tool("jq", "apt-get install jq")
    for name in ("bin", "runner", "work"):
        (tmp_path / name).mkdir()
    (tmp_path / "bin/gh").write_text(GH, "utf-8")
    (tmp_path / "bin/gh").chmod(0o755)
    state = tmp_path / "state.json"
    state.write_text(json.dumps({"requests": [], "issues": [], "done": [], "no_requests": False}), "utf-8")
    environment = {
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "RUNNER_TEMP": str(tmp_path / "runner"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_SERVER_URL": f"file://{tmp_path}",
        "GITHUB_REPOSITORY": "origin.git",
        "GITHUB_STATE": str(state),
        "BOT": JOBS["propose"]["env"]["BOT"],
    }
    made = Paper(tmp_path / "work", environment)
    subprocess.run(["git", "init", "--quiet", "--bare", str(tmp_path / "origin.git")], check=True)
    made.git("init", "--quiet", "--initial-branch", "main")
    made.git("config", "user.name", "A Person")
    made.git("config", "user.email", "person@example.org")
    for path in (OLD, NEW):
        (made.folder / path).parent.mkdir(parents=True)
        (made.folder / path).write_text('title: "Old"\n', "utf-8")
    (made.folder / ".gitignore").write_text(".venv\n", "utf-8")
    made.git("add", "--all")
    made.git("commit", "--quiet", "--message", "Begin")
    made.git("remote", "add", "origin", str(tmp_path / "origin.git"))
    made.git("push", "--quiet", "--set-upstream", "origin", "main")
    return made


def refreshed(paper: Paper) -> subprocess.CompletedProcess[str]:
    return paper.looked(REFRESH, "refresh", "Ask for what has become of the papers")


def linked(paper: Paper) -> subprocess.CompletedProcess[str]:
    return paper.looked(LINKS, "links", "Look whether linked pages are there")


def propose(paper: Paper) -> subprocess.CompletedProcess[str]:
    return paper.run(script("propose", "Open or renew a pull request for each patch"))


def test_each_year_of_records_gets_a_pull_request_with_its_evidence_and_a_silent_source_is_a_note(paper: Paper) -> None:
    done = refreshed(paper)
    assert done.returncode == 0, done.stderr
    assert "::notice title=A source did not answer::" in done.stdout
    proposed = propose(paper)
    assert proposed.returncode == 0, proposed.stderr
    bodies = [(words, body) for *_, body, words in paper.github()["done"]]
    assert [words[:2] for words, _ in bodies] == [["pr", "create"], ["pr", "create"]]
    first, second = (body for _, body in bodies)
    assert "    wei2024throw: published\n" in first
    assert "      evidence: the same title # and authors @everybody\n" in first  # in one line, and shown as it is
    assert "wei2025catch" not in first
    assert "    wei2025catch: title, not written: it would replace a value\n" in second
    changed = paper.git("diff", "--name-only", "origin/main", "origin/upkeep/refresh-2024").split()
    assert changed == [OLD]
    assert paper.git("show", "origin/main:" + OLD) == 'title: "Old"\n'
    assert "wei2025catch" in Path(paper.environment["GITHUB_STEP_SUMMARY"]).read_text("utf-8")


def test_a_pull_request_that_is_open_is_renewed_and_one_that_was_reviewed_stays_as_it_is(paper: Paper) -> None:
    refreshed(paper)
    propose(paper)
    before = paper.git("rev-parse", "origin/upkeep/refresh-2024")
    own = {"url": "https://github.test/o/r/pull/1", "isCrossRepository": False, "reviews": []}
    strangers = {"url": "https://github.test/o/r/pull/2", "isCrossRepository": True, "reviews": [{}]}
    paper.github(requests=[strangers, own], done=[])
    assert propose(paper).returncode == 0
    assert {tuple(words[:3]) for *_, words in paper.github()["done"]} == {("pr", "edit", own["url"])}
    paper.github(requests=[{**own, "reviews": [{}]}], done=[])
    done = propose(paper)
    assert "was reviewed, so it stays as it is" in done.stdout
    assert paper.github()["done"] == []
    assert before != ""


def test_a_branch_that_a_person_changed_is_not_pushed_over(paper: Paper) -> None:
    refreshed(paper)
    propose(paper)
    paper.git("switch", "--quiet", "upkeep/refresh-2024")
    paper.git("config", "user.email", "person@example.org")
    paper.git("commit", "--quiet", "--allow-empty", "--message", "By hand")
    paper.git("push", "--quiet", "origin", "upkeep/refresh-2024")
    before = paper.git("rev-parse", "origin/upkeep/refresh-2024")
    paper.github(done=[])
    done = propose(paper)
    assert "was changed by hand, so it stays as it is" in done.stdout
    assert paper.git("rev-parse", "origin/upkeep/refresh-2024") == before


def test_where_workflows_may_open_no_pull_requests_the_branch_is_told(paper: Paper) -> None:
    refreshed(paper)
    paper.github(no_requests=True)
    done = propose(paper)
    assert done.returncode == 0
    assert "The branch upkeep/refresh-2024 is ready; open its pull request by hand" in done.stdout


@pytest.mark.parametrize("path", [".github/workflows/evil.yml", "Makefile", "papers/2024/../../Makefile2"])
def test_a_patch_of_anything_but_records_and_memory_ends_red_and_is_not_pushed(path: str, paper: Paper) -> None:
    file = paper.folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("evil\n", "utf-8")
    paper.git("add", "--all")
    patch = paper.git("diff", "--cached")
    paper.git("reset", "--quiet", "--hard")
    found = Path(paper.environment["RUNNER_TEMP"]) / "found"
    found.mkdir()
    (found / "refresh-2024.patch").write_text(patch, "utf-8")
    (found / "refresh-2024.md").write_text("", "utf-8")
    assert propose(paper).returncode == 1
    assert paper.git("ls-remote", "origin", "refs/heads/upkeep/*") == ""


@pytest.mark.parametrize("code", ["0", "5"])
def test_new_papers_are_queued_by_a_pull_request_with_their_reasons_also_where_the_source_fell_silent(
    code: str, paper: Paper
) -> None:
    paper.environment["CODE"] = code
    done = paper.looked(DISCOVER, "discover", "Queue what is new")
    assert done.returncode == 0, done.stderr
    assert ("::notice title=A source did not answer::" in done.stdout) == (code == "5")
    assert propose(paper).returncode == 0
    [[*verb, body, words]] = paper.github()["done"]
    assert verb == ["pr", "create"]
    assert words[words.index("--title") + 1] == "Queue new papers for a decision"
    assert "     0.213  2607.99901  2026-07-01  # <b>New</b> @everybody\n" in body  # indented, and so shown as it is
    assert "    1 paper since 2026-06-24: 1 new\n" in body
    assert paper.git("diff", "--name-only", "origin/main", "origin/upkeep/discover").split() == ["queue.yaml"]


def test_where_nothing_is_new_nothing_is_proposed(paper: Paper) -> None:
    quiet = "#!/bin/sh\necho '0 papers since 2026-06-24' >&2\n"
    (paper.folder / "queue.yaml").write_text("waiting: []\n", "utf-8")
    paper.git("add", "--all")
    paper.git("commit", "--quiet", "--message", "A queue")
    paper.git("push", "--quiet")
    assert paper.looked(quiet, "discover", "Queue what is new").returncode == 0
    assert propose(paper).returncode == 0
    assert paper.github()["done"] == []


def test_links_are_remembered_by_a_pull_request_that_the_next_week_builds_on(paper: Paper) -> None:
    assert linked(paper).returncode == 0
    assert propose(paper).returncode == 0
    assert paper.git("diff", "--name-only", "origin/main", "origin/upkeep/links").split() == ["links.json"]
    (paper.folder / "links.json").unlink(missing_ok=True)
    paper.git("switch", "--quiet", "main")
    seen = paper.folder / ".venv/seen"
    stub = LINKS.replace("echo '{", f"cp links.json {seen}; echo '{{", 1)
    assert paper.looked(stub, "links", "Look whether linked pages are there").returncode == 0
    assert seen.read_text("utf-8") == '{"https://lost.test/": 1}\n'


def test_the_issue_on_links_names_what_is_gone_alone_and_is_renewed_and_closed(paper: Paper) -> None:
    linked(paper)
    tell = script("tell", "Open, renew or close the issue")
    assert paper.run(tell).returncode == 0
    [[_, verb, body, _]] = paper.github()["done"]
    assert verb == "create"
    assert "    papers/2024/wei2024throw.yaml:7:9: gone: 'https://lost.test/'" in body
    assert "wall.test" not in body
    forged = {"number": 7, "title": "Links that need a look", "author": {"is_bot": False}}
    own = {"number": 8, "title": "Links that need a look", "author": {"is_bot": True}}
    paper.github(issues=[forged, own], done=[])
    paper.run(tell)
    [[_, verb, _, words]] = paper.github()["done"]
    assert (verb, words[2]) == ("edit", "8")
    (Path(paper.environment["RUNNER_TEMP"]) / "found/links.issue").write_text("", "utf-8")
    paper.github(done=[])
    paper.run(tell)
    [[_, verb, _, words]] = paper.github()["done"]
    assert (verb, words[2]) == ("close", "8")


@pytest.mark.parametrize("job", ["refresh", "discover", "links"])
def test_a_fault_of_the_command_ends_red(job: str, paper: Paper) -> None:
    step = {
        "refresh": "Ask for what has become of the papers",
        "discover": "Queue what is new",
        "links": "Look whether linked pages are there",
    }[job]
    assert paper.looked("#!/bin/sh\nexit 2\n", job, step).returncode == 2
