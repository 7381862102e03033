"""Fixtures that all tests share: the toy survey, a copy of it to break, and programs that may be missing."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from vlasurvey import checks, survey
from vlasurvey.exports import csl, formats
from vlasurvey.problems import Problem
from vlasurvey.site.build import build

TESTS = Path(__file__).parent

LONG_IN_MAKING = frozenset(
    ["address", "attacked", "built", "exported", "few", "hard_site", "real_site", "shared", "site"]
)
"""Fixtures with a site, or with another thing that many tests look at: of the session, or of the tests of a file."""

Missing = Callable[[str], NoReturn]
"""Function of what is not installed and how to install it; ends the test."""
Golden = Callable[[str, Mapping[str, str]], None]
"""Function of a folder below tests/golden/ and its files, name -> text; fails where they differ from what is kept."""
RequireTool = Callable[[str, str], str]
"""Function of a program's name and its install line: its path, or the end of the test."""

# A busy machine is no fault of the code; tests that guard against hanging measure CPU time themselves.
# The same examples every time, so that a run tells about the change and not about luck; to hunt for new ones:
# pytest --hypothesis-profile=hunt
settings.register_profile("vlasurvey", deadline=None, derandomize=True)
settings.register_profile("hunt", deadline=None, max_examples=5000)
settings.load_profile("vlasurvey")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden files be written anew."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden/ anew")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process run all tests that share what takes long to make."""
    for item in items:
        for fixture in LONG_IN_MAKING & {*getattr(item, "fixturenames", ())}:
            of = fixture if fixture == "real_site" else item.nodeid.partition("::")[0]
            item.add_marker(pytest.mark.xdist_group(of))


def pytest_collection_finish() -> None:
    """Have the search for garbage pass over what was loaded to collect the tests: all of it stays until the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Function of a folder below tests/golden/ and the texts of its files: they must be as they are kept there."""

    def compare(folder: str, found: Mapping[str, str]) -> None:
        kept = TESTS / "golden" / folder
        if request.config.getoption("--update-golden"):
            shutil.rmtree(kept, ignore_errors=True)
            for name, text in found.items():
                (kept / name).parent.mkdir(parents=True, exist_ok=True)
                (kept / name).write_bytes(text.encode())
        there = [path for path in kept.rglob("*") if path.is_file()]
        files = {path.relative_to(kept).as_posix(): path.read_bytes().decode() for path in there}
        assert sorted(files) == sorted(found)
        assert {name: text for name, text in found.items() if files[name] != text} == {}

    return compare


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
        return checks.report(root).problems

    return find


def loaded_survey(root: Path) -> survey.Survey:
    """Return the survey in a folder."""
    loaded, problems = survey.load(root)
    assert loaded is not None, problems
    return loaded


@pytest.fixture(scope="session")
def corpus() -> survey.Survey:
    """The real survey."""
    return loaded_survey(TESTS.parent)


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built; never write into it."""
    return build(TESTS.parent, tmp_path_factory.mktemp("real") / "site", strict=True)[0]


@pytest.fixture(scope="session")
def cases() -> survey.Survey:
    """The hard cases for citations."""
    return loaded_survey(TESTS / "citations")


@pytest.fixture(scope="session")
def items(corpus: survey.Survey, cases: survey.Survey) -> dict[str, csl.Item]:
    """Key -> CSL item of the real corpus and the hard cases."""
    both = [(paper, of) for of in (corpus, cases) for paper in of.papers.values()]
    return {paper.key: csl.item(paper, of) for paper, of in sorted(both, key=lambda pair: pair[0].key)}


@pytest.fixture(scope="session")
def exported(items: dict[str, csl.Item], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the real corpus and the hard cases in one file of each format, as the site has them."""
    folder = tmp_path_factory.mktemp("exported")
    for form in formats.WHOLE:
        (folder / f"papers.{form.suffix}").write_bytes(form.file(map(form.entry, items.values())).encode())
    return folder


@pytest.fixture(scope="session")
def missing() -> Missing:
    """Function of what is not installed and how to install it: skips the test.

    Where VLASURVEY_REQUIRE_ALL is set (as in CI), it fails the test instead.
    """

    def end(reason: str) -> NoReturn:
        if os.environ.get("VLASURVEY_REQUIRE_ALL"):
            pytest.fail(reason)
        pytest.skip(reason)  # the reason says what to install

    return end


@pytest.fixture(scope="session")
def require_tool(missing: Missing) -> RequireTool:
    """Function of a program's name and its install line: the program's path, or the end of the test."""

    def find(name: str, install: str) -> str:
        path = shutil.which(name)
        if path:
            return path
        missing(f"{name} is not installed; {install}")

    return find


@pytest.fixture(scope="session")
def browser(missing: Callable[[str], NoReturn]) -> Iterator[Browser]:
    """A headless Chromium for all tests that are marked `browser`."""
    path = os.environ.get("VLASURVEY_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        missing("no browser is installed; apt-get install chromium")
    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()
