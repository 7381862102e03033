"""Every pattern takes steps in proportion to the text, whatever it holds, or meets only what has a bound.

The patterns are listed from the source of all modules, with the ways in which each is used.
"""

from __future__ import annotations

import ast
import importlib
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from steps import ALL_OF, Counter, TooManyStepsError

from vlasurvey.names import Name

PACKAGE = Path(__file__).parents[1] / "src" / "vlasurvey"
USES = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")
LENGTHS = ((40, 160), (480, 1_920))
"""What takes steps in proportion takes four times as many for the longer text, what grows as the square sixteen."""
MOST_GROWTH = 9
BOUNDED = {
    ("vlasurvey.site.policy", r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>"): (
        "meets the frames of the theme alone, which hold nothing that a record or a written page says"
    ),
}
"""(Module, pattern) -> why what it meets cannot grow, of the patterns that take more than their share."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name == "__main__.py":  # it would run
            continue
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def used_as() -> dict[str, set[str]]:
    """Name of a compiled pattern -> the methods that are called on anything of that name, in any module."""
    found: dict[str, set[str]] = {}
    for _, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in USES:
                of = node.value
                name = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
                found.setdefault(name, set()).add(node.attr)
    return found


def patterns() -> dict[tuple[str, str], tuple[re.Pattern[str], set[str]]]:
    """(Module, pattern) -> the compiled pattern and the ways it is used, whether it has a name or not."""
    uses = used_as()
    found: dict[tuple[str, str], tuple[re.Pattern[str], set[str]]] = {}

    def add(module: str, pattern: re.Pattern[str], ways: set[str]) -> None:
        if isinstance(pattern.pattern, str):
            found.setdefault((module, pattern.pattern), (pattern, set()))[1].update(ways)

    for name, tree in modules():
        module = importlib.import_module(name)
        for variable, value in vars(module).items():
            several = (
                value if isinstance(value, tuple | list) else value.values() if isinstance(value, dict) else [value]
            )
            for one in several:
                if isinstance(one, re.Pattern) and one.pattern.__class__ is str:
                    add(name, one, uses.get(variable, set()) or set(USES[:3]))
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re") or not node.args:
                continue
            try:
                pattern, *flags = (evaluated(part, module) for part in (node.args[0], *flag_nodes(node)))
            except NameError:
                continue  # made from what a function is given
            if isinstance(pattern, str):
                compiled = re.compile(pattern, *flags)
                ways = {node.func.attr} if node.func.attr in USES else set()
                if (name, pattern) not in found or ways:
                    add(name, compiled, ways or set(USES[:3]))
    return found


def flag_nodes(call: ast.Call) -> list[ast.expr]:
    given = [keyword.value for keyword in call.keywords if keyword.arg == "flags"]
    place = {"sub": 4, "subn": 4, "split": 3, "compile": 1}.get(getattr(call.func, "attr", ""), 2)
    return given or call.args[place : place + 1]


def evaluated(node: ast.expr, module: Any) -> Any:
    return eval(compile(ast.Expression(node), "<pattern>", "eval"), dict(vars(module)))


def letters_of(pattern: str) -> list[str]:
    """What to repeat: runs of literals of the pattern, one letter of each class, and what is common in attacks."""
    literal = re.sub(r"\\[a-zA-Z]|\(\?[a-zA-Z<=!:>]*|[\[\](){}|*+?^$]", " ", pattern)
    words = {word.replace("\\", "") for word in literal.split()}
    words |= set("aA0 .-_/:;,()[]{}<>\"'\\$&@#%=~`*!|+\n\té中")
    words |= {
        "a ",
        "a.",
        "a-",
        "a/",
        "0.",
        "A ",
        "a,",
        "\\a",
        "{a",
        "$a",
        "<a",
        "&a",
        "a and ",
        "  \n",
        "- ",
        "http://a.",
    }
    return sorted(word for word in words if 0 < len(word) < 40)


def text_of(letters: str, length: int) -> str:
    return (letters * (length // len(letters) + 1))[:length]


def steps(counter: Counter, way: str, text: str) -> float:
    try:
        counter.use(way, text)
    except TooManyStepsError:
        return math.inf
    return counter.steps


def grows(counter: Counter, way: str, letters: str, end: str) -> bool:
    """Tell whether the steps grow faster than the text; what has a bound does so up to it, and no further."""
    for short, long in LENGTHS:
        few = steps(counter, way, text_of(letters, short) + end)
        if few == math.inf:
            return True
        many = steps(counter, way, text_of(letters, long) + end)
        if many <= MOST_GROWTH * few:
            return False
    return True


def spans(pattern: re.Pattern[str], way: str, text: str) -> list[tuple[int, int]]:
    """Return what the engine finds."""
    found = pattern.finditer(text) if way in ALL_OF else [getattr(pattern, way)(text)]
    return [one.span() for one in found if one]


ALL = patterns()


@pytest.mark.parametrize(
    "which",
    [which for which in ALL if which not in BOUNDED],
    ids=[f"{module}-{number}" for number, (module, _) in enumerate(which for which in ALL if which not in BOUNDED)],
)
def test_a_pattern_takes_steps_in_proportion_to_the_text(which: tuple[str, str]) -> None:
    pattern, ways = ALL[which]
    counter = Counter(pattern)
    for way in sorted({"finditer" if way in ALL_OF else way for way in ways}):
        for letters in letters_of(pattern.pattern):
            text = text_of(letters, LENGTHS[0][0])
            assert counter.use(way, text) == spans(pattern, way, text), (pattern.pattern, way, text)
            for end in ("", "\0"):  # nothing fits this end, so that all ways to fit the rest are tried
                assert not grows(counter, way, letters, end), (pattern.pattern, way, letters, end)


def test_the_patterns_of_the_source_are_found() -> None:
    assert len(ALL) > 200
    assert set(BOUNDED) <= set(ALL)
    assert ("vlasurvey.values", r"[12][0-9]{3}") in ALL
    assert all(ways for _, ways in ALL.values())


@pytest.mark.parametrize(
    "pattern", [r"(?:[.,]|%20)+$", r"[a-z-]+/[0-9]", r"\s+$", r"\s*,?\s+and\s+", r"<[^>]+>", r"(?:a*)*b", r"(a|a)+b"]
)
def test_a_pattern_that_grows_as_the_square_or_worse_would_be_found(pattern: str) -> None:
    counter = Counter(re.compile(pattern))
    assert any(grows(counter, "search", letters, "\0") for letters in letters_of(pattern))


def test_a_name_is_measured_before_a_pattern_meets_it() -> None:
    with pytest.raises(ValueError, match="a name of 2,001 characters"):
        Name.model_validate("a" * 2_001)
    assert Name.model_validate("a" * 2_000).family == "a" * 2_000
