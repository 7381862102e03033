"""Text as Markdown that shows the same: nothing in it becomes markup, a formula, a link or a mention."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"([\\`*_{}\[\]<>|~#&$@])")


def escape(text: str) -> str:
    """Return text that Markdown shows as typed, on one line, wherever the line may stand."""
    return at_start(inline(text))


def inline(text: str) -> str:
    """Return text that Markdown shows as typed inside a line."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def at_start(line: str) -> str:
    """Return a line of Markdown that neither begins a list nor underlines a heading."""
    return re.sub(r"^(\d+(?=[.)])|(?=[-+=]))", r"\1\\", line)


def target(address: str) -> str:
    """Return an address that cannot end a Markdown link early."""
    return address.replace("(", "%28").replace(")", "%29").replace(" ", "%20").replace("<", "%3C").replace(">", "%3E")
