"""`mistakes stats`: repeats and their price first, then where one stands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from mistakes.cli import sections
from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import UsageError

if TYPE_CHECKING:
    from mistakes.cli.output import Output
    from mistakes.index.totals import Cost, Overdue, Totals
    from mistakes.journal import Journal
    from mistakes.query import Query

_MONTHS = 12
_SHOWN_OVERDUE = 5


@make(name="stats", query=True)
@click.argument("query", nargs=-1)
def command(session: Session, query: tuple[str, ...]) -> None:
    """Show what came again and what it cost, overdue actions, the ladder, cost by tag and month.

    QUERY chooses the entries, as in: mistakes stats happened:2026 tag:deploy
    """
    from mistakes.cli.listing import waiting
    from mistakes.query import parse

    journal = session.one_reading()
    parsed = parse(query, now=datetime.now().astimezone())
    _refuse_persons(journal, parsed)
    with waiting("Reading entries") as progress, journal.settled(progress):
        totals = journal.totals(parsed)
        found = _sections(session, journal, parsed)
    if session.json:
        named = {section.name: shown.data for section, shown in found}
        session.out.json(_object(journal.name, totals) | {"sections": named})
        return
    _show(session, journal, totals)
    if totals.all.entries:
        sections.write(session, found)


def _sections(session: Session, journal: Journal, query: Query) -> list[Any]:
    from mistakes.journals import Journals
    from mistakes.locales import language
    from mistakes.practice import Occasion, learning_day
    from mistakes.reports import SECTIONS

    spoken = language(session.settings)
    occasion = Occasion(Journals([journal]), learning_day(), query.text, spoken)
    return list(sections.shown(session, "stats", occasion, SECTIONS))


def _refuse_persons(journal: Journal, query: Query) -> None:
    """Refuse numbers by person in a team's journal, except one's own."""
    from mistakes.query.tree import leaves

    asked = [
        leaf for leaf in leaves(query.root) if "author" in getattr(getattr(leaf, "field", None), "paths", ())
    ]
    mine = journal.author().casefold()
    if not journal.private and any(getattr(leaf, "text", "").casefold() not in mine for leaf in asked):
        raise UsageError("a team's journal has no numbers by person, except your own", "Leave out by:.")


def _show(session: Session, journal: Journal, totals: Totals) -> None:
    out = session.out
    if not totals.all.entries:
        out.line("There is nothing to count yet.")
        return
    again = totals.repeats
    count = "1 entry" if totals.all.entries == 1 else f"{totals.all.entries:,} entries"
    out.line((count, out.paint.bold), f" in {journal.name}; cost {_cost(totals.all) or 'not noted'}")
    if again.entries or totals.came_again:
        price = f" and cost {_cost(again)}" if _cost(again) else ""
        told = f"; {again.entries:,} of the entries tell of a repeat{price}" if again.entries else ""
        out.text(f"Repeats: {totals.came_again:,} came again{told}")
    else:
        out.text("Repeats: none. Nothing came again.")
    _show_overdue(session, journal, totals)
    _show_ladder(session, totals)
    _show_costs(session, "By tag", {f"#{tag}": cost for tag, cost in totals.by_tag.items()})
    months = dict(list(totals.by_month.items())[-_MONTHS:])
    _show_costs(session, "By month", months)


def _show_overdue(session: Session, journal: Journal, totals: Totals) -> None:
    if not totals.overdue:
        return
    out = session.out
    out.line((f"Overdue: {totals.overdue_count:,}", out.paint.yellow))
    for late in totals.overdue[:_SHOWN_OVERDUE]:
        owner = f" ({late.owner})" if late.owner else ""
        out.text(
            f"{late.entry[-6:]}  {_action_text(journal, late)}{owner}, due {late.due}", "          ", "  "
        )


def _action_text(journal: Journal, late: Overdue) -> str:
    entry = journal.readable(late.entry)
    texts = [action.text for action in entry.actions if action.key == late.key] if entry else []
    return texts[0] if texts else "an action"


def _show_ladder(session: Session, totals: Totals) -> None:
    from mistakes.cli.columns import Cell, bar

    out = session.out
    _heading(session, "The ladder")
    most = max(totals.ladder.values(), default=0)
    out.rows(
        [
            Cell(f"  {step}"),
            Cell(f"{count:,}", align="right"),
            Cell(
                bar(count, most, _bar_width(out), ascii_only=out.ascii_only) if out.columns else "",
                out.paint.cyan,
            ),
        ]
        for step, count in totals.ladder.items()
    )


def _show_costs(session: Session, label: str, costs: dict[str, Cost]) -> None:
    from mistakes.cli.columns import Cell, bar

    out = session.out
    if not costs:
        return
    _heading(session, label)
    most = max(cost.hours for cost in costs.values())
    out.rows(
        [
            Cell(f"  {name}"),
            Cell(f"{cost.entries:,}", align="right"),
            Cell(_cost(cost), flex=True),
            Cell(
                bar(cost.hours, most, _bar_width(out), ascii_only=out.ascii_only) if out.columns else "",
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


def _cost(cost: Cost) -> str:
    from mistakes.amounts import format_hours, format_money

    money = [format_money(amount, currency) for currency, amount in sorted(cost.money.items())]
    parts = [format_hours(cost.hours)] if cost.hours else []
    return ", ".join(parts + money)


def _object(name: str, totals: Totals) -> dict[str, Any]:
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
    return {"entries": cost.entries, "hours": cost.hours, "money": money}
