"""Text as Markdown that shows the same: nothing in it becomes markup, a formula, a link or a mention."""

from __future__ import annotations

import re
from functools import lru_cache

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|~#&$@])")
_BREAKING = re.compile(r"[()<>\\| ]")


def escape(text: str) -> str:
    """Return text that Markdown shows as typed, on one line, wherever the line may stand."""
    return at_start(inline(text))


@lru_cache(maxsize=10_000)  # pages say the same labels and titles over and over
def inline(text: str) -> str:
    """Return text that Markdown shows as typed inside a line."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def at_start(line: str) -> str:
    """Return a line of Markdown that neither begins a list nor underlines a heading."""
    return re.sub(r"^(\d+(?=[.)])|(?=[-+=]))", r"\1\\", line)


@lru_cache(maxsize=10_000)
def target(address: str) -> str:
    """Return an address that can end neither a Markdown link nor the cell of a table early."""
    return _BREAKING.sub(lambda sign: f"%{ord(sign[0]):02X}", address)
