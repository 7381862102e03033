"""Titles, venues and identity of imported entries: what other programs left is undone, and nothing is guessed."""

from __future__ import annotations

import importlib.util
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from vlasurvey.checks import markup
from vlasurvey.exports import tex
from vlasurvey.importers import Import, bibfile
from vlasurvey.importers.keys import citation_key
from vlasurvey.importers.latex import Decoder
from vlasurvey.importers.placeholders import is_no_number, is_no_range, is_placeholder
from vlasurvey.importers.venues import Venues
from vlasurvey.problems import Severity
from vlasurvey.survey import Survey, load
from vlasurvey.vocabularies import Venue, VenueType

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def real() -> Survey:
    survey, problems = load(ROOT)
    assert survey is not None, problems
    return survey


def imported(survey: Survey, key: str = "k", kind: str = "article", **fields: str) -> Import:
    values = {"title": "A Model", "author": "Ada Moss", "year": "2024", "eprint": "2401.99901"} | fields
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in values.items() if value)
    return bibfile.read(f"@{kind}{{{key},\n{body}}}\n", survey)


def the_one(found: Import) -> dict[str, Any]:
    (data,) = found.records.values()
    return data


# --- titles -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("Grip &amp; Reach in <i>E. coli</i>", r"Grip & Reach in \textit{E. coli}"),
        (r"Caf&#233; {\&}amp; Bar \&lt;b\&gt;x\&lt;/b\&gt;", r"Café & Bar \textbf{x}"),
        (r"$\less$em$\greater$Tachys$\less$/em$\greater$ Arms", r"\textit{Tachys} Arms"),
        (r"$<$i$>$E. coli$<$/i$>$ Arms", r"\textit{E. coli} Arms"),
        (r"{\textless}i{\textgreater}E. coli{\textless}/i{\textgreater} Arms", r"\textit{E. coli} Arms"),
        ("H<sub>2</sub>O and x<sup>2</sup>", "H$_{2}$O and x$^{2}$"),
        ("<math><msub><mi>π</mi><mn>0</mn></msub></math>: A Flow", "$π_{0}$: A Flow"),
        ('<mml:math xmlns:mml="http://m"><mml:mi>D</mml:mi></mml:math> Decays', "D Decays"),
        (r"$$\backslash$rho\_0 $: A Flow", r"$\rho_0$: A Flow"),
        (r"{\$}{\textbackslash}pi{\_}0{\$}: A Flow", r"$\pi_0$: A Flow"),
        (r"Jets at $ \sqrt{s} = 13 $ TeV", r"Jets at $\sqrt{s} = 13$ TeV"),
        (r"Jets at $\sqrt{s}=$13 TeV", r"Jets at $\sqrt{s}=13$ TeV"),
        (r"Jets at \sqrt{s} = 13 TeV", r"Jets at $\sqrt{s}$ = 13 TeV"),
        (r"\pi_0: A Flow", r"$\pi_0$: A Flow"),
        (r"\ifmmode\pi\else \'E\fi{}tude", "Étude"),
        (r"\OurBot: A Model", "OurBot: A Model"),
        (r"\ours learns", "ours learns"),
    ],
)
def test_what_other_programs_left_in_a_title_is_undone(typed: str, title: str) -> None:
    assert Decoder().decode(typed, markup=True).text == title


@pytest.mark.parametrize("typed", ["Grasping with a < b and c > d", r"A 50\% Gain", "a $<$b and c$>$ d"])
def test_signs_that_are_no_tags_stay(typed: str) -> None:
    decoded = Decoder().decode(typed, markup=True)
    assert decoded.text == typed.replace("\\", "").replace("$", "")
    assert decoded.doubts == ()


@pytest.mark.parametrize(
    "command",
    [r"\sqrt", r"\frac", r"\hat", r"\vec", r"\footnote", r"\item", r"\not", r"\left", r"\overset", r"\mathrm"],
)
def test_a_command_without_its_argument_costs_no_entry_beside_it(command: str, toy: Survey) -> None:
    text = f"@misc{{a, title={{Bare {command}}}, author={{Ada Moss}}, year=2024, eprint={{2406.99851}}}}\n"
    found = bibfile.read(text + text.replace("{a,", "{b,").replace("99851", "99852").replace(command, "Hands"), toy)
    assert "moss2024bare" in {key.partition("-")[0] for key in found.records}
    assert not any("cannot be read (" in report.message for report in found.reports)


def test_an_entry_that_makes_the_reader_fail_is_refused_alone(toy: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Decoder, value: str, *, markup: bool = False) -> Any:
        if "Odd" in value:
            raise KeyError(value)
        return decode(self, value, markup=markup)

    decode = Decoder.decode
    monkeypatch.setattr(Decoder, "decode", fail)
    entry = "@misc{{{key}, title={{{title}}}, author={{Ada Moss}}, year=2024, eprint={{2406.9985{n}}}}}\n"
    text = entry.format(key="a", title="Odd", n=1) + entry.format(key="b", title="Even", n=2)
    found = bibfile.read(text, toy)
    assert list(found.records) == ["moss2024even"]
    assert [(report.key, report.severity) for report in found.reports] == [("a", Severity.ERROR)]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("<b>SimpleVLA-RL</b>: Scaling", "moss2024simplevlarl"),
        (r"$\unknown{x}$ Learning", "moss2024learning"),
        ("<odd> Learning", "moss2024learning"),
        (r"\pi Learning", "moss2024learning"),
    ],
)
def test_no_key_is_made_of_damage(title: str, key: str) -> None:
    assert citation_key({"authors": ["Ada Moss"], "issued": "2024", "title": title}) == key


@pytest.mark.parametrize(
    ("title", "doubts"),
    [
        ("<b>X</b> and Y", 1),
        (r"\pi_0 and Y", 1),
        ("A lone $ sign", 1),
        (r"$\unknown$ and Y", 1),
        ("GRASPING CUPS WITH SOFT FINGERS", 1),
        ("A $5 Hand", 0),
        ("RT-2: VLA", 0),
        (r"$\pi_0$ in \textit{situ}, C:\x", 0),
        ("a < b > c", 0),
    ],
)
def test_the_check_doubts_a_title_with_something_of_another_language(title: str, doubts: int) -> None:
    assert len(markup.doubts(title)) == doubts


@pytest.mark.parametrize("text", ["x\u20d7", "y\u0338z", "o\u0359", "\u0302abc", "5\u0304", "α\u0302", "н\u0302"])
def test_no_mark_that_stops_pdflatex_is_left_in_classic_bibtex(text: str) -> None:
    assert not any(unicodedata.combining(sign) for sign in tex.escape(text))


# --- venues -------------------------------------------------------------------------------------


def venues(*titles: str) -> Venues:
    made = [
        Venue(id=f"v{n}", title=title, short_title=f"V{n}", type=VenueType.JOURNAL) for n, title in enumerate(titles)
    ]
    return Venues({venue.id: venue for venue in made})


@pytest.mark.parametrize(
    "other",
    ["Physical Review X", "Physical Review, Section B", "Physical Review L", "Physical Review A: General",
     "Physical Review: Series B", "Physical Review Letters", "Physical Review, Letters", "Physical Review (C)"],
)  # fmt: skip
def test_journals_that_differ_in_a_section_are_two(other: str) -> None:
    assert venues("Physical Review").find(other) is None
    assert venues("Physical Review", "Physical Review X").find("Physical Review X, vol. 3, 2021") == "v1"
    assert venues("Physical Review").find("Physical Review, 1935") == "v0"


@pytest.mark.parametrize(("text", "named"), [("CoRL, ICRA", {"corl", "icra"}), ("RSS and CoRL", {"rss", "corl"})])
def test_a_text_that_names_two_venues_gives_none_and_a_report(text: str, named: set[str], real: Survey) -> None:
    assert Venues(real.venues).find(text) is None
    found = imported(real, kind="inproceedings", booktitle=text)
    assert "published" not in the_one(found)
    (message,) = [report.message for report in found.reports if report.severity is Severity.WARNING]
    assert all(repr(venue) in message for venue in named)


def test_a_conference_beside_a_journal_is_never_lost_without_a_word(real: Survey) -> None:
    both = {"journal": "IEEE Robotics and Automation Letters", "booktitle": "Conference on Robot Learning"}
    for kind, venue, other in (("inproceedings", "corl", "journal"), ("article", "ieee-ra-l", "booktitle")):
        found = imported(real, kind=kind, **both)
        assert the_one(found)["published"]["venue"] == venue
        assert the_one(found)["curation"]["remarks"] == [f"The .bib entry also names {both[other]}."]
        assert [report.severity for report in found.reports] == [Severity.WARNING]


@pytest.mark.parametrize(
    "text",
    ["ACM/IEEE International Conference on Human-Robot Interaction", "Science Robotics", "World Wide Web Conference",
     "Robotics and Autonomous Systems", "International Joint Conference on Artificial Intelligence"],
)  # fmt: skip
def test_no_venue_is_guessed_for_everyday_words(text: str, real: Survey) -> None:
    others = {key: venue for key, venue in real.venues.items() if text not in (venue.title, *venue.alt_labels)}
    assert Venues(others).meant(text) is None


@pytest.mark.parametrize("text", ["Confrence on Robot Lerning", "Conf. Robot Learn."])
def test_a_misspelt_or_shortened_venue_is_guessed(text: str, real: Survey) -> None:
    assert Venues(real.venues).meant(text) == "corl"


@pytest.mark.parametrize(
    "journal", ["URL https://arxiv. org/abs/2406.99246", "https://a.example/x", "to appear", "n/a", "TBD", "{In press}"]
)
def test_an_address_or_a_placeholder_is_no_venue(journal: str, real: Survey) -> None:
    found = imported(real, journal=journal, eprint="" if "arxiv" in journal else "2406.99246", year="2024")
    data = the_one(found)
    assert data["identifiers"] == {"arxiv": "2406.99246"}
    assert "remarks" not in data["curation"]
    assert not [report for report in found.reports if report.severity is not Severity.NOTE]


def test_an_arxiv_id_that_was_cut_in_two_is_put_together_with_a_warning(real: Survey) -> None:
    found = imported(real, journal="URL https://arxiv. org/abs/2410", volume="97196", eprint="")
    assert the_one(found)["identifiers"] == {"arxiv": "2410.97196"}
    assert any("2410" in report.message and "97196" in report.message for report in found.reports)


@pytest.mark.parametrize(
    "text", ["n/a", "N/A", "TBD", "to appear", "in press", "--", "?", "null", "PP", "(forthcoming)"]
)
def test_a_placeholder_is_no_fact(text: str) -> None:
    assert is_placeholder(text)


def test_volumes_and_pages_that_nobody_could_look_up_are_left_out() -> None:
    assert all(map(is_no_number, ["0", "00", "PP", "n/a", "-"]))
    assert not any(map(is_no_number, ["1", "XX", "12A", "99"]))
    assert all(map(is_no_range, ["1-?", "1--??", "0-0", "1-1", "xx-xx", "in press"]))
    assert not any(map(is_no_range, ["1-10", "e123", "1", "XX-XXII", "101--115"]))


# --- identity -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "one", "other"), [("eprint", "2401.99901", "2402.99902"), ("doi", "10.1/a", "10.1/b")]
)
def test_equal_titles_under_two_identifiers_are_two_papers(scheme: str, one: str, other: str, toy: Survey) -> None:
    value = {"10.1/a": "10.5555/a", "10.1/b": "10.5555/b"}
    entry = "@misc{{{key}, title={{Same Words}}, author={{Ada Moss and {other}}}, year=2024, {scheme}={{{value}}}}}\n"
    text = entry.format(key="a", other="Bo Bee", scheme=scheme, value=value.get(one, one))
    text += entry.format(key="b", other="Cy Cee", scheme=scheme, value=value.get(other, other))
    found = bibfile.read(text, toy)
    assert len(found.records) == 2
    assert [report.severity for report in found.reports] == [Severity.NOTE]


def test_the_key_in_the_file_leads_to_the_record(toy: Survey) -> None:
    found = imported(toy, key="moss2024other")
    assert found.records["moss2024model"]["aliases"] == ["moss2024other"]
    found = imported(toy, key="DBLP:conf/x/Moss24")
    assert "aliases" not in found.records["moss2024model"]
    assert found.former == {"moss2024model": "DBLP:conf/x/Moss24"}


def test_every_entry_of_a_large_file_is_a_record_known_or_refused(toy: Survey) -> None:
    spec = importlib.util.spec_from_file_location("bibliography", ROOT / "bench" / "bibliography.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = bibfile.read(module.bibliography(400), toy)
    refused = {report.key for report in found.refused if not report.message.startswith(("the same", "already"))}
    assert found.total == 400
    assert found.known > 0
    assert found.lost == len(refused) > 0
    assert not any("cannot be read (" in report.message for report in found.reports)
