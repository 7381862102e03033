"""Every top concept has a shape and a colour of its own, wherever it is drawn; those beyond the eighth share one."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import NoReturn

import pytest
from conftest import loaded_survey
from explorer_site import AXE, Visit, accessibility_faults, served
from playwright.sync_api import Browser

from vlasurvey.site.build import build
from vlasurvey.site.drawings import cards, charts
from vlasurvey.site.pages import views
from vlasurvey.site.pages.lookup import MARKS, look_up
from vlasurvey.site.render import Renderer
from vlasurvey.survey import Survey

ROOT = Path(__file__).parents[3]
CSS = (ROOT / "templates/assets/site.css").read_text(encoding="utf-8")
NAMES = ("hands", "eyes", "feet", "ears", "nose", "skin", "mind", "voice", "balance", "timing")
"""Top concepts; the first two are those of the toy survey."""


def with_tops(toy: Path, folder: Path, number: int) -> Path:
    """The toy survey with so many top concepts, and a paper in each of the new ones."""
    root = Path(shutil.copytree(toy, folder / f"tops{number}"))
    file = root / "taxonomy.yaml"
    text = file.read_text(encoding="utf-8")
    concept = (
        "  - notation: {0}\n    pref_label:\n      en: {1}\n      zh: 概念{2}\n"
        "    definition:\n      en: On {0}.\n      zh: 关于{2}。\n"
    )
    new = [(name, at) for at, name in enumerate(NAMES[:number]) if at >= 2]
    added = "".join(concept.format(name, name.title(), at) for name, at in new)
    assert text.count("\nmechanisms:\n") == 1
    file.write_text(text.replace("\nmechanisms:\n", f"\n{added}mechanisms:\n"), encoding="utf-8")
    record = (root / "papers/2023/bare2023minimal.yaml").read_text(encoding="utf-8")
    for name, at in new:
        own = record.replace("Minimal Juggling", " ".join(sign * 4 for sign in name))
        own = re.sub(r"(?m)^identifiers:\n  .*$", f"identifiers:\n  url: https://host{at}.example/{name}", own)
        own = own.replace("curation:\n", f"concepts: [{name}]\ncuration:\n")
        (root / f"papers/2023/bare2023{name}.yaml").write_text(own, encoding="utf-8")
    return root


@pytest.fixture(scope="module", params=[2, 5, 9, 10])
def survey(request: pytest.FixtureRequest, toy_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    found = loaded_survey(with_tops(toy_path, tmp_path_factory.mktemp("marks"), request.param))
    assert len(found.taxonomy.top_concepts) == request.param
    assert len(found.papers) == 6 + request.param - 2
    return found


def marks(survey: Survey) -> dict[str, int]:
    concepts = look_up(survey, "en").concepts
    return {top: concepts[top].mark for top in survey.taxonomy.top_concepts}


def test_the_first_eight_have_marks_of_their_own_and_all_others_a_neutral_one(survey: Survey) -> None:
    found = list(marks(survey).values())
    assert found[:MARKS] == list(range(1, min(len(found), MARKS) + 1))
    assert set(found[MARKS:]) <= {MARKS + 1}
    assert set(charts.SHAPES) == set(range(MARKS + 2))


def test_every_picture_and_list_shows_the_mark_of_the_concept(survey: Survey) -> None:
    show, pages = Renderer(survey, "en"), views.pages(survey)
    bodies = {address: show.body(pages[address]()) for address in ("", "explore/", "taxonomy/", "trends/")}
    drawings = dict(cards.cards(survey))
    for top, mark in marks(survey).items():
        name = look_up(survey, "en").concepts[top].label
        dot = rf'<i class="dot k{mark}" aria-hidden="true"></i>'
        start = f'<li class="k{mark} top"><span class="lb"><a href="taxonomy/{top}/">'
        row = re.search(f"(?s){start}.*?</li>", bodies[""])
        assert row, top
        assert set(re.findall(r"#m(\d)", row[0])) <= {str(mark)}
        assert f'{dot}<a href="../taxonomy/{top}/">' in bodies["taxonomy/"]
        assert re.search(rf'<a href="[^"]*">{dot}{name}</a>', bodies["trends/"]), "the legend"
        assert re.search(rf'value="{top}" data-mark="{mark}">{dot}<span class="name">{name}', bodies["explore/"])
        assert re.search(rf'<rect class="k{mark}"', bodies["trends/"])
        card = drawings[f"docs/assets/og/taxonomy-{top}.en.png"]
        assert f'href="#m{mark}"' in card
        assert f'id="m{mark}"' in card
        assert f".k{mark}{{fill:#" in card


# --- the style sheet ------------------------------------------------------------------------------


def colours() -> dict[str, tuple[str, str]]:
    """Name of a colour -> as it is in the light and in the dark."""
    return {name: (light, dark) for name, light, dark in re.findall(r"--(\w+):light-dark\((#\w+),(#\w+)\)", CSS)}


def brightness(colour: str) -> float:
    """Relative luminance after WCAG 2.2."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((brightness(one), brightness(other)))
    return (light + 0.05) / (dark + 0.05)


def test_every_mark_can_be_read_in_the_light_and_in_the_dark() -> None:
    known = colours()
    named = dict(re.findall(r"\.k(\d)\{--k:var\(--(\w+)\)\}", CSS))
    assert set(map(int, named)) == set(charts.SHAPES)
    for mark, name in named.items():
        for scheme in (0, 1):
            for ground in ("bg", "sf"):
                assert contrast(known[name][scheme], known[ground][scheme]) >= 4.5, (mark, scheme, ground)
    assert len({known[named[str(mark)]] for mark in range(1, MARKS + 2)}) == MARKS + 1


def test_cards_have_the_colours_of_the_light_theme() -> None:
    known = colours()
    names = dict(re.findall(r"\.k(\d)\{--k:var\(--(\w+)\)\}", CSS))
    assert tuple(known[names[str(mark)]][0] for mark in sorted(charts.SHAPES)) == cards._COLOURS


# --- in the browser -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def visit(browser: Browser, toy_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    root = with_tops(toy_path, tmp_path_factory.mktemp("marks"), 10)
    shutil.copy(ROOT / "mkdocs.yml", root)
    shutil.copytree(ROOT / "docs", root / "docs")
    site = build(root, root / "site", strict=False)[0]
    with served(site) as address:
        visit = Visit(browser, address, site, loaded_survey(root), patience=20_000)
        yield visit
        visit.close()


_FORMS = """selector => [...document.querySelectorAll(selector)].map(part => {
  const { backgroundColor, borderRadius, borderWidth, clipPath, transform } = getComputedStyle(part, PSEUDO);
  return JSON.stringify([backgroundColor === 'rgba(0, 0, 0, 0)', borderRadius, borderWidth, clipPath, transform]);
})"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "selector", "pseudo"),
    [
        ("explore/", ".filters .top .dot", None),
        ("trends/", ".key .dot", None),
        ("taxonomy/", ".branch h2 .dot", None),
        ("", ".map .top:not(.k0) .lb", "::before"),
    ],
)
def test_the_marks_differ_in_form_and_not_in_colour_alone(
    visit: Visit, path: str, selector: str, pseudo: str | None
) -> None:
    page = visit.page()
    page.goto(visit.address + path)
    forms = page.evaluate(_FORMS.replace("PSEUDO", json.dumps(pseudo)), selector)[:10]
    assert len(forms) == 10
    for one, other in combinations(range(MARKS + 1), 2):
        assert forms[one] != forms[other], (one + 1, other + 1)
    assert forms[MARKS] == forms[MARKS + 1]


@pytest.mark.browser
@pytest.mark.parametrize("path", ["", "explore/", "taxonomy/", "trends/", "taxonomy/voice/", "zh/"])
def test_axe_finds_nothing_with_many_top_concepts(visit: Visit, path: str, missing: Callable[[str], NoReturn]) -> None:
    if not AXE.exists():
        missing("axe-core is not installed; cd tests/tools && npm ci --ignore-scripts")
    for theme in ("light", "dark"):
        page = visit.page(color_scheme=theme)
        page.goto(visit.address + path)
        page.wait_for_load_state("networkidle")
        assert accessibility_faults(page) == [], theme
