"""How entries look: rows of a list, the page of one entry, what a change is acknowledged with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from mistakes.amounts import format_money, format_whole_minutes
from mistakes.cli.columns import Cell
from mistakes.cli.output import Output
from mistakes.cli.rows import cells, row_of
from mistakes.cli.show_words import CONDITIONS_ZH, MARKS, TRUST, WORDS, age_in, status_name
from mistakes.cli.terminal import term
from mistakes.journals import Found
from mistakes.locales import language
from mistakes.model import Action, Applies, Condition, Decision, Deleted, Lesson, Mistake, Price
from mistakes.plan_words import deed, situation
from mistakes.when import as_date, describe_age, is_ahead

if TYPE_CHECKING:
    from mistakes.cli.session import Session
    from mistakes.journal import Journal
    from mistakes.ladder import Standing
    from mistakes.when import Moment

_TEXTS = (
    *("expected", "believed", "went_well", "lucky", "overcame", "feeling", "goal", "stretch"),
    *("customer_effect", "harm_to_others"),
)
_QS = ("iq", "eq", "lq")
_AND = {"en": ", ", "zh": "、"}
# said of an entry that was just written, which must not take longer in a large journal
_NEW = ("saved", "sealed")


def list_rows(
    out: Output, found: Iterable[Found], named: bool, short: dict[str, str]
) -> Iterator[list[Cell]]:
    """Yield a row for each entry: handle, date, title, marks and tags, and the journal if `named`."""
    return cells(out, map(row_of, found), named, short)


def show_entry(out: Output, journal: Journal, entry: Mistake, standing: Standing, now: datetime) -> None:
    """Write the page of one entry, in the language of its reader."""
    linked = [*([entry.links.repeat_of] if entry.links.repeat_of else []), *entry.links.like]
    page = _Page(out, language(journal.settings), journal.handles([entry.id, *linked]))
    out.text(term(entry.title), style=out.paint.bold)
    out.text(_facts(journal, entry, standing, now, page), style=out.paint.dim)
    if entry.deleted:
        page.deleted(entry.deleted, entry.id, now)
    if entry.story:
        out.line()
        out.text(entry.story)
    if entry.price.note:
        page.section("price note")
        out.text(entry.price.note, "  ")
    for name in _TEXTS:
        if text := getattr(entry, name):
            page.section(name)
            out.text(text, "  ")
    _show_lists(page, entry, now)
    _show_links(page, entry)
    _show_own(page, entry)
    _show_conflicts(page, entry)


def price_text(price: Price, spoken: str = "en") -> str:
    """Return a price in a few words, without its note; "" if nothing is known of it."""
    trust = TRUST[spoken].get(price.trust or 0, "")
    hours = format_whole_minutes(price.hours) if price.hours else ""
    money = format_money(price.money, price.currency or "") if price.money else ""
    return _AND[spoken].join(part for part in (hours, money, trust) if part)


def entry_json(
    journal: Journal, entry: Mistake, standing: Standing, *, private: bool = False, handle: str = ""
) -> dict[str, Any]:
    """Return the object that `--json` prints for an entry: its fields, and what is derived from it.

    `handle` is what it is called, if the caller knows that already.
    """
    from mistakes.exchange import without_private
    from mistakes.jsonform import to_json

    record = to_json(entry if private else without_private(entry))
    handle = handle or journal.handle(entry.id)
    derived = {"handle": handle, "status": standing.status, "journal": journal.name}
    marks = {"repeated": standing.repeated, "retired": standing.retired, "ahead": list(standing.ahead)}
    return record | derived | {"path": str(journal.path(entry.id))} | marks


def acknowledge(out: Output, journal: Journal, entry: Mistake, verb: str) -> None:
    """Say that a change is safe, and where; `verb` is one of `mistakes.cli.capture_words`."""
    from mistakes.cli.capture_words import words

    said = words(journal.settings)
    place = said["privately"] if journal.private else said["in"].format(journal=journal.name)
    whose = said["private"] if journal.private else journal.name
    handle = journal.handle(entry.id, walk=verb not in _NEW)
    told = said[verb].format(place=place, whose=whose, id=handle, title=entry.title)
    out.text(told, "  ", "", style=out.paint.green)


def warn_if_ahead(session: Session, journal: Journal, entry: Mistake) -> None:
    """Say it if an entry tells of a day that is still to come, as it does after a slip in the year."""
    if not is_ahead(entry.happened, datetime.now().astimezone()):
        return
    from mistakes.cli.capture_words import words

    handle, day = journal.handle(entry.id, walk=False), as_date(entry.happened).isoformat()
    session.note(words(journal.settings)["ahead"].format(id=handle, day=day))


class _Page:
    """A page of one entry: where it is written, in which language, what entries are called there."""

    def __init__(self, out: Output, spoken: str, handles: Mapping[str, str]) -> None:
        self.out = out
        self.language = spoken
        self.handles = handles
        self._words = WORDS[spoken]

    def said(self, name: str, /, *parts: object, **values: object) -> str:
        """Return words of ours with values in them."""
        return self._words[name].format(*parts, **values)

    def section(self, name: str) -> None:
        """Begin a section, with its heading."""
        self.out.line()
        self.out.line((self.said(name), self.out.paint.bold))

    def item(self, text: str) -> None:
        """Write one item of a list."""
        self.out.text(text, "    ", "  • ")

    def deleted(self, mark: Deleted, entry_id: str, now: datetime) -> None:
        """Say when and why an entry was deleted, and how it comes back."""
        why = f" ({mark.why})" if mark.why else ""
        said = self.said("deleted", age=self.age(mark.at, now), why=why, id=self.handles[entry_id])
        self.out.text(said, style=self.out.paint.red)

    def age(self, moment: Moment, now: datetime) -> str:
        """Return how long ago something was."""
        return age_in(describe_age(moment, now), self.language)


def _facts(journal: Journal, entry: Mistake, standing: Standing, now: datetime, page: _Page) -> str:
    spoken = page.language
    marks = [name for name in ("repeated", "retired") if getattr(standing, name)]
    steps = [status_name(step, spoken) for step in standing.ahead]
    ahead = page.said("already", steps=_AND[spoken].join(steps)) if steps else ""
    status = _AND[spoken].join([status_name(standing.status, spoken), *map(page.said, marks)])
    cost = price_text(entry.price, spoken)
    day = as_date(entry.happened)
    facts = [
        page.handles[entry.id],
        page.said("happened", day=day, age=page.age(entry.happened, now)),
        status + ahead,
    ]
    facts += [MARKS[spoken][entry.kind], page.said("cost", cost=cost) if cost else ""]
    facts += [" ".join(f"#{tag}" for tag in entry.tags)]
    facts += [entry.author if not journal.private else "", journal.name if not journal.private else ""]
    return " · ".join(fact for fact in facts if fact)


def _show_lists(page: _Page, entry: Mistake, now: datetime) -> None:
    if judged := _judged(page, entry):
        page.section("judged")
        page.out.text(" · ".join(judged), "  ")
    if entry.conditions:
        page.section("conditions")
        for condition in entry.conditions:
            page.item(_condition(condition, page.language))
    if entry.lessons:
        page.section("lessons")
        for lesson in entry.lessons:
            _lesson(page, lesson)
    if entry.actions:
        page.section("actions")
        for action in entry.actions:
            page.item(_action(page, action, now))
    if entry.decision != Decision():
        _decision(page, entry.decision)


def _judged(page: _Page, entry: Mistake) -> list[str]:
    found = [
        page.said(name, value=value)
        for name in ("sure", "process", "result")
        if (value := getattr(entry, "confidence" if name == "sure" else name)) is not None
    ]
    for truth, name, other in (
        (entry.right_thing, "right_thing", "other_thing"),
        (entry.done_right, "done_right", "done_badly"),
        (entry.price.reversible, "reversible", "irreversible"),
    ):
        found += [] if truth is None else [page.said(name if truth else other)]
    found += [page.said(f"lead {entry.lead}")] if entry.lead else []
    tested = [f"{name.upper()} {value}" for name in _QS if (value := getattr(entry.q, name)) is not None]
    return found + ([page.said("tested", what=_AND[page.language].join(tested))] if tested else [])


def _condition(condition: Condition, spoken: str) -> str:
    if not condition.kind:
        return condition.text
    if spoken == "zh":
        return f"{CONDITIONS_ZH[condition.kind]}：{condition.text}"
    return f"{condition.kind}: {condition.text}"


def _lesson(page: _Page, lesson: Lesson) -> None:
    when = situation(lesson.when, page.language) if lesson.when else ""
    page.item(lesson.text or when or deed(lesson.then, page.language))
    if when and lesson.text:
        page.out.text(when, "    ")
    if lesson.then and (lesson.text or when):
        page.out.text(deed(lesson.then, page.language), "    ")
    if lesson.check:
        page.out.text(page.said("held by", text=lesson.check), "    ")
    if triggers := _triggers(page, lesson.applies):
        page.out.text(page.said("brought by", text=triggers), "    ")


def _triggers(page: _Page, applies: Applies) -> str:
    kinds = ("paths", "commands", "words", "tags")
    return ", ".join(page.said(kind, pattern) for kind in kinds for pattern in getattr(applies, kind))


def _action(page: _Page, action: Action, now: datetime) -> str:
    names = [action.owner, page.said("helped", name=action.helper) if action.helper else ""]
    who = ", ".join(name for name in names if name)
    text = f"{action.text} ({who})" if who else action.text
    if action.done:
        return f"{text} — {page.said('done', day=action.done)}"
    if action.due:
        name = "overdue" if action.due < now.date() else "due"
        return f"{text} — {page.said(name, day=action.due)}"
    return text


def _decision(page: _Page, decision: Decision) -> None:
    page.section("decision")
    rows = {
        "options": ", ".join(decision.options),
        "chosen": decision.chosen,
        "prediction": decision.prediction,
        "confidence": "" if decision.confidence is None else str(decision.confidence),
        "review_on": str(decision.review_on or ""),
        "views": "; ".join(decision.views),
        "outcome": decision.outcome,
    }
    for name, text in rows.items():
        if text:
            page.out.text(page.said(name, text), "  ")


def _show_links(page: _Page, entry: Mistake) -> None:
    links = entry.links
    rows = {
        "repeat_of": page.handles.get(links.repeat_of or "", ""),
        "like": ", ".join(page.handles[other] for other in links.like),
        "borrowed_from": links.borrowed_from,
        "evidence": ", ".join(links.evidence),
        "heard_from": ", ".join(entry.heard_from),
        "imported": _source(entry),
    }
    shown = {name: text for name, text in rows.items() if text}
    if shown:
        page.out.line()
    for name, text in shown.items():
        page.out.text(page.said(name, text), "  ", "")


def _source(entry: Mistake) -> str:
    """Return where an entry was imported from; that it was borrowed is said by its link."""
    if entry.source is None or entry.links.borrowed_from:
        return ""
    return f"{entry.source.format} {entry.source.ref}"


def _show_own(page: _Page, entry: Mistake) -> None:
    """Write the fields that are no part of the format, such as `x.me.mood`."""
    if entry.extra:
        page.section("own")
    for path, value in _leaves("", entry.extra):
        page.out.text(f"{path}: {value}", "    ", "  ")


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the path and value of each leaf of tables within tables."""
    if not isinstance(value, Mapping):
        yield path, value
    else:
        for key, inner in value.items():
            yield from _leaves(f"{path}.{key}" if path else key, inner)


def _show_conflicts(page: _Page, entry: Mistake) -> None:
    if entry.conflict:
        page.section("conflict")
        for row in entry.conflict:
            page.item(f"{row.path}: {row.value} ({row.author})")
