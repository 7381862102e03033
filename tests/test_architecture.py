"""The shape of the code: who may import whom, one home for each dependency, small documented modules, no clock."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "vlasurvey"

LAYERS = """
    problems
    rules.registry rules.shape rules.identity rules.references rules.consistency rules.links rules.style rules.loss
    rules.grounds rules.results
    rules
    text text.characters text.lookalikes text.hosts text.mathtext
    running running.ending running.processes running.progress
    reports source values names records results results.figures results.tables
    vocabularies comments canonical taxonomy
    interface reading writing drafts files results.reading survey results.rows results.chance
    results.boards results.pasted
    results.entry released terms skeleton
    checks.registry checks.markup checks.folders checks.addresses checks.dates checks.likeness checks.accents
    checks.persons checks.consistency checks.identity checks.links checks.loss checks.references checks.shape
    checks.wording checks.authors checks.fixes checks.style checks.texts
    checks.waivers checks.results checks
    analysis analysis.baseline analysis.audit analysis.people analysis.related analysis.suggestions analysis.stats
    exports exports.csl exports.markdown exports.tex exports.bibtex exports.biblatex exports.ris exports.references
    exports.formats exports.coins exports.selection exports.dumps exports.relations exports.results
    exports.sqlite exports.parquet exports.cff
    schemas
    importers importers.dates importers.entries importers.identifiers importers.keys importers.known importers.escapes
    importers.placeholders importers.letters importers.latex importers.fields importers.names importers.typed
    importers.answers importers.issueform importers.venues importers.links importers.publications importers.bibfile
    importers.plain importers.risfile importers.cslfile importers.csvfile importers.listfile
    results.form
    screening screening.queue screening.decided screening.ranking screening.scores
    site
    site.pages site.pages.addresses site.pages.fields site.pages.wording site.pages.contexts site.pages.citations
    site.pages.lookup site.pages.metadata site.pages.indexes site.pages.method site.pages.trends
    site.pages.queue site.pages.tombstones site.pages.choices site.pages.filters site.pages.paper site.pages.data
    site.pages.croissant
    site.pages.views
    site.drawings site.drawings.charts site.drawings.figures site.drawings.cards site.drawings.pictures
    site.files site.files.assets site.files.citations site.files.explorer site.files.downloads site.files.feeds
    site.files.llms site.files.hansearch site.files.redirects site.files.search site.files.plan
    site.twins site.twins.markdown site.twins.screening site.twins.pages
    site.render site.frame site.policy site.written site.production site.failing site.shelf site.ondemand site.guard
    site.press
    site.engine site.engine.settings site.engine.sources site.engine.translation site.engine.plugin site.engine.run
    site.access site.engine.serve site.lock site.deadlinks site.build
    generated.awesome generated.forms generated
    release
    acquire acquire.clock acquire.hosts acquire.answers acquire.reading acquire.candidates acquire.pace
    acquire.identified acquire.transport acquire.session acquire.sources acquire.sources.arxiv
    acquire.sources.agencies acquire.sources.crossref acquire.sources.datacite acquire.sources.openalex
    acquire.sources.semanticscholar acquire.sources.openreview acquire.sources.dblp acquire.sources.proceedings
    acquire.registry acquire.facts acquire.adding acquire.abstracts acquire.links acquire.linkmemory
    acquire.matching acquire.gate acquire.proposals acquire.refresh acquire.upstream
    acquire.discover
    cli.folder cli.manual cli.options cli.asking cli.adding cli.listing cli.screening cli.upkeep
    cli.refresh cli.check cli.write
    cli.reporting cli.read
    cli.publish cli __main__
""".split()  # noqa: SIM905
"""Every module, in an order in which each imports only from those before it."""

WINGS = ("pages", "drawings", "files", "twins", "engine")
"""Folders of the site, in their order."""

NOTHING_OF_OURS = {
    "problems",
    "text.characters",
    "text.lookalikes",
    "text.mathtext",
    "released",
    "running.ending",
    "running.progress",
    "reading",
    "writing",
    "site.access",
    "site.lock",
    "site.deadlinks",
    "site.frame",
    "site.ondemand",
    "site.policy",
    "site.written",
    "site.failing",
}
"""Modules that know nothing of the rest of the package, wherever they stand in the order."""

HOMES = {
    "yaml": {"source", "comments"},
    "pydantic": {"values", "names", "records", "drafts", "vocabularies", "results.tables"},
    "pydantic_core": {"values", "names", "records", "results.tables"},
    "jinja2": {"site.render"},
    "markupsafe": {
        "text.mathtext",
        "site.drawings.cards",
        "site.drawings.charts",
        "site.drawings.figures",
        "site.render",
    },
    "mkdocs": {f"site.engine.{name}" for name in ("settings", "sources", "translation", "plugin", "run", "serve")},
    "idna": {"text.hosts"},
    "click": {name for name in LAYERS if name.split(".")[0] == "cli"},
    "rjsmin": {"site.files.assets"},
    "rapidfuzz": {"checks.identity", "checks.likeness", "checks.style", "importers.venues"},
    "rich": {"running.progress"},
    "bibtexparser": {"importers.entries", "importers.names"},
    "markdown_it": {"importers.listfile"},
    "pylatexenc": {"importers.latex"},
    "arro3": {"exports.parquet"},
    "resvg_py": {"site.drawings.pictures"},
    "fontTools": {"site.drawings.pictures"},
    "brotli": {"site.drawings.pictures"},
    "PIL": {"site.drawings.pictures"},
    "requests": {"acquire.session", "acquire.transport"},
    "requests_cache": {"acquire.session"},
    "tenacity": {"acquire.session"},
    "urllib3": {"acquire.transport"},
    "lxml": {"acquire.reading"},
    "arxiv": {"acquire.sources.arxiv"},
}
"""Import name of a dependency -> the modules that may use it."""

DISTRIBUTIONS = {
    "markdown_it": "markdown-it-py",
    "yaml": "pyyaml",
    "fontTools": "fonttools",
    "resvg_py": "resvg-py",
    "pydantic_core": "pydantic",
    "requests_cache": "requests-cache",
    "arro3": "arro3-io",
    "PIL": "pillow",
}
"""Import name -> name in pyproject.toml, where the two differ."""

OPTIONAL = {
    "acquire": {"requests", "requests_cache", "tenacity", "urllib3", "lxml", "arxiv"},
    "dumps": {"arro3"},
    "images": {"resvg_py", "fontTools", "brotli", "PIL"},
}
"""Extra in pyproject.toml -> import names of what it brings, which the tool does without where it is missing."""

CLOCK_AND_NETWORK = {
    "time", "timeit", "sched", "random", "secrets", "socket", "socketserver", "ssl", "select", "selectors", "asyncio",
    "http", "http.client", "http.server", "urllib.request", "urllib.robotparser", "ftplib", "smtplib",
    "imaplib", "poplib",
    "telnetlib", "nntplib", "xmlrpc", "requests", "urllib3", "httpx", "aiohttp", "webbrowser",
}  # fmt: skip
CLOCK_CALLS = {"now", "utcnow", "today", "uuid1", "uuid4", "getrandbits", "urandom", "getmtime", "st_mtime", "strftime"}

MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path != PACKAGE / "__init__.py"
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in MODULES.items()}
each_module = pytest.mark.parametrize("module", MODULES)


def imported(tree: ast.Module) -> Iterator[str]:
    """Dotted names that a module imports, wherever in it: 'a.b' for `import a.b` and for `from a import b`."""
    for node in ast.walk(tree):
        yield from imports_of(node)


def imports_of(node: ast.AST) -> Iterator[str]:
    """The same of one statement."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def module_of(name: str) -> str:
    """The module of ours that a dotted name lies in; '' for the package itself."""
    parts = name.split(".")[1:]
    while parts and ".".join(parts) not in MODULES:
        parts.pop()
    return ".".join(parts)


def ours(tree: ast.Module) -> set[str]:
    return {module_of(name) for name in imported(tree) if name.split(".")[0] == "vlasurvey"} - {""}


def test_every_module_has_its_place_in_the_order() -> None:
    assert sorted(MODULES) == sorted(LAYERS)


@each_module
def test_a_module_imports_only_from_modules_above_it(module: str) -> None:
    above = set(LAYERS[: LAYERS.index(module)])
    assert ours(TREES[module]) - above == set()


def test_a_folder_is_whole_before_the_next_one_begins() -> None:
    """Of the wings of the site none imports from one below it; nothing outside the engine's own folder knows it."""
    folders = [name.rpartition(".")[0] for name in LAYERS if name.startswith("site.") and name.count(".") == 2]
    assert list(dict.fromkeys(folders)) == [f"site.{wing}" for wing in WINGS]
    assert len(folders) - sum(a == b for a, b in pairwise(folders)) == len(WINGS)


@pytest.mark.parametrize("folder", sorted({path.parent for path in MODULES.values()}), ids=str)
def test_a_folder_has_at_most_24_modules(folder: Path) -> None:
    assert len(list(folder.glob("*.py"))) <= 24


@pytest.mark.parametrize("module", sorted(NOTHING_OF_OURS))
def test_a_module_that_stands_by_itself_imports_nothing_of_ours(module: str) -> None:
    assert ours(TREES[module]) == set()


def test_the_package_itself_imports_nothing() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    assert {name.split(".")[0] for name in imported(tree)} <= {"__future__"}


@each_module
def test_a_dependency_is_used_only_in_its_home(module: str) -> None:
    roots = {name.split(".")[0] for name in imported(TREES[module])} - set(sys.stdlib_module_names) - {"vlasurvey"}
    assert roots <= set(HOMES)
    assert {root for root in roots if module not in HOMES[root]} == set()


def test_every_import_is_a_declared_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"], *(line for name in OPTIONAL for line in project["optional-dependencies"][name])]
    declared = {re.split(r"[^A-Za-z0-9._-]", line)[0].lower() for line in lines}
    used = {name.split(".")[0] for tree in TREES.values() for name in imported(tree)} - set(sys.stdlib_module_names)
    assert {DISTRIBUTIONS.get(name, name) for name in used - {"vlasurvey"}} <= declared


@each_module
def test_what_is_optional_is_imported_where_it_is_used_and_may_be_missing(module: str) -> None:
    here = OPTIONAL["acquire"] if acquires(module) else set()  # one extra is the whole folder's: see the next test
    optional = set().union(*OPTIONAL.values()) - here
    tried = [node for node in ast.walk(TREES[module]) if isinstance(node, ast.Try)]
    inside = {name for node in tried for name in imported(ast.Module(node.body, []))}
    outside = {name for name in imported(TREES[module]) if name.split(".")[0] in optional} - inside
    assert outside == set()


def acquires(module: str) -> bool:
    return module.split(".")[0] == "acquire"


@each_module
def test_only_commands_that_ask_the_network_import_what_asks_it_and_only_when_they_run(module: str) -> None:
    asking = {node for node in ast.walk(TREES[module]) if any(acquires(module_of(name)) for name in imports_of(node))}
    later = [node for node in ast.walk(TREES[module]) if isinstance(node, ast.FunctionDef) or _only_typed(node)]
    allowed = {below for node in later for below in ast.walk(node)} if module.startswith("cli.") else set()
    assert acquires(module) or asking - allowed == set()


def _only_typed(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


ASKS_FOR_THE_DAY = {"cli.options": {"today"}, "acquire.clock": {"now"}}
"""Modules that may know the day on which they run, because they write records -> the one call by which they ask."""

ASKS_CLOCK_OR_NETWORK = {
    "acquire.clock": {"time"},
    "acquire.session": {"requests"},
    "acquire.transport": {"requests", "socket", "urllib3"},
}
"""Modules that may use the network, or the clock that paces its use -> what they import for that."""


@each_module
def test_no_module_asks_the_clock_the_network_or_chance(module: str) -> None:
    names = set(imported(TREES[module]))
    names |= {name.rpartition(".")[0] for name in names} | {name.split(".")[0] for name in names}
    assert names & CLOCK_AND_NETWORK == ASKS_CLOCK_OR_NETWORK.get(module, set())
    attributes = {node.attr for node in ast.walk(TREES[module]) if isinstance(node, ast.Attribute)}
    assert attributes & CLOCK_CALLS == ASKS_FOR_THE_DAY.get(module, set())


@each_module
def test_no_module_is_longer_than_500_lines(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= 500


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "core", "models", "misc"])
def test_no_module_is_a_drawer_for_everything(name: str) -> None:
    assert not {module for module in MODULES if name in module.split(".")}


def undocumented(node: ast.AST, name: str) -> Iterator[str]:
    """Public classes, functions and methods without a docstring; nothing inside a function is public."""
    if ast.get_docstring(node) is None:  # type: ignore[arg-type]
        yield name
    if isinstance(node, ast.Module | ast.ClassDef):
        for below in node.body:
            definition = isinstance(below, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            if definition and not below.name.startswith("_"):
                yield from undocumented(below, f"{name}.{below.name}")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_public_name_has_a_docstring(path: Path) -> None:
    assert list(undocumented(ast.parse(path.read_text(encoding="utf-8")), path.stem)) == []


READERS = {"reading", "site.engine.plugin", "site.engine.sources", "site.deadlinks"}
"""What reads text: that of people, who may save it in any encoding, and what the tool or the theme wrote."""


@each_module
def test_text_is_read_in_one_place_that_names_the_file_which_is_none(module: str) -> None:
    called = {node.attr for node in ast.walk(TREES[module]) if isinstance(node, ast.Attribute)}
    assert module in READERS or "read_text" not in called


WRITERS = {"writing", "site.shelf", "cli.read", "site.drawings.pictures"}
"""What writes files: of a survey, of a site, into a pipe or device that a person named, fonts for the renderer."""


@each_module
def test_files_are_written_in_one_place_that_follows_no_link(module: str) -> None:
    called = {node.attr for node in ast.walk(TREES[module]) if isinstance(node, ast.Attribute)}
    assert module in WRITERS or not called & {"write_bytes", "write_text"}
