"""Pages to HTML: the Jinja environment of the templates."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import BytecodeCache, FileSystemLoader, StrictUndefined
from jinja2 import Environment as Environment
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from vlasurvey.site.drawings import charts, figures
from vlasurvey.site.pages import method, views, wording
from vlasurvey.site.pages.contexts import Page, Prose, SiteView
from vlasurvey.site.pages.lookup import look_up
from vlasurvey.site.pages.trends import SHOWN_VENUES
from vlasurvey.site.pages.wording import Wording
from vlasurvey.site.pages.wording import template_folders as template_folders
from vlasurvey.survey import Survey
from vlasurvey.text import mathtext


@dataclass(frozen=True)
class Lost:
    """What the page for lost addresses says in one language, and where the pages of that language lie."""

    code: str
    prefix: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Frame:
    """What the theme's overrides print around every page: plain values only, for any template engine."""

    view: SiteView
    nav: tuple[Mapping[str, str], ...]
    words: Mapping[str, str]
    lost: tuple[Lost, ...]
    survey_paper_title: str


class _Compiled(BytecodeCache):
    """Keeps compiled templates for as long as the process lives; environments that differ need one each."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with what was compiled before from the same text."""
        known = self._code.get(bucket.key + bucket.checksum)
        if known:
            bucket.bytecode_from_string(known)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember what was compiled."""
        self._code[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


_THEME = _Compiled()
"""The theme's templates, which are the same in every language."""
_PAGES: defaultdict[str, _Compiled] = defaultdict(_Compiled)
"""The templates of pages, by the words that are compiled in."""


def remember_theme(environment: Environment) -> None:
    """Let the theme's templates, which each language loads anew, be compiled once."""
    environment.bytecode_cache = _THEME


class Renderer:
    """Renders pages of one survey in one language."""

    def __init__(self, survey: Survey, language: str) -> None:
        self.view = views.site(survey, language)
        self.t = wording.of(survey, language)
        self._survey = survey
        self._modules: dict[str, TemplateModule] = {}
        self._made: dict[tuple[str, int, str], tuple[object, str]] = {}
        self._jinja = Environment(
            loader=FileSystemLoader([str(folder) for folder in template_folders(survey.root)]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=_PAGES[self.t.all],
        )
        self._jinja.globals.update(site=self.view, once=self._once, each=self._each)
        self._jinja.filters.update(
            t=self.t,  # a filter, because Jinja applies filters to constants when it compiles
            prose=self._prose,
            title_html=mathtext.to_html,
            title_text=mathtext.to_text,
            web=_web,
            script=Markup,
            ticks=_ticks,
            concept_map=lambda groups, root: charts.concept_map(groups, root, self.t),
            timeline=lambda group, root: charts.timeline(group, root, self.t),
            stacked_bars=lambda grid, root: figures.stacked_bars(grid, root, self.t),
            share_bars=lambda grid, root: figures.share_bars(grid, root, self.t),
            share_dots=lambda grid, root: figures.share_dots(grid, root, self.t),
            row_bars=lambda grid, root: figures.row_bars(grid, root, self.t, SHOWN_VENUES),
            flow_diagram=lambda flow: figures.flow_diagram(flow, self.t),
            parallel_map=lambda view: charts.parallel_map(view, self.t),
        )

    @property
    def site(self) -> Frame:
        """What the theme's overrides print around every page."""
        nav = tuple(
            {"name": name, "address": f"{name}/", "label": wording.page_name(self.t, name)} for name in self.view.nav
        )
        paper = self.view.survey_paper
        lost = tuple(
            Lost(tongue.code, tongue.prefix, wording.of(self._survey, tongue.code).plain("frame."))
            for tongue in self.view.languages
        )
        return Frame(self.view, nav, self.t.plain("frame."), lost, paper.text if paper else "")

    def _once(self, macro: Macro, item: object, root: str) -> str:
        """Return what a macro makes of an item that many pages show alike; it is made once for every way to the root.

        An item is known by its identity: the look-ups hand out the same row or outline for the same paper or concepts.
        """
        mark = (macro.name, id(item), root)
        if mark not in self._made:
            self._made[mark] = (item, macro(item))  # the item is kept, so that no other one gets its identity
        return self._made[mark][1]

    def _each(self, macro: Macro, items: Iterable[object], root: str) -> str:
        """Return what `_once` gives for each of several items."""
        return Markup("".join([self._once(macro, item, root) for item in items]))  # a macro's own result is escaped

    def _prose(self, text: Prose) -> str:
        """Return a text as it stands, marked where it is in another language than the page."""
        if text.language == self.view.language:
            return text.text
        other = Markup('<span lang="{}">{}</span> <span class="mut">{}</span>')
        return other.format(text.language, text.text, self.t("missing_translation"))

    def head(self, page: Page) -> str:
        """Return the page's own elements of <head>."""
        return self._jinja.get_template("head.html").render(page=page, root=page.root, files=page.files)

    def fragments(self, survey: Survey) -> dict[str, str]:
        """Return by name what a hand-written page may have in the place of `<!-- survey:name -->`, each on one line."""
        lookup = look_up(survey, self.view.language)
        shown = {"flow": method.flow(lookup), "coverage": method.coverage(lookup)}
        template = self._jinja.get_template("fragments.html")
        made = {name: " ".join(template.render(name=name, view=view).split()) for name, view in shown.items()}
        return made if survey.screened else {**made, "flow": ""}  # nobody screened, so there is no flow to show

    def body(self, page: Page) -> str:
        """Return what stands between header and footer."""
        return self._jinja.get_template(page.template).render(
            page=page, view=page.context, root=page.root, files=page.files, m=self._macros(page.root)
        )

    def _macros(self, root: str) -> TemplateModule:
        """Return the macros that pages share, for pages from which `root` leads to the root of the site."""
        if root not in self._modules:
            template = self._jinja.get_template("partials/macros.html")
            self._modules[root] = template.make_module({"root": root})
        return self._modules[root]


def _ticks(text: str) -> Markup:
    """Return a text in which `words between backticks` are set as code."""
    return Markup(re.sub("`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _web(url: str) -> str:
    """Return a web address unchanged. Raises ValueError for any other scheme, which would run in the page."""
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"{url!r} is not a web address")
    return url


def markdown(root: Path, template: str, context: Mapping[str, object], t: Wording | None = None) -> str:
    """Return a Markdown file from a template, with the words of an interface; texts come escaped for Markdown."""
    folders = [str(folder) for folder in template_folders(root)]
    jinja = Environment(loader=FileSystemLoader(folders), undefined=StrictUndefined, keep_trailing_newline=True)
    if t:
        jinja.filters["t"] = t
    return jinja.get_template(template).render(context)
