"""Takes in records of any kind, with progress, and names those that are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from mistakes import Journal, Source
from mistakes.exchange import Candidate, Record, Refusal

ROWS = ["2026-01-14;Paid the bill twice", "2026-02-03;Burned the onions", "no date here"]


def records(rows: list[str]) -> Iterator[Record]:
    """Yield one record a row; the source makes taking them in twice harmless."""
    from datetime import date

    for number, row in enumerate(rows, 1):
        day, semicolon, title = row.partition(";")
        if not semicolon:
            yield Refusal(f"row {number}", "has no date")
            continue
        fields = {"title": title, "happened": date.fromisoformat(day), "source": Source("rows", row)}
        yield Candidate(f"row {number}", fields)


with TemporaryDirectory() as folder:
    journal = Journal.create(Path(folder) / "journal", name="diary")
    report = journal.import_records(records(ROWS), progress=lambda done: print("read", done))
    print(len(report.added), "added", [f"{refusal.where} {refusal.reason}" for refusal in report.refused])
    print(len(journal.import_records(records(ROWS)).known), "known already")
