"""Two people and a bare repository: what both wrote is there for both, whoever is first. Faults 15 to 36."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from git_team import Shim, Team, commits, git, is_clean, titles, tree, write

from mistakes import Commented, Journal
from mistakes.errors import NewerFormat
from mistakes.model import Lesson
from mistakes_git.errors import (
    HookRefused,
    NeedsAttention,
    NotArrived,
    NotShared,
    Offline,
    OtherJournal,
    Rewritten,
)
from mistakes_git.exchange import Exchange


@pytest.fixture
def shared(tmp_path: Path) -> Team:
    """A team with nobody in it yet."""
    return Team(tmp_path / "team")


def purge(journal: Journal, entry_id: str) -> None:
    """Do what a purge does: a tombstone comes, the entry goes."""
    path = journal.root / "purged" / journal.path(entry_id).relative_to(journal.root / "entries")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'format = 1\nid = "{entry_id}"\n')
    journal.path(entry_id).unlink(missing_ok=True)


def test_what_one_adds_the_other_has_after_a_sync_of_each(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Dropped the table", story="all of it")
    ana.record(Commented(made.id, text="ouch"))

    sent, got = ana.sync(), bo.sync()

    assert (made.id,) == sent.sent.added == got.received.added
    assert ana.get(made.id) == bo.get(made.id)
    assert ["ouch"] == [getattr(event, "text", "") for event in bo.events(made.id)]
    assert ["Dropped the table"] == [entry.title for entry in bo.search("table")]
    assert is_clean(ana)
    assert is_clean(bo)


def test_a_sync_with_nothing_to_do_makes_no_commit(shared: Team) -> None:
    ana, bo = shared.pair()
    before = commits(ana)

    reports = [ana.sync(), bo.sync(), ana.sync()]

    assert before == commits(ana) == commits(bo)
    assert not any(sum(map(len, (*report.sent, *report.received))) for report in reports)


def test_the_author_of_a_commit_is_who_wrote_the_entry(shared: Team) -> None:
    ana = shared.begin()
    made = ana.add("Mine")
    ana.sync()

    assert made.author == git(ana.root, "log", "-1", "--format=%an <%ae>")


# 15 to 18


def crowd(shared: Team, rejections: int) -> Path:
    """Let somebody else move the remote's branch just before a push arrives, so many times."""
    hook = shared.remote / "hooks" / "pre-receive"
    hook.write_text(
        '#!/bin/sh\ntoken=$(ls tokens 2>/dev/null | head -1)\n[ -n "$token" ] || exit 0\nrm tokens/$token\n'
        "unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES\n"
        "export GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@x\n"
        "git update-ref refs/heads/main $(git commit-tree -p main -m $token main^{tree})\n"
    )
    hook.chmod(0o755)
    tokens = shared.remote / "tokens"
    tokens.mkdir()
    for number in range(rejections):
        (tokens / f"{number:02}").touch()
    return tokens


@pytest.mark.parametrize("rejections", [5, 14])
def test_fault_15_a_push_that_is_rejected_again_and_again_gets_through(shared: Team, rejections: int) -> None:
    ana, bo = shared.pair()
    tokens = crowd(shared, rejections)
    made = ana.add("In the rush hour")

    report = ana.sync()
    bo.sync()

    assert (made.id,) == report.sent.added
    assert [] == list(tokens.iterdir())
    assert "In the rush hour" in titles(bo)


def test_fault_15_when_the_time_is_over_all_is_kept_for_the_next_sync(
    shared: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo = shared.pair()
    tokens = crowd(shared, 5)
    monkeypatch.setattr("mistakes_git.sync.BUDGET_SECONDS", 0.0)
    ana.add("Late")

    with pytest.raises(NotShared) as caught:
        ana.sync()
    assert 4 == len(list(tokens.iterdir()))
    assert is_clean(ana)
    monkeypatch.undo()
    ana.sync()
    bo.sync()

    assert 4 == caught.value.exit_status
    assert ["Late"] == titles(bo)


def test_fault_17_same_scalar_gives_the_same_bytes_whoever_merges(shared: Team, tmp_path: Path) -> None:
    ana, bo = shared.pair()
    made = ana.add("As it was")
    ana.sync()
    bo.sync()
    ana.change(made.id, title="Ana's")
    bo.change(made.id, title="Bo's")
    twin = Team(tmp_path / "twin")
    for who in ("ana", "bo"):
        subprocess.run(["cp", "-r", str(shared.folder / who), str(twin.folder / who)], check=True)
        git(twin.folder / who, "remote", "set-url", "origin", str(twin.remote))
    git(shared.remote, "push", "-q", "--mirror", str(twin.remote))
    others = [Journal.open(twin.folder / who, shared.settings(who)) for who in ("bo", "ana")]

    for journal in (ana, bo, ana):
        last = journal.sync()
    for journal in (*others, others[0]):
        journal.sync()

    assert ana.raw_text(made.id) == bo.raw_text(made.id) == others[0].raw_text(made.id)
    entry = ana.get(made.id)
    assert {"Ana's", "Bo's"} == {entry.title, *(row.value for row in entry.conflict)}
    assert (made.id,) == last.received.changed


def test_fault_17_a_second_sync_of_both_makes_no_new_commit(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("As it was")
    shared.settle()
    ana.change(made.id, title="Ana's")
    bo.change(made.id, title="Bo's")
    shared.settle()
    before = shared.heads()

    shared.settle()

    assert 1 == len(before)
    assert before == shared.heads()


def test_fault_18_different_fields_and_different_tags_are_both_kept(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Both", tags={"a", "b"})
    shared.settle()
    ana.change(made.id, tags={"b", "c"}, story="Ana's story")
    bo.change(made.id, tags={"a", "b", "d"}, overcame="Bo's end")
    shared.settle()

    entry = bo.get(made.id)
    assert {"b", "c", "d"} == set(entry.tags)
    assert ("Ana's story", "Bo's end", ()) == (entry.story, entry.overcame, entry.conflict)
    assert entry == ana.get(made.id)


def test_fault_19_texts_that_overlap_leave_no_markers_and_lose_nothing(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Text", story="one\ntwo\nthree")
    shared.settle()
    ana.change(made.id, story="one\nTWO of Ana\nthree")
    bo.change(made.id, story="one\nTWO of Bo\nthree")
    shared.settle()

    entry = ana.get(made.id)
    assert {"one\nTWO of Ana\nthree", "one\nTWO of Bo\nthree"} == {entry.story, entry.conflict[0].value}
    assert "<<<<<<<" not in ana.raw_text(made.id)


# 20: deleting


def test_fault_20_soft_delete_and_edit_are_both_kept(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Gone?")
    shared.settle()
    ana.delete(made.id, "a duplicate")
    bo.change(made.id, story="but there is more")
    shared.settle()

    assert "but there is more" == ana.get(made.id).story
    assert bo.get(made.id).deleted is not None


@pytest.mark.parametrize("first", [0, 1])
def test_fault_20_a_file_that_one_removed_comes_back_with_the_others_edit(shared: Team, first: int) -> None:
    ana, bo = shared.pair()
    made = ana.add("Removed by hand")
    shared.settle()
    ana.path(made.id).unlink()
    bo.change(made.id, story="edited meanwhile")
    for journal in ((ana, bo), (bo, ana))[first]:
        journal.sync()
    shared.settle()

    assert "edited meanwhile" == ana.get(made.id).story == bo.get(made.id).story


def test_fault_20_a_file_that_one_removed_and_nobody_touched_is_gone(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Removed by hand")
    shared.settle()
    ana.path(made.id).unlink()
    shared.settle()

    assert not bo.path(made.id).exists()


@pytest.mark.parametrize("first", [0, 1])
def test_fault_20_a_purge_wins_over_an_edit_for_ever(shared: Team, first: int) -> None:
    ana, bo = shared.pair()
    made = ana.add("A secret")
    shared.settle()
    purge(ana, made.id)
    bo.change(made.id, story="edited meanwhile")
    for journal in ((ana, bo), (bo, ana))[first]:
        journal.sync()
    shared.settle()
    # and somebody with an old copy brings it back by hand
    write(bo, made, "x") if bo.path(made.id).exists() else None
    shared.strange_commit(
        {f"entries/{bo.path(made.id).relative_to(bo.root / 'entries').as_posix()}": b"x = 1\n"}
    )
    shared.settle()

    assert not ana.path(made.id).exists()
    assert not bo.path(made.id).exists()
    assert 1 == len(list((bo.root / "purged").rglob("*.toml")))
    assert is_clean(bo)


def test_fault_20_a_tombstone_that_somebody_removes_or_rewrites_stands(shared: Team) -> None:
    ana, bo = shared.pair()
    one, two = ana.add("A secret"), ana.add("Another")
    shared.settle()
    purge(ana, one.id)
    purge(ana, two.id)
    shared.settle()
    stones = sorted(path for path in tree(bo) if path.startswith("purged/"))
    before = tree(bo)
    shared.strange_commit({stones[0]: None, stones[1]: b"other = true\n"})  # type: ignore[dict-item]
    shared.settle()

    assert before == tree(ana) == tree(bo)
    assert 1 == len(shared.heads())


def test_fault_20_restoring_and_editing_are_both_kept(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Back")
    ana.delete(made.id)
    shared.settle()
    ana.restore(made.id)
    bo.change(made.id, story="more")
    shared.settle()

    assert (None, "more") == (bo.get(made.id).deleted, bo.get(made.id).story)


# 21 to 24


def test_fault_21_one_id_for_two_entries_keeps_both(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Ana's own")
    other = made.__class__(
        id=made.id,
        title="Bo's own",
        happened=made.happened,
        logged=made.logged + timedelta(seconds=5),
        author="Bo <bo@example.com>",
        rev=1,
        updated=made.updated,
    )
    bo.put(other)
    shared.settle()

    assert ["Ana's own", "Bo's own"] == titles(ana) == titles(bo)
    assert "Ana's own" == bo.get(made.id).title
    assert 1 == len(shared.heads())
    assert ["id"] == [row.path for entry in bo.entries() for row in entry.conflict]


def test_fault_21_one_entry_added_in_two_copies_is_joined(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.draft("From a backup")
    ana.put(made)
    bo.put(made)
    ana.change(made.id, story="Ana's")
    bo.change(made.id, expected="Bo's")
    shared.settle()

    entry = bo.get(made.id)
    assert ("Ana's", "Bo's") == (entry.story, entry.expected)
    assert 1 == len(titles(ana))


def test_fault_22_an_id_that_does_not_fit_the_name_is_left_and_named(shared: Team) -> None:
    ana, bo = shared.pair()
    one, two = ana.add("One"), ana.add("Two")
    shared.settle()
    write(ana, two, ana.raw_text(one.id))

    report = ana.sync()
    shared.settle()

    assert [str(ana.path(two.id).relative_to(ana.root))] == [fault.path for fault in report.left]
    assert ["One", "Two"] == titles(bo)
    assert one.id in ana.path(two.id).read_text()


def test_fault_23_look_alikes_are_not_taken_for_each_other(shared: Team) -> None:
    ana, bo = shared.pair()
    story = "\n".join(f"line {number} of a long story" for number in range(40))
    x = ana.add("Look-alike X", story=story)
    shared.settle()
    ana.path(x.id).unlink()
    y = ana.add("Look-alike Y", story=story)
    bo.change(x.id, expected="only for X")
    shared.settle()

    assert "only for X" == ana.get(x.id).expected
    assert "" == bo.get(y.id).expected


def test_fault_24_unknown_keys_comments_and_order_survive_where_untouched(shared: Team) -> None:
    ana, bo = shared.pair()
    one, two = ana.add("Odd"), ana.add("Merged")
    odd = "# mine\n" + ana.raw_text(one.id) + "\n[x.plugin]\nzeta = 1\nalpha = [1, 2]   # why\n"
    write(ana, one, odd)
    write(ana, two, ana.raw_text(two.id) + "\n[x.plugin]\nzeta = 1\n")
    shared.settle()
    ana.change(two.id, story="a")
    bo.change(two.id, expected="b")
    shared.settle()

    assert odd == bo.raw_text(one.id)
    assert {"plugin": {"zeta": 1}} == bo.get(two.id).extra["x"]


# 31 to 36


def test_fault_31_foreign_changes_staged_or_not_stay_as_they_are(shared: Team) -> None:
    ana, bo = shared.pair()
    for name in ("staged.md", "changed.md"):
        (ana.root / name).write_text("first\n")
    git(ana.root, "add", "staged.md", "changed.md")
    git(ana.root, "commit", "-q", "-m", "mine")
    (ana.root / "staged.md").write_text("second\n")
    git(ana.root, "add", "staged.md")
    (ana.root / "changed.md").write_text("second\n")
    (ana.root / "new.md").write_text("new\n")
    bo.add("From Bo")
    bo.sync()
    ana.add("From Ana")
    before = git(ana.root, "status", "--porcelain", "--", "*.md")

    ana.sync()

    assert before == git(ana.root, "status", "--porcelain")
    assert ["From Ana", "From Bo"] == titles(ana)
    assert "first" == git(ana.root, "show", "HEAD:staged.md")


def test_fault_31_an_entry_edited_under_our_hands_is_committed_and_joined(
    shared: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo = shared.pair()
    made = ana.add("Hot", story="one")
    shared.settle()
    bo.change(made.id, expected="Bo's")
    bo.sync()
    from mistakes_git import joined as module

    class Hasty(module.Joining):
        def join(self, ours: str, theirs: str, lock: int) -> str:
            if "late" not in ana.raw_text(made.id):
                write(ana, made, ana.raw_text(made.id).replace('story = "one"', 'story = "late"'))
            return super().join(ours, theirs, lock)

    monkeypatch.setattr(module, "Joining", Hasty)
    ana.sync()

    assert ("late", "Bo's") == (ana.get(made.id).story, ana.get(made.id).expected)


def test_fault_32_an_untracked_file_in_the_way_is_not_overwritten(shared: Team) -> None:
    ana, bo = shared.pair()
    (ana.root / "README.md").write_text("Ana's\n")
    git(ana.root, "add", "README.md")
    git(ana.root, "commit", "-q", "-m", "readme")
    ana.sync()
    (bo.root / "README.md").write_text("Bo's\n")
    bo.add("Saved all the same")

    with pytest.raises(NeedsAttention, match="README"):
        bo.sync()
    assert "Bo's\n" == (bo.root / "README.md").read_text()
    (bo.root / "README.md").unlink()
    bo.sync()
    assert "Ana's\n" == (bo.root / "README.md").read_text()


def test_fault_32_an_entry_that_both_copied_in_is_adopted(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Copied by hand")
    path = bo.path(made.id)
    path.parent.mkdir(parents=True)
    path.write_bytes(ana.path(made.id).read_bytes())
    shared.settle()

    assert ["Copied by hand"] == titles(bo)
    assert () == bo.get(made.id).conflict


def rewrite(shared: Team, ana: Journal) -> None:
    """Replace the remote's whole history by one commit of the same files."""
    made = git(shared.remote, "commit-tree", "-m", "rewritten", "main^{tree}")
    git(shared.remote, "update-ref", "refs/heads/main", made)


def test_fault_33_a_rewritten_history_stops_the_sync_and_rejoin_loses_nothing(shared: Team) -> None:
    ana, bo = shared.pair()
    ana.add("Before")
    shared.settle()
    bo.add("Only here")
    rewrite(shared, ana)
    before = git(shared.remote, "rev-parse", "main")

    with pytest.raises(Rewritten) as caught:
        bo.sync()
    assert 3 == caught.value.exit_status
    assert before == git(shared.remote, "rev-parse", "main")
    assert ["Before", "Only here"] == titles(bo)

    bo.sync(rejoin=True)

    assert ["Before", "Only here"] == titles(bo)
    assert "Only here" in git(shared.remote, "log", "-p", "main")
    assert before in git(bo.root, "rev-list", "HEAD").split()
    assert "mistakes/backup-" in git(bo.root, "tag")
    assert 2 == commits(bo)


def test_fault_33_what_was_cut_out_of_the_history_does_not_come_back(shared: Team) -> None:
    ana, bo = shared.pair()
    ana.add("Stays")
    ana.sync()
    good = git(shared.remote, "rev-parse", "main")
    secret = ana.add("Secret")
    shared.settle()
    bo.add("Only here")
    git(shared.remote, "update-ref", "refs/heads/main", good)
    other = shared.join("cy")
    other.add("After")
    other.sync()

    with pytest.raises(Rewritten):
        bo.sync()
    bo.sync(rejoin=True)
    other.sync()

    assert ["After", "Only here", "Stays"] == titles(other)
    assert secret.id not in git(shared.remote, "log", "-p", "main")


def test_fault_33_a_remote_restored_from_yesterday_gets_what_it_lacks(shared: Team) -> None:
    ana, bo = shared.pair()
    old = git(shared.remote, "rev-parse", "main")
    ana.add("Today")
    shared.settle()
    git(shared.remote, "update-ref", "refs/heads/main", old)
    bo.sync()
    ana.sync()

    assert "Today" in git(shared.remote, "log", "-p", "main")


def test_fault_30_a_branch_that_got_another_name_at_the_remote_is_not_sent_anew(shared: Team) -> None:
    ana, bo = shared.pair()
    ana.add("Before")
    shared.settle()
    git(shared.remote, "branch", "-m", "main", "trunk")
    bo.add("After")

    with pytest.raises(NeedsAttention, match="no branch main any more, only trunk") as caught:
        bo.sync()
    assert "trunk" == git(shared.remote, "branch", "--format=%(refname:short)")

    advice = caught.value.hint.partition(" config ")[2].partition(",")[0]
    for journal in (ana, bo):
        git(journal.root, "config", *advice.split())
    shared.settle()
    assert ["After", "Before"] == titles(ana)
    assert "trunk" == git(shared.remote, "branch", "--format=%(refname:short)")


def test_fault_30_a_branch_that_was_removed_at_the_remote_is_sent_anew_if_that_is_wished(
    shared: Team,
) -> None:
    ana, _ = shared.pair()
    git(shared.remote, "branch", "-m", "main", "other")

    ana.sync(rejoin=True)

    assert git(ana.root, "rev-parse", "HEAD") == git(shared.remote, "rev-parse", "main")


def test_a_remote_that_is_empty_gets_all_there_is(shared: Team) -> None:
    ana, _ = shared.pair()
    ana.add("One")
    ana.sync()
    git(shared.remote, "update-ref", "-d", "refs/heads/main")

    ana.sync()

    assert git(ana.root, "rev-parse", "HEAD") == git(shared.remote, "rev-parse", "main")


def test_fault_34_a_shallow_clone_merges_and_is_deepened_when_needed(shared: Team) -> None:
    ana = shared.begin()
    for number in range(4):
        ana.add(f"Old {number}")
        ana.sync()
    bo = shared.join("bo", shallow=True)
    assert 1 == commits(bo)
    ana.add("New")
    ana.sync()
    bo.add("Bo's")
    bo.sync()
    ana.sync()

    assert titles(ana) == titles(bo)
    assert is_clean(bo)


def test_fault_34_no_common_commit_in_a_shallow_clone_deepens_it(shared: Team) -> None:
    ana = shared.begin()
    ana.add("Old")
    ana.sync()
    bo = shared.join("bo", shallow=True)
    bo.add("Bo's")
    base = git(ana.root, "rev-parse", "HEAD~1")
    tip = git(ana.root, "rev-parse", "HEAD")
    # the remote goes on from an older commit, with the newer one joined later: the boundary does not suffice
    side = git(shared.remote, "commit-tree", "-p", base, "-m", "side", f"{base}^{{tree}}")
    joined = git(shared.remote, "commit-tree", "-p", side, "-p", tip, "-m", "joined", f"{tip}^{{tree}}")
    git(shared.remote, "update-ref", "refs/heads/main", joined)

    bo.sync()
    ana.sync()

    assert ["Bo's", "Old"] == titles(bo) == titles(ana)


def test_fault_34_what_went_on_from_before_the_boundary_is_joined_by_its_true_base(shared: Team) -> None:
    """A clone by hand, whose only commit the remote lost again: only a deeper history has what both come from."""
    ana = shared.begin()
    removed = ana.add("Removed at the other side")
    ana.sync()
    base = git(ana.root, "rev-parse", "HEAD")
    ana.add("Only here")
    ana.sync()
    git(shared.folder, "clone", "-q", "--depth=1", f"file://{shared.remote}", "bo")
    bo = Journal.open(shared.folder / "bo", shared.settings("bo"))
    git(ana.root, "reset", "-q", "--hard", base)
    git(ana.root, "rm", "-q", ana.path(removed.id).relative_to(ana.root).as_posix())
    git(ana.root, "commit", "-q", "-m", "removed")
    git(ana.root, "push", "-q", "--force", "origin", "HEAD:main")

    bo.sync()

    assert ["Only here"] == titles(bo)
    assert base in git(bo.root, "rev-list", "HEAD")


def lacking(journal: Journal) -> set[str]:
    """Return the objects of a partial clone that were never fetched."""
    listed = git(journal.root, "rev-list", "--objects", "--all", "--missing=print").splitlines()
    return {line[1:] for line in listed if line.startswith("?")}


def blobless(shared: Team, who: str) -> Journal:
    """Clone the journal as git does without the content of older files."""
    git(shared.remote, "config", "uploadpack.allowFilter", "true")
    git(shared.remote, "config", "uploadpack.allowAnySHA1InWant", "true")
    place = shared.folder / who
    git(shared.folder, "clone", "-q", "--filter=blob:none", f"file://{shared.remote}", str(place))
    return Journal.open(place, shared.settings(who))


def test_fault_34_a_blobless_clone_without_network_says_what_it_needs(shared: Team) -> None:
    ana = shared.begin()
    made = ana.add("Far away", story="v0")
    ana.sync()
    ana.change(made.id, story="v1")
    ana.record(Commented(made.id, text="then"))
    ana.sync()
    bo = blobless(shared, "bo")
    older = lacking(bo)
    assert older
    bo.sync()
    ana.change(made.id, story="v2")
    ana.sync()
    bo.change(made.id, expected="Bo's")
    git(bo.root, "fetch", "-q")
    assert lacking(bo) - older
    away = shared.remote.rename(shared.folder / "away.git")

    with pytest.raises(NotShared):
        bo.sync()
    assert "Bo's" == bo.get(made.id).expected
    assert frozenset() == bo.unvouched()
    away.rename(shared.remote)
    bo.sync()

    assert ("v2", "Bo's") == (bo.get(made.id).story, bo.get(made.id).expected)
    assert older <= lacking(bo)


def test_fault_34_what_is_new_comes_to_a_blobless_clone_in_one_go(shared: Team) -> None:
    ana = shared.begin()
    ana.add("Old")
    ana.sync()
    bo = blobless(shared, "bo")
    for number in range(10):
        ana.add(f"New {number}")
    ana.sync()

    trace = shared.folder / "trace"
    with pytest.MonkeyPatch.context() as patched:
        settings = shared.folder / "gitconfig"
        settings.write_text(f"[trace2]\n\teventTarget = {trace}\n")
        patched.setenv("GIT_CONFIG_GLOBAL", str(settings))
        bo.sync()

    assert 11 == len(titles(bo))
    started = [line for line in trace.read_text().splitlines() if '"cmd_name"' in line]
    assert 1 == sum('"name":"fetch"' in line for line in started)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs to see which files a program holds")
@pytest.mark.parametrize("is_blobless", [False, True])
def test_a_git_that_may_fetch_on_its_own_does_not_hold_the_journals_lock(
    shared: Team, monkeypatch: pytest.MonkeyPatch, is_blobless: bool
) -> None:
    """What a fetch starts may live on, as a memory for passwords does, and would hold it for a quarter of an hour."""
    ana = shared.begin()
    bo = blobless(shared, "bo") if is_blobless else shared.join()
    ana.add("New")
    ana.sync()
    action = 'case "$*" in *read-tree*-u*) ls -l /proc/self/fd > "$SHIM_FOLDER/held";; esac'
    shim = Shim(shared.folder / "shim", action)

    for name, value in shim.environment().items():
        monkeypatch.setenv(name, value)
    bo.sync()

    held = (shared.folder / "shim" / "held").read_text()
    assert is_blobless == (not re.search(rf"-> {re.escape(str(bo.root))}$", held, re.MULTILINE))


def test_fault_35_a_criss_cross_history_converges_and_loses_no_edit(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Crossed", story="s", tags={"base"})
    shared.settle()
    ana.change(made.id, expected="Ana's")
    bo.change(made.id, believed="Bo's")
    for journal in (ana, bo):
        git(journal.root, "commit", "-aqm", "mine")
    a, b = (git(journal.root, "rev-parse", "HEAD") for journal in (ana, bo))
    # both pull from each other by hand, each with its own side kept: two bases
    for journal, other, name in ((ana, bo, b), (bo, ana, a)):
        git(journal.root, "fetch", "-q", str(other.root), name)
        git(journal.root, "merge", "-q", "-s", "ours", "-m", "crossed", name)
    ana.change(made.id, tags={"base", "ana"})
    bo.change(made.id, tags={"base", "bo"})
    shared.settle()
    shared.settle()

    entry = bo.get(made.id)
    values = {entry.expected, entry.believed, *(str(row.value) for row in entry.conflict)}
    assert {"Ana's", "Bo's"} <= values
    assert {"base", "ana", "bo"} == set(entry.tags)
    assert 1 == len(shared.heads())


def test_fault_36_clocks_that_are_years_apart_lose_nothing(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Now")
    shared.settle()
    far = datetime.now(UTC) + timedelta(days=3650)
    bo.add("In ten years", logged=far, happened=far)
    ana.add("Ten years ago", logged=far - timedelta(days=7300), happened=far - timedelta(days=7300))
    text = bo.raw_text(made.id)
    updated = next(line for line in text.splitlines() if line.startswith("updated"))
    write(bo, made, text.replace(updated, "updated = 2036-01-01T00:00:00Z").replace('"Now"', '"Later"'))
    ana.change(made.id, title="Earlier")
    shared.settle()

    entry = ana.get(made.id)
    assert {"Earlier", "Later"} == {entry.title, *(row.value for row in entry.conflict)}
    assert 3 == len(titles(ana)) == len(titles(bo))
    assert 1 == len(shared.heads())
    assert ana.change(made.id, story="A clock that goes backwards").updated > entry.updated


# 42 to 44, and what else may lie at an address


def test_fault_42_two_who_begin_at_once_end_with_one_journal(shared: Team) -> None:
    from mistakes_git.publishing import begin_repository

    both = []
    for who in ("ana", "bo"):
        made = Journal.create(shared.folder / who, name="payments", kind="team")
        journal = Journal.open(made.root, shared.settings(who))
        journal.add(f"First of {who}")
        begin_repository(journal, str(shared.remote))
        both.append(journal)
    shared.clones = both
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda journal: journal.sync(), both))
    shared.settle()

    ana, bo = both
    assert ["First of ana", "First of bo"] == titles(ana) == titles(bo)
    assert (ana.root / "journal.toml").read_bytes() == (bo.root / "journal.toml").read_bytes()
    assert 1 == len(shared.heads())


def test_fault_42_who_begins_second_takes_over_what_the_first_has_begun(shared: Team) -> None:
    from mistakes_git.publishing import begin_repository

    both = []
    for who in ("ana", "bo"):
        made = Journal.create(shared.folder / who, name="payments", kind="team", charter={"mission": who})
        both.append(Journal.open(made.root, shared.settings(who)))
        begin_repository(both[-1], str(shared.remote))
    ana, bo = both
    bo.add("First of bo")
    ana.sync()
    begun = (ana.root / "journal.toml").read_bytes()
    bo.sync()
    ana.sync()

    assert begun == (ana.root / "journal.toml").read_bytes() == (bo.root / "journal.toml").read_bytes()
    assert ["First of bo"] == titles(ana)


def test_another_teams_journal_at_the_address_is_not_mixed_in(shared: Team) -> None:
    shared.begin()
    from mistakes_git.publishing import begin_repository

    made = Journal.create(shared.folder / "other", name="search", kind="team")
    other = Journal.open(made.root, shared.settings("cy"))
    other.add("Of another team")
    begin_repository(other, str(shared.remote))

    with pytest.raises(OtherJournal):
        other.sync()
    assert "Of another team" not in git(shared.remote, "log", "-p", "main")
    other.sync(rejoin=True)
    assert "Of another team" in git(shared.remote, "log", "-p", "main")


def test_a_personal_journal_never_goes_into_a_teams(shared: Team, journal: Journal) -> None:
    shared.begin()
    from mistakes_git.publishing import begin_repository

    journal.add("Private", feeling="ashamed")
    begin_repository(journal, str(shared.remote))

    with pytest.raises(OtherJournal):
        journal.sync(rejoin=True)
    assert "ashamed" not in git(shared.remote, "log", "-p", "--all")


def test_fault_43_a_push_that_did_not_arrive_is_a_failure(shared: Team) -> None:
    ana = shared.begin()
    hook = shared.remote / "hooks" / "post-receive"
    hook.write_text("#!/bin/sh\nread old new ref\ngit update-ref $ref $old\n")
    hook.chmod(0o755)
    ana.add("Vanishing")

    with pytest.raises(NotArrived) as caught:
        ana.sync()
    hook.unlink()
    ana.sync()

    assert 4 == caught.value.exit_status
    assert "Vanishing" in git(shared.remote, "log", "-p", "main")


def test_fault_44_a_newer_format_is_passed_on_untouched(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("From the future")
    newer = ana.raw_text(made.id).replace("format = 1", "format = 99", 1) + "\n[novel]\nthing = [1]\n"
    write(ana, made, newer)
    shared.settle()
    assert newer == bo.raw_text(made.id)
    assert "From the future" == bo.get(made.id).title
    with pytest.raises(NewerFormat):
        bo.change(made.id, title="Of today")
    write(ana, made, newer.replace("thing = [1]", "thing = [1]\nmore = 2"))
    write(bo, made, newer + 'other = "x"\n')
    shared.settle()

    text = ana.raw_text(made.id)
    assert text == bo.raw_text(made.id)
    assert all(part in text for part in ("format = 99", "more = 2", 'other = "x"'))


def test_what_is_private_never_leaves_in_a_teams_journal(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Typed by hand")
    write(ana, made, ana.raw_text(made.id) + 'feeling = "ashamed"\n')

    report = ana.sync()
    bo.sync()

    assert ["feeling is private"] == [fault.reason for fault in report.left]
    assert [] == titles(bo)


def test_what_is_broken_here_is_left_and_named_and_the_rest_goes(shared: Team) -> None:
    ana, bo = shared.pair()
    bad, good = ana.add("Bad"), ana.add("Good")
    write(ana, bad, "")

    report = ana.sync()
    bo.sync()

    assert ["is empty"] == [fault.reason for fault in report.left]
    assert [good.title] == titles(bo)


def test_most_entries_gone_at_once_are_not_taken_from_everybody(shared: Team) -> None:
    ana, bo = shared.pair()
    for number in range(30):
        ana.add(f"Entry {number}")
    shared.settle()
    for path in (ana.root / "entries").rglob("*.toml"):
        path.unlink()

    with pytest.raises(NeedsAttention, match="30 of 30"):
        ana.sync()
    bo.sync()
    assert 30 == len(titles(bo))


def test_lessons_of_both_are_kept_with_their_keys(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Lessons", lessons=[Lesson(text="first")])
    shared.settle()
    ana.change(made.id, lessons=[*ana.get(made.id).lessons, Lesson(text="Ana's")])
    bo.change(made.id, lessons=[*bo.get(made.id).lessons, Lesson(text="Bo's")])
    shared.settle()

    assert {"first", "Ana's", "Bo's"} == {lesson.text for lesson in ana.get(made.id).lessons}


def test_events_of_one_person_on_two_machines_are_united(shared: Team) -> None:
    ana, bo = shared.pair()
    made = ana.add("Talked about")
    shared.settle()
    both = [Journal.open(journal.root, shared.settings("ana")) for journal in (ana, bo)]
    for number, journal in enumerate(both):
        journal.record(Commented(made.id, text=f"from machine {number}"))
    shared.settle()

    assert {"from machine 0", "from machine 1"} == {getattr(event, "text", "") for event in bo.events()}
    log = next((bo.root / "events").rglob("*.jsonl"))
    assert sorted(log.read_text().splitlines()) == log.read_text().splitlines()


def test_fault_08_sixteen_programs_that_add_and_sync_one_clone_keep_all(shared: Team) -> None:
    ana, bo = shared.pair()
    code = (
        "import sys; from mistakes import Journal; from mistakes.errors import NewerFormat, Busy\n"
        "journal = Journal.open(sys.argv[1]); journal.add(sys.argv[2], author='A <a@example.com>')\n"
        "for _ in range(9):\n"
        "    try: journal.sync(); break\n"
        "    except Busy: pass\n"
        "else: sys.exit(5)\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(ana.root), f"Entry {number:02}"],
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        for number in range(16)
    ]
    ends = [(process.communicate()[1].decode(), process.returncode) for process in running]
    bo.sync()

    assert [("", 0)] * 16 == ends
    assert [f"Entry {number:02}" for number in range(16)] == titles(bo)


def test_hooks_and_errors_are_of_the_kinds_they_are_named() -> None:
    assert issubclass(HookRefused, NotShared)
    assert issubclass(Offline, NotShared)


def test_a_remote_in_a_folder_that_stands_where_it_stood_is_not_asked(
    shared: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo = shared.pair()
    made = ana.add("First")
    shared.settle()
    git(bo.root, "pack-refs", "--all")
    asked: list[int] = []
    start = Exchange.start_fetch
    monkeypatch.setattr(Exchange, "start_fetch", lambda self: asked.append(1) or start(self))

    bo.sync()
    bo.add("Second")
    bo.sync()
    assert [] == asked
    ana.sync()
    assert [1] == asked
    assert ["First", "Second"] == titles(ana)
    bo.change(made.id, story="Of Bo")
    git(bo.root, "config", "url./nowhere.insteadOf", "/elsewhere")
    bo.sync()
    assert [1, 1] == asked
