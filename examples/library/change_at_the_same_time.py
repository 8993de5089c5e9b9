"""Lets several threads change one entry at once; nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from mistakes import Journal, Mistake


def tagged(entry: Mistake, tag: str) -> Mistake:
    """Return the entry with one tag more."""
    return attrs.evolve(entry, tags=(*entry.tags, tag))


with TemporaryDirectory() as folder:
    journal = Journal.create(Path(folder) / "journal", name="diary")
    entry = journal.add(title="Talked over each other")

    with ThreadPoolExecutor(4) as pool:
        for number in range(8):
            pool.submit(journal.edit, entry.id, partial(tagged, tag=f"t{number}"))
    print(sorted(journal.get(entry.id).tags))

    base = journal.get(entry.id)
    journal.change(entry.id, story="Meanwhile somebody told the story.")
    saved = journal.save(base, attrs.evolve(base, title="Talked over each other, twice"))
    print(saved.title, "-", saved.story, "-", saved.conflict)
