"""Every command as a person types it, with real files: what it prints, where, with which exit code, and what it writes.

The sessions are kept in tests/golden/cli/; `pytest tests/cli/test_commands.py --update-golden` writes them anew.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from vlasurvey.cli import main, manual
from vlasurvey.exports import dumps
from vlasurvey.importers import bibfile
from vlasurvey.site.drawings import cards, pictures
from vlasurvey.survey import Survey

TESTS = Path(__file__).parents[1]
WHOLE = "papers/2024/whole2024everything.yaml"
TOSS = "papers/2025/renamed2025toss.yaml"
MINIMAL = "papers/2023/bare2023minimal.yaml"
SMALL_PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c63680000008200817749a3c30000000049454e44ae426082"
)

SESSIONS = {
    "list": [
        *(f"list {kind}" for kind in ("concepts", "facets", "venues", "keys", "mechanisms", "reasons", "years")),
        "list venues journal",
        "list facets clubs",
        "list keys everything at",
        "list concepts trowing",
        "list venues nothing of the kind",
        "list books",
        "list",
    ],
    "new": [
        "new toss2025new --added 2025-07-01",
        "cat papers/2025/toss2025new.yaml",
        "new toss2025new",
        "new whole2024everything",
        "new renamed2024throw",
        "new whole2024extended",
        "new Toss-New",
        "new",
        "new toss2025other --added 2025-13-01",
        "new toss2025other --added 20250701",
        "new toss2025other --from-issue whole.md",
        "new --from-issue whole.md --added 2025-11-20",
        "cat papers/2025/toss2025catch.yaml",
        "new --from-issue faulty.md --added 2025-11-20",
        "new --from-issue unrelated.md",
        "new --from-issue nothing.md",
    ],
    "import": [
        "import bib one.bib --added 2025-07-01",
        "cat papers/2024/lovelace2024one.yaml",
        "import bib one.bib --added 2025-07-01",
        "import bib three.bib --added 2025-07-01",
        "import bib empty.bib",
        "import bib nothing.bib",
        "import bib full.bib",
        "import bib large.bib",
        "import ris one.ris --added 2025-07-01",
        "import csl one.json --added 2025-07-01",
        "import csv one.csv --added 2025-07-01",
        "import list list.md --added 2025-07-01 --list toy-list@2025-06",
        "cat list.md.sections.yaml",
        "import list list.md --added 2025-07-01",
        "import list empty.bib",
        "import ris one.bib",
        "import csl one.bib",
        "import csv empty.bib",
        "import",
    ],
    "import-results": [
        "import results table.md --reporter renamed2025toss --benchmark cascade --where 'Table 9' --protocol balls=5",
        "cat results/2025/renamed2025toss.yaml",
        "import results table.md --reporter renamed2025toss --benchmark cascade --where 'Table 9' --protocol balls=5",
        "import results table.md --reporter elsewhere/cascade-again --benchmark cascade --where below",
        "import results table.md --reporter renamed2025toss --benchmark cascades --where x",
        "import results empty.bib --reporter renamed2025toss --benchmark cascade --where x",
        "import results table.md",
        "import results",
        "import results --from-issue unrelated.md",
    ],
    "check": [
        "check",
        "check --notes",
        "check papers/2024 venues.yaml",
        "check nowhere.yaml",
        "check --format xml",
        "check --baseline papers.json",
        "check --baseline no.json",
        f"break {WHOLE}",
        "check",
        "check --content",
        "check --format json",
        "check --format github",
        f"check {MINIMAL}",
        f"untidy {TOSS}",
        f"check {TOSS}",
        f"check {TOSS} --content",
        f"check {TOSS} --fix",
        f"check --fix {WHOLE}",
        f"remove {MINIMAL}",
        "check --baseline papers.json --all",
    ],
    "fmt": [
        "fmt",
        "fmt --check",
        f"untidy {WHOLE}",
        "fmt --check",
        f"fmt {MINIMAL}",
        f"fmt --check papers/2024 {MINIMAL}",
        "fmt papers",
        "fmt --check",
        f"break {MINIMAL}",
        "fmt --check",
        "fmt",
        f"stretch {MINIMAL}",
        "fmt",
        f"garble {MINIMAL}",
        "fmt",
        "fmt nowhere.yaml",
    ],
    "explain": [
        "explain VS402",
        "explain vs208",
        "explain VS102",
        "explain VS601",
        "explain VS4O2",
        "explain nonsense",
        "explain",
    ],
    "audit": [
        "audit --abstracts minimal.jsonl",
        "audit --abstracts whole.jsonl",
        "audit --abstracts whole.jsonl --format github",
        "audit --abstracts one.bib",
        "audit",
    ],
    "export": [
        "export bibtex bare2023minimal",
        "export biblatex --role survey",
        "export csl-json --venue jics",
        "export ris --year 2023",
        "export markdown --concept eyes",
        "export text --style apa --concept eyes --year 2025",
        "export text --role survey --role foundation",
        "export text --venue jics --venue ctr --concept hands --concept eyes --year 2024 --year 2025",
        "export text whole2024everything bare2023minimal",
        "export text --concept nowhere",
        "export bibtex nobody2024nothing",
        "export bibtex --style apa",
        "export bibtex -o papers.bib",
        "export bibtex whole2024all -o papers.bib",
        "cat papers.bib",
        "export bibtex -o no/such/folder.bib",
    ],
    "stats": [
        "stats",
        *(f"stats {name}" for name in ("concepts-by-quarter", "by-year-props", "concepts-by-props", "venues-by-year")),
        "stats links-by-quarter",
        "stats venues-by-yaer",
        "stats nonsense",
    ],
    "add": [
        "add",
        "add bees whole2024everything",
        "add 2402.99950 https://arxiv.org/abs/2402.99950v2",
        "add 2401.99999 --concept hands/throwin",
        "add 2401.99999 --also gossip",
        "add 2401.99999 --added tomorrow",
        "add 2401.99999 10.5555/juggling --budget 0",
    ],
    "refresh": [
        "refresh bare2023minimol --budget 0",
        "refresh --offline",
        "refresh --proceedings nowhere.bib",
        "refresh --proceedings empty.bib",
        "refresh --offline --proceedings one.bib",
        "refresh --today tomorrow",
        "refresh --also gossip",
        "refresh bare2023minimal --budget 0 --today 2025-07-01",
        "refresh bare2023minimal --budget 0 --today 2025-07-01 --json",
    ],
    "discover": ["discover", "discover --since tomorrow", "discover --today 2025-07"],
    "screen": [
        "screen --include 2401.12345",
        "screen --exclude 10.5555/toy.waiting boring",
        "screen --exclude 10.5555/toy.waiting",
        "screen --note alone",
        "screen --include 2506.99960 --budget 0 --today 2025-07-01",
        "screen --later 2506.99960 --today 2025-07-01",
        "screen --exclude 10.5555/toy.waiting no-robot --note 'Only things fall.' --today 2025-07-01",
        "cat screening.yaml",
        "cat queue.yaml",
    ],
    "links": [
        "links bare2023minimol --budget 0",
        "links nobody --budget 0",
        "links --today tomorrow",
        "links --budget some",
        "links renamed2024throw --budget 0 --today 2025-07-01",
    ],
    "release": [
        "release 2025 2025-07-01",
        "release 2025.06 2025-07-01",
        "release 2025.07 2025-06-01",
        "release 2025.07 2025-07-01",
        "cat dist/release-notes.md",
        "cat released-keys.txt",
        "cat CITATION.cff",
        "cat .zenodo.json",
        "cat survey.yaml",
        "release 2025.07 2025-07-01",
        "generate --check",
        "verify papers",
        "remove AWESOME.zh.md",
        "generate --check",
        "generate",
        f"remove {MINIMAL}",
        "generate --check",
        "verify papers",
        f"break {WHOLE}",
        "release 2025.08 2025-08-01",
    ],
}
"""Name of a session -> what is typed, one after the other, in the folder of the toy survey.

Beside commands of the tool: cat, remove, and the faults below that are put into a file.
"""
MOST = 10_000
"""Bytes of the largest .bib file here; the real limit is that of a large laboratory."""
ENTRY = "@misc{{{0}, title = {{{1}}}, author = {{Ada Lovelace}}, year = 2024, {2}}}\n"
FILES = {
    "one.bib": ENTRY.format("k", "One Engine", "eprint = {2406.99851}"),
    "three.bib": ENTRY.format("a", "Another Engine", "eprint = {2406.99852}")
    + ENTRY.format("b", "A Known Engine", "eprint = {2404.99902}")
    + ENTRY.format("c", "A Lost Engine", "note = {nothing identifies it}"),
    "one.ris": "TY  - JOUR\nTI  - One Loom\nAU  - Jacquard, Ida\nPY  - 2024\n"
    "UR  - https://arxiv.org/abs/2406.99861\nER  - \n",
    "one.json": '[{"type": "article", "title": "One Press", "author": [{"family": "Lake", "given": "Ida"}],'
    ' "issued": {"date-parts": [[2024]]}, "URL": "https://arxiv.org/abs/2406.99862"}]\n',
    "list.md": "# Juggling\n## Throws\n- [2025/05] [One Wheel](https://arxiv.org/abs/2406.99863)\n"
    "- **Plates in the Air** [[paper](https://arxiv.org/abs/2506.99901)]\n- Nowhere to Be Found [[paper]()]\n",
    "one.csv": "title,authors,issued,arxiv\nOne Wheel,Ida Lake; Max Mill,2024-06-01,arXiv:2406.99863\n",
    "table.md": "| Method | Slow | Fast | Colour |\n|---|---|---|---|\n| EaO [3] | 97.50 | **92.1 ± 0.9** | red |\n"
    "| Toss (ours) | 98.0% | - | |\n| Clubs | >3 | 2 | |\n",
    "empty.bib": "",
    "full.bib": " " * MOST,
    "large.bib": " " * (MOST + 1),
    "no.json": "no JSON",
    "minimal.jsonl": '{"arxiv": "2305.99901", "title": "T", "abstract": "Nothing of note."}\n',
    "whole.jsonl": '{"arxiv": "2404.99902", "title": "T", "abstract": "Nothing of note."}\n',
}
FAULTS: dict[str, Callable[[str], str]] = {
    "break": lambda text: text.replace("role: method", "role: methods").replace('"', "'") + "unknown: x\n",
    "untidy": lambda text: text.replace("role: method\n", "").replace("authors:", "role:   'method'\nauthors:"),
    "stretch": lambda text: f"{text}{'x' * 1_010}: y\n",
    "garble": lambda text: 'title: "' + text,
}


@pytest.fixture
def folder(toy_copy: Path, toy: Survey) -> Path:
    for name, text in FILES.items():
        (toy_copy / name).write_text(text, encoding="utf-8")
    for issue in (TESTS / "issues").glob("*.md"):
        (toy_copy / issue.name).write_bytes(issue.read_bytes())
    (toy_copy / "papers.json").write_text(dumps.papers_json(toy), encoding="utf-8")
    for path, drawing in cards.cards(toy):  # pictures that are fresh: drawing them takes seconds
        (toy_copy / path).parent.mkdir(parents=True, exist_ok=True)
        (toy_copy / path).write_bytes(pictures._marked(SMALL_PNG, drawing))
    return toy_copy


def done(line: str, root: Path) -> Iterable[str]:
    """What a person sees after typing a line; what goes to stderr has a bar before it."""
    yield f"$ {line}"
    verb, *words = shlex.split(line)
    if verb == "cat":
        yield (root / words[0]).read_bytes().decode().replace("\r", "␍").rstrip("\n")
    elif verb == "remove":
        (root / words[0]).unlink()
    elif verb in FAULTS:
        file = root / words[0]
        file.write_text(FAULTS[verb](file.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
        result = CliRunner().invoke(main, shlex.split(line), prog_name="vlasurvey")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        yield from result.stdout.replace("\r", "␍").splitlines()
        yield from (f"| {said}".rstrip() for said in result.stderr.splitlines())
        if result.exit_code:
            yield f"= {result.exit_code}"
        after = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
        yield from sorted(f"+ {path.relative_to(root)}" for path in after if path not in before)
        yield from sorted(
            f"~ {path.relative_to(root)}" for path in after if before.get(path, after[path]) != after[path]
        )
        yield from sorted(f"- {path.relative_to(root)}" for path in before if path not in after)


@pytest.mark.parametrize("name", SESSIONS)
def test_a_session_reads_as_its_golden_file(
    name: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    golden: Callable[[str, Mapping[str, str]], None],
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr(bibfile, "MAX_BYTES", MOST)
    seen = "\n".join(said for line in SESSIONS[name] for said in done(line, folder))
    golden(f"cli/{name}", {"session.txt": seen.replace(str(folder), "FOLDER") + "\n"})


def test_every_command_is_typed_here_or_beside_what_it_needs() -> None:
    typed = {line for lines in SESSIONS.values() for line in lines}
    elsewhere = "".join(
        file.read_text(encoding="utf-8") for place in ("site", "acquire") for file in (TESTS / place).rglob("test_*.py")
    )
    for name, _ in manual.commands(main):
        here = any(f"{line} ".startswith(f"{name} ") for line in typed)
        assert here or re.search(rf'["\', ]{name}["\',]', elsewhere), f"type {name!r} in a session"
