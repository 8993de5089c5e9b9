"""Lets several threads change one entry at once; nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from mistakes import Journal, Mistake


def add_tag(root: Path, entry_id: str, tag: str) -> Mistake:
    """Add a tag to an entry, through a journal of this thread's own."""
    return Journal.open(root).edit(entry_id, lambda entry: attrs.evolve(entry, tags=(*entry.tags, tag)))


with TemporaryDirectory() as folder:
    journal = Journal.create(Path(folder) / "journal", name="diary")
    entry = journal.add(title="Talked over each other")

    with ThreadPoolExecutor(4) as pool:
        changes = [pool.submit(add_tag, journal.root, entry.id, f"t{number}") for number in range(8)]
    print(len([change.result() for change in changes]), "changes:", sorted(journal.get(entry.id).tags))

    base = journal.get(entry.id)
    journal.change(entry.id, story="Meanwhile somebody told the story.")
    saved = journal.save(base, attrs.evolve(base, title="Talked over each other, twice"))
    print(saved.title, "-", saved.story, "-", saved.conflict)
