"""MkDocs adapter: adds the survey's pages to a MkDocs build and fills them when the theme has been rendered."""

from __future__ import annotations

import base64
import errno
import hashlib
import logging
import posixpath
import re
import shutil
from functools import partial
from html import escape
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import base, load_config
from mkdocs.config import config_options as option
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException, PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files

from vlasurvey.checks import report
from vlasurvey.problems import failed
from vlasurvey.processes import Meanwhile
from vlasurvey.reports import FORMATS
from vlasurvey.site import citations, downloads, feeds, frame, guard, method, plan, twins, views
from vlasurvey.site.downloads import Downloads
from vlasurvey.site.lookup import RELATED, look_up, similar
from vlasurvey.site.render import Environment, Renderer, remember_theme, template_folders
from vlasurvey.survey import PAPERS, VOCABULARY_FILES, Survey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.pages import Page

_LOG = logging.getLogger("mkdocs.plugins.vlasurvey")
_ASSETS = "assets/"
_SHARED = re.compile(r'((?:(?:href|src)=|"(?:search|base)": ?)"(?:\.\./|\./)*)(assets/)')
"""The address of an asset, in an attribute or in the theme's settings."""
_PLACE = re.compile(r"<!-- survey:([a-z]+) -->")
"""Where a hand-written page wants a part that is made from the survey."""
_FRAME = "vlasurvey-frame/page/"
"""As deep as a paper's page, in a folder of its own: so every relative link in it leads through the root."""
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)


class SurveyConfig(base.Config):  # type: ignore[no-untyped-call]  # MkDocs leaves __init_subclass__ untyped
    """Options under `plugins: vlasurvey` in mkdocs.yml."""

    frame = option.Type(bool, default=True)
    """Fill one rendered page for all papers; False renders every paper as an ordinary page (slow, the oracle)."""


class SurveyPlugin(BasePlugin[SurveyConfig]):  # type: ignore[no-untyped-call]  # as above
    """Loads the survey before each build; its pages are views rendered by Jinja inside the theme's frame."""

    survey: Survey
    renderer: Renderer
    language: str
    _fragments: dict[str, str]
    _pages: dict[str, views.Page]
    _framed: list[views.Page]
    """Pages as deep in the site as the frame: it is filled for them as for the papers."""
    _written: dict[str, str]
    _made: Downloads
    """The data files of all papers, which are written before the pages that describe them."""
    _twins: twins.Twins
    _written_twins: dict[str, bytes]
    """Path -> Markdown of each hand-written page."""
    _serving = False
    _translation_of: Survey | None = None
    """The survey of the build around this one, if this is the build of a translation."""
    _translations: tuple[Meanwhile[list[str]], ...] = ()
    """The builds of the other languages, each of which gives the engine's warnings."""
    _cited: Meanwhile[None] | None = None
    """The writing of the citation files of one or of some papers."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether pages are served with a reload script, which a content policy would block."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the survey; fill in what survey.yaml knows. Raises PluginError on problems in the data."""
        root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        try:
            self.survey = self._translation_of or _checked(root)
        except PluginError as error:
            if not (self._serving and hasattr(self, "survey")):
                raise
            _LOG.error("%s\nThe last good state stays until that is mended.", error)
        settings = self.survey.settings
        if self._translation_of is None:
            self.language = settings.languages[0]
        try:
            self.renderer = Renderer(self.survey, self.language)
        except ValueError as error:  # no words of the interface in this language
            raise PluginError(str(error)) from error
        self._fragments = self.renderer.fragments(self.survey)
        view = self.renderer.view
        self._twins = twins.Twins(view, self.renderer.t, papers=len(self.survey.papers) <= plan.SMALL)
        self._written_twins = {}
        config.site_name = view.title
        if not self._serving:
            config.site_url = view.site_url + view.prefix
        config.site_description = view.description
        self._name_controls(config)
        for folder in reversed(template_folders(root)):
            overrides = str(folder / "overrides")
            if overrides not in config.theme.dirs:
                config.theme.dirs.insert(0, overrides)
        config.theme["favicon"] = "assets/vlasurvey/favicon.svg"
        config.extra["vlasurvey"] = {"site": self.renderer.site}
        return config

    def _name_controls(self, config: MkDocsConfig) -> None:
        """Name the theme's own controls in the language of the pages, whatever the settings call them."""
        t = self.renderer.t
        names = {"default": t("frame.to_dark"), "slate": t("frame.to_system")}
        for palette in config.theme.get("palette", ()):
            if isinstance(palette, dict) and "toggle" in palette:
                palette["toggle"]["name"] = names.get(palette.get("scheme", ""), t("frame.to_light"))
        if "toc" in config.mdx_configs:
            config.mdx_configs["toc"]["permalink_title"] = t("frame.permalink")

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the view pages, the frame (or every paper), and the assets. Raises PluginError if one is there."""
        self._translated: set[str] = set()
        self._translate(files, config)
        if self._translation_of is None:
            site = Path(config.site_dir)
            citations.entries(self.survey)  # all languages share them, as they do the similar papers
            make = partial(downloads.make, self.survey, partial(_write, site))
            # The downloads are made beside the search for similar papers; where there is none, by all processors.
            if len(self.survey.papers) <= RELATED:
                made = Meanwhile(make)
                similar(self.survey)
                self._made = made.result()
            else:
                self._made = make()
            self._translations = tuple(
                Meanwhile(partial(self._build_translation, tongue.code, site / tongue.prefix, config))
                for tongue in self.renderer.view.languages[1:]
            )
            self._cited = Meanwhile(partial(_write_all, site, partial(citations.files, self.survey)))
        shown = views.pages(self.survey, self.language, self._made)
        if self.config.frame:
            self._framed = [page for page in shown if _depth(page.address) == _depth(_FRAME)]
            shown = [page for page in shown if _depth(page.address) != _depth(_FRAME)]
        else:
            shown += [views.paper_page(self.survey, paper, self.language) for paper in self.survey.papers.values()]
        self._pages = {f"{page.address}index.md": page for page in shown}
        self._written = {}
        sources = [*self._pages, *([f"{_FRAME}index.md"] if self.config.frame else [])]
        written = {file.dest_uri: file.src_uri for file in files}
        for source in sources:
            page = File.generated(config, source, content="")
            if page.dest_uri in written:
                raise PluginError(f"docs/{written[page.dest_uri]} has the address of a generated page; rename it")
            files.append(page)
        if self._translation_of:  # translations share the assets of the first language
            for file in [file for file in files if file.dest_uri.startswith(_ASSETS)]:
                files.remove(file)
            return files
        for path, asset in assets(self.survey.root).items():
            if asset.suffix == ".js":
                script = squeezed(asset.read_text(encoding="utf-8"))
                files.append(File.generated(config, path, content=script))
            else:
                files.append(File.generated(config, path, abs_src_path=str(asset)))
        return files

    def _translate(self, files: Files, config: MkDocsConfig) -> None:
        """Put about.zh.md in the place of about.md in the Chinese pages, and leave it out of all others."""
        known = {file.src_uri: file for file in files}
        for uri, file in known.items():
            name, _, ending = uri.removesuffix(".md").rpartition(".")
            if not uri.endswith(".md") or ending not in self.survey.settings.languages or not name:
                continue
            files.remove(file)
            original = known.get(f"{name}.md")
            if ending == self.language and original:
                files.remove(original)
                files.append(File.generated(config, original.src_uri, abs_src_path=str(file.abs_src_path)))
                self._translated.add(original.src_uri)

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Have the theme's templates compiled once for all languages."""
        remember_theme(env)
        return env

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Hand the prepared head and body of a generated page to the theme's overrides."""
        uri = page.file.src_uri
        if uri == f"{_FRAME}index.md":
            address = frame.hole("address")
            parts = {"head": frame.hole("head"), "body": frame.hole("body")}
        elif uri in self._pages:
            view = self._pages[uri]
            address = view.address
            parts = {"head": self.renderer.head(view), "body": self.renderer.body(view)}
        else:
            notice = ""
            if self._translation_of and uri not in self._translated:
                page.meta["language"] = self.survey.settings.languages[0]
                notice = self.renderer.t("frame.not_translated")
            self._twin_of_written(page, markdown, notice, files)
            if notice:
                notice = f"\n\n<p class='mut' lang='{self.language}'>{escape(notice)}</p>\n"
                markdown = re.sub(r"(?m)^# .*$", lambda title: title[0] + notice, markdown, count=1)
            return _PLACE.sub(lambda place: self._fragments.get(place[1], place[0]), markdown)
        parts["address"] = address
        page.meta["vlasurvey"] = parts
        page.meta["hide"] = ["navigation", "toc"]
        page.meta["search"] = {"exclude": True}  # papers get one entry each; lists of them would bury those
        page.title = config.site_name  # shown nowhere: the heads carry their own titles
        return ""

    def _twin_of_written(self, page: Page, markdown: str, notice: str, files: Files) -> None:
        """Keep the Markdown of a hand-written page, its links leading to the twins of the pages."""

        def leads(link: str) -> str:
            source = posixpath.normpath(posixpath.join(posixpath.dirname(page.file.src_uri), link))
            found = files.get_file_from_path(source)
            return posixpath.relpath(twins.path(found.url), page.url) if found else link

        if notice:
            markdown = re.sub(r"(?m)^# .*$", lambda title: f"{title[0]}\n\n*{notice}*", markdown, count=1)
        lookup = look_up(self.survey, self.language)
        parts = twins.fragments(self.renderer.t, method.flow(lookup), method.coverage(lookup))
        self._written_twins[twins.path(page.url)] = self._twins.written(markdown, page.url, parts, leads)

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Put a content policy on the page, and remember it for the sitemap."""
        if page.file.src_uri != f"{_FRAME}index.md":
            view = self._pages.get(page.file.src_uri)
            self._written[page.url] = view.updated if view else self.survey.settings.released
        return self._finished(output)

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Put a content policy on 404.html."""
        return self._finished(output_content) if template_name.endswith(".html") else output_content

    def _finished(self, html: str) -> str:
        # The theme's two menu toggles carry an attribute that HTML allows on text fields only.
        html = re.sub(r'(<input class="md-toggle"[^>]*?) autocomplete="off"', r"\1", html)
        if self._translation_of:
            html = _SHARED.sub(r"\1../\2", html)
        return html if self._serving else with_policy(html)

    @event_priority(-100)  # after the search plugin has written its index
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Fill the frame for every paper; write exports, feeds and sitemap; build the other languages."""
        site, view = Path(config.site_dir), self.renderer.view
        if self.config.frame:
            self._fill_frame(site)
        for page in self._pages.values():
            self._write_twin(site, page)
        for path, content in chain(
            self._written_twins.items(), plan.in_language(self.survey, self.language, view.prefix, self._made)
        ):
            _write(site, path, content)
        index = site / "search" / "search_index.json"
        if index.exists():
            index.write_bytes(plan.with_search_entries(index.read_bytes(), self.survey, self.language))
        (site / "sitemap.xml.gz").unlink(missing_ok=True)  # the engine's own, stamped with the day of the build
        if self._translation_of:
            for name in ("sitemap.xml", "404.html"):  # the root's serve all languages
                (site / name).unlink(missing_ok=True)
            return
        for path, content in plan.outputs(self.survey, self._made):
            _write(site, path, content)
        prefixes = {tongue.code: tongue.prefix for tongue in view.languages}
        _write(site, "sitemap.xml", feeds.sitemap(view.site_url, sorted(self._written.items()), prefixes))
        for translation in self._translations:
            for warning in translation.result():
                _LOG.warning(warning)
        if self._cited:
            self._cited.result()
        faults = guard.check(self.survey, site, prefixes)
        if faults:
            raise PluginError("\n".join(["the site does not hold the papers of the survey:", *faults]))

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Rebuild when a record, a vocabulary or a template changes."""
        watched = [PAPERS, *VOCABULARY_FILES]
        for path in [*(self.survey.root / name for name in watched), *template_folders(self.survey.root)]:
            if path.exists():
                server.watch(str(path))
        return server

    def on_shutdown(self) -> None:
        """Leave no process behind when the build has failed."""
        for process in (*self._translations, self._cited):
            if process:
                process.stop()

    def _build_translation(self, language: str, site: Path, around: MkDocsConfig) -> list[str]:
        """Build the pages of another language, with mkdocs.<language>.yml where there is one; return the warnings.

        Raises PluginError if it fails.
        """
        main = Path(around.config_file_path or "mkdocs.yml")
        own = main.with_name(f"{main.stem}.{language}{main.suffix}")
        # The engine keeps plugins, and would hand this very one to the build inside its build.
        cache: dict[str, object] = MkDocsConfig.plugins.plugin_cache  # type: ignore[attr-defined]  # of option.Plugins
        kept = dict(cache)
        cache.clear()
        try:
            file = own if own.exists() else main
            config = load_config(config_file=str(file), site_dir=str(site))  # the build around it is strict
        finally:
            cache.clear()
            cache.update(kept)
        config.theme["language"] = language
        plugin = config.plugins["vlasurvey"]
        assert isinstance(plugin, SurveyPlugin)
        plugin.language, plugin._translation_of, plugin._made = language, self.survey, self._made
        config.plugins.on_startup(command="serve" if self._serving else "build", dirty=False)
        collector, logger = _Collector(), logging.getLogger("mkdocs")
        heard, logger.handlers = logger.handlers, [collector]
        try:
            mkdocs_build.build(config)
        except MkDocsException as error:
            raise PluginError("\n".join([*collector.lines, str(error)])) from error
        finally:
            logger.handlers = heard
            config.plugins.on_shutdown()
        return collector.lines

    def _fill_frame(self, site: Path) -> None:
        rendered = site / _FRAME / "index.html"
        pieces = frame.cut(rendered.read_text(encoding="utf-8"), "head", "body")
        shutil.rmtree(rendered.parent.parent)
        papers = (views.paper_page(self.survey, paper, self.language) for paper in self.survey.papers.values())
        for view in chain(self._framed, papers):
            values = {"head": self.renderer.head(view), "body": self.renderer.body(view), "address": view.address}
            _write(site, f"{view.address}index.html", pieces.fill(values))
            self._write_twin(site, view)
            self._written[view.address] = view.updated

    def _write_twin(self, site: Path, page: views.Page) -> None:
        if page.twin:
            _write(site, twins.path(page.address), self._twins.page(page))


def _depth(address: str) -> int:
    return address.count("/")


def assets(root: Path) -> dict[str, Path]:
    """Return path below the site -> file of every asset; the survey's own go before the package's."""
    found: dict[str, Path] = {}
    for folder in reversed(template_folders(root)):
        for file in sorted((folder / "assets").rglob("*")):
            if file.is_file():
                found[f"assets/vlasurvey/{file.relative_to(folder / 'assets').as_posix()}"] = file
    return found


def squeezed(script: str) -> str:
    """Return a script without indentation, empty lines, and the comments that have lines of their own."""
    lines = re.sub(r"^\s*/\*.*?\*/\n", "", script, flags=re.DOTALL | re.MULTILINE).splitlines()
    return "".join(f"{line}\n" for line in map(str.strip, lines) if line and not line.startswith("//"))


def with_policy(html: str) -> str:
    """Return a page with a Content-Security-Policy that allows its own inline scripts by hash, and no others."""
    scripts = dict.fromkeys(_INLINE_SCRIPT.findall(html))
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts
    )
    policy = (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return html.replace("<head>", f"<head>\n    {meta}", 1)


class BuildError(Exception):
    """The site cannot be built; the text says why."""


class _Collector(logging.Handler):
    """Keeps what the engine has to say, so that a failure can say why."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        self.lines.append(record.getMessage())


def run_build(config_file: Path, site_dir: Path, *, strict: bool) -> list[str]:
    """Run MkDocs' build into a folder; return its warnings. Raises BuildError if it fails."""
    collector, logger = _Collector(), logging.getLogger("mkdocs")
    logger.addHandler(collector)
    try:
        config = load_config(config_file=str(config_file), site_dir=str(site_dir), strict=strict)
        config.plugins.on_startup(command="build", dirty=False)
        try:
            mkdocs_build.build(config)
        finally:
            config.plugins.on_shutdown()
    except MkDocsException as error:
        raise BuildError("\n".join([*collector.lines, str(error)])) from error
    finally:
        logger.removeHandler(collector)
    return collector.lines


def run_serve(config_file: Path, address: str) -> None:
    """Run MkDocs' development server. Raises BuildError if the first build fails or the address is taken."""
    from mkdocs.commands import serve as mkdocs_serve  # with it comes a watcher of files, which no build needs

    logger = logging.getLogger("mkdocs")
    logger.setLevel(logging.INFO)  # where the server listens, and what it does, is for a person to read
    logger.addHandler(logging.StreamHandler())
    try:
        mkdocs_serve.serve(str(config_file), livereload=True, dev_addr=address)
    except MkDocsException as error:
        raise BuildError(str(error)) from error
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES):
            raise
        reason = f"cannot listen on {address}: {error.strerror}"
        raise BuildError(f"{reason}; name another address: --address 127.0.0.1:8001") from error


def _checked(root: Path) -> Survey:
    try:
        found = report(root)
    except FileNotFoundError as error:
        raise PluginError(str(error)) from error
    if found.survey is None or failed(found.problems):
        raise PluginError("the survey has problems\n" + FORMATS["text"](found.problems, len(found.files)))
    return found.survey


def _write_all(site: Path, files: Callable[[], Iterator[tuple[str, bytes]]]) -> None:
    for path, content in files():
        _write(site, path, content)


def _write(site: Path, path: str, content: bytes) -> None:
    file = site / path
    try:
        file.write_bytes(content)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
