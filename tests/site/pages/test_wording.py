"""The words of the interface: every language has the same keys, each key is used, and each text is translated."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from vlasurvey import interface, source
from vlasurvey.analysis import stats
from vlasurvey.records import Basis, Drafter, Links, Notes, Role, Status
from vlasurvey.site.files import citations
from vlasurvey.site.pages import choices, fields, wording
from vlasurvey.site.pages.wording import Wording
from vlasurvey.survey import Survey

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "templates"
PACKAGE = ROOT / "src" / "vlasurvey"
Texts = dict[str, str | dict[str, str]]


def read(file: Path) -> Texts:
    _, data, problems = source.load(file.parent, file.name)
    assert isinstance(data, dict), problems
    return {str(key): value if isinstance(value, dict) else str(value) for key, value in data.items()}


LANGUAGES = {file.name.split(".")[1]: read(file) for file in sorted(TEMPLATES.glob("strings.*.yaml"))}
ENGLISH = LANGUAGES["en"]
translations = pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))

SAME = {"link.pdf", "byline.one", "explore.say.words", "trends.csv", "home.title"} | {
    f"{page}.{side}" for page in ("home", "concept") for side in ("subject", "counterpart")
}
"""Keys of names and of mere arrangements, which are alike in every language."""

SETTLED: dict[str, Iterable[str]] = {
    "*.description": ("trends", "compare", "latest", "glossary", "authors", "venues"),
    "*.title": ("trends", "compare", "latest", "glossary", "authors", "venues"),
    "*s.lead": ("author", "venue"),
    "*s.title": ("author", "venue"),
    "byline.*": ("one", "two", "many"),
    "compare.*": ("missing", "failed", "most"),
    "concept.drawn.*": ("survey", "ours"),
    "coverage.*": ("takeaway", "notes", "facets", "day", "venue", "code", "checked"),
    "data.file.*": {
        *("papers.json", "papers.csv", "results.json", "results.csv", "sqlite", "parquet"),
        *(path.rpartition("/")[2] for path in citations.WHOLE),
    },
    "data.kind.*": {"integer", "number", *(row.kind for row in fields.rows() if not row.many and not row.choices)},
    "data.kind.*.many": {row.kind for row in fields.rows() if row.many and not row.choices},
    "explore.filter.*": ("concept", "year", "role", "has", "status", "venue"),
    "explore.format.*": ("biblatex", "ris", "csl", "markdown", "csv"),
    "explore.has.*": choices.HAS,
    "explore.say.*": ("starred", "unstarred", "star_lost", "star_full"),
    "explore.sort.*": ("newest", "oldest", "title", "added", "venue"),
    "explore.view.*": ("list", "compact"),
    "flow.role.*": {role.value for role in Role},
    "glossary.kind.*": ("concept", "mechanism", "facet", "value", "term"),
    "home.count.*": ("papers", "code", "published", "concepts", "period", "searched"),
    "link.*": ("paper", *Links.model_fields),
    "frame.*": ("latest", "authors", "venues", "glossary", "queue", "contribute"),
    "nav.*": interface.USUAL_MENU,
    "paper.*": {status.value for status in Status} - {"active"},
    "paper.basis.*": {basis.value for basis in Basis},
    "paper.draft.*": {basis.value for basis in Basis},
    "paper.drafted.*": {drafter.value for drafter in Drafter},
    "paper.note.*": Notes.model_fields,
    "role.*.many": {role.value for role in Role},
    "role.*.one": {role.value for role in Role},
    "status.*": {status.value for status in Status} - {"active"},
    "trends.*": ("growth", "shares", "gaps", "availability", "venues"),
    "trends.has.*": (stats.ALL, *choices.HAS),
}
"""Key put together where it is used -> what stands for the star; a test fails on one that is not listed here."""


def asked_in_templates() -> Iterator[str]:
    """Keys that templates ask for; a star where a key is put together."""
    environment = Environment()
    for file in (*TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.jinja")):
        tree = environment.parse(file.read_text(encoding="utf-8"))
        for used in tree.find_all(nodes.Filter):  # 'home.title' | t
            if used.name == "t" and used.node is not None:
                yield _key(used.node)
        for attribute in tree.find_all(nodes.Getattr):  # in the theme's overrides: site.words.search
            if isinstance(attribute.node, nodes.Getattr) and attribute.node.attr == "words":
                yield f"frame.{attribute.attr}"


def _key(node: nodes.Expr) -> str:
    parts = node.nodes if isinstance(node, nodes.Concat) else [node]
    return "".join(str(part.value) if isinstance(part, nodes.Const) else "*" for part in parts)


def asked_in_code() -> Iterator[str]:
    """Keys that Python asks for: t("..."), lookup.t(f"..."), load(...)("...")."""
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func
            called = (
                (isinstance(name, ast.Name) and name.id == "t")
                or (isinstance(name, ast.Attribute) and name.attr in ("t", "_t"))
                or (isinstance(name, ast.Call) and ast.unparse(name.func).endswith(("load", "wording.of")))
            )
            if called and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)
            elif called and isinstance(node.args[0], ast.JoinedStr):
                parts = node.args[0].values
                yield "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in parts)


def asked_in_scripts() -> Iterator[str]:
    """Keys that scripts ask for: every quoted text that begins as keys do."""
    families = "|".join(sorted({key.split(".")[0] for key in ENGLISH}))
    for file in TEMPLATES.rglob("*.js"):
        text = file.read_text(encoding="utf-8")
        for key in re.findall(rf"['\"`]((?:{families})\.[\w.${{}}]+)['\"`]", text):
            if not key.endswith((".js", ".json")):
                yield re.sub(r"\$\{.*?\}", "*", key)


ASKED = {*asked_in_templates(), *asked_in_code(), *asked_in_scripts()}
USED = {key for key in ASKED if "*" not in key} | {
    pattern.replace("*", value) for pattern, values in SETTLED.items() for value in values
}


def placeholders(text: str | dict[str, str]) -> list[frozenset[str]]:
    """Names of the values to fill in, of each form of a text."""
    forms = text.values() if isinstance(text, dict) else (text,)
    return [frozenset(name for _, name, _, _ in string.Formatter().parse(form) if name) for form in forms]


def test_every_key_that_is_put_together_is_settled() -> None:
    assert {key for key in ASKED if "*" in key} == set(SETTLED), "add or remove it in SETTLED, with its values"


def test_every_key_that_is_used_has_a_text_and_every_text_is_used() -> None:
    assert sorted(USED - set(ENGLISH)) == []
    assert sorted(set(ENGLISH) - USED) == []


@translations
def test_no_language_lacks_a_key_or_has_one_of_its_own(language: str) -> None:
    assert sorted(set(ENGLISH) - set(LANGUAGES[language])) == [], "not translated"
    assert sorted(set(LANGUAGES[language]) - set(ENGLISH)) == [], "not in English"


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_the_values_to_fill_in_are_the_same_in_every_form_and_language(language: str) -> None:
    texts = LANGUAGES[language]
    wanted = {key: placeholders(text)[-1] for key, text in ENGLISH.items()}
    different = {key: found for key, text in texts.items() if {*(found := placeholders(text))} != {wanted.get(key)}}
    assert different == {}


@translations
def test_every_text_is_translated(language: str) -> None:
    texts = LANGUAGES[language]
    assert {key for key in ENGLISH if texts.get(key) == ENGLISH[key]} - SAME == set()
    assert SAME - set(ENGLISH) == set(), "listed as the same, but there is no such key"


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_a_text_with_forms_has_one_for_every_number(language: str) -> None:
    forms = {key: text for key, text in LANGUAGES[language].items() if isinstance(text, dict)}
    assert {key for key, text in forms.items() if "other" not in text or set(text) - {"one", "other"}} == set()
    assert set(forms) == {key for key, text in ENGLISH.items() if isinstance(text, dict)}


def test_chinese_texts_use_chinese_punctuation_and_spaces_beside_latin_words() -> None:
    for key, text in LANGUAGES["zh"].items():
        for form in text.values() if isinstance(text, dict) else [text]:
            assert not re.search(r"[一-鿿][,;:!?]|[,;:!?][一-鿿]|[一-鿿]\.(?!\w)", form), (key, form)
            assert not re.search(r"[一-鿿][A-Za-z0-9]|[A-Za-z0-9][一-鿿]", form), (key, form)


def test_a_number_takes_the_form_of_its_language() -> None:
    texts = Wording({"papers": {"one": "{n} paper", "other": "{n} papers"}})
    assert [texts("papers", n=n) for n in (0, 1, 2)] == ["0 papers", "1 paper", "2 papers"]
    assert Wording({"papers": {"other": "{n} 篇论文"}})("papers", n=1) == "1 篇论文"


def test_a_file_that_lacks_keys_is_refused_and_the_message_names_them(tmp_path: Path, toy: Survey) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "strings.fr.yaml").write_text("language.name: Français\n", encoding="utf-8")
    with pytest.raises(ValueError, match=rf"strings\.fr\.yaml lacks language\.locale, .*\({len(ENGLISH) - 1} of"):
        wording.of(replace(toy, root=tmp_path), "fr")
