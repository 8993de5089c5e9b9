"""What can be searched in the site: rows of the chapters, as scripts that also load without a server.

A script calls `chapters` with rows of plain texts and numbers; nothing in it is code, `<` and line
separators are escaped, and the page shows the texts as text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mistakes_book.markup import clean
from mistakes_book.totals import in_words

if TYPE_CHECKING:
    from mistakes.model import Mistake
    from mistakes_book.language import Language
    from mistakes_book.outline import Chapter

CHUNK = 100
ALL_TEXT = 4_000_000
LONGEST = 4_800
SHORTEST = 300
_MARKS = re.compile(r"[*`]+|^ {0,3}(?:#{1,6}|>|[-+])[ \t]+|\]\([^)\s]{0,300}\)|!?\[", re.MULTILINE)
_ESCAPED = {"<": "\\u003c", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_TOLD = (
    *("story", "overcame", "expected", "believed", "goal", "stretch", "went_well", "lucky"),
    *("customer_effect", "harm_to_others"),
)


def limit(chapters: int) -> int:
    """Return how much text of each chapter can be searched, so that all of it stays a few megabytes.

    It halves as the book grows, and so rarely that few chapters more change nothing.
    """
    longest = LONGEST
    while longest > SHORTEST and longest * chapters > 2 * ALL_TEXT:
        longest //= 2
    return longest


def row(chapter: Chapter, entry: Mistake, language: Language, longest: int) -> list[Any]:
    """Return a chapter's row: id, number, title, day, year, kind, status, open, hours, cost, tags, texts.

    The last two texts are what was learned and what happened; `longest` is the length of the longer one.
    """
    return [
        *(chapter.id, chapter.number, words(entry.title), language.day(chapter.day), chapter.day.year),
        *(chapter.kind, chapter.status, int(chapter.is_open)),
        *(round(chapter.cost.hours, 2), in_words(chapter.cost, language)),
        [clean(tag) for tag in chapter.tags],
        words(" ".join(_learned(entry)))[:longest],
        words("\n".join(_happened(entry)))[:longest],
    ]


def script(rows: list[list[Any]]) -> str:
    """Return the script that hands rows to the page."""
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    for character, escaped in _ESCAPED.items():
        text = text.replace(character, escaped)
    return f"chapters({text});\n"


def words(text: str) -> str:
    """Return a text without the commonest marks of Markdown, on one line; quick, and good enough to find by."""
    return " ".join(_MARKS.sub("", clean(text[: 2 * LONGEST])).split())


def _learned(entry: Mistake) -> Iterator[str]:
    for lesson in entry.lessons:
        yield from filter(None, (lesson.text, lesson.when, lesson.then))


def _happened(entry: Mistake) -> Iterator[str]:
    yield entry.story
    yield from (condition.text for condition in entry.conditions)
    yield from filter(None, (getattr(entry, name) for name in _TOLD[1:]))
    yield from filter(None, (entry.price.note, entry.decision.chosen, entry.decision.outcome))
