"""Scan before sharing: secrets, names, blaming words, platitudes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mistakes.hooks import Scanner, hookimpl

if TYPE_CHECKING:
    from mistakes import Journal
    from mistakes.errors import Fault


@hookimpl
def scanners() -> list[Scanner]:
    """Look for what a text should not hold before others read it."""
    return [
        Scanner("secrets", "keys, tokens and passwords", "mistakes_guard.secrets:scan"),
        Scanner("tools", "what gitleaks or trufflehog finds", "mistakes_guard.tools:scan"),
        Scanner("names", "people and their addresses", "mistakes_guard.names:scan"),
        Scanner("blame", "words that look for a culprit", "mistakes_guard.blame:scan"),
        Scanner("platitudes", "lessons that nobody could act on", "mistakes_guard.platitudes:scan"),
    ]


@hookimpl
def problems(journal: Journal) -> Iterator[Fault]:
    """Name the secrets and the people in a team's journal, for `mistakes doctor`."""
    from mistakes_guard.checkup import problems

    return problems(journal)
