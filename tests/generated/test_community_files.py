"""What contributors meet on GitHub: forms made from the vocabularies, owners, hooks, guides."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from vlasurvey import cli
from vlasurvey.generated import forms
from vlasurvey.importers import issueform
from vlasurvey.records import Links, Paper
from vlasurvey.survey import VOCABULARY_FILES, Survey, load

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
FORMS = ["add-paper.yml", "correct-paper.yml", "broken-link.yml", "report-results.yml"]


@pytest.fixture(scope="module")
def real() -> Survey:
    survey, problems = load(ROOT)
    assert survey is not None, problems
    return survey


def read(path: Path) -> dict[str, Any]:
    """A YAML file as GitHub reads it; YAML 1.1 takes the key `on` for true."""
    return {"on" if key is True else key: value for key, value in yaml.safe_load(path.read_text("utf-8")).items()}


def elements(name: str, root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """The questions of a form, by id."""
    form = read(root / forms.FOLDER / name)
    return {element["id"]: element for element in form["body"] if element["type"] != "markdown"}


# --- forms --------------------------------------------------------------------------------------


def test_the_forms_are_those_that_the_vocabularies_give(real: Survey) -> None:
    written = {f"{forms.FOLDER}/{path.name}": path.read_text("utf-8") for path in (ROOT / forms.FOLDER).iterdir()}
    assert written == forms.files(real)


def test_a_dropdown_offers_every_word_of_its_vocabulary_and_no_other(real: Survey) -> None:
    vocabularies = {
        "concepts": [*real.taxonomy.concepts, issueform.NONE_FITS],
        "mechanisms": list(real.taxonomy.mechanisms),
        "published-venue": list(real.venues),
        **{
            f"facets-{name}": [value.notation for value in facet.values] for name, facet in real.taxonomy.facets.items()
        },
    }
    questions = elements("add-paper.yml")
    for name, words in vocabularies.items():
        assert [option.split(":")[0] for option in questions[name]["attributes"]["options"]] == words
    assert {name for name, element in questions.items() if element["type"] == "dropdown"} == {
        *vocabularies, "role", "curation-basis", "curation-drafted_by",
    }  # fmt: skip


def test_every_question_belongs_to_a_field_of_a_record() -> None:
    fields = {name.split("-")[0] for name in elements("add-paper.yml")} - {"comments", "licence"}
    later = {"notes", "aliases", "status", "former_titles"}  # a text of four parts, and what a new paper cannot have
    later |= {"type", "publisher", "proper_nouns"}  # too rare to ask everybody
    later |= {"authors_complete"}  # follows from "et al." behind the authors
    assert fields | later == set(Paper.model_fields)


def test_a_question_is_required_exactly_where_a_record_needs_the_answer() -> None:
    questions = elements("add-paper.yml")
    required = {name for name, element in questions.items() if element.get("validations", {}).get("required")}
    needed = {name for name, field in Paper.model_fields.items() if field.is_required()} - {"curation"}
    assert needed - set(issueform.TAKEN) == required == set(issueform.REQUIRED)
    assert needed == {*issueform.REQUIRED, *issueform.TAKEN}


def test_the_importer_knows_every_question_by_the_label_that_heads_its_answer(real: Survey) -> None:
    labels = {name: element["attributes"]["label"] for name, element in elements("add-paper.yml").items()}
    assert labels == issueform.questions(real)
    assert len({label.casefold() for label in labels.values()}) == len(labels)


def test_the_forms_offer_every_field_and_every_kind_of_link() -> None:
    fields = elements("correct-paper.yml")["field"]["attributes"]["options"]
    assert [option.split(":")[0].replace(" ", "_") for option in fields] == list(Paper.model_fields)
    assert set(Links.model_fields) < set(elements("broken-link.yml")["kind"]["attributes"]["options"])


# docs.github.com, "Syntax for GitHub's form schema" and "Common validation errors when creating issue forms"
_KEYS = {
    "input": {"label", "description", "placeholder", "value"},
    "textarea": {"label", "description", "placeholder", "value", "render"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
    "checkboxes": {"label", "description", "options"},
    "markdown": {"value"},
}


@pytest.mark.parametrize("name", FORMS)
def test_github_accepts_the_form(name: str, toy_copy: Path, real: Survey) -> None:
    form = read(ROOT / forms.FOLDER / name)
    assert set(form) <= {"name", "description", "title", "labels", "assignees", "projects", "type", "body"}
    assert all(isinstance(form[key], str) and form[key].strip() for key in ("name", "description", "title"))
    assert len(form["description"]) <= 200
    ids, labels = [], []
    for element in form["body"]:
        attributes = element["attributes"]
        assert set(element) <= {"type", "id", "attributes", "validations"}
        assert set(attributes) <= _KEYS[element["type"]], element
        texts = [attributes[key] for key in ("label", "description", "placeholder", "value") if key in attributes]
        assert all(isinstance(text, str) and text.strip() for text in texts), element
        if element["type"] == "markdown":
            continue
        ids.append(element["id"])
        labels.append(re.sub(r"[^a-z0-9]+", "-", attributes["label"].lower()))
        assert re.fullmatch(r"[A-Za-z0-9_-]+", element["id"])
        if element["type"] == "dropdown":
            options = attributes["options"]
            assert options
            assert all(isinstance(option, str) for option in options)
            assert len(set(options)) == len(options)
            assert "none" not in [option.casefold() for option in options]
    assert len(set(ids)) == len(ids)
    assert len(set(labels)) == len(labels)


def test_a_survey_without_venues_facets_or_concepts_in_use_still_has_a_form(toy: Survey) -> None:
    text = forms.files(replace(toy, venues={}))[f"{forms.FOLDER}/add-paper.yml"]
    ids = {element.get("id") for element in yaml.safe_load(text)["body"]}
    assert "published-venue" not in ids
    assert "published-year" not in ids
    assert "concepts" in ids


def test_words_of_a_vocabulary_cannot_break_out_of_the_form(toy: Survey) -> None:
    venue = next(iter(toy.venues.values()))
    title = 'A "quoted": #1 {{ venue }}\\ & *more*'
    hostile = replace(toy, venues={venue.id: venue.model_copy(update={"title": title})})
    form = yaml.safe_load(forms.files(hostile)[f"{forms.FOLDER}/add-paper.yml"])
    [element] = [element for element in form["body"] if element.get("id") == "published-venue"]
    assert element["attributes"]["options"] == [f"{venue.id}: {title}"]


def test_the_forms_of_a_survey_without_papers_show_what_an_answer_looks_like(toy: Survey) -> None:
    empty, full = forms.files(replace(toy, papers={})), forms.files(toy)
    shown = {
        field["id"]: field["attributes"].get("placeholder", "").split("\n")
        for field in yaml.safe_load(empty[f"{forms.FOLDER}/add-paper.yml"])["body"]
        if "id" in field
    }
    assert shown["title"] == ["A Study of Things"]
    assert shown["authors"] == ["Jane Doe", "John Roe"]
    assert shown["issued"] == ["2024-01-31"]
    assert "doe2024example" in empty[f"{forms.FOLDER}/correct-paper.yml"]
    asked = [[field.get("id") for field in yaml.safe_load(of[f"{forms.FOLDER}/add-paper.yml"])["body"]]
             for of in (empty, full)]  # fmt: skip
    assert asked[0] == asked[1]


def test_a_survey_elsewhere_than_on_github_has_no_forms(toy: Survey) -> None:
    elsewhere = toy.settings.model_copy(update={"repo_url": "https://code.example/toy"})
    assert forms.files(replace(toy, settings=elsewhere)) == {}


# --- other files --------------------------------------------------------------------------------


def test_owners_are_of_the_repositorys_own_organisation_and_their_paths_exist(real: Survey) -> None:
    text = (GITHUB / "CODEOWNERS").read_text("utf-8")
    organisation = real.settings.repo_url.rstrip("/").split("/")[-2]
    assert set(re.findall(r"@([\w-]+)/", text)) == {organisation}
    patterns = [line.split()[0] for line in text.splitlines() if line and not line.startswith("#")]
    missing = [p for p in patterns if p != "*" and not (ROOT / p.strip("/")).exists()]
    assert [pattern for pattern in missing if pattern != "/released-keys.txt"] == []
    assert re.findall(r"^#   (\S+) +@", text, re.MULTILINE) == list(real.taxonomy.top_concepts)


def test_everything_that_runs_or_is_published_has_owners_of_its_own_and_not_by_the_star_alone() -> None:
    text = (GITHUB / "CODEOWNERS").read_text("utf-8")
    owned = [line.split()[0] for line in text.splitlines() if line.startswith("/")]
    folders = (".github", ".ci", "src", "templates", "papers", "docs", "tests/tools")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if "node_modules" not in path.parts]
    files += [path for pattern in ("requirements*.txt", ".pre-commit-*") for path in ROOT.glob(pattern)]
    files += [ROOT / name for name in ("Makefile", "pyproject.toml", "mkdocs.yml", *VOCABULARY_FILES)]
    running = [path.relative_to(ROOT) for path in files if path.is_file()]
    assert len(running) > 300
    owners = {path: [owner for owner in owned if f"/{path.as_posix()}".startswith(owner)] for path in running}
    assert [str(path) for path, found in owners.items() if not found] == []


def test_a_hole_can_be_reported_in_private_and_the_way_is_linked() -> None:
    text = (ROOT / "SECURITY.md").read_text("utf-8")
    assert "**Report a vulnerability**" in text
    for name in ("README.md", "CONTRIBUTING.md"):
        assert "](SECURITY.md)" in (ROOT / name).read_text("utf-8")
    assert "*Private vulnerability reporting*" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_maintainers_are_told_which_protections_a_merge_needs() -> None:
    [section] = re.findall(r"## For maintainers\n(.*?)\n## ", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.DOTALL)
    told = " ".join(section.split())
    for setting in (
        "Dismiss stale pull request approvals when new commits are pushed",
        "Require approval of the most recent reviewable push",
        "Require review from Code Owners",
        "Require status checks to pass",
    ):
        assert f"*{setting}*" in told
    checks = read(GITHUB / "workflows" / "checks.yml")["jobs"]
    assert {job["name"].split(" $")[0] for job in checks.values() if "uses" not in job} <= set(
        re.findall(r"\*\*([^*]+)\*\*", told)
    )


def test_hooks_for_other_surveys_run_commands_that_exist() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert [hook["id"] for hook in hooks] == ["vlasurvey-check", "vlasurvey-fmt"]
    for hook in hooks:
        program, command = hook["entry"].split()
        assert program == "vlasurvey"
        assert command in cli.main.commands
        assert re.search(hook["files"], "papers/2024/kim2024openvla.yaml")
        assert re.search(hook["files"], "taxonomy.yaml")
        assert not re.search(hook["files"], "src/vlasurvey/survey.yaml")


@pytest.mark.parametrize("path", ["CONTRIBUTING.md", "docs/contribute.md"])
def test_three_ways_to_contribute_take_at_most_seven_steps_each(path: str) -> None:
    sections = re.split(r"^## ", (ROOT / path).read_text("utf-8"), flags=re.MULTILINE)[1:]
    steps = {
        section.splitlines()[0]: re.findall(r"^(\d+)\. ", section, re.MULTILINE)
        for section in sections
        if re.search(r"^1\. ", section, re.MULTILINE)
    }
    assert len(steps) == 3, list(steps)
    assert all(numbers == [str(n) for n in range(1, len(numbers) + 1)] for numbers in steps.values())
    assert max(map(len, steps.values())) <= 7


def test_files_and_commands_that_the_contributors_guide_names_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"(?:`|^ {4})make ([a-z]+)", text, re.MULTILINE)):
        assert re.search(rf"^{target}\b.*:", makefile, re.MULTILINE), target
    for name in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (ROOT / name).exists(), name
