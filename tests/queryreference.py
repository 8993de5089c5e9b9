"""What a query means, evaluated in the plainest way on one entry: the reference for the index."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from mistakes import codec
from mistakes.ladder import Standing
from mistakes.model import Mistake
from mistakes.query.tree import (
    And,
    Dates,
    Exact,
    Flag,
    Has,
    Id,
    Money,
    Node,
    Not,
    Number,
    Or,
    Phrase,
    Regex,
    Truth,
    Word,
)

# Queries that are syntax, or nonsense, to SQLite and its full-text search.
HOSTILE = (
    *('"', "NEAR(", "a AND", "a AND b", "*", "(", "a-b", "can't", "C++", "x.y", "^", "", "\0", "-foo", "a:b"),
    *("((((((((", "))))", "'; DROP TABLE entries; --", "a* NOT b", '"a" NEAR/2 "b"', "{title}: a", "+ - ! ~"),
    *(
        "\ud800",
        "a\nb",
        "\u202e",
        "%",
        "_",
        "\\",
        "--",
        "-",
        "OR",
        "OR OR",
        "- OR -",
        '""',
        "/",
        "//",
        "日本",
    ),
)
NOT_WORDS = """
format id kind happened logged author rev updated confidence lead process result right_thing done_right price.hours
price.money price.currency price.trust price.reversible q.iq q.eq q.lq conditions.kind conditions.key lessons.key
lessons.added actions.key actions.due actions.done decision.confidence decision.review_on links.repeat_of links.like
links.shared_from source.format source.digest deleted.at deleted.by conflict.path conflict.author conflict.at
""".split()


class Known(NamedTuple):
    """An entry with what is derived of it: where it stands, and the keys of actions done by events."""

    entry: Mistake
    standing: Standing
    done: frozenset[str]


def matches(node: Node, known: Known, today: date) -> bool:
    """Tell whether the condition holds of the entry."""
    entry, _standing, _ = known
    match node:
        case And(parts):
            return all(matches(part, known, today) for part in parts)
        case Or(parts):
            return any(matches(part, known, today) for part in parts)
        case Not(part):
            return not matches(part, known, today)
        case Word(text, field) | Phrase(text, field):
            found = begins if isinstance(node, Word) else has_phrase
            return any(found(folded(value), folded(text)) for value in _texts(entry, field))
        case Regex(pattern, field):
            regex = re.compile(pattern, re.IGNORECASE | re.MULTILINE)
            return any(regex.search(value) for value in _texts(entry, field))
        case Exact(field, value):
            return _is_exactly(known, field.paths[0], value)
        case Number(field, sign, value):
            return any(_compares(float(number), sign, value) for number in _values(entry, field.paths))
        case Money(sign, amount, currency):
            price = entry.price
            is_same = price.money is not None and (price.currency or "").upper() == currency
            return is_same and _compares(price.money or Decimal(0), sign, amount)
        case Dates(field, start, end):
            days = [date.fromisoformat(value[:10]) for value in _values(entry, field.paths)]
            return any(start <= day and (day < end or end == date.max) for day in days)
        case Truth(field, truth):
            return str(truth) in _values(entry, field.paths)
        case Id(field, end):
            return any(value.endswith(end) for value in _values(entry, field.paths))
        case Flag(name):
            return _flag(name, known, today)
        case Has("plan", _):
            return any(lesson.is_plan for lesson in entry.lessons)
        case Has("lesson" | "condition" | "action" as name, _):
            return bool(getattr(entry, f"{name}s"))
        case Has("decision", _):
            return any(path.startswith("decision.") for path, _ in values(entry))
        case Has(_, field) if field is not None:
            return bool(_values(entry, field.paths))
    raise AssertionError(node)


def folded(text: str) -> str:
    """Return the text without case, accents and typographic signs."""
    for signs, plain in (
        ("\u2018\u2019\u201b\u02bc", "'"),
        ("\u201c\u201d", '"'),
        ("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
    ):
        text = re.sub(f"[{signs}]", plain, text)
    letters = [sign for sign in unicodedata.normalize("NFKD", text) if not "\u0300" <= sign <= "\u036f"]
    return unicodedata.normalize("NFC", "".join(letters)).casefold()


def begins(text: str, word: str) -> bool:
    """Tell whether the word stands in the text, at the start of a word if it is one."""
    found = [at for at in range(len(text)) if text.startswith(word, at)]
    return any(at == 0 or not _is_letter(word[0]) or not _is_letter(text[at - 1]) for at in found)


def has_phrase(text: str, phrase: str) -> bool:
    """Tell whether whole words stand in the text in order; a phrase with signs stands there literally."""
    if any(not (sign.isalnum() or sign.isspace()) for sign in phrase):
        text, phrase = " ".join(text.split()), " ".join(phrase.split())
        found = [at for at in range(len(text)) if text.startswith(phrase, at)]
        return any(_is_apart(text, at, at + len(phrase)) for at in found)
    units, wanted = list(_units(text)), list(_units(phrase))
    starts = range(len(units) - len(wanted) + 1)
    return any(_same_units(units[at : at + len(wanted)], wanted) for at in starts)


def _same_units(units: list[tuple[str, bool]], wanted: list[tuple[str, bool]]) -> bool:
    rest = zip(units[1:], wanted[1:], strict=True)
    return units[0][0] == wanted[0][0] and all(one == other for one, other in rest)


def _units(text: str) -> Iterator[tuple[str, bool]]:
    """Yield words, and Chinese characters one by one with whether they follow another directly."""
    for found in re.finditer(r"[^\W_]+", text):
        start = 0
        for at, sign in enumerate(found[0]):
            if _is_chinese(sign):
                if found[0][start:at]:
                    yield found[0][start:at], False
                yield sign, at > 0 and start == at and _is_chinese(found[0][at - 1])
                start = at + 1
        if found[0][start:]:
            yield found[0][start:], False


def _is_apart(text: str, start: int, end: int) -> bool:
    before = start > 0 and _is_letter(text[start]) and _is_letter(text[start - 1])
    after = end < len(text) and _is_letter(text[end - 1]) and _is_letter(text[end])
    return not before and not after


def _is_letter(sign: str) -> bool:
    return sign.isalnum() and not _is_chinese(sign)


def _is_chinese(sign: str) -> bool:
    name = unicodedata.name(sign, "")
    return name.startswith(("CJK UNIFIED", "CJK COMPAT", "HIRAGANA LETTER", "KATAKANA LETTER"))


def values(entry: Mistake) -> list[tuple[str, str]]:
    """Return every value of an entry with its path."""
    table = codec.to_table(entry)
    if entry.source:
        table["source"][""] = f"{entry.source.format}:{entry.source.ref}"
    found = [(path.removesuffix("."), text.replace("\0", " ")) for path, text in _flat("", table) if text]
    return [(path, text) for path, text in found if text]


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flat(f"{path}.{key}" if path else key, item)
    elif isinstance(value, list):
        for item in value:
            yield from _flat(path, item)
    else:
        yield path, value.isoformat() if hasattr(value, "isoformat") else str(value)


def _values(entry: Mistake, paths: tuple[str, ...]) -> list[str]:
    return [
        text
        for path, text in values(entry)
        if any(path == own or path.startswith(f"{own}.") for own in paths)
    ]


def _texts(entry: Mistake, field: Any) -> list[str]:
    if field is not None:
        return _values(entry, field.paths)
    return [text for path, text in values(entry) if path not in NOT_WORDS]


def _is_exactly(known: Known, path: str, value: str) -> bool:
    if path == "status":
        return known.standing.status == value
    return folded(value) in [folded(text) for text in _values(known.entry, (path,))]


def _compares(one: Any, sign: str, other: Any) -> bool:
    return bool(
        {"=": one == other, "<": one < other, "<=": one <= other, ">": one > other, ">=": one >= other}[sign]
    )


def _flag(name: str, known: Known, today: date) -> bool:
    entry, standing, done = known
    late = [action for action in entry.actions if action.due and action.due < today and not action.done]
    return {
        "deleted": entry.deleted is not None,
        "repeated": standing.repeated,
        "retired": standing.retired,
        "lucky": entry.was_lucky,
        "conflict": bool(entry.conflict),
        "overdue": any(action.key not in done for action in late),
    }[name]
