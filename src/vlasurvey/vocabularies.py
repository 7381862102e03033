"""The vocabularies and settings of a survey as frozen, typed values."""

from __future__ import annotations

import enum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from vlasurvey.names import Name
from vlasurvey.records import Identifiers
from vlasurvey.values import (
    BaseUrl,
    Count,
    Date,
    Day,
    Doi,
    DoiPrefix,
    Flag,
    InterfaceText,
    Key,
    Line,
    Lines,
    LinkUrl,
    Mail,
    Notation,
    Notations,
    Number,
    Record,
    Text,
    Url,
    Word,
    Year,
    distinct,
    fault,
)


class Term(Record):
    """A value of a vocabulary, in SKOS words."""

    notation: Notation = Field(
        description="Name of the term in records and addresses; never changed once used.", examples=["birds"]
    )
    pref_label: Text
    definition: Text | None = Field(None, description="What it means, in one or two sentences.")
    hidden_labels: Lines = Field((), description="Words that stand for it in texts.")


class MechanismLink(Record):
    """A mechanism of the counterpart that a concept has as its parallel."""

    mechanism: Notation = Field(description="Notation of a mechanism below.", examples=["echoes"])
    relation: Text = Field(description="How the mechanism bears on the concept.")
    drawn_by: Annotated[str, Field(pattern="^(survey|ours)$")] = Field(
        description="Who draws the link: the survey paper, or we.", examples=["survey", "ours"]
    )
    references: Notations = Field((), description="Ids of the works that show the mechanism.")


class Parallel(Record):
    """The two sides of a parallel: what the survey is about, and what it is set beside."""

    counterpart: Text = Field(description="What happens on the side that the survey is set beside.")
    subject: Text = Field(description="What happens in its place on the side that the survey is about.")
    mechanisms: tuple[MechanismLink, ...] = Field((), description="Mechanisms of the counterpart that stand behind it.")


class Concept(Term):
    """A node of the concept scheme; its notation is a path of any depth."""

    scope_note: Text | None = Field(None, description="What belongs here, what does not, and where that goes.")
    broader: Notation | None = Field(None, description="Notation of the concept above; absent at the top.")
    parallel: Parallel | None = Field(None, description="What the concept is set beside.")


class Mechanism(Term):
    """A mechanism of the counterpart: a way in which it comes about there."""

    references: Notations = Field((), description="Ids of the works that describe it.")


class Reference(Record):
    """A work that mechanisms rest on, in CSL words."""

    id: Notation = Field(description="Name by which concepts and mechanisms refer to the work.", examples=["adams1971"])
    type: Annotated[str, Field(pattern="^(article-journal|book|chapter|paper-conference)$")] = Field(
        description="CSL type of the work.", examples=["article-journal", "book", "chapter", "paper-conference"]
    )
    authors: tuple[Name, ...] = Field(min_length=1, description="Authors in order, as far as the source names them.")
    authors_complete: Flag = Field(True, description="False where the source cuts the list of authors.")
    year: Year = Field(description="Year of publication.")
    title: Line = Field(description="Title as printed.", examples=["A theory of things"])
    container_title: Line | None = Field(
        None, description="Journal, book or proceedings that it stands in.", examples=["Journal of Things"]
    )
    publisher: Line | None = Field(None, description="Publisher of a book.", examples=["Houghton Mifflin"])
    volume: Line | None = Field(None, description="Volume of the journal.", examples=["3"])
    issue: Line | None = Field(None, description="Number within the volume.", examples=["2"])
    page: Line | None = Field(None, description="First and last page.", examples=["111-150"])
    doi: Doi | None = Field(None, description="DOI, bare.")
    isbn: Line | None = Field(None, description="ISBN of a book.", examples=["0395270499"])


class Facet(Term):
    """A vocabulary of its own by which papers are described, e.g. the learning signal."""

    values: tuple[Term, ...] = Field(min_length=1, description="The values that records may choose from.")


class GlossaryTerm(Term):
    """A term of the field and its one rendering in each language."""

    deprecated_labels: dict[Word, Lines] = Field(
        default_factory=dict,
        description="Language -> renderings that are not used (deprecated terms, in the words of ISO 30042).",
        examples=[{"zh": ["演示数据"]}],
    )


class TaxonomyFile(Record):
    """The contents of taxonomy.yaml."""

    title: Text = Field(description="Name of the concept scheme.")
    concepts: tuple[Concept, ...] = Field(
        min_length=1, description="The concept scheme, each concept below the one it is narrower than."
    )
    mechanisms: tuple[Mechanism, ...] = Field((), description="Mechanisms of the counterpart in the parallels.")
    references: tuple[Reference, ...] = Field((), description="Works that the mechanisms rest on.")
    facets: tuple[Facet, ...] = Field((), description="Vocabularies of their own by which papers are described.")
    exclusion_reasons: tuple[Term, ...] = Field(
        (), description="Why papers are screened out; the first that fits is given."
    )
    terms: tuple[GlossaryTerm, ...] = Field((), description="Glossary: terms that texts always render in the same way.")


class VenueType(enum.StrEnum):
    """What kind of thing a venue is; decides the type of the citation."""

    CONFERENCE = "conference"
    JOURNAL = "journal"
    WORKSHOP = "workshop"
    BOOK = "book"


class Venue(Record):
    """Where papers are published; one entry for all the names a venue goes by."""

    id: Notation = Field(description="Name of the venue in records.", examples=["jot"])
    title: Line = Field(
        description="Full name, as citations print it, without year and number.",
        examples=["Journal of Things"],
    )
    short_title: Line = Field(description="Short name, as lists print it.", examples=["J. Things"])
    type: VenueType = Field(description="What kind of thing it is; decides the type of the citation.")
    publisher: Line | None = Field(None, description="Publisher of the proceedings or book.", examples=["Springer"])
    alt_labels: Lines = Field((), description="Other names that it goes by.")
    doi_prefixes: tuple[DoiPrefix, ...] = Field((), description="How its DOIs begin, if one can tell.")

    @model_validator(mode="after")
    def _citable(self) -> Self:
        if self.type is VenueType.BOOK and not self.publisher:
            raise fault("VS201", "no publisher of a book", "write publisher")
        return self


class VenuesFile(Record):
    """The contents of venues.yaml."""

    venues: tuple[Venue, ...] = Field(description="Where papers are published, in order of the ids.")


class Suite(Record):
    """A part of a benchmark that is reported by itself: a column of its tables."""

    id: Notation = Field(description="Name of the part.", examples=["long"])
    title: Line = Field(description="Name of the part as printed.", examples=["Long"])
    definition: Text | None = Field(None, description="What it tests, in one sentence.")
    metric: Notation | None = Field(
        None, description="Measure of its numbers, where it is not that of the whole table.", examples=["avg-len"]
    )
    mean_of: Notations = Field((), description="The suites whose mean it is, where it is an average.")
    hidden_labels: Lines = Field((), description="Words that stand for it as the heading of a column.")


def _rising(ends: tuple[float, float]) -> tuple[float, float]:
    if ends[0] >= ends[1]:
        raise fault("VS204", f"{ends[0]:g} is not less than {ends[1]:g}", "write the least value, then the greatest")
    return ends


class Metric(Record):
    """A measure of a benchmark."""

    id: Notation = Field(description="Name of the measure.", examples=["success-rate"])
    title: Line = Field(description="Name of the measure as printed.", examples=["Success rate"])
    unit: Line | None = Field(None, description="What it is counted in.", examples=["%"])
    range: Annotated[tuple[Number, Number], AfterValidator(_rising)] | None = Field(
        None, description="Least and greatest value."
    )
    decimals: Count | None = Field(
        None,
        description="Most decimals that a number can bear; more of them were computed, not measured.",
        examples=["2"],
    )
    higher_is_better: Flag = Field(True, description="False where a smaller number is the better one.")
    share_of_episodes: Flag = Field(
        False, description="True where it is the share of episodes that succeed, so that chance can be reckoned."
    )
    definition: Text | None = Field(None, description="How it is measured, in one sentence.")


class ProtocolValue(Record):
    """One of the usual values of a circumstance."""

    value: Line = Field(description="The value as tables of results write it.", examples=["one for all suites"])
    label: Text | None = Field(None, description="What readers see; the value itself where absent.")


class ProtocolField(Record):
    """A circumstance of a measurement."""

    id: Notation = Field(description="Name of the circumstance.", examples=["policies"])
    label: Text = Field(description="What readers call it.")
    definition: Text | None = Field(None, description="What it is and why it matters, in one or two sentences.")
    values: tuple[ProtocolValue, ...] = Field((), description="All values that there are; free where absent.")


class Benchmark(Record):
    """A benchmark by which methods are compared."""

    id: Notation = Field(description="Name of the benchmark in records and addresses.", examples=["things"])
    title: Line = Field(description="Name of the benchmark as printed.", examples=["THINGS"])
    definition: Text | None = Field(None, description="What it tests, in one or two sentences.")
    practice: Text | None = Field(None, description="How it is run as a rule: tasks, episodes, training data.")
    paper: Line | None = Field(None, description="Key of its paper in the survey.", examples=["doe2024things"])
    home: LinkUrl | None = Field(None, description="Page or repository of its authors.")
    board: LinkUrl | None = Field(None, description="Board of results that its authors or others keep.")
    suites: tuple[Suite, ...] = Field((), description="Parts that are reported by themselves, in the usual order.")
    metrics: tuple[Metric, ...] = Field((), description="What is measured; the first is meant where none is named.")
    protocol: tuple[ProtocolField, ...] = Field((), description="Circumstances of a measurement.")
    comparable: Notations = Field(
        (), description="Circumstances that must agree before two numbers may stand in one ranking."
    )
    hidden_labels: Lines = Field((), description="Words that stand for it in texts.")


class Rereading(Record):
    """A second reading of numbers that were drawn at random, against what they were read from."""

    date: Day = Field(description="Day of the second reading.")
    drawn: Count = Field(description="How many numbers were drawn.", examples=["200"])
    wrong: Count = Field(description="How many of them were wrong in any way.", examples=["3"])
    definition: Text = Field(description="How they were drawn and read, what was wrong, and what became of it.")


class BenchmarksFile(Record):
    """The contents of benchmarks.yaml."""

    benchmarks: tuple[Benchmark, ...] = Field((), description="Benchmarks by which methods are compared.")
    rereading: Rereading | None = Field(None, description="The last second reading of reported numbers.")


class Stage(enum.StrEnum):
    """The PRISMA 2020 stage at which a paper was left out."""

    SCREENING = "screening"
    ELIGIBILITY = "eligibility"


class Screened(Record):
    """A paper that was looked at and left out."""

    identifiers: Identifiers = Field(description="Names under which the paper is known; at least one.")
    key: Key | None = Field(None, description="Key under which a release had the paper as a record.")
    title: Line = Field(
        description="Title as printed.",
        examples=["Things Seen From Afar"],
    )
    stage: Stage = Field(
        description="PRISMA stage at which it was left out: by title and abstract, or by the full report."
    )
    reason: Notation = Field(description="One of the exclusion reasons in taxonomy.yaml.")
    note: Line = Field(description="The ground, in one sentence.", examples=["Speaks of things only in passing."])
    date: Day = Field(description="Day of the decision.")


class ScreeningFile(Record):
    """The contents of screening.yaml."""

    excluded: tuple[Screened, ...] = Field((), description="Papers that were looked at and left out.")


class Search(Record):
    """A search of a source for new papers, and the days that its answers cover without a gap."""

    source: Line = Field(description="Name of the source.", examples=["arXiv"])
    query: Line | None = Field(
        None, description="What was asked for, in the source's own language.", examples=["ti:bees"]
    )
    categories: Lines = Field((), description="Categories of the source, one of which was to be a paper's.")
    since: Day = Field(description="First day that the answers cover.", examples=["2026-05-01"])
    until: Day = Field(
        description="Day on which the last whole answer was asked for; the next search begins before it."
    )


class Reasons(Record):
    """Why a paper that waits has its score."""

    like: tuple[Key, ...] = Field(
        (), description="Keys of the papers of the survey that it is most like, as they were then."
    )
    words: Lines = Field((), description="Words in its title and abstract that speak for it most.")


class Waiting(Record):
    """A paper that was identified and waits for a decision."""

    identifiers: Identifiers = Field(description="Names under which the paper is known; at least one.")
    title: Line = Field(description="Title as printed.", examples=["Things Seen From Afar"])
    issued: Date | None = Field(None, description="First public version, as far as the source knows.")
    source: Line = Field(description="Source or list in which it was found first.", examples=["arXiv"])
    listed_in: Lines = Field((), description="Lists that name it, as a record has them.")
    added: Day = Field(description="Day on which it was found.")
    deferred: Day | None = Field(None, description="Day on which somebody looked at it and left it for later.")
    score: Number | None = Field(
        None,
        description="Likeness to what is in the survey, less likeness to all that waits or was left out, from -1 to 1.",
        examples=["0.125"],
    )
    reasons: Reasons = Field(default_factory=Reasons, description="Why it has this score.")


class Effort(Record):
    """How many papers of a ranking have to be looked at to find a share of those that were hidden."""

    share: Number = Field(description="Share of the hidden papers, in per cent.", examples=["95"])
    papers: Number = Field(description="How many papers, from the first of the ranking on.", examples=["98"])


class Recall(Record):
    """How well the ranking does on this survey: its own papers, hidden among those that wait, are to be found."""

    measured: Day = Field(description="Day on which it was measured.")
    hidden: Number = Field(description="How many papers of the survey were hidden.", examples=["49"])
    among: Number = Field(description="How many papers were ranked, the hidden ones with them.", examples=["462"])
    efforts: tuple[Effort, ...] = Field(description="What finding them takes, by their share.")


class QueueFile(Record):
    """The contents of queue.yaml."""

    searches: tuple[Search, ...] = Field((), description="Searches for new papers, one for each source.")
    recall: Recall | None = Field(None, description="How well the ranking finds what belongs into the survey.")
    waiting: tuple[Waiting, ...] = Field(
        (), description="Papers that wait for a decision, by their scores from the highest on."
    )


class Licences(Record):
    """SPDX identifiers of the licences."""

    code: Line = Field(description="Licence of the tool.", examples=["MIT"])
    data: Line = Field(description="Licence of records, vocabularies and pages.", examples=["CC-BY-4.0"])


RepoUrl = Annotated[BaseUrl, AfterValidator(lambda url: url.rstrip("/"))]


class Sides(Record):
    """Names of the two sides of a survey's parallels."""

    subject: Text = Field(description="What the survey is about.", examples=[{"en": "Models of bees"}])
    counterpart: Text = Field(description="What it is set beside.", examples=[{"en": "Bees"}])


class Discover(Record):
    """A standing search for new papers, in arXiv's language."""

    query: Line | None = Field(
        None, description="Search in arXiv's language; without one, all of the categories.", examples=["ti:bees"]
    )
    categories: Lines = Field((), description="Categories of arXiv, one of which must be a paper's.")

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if not (self.query or self.categories):
            raise fault("VS201", "nothing to ask for", "write query or categories")
        return self


class Settings(Record):
    """The contents of survey.yaml: what is particular to this survey."""

    title: Text = Field(description="Name of the survey.")
    short_title: Line = Field(
        description="Short name, for the header and for titles of pages.", examples=["Survey of Things"]
    )
    description: Text = Field(description="What the survey is about, in one sentence.")
    languages: Annotated[
        tuple[Annotated[str, Field(max_length=2, pattern="^[a-z]{2}$")], ...], AfterValidator(distinct)
    ] = Field(
        min_length=1,
        description="Languages of the texts, ISO 639-1; the first is the one to fall back on.",
        examples=[["en", "zh"]],
    )
    site_url: BaseUrl = Field(description="Address of the website.")
    repo_url: RepoUrl = Field(description="Address of the repository.")
    licences: Licences = Field(description="Licences of the code and of the data.")
    version: Line = Field(description="Version of the knowledge base.", examples=["2026.11"])
    released: Day = Field(description="Day of that version.")
    authors: tuple[Name, ...] = Field(min_length=1, description="Who signs the knowledge base.")
    contact: Mail | None = Field(
        None, description="Mail address that sources get to see when they are asked, so that they can complain."
    )
    discover: Discover | None = Field(None, description="What is asked of arXiv to find new papers.")
    survey_paper: Line | None = Field(
        None, description="Key of the survey paper that this survey continues.", examples=["doe2025surveys"]
    )
    sources: dict[Word, Url] = Field(default_factory=dict, description="Lists named in curation.listed_in -> address.")
    start_here: Lines = Field((), description="Keys of papers to read first.")
    parallel: Sides | None = Field(None, description="Names of the two sides of the survey's parallels.")
    menu: Lines = Field(
        (),
        description="Pages in the header, in order, by the first part of their address; the usual ones where absent.",
    )
    texts: dict[Word, dict[Word, InterfaceText]] = Field(
        default_factory=dict,
        description="Language -> texts of the interface that are this survey's own, by their keys.",
        examples=[{"en": {"home.title": "What bees know"}}],
    )
