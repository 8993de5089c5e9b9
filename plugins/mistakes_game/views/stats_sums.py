"""What the sections of `stats` add up: days of learning, of lessons and of repeats, month by month of entries.

The index keeps what a month comes to until something about its entries changes, and the sums over all
until anything does; only what a query chooses is summed each time that something changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from mistakes.records import NamedTuple
from mistakes_game.drawings.heatmap import first_day
from mistakes_game.reading.vouched import named

if TYPE_CHECKING:
    from mistakes.index.index import Index
    from mistakes.index.plans import Deed
    from mistakes.index.sheets import Sheet
    from mistakes.journal import Journal

MONTHS = 12
# To be counted up whenever the same journal would come to something else: the index remembers it.
_FORMULA = 2
_LEARNED = ("reviewed", "applied")
_REPEAT_OF = "links.repeat_of"


class Year(NamedTuple):
    """What the months up to a day came to.

    `reviews` and `applied` count by day (an ordinal) within the year of learning; `lessons` and `repeats`
    by month, twelve of them, oldest first.
    """

    reviews: Mapping[int, int]
    applied: Mapping[int, int]
    lessons: tuple[int, ...]
    repeats: tuple[int, ...]


def year_of(journal: Journal, query: str, day: date) -> Year:
    """Return what the entries that a query chooses, and what was done about them, came to by a day."""

    doubted = journal.unvouched()

    def work() -> Any:
        parts = _chosen(journal, query, doubted) if query.strip() else _of_all(journal, doubted)
        return _added(parts, day)

    # relative dates in a query mean other entries on another day
    plain = journal.index.remembered(f"game year {_FORMULA} {named(doubted)} {day} {query}", work)
    days, lessons, repeats = plain
    return Year(
        {on: count for on, count, _ in days if count},
        {on: count for on, _, count in days if count},
        tuple(lessons),
        tuple(repeats),
    )


def months_until(day: date) -> tuple[date, ...]:
    """Return the first days of the twelve months that end with a day's, oldest first."""
    last = day.year * 12 + day.month - 1
    return tuple(date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS + 1, last + 1))


def part_of(sheets: Iterable[Sheet], deeds: Iterable[Deed]) -> dict[str, Any]:
    """Return what entries, and what was done about them, come to as plain values that add up.

    `learned` holds rows of three numbers one after the other: a day, how often was recalled and applied on
    it. `lessons` and `repeats` are days with how many of them there were, those by events; `named` are the
    entries that an event names as a repeat, `retold` by day those that tell of one. Ids stand in one text.
    """
    present = {sheet.id: sheet for sheet in sheets}
    kept = {name: sheet for name, sheet in present.items() if not sheet.deleted}
    told = list(deeds)
    learned = Counter((deed.day, deed.do) for deed in told if deed.do in _LEARNED)
    again = [deed for deed in told if deed.do == "repeated" and deed.entry in kept]
    lessons = Counter(one.day or sheet.logged for sheet in kept.values() for one in sheet.lessons)
    retold = {name: sheet.logged for name, sheet in kept.items() if _tells_of_a_repeat(sheet)}
    named = {deed.grade for deed in again if deed.grade}
    unnamed: dict[int, list[str]] = {}
    for name, on in retold.items():
        if name not in named:
            unnamed.setdefault(on, []).append(name)
    return {
        "learned": [
            number
            for on in sorted({on for on, _ in learned})
            for number in (on, *(learned[on, do] for do in _LEARNED))
        ],
        "lessons": sorted(lessons.items()),
        "repeats": sorted(Counter(deed.day for deed in again).items()),
        "named": " ".join(sorted(named - retold.keys())),
        "retold": [(on, " ".join(sorted(names))) for on, names in sorted(unnamed.items())],
    }


def _of_all(journal: Journal, doubted: frozenset[str]) -> list[dict[str, Any]]:
    index = journal.index

    def work(month: str) -> dict[str, Any]:
        return part_of(index.sheets(month), (deed for deed in index.deeds(month) if deed.id not in doubted))

    return index.by_month(f"game stats {_FORMULA} {named(doubted)}", work)


def _chosen(journal: Journal, query: str, doubted: frozenset[str]) -> list[dict[str, Any]]:
    """Return the parts of the months in which a query chooses something, of those entries alone."""
    from mistakes.ids import month_of

    index = journal.index
    by_month: dict[str, set[str]] = {}
    for hit in index.search(journal.parsed(query), order="time"):
        by_month.setdefault(month_of(hit.id), set()).add(hit.id)
    return [_among(index, month, ids, doubted) for month, ids in by_month.items()]


def _among(index: Index, month: str, ids: Collection[str], doubted: frozenset[str]) -> dict[str, Any]:
    sheets = (sheet for sheet in index.sheets(month) if sheet.id in ids)
    deeds = (deed for deed in index.deeds(month) if deed.entry in ids and deed.id not in doubted)
    return part_of(sheets, deeds)


def _added(parts: Iterable[Mapping[str, Any]], day: date) -> list[Any]:
    """Return what parts come to together within the year before a day: see `year_of`."""
    every, first, last = list(parts), first_day(day).toordinal(), day.toordinal()
    learned: dict[int, list[int]] = {}
    for part in every:
        numbers = part["learned"]
        for on, reviews, applied in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
            if first <= on <= last:
                sums = learned.setdefault(on, [0, 0])
                sums[0] += reviews
                sums[1] += applied
    named = {name for part in every for name in part["named"].split()}
    since = months_until(day)[0].toordinal()
    retold = [
        (on, len(set(names.split()) - named)) for part in every for on, names in part["retold"] if on >= since
    ]
    lessons = _monthly((pair for part in every for pair in part["lessons"]), day)
    repeats = _monthly([*(pair for part in every for pair in part["repeats"]), *retold], day)
    return [[[on, *sums] for on, sums in sorted(learned.items())], lessons, repeats]


def _monthly(pairs: Iterable[tuple[int, int]], day: date) -> list[int]:
    """Return how much there was in each of the months up to a day's, from days with how much."""
    months = months_until(day)
    first, last = months[0].toordinal(), date(day.year + day.month // 12, day.month % 12 + 1, 1).toordinal()
    counts: Counter[int] = Counter()
    for on, count in pairs:
        if first <= on < last:
            counts[date.fromordinal(on).month] += count
    return [counts[month.month] for month in months]


def _tells_of_a_repeat(sheet: Sheet) -> bool:
    return _REPEAT_OF in sheet.body and _REPEAT_OF in sheet.texts()
