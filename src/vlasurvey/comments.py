"""The comments of a YAML file, each with the entry that it speaks of."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

Path: TypeAlias = tuple[str | int, ...]
"""Keys and positions that lead to an entry; () is the whole file."""

MODELINE = re.compile(r"#\s*yaml-language-server:.*")
"""The comment from which an editor learns the schema of a file."""

_COMMENT = re.compile(r"#[^\n\r]*")
_BREAK = re.compile(r"\r\n?|\n")
_LEFT, _RIGHT = -1, sys.maxsize  # of every column


@dataclass
class Comments:
    """Comments by entry. `above` and `after` go wherever their entry goes; `foot` closes a mapping or list."""

    modeline: str = ""
    head: list[str] = field(default_factory=list)  # opens the file; an empty line parts it from the first entry
    above: dict[Path, list[str]] = field(default_factory=dict)
    after: dict[Path, str] = field(default_factory=dict)  # on the line of the entry
    foot: dict[Path, list[str]] = field(default_factory=dict)
    blank: set[Path] = field(default_factory=set)  # no comments: entries without a value, which are not `null`

    @property
    def entries(self) -> set[Path]:
        """Every entry about which something is noted."""
        return {*self.above, *self.after, *self.foot, *self.blank}

    def inside(self, where: Path) -> bool:
        """Tell whether something is noted about the parts of an entry, or at its end."""
        return where in self.foot or any(
            len(path) > len(where) and path[: len(where)] == where for path in self.entries
        )


def read(text: str) -> Comments:
    """Return the comments of a file that `source.parse` could read."""
    reader = _Reader(text)
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        reader.take(event)
    return reader.comments


@dataclass
class _Container:
    """An open mapping or list: where it stands, and what is complete in it."""

    path: Path
    column: int
    keys: bool  # a mapping
    entry: Path | None = None  # the mapping's key that waits for its value
    count: int = 0

    def next_path(self) -> Path:
        return self.entry or (*self.path, self.count)


@dataclass(frozen=True, slots=True)
class _Found:
    """A comment that waits for the entry below it."""

    text: str
    column: int
    parted: bool  # an empty line follows


class _Reader:
    """Walks the events and finds the comments between them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments = Comments()
        self.at = 0  # everything before is read
        self.last: Path | None = None  # entry of the last thing read, if a comment behind it may speak of it
        self.last_end = 0
        self.open: list[_Container] = []
        self.waiting: list[_Found] = []
        self.around: list[_Container] = []  # what was open where the waiting comments stand

    def take(self, event: yaml.Event) -> None:
        start, end = _index(event.start_mark), _index(event.end_mark)
        self._gap(start)
        self.at = max(self.at, end)
        if end > start or isinstance(event, yaml.ScalarEvent):  # the end of a block is where the next thing begins
            self.last_end = end
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, start, end)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._start(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end()
        elif isinstance(event, yaml.DocumentStartEvent | yaml.DocumentEndEvent | yaml.StreamEndEvent):
            self.last = None
            if isinstance(event, yaml.StreamEndEvent):
                self._settle(None, _LEFT)

    def _gap(self, end: int) -> None:
        """Find the comments between the last thing read and the next."""
        found = list(_COMMENT.finditer(self.text, self.at, end)) if end > self.at else []
        at = self.at
        for position, match in enumerate(found):
            before = _BREAK.split(self.text[at : match.start()])
            if position == 0 and self.last is not None and not _BREAK.search(self.text, self.last_end, match.start()):
                self._after(self.last, match.group().rstrip())
            else:
                if not self.waiting:
                    self.around = list(self.open)
                alone = len(before) > 1 and not before[-1].strip()
                following = found[position + 1].start() if position + 1 < len(found) else end
                parted = len(_BREAK.findall(self.text, match.end(), following)) > 1
                self.waiting.append(_Found(match.group().rstrip(), len(before[-1]) if alone else _LEFT, parted))
            at = match.end()

    def _scalar(self, event: yaml.ScalarEvent, start: int, end: int) -> None:
        container = self.open[-1]
        if container.keys and container.entry is None:
            container.entry = (*container.path, event.value)
            self._settle(container.entry, container.column)
            self.last = container.entry
            return
        where = container.next_path()
        self._settle(where, _RIGHT if container.keys else container.column)
        if not event.style and not event.value:
            self.comments.blank.add(where)
        elif event.style in ("|", ">"):
            header = _COMMENT.search(_BREAK.split(self.text[start:end], maxsplit=1)[0])
            if header:
                self._after(where, header.group().rstrip())
        self.last = where
        self._complete(container)

    def _start(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        where: Path = ()
        if not self.open:
            self._opening()
        else:
            above = self.open[-1]
            where = above.next_path()
            if not above.keys:
                self._settle(where, above.column)
            elif event.flow_style:
                self._settle(where, _RIGHT)
        # Within brackets the columns say nothing about what a comment belongs to.
        column = _RIGHT if event.flow_style else _column(event.start_mark)
        self.open.append(_Container(where, column, isinstance(event, yaml.MappingStartEvent)))
        # The event of a list without brackets may span its first dash: a comment behind that is the item's.
        self.last = where or None if event.flow_style else None

    def _end(self) -> None:
        container = self.open.pop()
        if container.column == _RIGHT:
            place = self.comments.foot if container.count or not container.path else self.comments.above
            self._put(place, container.path)
            self.last = container.path or None
        if self.open:
            self._complete(self.open[-1])

    def _complete(self, container: _Container) -> None:
        container.entry = None
        container.count += 1

    def _after(self, where: Path, comment: str) -> None:
        if where in self.comments.after:  # a line has one end
            self.comments.above.setdefault(where, []).append(comment)
        else:
            self.comments.after[where] = comment

    def _settle(self, where: Path | None, column: int) -> None:
        """An entry begins in this column, or (None) the file ends: the waiting comments find their place."""
        blocks = [block for block in self.around if block.column > column]
        for number, found in enumerate(self.waiting):
            # What is indented deeper than the next entry belongs to what ends here.
            blocks = [block for block in blocks if block.column <= found.column]
            if not blocks:
                self.waiting = self.waiting[number:]
                break
            self.comments.foot.setdefault(blocks[-1].path, []).append(found.text)
        else:
            self.waiting = []
        if where is None:
            self._put(self.comments.foot, ())
        else:
            self._put(self.comments.above, where)

    def _opening(self) -> None:
        """Take the modeline and what an empty line parts from the first entry."""
        modeline = next((found for found in self.waiting if MODELINE.fullmatch(found.text)), None)
        if modeline:
            self.comments.modeline = modeline.text
            self.waiting = [found for found in self.waiting if found is not modeline]
        parted = max((index for index, found in enumerate(self.waiting, 1) if found.parted), default=0)
        self.comments.head = [found.text for found in self.waiting[:parted]]
        self.waiting = self.waiting[parted:]

    def _put(self, place: dict[Path, list[str]], where: Path) -> None:
        """Give the waiting comments their place."""
        if self.waiting:
            place.setdefault(where, []).extend(found.text for found in self.waiting)
            self.waiting = []


def _index(mark: Any) -> int:
    return int(mark.index)  # every event of a parser has its marks


def _column(mark: Any) -> int:
    return int(mark.column)
