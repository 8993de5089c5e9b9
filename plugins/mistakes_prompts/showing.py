"""How questions look on a terminal and in a pipe, and what machines get of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from mistakes.cli.columns import Cell, wrap
from mistakes.practice import Question
from mistakes_prompts.placing import accepts
from mistakes_prompts.tongue import FIELDS_EN, FIELDS_ZH, words

if TYPE_CHECKING:
    from mistakes.cli.output import Output
    from mistakes.journal import Journal
    from mistakes_prompts.answering import Kept

_SIMILAR = 3
_NARROW = 60  # columns


def show_question(
    out: Output, question: Question, place: tuple[int, int], own: Mapping[str, str], journal: Journal
) -> None:
    """Write a question as it is asked: its place (number, total), its words, what it takes."""
    paint = out.paint
    number, total = place
    out.line()
    which = own["count"].format(number=number, total=total) if total > 1 else own["alone"]
    # on a narrow terminal the question needs the room; ? tells its id
    is_narrow = out.columns is not None and out.columns < _NARROW
    out.text(which if is_narrow else f"{which} · {question.id}", style=paint.dim)
    out.text(question.text, style=paint.bold)
    if takes := accepts(question.fills):
        out.text(own["accepts"].format(accepts=own.get(takes, takes)), style=paint.dim)
    if question.kind == "compare":
        _show_similar(out, question, own, journal)


def show_tips(out: Output, question: Question, own: Mapping[str, str]) -> None:
    """Write the tips of a question, which are for after the answer."""
    if not question.tips:
        return
    out.text(own["tips"], style=out.paint.dim)
    for tip in question.tips:
        out.text(tip, "    ", "  • ")


def lines_of_tips(out: Output, question: Question) -> int:
    """Return how many lines the tips of a question take, 0 if there are none or lines do not end."""
    if not question.tips or out.columns is None:
        return 0
    return 1 + sum(len(wrap(tip, out.columns - len("  • "))) for tip in question.tips)


def show_why(out: Output, question: Question, own: Mapping[str, str]) -> None:
    """Write the terms of a choice, one a line."""
    if not question.why:
        return
    out.text(own["why"].format(id=question.id), style=out.paint.dim)
    rows = [(f"{value:+.2f}", _term(term, own)) for term, value in question.why]
    out.rows([Cell(f"  {value}", align="right"), Cell(term, flex=True)] for value, term in rows)


def _term(term: str, own: Mapping[str, str]) -> str:
    """Return a term in our own words of a language; what stands after a colon is a name."""
    head, colon, name = term.partition(": ")
    return own.get(head, head) + (own["colon"] + own.get(name, name) if colon else "")


def show_list(out: Output, questions: Sequence[Question], own: Mapping[str, str], *, why: bool) -> None:
    """Write questions as rows: id, words, and the terms of their choice if they are wanted."""
    paint = out.paint
    rows = []
    for question in questions:
        row = [Cell(question.id, paint.cyan), Cell(question.text, flex=True)]
        rows.append([*row, Cell(why_text(question, own), paint.dim)] if why and out.columns is None else row)
    out.rows(rows)
    if why and out.columns is not None:
        for question in questions:
            out.text(f"{question.id}: {why_text(question, own)}", "  ", "", style=paint.dim)


def why_text(question: Question, own: Mapping[str, str]) -> str:
    """Return the terms of a choice in one line, in our own words of a language."""
    return "; ".join(f"{_term(term, own)} {value:+.2f}" for term, value in question.why)


def question_object(question: Question) -> dict[str, Any]:
    """Return what machines get of a question; tips and old answers come after the answer only."""
    about = {
        "id": question.id,
        "pack": question.pack,
        "kind": question.kind,
        "text": question.text,
        "entry": question.entry or None,
        "fills": question.fills or None,
        "accepts": accepts(question.fills) or None,
        "q": question.q or None,
    }
    return about | {"why": [{"term": term, "value": value} for term, value in question.why]}


def answer_object(journal: Journal, question: Question, kept: Kept) -> dict[str, Any]:
    """Return what machines get of an answer that was saved: where it is, and what belongs after it."""
    return {
        "question": question.id,
        "entry": question.entry or None,
        "field": kept.field or None,
        "compared": journal.handle(kept.other) if kept.other else None,
        "event": kept.events[0].id,
        "noted": kept.is_noted,
        "tips": list(question.tips),
        "before": question.before or None,
    }


def saved_text(field: str, *, noted: bool, other: str, language: str) -> str:
    """Return where an answer is: in a field, beside it as well (`noted`), or in a comparison with `other`, a handle."""
    own = words(language)
    if other:
        return own["compared"].format(other=other)
    if not field:
        return own["noted"]
    said = own["saved"].format(field=field_name(field, language))
    return own["and_noted"].format(said=said) if noted else said


def field_name(field: str, language: str) -> str:
    """Return the name of a field for people, such as `the plan (when)`; its own name if it has no other."""
    names = FIELDS_ZH if language.startswith("zh") else FIELDS_EN
    outer = (field.rsplit(".", count)[0] for count in range(field.count(".") + 1))
    return next((names[name] for name in outer if name in names), field)


def _show_similar(out: Output, question: Question, own: Mapping[str, str], journal: Journal) -> None:
    """Write the entries that may be meant: those that look alike, else the newest others."""
    if not question.entry:
        return
    alike = [match.entry for match in journal.similar(question.entry, limit=_SIMILAR)]
    newest = (entry for entry in journal.entries(newest_first=True) if entry.id != question.entry)
    if found := alike or list(islice(newest, _SIMILAR)):
        out.text(own["similar"], style=out.paint.dim)
        short = journal.handles([entry.id for entry in found])
        out.rows(
            [Cell(f"  {short[entry.id]}", out.paint.cyan), Cell(entry.title, flex=True)] for entry in found
        )
