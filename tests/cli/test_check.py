"""`vlasurvey check` as a contributor meets it: all faults in one run, each with place, code and advice; exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from vlasurvey.cli import main

RECORD = """\
# yaml-language-server: $schema=../../../../schema/paper.schema.json
title: "A Fresh Record"
short_titel: Fresh
role: method
authors:
  - Fay Fresh
issued: "2025-04-02"
identifiers:
  arxiv: 2504.99910
concepts: [hands/trowing]
role: survey
curation:
  added: "2025-06-21"
"""
PATH = "papers/2025/fresh2025fresh.yaml"
FOUR = [
    f"{PATH}:3:1: error[VS202] unknown field 'short_titel'; did you mean 'short_title'?",
    f"{PATH}:9:10: error[VS109] unquoted '2504.99910' is changed by YAML readers; write \"2504.99910\"",
    f"{PATH}:10:12: error[VS402] unknown concept 'hands/trowing'; did you mean 'hands/throwing'?",
    f"{PATH}:11:1: error[VS102] key 'role' stands twice in this mapping; keep one of the two",
]


def check(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--root", str(root), "check", *arguments])


@pytest.fixture
def four_faults(toy_copy: Path) -> Path:
    (toy_copy / PATH).write_text(RECORD, encoding="utf-8")
    return toy_copy


def test_four_faults_of_one_record_are_four_problems_in_one_run(four_faults: Path) -> None:
    result = check(four_faults)
    assert result.output.splitlines() == [*FOUR, "4 errors, 0 warnings, 0 notes in 16 files; 2 waived (VS501, VS610)"]
    assert result.exit_code == 1


def test_the_same_problems_come_as_json_and_as_github_commands(four_faults: Path) -> None:
    result = check(four_faults, "--format", "json")
    read = json.loads(result.output)
    assert [f"{p['path']}:{p['line']}:{p['column']}: {p['severity']}[{p['code']}]" for p in read["problems"]] == [
        line.split(" ")[0] + " " + line.split(" ")[1] for line in FOUR
    ]
    assert result.exit_code == 1
    result = check(four_faults, "--format", "github")
    assert [line.split(" ")[0] for line in result.output.splitlines()] == ["::error"] * 4 + ["4"]
    assert result.exit_code == 1


def test_following_the_advice_ends_in_silence(four_faults: Path) -> None:
    text = RECORD.replace("short_titel", "short_title").replace("2504.99910", '"2504.99910"')
    text = text.replace("hands/trowing", "hands/throwing").replace("role: survey\n", "")
    (four_faults / PATH).write_text(text, encoding="utf-8")
    result = check(four_faults)
    assert result.output == "0 errors, 0 warnings, 0 notes in 16 files; 2 waived (VS501, VS610)\n"
    assert result.exit_code == 0


def test_a_named_record_is_checked_alone_in_the_light_of_the_survey(four_faults: Path) -> None:
    assert check(four_faults, "papers/2024").exit_code == 0
    result = check(four_faults, PATH)
    assert result.output.splitlines() == [*FOUR, "4 errors, 0 warnings, 0 notes in 1 file"]
    assert result.exit_code == 1


def test_a_path_is_looked_for_in_the_survey_wherever_one_stands(
    four_faults: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / PATH).parent.mkdir(parents=True)
    (elsewhere / PATH).write_text("a file of the same name that is none of ours")
    monkeypatch.chdir(elsewhere)
    for path in ("papers", PATH, str(four_faults / PATH)):
        assert check(four_faults, path).output.splitlines()[:-1] == FOUR
    monkeypatch.chdir(four_faults / "papers")
    assert check(four_faults, "2025").output.splitlines()[:-1] == FOUR


def test_a_path_that_the_check_does_not_read_is_wrong_usage(toy_copy: Path) -> None:
    result = check(toy_copy, "README.md")
    assert result.exit_code == 2
    assert "'README.md' is no file of the survey in" in result.output


def test_without_its_vocabularies_no_record_passes_for_sound(toy_copy: Path) -> None:
    (toy_copy / "taxonomy.yaml").write_text("concepts: [", encoding="utf-8")
    result = check(toy_copy, "papers")
    assert result.output.startswith("taxonomy.yaml:2:1: error[VS101]")
    assert result.exit_code == 1


def test_a_warning_alone_fails_the_check(toy_copy: Path) -> None:
    path = toy_copy / "papers/2024/whole2024everything.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("2024-02-28", "2024-04-28"), encoding="utf-8")
    result = check(toy_copy)
    assert "warning[VS509]" in result.output
    assert result.exit_code == 1


def test_wrong_usage_is_exit_code_2(toy_copy: Path, tmp_path: Path) -> None:
    not_a_survey = check(tmp_path)
    assert not_a_survey.exit_code == 2
    assert "vlasurvey --root FOLDER" in not_a_survey.output
    assert check(toy_copy, "papers/1999/nobody1999nothing.yaml").exit_code == 2
    assert check(toy_copy, "--format", "xml").exit_code == 2


def test_an_unusable_vocabulary_is_a_problem_and_no_traceback(toy_copy: Path) -> None:
    (toy_copy / "taxonomy.yaml").write_text("concepts: [", encoding="utf-8")
    result = check(toy_copy)
    assert result.output.startswith("taxonomy.yaml:2:1: error[VS101] not valid YAML: ")
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("content", [b"\xff", b"", b"a: [", b'title: "\\x85\\n"\n', b'"\\u2028": "a\\nb"\n', b"? x"])
def test_no_record_breaks_the_output(content: bytes, toy_copy: Path) -> None:
    (toy_copy / PATH).write_bytes(content)
    for name in ("text", "json", "github"):
        result = check(toy_copy, "--format", name)
        assert result.exit_code == 1
        assert isinstance(result.exception, SystemExit)


# --- form and content -----------------------------------------------------------------------------

WHOLE = "papers/2024/whole2024everything.yaml"


def with_fault_of_form(root: Path, kind: str) -> None:
    text = (root / WHOLE).read_text(encoding="utf-8")
    if kind == "order":
        title = next(line for line in text.splitlines(keepends=True) if line.startswith("title:"))
        text = text.replace(title, "") + title
    elif kind == "quotes":
        line = next(line for line in text.splitlines() if line.startswith("issued:"))
        text = text.replace(line, line.replace('"', ""))
    else:
        text = text.replace("aliases: [whole2024all]", "aliases:  [ whole2024all ]")
    (root / WHOLE).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("kind", ["quotes", "order", "layout"])
def test_mere_form_is_named_but_fails_no_check_of_the_content(kind: str, toy_copy: Path) -> None:
    with_fault_of_form(toy_copy, kind)
    assert check(toy_copy).exit_code == 1
    result = check(toy_copy, "--content", "--format", "github")
    assert result.exit_code == 0
    assert f"::notice file={WHOLE}," in result.output
    assert "::error" not in result.output
    assert "::warning" not in result.output


@pytest.mark.parametrize("kind", ["quotes", "order", "layout"])
def test_what_is_mere_form_is_mended_by_fmt_alone(kind: str, toy_copy: Path) -> None:
    before = (toy_copy / WHOLE).read_text(encoding="utf-8")
    with_fault_of_form(toy_copy, kind)
    assert CliRunner().invoke(main, ["--root", str(toy_copy), "fmt"]).exit_code == 0
    assert (toy_copy / WHOLE).read_text(encoding="utf-8") == before


def test_a_fault_of_the_content_fails_a_check_of_the_content(four_faults: Path) -> None:
    result = check(four_faults, "--content")
    assert result.exit_code == 1
    assert FOUR[1].replace("error[VS109]", "note[VS109]") not in result.output  # beside errors, notes are counted
    assert "3 errors, 0 warnings, 1 note in 16 files" in result.output
    assert FOUR[1].replace("error[VS109]", "note[VS109]") in check(four_faults, "--content", "--notes").output


# --- many problems --------------------------------------------------------------------------------


@pytest.fixture
def many_faults(toy_copy: Path) -> Path:
    text = (toy_copy / WHOLE).read_text(encoding="utf-8")
    listed = ", ".join(f"hands/unknown-{number}" for number in range(57))
    line = next(line for line in text.splitlines() if line.startswith("concepts:"))
    (toy_copy / WHOLE).write_text(text.replace(line, f"concepts: [{listed}]"), encoding="utf-8")
    return toy_copy


@pytest.mark.parametrize("format_", ["text", "github"])
def test_a_person_reads_twenty_problems_of_a_kind_and_how_to_see_the_others(many_faults: Path, format_: str) -> None:
    few = check(many_faults, "--format", format_).output
    assert few.count("unknown concept") == 20
    assert "and 37 more of VS402; to see them: vlasurvey check --all" in few
    assert "57 errors" in few
    everything = check(many_faults, "--format", format_, "--all").output
    assert everything.count("unknown concept") == 57
    assert "more of" not in everything


@pytest.mark.parametrize("format_", ["json", "sarif"])
def test_a_program_reads_all_problems(many_faults: Path, format_: str) -> None:
    assert check(many_faults, "--format", format_).output.count("unknown concept") == 57


@pytest.mark.parametrize("command", [["generate"], ["build"], ["release", "2030.1", "2030-01-01"]])
def test_a_command_that_problems_keep_from_its_work_prints_twenty_of_a_kind(
    many_faults: Path, command: list[str]
) -> None:
    shutil.copy(Path(__file__).parents[2] / "mkdocs.yml", many_faults)
    (many_faults / "docs").mkdir(exist_ok=True)
    result = CliRunner().invoke(main, ["--root", str(many_faults), *command])
    assert result.exit_code == 1
    assert result.output.count("unknown concept") == 20
    assert "and 37 more of VS402; to see them: vlasurvey check --all" in result.output


def test_notes_do_not_stand_between_what_must_be_mended(toy_copy: Path) -> None:
    text = (toy_copy / "taxonomy.yaml").read_text(encoding="utf-8")
    (toy_copy / "taxonomy.yaml").write_text(
        text.replace(
            "exclusion_reasons:",
            "exclusion_reasons:\n  - notation: unheard-of\n    pref_label:\n      en: Unheard of",
            1,
        ),
        encoding="utf-8",
    )
    assert "note[VS410]" in check(toy_copy).output
    (toy_copy / PATH).write_text(RECORD, encoding="utf-8")
    assert "note[VS410]" not in check(toy_copy).output
