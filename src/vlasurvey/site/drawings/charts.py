"""Pictures as SVG, drawn at build time: every mark has a name and a link.

The map of the papers: concepts down, months across. The map of the parallels: mechanisms left, concepts right.

Positions across are percentages and positions down are pixels, so that one drawing fits every width
without scaling its marks; colours and sizes come from the style sheet, never from style attributes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from vlasurvey.site.pages.contexts import Counterpart, Group, MechanismView, PaperRow, ParallelsView
from vlasurvey.site.pages.wording import Wording

PARTED = Markup("\n")
"""What stands between two parts of a picture, so that a reader of its text alone meets words and not one long one."""
STEP = 11
"""Pixels from mark to mark in a stack."""
PADDING = 13
"""Pixels from the edge of a row to the centre of its first mark."""
RARE = 0.04
"""Up to this share of the papers, the oldest ones share one column, so that they do not flatten the rest."""

SHAPES = {
    0: '<circle id="m0" r="3.9"/>',
    1: '<circle id="m1" r="4.7"/>',
    2: '<rect id="m2" x="-4.2" y="-4.2" width="8.4" height="8.4" rx="1.2"/>',
    3: '<path id="m3" d="M0 -5.2L5.3 4.2H-5.3z"/>',
    4: '<path id="m4" d="M0 -5.8L5.8 0L0 5.8L-5.8 0z"/>',
    5: '<path id="m5" d="M0 5.2L5.3 -4.2H-5.3z"/>',
    6: '<path id="m6" d="M-1.9 -5.4H1.9V-1.9H5.4V1.9H1.9V5.4H-1.9V1.9H-5.4V-1.9H-1.9z"/>',
    7: '<path id="m7" transform="rotate(45)" d="M-1.9 -5.6H1.9V-1.9H5.6V1.9H1.9V5.6H-1.9V1.9H-5.6V-1.9H-1.9z"/>',
    8: '<path id="m8" d="M0 -6L1.6 -2.2L5.7 -1.9L2.6 .8L3.5 4.9L0 2.7L-3.5 4.9L-2.6 .8L-5.7 -1.9L-1.6 -2.2z"/>',
    9: '<path id="m9" d="M-4.4 -4.4H4.4V4.4H-4.4zM-1.9 -1.9V1.9H1.9V-1.9z"/>',
}
"""Mark -> shape around the origin; 0 stands for papers under no concept, 9 for top concepts beyond the eighth."""


@dataclass(frozen=True)
class Axis:
    """Months across: the first year drawn month by month, the number of columns, whether one is for older papers."""

    start: int
    columns: int
    older: bool

    def column(self, issued: str) -> int:
        """Return the column of a date; a date without a month stands in the middle of its year."""
        month = int(issued[5:7]) if len(issued) > 4 else 7
        index = (int(issued[:4]) - self.start) * 12 + month - 1 + self.older
        return max(index, 0)

    def across(self, column: float) -> str:
        """Return a position across as a percentage."""
        return f"{100 * column / self.columns:.2f}".rstrip("0").rstrip(".") + "%"

    def years(self) -> Iterator[tuple[int, str]]:
        """Yield each year that begins on the axis, with its position."""
        for index in range(int(self.older), self.columns, 12):
            yield self.start + (index - self.older) // 12, self.across(index)


def axis(dates: Iterable[str]) -> Axis:
    """Return the axis for some dates."""
    ordered = sorted(dates)
    if not ordered:
        return Axis(2000, 12, False)
    rare = int(len(ordered) * RARE)
    start = int(ordered[rare][:4])
    older = int(ordered[0][:4]) < start
    last = ordered[-1]
    month = int(last[5:7]) if len(last) > 4 else 12
    return Axis(start, (int(last[:4]) - start) * 12 + month + older, older)


def concept_map(groups: tuple[Group, ...], root: str, t: Wording) -> Markup:
    """Return the map of all papers: top concepts as headings, a row for each concept right below one."""
    months = axis(paper.issued for group in groups for paper in papers(group))
    rows = [_years(months, t)]
    background = [group for group in groups if group.concept is None]
    for group in groups:
        if group.concept is not None:
            rows.append(_row(group, group.papers, group.concept.mark, months, root, t, heading=True))
            rows += [_row(below, tuple(papers(below)), group.concept.mark, months, root, t) for below in group.narrower]
    if background:
        label = escape(t("map.background"))
        rows.append(Markup('<li class="k0 top"><span class="lb">{}</span></li>').format(label))
        rows += [_row(group, group.papers, 0, months, root, t) for group in background]
    return _with_shapes(rows)


def timeline(group: Group, root: str, t: Wording) -> Markup:
    """Return the papers of one concept along the months, a row for the concept's own and one for each below it."""
    months = axis(paper.issued for paper in papers(group))
    concept = group.concept
    assert concept is not None
    rows = [_years(months, t)]
    if group.papers:
        rows.append(_row(group, group.papers, concept.mark, months, root, t))
    rows += [_row(below, tuple(papers(below)), concept.mark, months, root, t) for below in group.narrower]
    return _with_shapes(rows)


def _with_shapes(rows: list[Markup]) -> Markup:
    return Markup(
        '<svg class="defs" width="0" height="0" aria-hidden="true" focusable="false"><defs>{}</defs></svg>'
        '<ul class="map">{}</ul>'
    ).format(Markup("".join(SHAPES.values())), PARTED.join(rows))


def papers(group: Group) -> Iterator[PaperRow]:
    """Yield the papers of a group and of all below it, each once."""
    found = {paper.key: paper for paper in group.papers}
    for below in group.narrower:
        found.update((paper.key, paper) for paper in papers(below))
    yield from found.values()


def _years(months: Axis, t: Wording) -> Markup:
    labels = [Markup('<text x="{}" dx="4" y="13">{}</text>').format(x, year) for year, x in months.years()]
    if months.older:
        older = Markup('<text class="older" x="{}" dx="-8" y="13">{}</text>')
        labels.insert(0, older.format(months.across(1), t("map.older", year=months.start - 1)))
    drawn = Markup('<svg height="20" width="100%" aria-hidden="true" focusable="false">{}</svg>')
    count = Markup('<span class="ct">{}</span>').format(t("map.count"))
    return Markup('<li class="axis"><span class="lb"></span>{}\n{}</li>').format(
        drawn.format(PARTED.join(labels)), count
    )


def _row(
    group: Group,
    papers: tuple[PaperRow, ...],
    mark: int,
    months: Axis,
    root: str,
    t: Wording,
    *,
    heading: bool = False,
) -> Markup:
    concept = group.concept
    if concept:
        label = Markup('<a href="{}{}">{}</a>').format(root, concept.address, concept.label)
    else:
        label = Markup('<a href="{}explore/#{}">{}</a>').format(root, group.anchor, t(f"role.{group.role}.many"))
    count = Markup('<span class="ct">{}</span>').format(group.count)
    kind = f"k{mark} top" if heading else f"k{mark}"
    drawn = marks(papers, mark, months, root) if papers else Markup("")
    return Markup('<li class="{}"><span class="lb">{}</span>\n{}\n{}</li>').format(kind, label, drawn, count)


def height(papers: tuple[PaperRow, ...], months: Axis) -> int:
    """Return the height of a row: that of its tallest stack."""
    return (max(Counter(months.column(paper.issued) for paper in papers).values()) - 1) * STEP + 2 * PADDING


def marks(papers: tuple[PaperRow, ...], mark: int, months: Axis, root: str) -> Markup:
    """Return the papers of a row, stacked in their months."""
    columns: dict[int, list[PaperRow]] = {}
    for paper in sorted(papers, key=lambda paper: (paper.issued, paper.key)):
        columns.setdefault(months.column(paper.issued), []).append(paper)
    tall = height(papers, months)
    line = Markup('<line x1="{0}" x2="{0}" y1="0" y2="100%"/>')
    parts = [line.format(x) for _, x in months.years()]
    for column, stacked in sorted(columns.items()):
        x = months.across(column + 0.5)
        first = tall / 2 - (len(stacked) - 1) * STEP / 2
        for index, paper in enumerate(stacked):
            parts.append(_mark(paper, mark, x, first + index * STEP, root))
    return Markup('<svg height="{}" width="100%">{}</svg>').format(tall, PARTED.join(parts))


def _mark(paper: PaperRow, mark: int, x: str, y: float, root: str) -> Markup:
    name = escape(f"{paper.text} ({paper.month})")  # there are too many of them for Markup.format
    return Markup(
        f'<a href="{escape(root + paper.address)}"><title>{name}</title><use href="#m{mark}" x="{x}" y="{y:g}"/></a>'
    )


# --- the parallels --------------------------------------------------------------------------------

LINE = 26
"""Pixels from one name of the map of parallels to the next."""
_LEFT, _RIGHT, _WIDTH = 268, 612, 900


def parallel_map(view: ParallelsView, t: Wording) -> Markup:
    """Return mechanisms on the left and concepts on the right, joined where a parallel is drawn."""
    linked = [row for row in view.mechanisms if row.counterparts]
    concepts = [row.concept for row in view.concepts]
    places = {concept.notation: index for index, concept in enumerate(concepts)}
    # A mechanism stands beside the concepts it is joined to, so that lines cross as little as they can.
    linked.sort(key=lambda row: sum(places[c.concept.notation] for c in row.counterparts) / len(row.counterparts))
    height = max(len(linked), len(concepts)) * LINE
    steps = (height / max(len(linked), 1), height / max(len(concepts), 1))
    lines, left = [], []
    for index, row in enumerate(linked):
        y = (index + 0.5) * steps[0]
        for counterpart in row.counterparts:
            end = (places[counterpart.concept.notation] + 0.5) * steps[1]
            lines.append(_joined(row, counterpart, y, end, t))
        left.append(_name(_LEFT, y, f"#{row.anchor}", row.mechanism.label.text, "end"))
    right = [
        _name(_RIGHT, (index + 0.5) * steps[1], f"#c-{concept.notation.replace('/', '-')}", concept.label, "start",
              f"k{concept.mark}" if "/" in concept.notation else f"k{concept.mark} top")
        for index, concept in enumerate(concepts)
    ]  # fmt: skip
    return Markup(
        '<svg class="parallels" viewBox="0 0 {} {:.0f}" role="group" aria-label="{}">{}\n{}\n{}</svg>'
    ).format(_WIDTH, height, t("parallels.map"), *(PARTED.join(parts) for parts in (lines, left, right)))


def _joined(row: MechanismView, counterpart: Counterpart, y: float, end: float, t: Wording) -> Markup:
    concept = counterpart.concept
    name = t("parallels.joined", mechanism=row.mechanism.label.text, concept=concept.label)
    middle = (_LEFT + _RIGHT) / 2
    path = f"M{_LEFT + 10} {y:.1f}C{middle:.0f} {y:.1f} {middle:.0f} {end:.1f} {_RIGHT - 10} {end:.1f}"
    return Markup('<path class="k{} {}" d="{}"><title>{}</title></path>').format(
        concept.mark, counterpart.drawn_by, path, name
    )


def _name(x: float, y: float, address: str, label: str, anchor: str, kind: str = "") -> Markup:
    return Markup('<a href="{}" class="{}"><text class="{}" x="{}" y="{:.1f}" dy="4">{}</text></a>').format(
        address, kind, anchor, x, y, label
    )
