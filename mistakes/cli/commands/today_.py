"""`mistakes today`, also `mistakes` alone: what is due, one question, what is late, this week, the road."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from mistakes.cli.command import command as make
from mistakes.cli.session import Session

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mistakes.cli.columns import Cell
    from mistakes.cli.day_page import Page
    from mistakes.cli.output import Output

_SHORT = 2
_AROUND = 4  # lines: those that part the page, and two of the next prompt
_GREETED = "greeted"
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
    "en": "{entries:,} mistakes kept, on the road to {goal:,} that are ready for the book",
    "zh": "已记下 {entries:,} 个错误；目标是 {goal:,} 个可以成书",
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
    from mistakes.cli.ahead import look_ahead
    from mistakes.days import learning_day

    day = learning_day()
    if plain and _was_greeted(day):
        return None
    look_ahead(session)
    from mistakes.cli.day_page import page
    from mistakes.cli.progress import progress
    from mistakes.locales import language

    spoken = language(session.settings)
    with progress(None, "Reading entries", stream=sys.stderr) as told:
        found = page(session, day, spoken, told)
    if session.json:
        return _write_json(session, found, day)
    if not any(found.entries.values()):
        return None if plain else _write_start(session, found, spoken)
    if plain:
        _note_greeting(day)
    _write_road(session, found, spoken)
    return _write_short(session, found) if plain else _write_page(session, found)


def _write_start(session: Session, page: Page, language: str) -> None:
    """Say how to begin, and ask about what a team's journal has said, as nothing else can be there yet."""
    from mistakes.cli import sections

    for line in _START[language]:
        session.out.text(line)
    sections.write(session, (one for one in page.sections if one[0].name == "helped"))


def _write_road(session: Session, page: Page, language: str) -> None:
    from mistakes.cli.columns import bar
    from mistakes.today import road

    out = session.out
    goal = road(sum(page.entries.values()), page.goal)
    text = _ROAD[language] if goal.entries < goal.goal else _THERE[language]
    out.text(text.format(**goal._asdict()), style=out.paint.bold)
    if out.columns:
        room = min(out.columns, 60) - 2
        out.line(
            (bar(min(goal.entries, goal.goal), goal.goal, room, ascii_only=out.ascii_only), out.paint.cyan)
        )


def _write_page(session: Session, page: Page) -> None:
    from mistakes.cli import sections
    from mistakes.cli.capture_words import words
    from mistakes.cli.rows import cells

    out, commands = session.out, words(session.settings)["commands"]
    sections.write(session, page.sections)
    newest = list(cells(out, page.newest, len(page.entries) > 1, page.handles))
    if fitting := _fitting(out, newest, commands):
        out.line()
        out.rows(fitting)
    out.line()
    out.text(commands, style=out.paint.dim)


def _fitting(out: Output, rows: Sequence[Sequence[Cell]], below: str) -> Sequence[Sequence[Cell]]:
    """Return as many rows as leave what stands above them on the screen, with a text below and the next prompt."""
    from mistakes.cli.columns import layout, wrap

    if out.lines is None or out.columns is None:
        return rows
    room = out.lines - out.written - len(wrap(below, out.columns)) - _AROUND
    fits = (
        number for number in range(len(rows), 0, -1) if len([*layout(rows[:number], out.columns)]) <= room
    )
    return rows[: next(fits, 0)]


def _write_short(session: Session, page: Page) -> None:
    for _, shown in page.sections[:_SHORT]:
        for line in shown.lines[:1]:
            session.out.text(line, "    ", "  ")


def _write_json(session: Session, page: Page, day: date) -> None:
    from mistakes.today import road

    goal = road(sum(page.entries.values()), page.goal)
    session.out.json(
        {
            "day": day.isoformat(),
            "entries": page.entries,
            "newest": [row.id for row in page.newest],
            "goal": goal.goal,
            "milestone": goal.milestone,
            "sections": {section.name: shown.data for section, shown in page.sections},
        }
    )


def _was_greeted(day: date) -> bool:
    """Tell whether the greeting was shown on this day; never fails."""
    from contextlib import suppress

    from mistakes.errors import MistakesError
    from mistakes.places import state_folder

    with suppress(OSError, MistakesError, ValueError):
        return (state_folder() / _GREETED).read_text(encoding="ascii") == day.isoformat()
    return False


def _note_greeting(day: date) -> None:
    """Remember that the greeting is shown on this day; never fails."""
    from contextlib import suppress

    from mistakes import files
    from mistakes.errors import MistakesError
    from mistakes.places import state_folder

    with suppress(OSError, MistakesError):
        folder = state_folder()
        files.make_folder(folder, private=True)
        files.replace(folder, folder / _GREETED, day.isoformat(), private=True)
