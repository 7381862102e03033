"""The concept scheme: what lies above and below a concept, and what a taxonomy refers to in vain."""

from __future__ import annotations

from pathlib import Path

import pytest

from vlasurvey import source, taxonomy
from vlasurvey.records import validate
from vlasurvey.source import Source
from vlasurvey.survey import Survey
from vlasurvey.taxonomy import Taxonomy
from vlasurvey.vocabularies import TaxonomyFile


@pytest.fixture
def scheme(toy: Survey) -> Taxonomy:
    return toy.taxonomy


def test_everything_keeps_the_order_of_the_file(scheme: Taxonomy) -> None:
    assert list(scheme.concepts) == ["hands", "hands/catching", "hands/throwing", "eyes", "eyes/tracking"]
    assert list(scheme.mechanisms) == ["chunking", "feedback-control"]
    assert list(scheme.references) == ["clown1901", "tent1955"]
    assert list(scheme.facets) == ["learning_signal", "props"]
    assert list(scheme.exclusion_reasons) == ["no-robot", "duplicate"]
    assert scheme.top_concepts == ("hands", "eyes")


def test_narrower_concepts_are_those_directly_below(scheme: Taxonomy) -> None:
    assert scheme.narrower("hands") == ("hands/catching", "hands/throwing")
    assert scheme.narrower("hands/catching") == ()
    assert scheme.narrower("nothing") == ()


def scheme_of(*notations: str) -> tuple[TaxonomyFile, Source]:
    label = "    pref_label: {en: x}\n"
    entries = [
        f"  - notation: {notation}\n{label}"
        + (f"    broader: {notation.rpartition('/')[0]}\n" if "/" in notation else "")
        for notation in notations
    ]
    text = Source("taxonomy.yaml", ("title: {en: x}\nconcepts:\n" + "".join(entries)).encode())
    data, problems = source.parse(text)
    file, faults = validate(TaxonomyFile, data, text)
    assert file
    assert problems + faults == []
    return file, text


def test_ancestors_and_closure_go_to_any_depth() -> None:
    file, text = scheme_of("a", "a/b", "a/b/c", "a/b/c/d", "a/e", "f")
    deep = Taxonomy(file)
    assert list(taxonomy.check(file, text)) == []
    assert deep.ancestors("a/b/c/d") == ("a", "a/b", "a/b/c")
    assert deep.ancestors("a") == ()
    assert deep.closure("a") == ("a", "a/b", "a/b/c", "a/b/c/d", "a/e")
    assert deep.closure("f") == ("f",)
    assert deep.top("a/b/c") == "a"
    assert deep.top("f") == "f"


def test_a_concept_stands_behind_the_one_above_it_wherever_the_file_has_it() -> None:
    file, _ = scheme_of("a/b/c", "d", "a", "a/b")
    assert list(Taxonomy(file).concepts) == ["d", "a", "a/b", "a/b/c"]


def test_a_concept_whose_broader_one_is_missing_is_reported_with_its_place() -> None:
    file, text = scheme_of("a", "a/b/c")
    assert [str(problem) for problem in taxonomy.check(file, text)] == [
        "taxonomy.yaml:7:14: error[VS401] unknown concept 'a/b'; define it, or remove it"
    ]


def test_every_second_definition_is_reported() -> None:
    file, text = scheme_of("a", "b", "a", "a")
    assert [p.location.line for p in taxonomy.check(file, text)] == [7, 9]


@pytest.mark.parametrize(
    "where",
    [("concepts",), ("mechanisms",), ("references",), ("facets",), ("facets", 0, "values"), ("terms",),
     ("exclusion_reasons",)],
    ids=str,
)  # fmt: skip
def test_what_is_defined_again_is_found_where_it_stands_the_second_time(
    where: tuple[str | int, ...], toy_path: Path
) -> None:
    text = (toy_path / "taxonomy.yaml").read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    first, second = (Source("taxonomy.yaml", text.encode()).place(*where, number).line or 0 for number in (0, 1))
    if second <= first:  # there is one entry, up to the next part of the file
        second = next((n for n, line in enumerate(lines, 1) if n > first and line[0] != " "), len(lines) + 1)
    lines[second - 1 : second - 1] = lines[first - 1 : second - 1]
    twice = Source("taxonomy.yaml", "".join(lines).encode())
    data, _ = source.parse(twice)
    file, problems = validate(TaxonomyFile, data, twice)
    assert file is not None, problems
    (found,) = [problem for problem in taxonomy.check(file, twice) if "defined twice" in problem.message]
    assert found.location.line == second
    assert found.message.endswith(f"defined twice in {where[-1]}")


def test_many_concepts_are_checked_without_hanging() -> None:
    file, text = scheme_of(*(f"a{n}" for n in range(5_000)))
    assert list(taxonomy.check(file, text)) == []


def test_all_dangling_references_are_found_in_one_run(toy_path: Path) -> None:
    content = (toy_path / "taxonomy.yaml").read_text(encoding="utf-8")
    broken = content.replace("references: [clown1901]", "references: [clown]").replace("broader: eyes", "broader: ears")
    text = Source("taxonomy.yaml", broken.encode())
    file, _ = validate(TaxonomyFile, source.parse(text)[0], text)
    assert file
    assert [problem.message for problem in taxonomy.check(file, text)] == [
        "unknown reference 'clown'",
        "unknown concept 'ears'",
        "unknown reference 'clown'",
    ]
