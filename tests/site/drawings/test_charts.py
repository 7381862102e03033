"""The home page's map: complete, named, linked, and drawn the same way every time."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from bare import Site
from lxml import html

from vlasurvey.site.drawings import charts
from vlasurvey.site.pages import views, wording
from vlasurvey.site.pages.contexts import Group, Home
from vlasurvey.site.pages.lookup import MARKS
from vlasurvey.survey import Survey


def home(survey: Survey) -> Home:
    context = views.pages(survey)[""]().context
    assert isinstance(context, Home)
    return context


def drawn(survey: Survey) -> str:
    return charts.concept_map(home(survey).groups, "", wording.of(survey, "en"))


def test_every_paper_has_a_linked_and_named_mark(toy: Survey) -> None:
    marks = re.findall(r'<a href="papers/([^"/]+)/"><title>([^<]+)</title><use href="#m[0-4]"', drawn(toy))
    assert {key for key, _ in marks} == set(toy.papers)
    assert all(name.strip() for _, name in marks)


def test_a_paper_stands_once_in_a_row_and_in_the_row_of_each_of_its_concepts(toy: Survey) -> None:
    for row in re.findall(r"(?s)<li.*?</li>", drawn(toy)):
        keys = re.findall(r'href="papers/([^"/]+)/', row)
        assert len(keys) == len(set(keys))
        concept = re.search(r'<a href="taxonomy/([^"]+)/">', row)
        if concept and not row.startswith('<li class="k1 top"'):
            assert set(keys) <= {paper.key for paper in toy.by_concept[concept.group(1)]}


def test_shapes_tell_top_concepts_apart_without_colour(toy: Survey) -> None:
    shapes = re.findall(r'<(\w+) id="m([0-9])"([^>]*)', drawn(toy))
    assert [int(mark) for _, mark, _ in shapes] == list(range(MARKS + 2))
    assert len({(kind, form) for kind, _, form in shapes}) == MARKS + 2


def test_a_reader_of_the_text_alone_meets_words_and_not_one_long_one(toy: Survey) -> None:
    site = Site(toy)
    found = 0
    for path in (path for path in site if path.endswith("index.html")):
        for picture in html.fromstring(site.text(path)).xpath("//ul[@class='map'] | //svg[.//text]"):
            texts = [text for text in picture.itertext() if text.strip()]
            assert "".join(picture.itertext()).split() == " ".join(texts).split(), path
            found += 1
    assert found > 20


def test_no_style_attribute_and_no_script(toy: Survey) -> None:
    assert not re.search(r"\sstyle=|<script|\son\w+=", drawn(toy))


def test_hostile_titles_stay_text(toy: Survey) -> None:
    row = dataclasses.replace(home(toy).latest[0], title='</title><script>alert(1)</script>"&')
    group = Group("role-method", "method", None, 1, (row,), ())
    text = charts.concept_map((group,), "", wording.of(toy, "en"))
    assert "<script" not in text
    assert "&lt;/title&gt;&lt;script&gt;" in text


def test_old_papers_share_one_column_and_months_follow() -> None:
    axis = charts.axis(["1999-01", *(f"2024-{month:02d}" for month in range(1, 13)), *["2025-03"] * 20])
    assert (axis.start, axis.older) == (2024, True)
    assert axis.column("1999-01") == 0
    assert axis.column("2024-01-31") == 1
    assert axis.column("2025-03-01") == axis.columns - 1
    assert axis.across(axis.columns) == "100%"


def test_a_date_without_month_stands_in_the_middle_of_its_year() -> None:
    axis = charts.axis(["2024-01", "2024-12"])
    assert axis.column("2024") == axis.column("2024-07")


def test_an_empty_survey_draws(tmp_path: Path, toy: Survey) -> None:
    assert "<ul" in charts.concept_map((), "", wording.of(toy, "en"))
