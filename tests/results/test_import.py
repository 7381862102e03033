"""A pasted table becomes one entry: columns by suites, rows by short titles, nothing guessed and nothing lost."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from vlasurvey import survey as surveys
from vlasurvey.checks import report
from vlasurvey.cli import main
from vlasurvey.results import entry, form, pasted
from vlasurvey.source import Data
from vlasurvey.survey import Survey

TOSS, WHOLE = "renamed2025toss", "whole2024everything"
MARKDOWN = """| Method | Slow | **Fast** (%) | Avg. | Seconds |
|:--|--:|--:|--:|--:|
| EaO [12] | 97.50 | **92.1 ± 0.9** | 94.8 | 3 |
| Toss (Renamed and Whole, 2025) | 98.0% | 95,0 | - | 4 |
| Ours | 99.0 | >98 | | 5 |
| Hands Alone | 12.5 | 10.0 | 11.3 | 6 |
"""
LATEX = r"""\begin{tabular}{lcc}
\toprule
Method & Slow $\uparrow$ & \textbf{Fast} \\
\midrule
EaO-XL~\cite{whole2024everything} & $97.50$ & 92.1$\pm$0.9 \\
\rowcolor{gray!20} \textbf{Toss} (ours) & \textbf{98.0} & \underline{95.0} \\ % the best
\bottomrule
\end{tabular}
"""
CSV = "method,slow,Cascade-Fast,average\nEaO,97.50,92.1 ± 0.9,94.8\nToss,98.0,95.0,\n"


@pytest.fixture
def labelled(toy: Survey) -> Survey:
    """The toy survey, whose average is also called so in tables."""
    known = toy.benchmarks["cascade"]
    suites = tuple(s.model_copy(update={"hidden_labels": ("Avg",)}) if s.mean_of else s for s in known.suites)
    object.__setattr__(toy, "benchmarks", {"cascade": known.model_copy(update={"suites": suites})})
    return toy


def rows(text: str, survey: Survey, reporter: str = TOSS) -> tuple[list[Data], list[str], int]:
    found = pasted.read(text, survey, survey.benchmarks["cascade"], reporter)
    return found.rows, [str(left) for left in found.left], found.unread


def test_a_markdown_table_is_read(labelled: Survey) -> None:
    found, left, unread = rows(MARKDOWN, labelled)
    assert found == [
        {"method": WHOLE, "values": {"slow": "97.50", "fast": "92.1 ± 0.9", "average": "94.8"}},
        {"method": TOSS, "values": {"slow": "98.0", "fast": "95.0"}},
        {"method": {"name": "Hands Alone"}, "values": {"slow": "12.5", "fast": "10.0", "average": "11.3"}},
    ]
    assert left == [
        "1: column 'Seconds': not taken over: no suite",
        "5: Ours, fast: '>98' is no number",
        "5: Ours: a second row for this method; name the variant",
    ]
    assert unread == 2


def test_a_latex_table_is_read_and_a_citation_names_the_paper(toy: Survey) -> None:
    found, left, unread = rows(LATEX, toy)
    assert found == [
        {"method": WHOLE, "variant": "EaO-XL", "values": {"slow": "97.50", "fast": "92.1 ± 0.9"}},
        {"method": TOSS, "values": {"slow": "98.0", "fast": "95.0"}},
    ]
    assert (left, unread) == ([], 0)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_cells_may_stand_between_commas_semicolons_or_tabs(sign: str, toy: Survey) -> None:
    found, left, _ = rows(CSV.replace(",", sign), toy)
    assert found == [
        {"method": WHOLE, "values": {"slow": "97.50", "fast": "92.1 ± 0.9", "average": "94.8"}},
        {"method": TOSS, "values": {"slow": "98.0", "fast": "95.0"}},
    ]
    assert left == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1: no table: paste its lines with the headings of the columns first"),
        (
            "Method,Height\nEaO,3\n",
            "1: no column is a suite: the suites of Cascade are Slow, Fast, Average, Longest run",
        ),
        ("Method,Slow,Fast\nEaO,97.50\n", "2: EaO: 2 cells, and the headings are 3"),
        ("Method,Slow\n,97.50\n", "2: a row without a method: write its name into the first cell"),
        ("Slow,Fast\n97.50,3\n", "2: a row without a method: write its name into the first cell"),
        ("Method,Slow\nEaO,about 97\n", "2: EaO, slow: 'about 97' is no number"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, said: str, toy: Survey) -> None:
    found, left, unread = rows(text, toy)
    assert said in left
    assert (found, unread > 0) == ([], True)


@given(text=st.text(st.sampled_from("abEaOSlow ,;|&\\\\{}$%±1.9-\\n\\t*`<>[]()\"'"), max_size=120))
def test_no_pasted_text_upsets_the_reader(text: str, any_survey: Survey) -> None:
    for before in ("", "Method,Slow\n", "| Method | Slow |\n", "Method & Slow \\\\\n"):
        found = pasted.read(before + text, any_survey, any_survey.benchmarks["cascade"], TOSS)
        assert all(isinstance(row, dict) and row["values"] for row in found.rows)


@pytest.fixture(scope="module")
def any_survey(toy_path: Path) -> Survey:
    loaded, _ = surveys.load(toy_path)
    assert loaded
    return loaded


def test_a_name_that_two_papers_have_is_no_key(toy: Survey) -> None:
    other = toy.papers["bare2023minimal"].model_copy(update={"short_title": "EaO"})
    object.__setattr__(toy, "papers", {**toy.papers, "bare2023minimal": other})
    found, _, _ = rows("Method,Slow\nEaO,97.50\n", toy)
    assert found == [{"method": {"name": "EaO"}, "values": {"slow": "97.50"}}]


@pytest.fixture
def toy(toy_path: Path) -> Survey:
    """A survey of one's own, since tests here change what it holds."""
    loaded, _ = surveys.load(toy_path)
    assert loaded
    return loaded


# --- the command ----------------------------------------------------------------------------------


def run(root: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["--root", str(root), "import", "results", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


SAID = ("--reporter", "overview2025juggling", "--benchmark", "cascade", "--where", "Table 9")


def test_a_table_becomes_a_file_that_the_check_accepts(toy_copy: Path) -> None:
    (toy_copy / "table.csv").write_text(CSV, encoding="utf-8")
    code, output = run(toy_copy, str(toy_copy / "table.csv"), *SAID, "--protocol", "balls=3")
    assert code == 0, output
    assert "wrote results/2025/overview2025juggling.yaml: 2 rows, 5 numbers" in output
    found = yaml.safe_load((toy_copy / "results/2025/overview2025juggling.yaml").read_text(encoding="utf-8"))
    (table,) = found["tables"]
    assert (table["protocol"], table["basis"], table["drafted_by"]) == ({"balls": "3"}, "paper", "person")
    assert table["read_from"] == "https://arxiv.org/abs/2506.99906"
    assert [problem for problem in report(toy_copy).problems if problem.severity != "note"] == []


def test_a_second_table_is_added_and_comments_stay(toy_copy: Path) -> None:
    file = toy_copy / "results/2025/renamed2025toss.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("tables:", "# mind the balls\ntables:"), encoding="utf-8")
    (toy_copy / "table.csv").write_text(CSV, encoding="utf-8")
    arguments = ("--reporter", TOSS, "--benchmark", "cascade", "--where", "Table 9")
    assert run(toy_copy, str(toy_copy / "table.csv"), *arguments)[0] == 0
    text = file.read_text(encoding="utf-8")
    assert "# mind the balls" in text
    assert [table["where"] for table in yaml.safe_load(text)["tables"]] == ["Table I", "Table I, lower half", "Table 9"]
    code, output = run(toy_copy, str(toy_copy / "table.csv"), *arguments)
    assert (code, file.read_text(encoding="utf-8")) == (1, text)
    assert "Table 9 stands there with this benchmark and protocol" in output


def test_a_source_outside_the_survey_gets_further_tables(toy_copy: Path) -> None:
    (toy_copy / "table.csv").write_text(CSV, encoding="utf-8")
    said = ("--reporter", "elsewhere/cascade-again", "--benchmark", "cascade", "--where", "README, below")
    code, output = run(toy_copy, str(toy_copy / "table.csv"), *said)
    assert (code, "added to results/elsewhere/cascade-again.yaml" in output) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--reporter", "nobody2024nothing", *SAID[2:]), "the survey has no paper 'nobody2024nothing'"),
        ((*SAID[:2], "--benchmark", "cascades", *SAID[4:]), "no benchmark 'cascades'; did you mean 'cascade'?"),
        ((*SAID, "--metric", "dops"), "no measure 'dops' of cascade; did you mean 'drops'?"),
        ((*SAID, "--protocol", "bals=3"), "unknown field 'bals'; did you mean 'balls'?"),
        ((*SAID, "--protocol", "balls=33"), "unknown value of 'balls': '33'; did you mean '3'?"),
        (SAID[:2], "name --reporter, --benchmark and --where"),
    ],
)
def test_what_is_said_wrong_is_a_wrong_usage(arguments: tuple[str, ...], said: str, toy_copy: Path) -> None:
    (toy_copy / "table.csv").write_text(CSV, encoding="utf-8")
    code, output = run(toy_copy, str(toy_copy / "table.csv"), *arguments)
    assert code == 2
    assert said in " ".join(output.replace("│", " ").split())
    assert not (toy_copy / "results/2025/overview2025juggling.yaml").exists()


def test_what_was_not_taken_over_ends_with_one_and_the_rest_is_written(toy_copy: Path) -> None:
    (toy_copy / "table.csv").write_text("Method,Slow\nEaO,97.50\nToss,about 98\n", encoding="utf-8")
    code, output = run(toy_copy, str(toy_copy / "table.csv"), *SAID)
    assert code == 1
    assert "table.csv:3: Toss, slow: 'about 98' is no number" in output
    assert "wrote results/2025/overview2025juggling.yaml: 1 rows, 1 numbers" in output


# --- the form -------------------------------------------------------------------------------------

ISSUE = """### Paper that reports the numbers

https://toy.example/papers/overview2025juggling/

### Benchmark

cascade: Cascade

### Place in the paper

Table 9

### What was read

_No response_

### Measure

_No response_

### Protocol

balls: 3

### Table

```text
Method,Slow,Fast
EaO,97.50,92.1
<script>alert(1)</script>,1,2
```

### Licence

- [x] I agree that this contribution is published under the licence CC-BY-4.0.
"""


def test_an_issue_becomes_the_same_entry_as_the_command(toy_copy: Path) -> None:
    (toy_copy / "issue.md").write_text(ISSUE, encoding="utf-8")
    code, output = run(toy_copy, "--from-issue", str(toy_copy / "issue.md"))
    assert code == 0, output
    text = (toy_copy / "results/2025/overview2025juggling.yaml").read_text(encoding="utf-8")
    (table,) = yaml.safe_load(text)["tables"]
    assert (table["where"], table["protocol"]) == ("Table 9", {"balls": "3"})
    assert [row["values"] for row in table["rows"]] == [{"slow": "97.50", "fast": "92.1"}, {"slow": "1", "fast": "2"}]
    assert [problem for problem in report(toy_copy).problems if problem.severity != "note"] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("https://toy.example/papers/overview2025juggling/", "Nobody's paper", 'no paper "Nobody\'s paper"'),
        ("cascade: Cascade", "cascades", "no benchmark 'cascades'"),
        ("Table 9", "_No response_", "no answer"),
        ("balls: 3", "bals: 3", "unknown field 'bals'"),
        ("- [x]", "- [ ]", "the box is not ticked"),
        ("Method,Slow,Fast", "Method,Height,Width", "no row could be read"),
    ],
)
def test_a_faulty_answer_is_named_at_its_line(old: str, new: str, said: str, toy: Survey) -> None:
    assert ISSUE.count(old) == 1
    submission, problems = form.read(ISSUE.replace(old, new), toy)
    assert submission is None
    assert [said in problem.message for problem in problems] == [True]
    assert problems[0].location.line > 0
    assert problems[0].hint


@pytest.mark.parametrize("named", ["2506.99906", "https://arxiv.org/abs/2506.99906v2", "overview2025juggling"])
def test_the_reporter_may_be_named_in_any_way(named: str, toy: Survey) -> None:
    submission, problems = form.read(ISSUE.replace("https://toy.example/papers/overview2025juggling/", named), toy)
    assert (submission and submission.entry.reporter, problems) == ("overview2025juggling", [])


def test_an_entry_is_never_added_to_a_file_that_cannot_be_read(toy: Survey) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        entry.added("tables: [", {"where": "Table 1"})
