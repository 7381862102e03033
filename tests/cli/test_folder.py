"""Every command finds the survey in the same way, and says the same where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from vlasurvey.cli import folder, main, manual

NEEDED = {
    "import bib": ["some.bib"],
    "import ris": ["some.bib"],
    "import csl": ["some.bib"],
    "import csv": ["some.bib"],
    "import list": ["some.bib"],
    "import results": ["some.bib", "--reporter", "a", "--benchmark", "b", "--where", "c"],
    "audit": ["--abstracts", "some.bib"],
    "export": ["bibtex"],
    "list": ["concepts"],
    "new": ["kim2024openvla"],
    "release": ["2030.1", "2030-01-01"],
    "verify": ["."],
}
"""Command -> what must be said with it."""
IN_A_SURVEY = [name for name, _ in manual.commands(main) if name != "explain"]


@pytest.mark.parametrize("name", IN_A_SURVEY)
@pytest.mark.parametrize("named", [False, True])
def test_outside_a_survey_every_command_says_so_in_one_line_with_the_folder(
    name: str, named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "some.bib").touch()
    monkeypatch.chdir(tmp_path)
    root = ["--root", str(tmp_path)] if named else []
    result = CliRunner().invoke(main, [*root, *name.split(), *NEEDED.get(name, [])])
    assert result.exit_code == 2
    above = "" if named else " or in a folder above"
    reason = f"no survey.yaml in {tmp_path}{above}: this is not a survey"
    assert result.output == f"Error: {reason}; name its folder: vlasurvey --root FOLDER ...\n"
    assert [path.name for path in tmp_path.iterdir()] == ["some.bib"]


@pytest.mark.parametrize("below", [".", "papers", "papers/2024"])
def test_the_survey_is_found_from_its_sub_folders(below: str, toy_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(toy_path / below)
    assert folder.found(None).resolve() == toy_path
    result = CliRunner().invoke(main, ["check"])
    assert result.output.startswith("0 errors, 0 warnings")
    assert result.exit_code == 0


def test_a_file_is_named_from_the_folder_in_which_a_person_stands(
    toy_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(toy_path / "papers" / "2024")
    result = CliRunner().invoke(main, ["check", "whole2024everything.yaml"])
    assert " in 1 file" in result.output
    assert result.exit_code == 0


def test_the_nearest_survey_above_is_the_one(toy_copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = toy_copy / "papers" / "inner"
    inner.mkdir()
    (inner / "survey.yaml").touch()
    monkeypatch.chdir(inner)
    assert folder.found(None).resolve() == inner
