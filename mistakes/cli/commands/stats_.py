"""`mistakes stats`: repeats and their price first, then where one stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from mistakes.cli import sections
from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.cli.stats_words import WORDS
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.cli.output import Output
    from mistakes.index.totals import Cost, Overdue, Totals
    from mistakes.journal import Journal
    from mistakes.model import Mistake
    from mistakes.query import Query
    from mistakes.query.tree import Leaf, Node

_MONTHS = 12
_SHOWN_OVERDUE = 5
_SHOWN_AGAIN = 3
_WIDE = 60  # columns
_AROUND, _SHORTEST_NAME = 6, 8  # columns: two gaps and an indent; a name is never shorter
_PERSONS = frozenset(
    ("author", "actions.owner", "actions.helper", "heard_from", "deleted.by", "conflict.author")
)


@make(name="stats", query=True)
@click.argument("query", nargs=-1)
def command(session: Session, query: tuple[str, ...]) -> None:
    """Show what came again and what it cost, overdue actions, the ladder, cost by tag and month.

    QUERY chooses the entries, as in: mistakes stats happened:2026 tag:deploy
    """
    from mistakes.cli.ahead import look_ahead

    look_ahead(session)
    from mistakes.cli.listing import waiting
    from mistakes.query import parse

    if not session.reading():
        return _say_begin(session)
    journal = session.one_reading()
    parsed = parse(query, now=datetime.now().astimezone())
    _refuse_persons(journal, parsed)
    with waiting("Reading entries") as progress, journal.settled(progress):
        totals = journal.totals(parsed)
        found = _sections(session, journal, parsed)
    if session.json:
        named = {section.name: shown.data for section, shown in found}
        return session.out.json(_object(journal.name, totals) | {"sections": named})
    _show(session, journal, totals, parsed)
    if totals.all.entries:
        sections.write(session, found)
    return None


def _say_begin(session: Session) -> None:
    if session.json:
        from mistakes.index.totals import Cost, Totals

        nothing = Totals(Cost(0, 0, {}), Cost(0, 0, {}), 0, (), 0, {}, {}, {}, {})
        return session.out.json(_object(None, nothing) | {"sections": {}})
    return session.out.text(_words(session)["no journal"])


def _words(session: Session) -> Mapping[str, str]:
    from mistakes.locales import language

    return WORDS[language(session.settings)]


def _sections(session: Session, journal: Journal, query: Query) -> list[Any]:
    from mistakes.days import learning_day
    from mistakes.journals import Journals
    from mistakes.locales import language
    from mistakes.practice import Occasion
    from mistakes.reports import SECTIONS

    spoken = language(session.settings)
    occasion = Occasion(Journals([journal]), learning_day(), query.text, spoken, sections.columns(session))
    return list(sections.shown(session, "stats", occasion, SECTIONS))


def _refuse_persons(journal: Journal, query: Query) -> None:
    """Refuse numbers by person in a team's journal, except one's own."""
    if journal.private:
        return
    for leaf, is_negated in _persons(query.root):
        if is_negated or not _is_own(journal, leaf):
            hint = "Leave out by:, author:, owner:, helper:, heard_from:."
            raise UsageError("a team's journal has no numbers by person, except your own", hint)


def _persons(node: Node, is_negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Yield the conditions that name persons, wherever they stand, and whether they are turned round."""
    from mistakes.query.tree import And, Has, Not, Or

    if isinstance(node, Not):
        yield from _persons(node.part, not is_negated)
    elif isinstance(node, (And, Or)):
        for part in node.parts:
            yield from _persons(part, is_negated)
    elif not isinstance(node, Has) and _PERSONS.intersection(getattr(_field(node), "paths", ())):
        yield node, is_negated


def _field(leaf: Leaf) -> Any:
    return getattr(leaf, "field", None)


def _is_own(journal: Journal, leaf: Leaf) -> bool:
    """Tell whether a condition fits oneself and nobody else who wrote in the journal."""
    text = getattr(leaf, "text", "").casefold()
    mine = journal.author().casefold()
    others = (name.casefold() for name in journal.refreshed().authors())
    fits_me = bool(text) and text in _spellings(mine)
    return fits_me and not any(text in other for other in others if other != mine)


def _spellings(author: str) -> set[str]:
    """Return how one may name oneself: whole, name, address, or a word of them."""
    return {author, author.partition(" <")[0], *re.split(r"[\s<>]+", author), *re.split(r"[\s<>@.]+", author)}


def _nothing(session: Session, journal: Journal, query: Query) -> str:
    words = _words(session)
    if query.text.strip():
        return words["no match"].format(query=query.text)
    other = next((one for one in session.reading() if one.root != journal.root), None)
    return words["empty here"].format(journal=journal.name, other=other.name) if other else words["empty"]


def _show(session: Session, journal: Journal, totals: Totals, query: Query) -> None:
    out, words = session.out, _words(session)
    if not totals.all.entries:
        out.text(_nothing(session, journal, query))
        return
    from mistakes.locales import journal_name, language

    count = _counted(words, "one", "many", totals.all.entries)
    name = journal_name(journal.name, language(session.settings))
    cost = _cost(totals.all, words) or words["no cost"]
    out.text(count + words["place"].format(journal=name, cost=cost), style=out.paint.bold)
    _show_repeats(session, journal, totals)
    _show_overdue(session, journal, totals)
    _show_ladder(session, totals)
    _show_costs(session, words["by tag"], {f"#{tag}": cost for tag, cost in totals.by_tag.items()})
    months = dict(list(totals.by_month.items())[-_MONTHS:])
    _show_costs(session, words["by month"], months)


def _counted(words: Mapping[str, str], one: str, many: str, count: int, **more: str) -> str:
    return words[one if count == 1 else many].format(count=f"{count:,}", **more)


def _show_repeats(session: Session, journal: Journal, totals: Totals) -> None:
    """Write how many came again, which ones, and what the entries that tell of it cost."""
    out, words, again = session.out, _words(session), totals.repeats
    if not (again.entries or totals.came_again):
        return out.text(words["none again"])
    price = words["priced"].format(cost=_cost(again, words)) if _cost(again, words) else ""
    parts = []
    if totals.came_again:
        parts.append(_counted(words, "again one", "again", totals.came_again))
    if again.entries:
        names = ("and told one", "and told") if parts else ("told one", "told")
        parts.append(_counted(words, *names, again.entries, cost=price))
    out.text(words["between"].join(parts))
    short = journal.handles(totals.again[:_SHOWN_AGAIN])
    for entry in _came_again(journal, totals):
        out.text(f"{short[entry.id]}  {entry.title}", "          ", "  ")
    if totals.came_again > _SHOWN_AGAIN:
        out.text(words["more"].format(count=f"{totals.came_again - _SHOWN_AGAIN:,}"), "  ")
    return None


def _came_again(journal: Journal, totals: Totals) -> Iterator[Mistake]:
    """Yield the newest of the entries that came again, without another look at all files."""
    entries = (journal.readable(entry_id) for entry_id in totals.again[:_SHOWN_AGAIN])
    return (entry for entry in entries if entry)


def _show_overdue(session: Session, journal: Journal, totals: Totals) -> None:
    if not totals.overdue:
        return
    out, words = session.out, _words(session)
    out.line((words["overdue"].format(count=f"{totals.overdue_count:,}"), out.paint.yellow))
    short = journal.handles([late.entry for late in totals.overdue[:_SHOWN_OVERDUE]])
    for late in totals.overdue[:_SHOWN_OVERDUE]:
        owner = f" ({late.owner})" if late.owner else ""
        what = _action_text(journal, late) or words["an action"]
        day = words["due"].format(day=late.due)
        out.text(f"{short[late.entry]}  {what}{owner}, {day}", "          ", "  ")


def _action_text(journal: Journal, late: Overdue) -> str:
    entry = journal.readable(late.entry)
    texts = [action.text for action in entry.actions if action.key == late.key] if entry else []
    return texts[0] if texts else ""


def _show_ladder(session: Session, totals: Totals) -> None:
    from mistakes.cli.columns import Cell, bar
    from mistakes.cli.show_words import status_name
    from mistakes.locales import language

    out, spoken = session.out, language(session.settings)
    _heading(session, _words(session)["ladder"])
    most = max(totals.ladder.values(), default=0)
    out.rows(
        [
            Cell(f"  {status_name(step, spoken)}"),
            Cell(f"{count:,}", align="right"),
            Cell(
                bar(count, most, _bar_width(out), ascii_only=out.ascii_only) if out.columns else "",
                out.paint.cyan,
            ),
        ]
        for step, count in totals.ladder.items()
    )


def _show_costs(session: Session, label: str, costs: dict[str, Cost]) -> None:
    from mistakes.cli.columns import Cell, bar, shorten, width
    from mistakes.cli.terminal import term

    out, words = session.out, _words(session)
    if not costs:
        return
    _heading(session, label)
    most = max(cost.hours for cost in costs.values())
    # on a narrow terminal the numbers need the room
    is_wide = out.columns is not None and out.columns >= _WIDE
    longest = max(width(_cost(cost, words)) for cost in costs.values())
    longest += max(len(f"{cost.entries:,}") for cost in costs.values())
    room = (out.columns or _WIDE * 2) - longest - _AROUND
    # a cost that is too long goes on beneath its name, not the name beneath the cost
    is_beneath = room < min(_SHORTEST_NAME, max(width(term(name)) for name in costs))
    out.rows(
        [
            Cell(f"  {shorten(term(name), max(room, _SHORTEST_NAME))}", flex=not is_beneath),
            Cell(f"{cost.entries:,}", align="right"),
            Cell(_cost(cost, words), flex=is_beneath),
            Cell(
                bar(cost.hours, most, _bar_width(out), ascii_only=out.ascii_only) if is_wide else "",
                out.paint.cyan,
            ),
        ]
        for name, cost in costs.items()
    )


def _bar_width(out: Output) -> int:
    return min(max((out.columns or 80) // 4, 6), 24)


def _heading(session: Session, label: str) -> None:
    session.out.line()
    session.out.line((label, session.out.paint.bold))


def _cost(cost: Cost, words: Mapping[str, str]) -> str:
    from mistakes.amounts import format_money, format_whole_minutes

    money = [format_money(amount, currency) for currency, amount in sorted(cost.money.items())]
    parts = [format_whole_minutes(cost.hours)] if cost.hours else []
    trust = [words["trust"].format(points=f"{cost.trust:,}")] if cost.trust else []
    return ", ".join(parts + money + trust)


def _object(name: str | None, totals: Totals) -> dict[str, Any]:
    overdue = [late._asdict() | {"due": late.due.isoformat()} for late in totals.overdue]
    return {
        "journal": name,
        "all": _cost_object(totals.all),
        "repeats": _cost_object(totals.repeats),
        "came_again": totals.came_again,
        "overdue": overdue,
        "overdue_count": totals.overdue_count,
        "ladder": totals.ladder,
        "kinds": totals.kinds,
        "by_tag": {tag: _cost_object(cost) for tag, cost in totals.by_tag.items()},
        "by_month": {month: _cost_object(cost) for month, cost in totals.by_month.items()},
    }


def _cost_object(cost: Cost) -> dict[str, Any]:
    money = {currency: str(amount) for currency, amount in sorted(cost.money.items())}
    return {"entries": cost.entries, "hours": cost.hours, "money": money, "trust": cost.trust}
