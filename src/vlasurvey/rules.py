"""The registry of rules: what each code means, why it exists, and what right and wrong look like."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import cleandoc

from vlasurvey.problems import Location, Problem, Severity

FAMILIES = {
    "VS1": "YAML",
    "VS2": "Shape",
    "VS3": "Identity",
    "VS4": "References",
    "VS5": "Consistency",
    "VS7": "Loss",
}
"""First three characters of a code -> what its rules are about."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check: stable code, severity, one-line summary, reason, bad and good example."""

    code: str
    severity: Severity
    summary: str
    reason: str
    bad: str
    good: str

    def at(self, location: Location, message: str, hint: str | None = None) -> Problem:
        """Return a problem of this rule at a place."""
        return Problem(location, self.code, self.severity, _shortened(message), hint and _shortened(hint))

    @property
    def family(self) -> str:
        """What the rule is about, from the first digit of its code."""
        return FAMILIES[self.code[:3]]


def _shortened(text: str) -> str:
    """Return a text that a person reads to its end: an offending value may be a megabyte long."""
    return text if len(text) <= 500 else f"{text[:350]} ... {text[-100:]}"


RULES: dict[str, Rule] = {}
"""Every rule by its code, in order of the codes."""


def _rule(code: str, severity: Severity, summary: str, reason: str, bad: str, good: str) -> Rule:
    rule = Rule(code, severity, summary, " ".join(cleandoc(reason).split()), cleandoc(bad), cleandoc(good))
    RULES[code] = rule
    return rule


ERROR, WARNING = Severity.ERROR, Severity.WARNING

# --- VS1xx YAML ---------------------------------------------------------------------------------

UNREADABLE = _rule(
    "VS100",
    ERROR,
    "A file can be read as UTF-8 text",
    """Files come from many editors. Another encoding, a byte order mark or a control character shows up
    later as garbled names, and invisible characters that change the direction of text can hide what a
    reviewer approves.""",
    "title: caf\\xe9 (Latin-1)",
    "title: café (UTF-8, no byte order mark)",
)
SYNTAX = _rule(
    "VS101",
    ERROR,
    "A file is well-formed YAML",
    """A file that no YAML reader can parse has no content at all. The place is where the reader gave up;
    the fault is there or just above, most often a missing quote, a colon inside an unquoted text, or a
    tab in the indentation.""",
    "title: RT-2: Vision-Language-Action Models",
    'title: "RT-2: Vision-Language-Action Models"',
)
DUPLICATE_KEY = _rule(
    "VS102",
    ERROR,
    "A key stands once in its mapping",
    """Most YAML readers keep the last of two equal keys without a word, so that half of what somebody
    wrote is lost.""",
    "role: method\nrole: survey",
    "role: method",
)
YAML_FEATURE = _rule(
    "VS103",
    ERROR,
    "No anchors, aliases, tags or second documents",
    """Records are plain data that any program must read alike. Aliases can blow a small file up to
    gigabytes, tags can ask a careless reader to run code, and a second document is dropped by most
    readers.""",
    "concepts: &shared [task]\nnotes: *shared",
    "concepts: [task]",
)
TOO_LARGE = _rule(
    "VS104",
    ERROR,
    "A file keeps within one megabyte and thirty levels",
    """A record is a page of text. Far larger or deeper input is a mistake or an attack, and a parser that
    follows it runs out of memory or stack.""",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ ... ]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    "concepts: [task]",
)
NOT_A_MAPPING = _rule(
    "VS105",
    ERROR,
    "A file is a mapping whose keys are plain words",
    "Every file of a survey is a mapping of field names to values; a list or a bare text has no fields.",
    "- title: OpenVLA",
    "title: OpenVLA",
)
UNQUOTED = _rule(
    "VS109",
    ERROR,
    "A value that YAML readers would change is quoted",
    """Unquoted, the arXiv id 2406.09240 becomes the number 2406.0924, 2025-06-26 becomes a date object and
    `no` becomes false in common YAML readers. We read every value as text, but the files are data for
    others too.""",
    "arxiv: 2406.09240",
    'arxiv: "2406.09240"',
)

# --- VS2xx shape --------------------------------------------------------------------------------

MISSING_FIELD = _rule(
    "VS201",
    ERROR,
    "Required fields are present",
    "Without title, role, authors, date, an identifier and the date of entry a paper can neither be cited nor found.",
    "role: method",
    'title: "OpenVLA: An Open-Source Vision-Language-Action Model"\nrole: method',
)
UNKNOWN_FIELD = _rule(
    "VS202",
    ERROR,
    "Field names are known",
    """A misspelt field would be dropped silently by every output. New fields are added to the schema
    first.""",
    "autors: [Moo Jin Kim]",
    "authors: [Moo Jin Kim]",
)
EMPTY_FIELD = _rule(
    "VS203",
    ERROR,
    "A field that is present says something",
    """What is unknown is left out, so that an empty value never has to be told apart from a forgotten
    one.""",
    "short_title:",
    "short_title: OpenVLA",
)
WRONG_SHAPE = _rule(
    "VS204",
    ERROR,
    "A value has the shape of its field",
    "A text where a list is expected (or the reverse) cannot be shown, sorted or exported.",
    "authors: Moo Jin Kim and Karl Pertsch",
    "authors: [Moo Jin Kim, Karl Pertsch]",
)
NOT_A_CHOICE = _rule(
    "VS205",
    ERROR,
    "A value is one of the field's choices",
    "Pages, filters and exports know only the listed choices.",
    "role: methods",
    "role: method",
)
BAD_DATE = _rule(
    "VS206",
    ERROR,
    "Dates are YYYY, YYYY-MM or YYYY-MM-DD and exist",
    """Other forms are read differently in different countries, and a date that does not exist breaks
    sorting and every citation format.""",
    'issued: "26.6.2025"',
    'issued: "2025-06-26"',
)
BAD_IDENTIFIER = _rule(
    "VS207",
    ERROR,
    "Identifiers stand bare and in their own form",
    """An identifier is a name, not an address: without version, prefix or URL it can be compared, and every
    output derives the right link from it.""",
    'arxiv: "https://arxiv.org/abs/2406.09246v2"',
    'arxiv: "2406.09246"',
)
BAD_NAME = _rule(
    "VS208",
    ERROR,
    "Author names can be split into given and family name",
    """Citations need the family name. It is the last word, unless the name is written as "Family, Given";
    a group is written as {literal: Name}.""",
    "authors: [Moo Jin Kim and Karl Pertsch]",
    "authors: [Moo Jin Kim, Karl Pertsch]",
)
BAD_LINK = _rule(
    "VS209",
    ERROR,
    "Links are complete http or https addresses",
    """Links are put into pages that strangers read. Anything but a web address (javascript:, file:, a bare
    word) is dead or dangerous.""",
    "code: github.com/openvla/openvla",
    "code: https://github.com/openvla/openvla",
)

# --- VS3xx identity -----------------------------------------------------------------------------

BAD_KEY = _rule(
    "VS301",
    ERROR,
    "A record's file is named by its key",
    """The file name is citation key and web address. It has the form family name, year, first word of the
    title, in a-z and 0-9, with -b, -c ... where two would be equal.""",
    "papers/2024/OpenVLA.yaml",
    "papers/2024/kim2024openvla.yaml",
)
WRONG_FOLDER = _rule(
    "VS302",
    ERROR,
    "A record lies in the folder of its key's year",
    "People find a record by its key; a file in another year's folder is overlooked and entered twice.",
    "papers/2025/kim2024openvla.yaml",
    "papers/2024/kim2024openvla.yaml",
)
KEY_TAKEN = _rule(
    "VS303",
    ERROR,
    "Keys and aliases are unique, whatever their case",
    """Two papers under one key overwrite each other's page, and classic BibTeX compares keys without regard
    to case.""",
    "papers/2024/kim2024openvla.yaml\npapers/2025/kim2025finetuning.yaml with aliases: [kim2024openvla]",
    "papers/2024/kim2024openvla.yaml\npapers/2025/kim2025finetuning.yaml",
)
SAME_IDENTIFIER = _rule(
    "VS304",
    ERROR,
    "An identifier belongs to one record",
    "The same arXiv id, DOI or OpenReview id in two records means that one paper was entered twice.",
    'a.yaml: arxiv: "2406.09246"\nb.yaml: arxiv: "2406.09246"',
    'a.yaml: arxiv: "2406.09246"',
)

# --- VS4xx references ---------------------------------------------------------------------------

DANGLING = _rule(
    "VS401",
    ERROR,
    "What a vocabulary refers to exists in it",
    """A broader concept, mechanism, reference or language that nobody defined leads to a page that nobody
    can reach; a concept that is its own ancestor has no place in the tree.""",
    "broader: embodyment",
    "broader: embodiment",
)
UNKNOWN_CONCEPT = _rule(
    "VS402",
    ERROR,
    "Concepts stand in taxonomy.yaml",
    "A paper under a concept that nobody defined would be missing from the taxonomy and from the list.",
    "concepts: [embodiment/action-heads]",
    "concepts: [embodiment/action-head]",
)
UNKNOWN_FACET = _rule(
    "VS403",
    ERROR,
    "Facets and their values stand in taxonomy.yaml",
    "Two spellings of one value split a filter in two.",
    "facets:\n  learning_signal: [imitations]",
    "facets:\n  learning_signal: [imitation]",
)
UNKNOWN_MECHANISM = _rule(
    "VS404",
    ERROR,
    "Motor-learning mechanisms stand in taxonomy.yaml",
    "A mechanism without definition and reference is a claim without a source.",
    "motor_learning: [chunk]",
    "motor_learning: [chunking]",
)
UNKNOWN_VENUE = _rule(
    "VS405",
    ERROR,
    "Venues stand in venues.yaml",
    """One conference under three spellings cannot be counted or cited alike; records name a venue by its
    id.""",
    "published:\n  venue: CoRL 2024",
    "published:\n  venue: corl",
)
UNKNOWN_LANGUAGE = _rule(
    "VS406",
    ERROR,
    "Texts are in the survey's languages",
    "A text in a language that survey.yaml does not name would never be shown.",
    "takeaway:\n  cn: ...",
    "takeaway:\n  zh: ...",
)
UNKNOWN_REASON = _rule(
    "VS407",
    ERROR,
    "Exclusion reasons stand in taxonomy.yaml",
    "The screening flow counts papers by reason; a reason of its own for every paper counts nothing.",
    "reason: boring",
    "reason: not-post-training",
)
UNKNOWN_PAPER = _rule(
    "VS408",
    ERROR,
    "A paper named in a vocabulary or in survey.yaml is a record",
    "A link to a paper that is not there is a broken page.",
    "survey_paper: xiang2025paralels",
    "survey_paper: xiang2025parallels",
)

# --- VS5xx consistency --------------------------------------------------------------------------

DATE_AGAINST_ARXIV = _rule(
    "VS501",
    ERROR,
    "The first public date fits the arXiv id",
    """An arXiv id begins with the year and month of submission, so a date months away is a slip: a curated
    list printed five papers a year too early. Five days of tolerance, because papers submitted at the end
    of a month get the id of the next. An earlier date is right only where the paper was public elsewhere
    before; say so in curation.waived.""",
    'issued: "2024-02-08"\nidentifiers:\n  arxiv: "2502.05450"',
    'issued: "2025-02-08"\nidentifiers:\n  arxiv: "2502.05450"',
)
PUBLISHED_BEFORE_ISSUED = _rule(
    "VS502",
    ERROR,
    "The version of record is not older than the first public version",
    "`issued` is the first public version; a venue year before it means that one of the two is wrong.",
    'issued: "2025-02-27"\npublished:\n  year: "2024"',
    'issued: "2024-12-27"\npublished:\n  year: "2024"',
)
TEXT_WITHOUT_BASIS = _rule(
    "VS503",
    ERROR,
    "Takeaway, notes, facets and mechanisms say what they rest on",
    """Readers must know whether a sentence rests on an abstract or on the whole paper, and who wrote it:
    `curation.basis` and `curation.drafted_by` stand exactly where there is something to vouch for.""",
    "facets:\n  embodiment: [bimanual]",
    "facets:\n  embodiment: [bimanual]\ncuration:\n  basis: abstract\n  drafted_by: person",
)
UNUSED_WAIVER = _rule(
    "VS509",
    WARNING,
    "A waiver silences something",
    "A waiver that outlived its reason hides the next real fault.",
    "waived:\n  - code: VS501\n    reason: public on a project page before arXiv",
    "(no waiver, once the rule no longer complains)",
)

# --- VS7xx loss ---------------------------------------------------------------------------------

KEPT_AND_SCREENED_OUT = _rule(
    "VS701",
    ERROR,
    "A paper is a record or screened out, not both",
    "A paper that is counted as included and as excluded makes the screening flow wrong.",
    "screening.yaml names arxiv 2406.09246, and a record has it",
    "the paper is removed from one of the two",
)
