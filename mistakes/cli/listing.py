"""What `list` and `search` share: the query of the words typed, and the rows or JSON of what matches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeAlias

from mistakes.cli.session import Session
from mistakes.journals import Found, Journals
from mistakes.model import Mistake

if TYPE_CHECKING:
    from mistakes.index.answers import Answer

ON_A_TERMINAL = 20
Short: TypeAlias = Callable[[Sequence[Found]], dict[str, str]]


def find(
    session: Session, words: Sequence[str], order: str, limit: int | None
) -> tuple[Journals, Iterator[Found]]:
    """Return the journals that are read and what matches in them, as it is found.

    Without words no index is needed: the newest entries are read straight from their folders.
    """
    journals = session.reading()
    if not words:
        return journals, journals.newest(limit)
    from mistakes.query import parse

    query = parse(words, now=datetime.now().astimezone())
    with waiting("Reading entries") as progress:
        journals.refresh(progress)
    return journals, journals.search(query, limit=limit, order=order, fresh=True)


def waiting(label: str, total: int | None = None) -> AbstractContextManager[Any]:
    """Return the progress line of long work, drawn on stderr once it has run for a second."""
    import sys

    from mistakes.cli.progress import progress

    return progress(total, label, stream=sys.stderr)


def show_list(
    session: Session, words: Sequence[str], order: str, limit: int | None, answers: Sequence[Answer] = ()
) -> None:
    """Write the entries that match: 20 on a terminal, all in a pipe, as JSON if that was asked for.

    The private `answers` that match come below them.
    """
    if limit is None and session.out.is_terminal and not session.json:
        limit = ON_A_TERMINAL
    elif limit == 0:
        limit = None
    journals, found = find(session, words, order, limit)
    short = _handles(journals, words, limit)
    if session.json:
        from mistakes.cli.answers_found import answer_objects

        session.out.json_array(
            chain(_objects(found, words, short, scored=order == "relevance"), answer_objects(answers))
        )
    else:
        shown = _show_rows(session, journals, found, short, order)
        if shown or not answers:
            _say_what_is_left(session, words, shown, limit)
        if answers:
            from mistakes.cli.answers_found import show_answers

            show_answers(session, answers)


def _handles(journals: Journals, words: Sequence[str], limit: int | None) -> Short:
    """Return what gives the handles of what is shown: no other entry has them, as far as an index tells.

    The newest few are read without an index, and their handles differ from one another.
    """
    if words or limit is None:
        return lambda found: journals.handles([item.entry.id for item in found], walk=False)
    from mistakes.cli.rows import short_handles

    return lambda found: short_handles([item.entry.id for item in found])


def _show_rows(session: Session, journals: Journals, found: Iterator[Found], short: Short, order: str) -> int:
    from mistakes.cli.show import list_rows

    named = len(journals) > 1
    if session.out.is_terminal:
        shown = list(found)
        session.out.rows(list_rows(session.out, shown, named, short(shown)))
        if order == "time":
            _say_order(session, shown)
        return len(shown)
    count = 0
    while batch := list(islice(found, 1000)):
        count += len(batch)
        session.out.rows(list_rows(session.out, batch, named, short(batch)))
    return count


def _say_order(session: Session, shown: Sequence[Found]) -> None:
    """Say what the order is where the days that are shown make one doubt it."""
    from mistakes.when import as_date

    days = [as_date(item.entry.happened) for item in shown]
    if days != sorted(days, reverse=True):
        from mistakes.cli.capture_words import words

        session.out.text(words(session.settings)["by writing"], style=session.out.paint.dim)


def _say_what_is_left(session: Session, words: Sequence[str], shown: int, limit: int | None) -> None:
    if not session.out.is_terminal:
        return
    from mistakes.cli.capture_words import words as words_for

    said, dim = words_for(session.settings), session.out.paint.dim
    if shown == 0 and words:
        session.out.text(said["nothing found"], style=dim)
    elif shown == 0:
        session.out.text(said["nothing yet"])
    elif shown == limit:
        session.out.text(said["first"].format(limit=limit), style=dim)


def _objects(
    found: Iterator[Found], words: Sequence[str], short: Short, *, scored: bool
) -> Iterator[dict[str, Any]]:
    from mistakes.cli.show import entry_json

    while batch := list(islice(found, 500)):
        standings, handles = _standings(batch), short(batch)
        for journal, entry, score in batch:
            record = entry_json(journal, entry, standings[entry.id], handle=handles[entry.id])
            why = {"score": round(score, 6), "why": _why(entry, words)} if scored else {}
            yield record | why


def _why(entry: Mistake, words: Sequence[str]) -> list[str]:
    """Return the words of the query that stand in the entry."""
    from mistakes.codec import to_table
    from mistakes.query import parse
    from mistakes.query.tree import Phrase, Word, leaves
    from mistakes.query.words import fold
    from mistakes.tomltext import dump

    text = fold(dump(to_table(entry)))
    root = parse(words, now=datetime.now().astimezone()).root
    asked = [leaf.text for leaf in leaves(root) if isinstance(leaf, Word | Phrase)]
    return [word for word in asked if fold(word) in text]


def _standings(batch: Sequence[Found]) -> dict[str, Any]:
    """Return where each entry stands, from the index of its journal."""
    standings: dict[str, Any] = {}
    for journal in {id(item.journal): item.journal for item in batch}.values():
        ids = [item.entry.id for item in batch if item.journal is journal]
        standings |= journal.standings(ids)
    return standings
