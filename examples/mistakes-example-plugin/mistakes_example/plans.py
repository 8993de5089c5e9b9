"""Plans that are only half there: an if without a then, or a then without an if."""

from __future__ import annotations

from collections.abc import Iterator

from mistakes import Journal
from mistakes.errors import Fault


def half_plans(journal: Journal) -> Iterator[Fault]:
    """Yield a fault for each lesson that has only one of `when` and `then`."""
    for entry in journal.entries():
        for number, lesson in enumerate(entry.lessons):
            if bool(lesson.when) != bool(lesson.then):
                lacks = "then" if lesson.when else "when"
                yield Fault(f"{entry.id[-6:]}: lessons[{number}]", f"a plan without its `{lacks}`")
