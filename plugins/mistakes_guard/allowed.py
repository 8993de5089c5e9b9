"""What a journal says of the scan in its `journal.toml`: names to look for, and texts that are fine.

[guard]
names = ["Mei Chen", "王小明"]
allow = ["@types", "press@example.org"]
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes import Journal

_MOST = 5000


def allowed(journals: Iterable[Journal]) -> frozenset[str]:
    """Return the texts that are nothing to speak of, as the journals say."""
    return frozenset(text for journal in journals for text in _listed(journal, "allow"))


def team_names(journals: Iterable[Journal]) -> frozenset[str]:
    """Return the names of people that the journals tell."""
    return frozenset(text for journal in journals for text in _listed(journal, "names"))


def _listed(journal: Journal, name: str) -> list[str]:
    table = journal.header.extra.get("guard")
    values = table.get(name) if isinstance(table, Mapping) else None
    texts = values[:_MOST] if isinstance(values, list) else []
    return [text.strip() for text in texts if isinstance(text, str) and text.strip()]
