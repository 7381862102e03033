"""Building a survey that is not ours: every text comes through, and no folder is lost."""

from __future__ import annotations

import multiprocessing
import os
import re
import shutil
import signal
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from vlasurvey import generated
from vlasurvey.cli import main
from vlasurvey.running import processes
from vlasurvey.site.build import BuildError, build
from vlasurvey.survey import load

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(toy_copy: Path) -> Path:
    """A copy of the toy survey that can be built, with the real one's engine settings and written pages."""
    shutil.copy(ROOT / "mkdocs.yml", toy_copy)
    shutil.copytree(ROOT / "docs", toy_copy / "docs")
    return toy_copy


def edit(file: Path, pattern: str, text: str) -> None:
    before = file.read_text(encoding="utf-8")
    after = re.sub(pattern, lambda _: text, before, count=1)
    assert after != before
    file.write_text(after, encoding="utf-8")


def test_the_toy_survey_builds_with_names_that_tex_has_no_letters_for(folder: Path) -> None:
    site = build(folder, None, strict=True)[0]
    assert "李, 雷" in (site / "data/papers.bib").read_text(encoding="utf-8")
    assert "李, 雷" in (site / "papers/ballclubcollective2024pi0/cite.bib").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["build", "serve"])
@pytest.mark.parametrize(
    ("settings", "said"), [("site_name: [", "while parsing"), ("theme: {name: of-nobody}\nsite_name: x\n", "of-nobody")]
)
def test_settings_of_the_engine_that_it_cannot_use_are_a_message(
    command: str, settings: str, said: str, folder: Path
) -> None:
    (folder / "mkdocs.yml").write_text(settings, encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = ["--address", f"127.0.0.1:{free.getsockname()[1]}"] if command == "serve" else []
    result = CliRunner().invoke(main, ["--root", str(folder), command, *address])
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert said in result.stderr
    assert not result.stderr.startswith("Error: ")  # it is ours, not one that nobody expected
    assert not (folder / "site").exists()


@pytest.mark.parametrize(
    ("template", "text", "said"),
    [
        (
            "paper.html",
            "\n{{ nothing.there }}",
            r"papers/\S+/index.html cannot be made: UndefinedError: .*\(in paper.html:2\)",
        ),
        ("paper.html", "{% if %}", r"papers/\S+/index.html cannot be made: TemplateSyntaxError: .*\(in paper.html:1\)"),
        (
            "paper.html",
            "{{ 1 / 0 }}",
            r"papers/\S+/index.html cannot be made: ZeroDivisionError: .*\(in paper.html:1\)",
        ),
        (
            "paper.html",
            "{% include 'gone.html' %}",
            r"papers/\S+/index.html cannot be made: TemplateNotFound: .*gone.html.*",
        ),
        (
            "overrides/main.html",
            "{{ nothing.there }}",
            r"the site cannot be made: UndefinedError: .*\(in main.html:1\)",
        ),
    ],
)
def test_a_template_that_fails_is_one_line_with_the_page_and_the_template(
    template: str, text: str, said: str, folder: Path
) -> None:
    (folder / "templates" / template).parent.mkdir(parents=True)
    (folder / "templates" / template).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["--root", str(folder), "build"])
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert re.fullmatch(said, result.stderr.splitlines()[-1])
    assert not (folder / "site").exists()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_fault_of_our_own_is_one_line_with_the_file_and_the_module(
    language: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise KeyError("surprise")

    monkeypatch.setattr(
        "vlasurvey.site.files.feeds._entry" if language == "en" else "vlasurvey.site.files.feeds.in_language", fail
    )
    result = CliRunner().invoke(main, ["--root", str(folder), "build"])
    assert (result.exit_code, type(result.exception)) == (1, SystemExit)
    assert re.search(r"cannot be made: KeyError: 'surprise' \(in vlasurvey/site/\S+\.py:\d+\)", result.stderr)


def test_the_command_says_where_the_site_is_and_verify_finds_it_whole(folder: Path) -> None:
    built = CliRunner().invoke(main, ["--root", str(folder), "build", "--strict"])
    assert (built.exit_code, built.stdout, built.stderr.splitlines()[-1]) == (0, "", f"built {folder / 'site'}")
    found = CliRunner().invoke(main, ["--root", str(folder), "verify", str(folder / "site")])
    assert (found.exit_code, found.stdout, found.stderr) == (0, "", f"{folder / 'site'} holds all 6 papers\n")


def test_a_survey_without_papers_builds(folder: Path) -> None:
    for name in ("papers", "results"):
        shutil.rmtree(folder / name)
    for name in ("released-keys.txt", "benchmarks.yaml"):
        (folder / name).unlink()
    edit(folder / "survey.yaml", "survey_paper: .*\n", "")
    edit(folder / "survey.yaml", "start_here: .*\n", "")
    build(folder, None, strict=True)


@pytest.mark.parametrize("typed", ["https://toy.example/sub", "https://toy.example/sub/"])
def test_addresses_stand_below_the_site_url_with_or_without_its_last_slash(typed: str, folder: Path) -> None:
    edit(folder / "survey.yaml", "site_url: .*", f"site_url: {typed}")
    site = build(folder, None, strict=True)[0]
    texts = [file.read_text(encoding="utf-8") for file in site.rglob("*") if file.suffix in (".html", ".xml", ".txt")]
    found = {address for text in texts for address in re.findall(r"toy\.example/sub[^\"<)\s]*", text)}
    assert "toy.example/sub/feed.xml" in found
    assert [address for address in found if re.search("sub[^/]|//", address)] == []


def test_a_source_that_is_no_address_is_shown_as_text(folder: Path) -> None:
    record = folder / "papers/2024/whole2024everything.yaml"
    edit(record, 'issued: "?https://whole.example/"?', 'issued: "https://[bad"')
    site = build(folder, None, strict=True)[0]
    assert "https://[bad" in (site / "papers/whole2024everything/index.html").read_text(encoding="utf-8")


def test_a_first_language_without_words_is_no_traceback(folder: Path) -> None:
    for file in folder.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8").replace("[en, zh]", "[xx, en]")
        file.write_text(re.sub(r"\bzh:", "xx:", text), encoding="utf-8")
    with pytest.raises(BuildError, match=r"no texts in 'xx'; write templates/strings\.xx\.yaml"):
        build(folder, None, strict=True)


def test_a_written_page_never_disappears_behind_a_generated_one(folder: Path) -> None:
    (folder / "docs/data.md").write_text("# Ours\n")
    with pytest.raises(BuildError, match=r"docs/data\.md has the address of a generated page; rename it"):
        build(folder, None, strict=True)


def test_every_page_has_a_content_policy_without_unsafe_inline(folder: Path) -> None:
    site = build(folder, None, strict=True)[0]
    pages = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html")}
    assert [path for path, text in pages.items() if text.count('<meta http-equiv="Content-Security-Policy"') != 1] == []
    assert [path for path, text in pages.items() if "unsafe-inline" in text] == []


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "chosen",
    [lambda root: root, lambda root: root.parent, lambda root: root / "docs", lambda root: root / "papers"],
    ids=["the survey", "above it", "docs", "papers"],
)
def test_a_build_never_replaces_what_is_no_site(chosen: Callable[[Path], Path], folder: Path) -> None:
    before = everything(folder.parent)
    with pytest.raises(BuildError, match="name another folder: --site-dir"):
        build(folder, chosen(folder), strict=True)
    assert everything(folder.parent) == before


def test_a_build_replaces_an_earlier_site_and_fills_an_empty_folder(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    build(folder, target, strict=True)
    (target / "left-over.html").write_text("of an older version")
    build(folder, target, strict=True)
    assert not (target / "left-over.html").exists()


def test_a_site_under_version_control_is_left_alone(folder: Path, tmp_path: Path) -> None:
    target = build(folder, tmp_path / "out", strict=True)[0]
    (target / ".git").write_text("gitdir: elsewhere")
    with pytest.raises(BuildError, match="--site-dir"):
        build(folder, target, strict=True)
    assert (target / ".git").exists()


def test_a_swap_that_fails_puts_the_last_site_back(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = build(folder, tmp_path / "out", strict=True)[0]
    before = everything(target)
    rename = Path.rename

    def fail_for_the_new_site(self: Path, to: Path) -> Path:
        if self.name == ".out.new":
            raise PermissionError("in use")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", fail_for_the_new_site)
    with pytest.raises(PermissionError):
        build(folder, target, strict=True)
    assert everything(target) == before


def test_a_third_language_needs_one_file_and_no_code(folder: Path) -> None:
    words = (ROOT / "templates/strings.en.yaml").read_text(encoding="utf-8")
    words = words.replace("language.name: English", "language.name: Français").replace(
        "(not translated yet)", "(à traduire)"
    )
    (folder / "templates").mkdir()
    (folder / "templates/strings.fr.yaml").write_text(words, encoding="utf-8")
    edit(folder / "survey.yaml", r"languages: \[en, zh\]", "languages: [en, zh, fr]")
    site = build(folder, None, strict=True)[0]
    pages = {path.relative_to(site).as_posix() for path in site.rglob("index.html")}
    originals = {page for page in pages if not page.startswith(("zh/", "fr/"))}
    redirects = {page for page in originals if b'http-equiv="refresh"' in (site / page).read_bytes()}
    assert {f"fr/{page}" for page in originals - redirects} == {page for page in pages if page.startswith("fr/")}
    paper = (site / "fr/papers/whole2024everything/index.html").read_text(encoding="utf-8")
    assert '<html lang="fr"' in paper
    assert re.search(r'class="takeaway"><span lang="en">.+?</span> <span class="mut">\(à traduire\)</span>', paper)
    assert re.findall(r'<a class="ib tongue" lang="(..)"', paper) == ["en", "zh"]
    english = (site / "papers/whole2024everything/index.html").read_text(encoding="utf-8")
    assert 'hreflang="fr" href="https://toy.example/fr/papers/whole2024everything/"' in english
    assert (site / "fr/feed.xml").exists()
    survey, _ = load(folder)
    assert survey is not None
    assert "AWESOME.fr.md" in generated.files(survey, "")


@pytest.fixture(params=[True, False], ids=["at once", "one after the other"])
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the languages are built at once, by copies of the process."""
    if request.param and not processes.copied():
        pytest.skip("this process cannot be copied safely")
    monkeypatch.setattr(processes, "copied", lambda: request.param)
    return bool(request.param)


def test_languages_built_at_once_or_one_after_the_other_are_the_same(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sites = []
    for name, copied in (("a", True), ("b", False)):
        monkeypatch.setattr(processes, "copied", lambda copied=copied: copied)
        sites.append(everything(build(folder, tmp_path / name, strict=True)[0]))
    assert sites[0] == sites[1]


@pytest.mark.usefixtures("at_once")
def test_what_the_engine_says_of_a_translation_is_heard(folder: Path) -> None:
    page = folder / "docs/about.zh.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[nowhere](nowhere.md)\n", encoding="utf-8")
    assert [line for line in build(folder, None, strict=False)[1] if "nowhere.md" in line]
    with pytest.raises(BuildError, match=r"nowhere\.md"):
        build(folder, None, strict=True)


@pytest.mark.usefixtures("at_once")
def test_a_translation_that_fails_fails_the_build_and_leaves_no_process_behind(folder: Path) -> None:
    (folder / "mkdocs.zh.yml").write_text("site_name: Toy\nnonsense: [\n", encoding="utf-8")
    with pytest.raises(BuildError):
        build(folder, None, strict=False)
    assert not multiprocessing.active_children()
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith((".site", "site"))) == []


def test_work_ended_from_outside_is_done_without_a_copy(tmp_path: Path) -> None:
    here = os.getpid()

    def work() -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return 7

    assert processes.Meanwhile(work).result() == 7


def test_a_link_of_the_frame_that_leads_nowhere_is_told_and_fails_a_strict_build(folder: Path) -> None:
    shutil.rmtree(folder / "docs")
    (folder / "docs").mkdir()
    for name in ("contribute", "citations", "rules", "cli"):
        (folder / "docs" / f"{name}.md").write_text(f"# {name}\n")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    (folder / "mkdocs.yml").write_text(re.sub(r"(?m)^nav:\n(?:[ -].*\n)*", "", settings), encoding="utf-8")
    footer = (ROOT / "templates/overrides/partials/footer.html").read_text(encoding="utf-8")
    own = folder / "templates/overrides/partials/footer.html"
    own.parent.mkdir(parents=True)
    own.write_text(footer.replace("'contribute/'", "'about/'"), encoding="utf-8")
    dead = [line for line in build(folder, None, strict=False)[1] if "there is no page" in line]
    assert [re.findall(r"'(.+?)'", line)[0] for line in dead] == ["about/", "zh/about/"]
    assert all("write docs/about.md" in line for line in dead)
    with pytest.raises(BuildError, match="there is no page 'about/'"):
        build(folder, None, strict=True)
    (folder / "docs/about.md").write_text("# About\n")
    build(folder, None, strict=True)
