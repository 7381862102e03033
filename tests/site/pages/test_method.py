"""The flow of screening and the coverage: every number is counted, and the flow loses nobody."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from vlasurvey.screening import queue
from vlasurvey.site.drawings import figures
from vlasurvey.site.pages import method, wording
from vlasurvey.site.pages.lookup import look_up
from vlasurvey.site.render import Renderer
from vlasurvey.survey import Survey, load

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def survey() -> Survey:
    found, _ = load(ROOT)
    assert found is not None
    return found


def test_what_goes_in_comes_out_or_is_left_out(survey: Survey, toy: Survey) -> None:
    for one in (survey, toy):
        flow = method.flow(look_up(one, "en"))
        assert flow.identified.number - flow.waiting.number == flow.screened.number
        assert flow.waiting.number == len(queue.waiting(one))
        assert flow.screened.number == len(one.papers) + len(one.screened)
        assert flow.screened.number - flow.excluded.number == flow.assessed.number
        assert flow.assessed.number - flow.ineligible.number == flow.included.number == len(one.papers)
        for box in (flow.excluded, flow.ineligible, flow.included):
            assert sum(number for _, number in box.lines) == box.number


def test_lists_that_were_searched_stand_in_order_of_what_they_gave(toy: Survey) -> None:
    named = iter([["b@2024-01", "c@2024-01"], ["b@2024-02"], ["a@2024-01", "c@2025-01"], ["b@2024-01"]])
    papers = {
        key: paper.model_copy(
            update={"curation": paper.curation.model_copy(update={"listed_in": tuple(next(named, []))})}
        )
        for key, paper in toy.papers.items()
    }
    flow = method.flow(look_up(dataclasses.replace(toy, papers=papers), "en"))
    assert flow.identified.lines == (("b", 3), ("c", 2), ("a", 1))


def test_the_diagram_says_every_number_of_the_flow(toy: Survey) -> None:
    flow = method.flow(look_up(toy, "en"))
    drawn = figures.flow_diagram(flow, wording.of(toy, "en"))
    boxes = (
        flow.identified, flow.waiting, flow.screened, flow.excluded, flow.assessed, flow.ineligible, flow.included,
    )  # fmt: skip
    assert flow.waiting.number == 3
    for box in boxes:
        assert f"{box.heading} (n = {box.number})" in drawn
        assert all(f"{label} (n = {number})" in drawn for label, number in box.lines)
    assert drawn.count('class="box"') == len(boxes)


def test_coverage_counts_records_that_have_something(survey: Survey) -> None:
    view = method.coverage(look_up(survey, "en"))
    assert all(share.of == len(survey.papers) and 0 <= share.number <= share.of for share in view.shares)
    published = sum(1 for paper in survey.papers.values() if paper.published)
    assert published in {share.number for share in view.shares}


def test_a_hand_written_page_gets_its_parts_on_one_line_each_in_either_language(toy: Survey) -> None:
    for language in ("en", "zh"):
        parts = Renderer(toy, language).fragments(toy)
        assert set(parts) == {"flow", "coverage"}
        assert all("\n" not in part and part.startswith("<") for part in parts.values())


def test_the_about_pages_ask_for_every_part_and_no_other(toy: Survey) -> None:
    for name in ("about.md", "about.zh.md"):
        asked = re.findall(r"<!-- survey:(\w+) -->", (ROOT / "docs" / name).read_text(encoding="utf-8"))
        assert sorted(asked) == sorted(Renderer(toy, "en").fragments(toy)), name
