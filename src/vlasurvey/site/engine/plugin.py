"""MkDocs adapter: hands over settings, renders hand-written pages and frames, and calls back when they are there."""

from __future__ import annotations

import logging
import posixpath
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mkdocs.config import base
from mkdocs.config import config_options as option
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files

from vlasurvey.results.reading import RESULTS
from vlasurvey.running import progress
from vlasurvey.site import written
from vlasurvey.site.engine import settings, sources, translation
from vlasurvey.site.failing import BuildError
from vlasurvey.site.ondemand import OnDemand
from vlasurvey.site.pages.addresses import twin_path
from vlasurvey.site.press import Press, checked
from vlasurvey.site.production import FRAMES, SEARCH, Edition
from vlasurvey.site.render import Environment, remember_theme, template_folders
from vlasurvey.survey import PAPERS, VOCABULARY_FILES

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.pages import Page

_LOG = logging.getLogger("mkdocs.plugins.vlasurvey")


class SurveyConfig(base.Config):  # type: ignore[no-untyped-call]  # MkDocs leaves __init_subclass__ untyped
    """Options under `plugins: vlasurvey` in mkdocs.yml."""

    frame = option.Type(bool, default=True)
    """Fill one rendered page for all pages as deep as it; False renders one for each (slow, the oracle)."""


class SurveyPlugin(BasePlugin[SurveyConfig]):  # type: ignore[no-untyped-call]  # as above
    """Renders one language of a survey; the press makes all the rest."""

    press: Press | None = None
    edition: Edition
    lazy = False
    """Whether each file of a site that is served is made when it is asked for from the first build on.

    Else from the second one on: the engine does not say whether its server will ask at all.
    """
    steps: progress.Steps = progress.SILENT
    """Where a build tells how far it has come."""
    _language = ""
    """The language of the pages, where it is not the survey's first one."""
    _serving = False
    """Whether pages are served with a reload script, which a content policy would block."""
    _demand: OnDemand | None = None

    def join(self, press: Press, language: str) -> None:
        """Render a further language of a site that is being made."""
        self.press, self._language = press, language

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether the site is built or served."""
        self._serving = command == "serve"
        self._demand = OnDemand() if self._serving and self.lazy else None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Load the survey; fill in what survey.yaml knows. Raises PluginError on problems in the data."""
        root = Path(config.config_file_path or "mkdocs.yml").resolve().parent
        try:
            if not self._language:
                self.press = self._pressed(root, Path(config.site_dir))
            assert self.press
            language = self._language or self.press.survey.settings.languages[0]
            self.edition = self.press.edition(language, each=not self.config.frame)
        except BuildError as error:
            raise PluginError(str(error)) from error
        settings.fill(config, self.edition, root, serving=self._serving)
        return config

    def _pressed(self, root: Path, site: Path) -> Press:
        known = self.press.survey if self.press else None
        self.steps.step("checking the records")
        try:
            return Press(checked(root, known), site, self._demand, self.steps)
        except BuildError as error:
            if not (self._serving and known):
                raise
            _LOG.error("%s\nThe last good state stays until that is mended.", error)
            return Press(known, site, self._demand)

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add the frames and the assets, and begin with the other languages."""
        self._translated = sources.translate(files, config, self.edition)
        sources.add(files, config, self.edition)
        if self.edition.first and self.press:
            self.press.begin(self.edition, partial(translation.render, config, self.press))
        return files

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Have the theme's templates compiled once for all languages; take away what was there to be linked to."""
        for address in self.edition.linked:
            page = files.get_file_from_path(f"{address}index.md")
            assert page
            files.remove(page)
        remember_theme(env)
        return env

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Leave holes in a frame for what each page has of its own; let a written page say what it is."""
        if self._is_generated(page):
            page.meta["vlasurvey"] = self.edition.holes()
            page.meta["hide"] = ["navigation", "toc"]
            page.meta["search"] = {"exclude": True}  # papers get one entry each; lists of them would bury those
            page.title = config.site_name  # shown nowhere: the heads carry their own titles
            return ""

        def leads(link: str) -> str:
            source = posixpath.normpath(posixpath.join(posixpath.dirname(page.file.src_uri), link))
            found = files.get_file_from_path(source)
            return posixpath.relpath(twin_path(found.url), page.url) if found else link

        translated = page.file.src_uri in self._translated
        if not self.edition.first and not translated:
            page.meta["language"] = self.edition.survey.settings.languages[0]
        return self.edition.written(page.url, markdown, leads, translated=translated)

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Give a written page its parts from the survey. Raises PluginError if it has what runs by itself."""
        if self._is_generated(page):
            return html
        if fault := written.fault(html, page.meta):
            raise PluginError(f"docs/{page.file.src_uri} {fault}")
        return self.edition.whole(html)

    def _is_generated(self, page: Page) -> bool:
        address = page.file.src_uri.removesuffix("index.md")
        return page.file.generated_by is not None and address in {*self.edition.frames, *self.edition.linked}

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Finish a page, and put a content policy on it."""
        return self.edition.finished(output, page.url, guarded=not self._serving)

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Finish 404.html like a page."""
        if not template_name.endswith(".html"):
            return output_content
        return self.edition.finished(output_content, template_name, guarded=not self._serving)

    @event_priority(-100)  # after the search plugin has written its index
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Hand over the frames and the index, and take away what the engine made for itself."""
        site, index = Path(config.site_dir), Path(config.site_dir, SEARCH)
        frames = {name: (site / name / "index.html").read_text(encoding="utf-8") for name in self.edition.frames}
        found = index.read_bytes() if index.exists() else None
        shutil.rmtree(site / FRAMES, ignore_errors=True)
        # The engine's own map of the site is stamped with the day of the build; the root's serve all languages.
        for name in ("sitemap.xml.gz", *(() if self.edition.first else ("sitemap.xml", "404.html"))):
            (site / name).unlink(missing_ok=True)
        assert self.press
        try:
            self.press.finish(self.edition, frames, found)
        except BuildError as error:
            raise PluginError(str(error)) from error

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """Rebuild when a record, a vocabulary or a template changes; then make each file when it is asked for."""
        root = self.edition.survey.root
        for path in [*(root / name for name in (PAPERS, RESULTS, *VOCABULARY_FILES)), *template_folders(root)]:
            if path.exists():
                server.watch(str(path))
        if self._serving:  # and not `mkdocs serve --clean`, which serves what is built
            self._demand = self._demand or OnDemand()
            server.builder = self._demand.rebuilding(server.builder)
            server.set_app(self._demand.application(server.serve_request, server.mount_path))
        return server

    def on_shutdown(self) -> None:
        """Leave no process behind when the build has failed, and no file when the server ends."""
        if self.press and not self._language:
            self.press.stop()
