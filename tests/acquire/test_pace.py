"""When a host may be asked again, by what its answers say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from vlasurvey.acquire.pace import LONGEST_WAIT, Paces


class Noon:
    """A clock that stands at noon of a day, and wakes at once."""

    slept = 0.0

    def monotonic(self) -> float:
        return 100 + self.slept

    def sleep(self, seconds: float) -> None:
        self.slept += seconds

    def moment(self) -> datetime:
        return datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        (" 2.5 ", 2.5),
        ("Fri, 20 Nov 2026 12:00:30 GMT", 30),
        ("Fri, 20 Nov 2026 14:00:30 +0200", 30),
        ("Fri, 20 Nov 2026 12:00:30 -0000", 30),  # without a zone: taken for GMT, as the standard has it
        ("Fri, 20 Nov 2026 11:00:00 GMT", 0),
        ("-3", None),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date_in_any_zone(said: str, seconds: float | None) -> None:
    assert Paces(Noon()).retry_after({"Retry-After": said}) == seconds


def test_a_host_that_fails_several_times_in_a_row_is_left_alone_and_one_that_answers_between_is_not() -> None:
    paces = Paces(Noon())
    for well in (False, False, True, False, False):
        paces.ended("a.example", well=well)
    assert paces.closed("a.example") is None
    paces.ended("a.example", well=False)
    assert paces.closed("a.example") == "it did not answer 3 questions in a row"
    assert paces.closed("b.example") is None
    assert LONGEST_WAIT == 60
