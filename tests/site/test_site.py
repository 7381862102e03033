"""The built real site: nothing lost, no broken link, the same bytes every time."""

from __future__ import annotations

import csv
import filecmp
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree

import bibtexparser
import pytest
from lxml import html
from mkdocs.config import load_config

from vlasurvey.generated import awesome
from vlasurvey.site.build import BuildError, build
from vlasurvey.site.files import feeds
from vlasurvey.survey import VOCABULARY_FILES, Survey, load

ROOT = Path(__file__).parents[2]
INPUTS = (*VOCABULARY_FILES, "mkdocs.yml")
SOME = 60
"""Papers from all years, where a fault of the whole would be one of these, too."""
ATOM = "{http://www.w3.org/2005/Atom}"


def clone(target: Path, *, site_url: str = "", papers: int | None = None) -> Path:
    """Copy the real survey without the tool, at another address or with fewer papers."""
    target.mkdir()
    for name in INPUTS:
        shutil.copy(ROOT / name, target / name)
    shutil.copytree(ROOT / "docs", target / "docs")
    records = sorted((ROOT / "papers").glob("*/*.yaml"))
    for path in records[:: max(1, len(records) // papers)][:papers] if papers else records:
        copy = target / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    settings = (target / "survey.yaml").read_text()
    if papers is not None:
        settings = re.sub("(?m)^(survey_paper|start_here): .*\n", "", settings)
    if site_url:
        settings = re.sub("(?m)^site_url: .*$", f"site_url: {site_url}", settings)
    (target / "survey.yaml").write_text(settings)
    return target


@pytest.fixture(scope="module")
def survey() -> Survey:
    found, _ = load(ROOT)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def site(real_site: Path) -> Path:
    return real_site


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A clone with some papers, and its site."""
    folder = clone(tmp_path_factory.mktemp("few") / "survey", papers=SOME)
    return folder, build(folder, None, strict=True)[0]


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def looked_at(site: Path) -> list[Path]:
    """All pages, but of those of papers, which come from one frame and one template, SOME from end to end."""
    papers = {language: sorted(site.glob(f"{language}papers/*/index.html")) for language in ("", "zh/")}
    left_out = {page for pages in papers.values() for page in pages} - {
        page for pages in papers.values() for page in pages[:: max(1, len(pages) // SOME)]
    }
    return sorted({*site.rglob("*.html")} - left_out)


# --- nothing is lost ----------------------------------------------------------------------------


def test_every_record_is_in_every_output_once(site: Path, survey: Survey) -> None:
    keys = sorted(survey.papers)
    shown = sorted(path.parent.name for path in site.glob("papers/*/index.html"))
    aliases = [alias for paper in survey.papers.values() for alias in paper.aliases]
    assert shown == sorted(keys + aliases)
    assert sorted(path.parent.name for path in site.glob("papers/*/cite.bib")) == keys
    bib = bibtexparser.parse_string((site / "data/papers.bib").read_text(encoding="ascii"))
    assert bib.failed_blocks == []
    assert [entry.key for entry in bib.entries] == keys
    own = [(site / f"papers/{key}/cite.bib").read_bytes() for key in keys]
    assert (site / "data/papers.bib").read_bytes() == b"".join(own)
    data = json.loads((site / "data/papers.json").read_bytes())
    assert data["count"] == len(keys)
    assert [paper["key"] for paper in data["papers"]] == keys
    with (site / "data/papers.csv").open(encoding="utf-8-sig", newline="") as handle:
        assert [row["key"] for row in csv.DictReader(handle)] == keys
    feed = ElementTree.parse(site / "feed.xml")
    links = [str(link.get("href")) for link in feed.iterfind(f"{ATOM}entry/{ATOM}link[@rel='alternate']")]
    fed = [link.rstrip("/").rsplit("/", 1)[-1] for link in links]
    assert len(fed) == len(set(fed)) == min(len(keys), feeds.MAX_ENTRIES)
    assert set(fed) <= set(keys)
    ids = [entry.text for entry in feed.iterfind(f"{ATOM}entry/{ATOM}id")]
    assert len(set(ids)) == len(fed)
    text = "".join(awesome.files(survey).values())
    assert sorted(re.findall(r"(?m)^- \[.*\[Record\]\(papers/\d{4}/([a-z0-9-]+)\.yaml\)\.$", text)) == keys


def test_every_paper_is_in_the_explorer_and_in_the_search(site: Path, survey: Survey) -> None:
    page = html.fromstring((site / "explore/index.html").read_bytes())
    assert {item.get("data-key") for item in page.iterfind(".//li[@data-key]")} == set(survey.papers)
    index = json.loads((site / "search/search_index.json").read_bytes())
    found = {entry["location"] for entry in index["docs"]}
    assert {f"papers/{key}/" for key in survey.papers} <= found


def test_the_sitemap_names_every_page_and_no_other(site: Path, survey: Survey) -> None:
    tree = ElementTree.parse(site / "sitemap.xml")
    base = survey.settings.site_url
    named = {str(loc.text).removeprefix(base) for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    pages = {path.relative_to(site).as_posix().removesuffix("index.html") for path in site.rglob("index.html")}
    redirects = {name for name in pages if b'http-equiv="refresh"' in (site / name / "index.html").read_bytes()}
    assert named == pages - redirects
    assert f"arxiv/{survey.papers['xiang2025parallels'].identifiers.arxiv}/" in redirects


def test_the_frame_leaves_nothing_behind(site: Path) -> None:
    assert not list(site.rglob("*vlasurvey-frame*"))
    assert [page for page in site.rglob("*.html") if b"vlasurvey-hole" in page.read_bytes()] == []


def test_every_page_names_a_picture_for_sharing_that_is_there(site: Path, survey: Survey) -> None:
    base = survey.settings.site_url
    english_only = {
        f"{prefix}{name}/index.html" for prefix in ("", "zh/") for name in ("citations", "cli", "rules", "upkeep")
    }
    named: dict[str, list[str]] = {}
    for page in (page for page in looked_at(site) if page.name == "index.html"):
        tree = html.fromstring(page.read_bytes())
        if not tree.xpath("//meta[@http-equiv='refresh']"):
            named[page.relative_to(site).as_posix()] = tree.xpath("//meta[@property='og:image']/@content")
            for other in ("type", "width", "height", "alt"):
                assert len(tree.xpath(f"//meta[@property='og:image:{other}'][@content!='']")) == len(
                    tree.xpath("//meta[@property='og:image']")
                )
    assert {page for page, images in named.items() if len(images) != 1} == english_only
    pictures = {image for images in named.values() for image in images}
    assert [image for image in pictures if not (site / image.removeprefix(base)).is_file()] == []
    assert named["zh/about/index.html"] == [f"{base}assets/og/home.zh.png"]


# --- links --------------------------------------------------------------------------------------


def broken_links(site: Path, base: str) -> Iterator[str]:
    """Yield every internal link, source or anchor of every page that leads nowhere, as 'page -> link'."""
    pages = {path: html.fromstring(path.read_bytes()) for path in site.rglob("*.html")}
    anchors = {path: {*page.xpath("//@id"), *page.xpath("//a/@name")} for path, page in pages.items()}
    prefix = urlsplit(base).path
    for path, page in pages.items():
        address = base + path.relative_to(site).as_posix().removesuffix("index.html")
        for link in page.xpath("//@href | //@src"):
            target = urljoin(address, str(link))
            parts = urlsplit(target)
            if not target.startswith(base):
                if urlsplit(base).netloc == parts.netloc and parts.scheme in ("http", "https"):
                    yield f"{path.relative_to(site)} -> {link} (outside {prefix})"
                continue
            file = site / unquote(parts.path.removeprefix(prefix))
            file = file / "index.html" if file.is_dir() else file
            if not file.is_file():
                yield f"{path.relative_to(site)} -> {link}"
            elif parts.fragment and file in anchors and unquote(parts.fragment) not in anchors[file]:
                yield f"{path.relative_to(site)} -> {link} (no such anchor)"


def test_no_internal_link_or_anchor_is_broken_at_the_root(site: Path, survey: Survey) -> None:
    assert list(broken_links(site, survey.settings.site_url)) == []


def test_no_internal_link_or_anchor_is_broken_under_a_sub_path(tmp_path: Path) -> None:
    base = "https://survey.invalid/repo/"
    site = build(clone(tmp_path / "survey", site_url=base, papers=SOME), tmp_path / "site", strict=True)[0]
    assert list(broken_links(site, base)) == []
    assert base in (site / "sitemap.xml").read_text()


def test_the_link_test_sees_a_broken_link_and_a_broken_anchor(tmp_path: Path) -> None:
    links = '<a href="gone/">x</a><a href="#there">y</a><a href="#here">z</a>'
    (tmp_path / "index.html").write_text(f'<p id="here">{links}</p>')
    assert [line.split(" -> ")[1] for line in broken_links(tmp_path, "https://example.org/")] == [
        "gone/",
        "#there (no such anchor)",
    ]


def test_pages_ask_nothing_of_third_parties(site: Path) -> None:
    loaded = []
    for path in looked_at(site):
        page = html.fromstring(path.read_bytes())
        sources = page.xpath("//script/@src | //img/@src | //iframe/@src")
        sources += page.xpath("//link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href")
        loaded += [source for source in sources if urlsplit(str(source)).netloc]
    for path in site.rglob("assets/vlasurvey/**/*.css"):
        loaded += re.findall(r"url\(\s*['\"]?(?:https?:)?//[^)]*\)|@import[^;]*", path.read_text())
    assert loaded == []


# --- languages ----------------------------------------------------------------------------------


def test_every_page_names_itself_in_every_language_and_those_pages_exist(site: Path, survey: Survey) -> None:
    base = survey.settings.site_url
    there = {path.relative_to(site).as_posix() for path in site.rglob("index.html")}
    pages = {path.relative_to(site).as_posix(): html.fromstring(path.read_bytes()) for path in looked_at(site)}
    shown = {
        name: page for name, page in pages.items() if name in there and not page.xpath("//meta[@http-equiv='refresh']")
    }
    assert len(shown) > 3 * SOME
    for name, page in shown.items():
        language = "zh" if name.startswith("zh/") else "en"
        address = name.removeprefix("zh/").removesuffix("index.html")
        named = {str(link.get("hreflang")): str(link.get("href")) for link in page.xpath("//link[@hreflang]")}
        assert named == {"en": base + address, "zh": f"{base}zh/{address}", "x-default": base + address}, name
        assert f"{'' if language == 'zh' else 'zh/'}{address}index.html" in there, name
        assert page.get("lang") == language, name
        (switch,) = page.xpath("//a[@hreflang]")
        assert urljoin(base + name, str(switch.get("href"))) == named["en" if language == "zh" else "zh"], name


def test_texts_without_a_translation_carry_their_language(site: Path) -> None:
    page = html.fromstring((site / "zh/rules/index.html").read_bytes())
    (article,) = page.xpath("//article")
    assert article.get("lang") == "en"
    assert article.xpath("string(p[@lang='zh'])") == "本页尚未翻译，以下为原文。"


def test_hand_written_pages_have_the_same_places_in_every_language(site: Path) -> None:
    for name in ("about", "contribute"):
        here, there = (
            [str(place) for place in html.fromstring(path.read_bytes()).xpath("//article//*[self::h1 or self::h2]/@id")]
            for path in (site / name / "index.html", site / "zh" / name / "index.html")
        )
        assert here == there


# --- the same bytes -----------------------------------------------------------------------------


def test_two_builds_from_two_clones_are_byte_identical(tmp_path: Path) -> None:
    sites = []
    for seed in ("1", "2"):
        folder = clone(tmp_path / f"clone-{seed}", papers=SOME)
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}"}
        subprocess.run(
            [sys.executable, "-m", "vlasurvey", "--root", str(folder), "build"],
            env=environment,
            check=True,
            capture_output=True,
        )
        sites.append(folder / "site")
    first, second = sites
    assert files(first) == files(second)
    different = filecmp.cmpfiles(first, second, sorted(files(first)), shallow=False)[1:]
    assert different == ([], [])


def test_pages_from_the_frame_equal_pages_that_the_engine_renders_one_by_one(tmp_path: Path) -> None:
    folder = clone(tmp_path / "survey", papers=8)
    quick = build(folder, tmp_path / "quick", strict=True)[0]
    config = folder / "mkdocs.yml"
    config.write_text(re.sub(r"(?m)^  - vlasurvey$", "  - vlasurvey: {frame: false}", config.read_text()))
    ordinary = build(folder, tmp_path / "ordinary", strict=True)[0]
    pages = {path for path in files(quick) if path.endswith(".html")}
    assert len([path for path in pages if path.startswith("papers/")]) == 8
    assert pages == {path for path in files(ordinary) if path.endswith(".html")}
    assert [path for path in sorted(pages) if whole_links(quick, path) != whole_links(ordinary, path)] == []


def whole_links(site: Path, path: str) -> str:
    """A page with its relative links written out: the engine shortens those to the page's own folder."""
    text = (site / path).read_text(encoding="utf-8")
    return re.sub(r'(?<=href=")[^"]*', lambda link: urljoin(f"https://x.invalid/{path}", link[0]), text)


# --- safety of the build ------------------------------------------------------------------------


def test_a_failed_build_leaves_the_last_good_site_and_nothing_else(tmp_path: Path) -> None:
    folder = clone(tmp_path / "survey", papers=3)
    site = build(folder, None, strict=True)[0]
    before = {name: (site / name).read_bytes() for name in files(site)}
    record = next((folder / "papers").glob("*/*.yaml"))
    record.write_text(record.read_text().replace("role:", "roll:"))
    with pytest.raises(BuildError, match=r"VS202.*did you mean 'role'\?"):
        build(folder, None, strict=True)
    assert {name: (site / name).read_bytes() for name in files(site)} == before
    assert sorted(path.name for path in folder.iterdir()) == sorted([*INPUTS, "docs", "papers", "site"])


def test_a_record_broken_while_serving_is_reported_and_the_last_good_survey_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = clone(tmp_path / "survey", papers=3)
    config = load_config(str(folder / "mkdocs.yml"))
    plugin = config.plugins["vlasurvey"]
    plugin.on_startup(command="serve", dirty=False)
    plugin.on_config(config)
    good = plugin.press.survey
    record = next((folder / "papers").glob("*/*.yaml"))
    text = record.read_text()
    record.write_text(text.replace("role:", "roll:"))
    plugin.on_config(config)
    assert plugin.press.survey is good
    assert "did you mean 'role'?" in caplog.text
    record.write_text(text)
    plugin.on_config(config)
    assert plugin.press.survey is not good


def test_a_build_writes_only_its_output_folder(tmp_path: Path) -> None:
    folder = clone(tmp_path / "survey", papers=3)
    before = {name: (folder / name).stat().st_mtime_ns for name in files(folder)}
    build(folder, tmp_path / "out", strict=True)
    assert {name: (folder / name).stat().st_mtime_ns for name in files(folder)} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "survey"]


def test_mkdocs_builds_the_same_site(few: tuple[Path, Path], tmp_path: Path) -> None:
    folder, site = few
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-f", str(folder / "mkdocs.yml")]
    subprocess.run([*command, "-d", str(tmp_path / "site")], check=True, capture_output=True)
    assert files(tmp_path / "site") == files(site)
    assert filecmp.cmpfiles(site, tmp_path / "site", sorted(files(site)), shallow=False)[1:] == ([], [])


# --- the package --------------------------------------------------------------------------------


def test_the_wheel_carries_templates_and_builds_a_survey_outside_the_checkout(
    few: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, site = few
    wheels = tmp_path / "wheels"
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*command, "-w", str(wheels), str(ROOT)], check=True, capture_output=True)
    installed = tmp_path / "installed"
    shutil.unpack_archive(next(wheels.glob("*.whl")), installed, "zip")
    subprocess.run(
        [sys.executable, "-m", "vlasurvey", "build", "--strict", "--site-dir", str(tmp_path / "site")],
        env={**os.environ, "PYTHONPATH": str(installed)},
        cwd=folder,
        check=True,
        capture_output=True,
    )
    assert files(tmp_path / "site") == files(site)
    assert filecmp.cmpfiles(site, tmp_path / "site", sorted(files(site)), shallow=False)[1:] == ([], [])
