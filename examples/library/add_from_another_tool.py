"""Adds an entry from another tool; run again for the same alarm, it adds nothing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from mistakes import Journal, Mistake, Price


def note(journal: Journal, alarm: int, title: str) -> Mistake:
    """Keep an alarm of the pager; the same alarm again returns the entry there is."""
    return journal.add(
        title=title,
        author="Pager <pager@example.com>",
        source=f"pager:{alarm}",
        price=Price(hours=1.5, money=Decimal("200.00"), currency="EUR"),
    )


with TemporaryDirectory() as folder:
    journal = Journal.create(Path(folder) / "journal", name="payments", kind="team")
    first = note(journal, 8841, "The disk of the database was full")
    second = note(journal, 8841, "The disk of the database was full")
    print(first.id == second.id, len(list(journal.entries())))
