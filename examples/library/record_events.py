"""Records what was done about an entry, and reads where it stands."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from mistakes import Applied, Checked, Condition, Journal, Lesson

with TemporaryDirectory() as folder:
    journal = Journal.create(Path(folder) / "journal", name="diary")
    plan = Lesson("Read the address aloud", when="I send money matters", then="I read the address aloud")
    entry = journal.add(
        title="Sent the offer to the wrong Weber",
        story="There are two in the address book.",
        conditions=[Condition("the program completes the name after three letters", kind="tool")],
        lessons=[plan],
    )

    event = journal.record(Applied(entry.id, situation="The invoice for March nearly went to the other one"))
    print(event.day, event.by, event.do)

    standing = journal.standing(entry)
    print(standing.status, standing.ahead, standing.repeated)

    journal.record(Checked(entry.id, lesson=entry.lessons[0].key or "", check="the mail program asks"))
    print([event.do for event in journal.events(entry.id)])
