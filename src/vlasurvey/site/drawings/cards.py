"""Pictures for sharing (Open Graph) as SVG: a title, a line of facts, and the drawing of the page itself.

A card knows no style sheet but its own, so that any renderer draws it; the drawings are those of the pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from vlasurvey.site.drawings import charts, figures
from vlasurvey.site.pages import views
from vlasurvey.site.pages.contexts import ConceptLink, ConceptView, Group, Home, Page, PaperRow, ParallelsView
from vlasurvey.site.pages.lookup import CARDS
from vlasurvey.site.pages.metadata import card_path
from vlasurvey.site.pages.trends import TrendsView
from vlasurvey.site.pages.wording import Wording, languages, of
from vlasurvey.survey import Survey

WIDTH, HEIGHT = 1200, 630
"""What the sites that show such pictures ask for."""
_PAGES = ("", "parallels/", "trends/")
"""Top pages with a drawing of their own; the others share that of the front page."""
_MARGIN, _LEFT, _TOP = 64, 560, 64
_FIGURE = (_LEFT + 40, 76, WIDTH - _LEFT - 40 - 56, HEIGHT - 152)
"""Where the drawing stands: x, y, width, height."""
_COLOURS = (
    "#6a6f7b", "#0a7355", "#a84a06", "#5843c4", "#ad2062", "#1f62b0", "#6f6100", "#7b2f93", "#006b7d", "#565c69",
)  # fmt: skip
"""Of papers outside the taxonomy, then of the marks, as in the light theme."""

_HEADING = 34
_FIRST_WIDE = "⺀"
"""The first sign of the East Asian scripts, which are as wide as high."""

SANS, SERIF = "Card Sans", "Card Serif"
"""Families of the fonts; a renderer without them takes others."""

_WIDE = '"Noto Sans CJK SC","Noto Sans SC","Source Han Sans SC"'
"""Families for Chinese; a renderer takes the first it has for the whole of a text."""

_STYLE = (
    "text{{font-family:{sans},sans-serif;fill:#565c69}}.title{{font-family:{serif},serif;font-weight:600;fill:#1a1c22}}"
    ".name{{font-weight:600;fill:#1b4b91}}.end{{text-anchor:end}}.middle{{text-anchor:middle}}"
    ".strong{{font-weight:600}}.plot text{{font-size:15px}}.parallels text{{font-size:15px;fill:#1a1c22}}"
    "line{{stroke:#e2ded3}}use{{stroke:#fbfaf7;stroke-width:1.2}}"
    ".parallels path{{fill:none;stroke-width:1.8;opacity:.75}}.parallels path.ours{{stroke-dasharray:5 4;opacity:.55}}"
)
_COLOURED = ".k{0}{{fill:{1}}}.parallels path.k{0}{{stroke:{1}}}.parallels .k{0} text{{fill:{1}}}"
_OUTSIDE = f".k0 use{{fill:#fbfaf7;stroke:{_COLOURS[0]};stroke-width:1.8}}"


def cards(survey: Survey) -> Iterator[tuple[str, str]]:
    """Yield (path below the root, SVG) of the card of every page with a drawing of its own, in every language."""
    for language in languages(survey.root, survey.settings.languages):
        t, site = of(survey, language), views.site(survey, language)
        pages = views.pages(survey, language)
        home = pages[""]().context
        assert isinstance(home, Home)
        for address in (
            *filter(pages.__contains__, _PAGES),
            *(f"taxonomy/{notation}/" for notation in survey.taxonomy.concepts),
        ):
            yield f"{CARDS}/{card_path(address, language)}", _card(pages[address](), home, site.short_title, t)


def is_wide(text: str) -> bool:
    """Tell whether a text has signs of the East Asian scripts, for which the site has no fonts of its own."""
    return any(sign >= _FIRST_WIDE for sign in text)


def _card(page: Page, home: Home, name: str, t: Wording) -> str:
    title = page.title.removesuffix(f" · {name}")
    view = page.context
    parts = [_text(_MARGIN, _TOP + 26, name, 24, "name")]
    room = WIDTH - 2 * _MARGIN if isinstance(view, TrendsView) else _LEFT - _MARGIN
    size = 52 if len(title) < 60 else 42
    lines = _broken(title, room / size)
    parts += _lines(lines, _TOP + 120, size, "title")
    if isinstance(view, ConceptView):
        facts = [t("papers", n=view.concept.count)]
        below = _TOP + 120 + len(lines) * size * 1.2
        parts += _lines(_broken(page.description, room / 25)[:6], below, 25, "")
    elif isinstance(view, TrendsView):
        facts = []
    else:
        lasting = (figure for figure in home.figures if figure.label != "searched")  # that day moves every week
        facts = [t(f"home.count.{figure.label}") + t("list.colon") + figure.text for figure in lasting]
    y = HEIGHT - 56 - 38 * (len(facts) - 1)
    parts += [_text(_MARGIN, y + 38 * index, fact, 25, "") for index, fact in enumerate(facts)]
    parts += [_drawn(page, home, t)]
    marks = range(min(len(home.branches), len(charts.SHAPES) - 1) + 1)  # as many as the survey has
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{0}"'
            ' height="{1}" viewBox="0 0 {0} {1}"><style>{2}</style><defs>{3}</defs>'
            '<rect width="{0}" height="{1}" fill="#fbfaf7"/><rect width="14" height="{1}" fill="#1b4b91"/>{4}</svg>\n'
        ).format(
            WIDTH,
            HEIGHT,
            _style(title, marks),
            _joined([Markup(charts.SHAPES[mark]) for mark in marks]),
            _joined(parts),
        )
    )


def _style(title: str, marks: Iterable[int]) -> Markup:
    sans, serif = f'"{SANS}"', f'"{SERIF}"'
    families = (
        {"sans": f"{_WIDE},{sans}", "serif": f"{_WIDE},{serif}"} if is_wide(title) else {"sans": sans, "serif": serif}
    )
    coloured = "".join(_COLOURED.format(mark, _COLOURS[mark]) for mark in marks)
    return Markup(_STYLE.format(**families) + coloured + _OUTSIDE)


def _joined(parts: Sequence[Markup]) -> Markup:
    """Return parts as one drawing, without what parts the words of a page for those who read its text."""
    return Markup("".join(parts).replace(charts.PARTED, ""))


def _drawn(page: Page, home: Home, t: Wording) -> Markup:
    view = page.context
    if isinstance(view, TrendsView):
        return _within(figures.stacked_bars(view.growth, "", t), (_MARGIN, 236, WIDTH - 2 * _MARGIN, 340))
    if isinstance(view, ParallelsView):
        return _within(charts.parallel_map(view, t), _FIGURE)
    if isinstance(view, ConceptView):
        below = [(row, tuple(charts.papers(row))) for row in view.group.narrower]
        own = [(view.group, view.group.papers)] if view.group.papers else []
        return _rows([*own, *below], view.concept, t)
    return _rows([(group, tuple(charts.papers(group))) for group in home.groups], None, t)


def _within(drawing: Markup, box: tuple[int, int, int, int]) -> Markup:
    """Return a drawing that has a view box in a place of its own."""
    placed = '<svg x="{}" y="{}" width="{}" height="{}" '.format(*box)
    return Markup(str(drawing).replace("<svg ", placed, 1))


def _rows(rows: Sequence[tuple[Group, tuple[PaperRow, ...]]], concept: ConceptLink | None, t: Wording) -> Markup:
    """Return the papers of each group along the months, as large as the figure lets them be."""
    shown = [(group, papers) for group, papers in rows if papers]
    if not shown:
        return Markup("")
    x, y, width, height = _FIGURE
    months = charts.axis(paper.issued for _, papers in shown for paper in papers)
    needed = 0.0
    drawn = []
    for group, papers in shown:
        mark = concept.mark if concept else group.concept.mark if group.concept else 0
        title = group.concept.label if group.concept else t(f"role.{group.role}.many")
        drawing = charts.marks(papers, mark, months, "")
        drawn.append((needed, mark, title if len(shown) > 1 else "", drawing))
        needed += charts.height(papers, months) + _HEADING
    scale = min(1.6, height / needed)
    parts = []
    for top, mark, title, drawing in drawn:
        placed = str(drawing).replace('width="100%"', f'y="{_HEADING}" width="{width / scale:.0f}"', 1)
        head = _text(0, 22, title, min(20 / scale, 24), f"k{mark} strong") if title else Markup("")
        row = Markup('<g class="k{}" transform="translate(0 {:g})">{}{}</g>')
        parts.append(row.format(mark, top, head, Markup(placed)))
    down = y + (height - needed * scale) / 2
    placed_at = Markup('<g transform="translate({} {:.1f}) scale({:.3f})">{}</g>')
    return placed_at.format(x, down, scale, _joined(parts))


def _text(x: float, y: float, text: str, size: float, kind: str) -> Markup:
    form = Markup('<text class="{}" x="{:g}" y="{:g}" style="font-size:{:.3g}px">{}</text>')
    return form.format(kind, x, y, size, text)


def _lines(lines: Sequence[str], y: float, size: int, kind: str) -> Iterator[Markup]:
    for index, line in enumerate(lines):
        yield _text(_MARGIN, y + index * size * 1.25, line, size, kind)


def _broken(text: str, room: float) -> list[str]:
    """Break a text into lines, `room` being the number of full-width signs that one holds; no line is a lone sign."""
    lines = _filled(text, room)
    if len(lines) > 1 and len(lines[-1]) == 1:
        evened = _filled(text, sum(map(_wide, text)) / len(lines) + 1)
        return evened if len(evened) == len(lines) else lines
    return lines


def _wide(sign: str) -> float:
    return 1.0 if sign >= _FIRST_WIDE else 0.3 if sign in " .,:;il'|" else 0.56


def _filled(text: str, room: float) -> list[str]:
    lines, used = [""], 0.0
    for word in re.findall(rf"[{_FIRST_WIDE}-￯]|[^\s{_FIRST_WIDE}-￯]+\s*|\s+", text):
        wide = sum(map(_wide, word))
        if used + wide > room and lines[-1] and word not in "，。、：；）":
            lines.append("")
            used = 0.0
        lines[-1] += word
        used += wide
    return [line.strip() for line in lines if line.strip()]
