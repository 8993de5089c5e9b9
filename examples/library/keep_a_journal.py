"""Makes a journal, adds an entry, changes it, deletes it and brings it back."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from mistakes import Condition, Journal, Lesson

with TemporaryDirectory() as folder:
    journal = Journal.create(Path(folder) / "journal", name="payments", kind="team")
    mistake = journal.add(
        title="Deployed on a Friday",
        author="Ana <ana@example.com>",
        tags={"deploy"},
        conditions=[Condition("the release was promised for this week", kind="team")],
        lessons=[
            Lesson(
                text="A release needs people who are awake.",
                when="somebody asks for a release after Thursday noon",
                then="I offer Monday morning",
            )
        ],
    )
    print(mistake.id[-6:], mistake.title)

    changed = journal.change(mistake.id, tags={"deploy", "weekend"})
    print(changed.tags, "revision", changed.rev, "- before it was", mistake.tags)

    journal.delete(mistake.id, why="told twice")
    print([entry.title for entry in journal.entries()], journal.get(mistake.id).deleted)
    journal.restore(mistake.id)

    again = Journal.open(Path(folder) / "journal")
    for entry in again.entries(newest_first=True):
        print(entry.happened, entry.title)
