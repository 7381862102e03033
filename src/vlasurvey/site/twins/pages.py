"""Pages as Markdown, for programs that read: what a page says without its frame, from the same typed context."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from vlasurvey.exports.markdown import at_start, inline
from vlasurvey.site.pages.addresses import NAME, has_twin
from vlasurvey.site.pages.contexts import (
    Branch,
    CompareView,
    ConceptView,
    Explore,
    Group,
    Home,
    Page,
    PaperView,
    ParallelsView,
    SiteView,
    TaxonomyView,
    Year,
)
from vlasurvey.site.pages.data import DataView
from vlasurvey.site.pages.indexes import GlossaryView, IndexView, LatestView, ListView
from vlasurvey.site.pages.method import CoverageView, FlowView
from vlasurvey.site.pages.queue import QueueView
from vlasurvey.site.pages.tombstones import Tombstone
from vlasurvey.site.pages.trends import GridView, TrendsView
from vlasurvey.site.pages.wording import Wording, page_name
from vlasurvey.site.twins import screening
from vlasurvey.site.twins.markdown import Blocks, Writer, code, fenced, table
from vlasurvey.text.mathtext import to_text


class Twins:
    """Writes pages of one survey in one language as Markdown. `papers` tells whether papers' pages have twins too."""

    def __init__(self, site: SiteView, t: Wording, *, papers: bool) -> None:
        self._site = site
        self._t = t
        self._papers = papers
        self._made: dict[tuple[str, str], str] = {}

    def has(self, address: str) -> bool:
        """Tell whether the page at an address has a twin."""
        return has_twin(address, papers=self._papers)

    def page(self, page: Page) -> bytes:
        """Return a page as Markdown."""
        blocks = _PAGES[type(page.context)](Writer(self._site, self._t, self._papers, page, self._made))
        return self._document(blocks, page.address)

    def written(self, markdown: str, address: str, fragments: dict[str, str], leads: Callable[[str], str]) -> bytes:
        """Return a hand-written page with its parts from the survey as Markdown; `leads` gives a link's new target."""
        text = _PLACE.sub(lambda place: fragments.get(place[1], place[0]), markdown.strip())
        text = _ANCHOR.sub(r"\1", text)
        return self._document([_LINK.sub(lambda link: f"]({leads(link[1])}{link[2] or ''})", text)], address)

    def _document(self, blocks: Iterable[str], address: str) -> bytes:
        site, t = self._site, self._t
        page = f"[{t('twin.page')}]({site.site_url}{site.prefix}{address})"
        others = [
            f"[{inline(tongue.name)}]({site.site_url}{tongue.prefix}{address}{NAME})"
            for tongue in site.languages
            if tongue.code != site.language and self.has(address)
        ]
        licence = t("twin.foot", title=site.title, version=site.version, date=site.released, licence=site.licence_data)
        foot = "---\n\n" + " · ".join([page, *others, inline(licence)])
        return ("\n\n".join([*filter(None, blocks), foot]) + "\n").encode()


_PLACE = re.compile(r"<!-- survey:([a-z]+) -->")
_ANCHOR = re.compile(r"(?m)^(#{1,6} .*?) \{ ?#[\w-]+ ?\}$")
_LINK = re.compile(r"\]\((?!https?:|mailto:|#|/)([^)\s#]+\.md)(#[^)\s]*)?\)")


def fragments(t: Wording, flow: FlowView, coverage: CoverageView) -> dict[str, str]:
    """Return by name what a hand-written page's twin has in the place of `<!-- survey:name -->`."""
    waiting = [flow.waiting] if flow.waiting.number else []
    boxes = (flow.identified, *waiting, flow.screened, flow.excluded, flow.assessed, flow.ineligible, flow.included)
    lines = []
    for box in boxes:
        lines.append(f"- {inline(box.heading)}{t('list.colon')}{box.number}")
        lines += [f"    - {inline(label)}{t('list.colon')}{number}" for label, number in box.lines]
    rows = [[inline(share.label), str(share.number), f"{share.percent}%"] for share in coverage.shares]
    head = [t("coverage.what"), t("coverage.records"), t("coverage.share")]
    return {"flow": "\n".join(lines), "coverage": table(head, rows)}


def _home(w: Writer) -> Blocks:
    view, t, site = w.view, w.t, w.site
    assert isinstance(view, Home)
    yield f"# {inline(site.title)}"
    yield inline(t("home.lead", n=view.papers))
    yield "\n".join(w.labelled(t(f"home.count.{figure.label}"), inline(figure.text)) for figure in view.figures)
    yield "\n".join(f"- {w.link(page_name(t, name), f'{name}/')}" for name in site.nav)
    paired = "parallels" in site.sections
    yield f"## {inline(t('home.parallel' if paired else 'nav.taxonomy'))}"
    yield inline(t("home.parallel_lead" if paired else "taxonomy.lead"))
    for branch in view.branches:
        yield from _branch(w, branch, 3)
    yield f"## {inline(t('home.latest'))}"
    yield w.papers(view.latest)
    if view.start_here:
        yield f"## {inline(t('home.start'))}\n\n{w.papers(view.start_here)}"
    yield from _cite(w, view.bibtex)


def _branch(w: Writer, branch: Branch, level: int) -> Blocks:
    yield f"{'#' * level} {w.counted(branch.concept)}"
    yield w.paragraph(branch.definition)
    if branch.parallel:
        counterpart, subject = w.prose(branch.parallel.counterpart), w.prose(branch.parallel.subject)
        yield f"{w.labelled(w.t('home.counterpart'), counterpart)}\n{w.labelled(w.t('home.subject'), subject)}"
    yield "\n".join(w.twigs(branch.narrower))


def _cite(w: Writer, bibtex: str) -> Blocks:
    yield f"## {inline(w.t('home.cite'))}"
    key = "home.cite_lead" if w.site.survey_paper else "home.cite_alone"
    yield inline(w.t(key, version=w.site.version, date=w.site.released))
    yield fenced(bibtex, "bibtex")


def _explore(w: Writer) -> Blocks:
    view, t = w.view, w.t
    assert isinstance(view, Explore)
    yield f"# {inline(t('explore.title'))}"
    yield inline(t("explore.description", n=view.papers))
    yield "\n".join(f"- {w.link(year.label, year.address)} ({year.number})" for year in view.years)
    for group in view.groups:
        yield from _group(w, group, 2)


def _group(w: Writer, group: Group, level: int) -> Blocks:
    heading = w.counted(group.concept) if group.concept else f"{w.t(f'role.{group.role}.many')} ({group.count})"
    yield f"{'#' * min(level, 6)} {heading}"
    yield w.papers(group.papers) if group.count else inline(w.t("concept.none"))
    for below in group.narrower:
        yield from _group(w, below, level + 1)


def _taxonomy(w: Writer) -> Blocks:
    view, t = w.view, w.t
    assert isinstance(view, TaxonomyView)
    yield f"# {inline(view.title)}"
    yield inline(t("taxonomy.lead"))
    for branch in view.branches:
        yield from _branch(w, branch, 2)
    if view.facets:
        yield f"## {inline(t('taxonomy.facets'))}\n\n{inline(t('taxonomy.facets_lead'))}"
    for facet, values in view.facets:
        yield f"### {w.prose(facet.label)} ({facet.count})"
        yield w.paragraph(facet.definition)
        lines = []
        for value in values:
            label = w.link(value.label.text, value.address) if value.address else w.prose(value.label)
            about = f"{t('list.colon')}{w.prose(value.definition)}" if value.definition else ""
            lines.append(f"- {label} ({value.count}){about}")
        yield "\n".join(lines)


def _parallels(w: Writer) -> Blocks:
    view, t = w.view, w.t
    assert isinstance(view, ParallelsView)
    yield f"# {inline(t('parallels.title'))}"
    yield inline(t("parallels.lead"))
    yield f"## {inline(t('parallels.from_counterpart'))}"
    yield inline(t("parallels.from_counterpart_lead"))
    for row in view.mechanisms:
        yield f"### {w.prose(row.mechanism.label)}"
        yield w.paragraph(row.mechanism.definition)
        yield "\n".join(
            f"- {w.link(found.concept.label, found.concept.address)}{t('list.colon')}{w.prose(found.relation)}"
            f" ({inline(t(f'concept.drawn.{found.drawn_by}'))})"
            for found in row.counterparts
        )
        if row.papers:
            yield inline(t("parallels.papers", n=len(row.papers)))
            yield w.papers(row.papers)
        yield "\n".join(f"- {w.reference(work)}" for work in row.mechanism.references)
    yield f"## {inline(t('parallels.from_subject'))}"
    yield inline(t("parallels.from_subject_lead"))
    for pair in view.concepts:
        yield f"### {w.link(pair.concept.label, pair.concept.address)}"
        lines = [w.labelled(t("concept.subject"), w.prose(pair.subject))]
        lines.append(w.labelled(t("concept.counterpart"), w.prose(pair.counterpart)))
        yield "\n".join([*lines, *(f"- {w.prose(mechanism.label)}" for mechanism in pair.mechanisms)])


def _concept(w: Writer) -> Blocks:
    view, t = w.view, w.t
    assert isinstance(view, ConceptView)
    yield f"# {inline(view.concept.label)}"
    above = [w.link(t("nav.taxonomy"), "taxonomy/"), *(w.link(c.label, c.address) for c in view.path)]
    yield " › ".join(above)
    yield w.paragraph(view.definition)
    if view.scope_note:
        yield f"**{inline(t('concept.scope'))}**{t('list.space')}{w.prose(view.scope_note)}"
    if view.narrower:
        yield f"## {inline(t('concept.narrower'))}"
        yield "\n".join(w.twigs(view.narrower))
    if view.siblings:
        yield f"## {inline(t('concept.siblings'))}"
        yield "\n".join(f"- {w.counted(concept)}" for concept in view.siblings if concept != view.concept)
    if view.parallel:
        yield f"## {inline(t('concept.parallel'))}"
        counterpart = w.labelled(t("concept.counterpart"), w.prose(view.parallel.counterpart))
        yield f"{counterpart}\n{w.labelled(t('concept.subject'), w.prose(view.parallel.subject))}"
        yield "\n".join(line for row in view.parallel.mechanisms for line in w.mechanism(row))
    yield f"## {inline(t('concept.papers'))} ({view.concept.count})"
    if not view.rows:
        yield inline(t("concept.none"))
        return
    facets = [w.prose(facet) for facet in view.facets]
    head = [t("table.date"), t("table.paper"), t("compare.authors"), t("table.venue"), *facets, t("table.links")]
    comma = t("list.comma")
    rows = []
    for line in view.rows:
        row = line.row
        cells = [comma.join(w.link(value.label.text, value.address) for value in cell) for cell in line.cells]
        rows.append([row.issued, w.title(row), w.byline(row), inline(row.venue), *cells, w.links(row)])
    yield table(head, rows)
    feed = f"[{inline(t('concept.feed'))}](feed.xml)"
    yield f"- {w.file(t('concept.bib'), f'{w.page.address}papers.bib')}\n- {feed}"


def _year(w: Writer) -> Blocks:
    view, t = w.view, w.t
    assert isinstance(view, Year)
    yield f"# {inline(t('year.title', year=view.year))}"
    yield f"{t('papers', n=view.count)}{t('list.stop')}{inline(t('year.lead'))}"
    yield " · ".join(f"{w.link(year.label, year.address)} ({year.number})" for year in view.years)
    yield w.paper_table(view.papers)


def _latest(w: Writer) -> Blocks:
    view, t = w.view, w.t
    assert isinstance(view, LatestView)
    yield f"# {inline(t('latest.title'))}"
    feeds = (("frame.feed", "feed.xml"), ("latest.feed_json", "feed.json"), ("latest.feed_changes", "changes.xml"))
    yield "\n".join(f"- {w.link(t(key), name)}" for key, name in feeds)
    yield f"## {inline(t('latest.issued'))}"
    yield w.papers(view.issued)
    yield f"## {inline(t('latest.changes'))}"
    changes = (f"- {c.day} {w.title(c.row)}{t('list.colon')}{inline(c.text)}" for c in view.changes)
    yield "\n".join(changes) or inline(t("latest.no_changes"))
    yield f"## {inline(t('latest.added'))}"
    for day in view.added:
        yield f"### {day.day} ({day.count})"
        yield w.papers(day.papers)


def _index(w: Writer) -> Blocks:
    view, t = w.view, w.t
    assert isinstance(view, IndexView)
    yield f"# {inline(t(f'{view.kind}s.title'))}"
    yield inline(t(f"{view.kind}s.lead"))
    for letter, counts in view.letters:
        yield f"## {inline(letter)}"
        yield "\n".join(f"- {w.link(count.label, count.address)} ({count.number})" for count in counts)


def _list(w: Writer) -> Blocks:
    view, t = w.view, w.t
    assert isinstance(view, ListView)
    yield f"# {inline(view.heading)}"
    yield w.link(t(f"{view.kind}s.title"), f"{view.kind}s/")
    yield at_start(inline(view.line))
    if view.elsewhere:
        yield w.out(t("list.orcid"), view.elsewhere)
    yield w.paper_table(view.papers)
    if view.bib:
        yield w.file(t("list.bib"), view.bib)


def _glossary(w: Writer) -> Blocks:
    view, t = w.view, w.t
    assert isinstance(view, GlossaryView)
    yield f"# {inline(t('glossary.title'))}"
    yield inline(t("glossary.lead"))
    rows = []
    for entry in view.entries:
        label = w.link(entry.label.text, entry.address) if entry.address else w.prose(entry.label)
        others = t("list.comma").join(inline(other.text) for other in entry.others)
        rows.append([label, t(f"glossary.kind.{entry.kind}"), others, w.prose(entry.definition)])
    yield table([t("glossary.term"), t("data.kind"), t("glossary.other"), t("glossary.meaning")], rows)


def _trends(w: Writer) -> Blocks:
    view, t = w.view, w.t
    assert isinstance(view, TrendsView)
    yield f"# {inline(t('trends.title'))}"
    yield inline(t("trends.lead"))
    yield from _grids(w, "growth", t("trends.growth_lead"), (view.growth,), t("table.date"))
    if view.shares:
        yield from _grids(w, "shares", t("trends.shares_lead"), view.shares, t("year.all"))
        yield from _grids(w, "gaps", t("trends.gaps_lead"), view.gaps, t("trends.concept"))
    yield from _grids(w, "availability", t("trends.availability_lead"), (view.availability,), t("table.date"))
    if view.venues.rows:
        yield from _grids(w, "venues", t("trends.venues_lead"), (view.venues,), t("table.venue"))


def _grids(w: Writer, name: str, lead: str, grids: Sequence[GridView], corner: str) -> Blocks:
    yield f"## {inline(w.t(f'trends.{name}'))}"
    yield inline(lead)
    for grid in grids:
        if grid.facet:
            yield f"### {inline(grid.title)}"
        head = [corner, *(inline(column.label) for column in grid.columns)]
        yield table(head, ([inline(row.label), *(str(cell.number) for cell in cells)] for row, cells in grid.rows))
        yield w.file(w.t("trends.csv"), f"data/trends/{grid.name}.csv")


def _compare(w: Writer) -> Blocks:
    t = w.t
    yield f"# {inline(t('compare.title'))}"
    yield inline(t("compare.description"))
    yield inline(t("twin.compare", address=f"{w.site.site_url}{w.page.prefix}compare/?ids=KEY,KEY"))


def _paper(w: Writer) -> Blocks:
    view, t = w.view, w.t
    assert isinstance(view, PaperView)
    row, comma = view.row, w.t("list.comma")
    yield f"# {inline(row.text)}"
    if view.status != "active":
        yield f"**{inline(t(f'paper.{view.status}'))}**"
    facts = [w.labelled(t("compare.authors"), inline(comma.join((*view.authors, *view.more_authors))))]
    facts.append(w.labelled(t("compare.key"), code(row.key)))
    facts.append(w.labelled(t("paper.first_public"), row.issued))
    if view.published:
        facts.append(w.labelled(t("compare.venue"), f"{inline(view.venue)} ({inline(view.published)})"))
    facts.append(w.labelled(t("explore.filter.role"), t(f"role.{row.role}.one")))
    if row.concepts:
        facts.append(w.labelled(t("compare.concepts"), comma.join(w.link(c.label, c.address) for c in row.concepts)))
    for facet in view.facets:
        values = comma.join(w.link(value.label.text, value.address) for value in facet.values)
        facts.append(w.labelled(facet.label.text, values))
    named = [w.out(name.text, name.url) for name in view.identifiers]
    named += [w.out(t("link.pdf"), view.pdf)] if view.pdf else []
    for link in view.links:
        label = t(f"link.{link.kind}")
        named.append(w.out(f"{label} ({link.host})" if link.host else label, link.url))
    if not named:
        named = [w.out(t("link.paper"), row.links[0].url)]
    facts.append(w.labelled(t("compare.links"), comma.join(named)))
    yield "\n".join(facts)
    if view.takeaway or view.notes:
        yield f"*{inline(t('twin.record'))}*"
    if view.takeaway:
        yield f"## {inline(t('compare.takeaway'))}"
        yield w.paragraph(view.takeaway)
    for name, note in view.notes:
        yield f"## {inline(t(f'paper.note.{name}'))}"
        yield w.paragraph(note)
    made = view.provenance
    if (view.takeaway or view.notes) and made.drafted_by == "model" and not made.checked_by:
        basis = made.basis or "abstract"
        yield f"*{inline(t(f'paper.draft.{basis}'))}*"
    if not view.notes:
        yield inline(t("paper.brief" if view.takeaway else "paper.no_notes"))
    yield from _mechanisms(w, view)
    yield from _neighbours(w, view)
    yield f"## {inline(t('paper.cite'))}"
    yield fenced(view.bibtex, "bibtex")
    own = ["cite.bib", *(citation.file for citation in view.citations if citation.file)]
    yield " · ".join(w.file(name, f"{w.page.address}{name}") for name in own)
    yield from _provenance(w, view)


def _mechanisms(w: Writer, view: PaperView) -> Blocks:
    if view.mechanisms:
        yield f"## {inline(w.t('paper.mechanisms'))}"
        yield "\n".join(
            w.labelled(mechanism.label.text, w.prose(mechanism.definition)) for mechanism in view.mechanisms
        )
    for parallel in view.parallels:
        yield f"## {inline(w.t('paper.parallel'))} ({w.link(parallel.concept.label, parallel.concept.address)})"
        counterpart = w.labelled(w.t("parallels.counterpart"), w.prose(parallel.counterpart))
        yield f"{counterpart}\n{w.labelled(w.t('parallels.subject'), w.prose(parallel.subject))}"


def _neighbours(w: Writer, view: PaperView) -> Blocks:
    t = w.t
    yield f"## {inline(t('paper.related'))}"
    lines = []
    for other in view.related:
        shared = [w.link(value.label.text, value.address) for value in other.shared]
        shared += [f"“{inline(word)}”" for word in other.words]
        lines.append(f"- {w.title(other.row)} · {t('paper.shared')}{t('list.space')}{t('list.comma').join(shared)}")
    yield "\n".join(lines) or inline(t("paper.no_related"))
    if view.near:
        yield f"## {inline(t('paper.near'))}"
        yield inline(t("paper.near_lead"))
    for near in view.near:
        label = w.link(near.concept.label, near.concept.address) if near.concept else t(f"role.{near.role}.many")
        yield f"### {label}"
        around = [f"- {row.issued} {w.title(row)}" for row in near.later]
        around.append(f"- {view.row.issued} {inline(t('paper.this'))}")
        yield "\n".join([*around, *(f"- {row.issued} {w.title(row)}" for row in near.earlier)])


def _provenance(w: Writer, view: PaperView) -> Blocks:
    made, t, comma = view.provenance, w.t, w.t("list.comma")
    yield f"## {inline(t('paper.provenance'))}"
    lines = [w.labelled(t("paper.added"), made.added)]
    if made.listed_in:
        lines.append(w.labelled(t("paper.listed"), comma.join(w.out(name.text, name.url) for name in made.listed_in)))
    if made.basis:
        lines.append(w.labelled(t("paper.basis"), t(f"paper.basis.{made.basis}")))
    if made.drafted_by:
        checked = comma.join(filter(None, (made.checked_by, made.checked_on))) or t("paper.unchecked")
        lines.append(w.labelled(t("paper.drafted"), t(f"paper.drafted.{made.drafted_by}")))
        lines.append(w.labelled(t("paper.checked"), inline(checked)))
    lines += [w.labelled(t("paper.remarks"), inline(remark)) for remark in made.remarks]
    lines += [w.labelled(t("paper.history"), f"{day} {inline(change)}") for day, change in made.history]
    if made.sources:
        lines.append(f"- **{inline(t('paper.source'))}**")
        lines += [f"    - {code(name)} {w.out(found.text, found.url)}" for name, found in made.sources]
    yield "\n".join(lines)
    yield f"{w.out(t('paper.correct'), view.correct_url)} · {w.out(t('paper.edit'), view.edit_url)}"


def _screening(w: Writer, view: DataView) -> Blocks:
    t = w.t
    yield f"## {inline(t('data.screening'))}\n\n{inline(t('data.screening_lead', n=view.left_out))}"
    reasons = ([w.prose(term.label), w.prose(term.definition), str(term.count)] for term, _ in view.reasons)
    yield table([t("data.reason"), t("data.meaning"), t("data.number")], reasons)
    yield "\n".join(
        f"- {w.out(to_text(paper.title), paper.url)}{t('list.colon')}{inline(paper.note)}" for paper in view.excluded
    )


def _data(w: Writer) -> Blocks:
    view, t, site = w.view, w.t, w.site
    assert isinstance(view, DataView)
    yield f"# {inline(t('data.title'))}"
    yield inline(t("data.lead"))
    yield f"## {inline(t('data.downloads'))}"
    lines = []
    for kind, files in view.downloads:
        named = t("list.comma").join(f"{w.file(file.name, file.path)} ({file.size})" for file in files)
        lines.append(f"- {named}{t('list.colon')}{inline(t(f'data.file.{kind}'))}")
    yield "\n".join(lines)
    described = f"- {w.file('dictionary.json', 'data/dictionary.json')}{t('list.colon')}{t('data.file.dictionary')}"
    yield f"{described}\n- {w.file('croissant.json', 'data/croissant.json')}{t('list.colon')}{t('data.file.croissant')}"
    yield inline(t("data.all", version=site.version, date=site.released, licence=site.licence_data))
    yield inline(t("data.each"))
    yield from _cite(w, view.bibtex)
    licence = inline(t("data.licence_text", data=site.licence_data, code=site.licence_code))
    yield f"## {inline(t('data.licence'))}\n\n{licence}"
    if view.excluded:
        yield from _screening(w, view)
    yield f"## {inline(t('data.fields'))}\n\n{inline(t('data.fields_lead'))}"
    rows = []
    for field in view.fields:
        choices = t("data.kind.choice", choices=t("list.comma").join(field.choices))
        kind = (
            choices if field.choices else t(f"data.kind.{field.kind}.many" if field.many else f"data.kind.{field.kind}")
        )
        required = f" ({t('data.required')})" if field.required else ""
        example = f" {t('data.example', example=field.examples[0])}" if field.examples else ""
        rows.append([f"{code(field.path)}{required}", inline(kind), inline(field.description + example)])
    yield table([t("data.field"), t("data.kind"), t("data.meaning")], rows)
    for found in view.tables:
        yield f"### {inline(t('data.columns', name=found.name))}"
        yield inline(found.about)
        columns = ([code(name), t(f"data.kind.{kind}"), inline(about)] for name, kind, about in found.columns)
        yield table([t("data.field"), t("data.kind"), t("data.meaning")], columns)


_PAGES: dict[type, Callable[[Writer], Blocks]] = {
    Home: _home,
    Explore: _explore,
    TaxonomyView: _taxonomy,
    ParallelsView: _parallels,
    ConceptView: _concept,
    Year: _year,
    LatestView: _latest,
    IndexView: _index,
    ListView: _list,
    GlossaryView: _glossary,
    TrendsView: _trends,
    CompareView: _compare,
    DataView: _data,
    PaperView: _paper,
    Tombstone: screening.departed,
    QueueView: screening.waiting,
}
"""Context of a page -> what writes its blocks; a page without one is a KeyError, and a test looks at all of them."""
