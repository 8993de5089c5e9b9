"""`mistakes today`, also `mistakes` alone: what is due, one question, what is late, this week, the road."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session

if TYPE_CHECKING:
    from mistakes.hooks import Section
    from mistakes.journals import Journals
    from mistakes.practice import Shown

_NEWEST = 5
_SHORT = 2
_START = {
    "en": (
        "This is your journal of mistakes; it is empty, which will not last.",
        'Write one down:   mistakes add "what happened"      (or just: oops)',
        "See how it works: mistakes demo                     All commands: mistakes --help",
    ),
    "zh": (
        "这是你的错误日志；现在还是空的，不会一直空着。",
        '记下一个：mistakes add "发生了什么"（或者直接输入 oops）',
        "看看怎么用：mistakes demo　　所有命令：mistakes --help",
    ),
}
_ROAD = {
    "en": "{entries:,} of {goal:,} mistakes kept; next milestone: {milestone:,}",
    "zh": "已记下 {entries:,} 个错误，目标 {goal:,}；下一站：{milestone:,}",
}
_THERE = {
    "en": "{entries:,} mistakes kept; the goal of {goal:,} is reached",
    "zh": "已记下 {entries:,} 个错误，{goal:,} 的目标已经达到",
}


@make(name="today")
@click.option("--plain", is_flag=True, help="A few lines for the start of a shell, once a day.")
def command(session: Session, plain: bool) -> None:
    """Show what is due, what is late, one question, and how far you are on the road to 1,001.

    `mistakes` alone shows the same.
    """
    show_today(session, plain=plain)


def show_today(session: Session, *, plain: bool = False) -> None:
    """Write the page of the day; with `plain` a few lines, and nothing if they were shown today."""
    from mistakes.cli.listing import waiting
    from mistakes.practice import learning_day

    day = learning_day()
    if plain and _was_greeted(day):
        return
    journals = session.reading()
    with waiting("Reading entries") as progress, journals.settled(progress):
        _show(session, journals, day, plain=plain)


def _show(session: Session, journals: Journals, day: date, *, plain: bool) -> None:
    from mistakes.cli import sections
    from mistakes.locales import language
    from mistakes.practice import Occasion
    from mistakes.today import SECTIONS

    spoken = language(session.settings)
    counts = {journal.name: journal.index.kept for journal in journals}
    if not any(counts.values()) and not session.json:
        return None if plain else _write_start(session, spoken)
    occasion = Occasion(journals, day, "", spoken)
    found = list(sections.shown(session, "today", occasion, SECTIONS))
    if session.json:
        return _write_json(session, journals, counts, day, found)
    _write_road(session, journals, sum(counts.values()), spoken)
    return _write_short(session, found) if plain else _write_page(session, journals, found)


def _write_start(session: Session, language: str) -> None:
    for line in _START[language]:
        session.out.text(line)


def _write_road(session: Session, journals: Journals, entries: int, language: str) -> None:
    from mistakes.cli.columns import bar
    from mistakes.today import road

    out = session.out
    goal = road(entries, journals[0].header.goal)
    text = _ROAD[language] if entries < goal.goal else _THERE[language]
    out.line((text.format(**goal._asdict()), out.paint.bold))
    if out.columns:
        room = min(out.columns, 60) - 2
        out.line((bar(min(entries, goal.goal), goal.goal, room, ascii_only=out.ascii_only), out.paint.cyan))


def _write_page(session: Session, journals: Journals, found: Sequence[tuple[Section, Shown]]) -> None:
    from mistakes.cli import sections
    from mistakes.cli.show import list_rows, short_handles

    sections.write(session, found)
    newest = list(journals.newest(_NEWEST))
    session.out.line()
    short = short_handles([item.entry.id for item in newest])
    session.out.rows(list_rows(session.out, newest, len(journals) > 1, short))
    session.out.line()
    session.out.text("mistakes add · search WORDS · show ID · --help", style=session.out.paint.dim)


def _write_short(session: Session, found: Sequence[tuple[Section, Shown]]) -> None:
    for _, shown in found[:_SHORT]:
        for line in shown.lines[:1]:
            session.out.text(line, "    ", "  ")


def _write_json(
    session: Session,
    journals: Journals,
    counts: dict[str, int],
    day: date,
    found: Sequence[tuple[Section, Shown]],
) -> None:
    from mistakes.today import road

    goal = road(sum(counts.values()), journals[0].header.goal if journals else 1001)
    session.out.json(
        {
            "day": day.isoformat(),
            "entries": counts,
            "newest": [item.entry.id for item in journals.newest(_NEWEST)],
            "goal": goal.goal,
            "milestone": goal.milestone,
            "sections": {section.name: shown.data for section, shown in found},
        }
    )


def _was_greeted(day: date) -> bool:
    """Tell whether the greeting was shown on this day, and remember that it is now; never fails."""
    import os
    from contextlib import suppress

    from mistakes.errors import MistakesError
    from mistakes.places import state_folder

    with suppress(OSError, MistakesError, ValueError):
        path = state_folder() / "greeted"
        with suppress(FileNotFoundError):
            if path.read_text(encoding="ascii") == day.isoformat():
                return True
        os.makedirs(path.parent, mode=0o700, exist_ok=True)
        path.write_text(day.isoformat(), encoding="ascii")
    return False
