"""The charts of a book: the road to its goal, what the mistakes cost by month and theme, what repeats."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from mistakes.records import NamedTuple
from mistakes_book import charts, markup
from mistakes_book.charts import Row

if TYPE_CHECKING:
    from markupsafe import Markup

    from mistakes_book.book import Book
    from mistakes_book.language import Language
    from mistakes_book.outline import Chapter

MOST_ROWS = 12
MOST_CURRENCIES = 3
MOST_MONTHS = 120
HOURS = "hours"
_WIDEST_YEARS = 120


class _Unit(NamedTuple):
    """What a chart counts: hours, or money in the currency `name`."""

    name: str
    is_money: bool

    def of(self, chapter: Chapter) -> float:
        """Return what a chapter cost in this unit."""
        return float(dict(chapter.cost.money).get(self.name, 0)) if self.is_money else chapter.cost.hours

    def shown(self, language: Language, amount: float) -> str:
        """Return an amount of this unit in words."""
        return language.money(amount, self.name) if self.is_money else language.hours(amount)

    def title(self, language: Language, by: str) -> str:
        """Return the title of a chart of this unit `by` month, year or theme."""
        if not self.is_money:
            return language.text(f"chart.hours_by_{by}")
        currency = self.name or language.text("chart.no_currency")
        return language.text(f"chart.money_by_{by}", currency=currency)


class Figure(NamedTuple):
    """What one chart shows: `kind` is `road`, `columns` or `bars`; the road has no rows."""

    kind: str
    title: str
    rows: tuple[Row, ...] = ()
    hint: str = ""


def figures(book: Book, language: Language, link: Callable[[Chapter], str]) -> tuple[Markup, ...]:
    """Return the charts of a book in their order, each a `<figure>`; `link` tells where a chapter stands.

    Hours and each of the three commonest currencies have charts of their own, as neither can be turned into
    the other; what nothing is known about has no chart. The drawings of other plugins follow.
    """
    own = (_drawn(figure, book, language) for figure in told(book, language, link))
    return (*own, *(charts.drawing(one.title, one.told, one.svg) for one in book.drawings))


def told(
    book: Book,
    language: Language,
    link: Callable[[Chapter], str],
    titled: Callable[[str], str] = markup.inline,
) -> Iterator[Figure]:
    """Yield what the charts of a book show, for an output that draws them in its own way.

    `link` tells where a chapter stands, `titled` makes the label of a row that leads there from its title.
    """
    yield Figure("road", language.text("chart.road", goal=book.goal))
    for unit in _units(book.chapters):
        yield _by_time(unit, book.chapters, language)
        yield from _by_theme(unit, book.chapters, language)
    yield _repeats(book, language, link, titled)


def periods(values: Iterable[tuple[date, float]]) -> dict[str, float]:
    """Return the sums by month ("2026-03"), months without any between them too, in order of time.

    Over more than ten years the sums are by year ("2026"), over more than 120 years of the years named only.
    """
    sums: dict[int, float] = defaultdict(float)
    for day, value in values:
        sums[day.year * 12 + day.month - 1] += value
    if not sums or max(sums) - min(sums) < MOST_MONTHS:
        return {_month(at): sums.get(at, 0.0) for at in _range(sums)}
    years: dict[int, float] = defaultdict(float)
    for at, value in sums.items():
        years[at // 12] += value
    wide = max(years) - min(years) > _WIDEST_YEARS
    return {f"{year:04}": years.get(year, 0.0) for year in (sorted(years) if wide else _range(years))}


def _drawn(figure: Figure, book: Book, language: Language) -> Markup:
    if figure.kind == "road":
        return charts.road(language, len(book.chapters), book.goal)
    draw = charts.columns if figure.kind == "columns" else charts.bars
    return draw(language, figure.title, figure.rows, figure.hint)


def _units(chapters: Iterable[Chapter]) -> Iterator[_Unit]:
    """Yield the units that some chapter has a price in: hours first, then the commonest currencies."""
    chapters = list(chapters)
    if any(chapter.cost.hours for chapter in chapters):
        yield _Unit(HOURS, is_money=False)
    paid = (currency for chapter in chapters for currency, amount in chapter.cost.money if amount > 0)
    currencies = Counter(paid)
    for currency, _ in sorted(currencies.items(), key=lambda item: (-item[1], item[0]))[:MOST_CURRENCIES]:
        yield _Unit(currency, is_money=True)


def _by_time(unit: _Unit, chapters: Iterable[Chapter], language: Language) -> Figure:
    """Return the chart of what each month, or year, cost; over the same time for every unit."""
    costs = periods((chapter.day, unit.of(chapter)) for chapter in chapters)
    rows = (
        Row(language.period(key), value, unit.shown(language, value), mark=language.short_period(key))
        for key, value in costs.items()
    )
    by = "month" if all("-" in key for key in costs) else "year"
    return Figure("columns", unit.title(language, by), tuple(rows))


def _by_theme(unit: _Unit, chapters: Iterable[Chapter], language: Language) -> Iterator[Figure]:
    """Yield a chart of the dearest themes, if any chapter of that price has a theme."""
    sums: dict[str, float] = defaultdict(float)
    for chapter in chapters:
        for tag in chapter.tags:
            sums[tag] += unit.of(chapter)
    dearest = sorted(
        ((value, tag) for tag, value in sums.items() if value > 0), key=lambda one: (-one[0], one[1])
    )
    if dearest:
        rows = (Row(tag, value, unit.shown(language, value)) for value, tag in dearest[:MOST_ROWS])
        hint = language.text("chart.theme_hint")
        yield Figure("bars", unit.title(language, "theme"), tuple(rows), hint)


def _repeats(
    book: Book, language: Language, link: Callable[[Chapter], str], titled: Callable[[str], str]
) -> Figure:
    counts = _repeated(book)
    dearest = sorted(counts.items(), key=lambda item: (-item[1], book.by_id[item[0]].number))
    chosen = [(book.by_id[one], count) for one, count in dearest[:MOST_ROWS]]
    rows = tuple(
        Row(titled(chapter.title), count, language.text("chart.times", count=count), link(chapter))
        for chapter, count in chosen
    )
    hint = language.text("chart.repeats_hint" if rows else "chart.repeats_none")
    return Figure("bars", language.text("chart.repeats"), rows, hint)


def _repeated(book: Book) -> Mapping[str, int]:
    """Return how often each chapter came again: as a chapter of its own, or as it was noted."""
    counts = Counter({origin: len(again) for origin, again in book.repeats.items()})
    for one, since in book.since.items():
        if one in book.by_id and since.again:
            counts[one] += len(since.again)
    return counts


def _range(keys: Iterable[int]) -> range:
    keys = list(keys)
    return range(min(keys), max(keys) + 1) if keys else range(0)


def _month(at: int) -> str:
    return f"{at // 12:04}-{at % 12 + 1:02}"
