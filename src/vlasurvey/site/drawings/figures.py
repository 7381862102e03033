"""Tables of numbers as SVG: stacked bars, dots of shares, bars of shares, bars in rows.

Every mark has a name and leads to its papers; colours and type come from the style sheet. The same numbers stand beside
each picture as a table, so nothing is told by a picture alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from vlasurvey.site.drawings.charts import PARTED
from vlasurvey.site.pages.method import Box, FlowView
from vlasurvey.site.pages.trends import GridView, HeadCell
from vlasurvey.site.pages.wording import Wording

WIDTH, HEIGHT = 900, 220
"""Size of a picture with an axis of time, in units that grow and shrink with the page."""
_LEFT, _BOTTOM = 34, 30
_LINE, _LABEL, _RADIUS = 30, 190, 13
_SERIES = 5  # classes s1 to s5 of the style sheet


def stacked_bars(grid: GridView, root: str, t: Wording) -> Markup:
    """Return a bar for each row of the grid, a part for each column, in the colours of the columns' marks."""
    most = max((sum(cell.number for cell in cells) for _, cells in grid.rows), default=0)
    step = (WIDTH - _LEFT) / max(len(grid.rows), 1)
    parts = [_scale(most)]
    for index, (head, cells) in enumerate(grid.rows):
        y = float(HEIGHT)
        for column, cell in zip(grid.columns, cells, strict=True):
            if cell.number:
                height = HEIGHT * cell.number / most
                y -= height
                name = t("trends.cell", column=column.label, row=head.label, n=cell.number)
                box = (_LEFT + index * step + step * 0.12, y, step * 0.76, height)
                parts.append(_bar(root + cell.address, name, f"k{column.mark}", box))
    parts.append(_time([head for head, _ in grid.rows], step))
    return _picture(grid.title, HEIGHT + _BOTTOM, parts)


def share_bars(grid: GridView, root: str, t: Wording) -> Markup:
    """Return for each row of the grid a group of bars: the share that each column has of the first."""
    step = (WIDTH - _LEFT) / max(len(grid.rows), 1)
    shown = grid.columns[1:]
    width = step * 0.8 / max(len(shown), 1)
    parts = [_scale(100, "%")]
    for index, (head, (total, *cells)) in enumerate(grid.rows):
        for place, (column, cell) in enumerate(zip(shown, cells, strict=True)):
            if cell.number:
                share = 100 * cell.number / total.number
                height = HEIGHT * share / 100
                name = t("trends.of", column=column.label, row=head.label, n=cell.number, total=total.number,
                         share=round(share))  # fmt: skip
                box = (_LEFT + index * step + step * 0.1 + place * width, HEIGHT - height, width * 0.86, height)
                parts.append(_bar(root + cell.address, name, f"s{place % _SERIES + 1}", box))
    parts.append(_time([head for head, _ in grid.rows], step))
    return _picture(grid.title, HEIGHT + _BOTTOM, parts)


def share_dots(grid: GridView, root: str, t: Wording) -> Markup:
    """Return values down and years across: a dot whose area is the share that the value has of the last column."""
    *values, _ = grid.columns
    step = (WIDTH / 2 - _LABEL) / max(len(grid.rows), 1)
    parts = []
    for line, column in enumerate(values):
        y = line * _LINE + _LINE / 2
        parts.append(_text(_LABEL - 14, y + 4, column.label, "end"))
        for index, (head, cells) in enumerate(grid.rows):
            cell, total = cells[line], cells[-1].number
            x = _LABEL + (index + 0.5) * step
            if not cell.number:
                parts.append(Markup('<circle class="nil" cx="{}" cy="{}" r="1.5"/>').format(_short(x), _short(y)))
                continue
            share = cell.number / total
            name = t("trends.of", column=column.label, row=head.label, n=cell.number, total=total,
                     share=round(100 * share))  # fmt: skip
            dot = Markup('<a href="{}"><title>{}</title><circle class="s1" cx="{}" cy="{}" r="{}"/></a>')
            radius = max(2.0, _RADIUS * share**0.5)
            parts.append(dot.format(root + cell.address, name, _short(x), _short(y), _short(radius)))
    bottom = len(values) * _LINE
    for index, (head, _) in enumerate(grid.rows):
        parts.append(_text(_LABEL + (index + 0.5) * step, bottom + 16, head.label, "middle"))
    return _picture(grid.title, bottom + 24, parts, WIDTH // 2)


def row_bars(grid: GridView, root: str, t: Wording, most_rows: int) -> Markup:
    """Return a bar for each of the first rows of the grid, as long as the sum of its numbers."""
    rows = [(head, sum(cell.number for cell in cells)) for head, cells in grid.rows[:most_rows]]
    most = max((total for _, total in rows), default=1)
    parts = []
    for line, (head, total) in enumerate(rows):
        y = line * _LINE
        parts.append(_text(_LABEL - 14, y + _LINE / 2 + 4, head.label, "end"))
        width = (WIDTH - _LABEL - 50) * total / most
        name = t("trends.cell", column=grid.title, row=head.label, n=total)
        parts.append(_bar(root + head.address, name, "s1", (_LABEL, y + 5, width, _LINE - 10)))
        parts.append(_text(_LABEL + width + 8, y + _LINE / 2 + 4, str(total), "start"))
    return _picture(grid.title, len(rows) * _LINE, parts)


def _picture(title: str, height: float, parts: Sequence[Markup], width: int = WIDTH) -> Markup:
    return Markup('<svg class="plot" viewBox="0 0 {} {}" role="group" aria-label="{}">{}</svg>').format(
        width, _short(height), title, PARTED.join(parts)
    )


def _bar(address: str, name: str, kind: str, box: tuple[float, float, float, float]) -> Markup:
    x, y, width, height = map(_short, box)
    return Markup('<a href="{}"><title>{}</title><rect class="{}" x="{}" y="{}" width="{}" height="{}"/></a>').format(
        address, name, kind, x, y, width, height
    )


def _scale(most: int, unit: str = "") -> Markup:
    """Return lines across with their numbers, at most five, at round steps."""
    if not most:
        return Markup("")
    step = next(step for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000, most) if step * 5 >= most)
    lines = []
    for number in range(step, most + 1, step):
        y = HEIGHT - HEIGHT * number / most
        line = Markup('<line x1="{}" x2="{}" y1="{}" y2="{}"/>').format(_LEFT, WIDTH, _short(y), _short(y))
        lines += [line, _text(_LEFT - 6, y + 4, f"{number}{unit}", "end")]
    return PARTED.join(lines)


def _time(heads: Sequence[HeadCell], step: float) -> Markup:
    """Return the years below an axis of quarters, each at its first quarter."""
    labels = [
        _text(_LEFT + index * step + step * 0.12, HEIGHT + 18, head.name[:4], "start")
        for index, head in enumerate(heads)
        if index == 0 or head.name[:4] != heads[index - 1].name[:4]
    ]
    return PARTED.join(labels)


def _text(x: float, y: float, text: str, anchor: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(anchor, _short(x), _short(y), text)


def _short(number: float) -> str:
    return f"{number:.1f}".rstrip("0").rstrip(".")


# --- the flow of screening ------------------------------------------------------------------------

_BOX, _ROW, _PAD, _SPACE = 400, 21, 14, 34
"""Width of a box, height of a line, space inside a box and between two, in the picture's units."""


def flow_diagram(flow: FlowView, t: Wording) -> Markup:
    """Return the PRISMA 2020 flow: what stays goes down on the left, what is left out goes to the right."""
    parts: list[Markup] = []
    y = 0.0
    waiting = flow.waiting if flow.waiting.number else None
    for left, right in ((flow.identified, waiting), (flow.screened, flow.excluded), (flow.assessed, flow.ineligible),
                        (flow.included, None)):  # fmt: skip
        if y:
            parts.append(_arrow(_BOX / 2, y - _SPACE, _BOX / 2, y - 2))
        drawn, bottom = _box(left, 0, y)
        parts.append(drawn)
        if right:
            parts.append(_arrow(_BOX, y + _ROW, WIDTH - _BOX - 2, y + _ROW))
            drawn, low = _box(right, WIDTH - _BOX, y)
            parts.append(drawn)
            bottom = max(bottom, low)
            if left is not right and low > y + _height(left):  # the way down goes on beside a taller box
                parts.append(_line(_BOX / 2, y + _height(left), _BOX / 2, bottom))
        y = bottom + _SPACE
    return Markup('<svg class="plot flow" viewBox="-1 -1 {} {}" role="img" aria-label="{}">{}</svg>').format(
        WIDTH + 2, _short(y - _SPACE + 2), t("flow.title"), PARTED.join(parts)
    )


def _height(box: Box) -> float:
    return _ROW * (1 + len(box.lines)) + 2 * _PAD


def _box(box: Box, x: float, y: float) -> tuple[Markup, float]:
    height = _height(box)
    texts = [_text(x + _PAD, y + _PAD + 15, f"{box.heading} (n = {box.number})", "head")]
    texts += [
        _text(x + _PAD, y + _PAD + 15 + _ROW * (line + 1), f"{label} (n = {number})", "start")
        for line, (label, number) in enumerate(box.lines)
    ]
    drawn = Markup('<rect class="box" x="{}" y="{}" width="{}" height="{}" rx="6"/>{}').format(
        _short(x), _short(y), _BOX, _short(height), PARTED.join(texts)
    )
    return drawn, y + height


def _line(x: float, y: float, right: float, bottom: float) -> Markup:
    return Markup('<path class="way" d="M{} {}L{} {}"/>').format(_short(x), _short(y), _short(right), _short(bottom))


def _arrow(x: float, y: float, right: float, bottom: float) -> Markup:
    head = f"M{right - 6:.0f} {bottom - 5:.0f}l6 5-6 5" if right > x else f"M{right - 5:.0f} {bottom - 6:.0f}l5 6 5-6"
    return _line(x, y, right, bottom) + Markup('<path class="way" d="{}"/>').format(head)
