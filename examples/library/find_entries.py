"""Finds entries: by a query, by the end of an id, by likeness."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from mistakes import Journal, Price

with TemporaryDirectory() as folder:
    journal = Journal.create(Path(folder) / "journal", name="kitchen")
    rice = journal.add(title="Burned the rice", price=Price(hours=0.5), tags={"kitchen"})
    journal.add(title="Burned the rice again, on the phone", price=Price(hours=1), tags={"kitchen", "phone"})
    journal.add(title="Paid the bill twice", price=Price(hours=3), tags={"money"})

    for hit in journal.search("burned -phone cost>10min"):
        print(hit.title)
    for hit in journal.search("tag:kitchen OR tag:money", order="time", limit=2):
        print(hit.happened, hit.title)

    entry_id = journal.find(rice.id[-6:])
    print(journal.get(entry_id).title)

    for match in journal.similar(rice.id):
        print(round(match.score, 1), match.entry.title, match.why)

    for error in journal.unreadable:
        print("left out:", error.message)
