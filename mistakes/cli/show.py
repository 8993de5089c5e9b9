"""How entries look: rows of a list, the page of one entry, what a change is acknowledged with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mistakes.amounts import format_hours, format_money
from mistakes.cli.columns import Cell, shorten
from mistakes.cli.output import Output
from mistakes.cli.terminal import term
from mistakes.ids import handles
from mistakes.journals import Found
from mistakes.model import Action, Lesson, Mistake, Price
from mistakes.when import as_date, describe_age

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.ladder import Standing

_MARKS = {
    "mistake": "",
    "near-miss": "near miss",
    "success": "win",
    "decision": "decision",
    "borrowed": "borrowed",
}
_TEXTS = (
    ("expected", "Expected"),
    ("believed", "Believed"),
    ("went_well", "Went well"),
    ("lucky", "Lucky"),
    ("overcame", "How it was overcome"),
    ("feeling", "Feeling (private)"),
    ("goal", "Goal"),
    ("stretch", "Stretch"),
    ("customer_effect", "For customers"),
    ("harm_to_others", "Harm to others"),
)


def list_rows(
    out: Output, found: Iterable[Found], named: bool, short: dict[str, str]
) -> Iterator[list[Cell]]:
    """Yield a row for each entry: handle, date, title, marks and tags, and the journal if `named`."""
    paint = out.paint
    for journal, entry, _ in found:
        row = [
            Cell(short.get(entry.id, entry.id[-6:]), paint.cyan),
            Cell(as_date(entry.happened).isoformat(), paint.dim),
            Cell(entry.title, flex=True),
            Cell(_details(out, entry), paint.dim),
        ]
        yield [*row, Cell(journal.name, paint.dim)] if named else row


def _details(out: Output, entry: Mistake) -> str:
    """Return marks and tags, on a terminal in no more than a quarter of it: the title matters more."""
    marks = [_MARKS[entry.kind], "deleted" if entry.deleted else ""]
    text = " ".join([*(mark for mark in marks if mark), *(f"#{tag}" for tag in entry.tags)])
    return shorten(term(text), out.columns // 4) if out.columns else text


def show_entry(out: Output, journal: Journal, entry: Mistake, standing: Standing, now: datetime) -> None:
    """Write the page of one entry."""
    paint = out.paint
    out.line((entry.title, paint.bold))
    out.text(_facts(journal, entry, standing, now), style=paint.dim)
    if entry.deleted:
        why = f" ({entry.deleted.why})" if entry.deleted.why else ""
        age = describe_age(entry.deleted.at, now)
        out.text(f"Deleted {age}{why}; bring it back: mistakes restore {entry.id[-6:]}", style=paint.red)
    if entry.story:
        out.line()
        out.text(entry.story)
    for name, label in _TEXTS:
        if text := getattr(entry, name):
            _section(out, label)
            out.text(text, "  ")
    _show_lists(out, entry, now)
    _show_links(out, entry)
    _show_conflicts(out, entry)


def price_text(price: Price) -> str:
    """Return a price in words, "" if nothing is known of it."""
    trust = {1: "a little trust", 2: "much trust", 3: "all trust"}.get(price.trust or 0, "")
    hours = format_hours(price.hours) if price.hours else ""
    money = format_money(price.money, price.currency or "") if price.money else ""
    return ", ".join(part for part in (hours, money, trust, price.note) if part)


def entry_json(
    journal: Journal, entry: Mistake, standing: Standing, *, private: bool = False
) -> dict[str, Any]:
    """Return the object that `--json` prints for an entry: its fields, and what is derived from it."""
    from mistakes.exchange import without_private
    from mistakes.jsonform import to_json

    record = to_json(entry if private else without_private(entry))
    derived = {"handle": entry.id[-6:], "status": standing.status, "journal": journal.name}
    marks = {"repeated": standing.repeated, "retired": standing.retired, "ahead": list(standing.ahead)}
    return record | derived | {"path": str(journal.path(entry.id))} | marks


def acknowledge(out: Output, journal: Journal, entry: Mistake, verb: str) -> None:
    """Say that a change is safe, and where."""
    handle = entry.id[-6:]
    if verb in ("saved", "sealed"):
        words = f"{verb} {'privately' if journal.private else f'in {journal.name}'} as {handle}"
    else:
        words = f"{verb} {handle} ({'private' if journal.private else journal.name})"
    out.text(f"{words}  {entry.title}", "  ", "", style=out.paint.green)


def short_handles(ids: Collection[str]) -> dict[str, str]:
    """Return the handles of what is shown, each unique among them."""
    return handles(ids)


def _facts(journal: Journal, entry: Mistake, standing: Standing, now: datetime) -> str:
    status = (
        standing.status
        + (", repeated" if standing.repeated else "")
        + (", retired" if standing.retired else "")
    )
    ahead = f" ({', '.join(standing.ahead)} already)" if standing.ahead else ""
    cost = price_text(entry.price)
    facts = [
        entry.id[-6:],
        f"happened {as_date(entry.happened)} ({describe_age(entry.happened, now)})",
        status + ahead,
    ]
    facts += [_MARKS[entry.kind], f"cost {cost}" if cost else "", " ".join(f"#{tag}" for tag in entry.tags)]
    facts += [entry.author if not journal.private else "", journal.name if not journal.private else ""]
    return " · ".join(fact for fact in facts if fact)


def _section(out: Output, label: str) -> None:
    out.line()
    out.line((label, out.paint.bold))


def _show_lists(out: Output, entry: Mistake, now: datetime) -> None:
    if entry.conditions:
        _section(out, "What contributed")
        for condition in entry.conditions:
            _item(out, f"{condition.kind}: {condition.text}" if condition.kind else condition.text)
    if entry.lessons:
        _section(out, "Lessons")
        for lesson in entry.lessons:
            _lesson(out, lesson)
    if entry.actions:
        _section(out, "Actions")
        for action in entry.actions:
            _item(out, _action(action, now))
    if entry.decision.chosen or entry.decision.options:
        _decision(out, entry)


def _lesson(out: Output, lesson: Lesson) -> None:
    _item(out, lesson.text or f"When {lesson.when}")
    if lesson.when and lesson.text:
        out.text(f"When {lesson.when}", "    ")
    if lesson.then:
        out.text(f"then {lesson.then}", "    ")
    if lesson.check:
        out.text(f"held by {lesson.check}", "    ")


def _action(action: Action, now: datetime) -> str:
    who = f" ({action.owner})" if action.owner else ""
    if action.done:
        return f"{action.text}{who} — done {action.done}"
    if action.due:
        late = " — overdue since" if action.due < now.date() else " — due"
        return f"{action.text}{who}{late} {action.due}"
    return f"{action.text}{who}"


def _decision(out: Output, entry: Mistake) -> None:
    _section(out, "Decision")
    decision = entry.decision
    rows = [
        ("Options", ", ".join(decision.options)),
        ("Chosen", decision.chosen),
        ("Prediction", decision.prediction),
    ]
    rows += [("Review on", str(decision.review_on or "")), ("Outcome", decision.outcome)]
    for label, text in rows:
        if text:
            out.text(f"{label}: {text}", "  ")


def _show_links(out: Output, entry: Mistake) -> None:
    links = entry.links
    rows = [
        ("The same again as", (links.repeat_of or "")[-6:]),
        ("Like", ", ".join(other[-6:] for other in links.like)),
    ]
    rows += [("Borrowed from", links.borrowed_from), ("Evidence", ", ".join(links.evidence))]
    rows += [("Heard from", ", ".join(entry.heard_from)), ("Imported from", _source(entry))]
    shown = [(label, text) for label, text in rows if text]
    if shown:
        out.line()
    for label, text in shown:
        out.text(f"{label}: {text}", "  ", "")


def _source(entry: Mistake) -> str:
    return f"{entry.source.format} {entry.source.ref}" if entry.source else ""


def _show_conflicts(out: Output, entry: Mistake) -> None:
    if entry.conflict:
        _section(out, "Two people changed this; the other value was")
        for row in entry.conflict:
            _item(out, f"{row.path}: {row.value} ({row.author})")


def _item(out: Output, text: str) -> None:
    out.text(text, "    ", "  • ")
