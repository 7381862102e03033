"""The rules on results: a reported number is what its source prints, and says under which circumstances."""

from __future__ import annotations

from vlasurvey.rules.registry import ERROR, NOTE, WARNING, define

NOT_PRINTED = define(
    "VS821",
    ERROR,
    "A value is a number as printed",
    """Numbers stand as their source prints them, 97.10 with its last zero, with a point before the decimals, and an
    uncertainty only where the source prints one. A range, a bound or the height of a bar in a figure is no value.""",
    'values: {slow: "97,1 %"}',
    'values: {slow: "97.1"}',
    fix="writes the number in the one way there is",
)
UNKNOWN_MEASURE = define(
    "VS822",
    ERROR,
    "Benchmarks, suites, measures and protocols stand in benchmarks.yaml",
    """Two spellings of one suite part a table in two, and a protocol in words of its own is comparable with nothing.
    The vocabulary says of each what it means, in every language.""",
    'benchmark: cascades\nrows:\n  - values: {slowly: "97.1"}',
    'benchmark: cascade\nrows:\n  - values: {slow: "97.1"}',
)
OUT_OF_RANGE = define(
    "VS823",
    ERROR,
    "A value lies within the range of its measure",
    "A success rate of 971 lacks its decimal point, and one of 0.97 may be a share where percent are meant.",
    'values: {slow: "971"}   # range: ["0", "100"]',
    'values: {slow: "97.1"}',
)
TOO_EXACT = define(
    "VS824",
    WARNING,
    "A value has no more digits than its measure bears",
    """Percent of a few hundred episodes bear two decimals at most. A number with more of them was computed by
    somebody, not printed as a result.""",
    'values: {slow: "97.1333333"}   # decimals: "2"',
    'values: {slow: "97.13"}',
)
NO_MEAN = define(
    "VS825",
    ERROR,
    "An average is the mean of its suites",
    """An average that its suites do not have, within what rounding allows, is misread, mistyped, or the mean of
    something else; then the suite that says so is its place.""",
    'values: {slow: "90", fast: "80", average: "95"}',
    'values: {slow: "90", fast: "80", average: "85"}',
)
ROW_TWICE = define(
    "VS826",
    ERROR,
    "A row stands once in a table",
    """Two rows for one method under one protocol are one row that was entered twice, or two variants of which the
    name is missing.""",
    'rows:\n  - method: doe2024things\n    values: {slow: "90"}\n  - method: doe2024things\n    values: {slow: "91"}',
    'rows:\n  - method: doe2024things\n    values: {slow: "90"}\n  - method: doe2024things\n'
    '    variant: Things (large)\n    values: {slow: "91"}',
)
UNKNOWN_METHOD = define(
    "VS827",
    ERROR,
    "A method is named by a key of the survey, or by name and identifier",
    "A row whose key leads nowhere is shown with no paper, and found by nobody.",
    "method: do2024things",
    "method: doe2024things",
)
HAS_A_KEY = define(
    "VS828",
    NOTE,
    "A method that is in the survey is named by its key",
    """A method that is named in words or by its arXiv id, though its paper is in the survey, links to no page of the
    survey where only its name is known. The same holds for a source whose paper is in the survey: its tables belong
    under the paper's key.""",
    "method:\n  name: Things\n  arxiv: '2401.99999'",
    "method: doe2024things",
)
REPORTS_NOTHING = define(
    "VS829",
    ERROR,
    "A source reports something",
    "A file without a table, a table without a row or a row without a number was left half done.",
    "tables: []",
    "(no file, until there is a table)",
)
NO_SUCH_SOURCE = define(
    "VS830",
    ERROR,
    "Tables belong to a paper of the survey, or say what their source is",
    """What lies in `results/<year>/` is reported by the paper whose key is the name of the file; what lies in
    `results/elsewhere/` says under `source` who reports it. Without one of the two a number has no source.""",
    "results/2024/do2024things.yaml   # no such paper",
    "results/2024/doe2024things.yaml",
)
NOT_TAKEN_FROM = define(
    "VS831",
    NOTE,
    "What a row is taken from reports it",
    """A row that is copied from another paper can be laid beside that paper's own table. If the survey has no such
    number of it, the table may still be missing, or it was taken from elsewhere.""",
    "taken_from: doe2024things   # whose tables have no row of this method",
    "taken_from: doe2024things   # whose table has the row",
)
COPIED_OTHERWISE = define(
    "VS832",
    WARNING,
    "A copied number is the number",
    """A row that says it was taken from another paper and has other numbers was misread by one of the two, or by us.
    Where the source itself miscopies, a `remark` on the row says so.""",
    'values: {slow: "79.1"}\ntaken_from: doe2024things   # which prints 97.1',
    'values: {slow: "97.1"}\ntaken_from: doe2024things',
)
OTHER_DIGITS = define(
    "VS833",
    NOTE,
    "A copied number has the digits of the original",
    "A copy with fewer or more digits than the original was rounded or computed by who copied it.",
    'values: {slow: "97"}\ntaken_from: doe2024things   # which prints 97.1',
    'values: {slow: "97.1"}\ntaken_from: doe2024things',
)
FAR_APART = define(
    "VS834",
    NOTE,
    "Reports on one method under one protocol lie close together",
    """Reports that lie more than a tenth of the range apart measure different things, or one of them was misread:
    worth a look at both sources. Where both are right the page shows both.""",
    'values: {slow: "97.1"}   # and in another table: "61.0"',
    'values: {slow: "97.1"}   # and in another table: "96.4"',
)
LATER_THAN_RELEASE = define(
    "VS835",
    NOTE,
    "A source is not younger than the survey",
    "A source that was published after the release on which the survey stands most often has a slip in its year.",
    'source:\n  issued: "2035-05"   # released: "2025-06-30"',
    'source:\n  issued: "2025-05"',
)
