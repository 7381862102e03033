"""Lists in Markdown, of every habit: each entry is read with its title, or refused with its line."""

from __future__ import annotations

import pytest

from vlasurvey.importers.listfile import Item, read


def only(text: str) -> Item:
    listed = read(text)
    assert listed.refused == ()
    [item] = listed.items
    return item


ENTRIES = {
    "bold title, then links": "- **Bees That Dance Alone** [[Paper](https://arxiv.org/abs/2401.00001)] "
    "[[Code](https://github.com/a/b)]",
    "title as link": "- [Bees That Dance Alone](https://arxiv.org/pdf/2401.00001v2.pdf), ICRA 2024",
    "date before": "* [2024/03] Bees That Dance Alone. [[paper](https://arxiv.org/abs/2401.00001)]",
    "mark before": "- [⭐️] Bees That Dance Alone [arXiv](https://arxiv.org/abs/2401.00001)",
    "number before": "1. Bees That Dance Alone | [pdf](https://www.alphaxiv.org/abs/2401.00001)",
    "quoted": '- A. Bee, "Bees That Dance Alone", 2024 [link](https://huggingface.co/papers/2401.00001)',
    "badge": "- Bees That Dance Alone [![arXiv](https://img.shields.io/badge/arXiv-x)](https://arxiv.org/abs/2401.00001)",
    "bare address": "- Bees That Dance Alone, https://arxiv.org/abs/2401.00001",
    "arXiv's DOI": "- Bees That Dance Alone [doi](https://doi.org/10.48550/arXiv.2401.00001)",
    "paragraph": "**Bees That Dance Alone** <br> [paper](https://arxiv.org/abs/2401.00001)",
    "links below": "- Bees That Dance Alone\n  - [paper](https://arxiv.org/abs/2401.00001)",
    "table": "| Title | Link |\n|---|---|\n| Bees That Dance Alone | [arXiv](https://arxiv.org/abs/2401.00001) |",
    "table, title in its column": "| Year | Title | Paper |\n|---|---|---|\n"
    "| Spring 2024 or so | Bees That Dance Alone | [arXiv](https://arxiv.org/abs/2401.00001) |",
    "HTML link": '- Bees That Dance Alone <a href="https://arxiv.org/abs/2401.00001">paper</a>',
    "HTML table": '<table>\n<tr><td>Bees That Dance Alone</td><td><a href="https://arxiv.org/abs/2401.00001">pdf</a></td></tr>\n</table>',
}  # fmt: skip


@pytest.mark.parametrize("habit", ENTRIES)
def test_an_entry_of_any_habit_is_read_with_its_title_and_identifier(habit: str) -> None:
    item = only(ENTRIES[habit])
    assert (item.title, item.identifier) == ("Bees That Dance Alone", ("arxiv", "2401.00001"))


@pytest.mark.parametrize(
    ("address", "identifier"),
    [
        ("https://openreview.net/forum?id=AbCdEfGh12", ("openreview", "AbCdEfGh12")),
        ("https://openreview.net/pdf?id=AbCdEfGh12", ("openreview", "AbCdEfGh12")),
        ("https://doi.org/10.5555/bees.1", ("doi", "10.5555/bees.1")),
        ("https://arxiv.org/abs/math.GT/0309136", ("arxiv", "math.GT/0309136")),
    ],
)
def test_every_identifier_that_is_known_elsewhere_is_read(address: str, identifier: tuple[str, str]) -> None:
    assert only(f"- [Bees That Dance Alone]({address})").identifier == identifier


def test_headings_are_the_section_of_what_stands_below_them() -> None:
    listed = read(
        "# Bees\n## Dance\n- [First of the Bees](https://arxiv.org/abs/2401.00001)\n"
        "## Song\n### Low\n- [Second of the Bees](https://arxiv.org/abs/2401.00002)\n"
    )
    assert [(item.line, item.section) for item in listed.items] == [(3, "Bees > Dance"), (6, "Bees > Song > Low")]


REFUSED = {
    "empty link": ("- Bees That Dance Alone [[paper]()]", "the link of 'Bees That Dance Alone' is empty"),
    "no paper": (
        "- [Bees That Dance Alone](https://bees.example/page)",
        "no link of 'Bees That Dance Alone' identifies",
    ),
    "no title": ("- [paper](https://arxiv.org/abs/2401.00001)", "2401.00001 has no title"),
    "no title in the row": (
        "| Name | Robot | Paper |\n|---|---|---|\n| BEE | A Large Hive | [pdf](https://arxiv.org/abs/2401.00001) |",
        "2401.00001 has no title",
    ),
    "two papers, no titles": (
        "- Some bees: [1](https://arxiv.org/abs/2401.00001), [2](https://arxiv.org/abs/2401.00002)",
        "2401.00001 stands in one entry with 1 other papers",
    ),
}


@pytest.mark.parametrize("fault", REFUSED)
def test_a_broken_entry_is_refused_with_its_line_and_its_fault(fault: str) -> None:
    text, message = REFUSED[fault]
    listed = read(f"# List\n\n{text}\n")
    assert listed.items == ()
    assert listed.refused[0].line >= 3
    assert listed.refused[0].message.startswith(message)
    assert listed.total == len(listed.refused)


def test_an_entry_that_stands_twice_counts_once_and_is_named() -> None:
    listed = read(
        "- [Bees That Dance Alone](https://arxiv.org/abs/2401.00001)\n"
        "- [Bees That Dance Alone](https://arxiv.org/pdf/2401.00001v3)\n"
    )
    assert len(listed.items) == 1
    assert [(one.line, one.message) for one in listed.refused] == [
        (2, "'Bees That Dance Alone' stands in line 1 already")
    ]


def test_a_date_before_the_identifier_is_a_note_and_the_entry_counts() -> None:
    listed = read("- [2023-05] [Bees That Dance Alone](https://arxiv.org/abs/2401.00001)")
    assert len(listed.items) == 1
    assert [one.message for one in listed.notes] == [
        "'Bees That Dance Alone' is dated 2023-05, before its identifier (2024-01)"
    ]


@pytest.mark.parametrize(
    "text", ["", "- [Contents](#contents)", "Some words.", "- [a file](docs/some-other-file.md)", "- plain words alone"]
)
def test_what_is_no_entry_is_none(text: str) -> None:
    assert read(text).total == 0


def test_two_papers_in_one_entry_are_two_where_each_has_its_title() -> None:
    listed = read(
        "- [First of the Bees](https://arxiv.org/abs/2401.00001) and "
        "[Second of the Bees](https://arxiv.org/abs/2401.00002)"
    )
    assert [item.title for item in listed.items] == ["First of the Bees", "Second of the Bees"]
