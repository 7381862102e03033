"""How many steps a backtracking matcher takes for a pattern and a text: what the engine's clock shows, without a clock.

The pattern is the tree that the standard library parses it into, and it is walked as the library's own engine walks it
(greedy and lazy repeats, lookaround, atomic groups, back references), less its short cuts, of which each saves a factor
and none an order of growth.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from re import _constants as op  # type: ignore[attr-defined]  # private, and the only place that has the tree
from re import _parser  # type: ignore[attr-defined]
from typing import Any

Then = Callable[[int], int]
"""What is tried behind a place in the text; returns the end of the whole match, or -1."""
Step = Callable[[int, Then], int]

MOST_STEPS = 1_000_000
"""What only a pattern takes for a text of some hundred letters that grows as a high power or worse."""
ALL_OF = {"finditer", "findall", "sub", "subn", "split"}
_CATEGORIES = {
    op.CATEGORY_DIGIT: str.isdecimal,
    op.CATEGORY_SPACE: str.isspace,
    op.CATEGORY_WORD: lambda letter: letter.isalnum() or letter == "_",
}


class TooManyStepsError(Exception):
    """A use took more than MOST_STEPS."""


class Counter:
    """A pattern that counts the steps of each use."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
        self._start = self._sequence(list(self._tree), self._tree.state.flags)
        self._text = ""
        self._groups: dict[int, tuple[int, int]] = {}
        self.steps = 0

    def use(self, way: str, text: str) -> list[tuple[int, int]]:
        """Return the matches that a method of a pattern finds; `steps` has how many steps they took.

        Raises TooManyStepsError.
        """
        self._text, self.steps = text, 0
        with deep():
            if way in ("match", "fullmatch"):
                end = self._match(0, at_end=way == "fullmatch")
                return [(0, end)] if end >= 0 else []
            return list(self._found(first=way not in ALL_OF))

    def _found(self, *, first: bool) -> Iterator[tuple[int, int]]:
        start, empty_at = 0, -1
        while start <= len(self._text):
            end = self._match(start, not_empty=start == empty_at)
            if end < 0:
                start += 1
                continue
            yield start, end
            if first:
                return
            empty_at = end if end == start else -1
            start = end

    def _match(self, start: int, *, at_end: bool = False, not_empty: bool = False) -> int:
        self._groups = {}
        length = len(self._text)

        def done(place: int) -> int:
            return -1 if (at_end and place < length) or (not_empty and place == start) else place

        return self._start(start, done)

    def _step_on(self, steps: int) -> None:
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise TooManyStepsError

    def _sequence(self, items: list[tuple[Any, Any]], flags: int) -> Step:
        steps = [self._step(kind, argument, flags) for kind, argument in items]
        if len(steps) == 1:
            return steps[0]

        def run(place: int, then: Then, index: int = 0) -> int:
            if index == len(steps):
                return then(place)
            return steps[index](place, lambda behind: run(behind, then, index + 1))

        return run

    def _step(self, kind: Any, argument: Any, flags: int) -> Step:
        if kind in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            return self._letter(_accepting(kind, argument, flags))
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return self._repeat(kind, *argument, flags)
        if kind is op.AT:
            return self._at(argument, flags)
        if kind is op.BRANCH:
            return self._branch([self._sequence(list(one), flags) for one in argument[1]])
        if kind is op.SUBPATTERN:
            group, on, off, inside = argument
            return self._group(group, self._sequence(list(inside), (flags | on) & ~off))
        if kind is op.ATOMIC_GROUP:
            return self._atomic(self._sequence(list(argument), flags))
        if kind in (op.ASSERT, op.ASSERT_NOT):
            direction, inside = argument
            back = inside.getwidth()[0] if direction < 0 else 0
            return self._look(self._sequence(list(inside), flags), back, wanted=kind is op.ASSERT)
        if kind is op.GROUPREF:
            return self._again(argument)
        raise NotImplementedError(kind)

    def _letter(self, accepts: Callable[[str], bool]) -> Step:
        def run(place: int, then: Then) -> int:
            self.steps += 1
            return then(place + 1) if place < len(self._text) and accepts(self._text[place]) else -1

        return run

    def _branch(self, branches: list[Step]) -> Step:
        def run(place: int, then: Then) -> int:
            for branch in branches:
                self.steps += 1
                if (end := branch(place, then)) >= 0:
                    return end
            return -1

        return run

    def _group(self, group: int | None, inside: Step) -> Step:
        def run(place: int, then: Then) -> int:
            def close(behind: int) -> int:
                before = self._groups.get(group or 0)
                self._groups[group or 0] = (place, behind)
                end = then(behind)
                if end < 0 and before:
                    self._groups[group or 0] = before
                return end

            return inside(place, close)

        return run if group else inside

    def _again(self, group: int) -> Step:
        def run(place: int, then: Then) -> int:
            start, end = self._groups.get(group, (0, -1))
            self.steps += max(end - start, 1)
            same = end >= 0 and self._text.startswith(self._text[start:end], place)
            return then(place + end - start) if same else -1

        return run

    def _atomic(self, inside: Step) -> Step:
        def run(place: int, then: Then) -> int:
            behind = inside(place, lambda end: end)
            return then(behind) if behind >= 0 else -1

        return run

    def _look(self, inside: Step, back: int, *, wanted: bool) -> Step:
        def run(place: int, then: Then) -> int:
            self.steps += 1
            start = place - back
            seen = start >= 0 and inside(start, lambda end: end) >= 0
            return then(place) if seen is wanted else -1

        return run

    def _at(self, where: Any, flags: int) -> Step:
        word = _CATEGORIES[op.CATEGORY_WORD]

        def holds(place: int) -> bool:
            text = self._text
            at_start, at_end = place == 0, place == len(text)
            if where is op.AT_BEGINNING and flags & re.MULTILINE:
                return at_start or text[place - 1] == "\n"
            if where in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
                return at_start
            if where is op.AT_END:
                return at_end or (text[place] == "\n" and (bool(flags & re.MULTILINE) or place == len(text) - 1))
            if where is op.AT_END_STRING:
                return at_end
            boundary = (not at_start and word(text[place - 1])) != (not at_end and word(text[place]))
            return boundary is (where is op.AT_BOUNDARY)

        def run(place: int, then: Then) -> int:
            self.steps += 1
            return then(place) if holds(place) else -1

        return run

    def _repeat(self, kind: Any, least: int, most: Any, inside: Any, flags: int) -> Step:
        greatest = sys.maxsize if most is op.MAXREPEAT else int(most)
        items = list(inside)
        if kind is op.POSSESSIVE_REPEAT:
            return self._atomic(self._repeat(op.MAX_REPEAT, least, most, inside, flags))
        if len(items) == 1 and items[0][0] in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            return self._letters(_accepting(*items[0], flags), least, greatest, lazy=kind is op.MIN_REPEAT)
        body = self._sequence(items, flags)
        lazy = kind is op.MIN_REPEAT

        def run(place: int, then: Then, count: int = 0, last: int = -1) -> int:
            self._step_on(1)
            if lazy and count >= least and (end := then(place)) >= 0:
                return end
            if count < greatest and (count < least or place != last):  # nothing, time and again, is no progress
                end = body(place, lambda behind: run(behind, then, count + 1, place))
                if end >= 0:
                    return end
            return then(place) if not lazy and count >= least else -1

        return run

    def _letters(self, accepts: Callable[[str], bool], least: int, most: int, *, lazy: bool) -> Step:
        def run(place: int, then: Then) -> int:
            text, limit = self._text, min(len(self._text), place + most)
            reached = place
            while reached < limit and (reached < place + least or not lazy) and accepts(text[reached]):
                reached += 1
            self._step_on(reached - place + 1)
            if reached < place + least:
                return -1
            if not lazy:
                for end in range(reached, place + least - 1, -1):
                    self.steps += 1
                    if (found := then(end)) >= 0:
                        return found
                return -1
            while True:
                self.steps += 1
                if (found := then(reached)) >= 0:
                    return found
                if reached >= limit or not accepts(text[reached]):
                    return -1
                reached += 1

        return run


def _accepting(kind: Any, argument: Any, flags: int) -> Callable[[str], bool]:
    """Return what tells whether a letter fits, remembered for each letter."""
    known: dict[str, bool] = {}

    def one(letter: str) -> bool:
        if kind is op.ANY:
            return bool(flags & re.DOTALL) or letter != "\n"
        if kind is op.LITERAL:
            return ord(letter) == argument
        if kind is op.NOT_LITERAL:
            return ord(letter) != argument
        negated = argument[0][0] is op.NEGATE
        return any(_in_set(letter, *item) for item in argument[negated:])

    negative = kind is op.NOT_LITERAL or (kind is op.IN and argument[0][0] is op.NEGATE)

    def accepts(letter: str) -> bool:
        if letter not in known:
            forms = {letter, letter.lower(), letter.upper()} if flags & re.IGNORECASE else {letter}
            seen = [one(form) for form in forms if len(form) == 1]
            if kind is op.NOT_LITERAL:
                known[letter] = all(seen)
            else:
                known[letter] = any(seen) is not negative
        return known[letter]

    return accepts


def _in_set(letter: str, kind: Any, argument: Any) -> bool:
    if kind is op.RANGE:
        return bool(argument[0] <= ord(letter) <= argument[1])
    if kind is op.LITERAL:
        return bool(ord(letter) == argument)
    name = str(argument)
    opposite = "NOT_" in name
    return _CATEGORIES[getattr(op, name.replace("NOT_", ""))](letter) is not opposite


@contextmanager
def deep() -> Iterator[None]:
    """Let calls go deep: a repeat of a group takes some for each round."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(100_000)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
