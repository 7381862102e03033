"""AWESOME.md: every paper as one line of Markdown under its concepts, in parts that GitHub shows whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from vlasurvey.exports.markdown import escape, target
from vlasurvey.mathtext import to_text
from vlasurvey.records import Paper, Role
from vlasurvey.site.render import markdown
from vlasurvey.survey import Survey, paper_path

MAX_BYTES = 480_000
"""A part stays below this; GitHub cuts a Markdown file at 512,000 bytes (isaacs/github#1610)."""

_SHOWN_AUTHORS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of Markdown; `again` is the key of a paper that has its entry elsewhere."""

    text: str
    again: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its lines; level 2 for top sections, 3 and deeper below them."""

    level: int
    title: str
    text: str
    lines: tuple[Line, ...]

    @property
    def heading(self) -> str:
        """The title in Markdown."""
        return escape(self.title)

    @property
    def anchor(self) -> str:
        """The fragment that GitHub gives the heading."""
        return re.sub(r"[^\w\- ]", "", self.title.lower()).replace(" ", "-")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the list: its number (1 for AWESOME.md), the number of parts, and what it holds."""

    number: int
    of: int
    sections: tuple[Section, ...]

    @property
    def definitions(self) -> list[tuple[str, str]]:
        """Link definitions (key, path of the record) that the lines refer to."""
        keys = {line.again for section in self.sections for line in section.lines if line.again}
        return [(key, paper_path(key)) for key in sorted(keys)]


def files(survey: Survey) -> dict[str, str]:
    """Return file name -> text: AWESOME.md, and AWESOME-2.md ... where one file would grow too large."""
    language = survey.settings.languages[0]
    chunks = _split(list(_sections(survey, language)), MAX_BYTES - 20_000)
    parts = [Part(number, len(chunks), tuple(chunk)) for number, chunk in enumerate(chunks, 1)]
    return {
        file_name(part.number): markdown(
            survey.root,
            "AWESOME.md.jinja",
            part=part,
            title=escape(survey.settings.short_title),
            description=escape(survey.settings.description[language].strip()),
            site_url=survey.settings.site_url,
            count=len(survey.papers),
            others=[(number, file_name(number)) for number in range(1, len(chunks) + 1) if number != part.number],
        )
        for part in parts
    }


def file_name(number: int) -> str:
    """Return the name of a part's file."""
    return "AWESOME.md" if number == 1 else f"AWESOME-{number}.md"


def _sections(survey: Survey, language: str) -> Iterator[Section]:
    """Yield the sections in the order of the taxonomy; a paper is a linked entry where it comes first."""
    seen: set[str] = set()
    for notation, concept in survey.taxonomy.concepts.items():
        papers = [paper for paper in survey.by_concept[notation] if notation in paper.concepts]
        definition = (concept.definition or {}).get(language, "")
        level = min(2 + notation.count("/"), 6)  # Markdown has no deeper heading
        yield Section(level, concept.pref_label[language], escape(definition), _lines(survey, papers, seen))
    unplaced = [paper for paper in survey.newest if not paper.concepts]
    titles = {
        Role.FOUNDATION: "Foundation models",
        Role.SURVEY: "Surveys",
        Role.BENCHMARK: "Benchmarks",
        Role.DATASET: "Datasets",
        Role.METHOD: "Further methods",
    }
    for role, title in titles.items():
        papers = [paper for paper in unplaced if paper.role is role]
        if papers:
            yield Section(2, title, "", _lines(survey, papers, seen))


def _lines(survey: Survey, papers: Sequence[Paper], seen: set[str]) -> tuple[Line, ...]:
    lines = []
    for paper in papers:
        lines.append(_again(paper) if paper.key in seen else Line(_entry(survey, paper)))
        seen.add(paper.key)
    return tuple(lines)


def _entry(survey: Survey, paper: Paper) -> str:
    names = [name.display for name in paper.authors]
    shown = ", ".join(names[:_SHOWN_AUTHORS]) + (" et al." if len(names) > _SHOWN_AUTHORS else "")
    published = paper.published
    venue = f"{survey.venues[published.venue].short_title} {published.year or ''}".strip() if published else ""
    facts = ", ".join(escape(part) for part in (shown, paper.issued, venue) if part)
    links = [f"[{kind.capitalize()}]({target(address)})" for kind, address in paper.links.items()]
    links.append(f"[Record]({paper_path(paper.key)})")
    return f"- [{escape(to_text(paper.title))}]({target(paper.identifiers.page)}) - {facts}. {', '.join(links)}."


def _again(paper: Paper) -> Line:
    # The list's linter refuses a second link to one address, so a second mention is text with a link by name.
    return Line(f"- {escape(to_text(paper.title))} - Listed above; see its [record][{paper.key}].", paper.key)


def _split(sections: Sequence[Section], size: int) -> list[list[Section]]:
    """Cut the sections into chunks of about `size` bytes; a heading is repeated where its lines are cut."""
    chunks: list[list[Section]] = [[]]
    used = 0
    for section in sections:
        taken: list[Line] = []
        used += len(section.title.encode()) + len(section.text.encode()) + 10
        for line in section.lines:
            cost = len(line.text.encode()) + 1 + (len(f"[]: {paper_path(line.again)}{line.again}") if line.again else 0)
            if used + cost > size:
                chunks[-1].append(replace(section, lines=tuple(taken)))
                chunks.append([])
                taken, used = [], 0
            used += cost
            taken.append(line)
        chunks[-1].append(replace(section, lines=tuple(taken)))
    return chunks
