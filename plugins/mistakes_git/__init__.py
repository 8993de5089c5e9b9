"""Sharing a journal through git."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mistakes.hooks import Backend, hookimpl

if TYPE_CHECKING:
    from mistakes.errors import Fault
    from mistakes.journal import Journal


@hookimpl
def backends() -> list[Backend]:
    """Offer git as what a journal is shared through."""
    return [
        Backend(
            "git",
            "a git repository and its remote",
            "mistakes_git.sync:sync",
            "mistakes_git.sync:status",
            "mistakes_git.beginning:begin",
            "mistakes_git.beginning:join",
            "mistakes_git.vouching:unvouched",
        )
    ]


@hookimpl
def problems(journal: Journal, pipeline: bool) -> Iterator[Fault]:
    """Name what is wrong with the journal's repository, for `mistakes doctor`."""
    from mistakes_git.checking import problems

    return problems(journal, pipeline=pipeline)
