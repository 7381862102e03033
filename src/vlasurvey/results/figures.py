"""Printed numbers: their text, exactly as a source has it, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

_PART = r"[0-9]{1,9}(?:\.[0-9]{1,9})?"
PRINTED = re.compile(rf"(?P<value>-?{_PART})(?: ± (?P<spread>{_PART}))?")
"""A number with a point before its decimals, and behind ' ± ' the uncertainty that the source prints with it."""

_LOOSE = re.compile(
    r"(?P<value>-?[0-9]{1,9}(?:[.,][0-9]{1,9})?) ?%?"
    r"(?: ?(?:±|\+/-|\+-|\\pm) ?(?P<spread>[0-9]{1,9}(?:[.,][0-9]{1,9})?) ?%?)?"
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed number: its text, its value, the uncertainty printed with it, and how many decimals it has."""

    text: str
    value: Decimal
    spread: Decimal | None
    decimals: int

    def agrees(self, other: Figure) -> bool:
        """Tell whether two texts can stand for one number: rounded to the fewer decimals of the two they are equal."""
        return _differ_little(self, other)

    def rounded(self, decimals: int) -> Decimal:
        """Return the value with so many decimals, halves away from zero."""
        return self.value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _differ_little(one: Figure, other: Figure) -> bool:
    # Half of the last digit that both have, because sources round halves up, down or to even.
    step = Decimal(1).scaleb(-min(one.decimals, other.decimals))
    if one.decimals == other.decimals:
        return one.value == other.value
    return abs(one.value - other.value) <= step / 2


@lru_cache(maxsize=65536)
def figure(text: str) -> Figure:
    """Return what a printed number says. Raises ValueError for a text that is none."""
    found = PRINTED.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no printed number")
    value, spread = found["value"], found["spread"]
    decimals = len(value.partition(".")[2])
    return Figure(text, Decimal(value), Decimal(spread) if spread else None, decimals)


def printed_in(text: str) -> str | None:
    """Return the printed number that a text means which writes it in another way (97,1 % or 84.7+-0.9), or None."""
    found = _LOOSE.fullmatch(" ".join(text.split()))
    if not found:
        return None
    parts = [found["value"], found["spread"]]
    return " ± ".join(part.replace(",", ".") for part in parts if part)
