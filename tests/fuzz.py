"""Throw broken files at everything that reads what strangers write; print and keep whatever it cannot take.

Run it as `make fuzz SECONDS=60`. No input may raise, or take more than a second of CPU time (a .bib file: five) or
200 MB of memory. The same seed makes the same inputs, so that a finding can be had again; `SEED=random` hunts for
new ones.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from vlasurvey import canonical, checks, survey
from vlasurvey.checks import fixes
from vlasurvey.importers import bibfile, issueform

ROOT = Path(__file__).parents[1]
TOY = ROOT / "tests" / "toy"
KEPT = ROOT / ".cache" / "fuzz"
MAX_SECONDS = {"bib": 5.0}  # hundreds of records in one file
MAX_SECONDS_ELSE, MAX_MB, HANGS = 1.0, 200, 20

TOKENS = [
    *"\t\r\n\0\x7f\x85\u2028\u202e\ufeff\u200b:-?[]{},#&*!|>'\"%@`~\\$^_",
    *(": ", "- ", "? ", "\n  ", "\n- ", "\n...\n", "\n---\n", "<<: *a", "&a [*a]", "!!python/object:x ", "|2-\n"),
    *(">+\n", "{a: [", "[" * 40, "{" * 40, "'" * 3, '"' * 3, "\\u0000", "\\x", "$\\frac{", "\\begin{x}", "}" * 5),
    *("0o17", "1e9", "2406.09246", "2025-13-45", "null", "no", "~", "é", "Ã©", "中文", "𝜋", "\ufffd"),
    *("@article{", "@string{", "author = {", " and ", "title={{", "crossref={k}", "### Title\n", "_No response_\n"),
]  # fmt: skip


class Overtime(BaseException):
    """An input took so long that it was ended; no `except Exception` may swallow this."""


def mutated(content: bytes, others: list[bytes], chance: random.Random) -> bytes:
    """Return the content with one to eight faults: parts lost, doubled, exchanged, put in from elsewhere."""
    data = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + int(chance.expovariate(1 / 12)))
        kind = chance.randrange(7)
        if kind == 0:
            del data[at:end]
        elif kind == 1:
            data[at:at] = data[at:end] * chance.choice([1, 2, 50, 3000])
        elif kind == 2:
            data[at:end] = chance.choice(TOKENS).encode("utf-8", "replace")
        elif kind == 3:
            data[at:at] = chance.choice(TOKENS).encode("utf-8", "replace") * chance.choice([1, 1, 3, 2000])
        elif kind == 4:
            data[at:end] = chance.randbytes(chance.randint(1, 8))
        elif kind == 5:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            data[at:at] = other[start : start + chance.randint(1, 400)]
        else:
            lines = bytes(data).splitlines(keepends=True)
            chance.shuffle(lines)
            data = bytearray(b"".join(lines))
        data = data[:1_200_000]
    return bytes(data)


def nonsense(chance: random.Random) -> bytes:
    """Return signs that mean something to a parser, in no order."""
    return "".join(chance.choices(TOKENS, k=int(chance.expovariate(1 / 60)) + 1)).encode("utf-8", "replace")


class Readers:
    """Everything that reads what strangers write, each a function of a file's bytes."""

    def __init__(self, folder: Path) -> None:
        self.root = Path(shutil.copytree(TOY, folder / "toy"))
        found, _ = survey.load(TOY)
        assert found is not None
        self.survey = found
        self.record = self.root / min(path for path in found.sources if path.startswith("papers/"))
        self.original = self.record.read_bytes()

    def record_of_a_survey(self, content: bytes) -> None:
        """Check a survey in which this is a record, mend it, and write it in canonical form."""
        self._checked(self.record, self.original, content)

    def vocabulary(self, content: bytes) -> None:
        """Check a survey in which this is the taxonomy."""
        self._checked(self.root / survey.TAXONOMY, (TOY / survey.TAXONOMY).read_bytes(), content)

    def _checked(self, file: Path, original: bytes, content: bytes) -> None:
        file.write_bytes(content)
        try:
            report = checks.report(self.root)
            for problem in report.problems:
                str(problem)
            path = file.relative_to(self.root).as_posix()
            if report.survey and path in report.survey.sources:
                fixes.mended(report.survey.sources[path], report.problems)
            with contextlib.suppress(ValueError):  # what `fmt` says of a file that it cannot read
                canonical.rewrite(content.decode("utf-8", "replace"), fixes.model_of(path))
        finally:
            file.write_bytes(original)

    def bib(self, content: bytes) -> None:
        """Import a .bib file of at most 250 KB."""
        bibfile.read(bibfile.decode(content[:250_000]), self.survey)

    def issue(self, content: bytes) -> None:
        """Read the text of an issue."""
        proposal, problems = issueform.read(content.decode("utf-8", "replace"), self.survey, "2026-11-20")
        if proposal is None:
            issueform.comment(problems)


def inputs(chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Yield (reader, content) without end."""
    records = [file.read_bytes() for file in sorted((ROOT / "papers").rglob("*.yaml"))]
    records += [file.read_bytes() for file in sorted((TOY / "papers").rglob("*.yaml"))]
    kinds = {
        "record_of_a_survey": records,
        "vocabulary": [(TOY / survey.TAXONOMY).read_bytes()],
        "bib": [file.read_bytes() for file in sorted((ROOT / "tests" / "bib").glob("*.bib"))],
        "issue": [file.read_bytes() for file in sorted((ROOT / "tests" / "issues").glob("*.md"))],
    }
    names = ["record_of_a_survey"] * 6 + ["vocabulary", "bib", "issue"]
    while True:
        reader = chance.choice(names)
        seeds = kinds[reader]
        yield reader, nonsense(chance) if chance.random() < 0.1 else mutated(chance.choice(seeds), seeds, chance)


def tried(read: Callable[[bytes], None], content: bytes, most: float) -> str | None:
    """Return what is wrong with the way an input was taken, or None."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    signal.alarm(HANGS)
    try:
        read(content)
    except (Exception, Overtime):
        return traceback.format_exc()
    finally:
        signal.alarm(0)
    took = time.process_time() - began
    if took > most:  # a busy machine is no finding: the second time counts
        began = time.process_time()
        read(content)
        took = min(took, time.process_time() - began)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if took > most:
        return f"took {took:.1f} s of CPU time"
    return f"took {grown:.0f} MB of memory" if grown > MAX_MB else None


def main() -> int:
    """Try inputs for as long as asked; return 1 if one of them was not taken well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("seed", nargs="?", default="1", help="a number, or 'random'")
    arguments = parser.parse_args()
    seed = random.SystemRandom().randrange(10**9) if arguments.seed == "random" else int(arguments.seed)

    def end(*_: object) -> None:
        raise Overtime

    signal.signal(signal.SIGALRM, end)
    count, findings = 0, 0
    ends = time.monotonic() + arguments.seconds
    with tempfile.TemporaryDirectory() as folder:
        readers = Readers(Path(folder))
        for reader, content in inputs(random.Random(seed)):
            if time.monotonic() > ends or findings >= 10:
                break
            count += 1
            fault = tried(getattr(readers, reader), content, MAX_SECONDS.get(reader, MAX_SECONDS_ELSE))
            if fault:
                findings += 1
                KEPT.mkdir(parents=True, exist_ok=True)
                kept = KEPT / f"{reader}-{hashlib.sha256(content).hexdigest()[:12]}"
                kept.write_bytes(content)
                print(f"{kept.relative_to(ROOT)} ({len(content):,} bytes): {fault}", file=sys.stderr)
    print(f"{count} inputs from seed {seed}, {findings} findings")
    return 1 if findings or not count else 0


if __name__ == "__main__":
    sys.exit(main())
