"""What must hold of the look at the files that begins while a command is still being imported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mistakes import Journal
from mistakes.cli import ahead
from mistakes.index import walk


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every journal count as large, and return the folders of which a look was begun."""
    roots: list[str] = []
    begin: Callable[[str], None] = walk.look_ahead
    monkeypatch.setattr(ahead, "_LARGE", 0)
    monkeypatch.setattr(walk, "look_ahead", lambda root: (roots.append(root), begin(root))[1])
    return roots


@pytest.mark.parametrize("command", [("search", "boat"), ("list", "boat"), ("stats",), ("today",)])
def test_a_large_journal_is_looked_at_ahead(cli, begun: list[str], command: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    cli("add", "A boat adrift")
    cli("search", "boat")

    assert "no entr" not in cli(*command).out
    assert 1 == len(begun)
    assert {} == walk._AHEAD


def test_a_small_journal_and_another_than_ones_own_are_not(  # type: ignore[no-untyped-def]
    cli, begun: list[str], team: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("add", "A boat adrift")
    cli("search", "boat", "-j", str(team.root))
    monkeypatch.setattr(ahead, "_LARGE", 1 << 40)
    cli("search", "boat")

    assert [] == begun


def test_a_look_that_nobody_took_is_not_taken_by_the_next_command(  # type: ignore[no-untyped-def]
    cli, begun: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "RACY", 0)
    added = cli("add", "A boat adrift", "--lesson", "Tie two knots", "--json").json
    path = Path(added["path"])
    cli("applied", added["handle"])
    cli("search", "boat")
    refused = cli("search", "title:/(/")
    path.write_text(path.read_text().replace("adrift", "ashore"))
    found = cli("search", "ashore").out

    assert 2 == refused.status
    assert "ashore" in found
    assert 3 == len(begun)
