"""Shares an entry with a team: looks at what would be published first, then writes the copy."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from mistakes import Journal

with TemporaryDirectory() as folder:
    journal = Journal.create(Path(folder) / "own", name="personal")
    team = Journal.create(Path(folder) / "payments", name="payments", kind="team")
    entry = journal.add(title="Deployed on a Friday", story="It broke at six.", feeling="ashamed")

    offered = journal.offer(entry.id, team)
    print([part.name for part in offered.left], offered.scan.findings)

    copy = journal.share(entry.id, team)
    print(copy.title, copy.links.shared_from == entry.id, repr(copy.feeling))

    journal.change(entry.id, overcame="Releases wait for Monday now.")
    print(journal.offer(entry.id, team).changes)
    print(journal.share(entry.id, team).overcame)
