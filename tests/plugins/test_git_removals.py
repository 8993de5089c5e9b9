"""What others removed: most entries at once never go unasked, those of a rewritten history are named, any can stay."""

from __future__ import annotations

from pathlib import Path

import pytest
from git_team import Team, git, is_clean, titles, tree

from mistakes import Commented, Journal
from mistakes.errors import UsageError
from mistakes.syncing import ManyRemoved
from mistakes.testing import run
from mistakes_git.errors import OtherJournal, Rewritten
from mistakes_git.git import Git
from mistakes_git.trees import listed


@pytest.fixture
def shared(tmp_path: Path) -> Team:
    """A team with nobody in it yet."""
    return Team(tmp_path / "team")


def fill(journal: Journal, number: int = 30) -> list[str]:
    """Add so many entries and say something about each; return the ids."""
    made = [journal.add(f"Entry {number:02}").id for number in range(number)]
    for entry_id in made:
        journal.record(Commented(entry_id, text="seen"))
    return made


def remove(journal: Journal, keep: int = 0) -> str:
    """Commit and push the removal of all entries but some by hand, as git lets anybody; return the commit."""
    for path in sorted((journal.root / "entries").rglob("*.toml"))[keep:]:
        path.unlink()
    git(journal.root, "commit", "-q", "-am", "tidied up")
    git(journal.root, "push", "-q", "origin", "HEAD:main")
    return git(journal.root, "rev-parse", "HEAD")


def test_most_entries_gone_elsewhere_stop_the_sync_with_who_did_it(shared: Team) -> None:
    ana, bo = shared.pair()
    fill(ana)
    shared.settle()
    commit = remove(bo, keep=3)
    before = tree(ana)

    for _ in range(2):
        with pytest.raises(ManyRemoved) as caught:
            ana.sync()
        assert "27 of 30" in caught.value.message
        assert "Mal <mal@example.com>" in caught.value.message
        assert commit[:10] in caught.value.message
        assert 3 == caught.value.exit_status
    assert before == tree(ana)
    with pytest.raises(ManyRemoved):
        ana.sync(dry_run=True)
    own = ana.add("Adding goes on")
    assert own.title in titles(ana)


def test_they_can_be_brought_back_for_everybody_in_one_go(shared: Team) -> None:
    ana, bo = shared.pair()
    made = fill(ana)
    shared.settle()
    remove(bo, keep=3)
    before = tree(ana)

    report = ana.sync(gone="keep")
    bo.sync()

    assert report.kept
    assert set(made[3:]) == {one.id for one in report.gone}
    assert {"Entry 07"} <= {one.title for one in report.gone}
    assert before == tree(ana) == tree(bo)
    assert 1 == len(shared.heads())
    assert is_clean(ana)
    assert 30 == len(bo.events()) == len(ana.events())


def test_they_go_if_somebody_agrees(shared: Team) -> None:
    ana, bo = shared.pair()
    made = fill(ana)
    shared.settle()
    remove(bo, keep=3)
    ana.add("Mine stays")

    report = ana.sync(gone="drop")
    bo.sync()

    assert not report.kept
    assert set(made[3:]) == {one.id for one in report.gone}
    assert [*(f"Entry {number:02}" for number in range(3)), "Mine stays"] == titles(ana) == titles(bo)


def test_a_few_entries_go_as_ever_and_an_edited_one_stays(shared: Team) -> None:
    ana, bo = shared.pair()
    made = fill(ana)
    shared.settle()
    remove(bo, keep=15)
    ana.change(made[-1], story="edited here")

    report = ana.sync()

    assert () == report.gone
    assert 16 == len(titles(ana))


def test_a_purge_of_most_entries_is_asked_about_too_and_is_never_undone(shared: Team) -> None:
    ana, bo = shared.pair()
    fill(ana, 25)
    shared.settle()
    for path in sorted((bo.root / "entries").rglob("*.toml")):
        tombstone = bo.root / "purged" / path.relative_to(bo.root / "entries")
        tombstone.parent.mkdir(parents=True, exist_ok=True)
        tombstone.write_text(f'format = 1\nid = "{path.stem}"\n')
        path.unlink()
    git(bo.root, "add", "-A")
    git(bo.root, "commit", "-q", "-m", "purged")
    git(bo.root, "push", "-q", "origin", "HEAD:main")

    with pytest.raises(ManyRemoved):
        ana.sync()
    report = ana.sync(gone="keep")

    assert () == report.gone
    assert [] == titles(ana)


def rewrite_without(shared: Team, entry_ids: list[str]) -> None:
    """Replace the remote's whole history by one commit that lacks some entries."""
    work = shared.folder / "rewriting"
    git(shared.folder, "clone", "-q", str(shared.remote), str(work))
    for entry_id in entry_ids:
        next((work / "entries").rglob(f"{entry_id}.toml")).unlink()
    for path in (work / "events").rglob("*.jsonl"):
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not any(one in line for one in entry_ids)))
    git(work, "add", "-A")
    made = git(work, "commit-tree", "-m", "rewritten", git(work, "write-tree"))
    git(work, "push", "-q", "--force", "origin", f"{made}:refs/heads/main")


def test_entries_that_a_rewritten_history_lacks_are_named_and_go(shared: Team) -> None:
    ana, bo = shared.pair()
    made = fill(ana, 4)
    shared.settle()
    rewrite_without(shared, made[:2])
    only = bo.add("Only here")

    looked = bo.sync(dry_run=True, rejoin=True)
    assert "" == git(bo.root, "tag")
    report = bo.sync(rejoin=True)

    assert looked.gone == report.gone
    assert [(made[0], "Entry 00"), (made[1], "Entry 01")] == list(report.gone)
    assert not report.kept
    assert ["Entry 02", "Entry 03", only.title] == titles(bo)
    tag = git(bo.root, "tag")
    assert "Entry 00" in git(bo.root, "show", f"{tag}:{bo.path(made[0]).relative_to(bo.root).as_posix()}")


def test_entries_that_a_rewritten_history_lacks_can_stay_with_what_was_said_of_them(shared: Team) -> None:
    ana, bo = shared.pair()
    made = fill(ana, 4)
    shared.settle()
    rewrite_without(shared, made[:2])
    bo.add("Only here")

    report = bo.sync(rejoin=True, gone="keep")
    ana.sync(rejoin=True)

    assert report.kept
    assert made[:2] == [one.id for one in report.gone]
    assert [*(f"Entry {number:02}" for number in range(4)), "Only here"] == titles(bo) == titles(ana)
    assert 4 == len(bo.events()) == len(ana.events())
    assert 1 == len(shared.heads())


def test_what_was_purged_does_not_come_back_with_the_rest(shared: Team) -> None:
    ana, bo = shared.pair()
    made = fill(ana, 4)
    shared.settle()
    ana.purge(made[0])
    ana.sync()
    rewrite_without(shared, made[1:2])

    report = bo.sync(rejoin=True, gone="keep")

    assert made[1:2] == [one.id for one in report.gone]
    assert ["Entry 01", "Entry 02", "Entry 03"] == titles(bo)


def test_a_rewritten_history_without_most_entries_needs_one_more_word(shared: Team) -> None:
    ana, bo = shared.pair()
    made = fill(ana)
    shared.settle()
    rewrite_without(shared, made[:-1])

    with pytest.raises(Rewritten):
        bo.sync()
    with pytest.raises(ManyRemoved, match="29 of 30") as caught:
        bo.sync(rejoin=True)
    assert "--rejoin" in caught.value.hint
    assert "" == git(bo.root, "tag")
    assert 30 == len(titles(bo))
    bo.sync(rejoin=True, gone="drop")
    assert 1 == len(titles(bo))


def test_the_command_names_them_and_keeps_them_if_it_is_told_to(shared: Team) -> None:
    ana, bo = shared.pair()
    made = fill(ana, 3)
    shared.settle()
    rewrite_without(shared, made[:1])
    where = ("-j", str(bo.root))

    refused = run("sync", "--rejoin", "--keep", "--drop", *where)
    nowhere = run("sync", "--keep")
    looked = run("sync", "--rejoin", "--dry-run", *where)
    done = run("sync", "--rejoin", "--keep", "--json", *where)

    assert (2, 2) == (refused.status, nowhere.status)
    assert "Entry 00" in looked.out
    assert 0 == done.status
    (row,) = done.json["journals"]
    assert ([{"id": made[0], "title": "Entry 00"}], True) == (row["gone"], row["kept"])
    assert 3 == len(titles(bo))


def test_the_command_says_how_to_decide_about_most_entries(shared: Team) -> None:
    ana, bo = shared.pair()
    fill(ana)
    shared.settle()
    remove(bo)
    where = ("-j", str(ana.root))

    stopped = run("sync", *where)
    kept = run("sync", "--keep", *where)

    assert 3 == stopped.status
    assert "sync --keep" in stopped.err
    assert "sync --drop" in stopped.err
    assert 0 == kept.status
    assert 30 == len(titles(ana))


def test_no_other_decision_is_known(shared: Team) -> None:
    with pytest.raises(UsageError):
        shared.begin().sync(gone="perhaps")


def test_another_journal_at_an_address_that_was_changed_is_no_rewritten_history(
    shared: Team, tmp_path: Path
) -> None:
    ana = shared.begin()
    ana.add("Ours")
    ana.sync()
    other = Team(tmp_path / "other")  # of the same name
    other.begin("eve").add("Theirs")
    other.settle()
    git(ana.root, "remote", "set-url", "origin", str(other.remote))

    with pytest.raises(OtherJournal) as caught:
        ana.sync()

    assert other.clones[0].header.id in caught.value.message
    assert "Ours" not in git(other.remote, "log", "-p", "main")
    assert ["Ours"] == titles(ana)


def test_many_files_are_found_in_one_listing_as_few_are_by_their_paths(
    shared: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = shared.begin()
    entries = [ana.add(f"Number {number}") for number in range(3)]
    ana.sync()
    paths = [ana.path(entry.id).relative_to(ana.root).as_posix() for entry in entries[:2]]
    paths.append("entries/2026/11/none.toml")

    few = listed(Git(str(ana.root)), "HEAD", paths, "entries")
    monkeypatch.setattr("mistakes_git.trees._FEW_PATHS", 0)
    many = listed(Git(str(ana.root)), "HEAD", paths, "entries")

    assert set(paths[:2]) == set(few)
    assert few == many
    assert git(ana.root, "rev-parse", f"HEAD:{paths[0]}") == few[paths[0]].name
