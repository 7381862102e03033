"""Importing .bib files: what becomes of each entry, and that nothing is lost in silence."""

from __future__ import annotations

import dataclasses
import re
import string
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vlasurvey import canonical, source
from vlasurvey.exports import bibtex, csl
from vlasurvey.importers import Import, Report, bibfile
from vlasurvey.importers.keys import citation_key, free_key
from vlasurvey.importers.latex import Decoder
from vlasurvey.importers.venues import Venues
from vlasurvey.problems import Problem, Severity
from vlasurvey.records import Paper, validate
from vlasurvey.source import Source
from vlasurvey.survey import Survey, load, paper_path
from vlasurvey.text import mathtext

HERE = Path(__file__).parents[1]
BIB = HERE / "bib"


@pytest.fixture(scope="module")
def real() -> Survey:
    survey, problems = load(HERE.parent)
    assert survey is not None, problems
    return survey


def imported(name: str, survey: Survey) -> Import:
    return bibfile.read(bibfile.decode((BIB / name).read_bytes()), survey)


def one(survey: Survey, fields: str = "", **replaced: str) -> tuple[dict[str, Any], list[Report]]:
    """Import one entry: title, author, year and an arXiv id unless replaced (by "" left out), and more fields."""
    values = {"title": "{T}", "author": "{Ada Lovelace}", "year": "2024", "eprint": "{2406.99851}"} | replaced
    body = ", ".join([f"{name} = {value}" for name, value in values.items() if value] + [fields] * bool(fields))
    found = bibfile.read(f"@misc{{k, {body}}}", survey)
    return next(iter(found.records.values()), {}), found.reports


def said(reports: list[Report]) -> list[str]:
    return [f"{report.severity}: {report.message}" for report in reports]


# --- whole files --------------------------------------------------------------------------------


def test_of_fifty_entries_forty_become_records_and_ten_are_reported_with_line_and_reason(toy: Survey) -> None:
    text = (BIB / "fifty.bib").read_text(encoding="utf-8")
    assert len(re.findall(r"^@(?!string|proceedings)\w+[{(]", text, re.MULTILINE)) == 50
    found = imported("fifty.bib", toy)
    assert len(found.records) == 40
    assert found.refused == found.reports
    lines = dict(enumerate(text.splitlines(), 1))
    reasons = {
        "unclosed": "cannot be parsed: Unexpected block start",
        "plain": "its key is that of the entry in line 5",
        "Scholar": "its key is that of the entry in line 6 ('scholar')",
        "twofields": "the field 'year' stands twice",
        "macro": "the macro 'iclr' in 'booktitle' is not defined",
        "noauthor": "no author",
        "noidentifier": "nothing identifies the paper",
        "known": "already in the survey as papers/2023/bare2023minimal.yaml (same arxiv '2305.99901')",
        "again": "the same paper as the entry in line 66 ('DBLP:conf/ctr/Xi24') (same arxiv '2311.99839')",
        "commas": "author 1, 'Tim Omega, Uma Alpha, Viv Beta, Wim Gamma': too many commas",
    }
    assert [report.key for report in found.reports] == list(reasons)
    for report in found.reports:
        assert report.message.startswith(reasons[report.key])
        assert report.hint
        at = lines[report.line]
        assert report.key in at or (report.key == "commas" and "author" in at)


def test_the_forty_records_pass_every_check_but_the_one_that_asks_for_a_concept(
    toy_copy: Path, problems_of: Callable[[Path], list[Problem]]
) -> None:
    before = problems_of(toy_copy)
    survey, _ = load(toy_copy)
    assert survey is not None
    for key, data in imported("fifty.bib", survey).records.items():
        file = toy_copy / paper_path(key)
        file.parent.mkdir(exist_ok=True)
        schema = (toy_copy / survey.path("bare2023minimal")).read_text(encoding="utf-8").partition("$schema=")[2]
        text = bibfile.commented(canonical.write(data, Paper, schema.partition("\n")[0]))
        assert text.count("# The import writes method") == 1
        file.write_text(text, encoding="utf-8")
    after = problems_of(toy_copy)
    assert {problem.code for problem in after if problem not in before} <= {"VS508"}


NAMES = {
    "DBLP Has It": ["Wei Zhang", "José García"],
    "Particles": ["van der Maaten, Laurens", "de la Cruz, Ana", "De la Rosa, Eva", "de Melo, Celso"],
    "Suffixes": [
        *(
            "King, Jr., Martin Luther",
            "Daumé, III, Hal",
            "Tudor Smith, Henry",
            "Davis, Jr., Sammy",
            "Griffey, Jr., Ken",
        ),
        "Downey, Jr., Robert",
    ],
    "Umlauts": ["Jörg Müller", "Ömer Erdinç Yağmurlu", "Håkon Østerås", "Ülkü Straßer"],
    "Slavic": ["Michał Zawalski", "Łukasz Kuciński", "Jiří Čech", "Andrej Karpáthy", "Antonín Dvořák"],
    "Hungarian": ["Pál Erdős", "László Lovász", "Áron Tűzes"],
    "Vietnamese": ["Vặn Nguyễn", "Đăng Hoàng", "Nguyễn Văn Ánh"],
    "Romanian": ["Ion Țepeș", "Ştefan Popescu"],
    "Turkish": ["İlker Işık", "Dağhan Güneş"],
    "Nordic": ["Þór Ðaðason", "Bjørn Ægir", "Åsa Angström"],
    "Greek": ["Γ Papadopoulos", "Alexandros Ó Riada"],
    "Irish": ["Conor O'Brien", "Jean D'Arcy", "Shaquille O'Neill", "Shu'ang Yu"],
    "Hyphens": ["Jean-Baptiste Poquelin", "Adrian Li-Bell", "Tsang-Wei Edward Lee", "François-Xavier Vial"],
    "Initials": ["A. B. Cee", "Tony Z. Zhao", "T. G. J. Rudner", "J.K. Rowling"],
    "Nicknames": ['Linxi "Jim" Fan', 'Robert "Bob" Smith'],
    "Collectives": [{"literal": "Physical Intelligence"}, "Kevin Black"],
    "Companies": [{"literal": "NVIDIA"}, {"literal": "Barnes & Noble"}, {"literal": "Toy Robot Team"}],
    "A Group That Is Known": [{"literal": "Toy Robot Team"}, "Zoë Ångström"],
    "One Word": ["Plato", "Madonna"],
    "Chinese": ["Wei Wu", "张, 三", {"literal": "李雷"}],
    "Spanish": ["García Márquez, María", "Garcia Lorca, Federico", "Ortega y Gasset, José", "Gonzalez Arenas, Montse"],
    "Dutch": ["van Dyke, Sr., Dick", "van Gogh, Vincent", "'t Hooft, Gerard", "Ten Brink, Jan"],
    "Conjunctions": ["Anders Andersson", "Sandy Brand", {"literal": "Sand and Stone Ltd"}],
    "Three Lines": ["Ada Lovelace", "Grace Hopper"],
}


@pytest.mark.parametrize("title", NAMES)
def test_hard_names_are_typed_as_people_would(toy: Survey, title: str) -> None:
    (found,) = (data for data in imported("fifty.bib", toy).records.values() if title in str(data["title"]))
    assert found["authors"] == NAMES[title]


@pytest.mark.parametrize(
    ("author", "family"),
    [("Throw, Una and Ball, Bo", "throw"), ("van der Ball, Bo", "ball"), ("Garcia Toss, Una", "garciatoss")],
)
def test_the_key_is_of_the_family_name_where_it_comes_first(author: str, family: str, toy: Survey) -> None:
    text = f"@misc{{k, title={{Pins in the Air}}, author={{{author}}}, year={{2025}}, eprint={{2503.99951}}}}"
    assert list(bibfile.read(text, toy).records) == [f"{family}2025pins"]


def test_facts_of_hard_entries(toy: Survey) -> None:
    records = imported("fifty.bib", toy).records
    by_title = {str(data["title"]): data for data in records.values()}
    assert r"$\pi^{*}_{0.6}$: a VLA with $\lambda$-Returns, 100% of #1 at <5 ms" in by_title
    assert "OpenVLA: An Open-Source Vision-Language Model" in by_title
    assert '"Quotes", Sim–to–Real — and \\textit{in situ} R&D ~C:\\x' in by_title
    assert "Juggling as DBLP Has It" in by_title
    assert by_title["A Version"]["identifiers"] == {"arxiv": "2406.99831", "primary_class": "cs.LG"}
    assert by_title["An Address"]["identifiers"] == {"arxiv": "2406.99832"}
    assert by_title["A DOI of arXiv"]["identifiers"] == {"arxiv": "2406.99833"}
    assert by_title["An Old Identifier"]["identifiers"] == {"arxiv": "hep-th/9803001"}
    assert by_title["A Forum"]["identifiers"] == {"openreview": "Abcd_Ef-12"}
    assert by_title["A Journal Paper"]["identifiers"] == {"doi": "10.5555/toy_2024.7"}
    assert by_title["A Journal Paper"]["published"] == {
        "venue": "jics", "year": "2024", "volume": "7", "issue": "3", "page": "101-115"
    }  # fmt: skip
    conference = by_title["A Conference Paper"]
    assert conference["published"] == {"venue": "ctr", "year": "2025", "page": "1-8", "doi": "10.5555/ctr.2025.1"}
    assert conference["issued"] == "2024-12"
    assert conference["curation"] == {"added": "2025-06-30", "sources": {"issued": "month of the arXiv identifier"}}
    assert by_title["A Workshop Paper"]["published"] == {"venue": "ctr-workshop-drops", "year": "2024"}
    assert by_title["A Crossed Reference"]["published"] == {"venue": "ctr", "year": "2024"}
    assert by_title["Many Links"]["issued"] == "2024-06-13"
    assert by_title["Many Links"]["links"] == {
        "project": "https://mia-pi.github.io/many",
        "code": "https://github.com/mia-pi/many-links",
        "weights": "https://huggingface.co/mia-pi/many-7b",
    }


@pytest.mark.parametrize("name", ["fifty", "doubtful"])
def test_the_records_of_a_file_read_as_their_golden_files(
    name: str, toy: Survey, golden: Callable[[str, Mapping[str, str]], None]
) -> None:
    found = imported(f"{name}.bib", toy)
    records = {f"{key}.yaml": bibfile.commented(canonical.write(data, Paper)) for key, data in found.records.items()}
    reports = "".join(f"{report}\n" for report in found.reports)
    numbers = f"{found.total} entries: {len(found.records)} new, {found.known} known, {found.lost} refused\n"
    golden(f"imported/{name}", records | {"reports.txt": reports + numbers})


def test_what_is_doubtful_or_left_out_is_said_with_its_line(toy: Survey) -> None:
    found = imported("doubtful.bib", toy)
    expected = (BIB / "doubtful.txt").read_text(encoding="utf-8").splitlines()
    assert [str(report) for report in found.reports] == expected
    # Whoever reads the record alone learns of what could not be entered.
    remarks = {str(data["title"]): data["curation"].get("remarks") for data in found.records.values()}  # type: ignore[union-attr]
    cut = {str(data["title"]) for data in found.records.values() if data.get("authors_complete") == "false"}
    assert cut == {"Cut Lists", "Cut Lists Again"}
    assert remarks["Unknown Venues"] == [
        "The .bib entry names the venue Conference of Toy Robotics (2024, page 1-9, DOI 10.5555/unknown.1)."
    ]
    assert remarks["Unknown Journals"] == [
        "The .bib entry names the venue Annals of Something Else (2024, DOI 10.5555/unknown.2)."
    ]


def test_the_real_papers_come_back_from_their_own_bib_file(real: Survey) -> None:
    papers = {key: paper for key, paper in real.papers.items() if not paper.former_titles}  # else another key today
    text = "".join(bibtex.entry(csl.item(paper, real)) for paper in papers.values())
    found = bibfile.read(text, dataclasses.replace(real, papers={}, drafts={}, screened=()))
    assert found.reports == []
    assert sorted(found.records) == sorted(papers)
    for key, data in found.records.items():
        back, problems = validate(Paper, data, Source("", b""), key=key)
        assert back is not None, problems
        paper = real.papers[key]
        assert mathtext.to_text(back.title) == mathtext.to_text(paper.title)  # $\pi_0$ comes back as $\pi_{0}$
        assert [name.model_copy(update={"orcid": None}) for name in paper.authors] == list(back.authors)
        assert back.year == paper.year
        assert back.identifiers.arxiv == paper.identifiers.arxiv
        assert back.identifiers.primary_class == paper.identifiers.primary_class
        # A .bib entry has one address: an OpenReview page gives way to a DOI, a date of the preprint to the year of
        # the publication, a publication without a year to the preprint.
        assert back.identifiers.openreview in (paper.identifiers.openreview, None)
        if not (paper.published and paper.published.doi):
            assert back.identifiers.openreview == paper.identifiers.openreview
        if not paper.published or paper.published.year:
            assert back.published == paper.published
        if not paper.published:
            assert paper.issued.startswith(back.issued)


def test_papers_of_the_survey_are_reported_and_never_imported_again(real: Survey) -> None:
    text = "".join(bibtex.entry(csl.item(paper, real)) for paper in real.papers.values())
    found = bibfile.read(text, real)
    assert found.records == {}
    assert {report.key for report in found.refused} == set(real.papers)
    assert all(f"already in the survey as {real.path(report.key)} (" in report.message for report in found.refused)


# --- parsing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\n\n@misc{a, title={T}, Title={U}}", 3, "the field 'title' stands twice"),
        ("@misc{a, title={T}\n\n@misc{b,}", 1, "cannot be parsed: Unexpected block start: `@misc`"),
        ("@misc{a, title {T}}", 1, "cannot be parsed: Expected a `=` after entry key, but found `{`"),
        ("@misc{a, title={T}", 1, "cannot be parsed: Unexpectedly reached end of file"),
        ("\r\n@misc{a,\r\n title={T \\\r\n}\r\n@x{y", 5, "cannot be parsed: Unexpectedly reached end of file"),
        ("misc{a, title={T}, year=2024}", 1, "the text outside of entries is not read: 'misc{a, title="),
        ("@misc{a, title={T} @misc{b, title={U}}\n", 1, "cannot be parsed"),
    ],
)
def test_what_cannot_be_parsed_is_reported_where_it_stands(toy: Survey, text: str, line: int, message: str) -> None:
    found = bibfile.read(text, toy)
    assert found.records == {}
    assert any(report.line == line and report.message.startswith(message) for report in found.refused), found.reports


def test_bytes_that_are_no_utf8_refuse_their_entry_alone(toy: Survey) -> None:
    content = "@misc{a, title={Caf\xe9}, author={Ada Lovelace}, year=2024, eprint={2406.99851}}\n".encode("latin-1")
    content += b"@misc{b, title={Tea}, author={Ada Lovelace}, year=2024, eprint={2406.99852}}\n"
    found = bibfile.read(bibfile.decode(content), toy)
    assert list(found.records) == ["lovelace2024tea"]
    assert said(found.reports) == ["error: 'title' cannot be read: it holds bytes that are no UTF-8"]


def test_macros_are_put_in_wherever_they_stand(toy: Survey) -> None:
    text = '@STRING{who = "Ada"}\n@string{full = who # " Lovelace"}\n'
    text += (
        '@misc{a, title = "On " # who # {, } # 2, author = FULL, year = 2024, month = "13~" # jun, eprint={2406.99851}}'
    )
    (data,) = bibfile.read(text, toy).records.values()
    assert (data["title"], data["authors"], data["issued"]) == ("On Ada, 2", ["Ada Lovelace"], "2024-06-13")


def test_macros_made_of_macros_cannot_exhaust_memory(toy: Survey) -> None:
    text = "@string{a0 = {xxxxxxxxxx}}\n" + "".join(f"@string{{a{i + 1} = a{i} # a{i}}}\n" for i in range(60))
    many = "".join(f"@misc{{k{i}, title=a15, author={{A B}}, year=2024}}\n" for i in range(9))
    found = bibfile.read(text + "@misc{k, title=a60, author={A B}, year=2024}\n" + many, toy)
    assert not found.records
    complaints = said(found.reports)
    assert complaints[0].startswith("error: the macros of this file put in more than 1,000,000 letters")
    assert "error: the macro 'a60' in 'title' is not defined" in complaints


def test_a_macro_made_of_an_unknown_one_is_unknown_itself(toy: Survey) -> None:
    text = "@string{late = {On } # never}\n@misc{k, title=late, author={A B}, year=2024, eprint={2406.99851}}"
    found = bibfile.read(text, toy)
    assert not found.records
    assert "error: the macro 'late' in 'title' is not defined" in said(found.reports)


# --- texts and names ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"{\'{\i}}\'\i{\i}", "ííı"),
        (r"\o re \O{}re \ae{} {\ss}", "øre Øre æ ß"),
        (r"A$^2$Nav and \(\pi_0\) and \ensuremath{\lambda}", r"A$^2$Nav and $\pi_0$ and $\lambda$"),
        (r"A \$5 Hand at 50% of $<$10", "A $5 Hand at 50% of <10"),
        (r"H\textsubscript{2}O", "H$_{2}$O"),
        (r"\emph{in situ} \textsc{Octo} {\em x} \mbox{y}", r"\emph{in situ} Octo x y"),
        (r"\LaTeX{} \& \TeX\ \dots\ x\,y~z", "LaTeX & TeX … x y z"),
        (r"\texorpdfstring{$\pi$}{pi}-Zero", r"$\pi$-Zero"),
        (r"\href{https://x.example/a_b}{Words}", "Words"),
        ("eﬃcient re\u00adformed nonbreaking\u2011hyphen “q” ‘r’", "efficient reformed nonbreaking-hyphen \"q\" 'r'"),
        (r"{$\pi_{0}$} {{{deep}}} {}`x'", r"$\pi_{0}$ deep `x'"),
    ],
)
def test_latex_becomes_text(tex: str, text: str) -> None:
    assert Decoder().decode(tex, markup=True).text == text


@pytest.mark.parametrize("tex", [r"\today", r"\input{/etc/passwd}", r"\cite{x}", r"\write18{x}", r"\frac12"])
def test_a_command_that_is_not_known_is_named_and_never_run(tex: str) -> None:
    decoded = Decoder().decode(f"a {tex} b")
    name = re.match(r"\\[a-z]+", tex)
    assert name is not None
    assert [name.group() in doubt for doubt in decoded.doubts] == [True]
    assert "2026" not in decoded.text


@pytest.mark.parametrize(
    ("author", "message"),
    [
        ("{{Ada Lovelace and Grace Hopper and Ann Aleph}}", "a pair of braces makes one group of several authors"),
        ("{A B, C D, E F}", "'C D' between two commas is no suffix such as Jr."),
        ("{Ada Lovelace, }", "trailing comma at end of name"),
        ("{Ada \\& Grace Lovelace}", "cannot be split into given and family name"),
        ("{others}", "no author"),
        (r"{Ada \begin{x} Lovelace}", r"'author' cannot be read: \begin has no place in a bibliography"),
    ],
)
def test_authors_that_cannot_be_told_apart_refuse_the_entry(toy: Survey, author: str, message: str) -> None:
    data, reports = one(toy, author=author)
    assert data == {}
    assert any(message in report.message for report in reports if report.severity is Severity.ERROR), reports


# --- identifiers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "arxiv"),
    [
        ("eprint = {2406.09246v2}", "2406.09246"),
        ("eprint = {https://arxiv.org/abs/2406.09246}", "2406.09246"),
        ("journal = {arXiv preprint arXiv:2406.09246}", "2406.09246"),
        ("journal = {CoRR}, volume = {abs/2406.09246}", "2406.09246"),
        ("journal = {ArXiv}, volume = {abs/2406.09246}", "2406.09246"),
        ("journal = {arXiv e-prints}, pages = {arXiv:2406.09246}, eid = {arXiv:2406.09246}", "2406.09246"),
        ("journal = {arXiv}, number = {2406.09246}", "2406.09246"),
        ("howpublished = {\\url{https://arxiv.org/pdf/2406.09246v1.pdf}}", "2406.09246"),
        ("howpublished = {arXiv:2406.09246 [cs.RO]}", "2406.09246"),
        ("note = {Preprint, arXiv:2406.09246}", "2406.09246"),
        ("doi = {10.48550/ARXIV.2406.09246}", "2406.09246"),
        ("url = {https://doi.org/10.48550/arXiv.2406.09246}", "2406.09246"),
        ("url = {https://huggingface.co/papers/2406.09246}", "2406.09246"),
        ("eprint = {cs.AI/0601001}", "cs.AI/0601001"),
        ("eprint = {math/0601001v2}, archiveprefix = {arXiv}", "math/0601001"),
    ],
)
def test_arxiv_ids_are_found_wherever_people_write_them(toy: Survey, fields: str, arxiv: str) -> None:
    data, reports = one(toy, fields, eprint="", year="2024" if arxiv[0] == "2" else "2006")
    assert data["identifiers"]["arxiv"] == arxiv
    assert reports == []


@pytest.mark.parametrize(
    ("fields", "doi"),
    [
        ("url = {https://doi.org/10.5555/only.1}", "10.5555/only.1"),
        ("howpublished = {\\url{http://dx.doi.org/10.5555/only.2}}", "10.5555/only.2"),
    ],
)
def test_a_doi_is_found_in_an_address_where_nothing_else_identifies_the_paper(
    toy: Survey, fields: str, doi: str
) -> None:
    data, reports = one(toy, fields, eprint="")
    assert data["identifiers"] == {"doi": doi}
    assert [report for report in reports if report.severity is Severity.ERROR] == []


@pytest.mark.parametrize(
    ("typed", "title"),
    [("A Title.", "A Title"), ("What Next...", "What Next..."), ("Why?", "Why?"), ("Tables, etc.", "Tables, etc")],
)
def test_one_full_stop_at_the_end_of_a_title_goes_and_an_ellipsis_stays(toy: Survey, typed: str, title: str) -> None:
    assert one(toy, title=f"{{{typed}}}")[0]["title"] == title


@pytest.mark.parametrize(
    "fields",
    [
        "eprint = {1234567}, archiveprefix = {jstor}",
        "doi = {10.1109/LRA.2406.09246}",
        "url = {https://x.example/2406.09246}",
    ],
)
def test_other_numbers_are_no_arxiv_ids(toy: Survey, fields: str) -> None:
    data, _ = one(toy, fields, eprint="", url="{https://paper.example/x}" if "url" not in fields else "")
    assert "arxiv" not in data["identifiers"]


def test_two_arxiv_ids_cannot_be_decided(toy: Survey) -> None:
    data, reports = one(toy, "url = {https://arxiv.org/abs/2406.99852}")
    assert data == {}
    assert said(reports) == ["error: two arXiv ids: '2406.99851' and '2406.99852'"]


@pytest.mark.parametrize(
    "doi",
    ["10.5555/A_b.1", "https://doi.org/10.5555/A_b.1", "http://dx.doi.org/10.5555/A\\_b.1.", "doi:10.5555/A{\\_}b.1"],
)
def test_dois_are_bare(toy: Survey, doi: str) -> None:
    data, _ = one(toy, f"doi = {{{doi}}}", eprint="")
    assert data["identifiers"] == {"doi": "10.5555/A_b.1"}


def test_a_doi_with_every_sign_is_kept(toy: Survey) -> None:
    doi = "10.1002/(SICI)1097-4571(199706)48:6<542::AID-ASI6>3.0.CO;2-S"
    assert one(toy, f"doi = {{{doi}}}", eprint="")[0]["identifiers"] == {"doi": doi}


# --- already there ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"eprint": "{2404.99902v3}"}, "papers/2024/whole2024everything.yaml (same arxiv"),
        ({"eprint": "", "doi": "{10.5555/TOY.2025.101}"}, "papers/2024/whole2024everything.yaml (same doi"),
        (
            {"eprint": "", "url": "{https://openreview.net/pdf?id=Toy_Odd-03}"},
            "papers/2024/ballclubcollective2024pi0.yaml (same openr",
        ),
        (
            {"title": "{Minimal JUGGLING}", "author": "{Ida B{\\'a}re}", "eprint": "", "url": "{https://a.example/b}"},
            "papers/2023/bare2023minimal.yaml (same title, author in common)",
        ),
        ({"eprint": "{2402.99950}"}, "screening.yaml"),
    ],
)
def test_what_is_there_already_is_reported(toy: Survey, fields: dict[str, str], where: str) -> None:
    data, reports = one(toy, **fields)
    assert data == {}
    assert where in reports[0].message
    assert len(reports) == 1


def test_a_record_with_a_fault_still_counts(toy_copy: Path) -> None:
    file = toy_copy / paper_path("bare2023minimal")
    for line in ("title:", "role:", "authors:"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(line, f"x{line}"), encoding="utf-8")
        survey, problems = load(toy_copy)
        assert survey is not None
        assert problems
        data, reports = one(survey, eprint="{2305.99901}", year="2023")
        assert data == {}
        assert "already in the survey as papers/2023/bare2023minimal.yaml" in reports[0].message


def test_the_same_title_by_others_is_another_paper(toy: Survey) -> None:
    data, reports = one(toy, title="{Minimal Juggling}", author="{Somebody Else}")
    assert data["title"] == "Minimal Juggling"
    assert reports == []


# --- dates --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "issued"),
    [
        ({"eprint": "", "year": "2024"}, "2024"),
        ({"eprint": "", "year": "2024", "month": "jun"}, "2024-06"),
        ({"eprint": "", "year": "{2024}", "month": "{Sept.}"}, "2024-09"),
        ({"eprint": "", "year": '"2024"', "month": "{6}", "day": "3"}, "2024-06-03"),
        ({"eprint": "", "year": "2024", "month": "july"}, "2024-07"),
        ({"eprint": "", "year": "2024", "month": "{May 6--9}"}, "2024-05"),
        ({"eprint": "", "year": "2024", "month": "{November 5}"}, "2024-11-05"),
        ({"eprint": "", "year": "", "date": "{2024-06-13}"}, "2024-06-13"),
        ({"eprint": "", "year": "", "date": "{2024-06/2024-09}"}, "2024-06"),
        ({"year": "2024", "month": "jun"}, "2024-06"),
        ({"year": "", "date": "{2024-05-28}"}, "2024-05-28"),
        ({"year": "", "date": "{2024-05-26}"}, "2024-06"),
        ({"year": ""}, "2024-06"),
        ({"year": "2026"}, "2024-06"),
    ],
)
def test_dates(toy: Survey, fields: dict[str, str], issued: str) -> None:
    data, _ = one(toy, "doi = {10.5555/d}", **fields)
    assert data["issued"] == issued


@pytest.mark.parametrize("year", ["{to appear}", "{2024/25}", "{24}", ""])
def test_without_a_year_and_an_arxiv_id_there_is_no_record(toy: Survey, year: str) -> None:
    data, reports = one(toy, "doi = {10.5555/d}", eprint="", year=year)
    assert data == {}
    assert "error: no year" in said(reports)


def test_a_date_that_does_not_exist_is_cut_to_its_year_and_reported(toy: Survey) -> None:
    data, reports = one(toy, "doi = {10.5555/d}", eprint="", year="2023", month="{February 30}")
    assert data["issued"] == "2023"
    assert said(reports) == ["warning: the date 2023-02-30 does not exist"]


# --- venues -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "venue"),
    [
        ("8th Annual Conference on Robot Learning", "corl"),
        ("Conference on Robot Learning, 6-9 November 2024, Munich, Germany", "corl"),
        ("Proceedings of The 8th Conference on Robot Learning (CoRL 2024)", "corl"),
        ("CoRL'24", "corl"),
        ("ICML2024", "icml"),
        ("Forty-first International Conference on Machine Learning, ICML 2024, Vienna, Austria", "icml"),
        ("The Twelfth International Conference on Learning Representations", "iclr"),
        ("2024 IEEE International Conference on Robotics and Automation (ICRA)", "icra"),
        ("IEEE International Conference on Robotics and Automation, ICRA 2024, Yokohama, Japan, May 13-17", "icra"),
        ("2024 IEEE/RSJ International Conference on Intelligent Robots and Systems (IROS)", "iros"),
        ("Robotics: Science and Systems XX, Delft, The Netherlands, July 15-19, 2024", "rss"),
        ("Proceedings of Robotics: Science and Systems", "rss"),
        ("Advances in Neural Information Processing Systems", "neurips"),
        ("Advances in Neural Information Processing Systems 36: Annual Conference on Neural Information "
         "Processing Systems 2023, NeurIPS 2023, New Orleans", "neurips"),
        ("The Thirty-eighth Annual Conference on Neural Information Processing Systems", "neurips"),
        ("IEEE Robotics and Automation Letters", "ieee-ra-l"),
        ("IEEE Robotics Autom. Lett.", "ieee-ra-l"),
        ("The International Journal of Robotics Research", "ijrr"),
        ("Proceedings of the IEEE/CVF conference on computer vision and pattern recognition", "cvpr"),
        ("Proceedings of the AAAI Conference on Artificial Intelligence", "aaai"),
        ("Computer Vision – ECCV 2024: 18th European Conference, Milan", None),
        ("First Workshop on Vision-Language Models for Navigation and Manipulation at ICRA 2024", None),
        ("CoRL 2024 Workshop on X-Embodiment Robot Learning", None),
        ("Conference on Robots", None),
        ("2024", None),
    ],
)  # fmt: skip
def test_venues_are_known_by_the_names_that_bib_files_give_them(real: Survey, text: str, venue: str | None) -> None:
    assert Venues(real.venues).find(text) == venue


# --- keys ---------------------------------------------------------------------------------------


def test_the_keys_of_all_real_papers_are_those_that_the_rule_gives(real: Survey) -> None:
    for key, paper in real.papers.items():
        data, _ = source.parse(real.sources[paper_path(key)])
        assert isinstance(data, dict)
        titles = (data["title"], *paper.former_titles)  # a key stays when its paper gets another title
        assert re.sub(r"-[b-z]$", "", key) in {citation_key({**data, "title": title}) for title in titles}, titles


@pytest.mark.parametrize(
    ("author", "title", "key"),
    [
        ("van der Maaten, Laurens", "What Is the Way?", "maaten2024way"),
        ("Łukasz Ørsted-Groß", "$\\pi_{0.5}$: a VLA", "orstedgross2024pi05"),
        ({"literal": "The Team with a Name That Goes On and On"}, "A", "theteamwithanamethatgoes2024a"),
        ("李, 雷", "Juggling", ""),
        ("Ada Lovelace", "机器人", ""),
        ("Kim and Lee", "Juggling", ""),
    ],
)
def test_keys(author: Any, title: str, key: str) -> None:
    assert citation_key({"authors": [author], "issued": "2024-06", "title": title}) == key


def test_keys_that_were_ever_taken_are_not_given_again(toy: Survey) -> None:
    text = "@misc{a, title={Minimal Ways}, author={Eva Bare}, year=2023, eprint={2306.99851}}"
    assert list(bibfile.read(text, toy).records) == ["bare2023minimal-b"]
    assert list(bibfile.read(text, toy, reserved=["bare2023minimal-b"]).records) == ["bare2023minimal-c"]
    assert free_key("a2024b", {"a2024b", *(f"a2024b-{letter}" for letter in string.ascii_lowercase)}) == ""
    text = text.replace("Bare", "李").replace("Eva ", "")
    assert "no citation key" in bibfile.read(text, toy).reports[0].message


# --- properties ---------------------------------------------------------------------------------

PARTS = [
    *(
        "@misc{",
        "@article{k,",
        "@string{",
        "@comment{",
        "@proceedings{v,",
        "title=",
        "author=",
        "year=",
        "eprint=",
        "doi=",
    ),
    *(
        "url=",
        "crossref=",
        "month=",
        "journal=",
        "{",
        "}",
        '"',
        ",",
        "=",
        "#",
        "\\",
        "$",
        "%",
        "~",
        "(",
        ")",
        "\n",
        " and ",
    ),
    *("others", "\\'", '{\\"o}', "\\foo", "\\begin{", "\\(", "\\ensuremath{", "2406.09246", "10.48550/arXiv.", "2024"),
    *("\u0301", "\u0344", "\u0323", "\u0f73", "\u200d", "\u200b", "\u3164", "\u0628", "https://a.example/"),
    *("https://[", "jun", "Kim", "\ue000", "\u202e", "\x00", "\ud800", "\\\n", "\r", "--", "``", "李", "İ", "&", "^"),
]
HOSTILE = st.lists(st.sampled_from(PARTS)).map("".join)


@pytest.mark.parametrize(
    "value",
    [
        "x\u200by",
        "x\u3164y",
        "x\u0301\u0301\u0301\u0301",
        "x\u0301\u0302\u200b\u0303\u0304",  # too many marks once the sign between them is gone
        "x\u0301\u0302{\u0303\u0304}",
        "x\u0301\u200b\u0344\u0301",  # one of them NFC takes apart
    ],
)
@pytest.mark.parametrize("name", ["title", "subtitle", "author", "journal", "volume", "pages", "url", "code"])
def test_invisible_signs_are_left_out_of_every_field_with_a_word(toy: Survey, name: str, value: str) -> None:
    value = f"https://a.example/{value}" if name in ("url", "code") else value
    data, reports = one(toy, **{"journal": "{Unheard of}", name: f"{{{value}}}"})
    assert source.parse(Source("x.yaml", canonical.write(data, Paper).encode())) == (data, [])
    word = "invisible signs were left out"
    assert f"warning: {word if name == 'author' else f'{name!r}: {word}'}" in said(reports)


@given(st.text() | HOSTILE)
def test_no_text_raises(toy: Survey, text: str) -> None:
    found = bibfile.read(text, toy)
    assert all(validate(Paper, data, Source("", b""))[1] == [] for data in found.records.values())
    assert all(1 <= report.line <= len(re.split(r"\r\n?|\n", text)) for report in found.reports)


@given(st.fixed_dictionaries(dict.fromkeys(["title", "author", "journal", "url", "note"], HOSTILE | st.text())))
def test_no_value_raises_and_every_entry_becomes_a_record_or_an_error(toy: Survey, values: dict[str, str]) -> None:
    def balanced(value: str) -> str:
        return "" if re.search(r"(?<!\\)[{}]|\\$|@", value) else value

    fields = ", ".join(f"{name} = {{{balanced(value)}}}" for name, value in values.items())
    found = bibfile.read(f"@misc{{k, {fields}, year = 2024, doi = {{10.5555/x}}}}", toy)
    assert len(found.records) == 1 or found.refused
    for data in found.records.values():
        text = canonical.write(data, Paper)
        assert source.parse(Source("x.yaml", text.encode())) == (data, [])


@given(st.binary())
def test_no_bytes_raise(toy: Survey, content: bytes) -> None:
    bibfile.read(bibfile.decode(content), toy)


@pytest.mark.parametrize(
    ("field", "kind"),
    {
        "code": "code", "github": "code", "project": "project", "website": "project", "webpage": "project",
        "homepage": "project", "video": "video", "slides": "slides", "dataset": "dataset",
    }.items(),
)  # fmt: skip
def test_a_field_for_an_address_says_what_the_address_is(field: str, kind: str, toy: Survey) -> None:
    entry = "@misc{x, title = {Some Thing Unheard Of}, author = {Doe, Ann}, year = 2024, eprint = {2402.99999}"
    (record,) = bibfile.read(f"{entry}, {field} = {{https://things.example/of/it}}}}", toy).records.values()
    assert record["links"] == {kind: "https://things.example/of/it"}


def test_an_entry_behind_one_with_a_field_twice_is_told_of_the_key_they_share(toy: Survey) -> None:
    text = "@misc{a, title={T}, title={U}, year=2024}\n\n@misc{A, title={V}, author={Doe, Ann}, year=2024}\n"
    assert [(report.line, report.key, report.message) for report in bibfile.read(text, toy).reports] == [
        (1, "a", "the field 'title' stands twice"),
        (3, "A", "its key is that of the entry in line 1 ('a')"),
    ]
