"""What a rule is, and the registry that every rule enters once."""

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
    "VS6": "Style",
    "VS7": "Loss",
    "VS8": "Grounds and results",
}
"""First three characters of a code -> what its rules are about."""

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Rule:
    """A named check: stable code, severity, one-line summary, reason, bad and good example.

    `fix` says what `check --fix` does by itself; it is empty where only a person can know.

    A `waivable` rule is one that a true fact can trip: a record may put it aside, and every output stays whole. What
    pages, paths, links and keys rely on is never put aside, so a new rule is not waivable until it says so.

    A rule of mere `form` is one that `vlasurvey fmt` mends without touching a value: quotes, order, layout.
    """

    code: str
    severity: Severity
    summary: str
    reason: str
    bad: str
    good: str
    fix: str = ""
    waivable: bool = False
    form: bool = False

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


DEFINED: dict[str, Rule] = {}
"""Every rule that was defined so far, by its code."""


def define(
    code: str,
    severity: Severity,
    summary: str,
    reason: str,
    bad: str,
    good: str,
    fix: str = "",
    *,
    waivable: bool = False,
    form: bool = False,
) -> Rule:
    """Enter a rule into the registry and return it; the indentation of its texts is removed."""
    assert code not in DEFINED, code
    reason = " ".join(cleandoc(reason).split())
    rule = Rule(code, severity, summary, reason, cleandoc(bad), cleandoc(good), fix, waivable, form)
    DEFINED[code] = rule
    return rule
