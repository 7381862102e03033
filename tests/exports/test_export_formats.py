"""biblatex, RIS, CSL-JSON, references, COinS: every kind of work, and properties that hold for any text."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

import pytest
import rispy
from citation_items import item_of
from hypothesis import given
from hypothesis import strategies as st
from pybtex.richtext import Text
from test_bibtex import ANY, HOSTILE, PARTS, READABLE, as_read, assert_balanced, fields_of, library, strict

from vlasurvey.exports import biblatex, bibtex, coins, csl, formats, references, ris
from vlasurvey.exports import markdown as md
from vlasurvey.survey import Survey

TYPES = {
    "doet2024old": ("article-journal", "article", "article", "JOUR"),
    "doeu2024proceedings": ("paper-conference", "inproceedings", "inproceedings", "CPAPER"),
    "doev2024workshop": ("paper-conference", "inproceedings", "inproceedings", "CPAPER"),
    "doew2024under": ("article", "misc", "online", "RPRT"),
    "doex2024chapter": ("chapter", "incollection", "inbook", "CHAP"),
    "doey2024juggling": ("thesis", "phdthesis", "thesis", "THES"),
    "doez2024juggling": ("thesis", "mastersthesis", "thesis", "THES"),
    "figureco2024technical": ("report", "techreport", "report", "RPRT"),
    "roea2024lejuggle": ("webpage", "misc", "software", "COMP"),
    "roeb2024drops": ("dataset", "misc", "misc", "DATA"),
    "roed2024note": ("webpage", "misc", "online", "ELEC"),
    "doea2024100": ("article", "misc", "online", "RPRT"),
}


@pytest.mark.parametrize("key", TYPES)
def test_each_kind_of_work_has_its_type_in_each_format(cases: Survey, key: str) -> None:
    item = csl.item(cases.papers[key], cases)
    found = (
        item["type"],
        bibtex.entry(item)[1:].split("{")[0],
        biblatex.entry(item)[1:].split("{")[0],
        ris.entry(item)[6:].split("\r")[0],
    )
    assert found == TYPES[key]


def test_the_hard_cases_read_in_every_format_as_their_golden_files(
    cases: Survey, golden: Callable[[str, Mapping[str, str]], None]
) -> None:
    items = [csl.item(paper, cases) for paper in cases.papers.values()]
    styled = [make(style) for make in formats.STYLED.values() for style in references.STYLES]
    found = {f"papers.{form.suffix}": form.file(map(form.entry, items)) for form in formats.WHOLE}
    for form, style in zip(styled, references.STYLES * len(formats.STYLED), strict=True):
        found[f"{style}.{form.suffix}"] = form.file(map(form.entry, items))
    golden("citations", found | {"coins.txt": "".join(f"{coins.context(item)}\n" for item in items)})


def test_a_preprint_for_biblatex(toy: Survey) -> None:
    assert biblatex.entry(csl.item(toy.papers["overview2025juggling"], toy)) == (
        "@online{overview2025juggling,\n"
        "  title = {Juggling Robots: An Overview},\n"
        "  author = {Overview, Olga and Bare, Ida and Last, Otto},\n"
        "  date = {2025-06-20},\n"
        "  eprint = {2506.99906},\n"
        "  eprinttype = {arxiv},\n"
        "  eprintclass = {cs.RO},\n"
        "  url = {https://arxiv.org/abs/2506.99906}\n"
        "}\n"
    )


def test_a_journal_paper_for_biblatex_keeps_letters_eprint_and_former_keys(toy: Survey) -> None:
    fields = fields_of(biblatex.entry(csl.item(toy.papers["whole2024everything"], toy)))
    assert fields["author"] == "Whole, Jr., Adam and Ångström, Zoë and {Toy Robot Team}"
    assert (fields["journaltitle"], fields["volume"], fields["number"]) == (
        "Journal of Invented Circus Studies",
        "7",
        "3",
    )
    assert (fields["pages"], fields["doi"], fields["eprint"]) == ("101--115", "10.5555/toy.2025.101", "2404.99902")
    assert fields["ids"] == "whole2024all"


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("doey2024juggling", {"type": "phdthesis", "institution": "ETH Zürich"}),
        ("doez2024juggling", {"type": "mathesis", "institution": "TU München"}),
        ("figureco2024technical", {"type": "techreport", "institution": r"Figure \& Co"}),
        ("doex2024chapter", {"booktitle": "Handbook of Juggling Robots", "publisher": "Invented Press"}),
        ("roeb2024drops", {"howpublished": "Dataset", "organization": "Zenodo", "doi": "10.5281/zenodo.999999"}),
        ("doew2024under", {"organization": "OpenReview"}),
        ("roec2024note", {"url": "https://xn--mnchen-3ya.example/stra%C3%9Fe?q=%C3%BC"}),
    ],
)
def test_what_biblatex_says_of_rarer_works(cases: Survey, key: str, found: dict[str, str]) -> None:
    assert found.items() <= fields_of(biblatex.entry(csl.item(cases.papers[key], cases))).items()


def test_a_month_is_that_of_the_journal_and_not_of_the_preprint(toy: Survey) -> None:
    item = item_of(toy, issued="2024-11-01", published={"venue": "jics", "year": "2025", "month": "02"})
    assert item["issued"] == {"date-parts": [[2025, 2]]}


def test_ris_of_a_preprint_and_of_a_conference_paper(toy: Survey, cases: Survey) -> None:
    assert ris.entry(csl.item(toy.papers["overview2025juggling"], toy)) == (
        "TY  - RPRT\r\nID  - overview2025juggling\r\nTI  - Juggling Robots: An Overview\r\n"
        "AU  - Overview, Olga\r\nAU  - Bare, Ida\r\nAU  - Last, Otto\r\nPB  - arXiv\r\n"
        "PY  - 2025\r\nDA  - 2025/06/20\r\n"
        "DO  - 10.48550/arXiv.2506.99906\r\nM3  - Preprint\r\nSN  - arXiv:2506.99906\r\n"
        "UR  - https://arxiv.org/abs/2506.99906\r\nER  - \r\n"
    )
    text = ris.entry(csl.item(cases.papers["doeu2024proceedings"], cases))
    assert "T2  - Proceedings of R&D_Robots: 100% in Print\r\n" in text
    assert "SP  - 1\r\nEP  - 10\r\n" in text
    assert "N1  - Former keys: roef2024former, roef2023first\r\n" in ris.entry(
        csl.item(cases.papers["roef2024renamed"], cases)
    )


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("101-115", "101–115"),
        ("101--115", "101–115"),
        ("12-1 – 12-9", "12-1–12-9"),
        ("12-1 - 12-9", "12-1–12-9"),
        ("iv-xii, 3-9", "iv–xii, 3–9"),
        ("e1023", "e1023"),
    ],
)
def test_pages_keep_the_hyphens_inside_their_numbers(toy: Survey, page: str, shown: str) -> None:
    item = item_of(toy, published={"venue": "jics", "year": "2025", "page": page})
    for entry in (bibtex.entry(item), biblatex.entry(item)):
        assert f"pages = {{{shown.replace(chr(0x2013), '--')}}}" in entry
    assert f" {shown}" in references.text(item, references.APA)
    first, _, last = shown.partition("–")
    assert f"SP  - {first}\r\n" + (f"EP  - {last}\r\n" if last else "PY") in ris.entry(item)


def test_signs_that_tex_reads_are_escaped_in_pages(toy: Survey) -> None:
    item = item_of(toy, published={"venue": "jics", "year": "2025", "page": "Ångström_1-2 & 5"})
    assert r"pages = {{\r A}ngstr{\"o}m\_1--2 \& 5}" in bibtex.entry(item)
    assert r"pages = {Ångström\_1--2 \& 5}" in biblatex.entry(item)


def test_a_nickname_in_biblatex_makes_no_initial_of_its_quotation_mark(cases: Survey) -> None:
    entry = biblatex.entry(csl.item(cases.papers["obrien2024odd"], cases))
    assert "Fan, {Linxi “Jim”} and" in entry
    assert "D'Arcy, Jean-Pierre and" in entry


def test_ris_keeps_groups_whole(cases: Survey) -> None:
    text = ris.entry(csl.item(cases.papers["roboticsandaiinstitute2024joint"], cases))
    assert "AU  - Robotics and AI Institute,\r\nAU  - Barnes and Noble Inc.,\r\n" in text


def test_csl_json_keeps_particles_in_the_family_name_and_former_keys_in_custom(cases: Survey) -> None:
    names = json.loads(csl.entry(csl.item(cases.papers["vandermaaten2024visualizing"], cases)))["author"]
    assert names[0] == {"family": "van der Maaten", "given": "Laurens"}
    found = json.loads(csl.entry(csl.item(cases.papers["roef2024renamed"], cases)))
    assert found["custom"] == {"aliases": ["roef2024former", "roef2023first"]}


def test_references_in_both_styles(toy: Survey) -> None:
    item = csl.item(toy.papers["whole2024everything"], toy)
    assert references.text(item) == (
        "A. Whole Jr., Z. Ångström, and Toy Robot Team, “Everything at Once: A Juggler With All Fields,” Journal of "
        "Invented Circus Studies, vol. 7, no. 3, pp. 101–115, 2025, doi: 10.5555/toy.2025.101.\n"
    )
    assert references.markdown(item, references.APA) == (
        "- Whole, A., Jr., Ångström, Z., & Toy Robot Team. (2025). Everything at Once: A Juggler With All Fields. "
        "*Journal of Invented Circus Studies*, *7*(3), 101–115. "
        "[https://doi.org/10.5555/toy.2025.101](https://doi.org/10.5555/toy.2025.101)\n"
    ).replace(" & ", r" \& ")


def test_coins_of_each_kind(toy: Survey, cases: Survey) -> None:
    preprint = parse_qs(coins.context(csl.item(toy.papers["overview2025juggling"], toy)))
    assert preprint["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:dc"]
    assert (preprint["rft.type"], preprint["rft.publisher"]) == (["preprint"], ["arXiv"])
    assert preprint["rft.au"] == ["Overview, Olga", "Bare, Ida", "Last, Otto"]
    journal = parse_qs(coins.context(csl.item(toy.papers["whole2024everything"], toy)))
    assert journal["rft.jtitle"] == ["Journal of Invented Circus Studies"]
    assert "info:doi/10.5555/toy.2025.101" in journal["rft_id"]
    talk = parse_qs(coins.context(csl.item(cases.papers["doeu2024proceedings"], cases)))
    assert (talk["rft.genre"], talk["rft.btitle"]) == (["proceeding"], ["Proceedings of R&D_Robots: 100% in Print"])


@pytest.mark.parametrize("form", formats.FORMATS.values(), ids=lambda form: form.name)
def test_a_file_of_several_papers_is_their_own_entries_one_behind_the_other(toy: Survey, form: formats.Format) -> None:
    entries = [form.entry(csl.item(paper, toy)) for paper in toy.papers.values()]
    whole = form.file(entries)
    assert whole == form.head + form.between.join(entries) + form.tail
    assert form.file(entries[:1]) == form.head + entries[0] + form.tail
    assert all(ord(sign) > 31 or sign in "\r\n" for sign in whole)


# --- properties ---------------------------------------------------------------------------------


def item_with(title: str, authors: list[dict[str, str]], text: str, kind: str) -> csl.Item:
    found: csl.Item = dict.fromkeys(["status", "DOI", "number", "genre"], title)
    found |= dict.fromkeys(["container-title", "publisher", "volume", "issue", "page", "URL"], text)
    found |= {"id": "k2024k", "type": kind, "title": title, "author": authors, "issued": {"date-parts": [[2024, 5, 6]]}}
    return found | {"custom": {"title": title, "eprint": text, "eprint_type": title}}


KINDS = st.sampled_from(sorted({kind for kind, *_ in TYPES.values()}))


@given(ANY | HOSTILE, st.lists(PARTS, max_size=4), ANY | HOSTILE, KINDS)
def test_any_biblatex_entry_is_read_by_two_readers(
    title: str, authors: list[dict[str, str]], text: str, kind: str
) -> None:
    for writer in (biblatex, bibtex):
        entry = writer.entry(item_with(title, authors, text, kind))
        assert_balanced(entry)
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029]", entry)
        both = entry + "@misc{after, title = {After}}\n"
        assert list(strict(both).entries) == ["k2024k", "after"]
        found = library(both)
        assert not found.failed_blocks
        assert [block.key for block in found.entries] == ["k2024k", "after"]


@given(READABLE | st.text(st.sampled_from("ễặơảŞșțđþ中文И ab"), max_size=20))
def test_a_title_for_biblatex_comes_back_as_it_was(title: str) -> None:
    item = {**item_with(title, [], "x", "article"), "status": ""}
    found = fields_of(biblatex.entry(item)).get("title", "")
    assert as_read(str(Text.from_latex(found))) == as_read(title)


@given(ANY | HOSTILE, st.lists(PARTS, max_size=4), ANY | HOSTILE, KINDS)
def test_any_ris_record_is_read_whole(title: str, authors: list[dict[str, str]], text: str, kind: str) -> None:
    authors = [author for author in authors if author.get("literal") or author.get("family")]
    record = ris.entry(item_with(title, authors, text, kind))
    lines = record.split("\r\n")
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\x00-\x1f\x7f-\x9f\u2028\u2029]*", line) for line in lines[:-1])
    (read,) = rispy.loads(record)
    assert read["id"] == "k2024k"


@given(ANY | HOSTILE, st.lists(PARTS, min_size=1, max_size=4), ANY | HOSTILE, KINDS)
def test_any_csl_entry_is_a_line_of_json_that_says_the_same(
    title: str, authors: list[dict[str, str]], text: str, kind: str
) -> None:
    item = item_with(title, authors, text, kind)
    line = csl.entry(item)
    assert "\n" not in line
    found: dict[str, Any] = json.loads(line)
    assert {name: found[name] for name in ("id", "type", "title", "DOI", "page")} == {
        name: item[name] for name in ("id", "type", "title", "DOI", "page")
    }


@given(ANY | HOSTILE)
def test_text_in_markdown_is_nothing_but_text(text: str) -> None:
    shown = md.escape(text)
    assert "\n" not in shown
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown) == " ".join(text.split())
    assert not re.search(r"(?<!\\)(?:\\\\)*[*_`<>\[\]|$#&@~{}]", re.sub(r"\\[^\w\s]", "", shown))
    assert not re.match(r"[-+=]|\d+[.)]", shown)


@given(ANY)
def test_tidy_text_is_one_line_in_one_normal_form(text: str) -> None:
    tidy = csl.tidy(text)
    assert tidy == unicodedata.normalize("NFC", tidy)
    assert csl.tidy(tidy) == tidy
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]|  ", tidy)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_an_address_is_ascii(url: str) -> None:
    assert csl.address(url).isascii()
