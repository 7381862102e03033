"""The rules on grounds: what a record says of a paper rests on the paper's own words, and is not copied from them."""

from __future__ import annotations

from vlasurvey.rules.registry import NOTE, WARNING, define

# `vlasurvey audit --abstracts FILE` compares the texts with a file of abstracts; see audit.py.

SHARED_WORDS = define(
    "VS801",
    WARNING,
    "A text shares no eight words in a row with the abstract",
    """Takeaway and notes are written in own words: an abstract belongs to its authors, and a sentence that was only
    copied shows that nobody thought about it. Whole names of methods and benchmarks and whole terms of the taxonomy
    do not count among the eight; ten words in a row are a copy whatever they are.""",
    "notes:\n  idea:\n    en: a run of eight words that stands in the abstract",
    "notes:\n  idea:\n    en: the same thought in words of your own",
    waivable=True,
)
NUMBER_WITHOUT_GROUND = define(
    "VS802",
    WARNING,
    "A number in a text stands in the title or the abstract",
    """A number that the source does not state was guessed, computed or mistyped. Where a number follows from others
    of the abstract, a waiver says how.""",
    "evidence:\n  en: Success rises to 92%.   # the abstract says 29%",
    "evidence:\n  en: Success rises to 29%.",
    waivable=True,
)
FACET_WITHOUT_GROUND = define(
    "VS803",
    WARNING,
    "A facet value has words for it in the title or the abstract",
    """A value is given only where the source states it. The words for it are its label and the hidden labels in
    taxonomy.yaml. Where a paper says it in other words, a waiver quotes them.""",
    "facets:\n  setting: [laboratory]   # the abstract speaks of a field",
    "facets: {}",
    waivable=True,
)
MISSING_NOTES = define(
    "VS804",
    WARNING,
    "A record whose abstract is at hand has a takeaway, and its notes are whole",
    """Readers come for the point of a paper: its takeaway in each language of the survey. A brief record has no notes;
    where there are any, they say what problem, idea and evidence the paper has, in each language too.""",
    "takeaway:\n  en: A sentence.   # and nothing in the survey's other language",
    "takeaway:\n  en: A sentence.\n  zh: 一句话。",
    waivable=True,
)
ABSTRACT_NOT_AT_HAND = define(
    "VS805",
    NOTE,
    "The abstract on which texts rest is at hand",
    """The texts of a record that rest on an abstract (`curation.basis: abstract`) can be audited only if the file of
    abstracts has it.""",
    "basis: abstract, and no line of the file has the paper's identifier",
    "the file has a line with the paper's identifier",
    waivable=True,
)
