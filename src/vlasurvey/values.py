"""Values that a field may hold: checked text, and what to write instead when the check fails."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from typing import Annotated, Any, TypeAlias
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from vlasurvey.text.hosts import host_fault

# The name is matched lazily: in ke20243d the year is 2024, and the title begins with "3D".
KEY = re.compile(r"[a-z0-9]{1,24}?((?:19|20)[0-9]{2})[a-z0-9]{1,24}(-[b-z])?")
"""A citation key: family name, year (group 1), first title word, and -b, -c ... for a collision."""


# Far more than any fact needs, and little enough that no page, comparison or pattern suffers from it.
MOST_IN_LINE, MOST_IN_PROSE, MOST_IN_ADDRESS, MOST_IN_IDENTIFIER = 2_000, 5_000, 2_000, 200
MOST_IN_NOTATION, MOST_IN_PART = 200, 60
"""Most characters of a notation and of each part of it: each is the name of a folder of the site."""
MOST_AUTHORS = 20_000
"""Most authors; papers of large collaborations have had 6,000 and 15,000."""
MOST_IN_LIST = 1_000


def fault(code: str, message: str, hint: str = "") -> PydanticCustomError:
    """Return the error of a validator: rule code, what is wrong, what to write instead."""
    # pydantic formats the message with str.format; the text comes from strangers and may hold braces.
    return PydanticCustomError(code, "{message}", {"message": message, "hint": hint})


def not_empty(text: str) -> str:
    """Return the text; raise the error of rule VS203 if it is blank."""
    if not text.strip():
        raise fault("VS203", "an empty text", "write the value or leave the field out")
    return text


def _one_line(text: str) -> str:
    if text.isprintable() and text and not text.isspace():  # nearly every text
        return text
    lines = not_empty(text).splitlines()
    if lines != [text]:
        what = "a text of several lines" if len(lines) > 1 else "a text with a line break at its end"
        raise fault("VS204", what, "write it on one line")
    return text


_DATES = (
    re.compile(r"(?P<year>[12]\d{3})[-/.年](?P<month>\d{1,2})(?:[-/.月](?P<day>\d{1,2}))?[月日]?(?:T.*)?", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>[12]\d{3})", re.ASCII),
    re.compile(r"(?P<year>[12]\d{3})(?P<month>\d{2})(?P<day>\d{2})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s(?P<name>[A-Z][a-z]{2})[a-z]*\.?,?\s(?P<year>[12]\d{3})", re.ASCII),
    re.compile(
        r"(?P<name>[A-Z][a-z]{2})[a-z]*\.?\s(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s)?(?P<year>[12]\d{3})", re.ASCII
    ),
)
"""Dates that can be read in one way only. 03/04/2025 is not among them: the fourth of March or the third of April."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def date_in(text: str) -> str | None:
    """Return the date that a text means as YYYY-MM or YYYY-MM-DD, or None if that is not certain."""
    for form in _DATES:
        if found := form.fullmatch(text.strip()):
            parts = found.groupdict()
            name = parts.get("name")
            if name and name not in _MONTHS:
                return None
            month = _MONTHS.index(name) + 1 if name else int(parts["month"])
            date = f"{parts['year']}-{month:02}" + (f"-{int(parts['day']):02}" if parts.get("day") else "")
            return date if _exists(date) else None
    return None


def _exists(date: str) -> bool:
    try:
        datetime.date.fromisoformat(date + "-01-01"[len(date) - 4 :])
    except ValueError:
        return False
    return True


def _date(text: str) -> str:
    hint = "write YYYY, YYYY-MM or YYYY-MM-DD, for example 2025-06-26"
    if not re.fullmatch(r"[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?", text):
        meant = date_in(text)
        raise fault("VS206", f"{text!r} is not a date we read", f"write {meant!r}" if meant else hint)
    if not _exists(text):
        raise fault("VS206", f"the date {text!r} does not exist", hint)
    return text


def _day(text: str) -> str:
    if not text.strip():
        raise fault("VS206", "no day", "write it as YYYY-MM-DD; a new record is added today")
    if len(_date(text)) != 10:
        raise fault("VS206", f"{text!r} lacks the day", "write YYYY-MM-DD")
    return text


def _month(text: str) -> str:
    if re.fullmatch(r"0[1-9]|1[0-2]", text):
        return text
    names = [number for number, name in enumerate(_MONTHS, 1) if text.strip()[:3].casefold() == name.casefold()]
    digits = re.fullmatch(r"\s*0?([1-9]|1[0-2])[.月]?\s*", text)
    meant = names[0] if names else int(digits.group(1)) if digits else None
    hint = f"write '{meant:02}'" if meant else "write two digits, as '04'"
    raise fault("VS206", f"{text!r} is not a month", hint)


def _year(text: str) -> str:
    if not re.fullmatch(r"[12][0-9]{3}", text):
        raise fault("VS206", f"{text!r} is not a year", "write four digits, for example 2025")
    return text


_ARXIV_NEW = re.compile(r"(?<![0-9])([0-9]{2})(0[1-9]|1[0-2])\.([0-9]{4,5})(?![0-9])")
_ARXIV_OLD = re.compile(r"(?<![a-z-])[a-z-]{1,20}(\.[A-Z]{2})?/[0-9]{2}(0[1-9]|1[0-2])[0-9]{3}")


def arxiv_in(text: str) -> str | None:
    """Return the arXiv id inside an address, or behind a prefix or before a version; None if there is none."""
    for found in _ARXIV_NEW.finditer(text):
        if _digits_fit(found):
            return found.group()
    old = _ARXIV_OLD.search(text)
    return old.group() if old else None


def _digits_fit(found: re.Match[str]) -> bool:
    """Tell whether the number is as long as arXiv's were in that month: four digits up to 2014, then five."""
    return len(found.group(3)) == (5 if found.group(1) >= "15" else 4)


def _arxiv(text: str) -> str:
    """Accept arXiv's two identifier schemes without version (arXiv identifier help page, 2026)."""
    found = _ARXIV_NEW.fullmatch(text)
    if (found and _digits_fit(found)) or _ARXIV_OLD.fullmatch(text):
        return text
    meant = arxiv_in(text)
    hint = f"write {meant!r}" if meant else "write it as on the arXiv page, for example 2401.99999"
    raise fault("VS207", f"{text!r} is not a bare arXiv id", hint)


def doi_in(text: str) -> str | None:
    """Return the DOI inside an address or behind a prefix, without punctuation at its end; None if there is none."""
    found = re.search(r"10\.[0-9]{4,9}/\S*[^\s.,;:]", text)
    return found.group() if found else None


def doi_address(doi: str) -> str:
    """Return the address that a DOI resolves at; signs such as < and # percent-encoded."""
    return f"https://doi.org/{quote(doi, safe='/:;.,()-_~')}"


def _doi_prefix(text: str) -> str:
    if not re.fullmatch(r"10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,3}", text):
        raise fault("VS207", f"{text!r} is no beginning of a DOI", "write what stands before the slash, as 10.5555")
    return text


def source_on(address: str, day: str) -> str:
    """Return how `curation.sources` names an address at which a value was read on a day (YYYY-MM-DD)."""
    return f"{address} ({day})"


def _doi(text: str) -> str:
    meant = doi_in(text)
    if meant == text:
        return text
    hint = f"write {meant!r}" if meant else "write it as 10.xxxx/..., without https://doi.org/"
    raise fault("VS207", f"{text!r} is not a bare DOI", hint)


def _openreview(text: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]{8,14}", text):
        return text
    found = re.search(r"id=([A-Za-z0-9_-]{8,14})", text)
    hint = f"write {found.group(1)!r}" if found else "write what stands behind forum?id= in the address"
    raise fault("VS207", f"{text!r} is not a bare OpenReview id", hint)


_JUNK = frozenset(".,;:!'*…，。；、）》”’?#&\\")
_CODES = ("%20", "%0a")
_BRACKETS = {")": "(", "]": "[", ">": "<"}


def without_junk(address: str) -> str:
    """Return the address without what came along when it was copied: brackets, punctuation, empty parts."""
    number = {bracket: address.count(bracket) for pair in _BRACKETS.items() for bracket in pair}
    end = len(address)
    while end:
        last = address[end - 1]
        if last in _JUNK or address.endswith("//", 0, end):
            end -= 1
        elif address[max(end - 3, 0) : end].lower() in _CODES:
            end -= 3
        elif last in _BRACKETS and number[_BRACKETS[last]] < number[last]:
            number[last] -= 1
            end -= 1
        else:
            break
    return address[:end]


def _web(text: str) -> str:
    return _address(text, text)


def _link(text: str) -> str:
    """Accept what came along behind an address too: rule VS526 says how the address reads without it."""
    return _address(text, without_junk(text))


def _address(text: str, address: str) -> str:
    """Return the text if it has no signs that no address may have, and the address in it leads to a public host."""
    hint = "write the whole address, beginning with https://"
    if re.search(r"[\s<>\"\\^`{|}]", text):
        raise fault("VS209", f"{text!r} holds characters that no address may have", hint)
    try:
        parts = urlsplit(address)
        wrong = host_fault(address) if parts.scheme in ("https", "http") and parts.hostname else ("", "")
    except ValueError:
        wrong = ("", "")
    if wrong:
        raise fault("VS209", wrong[0] or f"{text!r} is not a web address", wrong[1] or hint)
    return text


def _base(text: str) -> str:
    """Accept an address that others are appended to, and return it with a slash at its end, typed or not."""
    if "?" in text or "#" in text or "/../" in text + "/" or "/./" in text + "/" or "//" in text.partition("://")[2]:
        message = f"{text!r} cannot be continued: it has a query, a mark or empty parts"
        raise fault("VS209", message, "write the address of the folder, as https://survey.example/things/")
    return text.rstrip("/") + "/"


def _mail(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text):
        raise fault("VS204", f"{text!r} is no mail address", "write one, as survey@things.example")
    return text


def _number(text: str) -> str:
    if not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text):
        raise fault("VS204", f"{text!r} is no number", "write digits, with a point before the decimals, as 99.5")
    return text


def _count(text: str) -> str:
    if not re.fullmatch(r"(?:0|[1-9][0-9]{0,8})", text):
        digits = text.replace(",", "").replace(" ", "")
        hint = f"write {digits!r}" if re.fullmatch(r"(?:0|[1-9][0-9]{0,8})", digits) else "write digits alone, as '500'"
        raise fault("VS204", f"{text!r} is no count", hint)
    return text


_NOTATION = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*(/[a-z0-9]+([-_][a-z0-9]+)*)*")


def _notation(text: str) -> str:
    if not _NOTATION.fullmatch(text):
        meant = "/".join("-".join(re.findall("[a-z0-9_]+", part)) for part in text.casefold().split("/"))
        hint = "write small letters, digits and hyphens, parts joined by '/'"
        raise fault("VS204", f"{text!r} is no notation", f"write {meant!r}" if _NOTATION.fullmatch(meant) else hint)
    if any(len(part) > MOST_IN_PART for part in text.split("/")):
        raise fault("VS204", f"{text!r} is too long for a name", f"write parts of at most {MOST_IN_PART} characters")
    return text


def distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of a list; raise the error of rule VS204 if one stands twice."""
    if len(set(values)) < len(values):
        twice = next(value for value, times in Counter(values).items() if times > 1)
        raise fault("VS204", f"{twice!r} stands twice in the list", "keep one")
    return values


def _interface_text(value: object) -> object:
    """Accept a text of the interface: one text, or its forms `one` and `other`, of which a number chooses."""
    several = isinstance(value, dict) and "other" in value and not set(value) - {"one", "other"}
    for form in value.values() if isinstance(value, dict) and several else [value]:
        if not isinstance(form, str) or len(form) > MOST_IN_PROSE:
            raise fault("VS204", "no text of the interface", "write a text, or 'one: ...' and 'other: ...' below it")
        _one_line(form)
    return value


def _word(text: str) -> str:
    """Accept the key of a mapping whose keys are free: it is a name and part of addresses, never a text."""
    if len(text) > MOST_IN_PART or not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*", text):
        hint = f"write letters, digits, '-' and '_', parts joined by '.', at most {MOST_IN_PART} characters"
        raise fault("VS204", f"{text!r} is no name", hint)
    return text


def _field(text: str) -> str:
    """Accept the name of a field, or of a part of one behind a full stop, as `links.code`."""
    if len(text) > MOST_IN_NOTATION or not re.fullmatch(r"[A-Za-z_]+(\.[A-Za-z0-9_/-]+)*", text):
        raise fault("VS204", f"{text!r} names no field", "write field or field.part, as issued or links.code")
    return text


def _key(text: str) -> str:
    if not KEY.fullmatch(text):
        raise fault(
            "VS301", f"{text!r} is not the form of a key", "write family name, year and title word, as doe2024example"
        )
    return text


def _alias(text: str) -> str:
    """Accept a former key in any case: its page is made at the key in small letters."""
    if not text.isascii() or not KEY.fullmatch(text.lower()):
        raise fault("VS301", f"{text!r} is not the form of a key", "write the former key")
    return text


def _orcid(text: str) -> str:
    """Accept an ORCID iD with a right check digit (ISO 7064 MOD 11-2)."""
    digits = text.replace("-", "")
    total = 0
    if re.fullmatch(r"([0-9]{4}-){3}[0-9]{3}[0-9X]", text):
        for digit in digits[:-1]:
            total = (total + int(digit)) * 2
        if "0123456789X"[(12 - total % 11) % 11] == digits[-1]:
            return text
    raise fault(
        "VS207",
        f"{text!r} is not an ORCID iD",
        "copy the sixteen digits from orcid.org, as 0000-0002-1825-0097",
    )


_Short = Annotated[str, Field(max_length=MOST_IN_IDENTIFIER)]
Arxiv = Annotated[_Short, AfterValidator(_arxiv), Field(examples=["2401.99999"])]
Openreview = Annotated[_Short, AfterValidator(_openreview), Field(examples=["AbCdEfGh12"])]
Orcid = Annotated[_Short, AfterValidator(_orcid), Field(examples=["0000-0002-1825-0097"])]
Key = Annotated[_Short, AfterValidator(_key), Field(examples=["doe2024example"])]
Alias = Annotated[_Short, AfterValidator(_alias), Field(examples=["doe2024example"])]
Line = Annotated[str, Field(max_length=MOST_IN_LINE), AfterValidator(_one_line)]
Prose = Annotated[str, Field(max_length=MOST_IN_PROSE), AfterValidator(_one_line)]
Notation = Annotated[
    str,
    Field(max_length=MOST_IN_NOTATION, json_schema_extra={"pattern": "^[a-z0-9_/-]+$"}),  # the validator says more
    AfterValidator(_notation),
]
# Whether a vocabulary defines the term is for a check over the survey, which also knows what a label or capitals mean.
Defined = Annotated[
    str,
    Field(max_length=MOST_IN_NOTATION, json_schema_extra={"pattern": "^[a-z0-9_/-]+$"}),
    AfterValidator(_one_line),
]
"""Notation of a term that a vocabulary of the survey has to define."""
Word = Annotated[str, AfterValidator(_word)]
FieldName = Annotated[str, AfterValidator(_field)]
Date = Annotated[_Short, AfterValidator(_date), Field(examples=["2025-02-27", "2025-02", "2025"])]
Day = Annotated[_Short, AfterValidator(_day), Field(examples=["2026-11-20"])]
Month = Annotated[_Short, AfterValidator(_month)]
Year = Annotated[_Short, AfterValidator(_year), Field(examples=["2025"])]
DoiPrefix = Annotated[
    _Short,
    AfterValidator(_doi_prefix),
    Field(json_schema_extra={"pattern": r"^10\.[0-9]{4,9}(\.[0-9]+)*$"}, examples=["10.5555"]),
]
Doi = Annotated[_Short, AfterValidator(_doi), Field(examples=["10.5555/example.1"])]
_UrlText = Annotated[str, Field(max_length=MOST_IN_ADDRESS), Field(examples=["https://github.com/example/things"])]
Url = Annotated[_UrlText, AfterValidator(_web)]
LinkUrl = Annotated[_UrlText, AfterValidator(_link)]
Mail = Annotated[_Short, AfterValidator(_mail), Field(examples=["survey@things.example"])]
BaseUrl = Annotated[Url, AfterValidator(_base)]
# Files hold text only (a quoted scalar reads alike everywhere), so their schema asks for text as well.
Number = Annotated[
    float, BeforeValidator(_number), WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"})
]
Count = Annotated[str, Field(max_length=12, json_schema_extra={"pattern": "^(0|[1-9][0-9]*)$"}), AfterValidator(_count)]
Flag = Annotated[
    bool,
    WithJsonSchema({"type": "string", "enum": ["true", "false"]}, mode="validation"),
    WithJsonSchema({"type": "boolean"}, mode="serialization"),
]
InterfaceText = Annotated[
    Any,
    AfterValidator(_interface_text),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {
                        "one": {"type": "string", "description": "For one.", "examples": ["{n} paper"]},
                        "other": {"type": "string", "description": "For any other number.", "examples": ["{n} papers"]},
                    },
                    "required": ["other"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
Lines = Annotated[tuple[Line, ...], Field(max_length=MOST_IN_LIST)]
DefinedTerms = Annotated[tuple[Defined, ...], Field(max_length=MOST_IN_LIST), AfterValidator(distinct)]
Notations = Annotated[tuple[Notation, ...], Field(max_length=MOST_IN_LIST), AfterValidator(distinct)]
Text: TypeAlias = Annotated[dict[Word, Prose], Field(min_length=1, description="One text per language of the survey.")]


class Record(BaseModel):
    """What all records share: unknown fields are refused, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)
