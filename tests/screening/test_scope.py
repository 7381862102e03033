"""The page of close decisions says of each precedent what screening.yaml says of it, in both languages alike."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vlasurvey.survey import Survey, load

ROOT = Path(__file__).parents[2]
_PRECEDENT = re.compile(r"\[(\d{4}\.\d{5})\]\(https://arxiv\.org/abs/(\d{4}\.\d{5})\) `([\w-]+)`")


@pytest.fixture(scope="module")
def survey() -> Survey:
    found, _ = load(ROOT)
    assert found is not None
    return found


def precedents(name: str) -> list[tuple[str, str, str]]:
    text = (ROOT / "docs" / name).read_text("utf-8")
    found = _PRECEDENT.findall(text)
    assert len(found) == text.count("\n| ") - 2  # each line of the table but its head has one
    return found


@pytest.mark.parametrize("name", ["scope.md", "scope.zh.md"])
def test_a_precedent_was_left_out_for_the_reason_that_the_page_gives(name: str, survey: Survey) -> None:
    reasons = {screened.identifiers.arxiv: screened.reason for screened in survey.screened}
    for printed, linked, reason in precedents(name):
        assert printed == linked
        assert reasons.get(linked) == reason, f"{linked} is no longer left out for {reason}: change docs/{name}"


def test_both_languages_have_the_same_precedents() -> None:
    assert precedents("scope.md") == precedents("scope.zh.md")
