"""What each page says: typed contexts, built from a survey by pure functions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial

from vlasurvey import interface
from vlasurvey.analysis.people import Author
from vlasurvey.records import Paper, Role
from vlasurvey.site.pages import choices, citations, croissant, data, filters, indexes, metadata, queue, wording
from vlasurvey.site.pages import paper as about_paper
from vlasurvey.site.pages.contexts import (
    Branch,
    CompareView,
    ConceptRow,
    ConceptView,
    Count,
    Counterpart,
    Explore,
    Figure,
    Group,
    Home,
    MechanismView,
    PaperRow,
    ParallelsView,
    SiteView,
    TaxonomyView,
    Term,
    Tongue,
    Twig,
    Year,
)
from vlasurvey.site.pages.contexts import Page as Page
from vlasurvey.site.pages.data import Downloads
from vlasurvey.site.pages.lookup import Lookup, changed, look_up, prefix
from vlasurvey.site.pages.trends import trends
from vlasurvey.survey import Survey

LATEST = 8
_DESCRIPTION = 155


def site(survey: Survey, language: str) -> SiteView:
    """Return what the frame of every page shows."""
    settings, lookup = survey.settings, look_up(survey, language)
    paper = survey.papers.get(survey.key_of.get(settings.survey_paper or "", ""))
    return SiteView(
        title=lookup.said(settings.title).text,
        short_title=settings.short_title,
        description=lookup.said(settings.description).text.strip(),
        language=language,
        prefix=lookup.prefix,
        languages=tuple(
            Tongue(code, wording.of(survey, code)("language.name"), prefix(survey, code))
            for code in wording.languages(survey.root, settings.languages)
        ),
        site_url=settings.site_url,
        repo_url=settings.repo_url,
        version=settings.version,
        released=settings.released,
        licence_code=settings.licences.code,
        licence_data=settings.licences.data,
        nav=tuple(name for name in settings.menu or interface.USUAL_MENU if has_page(lookup, name)),
        sections=tuple(name for name in (*interface.SECTIONS, "about", "contribute") if has_page(lookup, name)),
        survey_paper=lookup.row(paper) if paper else None,
    )


def has_page(lookup: Lookup, name: str) -> bool:
    """Tell whether a survey has a page, by the first part of its address: one of its own, or a hand-written one."""
    survey = lookup.survey
    if name in interface.SECTIONS:
        filled = {
            "parallels": survey.taxonomy.parallels,
            "authors": lookup.authors,
            "venues": survey.by_venue,
            "queue": queue.there(survey),
        }
        return bool(filled.get(name, True))
    return (survey.root / "docs" / f"{name}.md").is_file()


def pages(
    survey: Survey, language: str = "", made: Callable[[], Downloads] = data.none
) -> dict[str, Callable[[], Page]]:
    """Return address -> what makes the page, for every page; `made` are the data files, which one page describes."""
    lookup = look_up(survey, language)
    groups = cache(lambda: _groups(lookup))
    of_concept = cache(lambda: {group.concept.notation: group for group in _with_below(groups()) if group.concept})

    def concept(notation: str) -> Page:
        return _concept(lookup, of_concept()[notation])

    found: dict[str, Callable[[], Page]] = {
        "": lambda: _home(lookup, groups()),
        "explore/": lambda: _explore(lookup, groups()),
        "taxonomy/": lambda: _taxonomy(lookup),
        "parallels/": lambda: _parallels(lookup),
        "trends/": lambda: _named(lookup, "trends", trends(lookup)),
        "compare/": lambda: _named(lookup, "compare", CompareView(filters.words(lookup, "compare.", "paper.note."))),
        **{f"taxonomy/{notation}/": partial(concept, notation) for notation in survey.taxonomy.concepts},
        **{f"years/{year}/": partial(_year, lookup, year) for year in survey.by_year},
        "latest/": lambda: _named(lookup, "latest", indexes.latest(lookup)),
        "glossary/": lambda: _named(lookup, "glossary", indexes.glossary(lookup)),
        "authors/": lambda: _named(lookup, "authors", indexes.author_index(lookup)),
        "venues/": lambda: _named(lookup, "venues", indexes.venue_index(lookup)),
        **{f"authors/{author.slug}/": partial(_author, lookup, author) for author in lookup.authors},
        **{f"venues/{venue}/": partial(_venue, lookup, venue) for venue in survey.by_venue},
        **queue.pages(lookup),
        "data/": lambda: _data(lookup, made()),
        **{f"papers/{key}/": partial(paper_page, survey, paper, language) for key, paper in survey.papers.items()},
    }
    empty = [f"{name}/" for name in interface.SECTIONS if not has_page(lookup, name)]
    return {address: page for address, page in found.items() if address not in empty}


def paper_page(survey: Survey, paper: Paper, language: str = "") -> Page:
    """Return the page of a paper."""
    lookup = look_up(survey, language)
    title = wording.titled(lookup.t, paper)
    return Page(
        address=f"papers/{paper.key}/",
        title=f"{title} · {survey.settings.short_title}",
        description=_cut(about_paper.description(lookup, paper, title)),
        template="paper.html",
        language=lookup.language,
        updated=changed(paper),
        context=about_paper.view(lookup, paper),
        kind="article",
        prefix=lookup.prefix,
        json_ld=metadata.json_ld(lookup, paper, f"{survey.settings.site_url}papers/{paper.key}/"),
        twin=len(survey.papers) <= citations.SMALL,
    )


def _page(lookup: Lookup, address: str, title: str, description: str, template: str, context: object) -> Page:
    survey = lookup.survey
    papers: Iterable[Paper] = survey.papers.values()
    if isinstance(context, ConceptView):
        papers = survey.by_concept[context.concept.notation]
    elif isinstance(context, Year):
        papers = survey.by_year[context.year]
    elif isinstance(context, indexes.ListView):
        papers = [survey.papers[row.key] for row in context.papers]
    suffix = f" · {survey.settings.short_title}" if address else ""
    updated = max((lookup.changed[paper.key] for paper in papers), default=survey.settings.released)
    about = _cut(description)
    rows = context.papers if isinstance(context, ConceptView | Year | indexes.ListView) else ()
    json_ld = metadata.item_list(lookup, address, title, rows) if rows else ""
    prefix = lookup.prefix
    return Page(
        address,
        title + suffix,
        about,
        template,
        lookup.language,
        updated,
        context,
        prefix=prefix,
        json_ld=json_ld,
        image=metadata.card(lookup, address),
    )


def _cut(text: str) -> str:
    text = " ".join(text.split())
    if len(text) <= _DESCRIPTION:
        return text
    whole = re.match(r".*(?=[\s，、。；：])", text[:_DESCRIPTION])
    return (whole[0] if whole else text[:_DESCRIPTION]).rstrip(",.;:，、。；：") + "…"


def _home(lookup: Lookup, groups: tuple[Group, ...]) -> Page:
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
        groups=groups,
        latest=tuple(map(lookup.row, papers[:LATEST])),
        start_here=tuple(map(lookup.row, first)),
        survey_paper=lookup.row(cited) if cited else None,
        bibtex=lookup.cite,
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
        Figure("period", t("home.period", first=lookup.month(papers[-1]), last=lookup.month(papers[0]))),
        *([Figure("searched", day)] if (day := queue.searched(lookup.survey)) else []),
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
    direct = _direct(lookup)
    roles = (role.value for role in Role if role.value in direct)
    return (
        *(_group(lookup, direct, top) for top in lookup.survey.taxonomy.top_concepts),
        *(Group(f"role-{role}", role, None, len(direct[role]), tuple(direct[role]), ()) for role in roles),
    )


def _direct(lookup: Lookup) -> dict[str, list[PaperRow]]:
    """Return concept, or role of papers without one -> the papers right under it, newest first."""
    direct: dict[str, list[PaperRow]] = {}
    for paper in lookup.survey.newest:
        for place in paper.concepts or (paper.role.value,):
            direct.setdefault(place, []).append(lookup.row(paper))
    return direct


def _with_below(groups: Iterable[Group]) -> Iterator[Group]:
    """Yield groups and all below them."""
    for group in groups:
        yield group
        yield from _with_below(group.narrower)


def _group(lookup: Lookup, direct: Mapping[str, list[PaperRow]], notation: str) -> Group:
    below = tuple(_group(lookup, direct, name) for name in lookup.survey.taxonomy.narrower(notation))
    concept = lookup.concepts[notation]
    return Group(notation.replace("/", "-"), "", concept, concept.count, tuple(direct.get(notation, ())), below)


def _explore(lookup: Lookup, groups: tuple[Group, ...]) -> Page:
    number = len(lookup.survey.papers)
    listed, eager = number <= choices.LISTED, number <= choices.EAGER
    vocabularies = choices.vocabularies(lookup.survey)
    context = Explore(
        papers=number,
        first=filters.first_rows(lookup, vocabularies, takeaways=eager),
        groups=groups if listed else _headings(groups),
        years=_years(lookup),
        listed=listed,
        eager=eager,
        filters=filters.filters(lookup, vocabularies),
        quarters=filters.quarters(vocabularies),
        words=filters.words(lookup, *filters.WORDS),
        languages=filters.languages(lookup),
    )
    description = lookup.t("explore.description", n=number)
    return _page(lookup, "explore/", lookup.t("explore.title"), description, "explore.html", context)


def _headings(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    return tuple(replace(group, papers=(), narrower=_headings(group.narrower)) for group in groups)


def _years(lookup: Lookup) -> tuple[Count, ...]:
    return tuple(Count(y, len(papers), f"years/{y}/") for y, papers in lookup.survey.by_year.items())


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
                Term(
                    lookup.said(v.pref_label),
                    lookup.prose(v.definition),
                    used[name, v.notation],
                    lookup.facet_value(name, v.notation).address if used[name, v.notation] else "",
                )
                for v in facet.values
            ),
        )
        for name, facet in survey.taxonomy.facets.items()
    )
    context = TaxonomyView(title, len(survey.papers), _branches(lookup), facets)
    t = lookup.t
    tops = t("list.comma").join(lookup.concepts[top].label for top in survey.taxonomy.top_concepts)
    description = f"{title}{t('list.colon')}{tops}{t('list.stop').rstrip()}"
    return _page(lookup, "taxonomy/", title, description, "taxonomy.html", context)


def _parallels(lookup: Lookup) -> Page:
    survey = lookup.survey
    counterparts: dict[str, list[Counterpart]] = {}
    for notation, concept in survey.taxonomy.concepts.items():
        for link in concept.parallel.mechanisms if concept.parallel else ():
            found = Counterpart(lookup.concepts[notation], lookup.said(link.relation), link.drawn_by)
            counterparts.setdefault(link.mechanism, []).append(found)
    papers: dict[str, list[PaperRow]] = {}
    for paper in survey.newest:
        for mechanism in paper.mechanisms:
            papers.setdefault(mechanism, []).append(lookup.row(paper))
    context = ParallelsView(
        mechanisms=tuple(
            MechanismView(name, lookup.mechanism(name), tuple(counterparts.get(name, ())), tuple(papers.get(name, ())))
            for name in survey.taxonomy.mechanisms
        ),
        concepts=tuple(lookup.parallels.values()),
    )
    t = lookup.t
    description = t("parallels.description", mechanisms=len(context.mechanisms), concepts=len(context.concepts))
    return _page(lookup, "parallels/", t("parallels.title"), description, "parallels.html", context)


def _concept(lookup: Lookup, group: Group) -> Page:
    assert group.concept
    notation, survey, tree = group.concept.notation, lookup.survey, lookup.survey.taxonomy
    concept = tree.concepts[notation]
    beside = tree.narrower(concept.broader)
    papers = survey.by_concept[notation]
    used = [name for name in tree.facets if any(name in paper.facets for paper in papers)]
    context = ConceptView(
        concept=group.concept,
        path=tuple(lookup.concepts[name] for name in tree.ancestors(notation)),
        definition=lookup.said(concept.definition),
        scope_note=lookup.prose(concept.scope_note),
        narrower=_twigs(lookup, notation),
        siblings=tuple(lookup.concepts[name] for name in beside) if len(beside) > 1 else (),
        parallel=lookup.parallels.get(notation),
        facets=tuple(lookup.said(tree.facets[name].pref_label) for name in used),
        papers=tuple(map(lookup.row, papers)),
        rows=tuple(
            ConceptRow(
                lookup.row(paper),
                tuple(tuple(lookup.facet_value(name, v) for v in paper.facets.get(name, ())) for name in used),
            )
            for paper in papers
        ),
        group=group,
    )
    label, address = group.concept.label, f"taxonomy/{notation}/"
    return _page(lookup, address, label, lookup.said(concept.definition).text, "concept.html", context)


def _year(lookup: Lookup, year: str) -> Page:
    papers = tuple(map(lookup.row, lookup.survey.by_year[year]))
    description = lookup.t("year.description", n=len(papers), year=year)
    context = Year(year, _years(lookup), len(papers), papers)
    return _page(lookup, f"years/{year}/", lookup.t("year.title", year=year), description, "year.html", context)


def _named(lookup: Lookup, name: str, view: object) -> Page:
    """Return a page whose address and words go by one name."""
    template = "index.html" if isinstance(view, indexes.IndexView) else f"{name}.html"
    return _page(lookup, f"{name}/", lookup.t(f"{name}.title"), lookup.t(f"{name}.description"), template, view)


def _author(lookup: Lookup, author: Author) -> Page:
    listed = indexes.author_page(lookup, author)
    description = lookup.t("authors.about", name=author.name, n=len(listed.papers), slug=author.slug)
    return _page(lookup, f"authors/{author.slug}/", author.name, description, "list.html", listed)


def _venue(lookup: Lookup, venue: str) -> Page:
    listed = indexes.venue_page(lookup, venue)
    description = lookup.t("venues.about", name=listed.heading, n=len(listed.papers))
    return _page(lookup, f"venues/{venue}/", listed.heading, description, "list.html", listed)


def _data(lookup: Lookup, made: Downloads) -> Page:
    description = lookup.t("data.description", n=len(lookup.survey.papers))
    page = _page(lookup, "data/", lookup.t("data.title"), description, "data.html", data.view(lookup, made))
    return replace(page, json_ld=metadata.script(croissant.dataset(lookup.survey, made))) if made.files else page
