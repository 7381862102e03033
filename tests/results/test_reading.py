"""The files of tables: found, named, read anew only where they changed, and never lost without a word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from vlasurvey import canonical, survey
from vlasurvey.problems import Problem
from vlasurvey.results.reading import result_files, results_path
from vlasurvey.results.tables import Results
from vlasurvey.source import Source, parse

ROOT = Path(__file__).parents[2]
Find = Callable[[Path], list[Problem]]
TOSS, AGAIN = "results/2025/renamed2025toss.yaml", "results/elsewhere/cascade-again.yaml"


def test_a_file_lies_where_its_source_says() -> None:
    assert results_path("renamed2025toss") == TOSS
    assert results_path("elsewhere/cascade-again") == AGAIN
    for wrong in ("elsewhere/../x", "elsewhere/", "Renamed2025Toss", "../2024/x", "elsewhere/a/b"):
        with pytest.raises(ValueError, match="neither a citation key"):
            results_path(wrong)


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("results/2025/notes.yaml", "VS301", "is neither the key of a paper nor the name of another source"),
        ("results/elsewhere/Big Names.yaml", "VS301", "is neither the key of a paper nor the name of another source"),
        ("results/2025/renamed2025toss.yml", "VS301", "is neither the key of a paper nor the name of another source"),
        ("results/2024/renamed2025toss.yaml", "VS302", f"move it to {TOSS}"),
        ("results/renamed2025toss.yaml", "VS302", f"move it to {TOSS}"),
    ],
)
def test_a_file_under_a_wrong_name_or_folder_is_named(
    name: str, code: str, said: str, toy_copy: Path, problems_of: Find
) -> None:
    (toy_copy / TOSS).rename(toy_copy / name)
    found = [problem for problem in problems_of(toy_copy) if problem.location.path == name]
    assert [problem.code for problem in found] == [code]
    assert said in str(found[0])


def test_a_folder_that_is_a_link_outside_the_survey_is_not_read(
    toy_copy: Path, tmp_path: Path, problems_of: Find
) -> None:
    (toy_copy / "results").rename(tmp_path / "away")
    (toy_copy / "results").symlink_to(tmp_path / "away")
    assert [(problem.code, problem.location.path) for problem in problems_of(toy_copy)] == [("VS100", "results")]


def test_a_faulty_file_is_left_out_and_the_rest_of_it_is_checked_all_the_same(
    toy_copy: Path, problems_of: Find
) -> None:
    text = (toy_copy / AGAIN).read_text(encoding="utf-8")
    text = text.replace('"12.5"', "twelve").replace(
        "benchmark: cascade\n    where: README\n", "benchmark: casc\n    where: README\n"
    )
    (toy_copy / AGAIN).write_text(text, encoding="utf-8")
    assert sorted(problem.code for problem in problems_of(toy_copy)) == ["VS821", "VS822"]
    loaded, _ = survey.load(toy_copy)
    assert loaded
    assert "elsewhere/cascade-again" not in loaded.results
    assert "elsewhere/cascade-again" in loaded.result_drafts


def test_only_a_file_that_changed_is_read_anew(toy_copy: Path) -> None:
    before, _ = survey.load(toy_copy)
    text = (toy_copy / AGAIN).read_text(encoding="utf-8")
    (toy_copy / AGAIN).write_text(text.replace('"12.5"', '"12.6"'), encoding="utf-8")
    after, problems = survey.load(toy_copy, known=before)
    assert before
    assert after
    assert problems == []
    assert after.results["renamed2025toss"] is before.results["renamed2025toss"]
    assert after.results["elsewhere/cascade-again"].tables[1].rows[0].values == {"slow": "12.6"}
    assert list(after.results) == list(before.results)


def test_every_real_file_is_in_canonical_form() -> None:
    files = result_files(ROOT)
    assert len(files) > 100
    for path in files:
        source = Source(path, (ROOT / path).read_bytes())
        data, problems = parse(source)
        assert problems == []
        assert canonical.differs(source, data, Results) is None
        assert canonical.rewrite(source.content.decode(), Results) == source.content.decode()


def test_short_values_stand_on_one_line_and_long_ones_below_each_other() -> None:
    row = {"method": "doe2024things", "values": {"slow": "97.10", "fast": "84.7 ± 0.9"}}
    table = {"benchmark": "b", "where": "Table 1", "read_from": "x", "basis": "paper", "drafted_by": "person"}
    text = canonical.write({"tables": [{**table, "rows": [row]}]}, Results)
    assert '        values: {slow: "97.10", fast: "84.7 ± 0.9"}\n' in text
    long = {**row, "values": {f"a-suite-of-many-words-{n}": "1" for n in range(9)}}
    text = canonical.write({"tables": [{**table, "rows": [long]}]}, Results)
    assert '        values:\n          a-suite-of-many-words-0: "1"\n' in text


def test_a_comment_inside_short_values_is_kept() -> None:
    text = (ROOT / "tests/toy" / TOSS).read_text(encoding="utf-8")
    noted = text.replace(
        'values: {slow: "90.0", fast: "84.0"}', 'values:\n          slow: "90.0"  # read twice\n          fast: "84.0"'
    )
    again = canonical.rewrite(noted, Results)
    assert "# read twice" in again
    assert parse(Source("", again.encode()))[0] == parse(Source("", text.encode()))[0]
