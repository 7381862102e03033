"""Fixtures that all tests share: the toy survey, a copy of it to break, and programs that may be missing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings

from vlasurvey import checks, survey
from vlasurvey.problems import Problem, in_order

TESTS = Path(__file__).parent

# A busy machine is no fault of the code; tests that guard against hanging measure CPU time themselves.
# The same examples every time, so that a run tells about the change and not about luck; to hunt for new ones:
# pytest --hypothesis-profile=hunt
settings.register_profile("vlasurvey", deadline=None, derandomize=True)
settings.register_profile("hunt", deadline=None, max_examples=5000)
settings.load_profile("vlasurvey")


@pytest.fixture(scope="session")
def toy_path() -> Path:
    """The folder of the toy survey; never write into it."""
    return TESTS / "toy"


@pytest.fixture(scope="session")
def toy(toy_path: Path) -> survey.Survey:
    """The toy survey, loaded."""
    loaded, problems = survey.load(toy_path)
    assert loaded is not None, problems
    return loaded


@pytest.fixture
def toy_copy(toy_path: Path, tmp_path: Path) -> Path:
    """A copy of the toy survey's folder, to be broken."""
    return Path(shutil.copytree(toy_path, tmp_path / "toy"))


@pytest.fixture(scope="session")
def problems_of() -> Callable[[Path], list[Problem]]:
    """Function of a survey's folder: all its problems in reading order, as `vlasurvey check` finds them."""

    def find(root: Path) -> list[Problem]:
        loaded, problems = survey.load(root)
        return in_order(problems + (checks.check(loaded)[0] if loaded else []))

    return find


@pytest.fixture(scope="session")
def missing() -> Callable[[str], NoReturn]:
    """Function of what is not installed and how to install it: skips the test.

    Where VLASURVEY_REQUIRE_ALL is set (as in CI), it fails the test instead.
    """

    def end(reason: str) -> NoReturn:
        if os.environ.get("VLASURVEY_REQUIRE_ALL"):
            pytest.fail(reason)
        pytest.skip(reason)  # the reason says what to install

    return end


@pytest.fixture(scope="session")
def require_tool(missing: Callable[[str], NoReturn]) -> Callable[[str, str], str]:
    """Function of a program's name and its install line: the program's path, or the end of the test."""

    def find(name: str, install: str) -> str:
        path = shutil.which(name)
        if path:
            return path
        missing(f"{name} is not installed; {install}")

    return find
