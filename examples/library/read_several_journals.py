"""Reads a personal and a team's journal as one."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from mistakes import Journal, Journals

with TemporaryDirectory() as folder:
    own = Journal.create(Path(folder) / "own", name="personal")
    team = Journal.create(Path(folder) / "team", name="kitchen", kind="team")
    own.add(title="Snapped at Ana about the flour", author="Kim <kim@example.com>")
    team.add(title="Ordered 40 kg of flour instead of 4", author="Kim <kim@example.com>")

    journals = Journals([own, team])
    for found in journals.newest(10):
        print(found.journal.name, found.entry.title)

    entry_id = team.latest()
    journal, same_id = journals.find(entry_id[-6:])
    print(journal is team, same_id == entry_id)
