"""The sections of a page (`today`, `stats`): our own and those of plugins, each on its own feet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from mistakes.cli.session import Session
from mistakes.hooks import Section

if TYPE_CHECKING:
    from mistakes.practice import Occasion, Shown

_HANDLE = re.compile(r" *[0-9a-z]{4,26}  (?=\S)")


def shown(
    session: Session,
    view: str,
    occasion: Occasion,
    own: Sequence[Section] = (),
    known: Mapping[str, Shown] | None = None,
) -> Iterator[tuple[Section, Shown]]:
    """Yield the sections that have something to show, in their order; one that fails is one warning.

    Those that are `known`, by name, are not asked.
    """
    known = known or {}
    mine = {section.name for section in own}
    others = [section for section in session.plugins.sections(view) if section.name not in mine]
    for section in sorted([*own, *others], key=lambda one: (one.order, one.name)):
        found = known.get(section.name) or _shown(session, section, occasion, trusted=section.name in mine)
        if found is not None:
            yield section, found


def write(session: Session, sections: Iterable[tuple[Section, Shown]]) -> None:
    """Write sections, each with its heading, wrapped to the terminal."""
    out = session.out
    for section, found in sections:
        out.line()
        out.line((found.heading or section.summary, out.paint.bold))
        for line in found.lines:
            # what stands beside a handle goes on beneath itself, not beneath the handle
            head, text = line[: _head(line)], line[_head(line) :]
            out.text(text, f"  {' ' * len(head)}" if head else "    ", f"  {head}")


def _head(line: str) -> int:
    """Return how many characters of a line are a handle, with the blanks around it; 0 if it has none."""
    found = _HANDLE.match(line)
    return found.end() if found else 0


def closing(session: Session) -> None:
    """Let plugins say one line each at the end of a command that practised something, on a terminal only."""
    if not session.asks or not session.plugins.sections("closing"):
        return
    from mistakes.days import learning_day
    from mistakes.locales import language
    from mistakes.practice import Occasion

    occasion = Occasion(session.reading(), learning_day(), "", language(session.settings), columns(session))
    for _, found in shown(session, "closing", occasion):
        for line in found.lines[:1]:
            session.out.text(line)


def columns(session: Session) -> int | None:
    """Return how wide the terminal is that sections are shown on, None if they are not shown on one."""
    return None if session.json else session.out.columns


def _shown(session: Session, section: Section, occasion: Occasion, *, trusted: bool) -> Shown | None:
    if trusted:
        module, _, name = section.target.partition(":")
        found: Shown | None = getattr(import_module(module), name)(occasion)
        return found
    result: Shown | None = session.plugins.attempt(section.target, occasion)
    return result
