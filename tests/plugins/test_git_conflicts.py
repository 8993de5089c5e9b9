"""Where two changed one thing: who wrote what is told by the commits, and both programs to decide name it."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_team import Team, git, write

from mistakes import Journal, Mistake
from mistakes.resolving import winner_of
from mistakes.testing import run

ANA, BO, CY = (f"{who.title()} <{who}@example.com>" for who in ("ana", "bo", "cy"))


@pytest.fixture
def shared(tmp_path: Path) -> Team:
    """A team with nobody in it yet."""
    return Team(tmp_path / "team")


def torn(shared: Team) -> tuple[Journal, Journal, Mistake]:
    """Return the journals of two who both changed the title of an entry that a third one wrote."""
    author = shared.begin("cy")
    ana, bo = shared.join("ana"), shared.join("bo")
    made = author.add("As it was")
    shared.settle()
    ana.change(made.id, title="Ana's")
    bo.change(made.id, title="Bo's")
    return ana, bo, made


@pytest.mark.parametrize("first", [0, 1])
def test_both_who_changed_it_are_named_and_not_who_wrote_the_entry(shared: Team, first: int) -> None:
    *both, made = torn(shared)
    both[first].sync()
    both[1 - first].sync()
    shared.settle()

    entry = both[first].get(made.id)
    (row,) = entry.conflict
    wrote = {"Ana's": ANA, "Bo's": BO}
    assert CY == entry.author
    assert wrote[str(row.value)] == row.author
    assert wrote[entry.title] == winner_of(row)
    assert 1 == len(shared.heads())


def test_who_changed_it_last_on_a_side_is_named(shared: Team) -> None:
    ana, bo, made = torn(shared)
    bo.sync()
    cy = shared.clones[0]
    cy.sync()
    cy.change(made.id, title="Cy's, after Bo's")
    cy.sync()
    ana.sync()

    entry = ana.get(made.id)
    (row,) = entry.conflict
    wrote = {"Ana's": ANA, "Cy's, after Bo's": CY}
    assert (wrote[str(row.value)], wrote[entry.title]) == (row.author, winner_of(row))


def test_an_address_in_the_entry_does_not_say_who_changed_it(shared: Team) -> None:
    ana, bo, made = torn(shared)
    write(bo, made, bo.raw_text(made.id).replace(CY, "Eve <eve@example.com>"))
    ana.sync()
    bo.sync()

    rows = {row.path: row for row in bo.get(made.id).conflict}
    assert {rows["title"].author, winner_of(rows["title"])} == {ANA, BO}


def test_both_at_once_get_the_same_bytes(shared: Team) -> None:
    ana, bo, made = torn(shared)
    for journal in (ana, bo):
        git(journal.root, "add", "-A")
        name = journal.author().partition(" <")[0]
        git(
            journal.root,
            "commit",
            "-q",
            "-m",
            "mine",
            GIT_AUTHOR_NAME=name,
            GIT_AUTHOR_EMAIL=f"{name.lower()}@example.com",
        )
    for journal, other in ((ana, bo), (bo, ana)):
        git(journal.root, "fetch", "-q", str(other.root), "main:refs/heads/other")
    from mistakes_git.changers import Changers
    from mistakes_git.repository import find

    found = []
    path = ana.path(made.id).relative_to(ana.root).as_posix()
    for journal in (ana, bo):
        repository = find(journal)
        assert repository is not None
        tips = (git(journal.root, "rev-parse", "main"), git(journal.root, "rev-parse", "other"))
        base = git(journal.root, "merge-base", *tips)
        found.append(Changers(repository.git, tips, (base,)).of([path])[path])

    assert [(ANA, BO), (BO, ANA)] == found


def test_the_list_of_what_waits_is_that_of_resolve_and_both_sides_are_shown(shared: Team) -> None:
    ana, bo, made = torn(shared)
    ana.sync()
    bo.sync()
    where = ("-j", str(bo.root))

    listed = run("conflicts", *where)
    shown = run("resolve", made.id, *where)

    assert run("resolve", *where).out == listed.out
    assert made.id[-6:] in listed.out
    assert [made.id] == [row["id"] for row in run("conflicts", "--json", *where).json]
    assert ANA in shown.out
    assert BO in shown.out
    run("resolve", made.id, "--keep", *where)
    assert "nothing waits" in run("conflicts", *where).out
    assert [] == run("conflicts", "--json", *where).json
