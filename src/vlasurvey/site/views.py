"""What each page says: typed contexts, built from a survey by pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from vlasurvey.exports import dumps
from vlasurvey.mathtext import to_text
from vlasurvey.records import Notes, Paper, Role
from vlasurvey.site import explorer, fields, filters, metadata
from vlasurvey.site.contexts import (
    Branch,
    ConceptView,
    Context,
    Count,
    DataView,
    Excluded,
    Explore,
    FacetRow,
    Figure,
    Group,
    Home,
    Link,
    Named,
    PaperRow,
    PaperView,
    Provenance,
    SiteView,
    TaxonomyView,
    Term,
    Twig,
    Year,
)
from vlasurvey.site.contexts import Page as Page
from vlasurvey.site.lookup import Lookup, source_link
from vlasurvey.survey import Survey

NAV = ("explore", "taxonomy", "data", "about", "contribute")
"""Pages in the header: keys of the interface strings and first parts of the addresses."""
LATEST = 8
FOLD = 10
"""How many authors a paper's page shows before it folds the rest."""
_DESCRIPTION = 155


def site(survey: Survey, language: str) -> SiteView:
    """Return what the frame of every page shows."""
    settings, lookup = survey.settings, _lookup(survey, language)
    paper = survey.papers.get(survey.key_of.get(settings.survey_paper or "", ""))
    return SiteView(
        title=lookup.said(settings.title).text,
        short_title=settings.short_title,
        description=lookup.said(settings.description).text.strip(),
        language=language,
        site_url=settings.site_url,
        repo_url=settings.repo_url,
        version=settings.version,
        released=settings.released,
        licence_code=settings.licences.code,
        licence_data=settings.licences.data,
        nav=NAV,
        survey_paper=lookup.row(paper) if paper else None,
    )


def pages(survey: Survey, language: str = "") -> list[Page]:
    """Return every page but those of the papers."""
    lookup = _lookup(survey, language)
    return [
        _home(lookup),
        _explore(lookup),
        _taxonomy(lookup),
        *(_concept(lookup, notation) for notation in survey.taxonomy.concepts),
        *(_year(lookup, year) for year in survey.by_year),
        _data(lookup),
    ]


def paper_page(survey: Survey, paper: Paper, language: str = "") -> Page:
    """Return the page of a paper."""
    lookup = _lookup(survey, language)
    title = to_text(paper.title)
    return Page(
        address=f"papers/{paper.key}/",
        title=f"{title} · {survey.settings.short_title}",
        description=_cut(_paper_description(lookup, paper, title)),
        template="paper.html",
        language=lookup.language,
        updated=_updated([paper]),
        context=_paper(lookup, paper),
        kind="article",
    )


class _Latest:
    """The look-ups of the survey asked for last; a build asks for one survey 20,000 times."""

    lookup: Lookup | None = None


def _lookup(survey: Survey, language: str) -> Lookup:
    language = language or survey.settings.languages[0]
    found = _Latest.lookup
    if found is None or found.survey is not survey or found.language != language:
        found = Lookup(survey, language)
        _Latest.lookup = found
    return found


def _page(lookup: Lookup, address: str, title: str, description: str, template: str, context: Context) -> Page:
    survey = lookup.survey
    papers: Iterable[Paper] = survey.papers.values()
    if isinstance(context, ConceptView):
        papers = survey.by_concept[context.concept.notation]
    elif isinstance(context, Year):
        papers = survey.by_year[context.year]
    suffix = f" · {survey.settings.short_title}" if address else ""
    updated = _updated(papers) or survey.settings.released
    return Page(address, title + suffix, _cut(description), template, lookup.language, updated, context)


def _updated(papers: Iterable[Paper]) -> str:
    days = (
        max([p.curation.added, p.curation.checked_on or "", *(change.date for change in p.curation.history)])
        for p in papers
    )
    return max(days, default="")


def _cut(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= _DESCRIPTION:
        return text
    return text[:_DESCRIPTION].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def _home(lookup: Lookup) -> Page:
    survey, settings = lookup.survey, lookup.survey.settings
    papers = survey.newest
    cited = survey.papers.get(survey.key_of.get(settings.survey_paper or "", ""))
    first = [survey.papers[survey.key_of[key]] for key in settings.start_here if key in survey.key_of]
    if not first:
        chosen = (p for p in reversed(papers) if p.role in (Role.SURVEY, Role.FOUNDATION))
        first = [*([cited] if cited else []), *(p for p in chosen if p is not cited)][:6]
    context = Home(
        papers=len(papers),
        figures=_figures(lookup),
        branches=_branches(lookup),
        groups=_groups(lookup),
        latest=tuple(map(lookup.row, papers[:LATEST])),
        start_here=tuple(map(lookup.row, first)),
        survey_paper=lookup.row(cited) if cited else None,
        bibtex=lookup.bibtex(cited) if cited else "",
    )
    description = lookup.said(settings.description).text
    return _page(lookup, "", lookup.said(settings.title).text, description, "home.html", context)


def _figures(lookup: Lookup) -> tuple[Figure, ...]:
    papers, t = lookup.survey.newest, lookup.t
    if not papers:
        return ()

    def share(number: int) -> str:
        return t("home.count.share", n=number, share=round(100 * number / len(papers)))

    return (
        Figure("papers", str(len(papers))),
        Figure("code", share(sum(1 for paper in papers if paper.links.code))),
        Figure("published", share(sum(1 for paper in papers if paper.published))),
        Figure("concepts", str(len(lookup.survey.taxonomy.concepts))),
        Figure("period", t("home.period", first=papers[-1].issued[:7], last=papers[0].issued[:7])),
    )


def _branches(lookup: Lookup) -> tuple[Branch, ...]:
    concepts = lookup.survey.taxonomy.concepts
    return tuple(
        Branch(
            lookup.concepts[top],
            lookup.said(concepts[top].definition),
            lookup.parallels.get(top),
            _twigs(lookup, top),
        )
        for top in lookup.survey.taxonomy.top_concepts
    )


def _twigs(lookup: Lookup, above: str) -> tuple[Twig, ...]:
    concepts = lookup.survey.taxonomy.concepts
    return tuple(
        Twig(lookup.concepts[name], lookup.said(concepts[name].definition), _twigs(lookup, name))
        for name in lookup.survey.taxonomy.narrower(above)
    )


def _groups(lookup: Lookup) -> tuple[Group, ...]:
    """Return every paper under each of its concepts; those without one under their role."""
    direct: dict[str, list[PaperRow]] = {}
    for paper in lookup.survey.newest:
        for place in paper.concepts or (paper.role.value,):
            direct.setdefault(place, []).append(lookup.row(paper))

    def group(notation: str) -> Group:
        below = tuple(group(name) for name in lookup.survey.taxonomy.narrower(notation))
        papers = tuple(direct.get(notation, ()))
        return Group(
            notation.replace("/", "-"), "", lookup.concepts[notation], lookup.concepts[notation].count, papers, below
        )

    roles = (role.value for role in Role if role.value in direct)
    return (
        *(group(top) for top in lookup.survey.taxonomy.top_concepts),
        *(Group(f"role-{role}", role, None, len(direct[role]), tuple(direct[role]), ()) for role in roles),
    )


def _explore(lookup: Lookup) -> Page:
    number = len(lookup.survey.papers)
    listed = number <= explorer.LISTED
    context = Explore(
        papers=number,
        groups=_groups(lookup) if listed else _headings(_groups(lookup)),
        years=_years(lookup),
        listed=listed,
        eager=number <= explorer.EAGER,
        filters=filters.filters(lookup),
        quarters=filters.quarters(lookup.survey),
        words=filters.words(lookup),
        languages=filters.languages(lookup),
        compare="compare" in NAV,
    )
    description = lookup.t("explore.description", n=number)
    return _page(lookup, "explore/", lookup.t("explore.title"), description, "explore.html", context)


def _headings(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    return tuple(replace(group, papers=(), narrower=_headings(group.narrower)) for group in groups)


def _years(lookup: Lookup) -> tuple[Count, ...]:
    return tuple(Count(y, len(papers), f"years/{y}/") for y, papers in lookup.survey.by_year.items())


def _paper_description(lookup: Lookup, paper: Paper, title: str) -> str:
    takeaway = lookup.prose(paper.takeaway)
    if takeaway:
        return takeaway.text
    names = paper.authors[0].display + (" et al." if len(paper.authors) > 1 else "")
    return f"{names}, {paper.year}. {title}"


def _paper(lookup: Lookup, paper: Paper) -> PaperView:
    survey, ids = lookup.survey, paper.identifiers
    names = tuple(name.display for name in paper.authors)
    fold = len(names) if len(names) <= FOLD + 1 else FOLD
    page_url = f"{survey.settings.site_url}papers/{paper.key}/"
    doi = (paper.published.doi if paper.published else None) or ids.doi
    named = [
        *([Named(f"arXiv:{ids.arxiv}", f"https://arxiv.org/abs/{ids.arxiv}")] if ids.arxiv else []),
        *([Named("OpenReview", f"https://openreview.net/forum?id={ids.openreview}")] if ids.openreview else []),
        *([Named(f"doi:{doi}", f"https://doi.org/{doi}")] if doi else []),
    ]
    deepest = paper.concepts[0] if paper.concepts else None
    tree = survey.taxonomy
    mechanisms = dict.fromkeys(paper.motor_learning)
    notes = ((name, lookup.prose(getattr(paper.notes, name))) for name in Notes.model_fields)
    return PaperView(
        row=lookup.row(paper),
        authors=names[:fold],
        more_authors=names[fold:],
        more=len(names) - fold,
        status=paper.status.value,
        venue=survey.venues[paper.published.venue].title if paper.published else "",
        published=lookup.venue(paper),
        identifiers=tuple(named),
        pdf=paper.pdf or "",
        links=tuple(Link(kind, url) for kind, url in paper.links.items()),
        takeaway=lookup.prose(paper.takeaway),
        notes=tuple((name, prose) for name, prose in notes if prose),
        facets=_facets(lookup, paper),
        path=tuple(lookup.concepts[n] for n in (*tree.ancestors(deepest), deepest)) if deepest else (),
        tree=lookup.tree(paper.concepts),
        parallels=tuple(lookup.parallels[n] for n in paper.concepts if n in lookup.parallels),
        mechanisms=tuple(lookup.mechanism(name) for name in mechanisms),
        near=lookup.near(paper),
        bibtex=lookup.bibtex(paper),
        provenance=_provenance(survey, paper),
        edit_url=f"{survey.settings.repo_url}/edit/main/{survey.path(paper.key)}",
        metadata=metadata.citation_tags(lookup, paper, page_url),
        json_ld=metadata.json_ld(lookup, paper, page_url),
    )


def _facets(lookup: Lookup, paper: Paper) -> tuple[FacetRow, ...]:
    return tuple(
        FacetRow(
            lookup.said(facet.pref_label),
            tuple(lookup.said(v.pref_label) for v in facet.values if v.notation in paper.facets[name]),
        )
        for name, facet in lookup.survey.taxonomy.facets.items()
        if name in paper.facets
    )


def _provenance(survey: Survey, paper: Paper) -> Provenance:
    curation, lists = paper.curation, survey.settings.sources
    return Provenance(
        added=curation.added,
        listed_in=tuple(Named(name, lists.get(name.split("@")[0], "")) for name in curation.listed_in),
        sources=tuple((name, source_link(text)) for name, text in curation.sources.items()),
        remarks=curation.remarks,
        basis=curation.basis.value if curation.basis else "",
        drafted_by=curation.drafted_by.value if curation.drafted_by else "",
        checked_by=curation.checked_by or "",
        checked_on=curation.checked_on or "",
        history=tuple((change.date, change.change) for change in curation.history),
    )


def _taxonomy(lookup: Lookup) -> Page:
    survey = lookup.survey
    used = Counter(
        (name, value) for p in survey.papers.values() for name, values in p.facets.items() for value in values
    )
    with_facet = Counter(name for p in survey.papers.values() for name in p.facets)
    title = lookup.said(survey.taxonomy.file.title).text
    facets = tuple(
        (
            Term(lookup.said(facet.pref_label), lookup.prose(facet.definition), with_facet[name]),
            tuple(
                Term(lookup.said(v.pref_label), lookup.prose(v.definition), used[name, v.notation])
                for v in facet.values
            ),
        )
        for name, facet in survey.taxonomy.facets.items()
    )
    context = TaxonomyView(title, len(survey.papers), _branches(lookup), facets)
    tops = ", ".join(lookup.concepts[top].label for top in survey.taxonomy.top_concepts)
    return _page(lookup, "taxonomy/", title, f"{title}: {tops}.", "taxonomy.html", context)


def _concept(lookup: Lookup, notation: str) -> Page:
    survey, tree = lookup.survey, lookup.survey.taxonomy
    concept = tree.concepts[notation]
    beside = tree.narrower(concept.broader)
    context = ConceptView(
        concept=lookup.concepts[notation],
        path=tuple(lookup.concepts[name] for name in tree.ancestors(notation)),
        definition=lookup.said(concept.definition),
        scope_note=lookup.prose(concept.scope_note),
        narrower=_twigs(lookup, notation),
        siblings=tuple(lookup.concepts[name] for name in beside) if len(beside) > 1 else (),
        parallel=lookup.parallels.get(notation),
        papers=tuple(map(lookup.row, survey.by_concept[notation])),
    )
    label, address = lookup.concepts[notation].label, f"taxonomy/{notation}/"
    return _page(lookup, address, label, lookup.said(concept.definition).text, "concept.html", context)


def _year(lookup: Lookup, year: str) -> Page:
    papers = tuple(map(lookup.row, lookup.survey.by_year[year]))
    description = lookup.t("year.description", n=len(papers), year=year)
    context = Year(year, _years(lookup), len(papers), papers)
    return _page(lookup, f"years/{year}/", lookup.t("year.title", year=year), description, "year.html", context)


def _data(lookup: Lookup) -> Page:
    survey = lookup.survey
    reasons = Counter(screened.reason for screened in survey.screened)
    terms = survey.taxonomy.exclusion_reasons
    context = DataView(
        papers=len(survey.papers),
        left_out=len(survey.screened),
        excluded=tuple(Excluded(s.title, s.identifiers.page, s.reason, s.note) for s in survey.screened),
        reasons=tuple(
            (Term(lookup.said(term.pref_label), lookup.prose(term.definition), reasons[name]), name)
            for name, term in terms.items()
        ),
        fields=fields.rows(),
        columns=tuple((name, about) for name, (about, _) in dumps.csv_columns(survey).items()),
    )
    description = lookup.t("data.description", n=len(survey.papers))
    return _page(lookup, "data/", lookup.t("data.title"), description, "data.html", context)
