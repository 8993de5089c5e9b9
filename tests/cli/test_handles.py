"""What must hold for handles: what a command names, whichever it is, names one entry and no other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from mistakes import Applied, Applies, Compared, Journal, Journals, Lesson, Links, Mistake, Repeated
from mistakes.handles import handles_among
from mistakes.ids import encode, month_of
from mistakes.model import Action, Conflict, Decision
from mistakes.testing import Result, run

NOW = datetime.now(UTC).replace(microsecond=0)
END = "4sn02q"
HANDLE = re.compile(rf"\b[0-9a-z]*{END}\b")


def an_id(before: str, at: datetime = NOW) -> str:
    """Return an id of that time which ends in some characters of one's own, and then as all others here."""
    milliseconds = int(at.timestamp() * 1000)
    return f"{encode(milliseconds, 10)}e0g{'0' * 6}{before}{END}"


def alike(journal: Journal, count: int = 2) -> list[str]:
    """Add entries whose ids end alike, and return the ids, oldest first."""
    ids = [an_id(str(number + 2), NOW - timedelta(minutes=count - number)) for number in range(count)]
    for number, entry_id in enumerate(ids):
        journal.put(an_entry(journal, entry_id, f"Signed unread, number {number}"))
    return ids


def an_entry(journal: Journal, entry_id: str, title: str, **more: Any) -> Mistake:
    lesson = Lesson("Read first", applies=Applies(words=("unread",)))
    late = Action("Ask them", due=(NOW - timedelta(days=9)).date())
    draft = journal.draft(title, lessons=[lesson], actions=[late], happened=NOW.date())
    fields = {name: getattr(draft, name) for name in ("title", "author", "rev", "lessons", "actions")}
    return Mistake(id=entry_id, happened=NOW.date(), logged=NOW, updated=NOW, **fields | more)


@pytest.fixture
def own() -> Journal:
    """The personal journal of whoever types."""
    assert run("add", "The first one").status == 0
    from mistakes.journals import for_writing
    from mistakes.settings import Settings

    return for_writing(Settings.load())[0]


def named(result: Result, ids: Sequence[str]) -> set[str]:
    """Return what the command called these entries, without the paths of their files and whole ids."""
    assert result.status == 0, result.err
    return set(HANDLE.findall(result.out + result.err)) - set(ids)


def test_the_ids_of_this_test_end_alike_and_are_ids(own: Journal) -> None:
    first, second = alike(own)

    assert first[-6:] == second[-6:] == END
    assert first != second
    assert [first, second] == sorted([first, second])
    assert f"{NOW:%Y/%m}" == month_of(second) or NOW.day == 1


@pytest.mark.parametrize("warm", [False, True])
@pytest.mark.parametrize(
    "command",
    [
        ("show", "{id}"),
        ("show", "{id}", "--json"),
        ("edit", "{id}", "--tag", "law"),
        ("edit", "{id}", "--tag", "law", "--json"),
        ("again", "{id}"),
        ("link", "{id}", "--again", "{other}"),
        ("delete", "{id}", "{other}"),
        ("delete", "{id}", "--json"),
        ("stats",),
        ("list", "unread"),
        ("list",),
        ("search", "unread"),
        ("search", "unread", "--json"),
        ("similar", "{id}"),
        ("premortem", "Sign it unread"),
        ("undo",),
    ],
    ids=" ".join,
)
def test_what_a_command_names_is_found_again(own: Journal, command: Sequence[str], *, warm: bool) -> None:
    first, second = alike(own)
    if warm:
        assert own.index.documents == 3

    result = run(*(part.format(id=second, other=first) for part in command))

    assert named(result, [first, second])
    assert END not in named(result, [first, second])
    for handle in named(result, [first, second]):
        assert own.find(handle) in (first, second)


def test_a_page_names_what_it_links_to_so_that_it_is_found(own: Journal) -> None:
    first, second = alike(own)
    own.change(second, links=Links(repeat_of=first, like=(first,)))

    result = run("show", second)

    assert {own.handle(first), own.handle(second)} == named(result, [])


def test_an_entry_of_the_team_one_stands_in_counts_too(
    own: Journal, team: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = an_id("2"), an_id("3")
    own.put(an_entry(own, mine, "Mine"))
    team.put(an_entry(team, theirs, "Theirs"))
    monkeypatch.chdir(team.root)

    assert {f"2{END}"} == named(run("edit", mine, "--tag", "law"), [])
    assert {END} == named(run("-j", "personal", "edit", mine, "--tag", "ops"), [])


def test_a_new_entry_that_ends_like_an_old_one_is_named_so_that_it_is_found(
    own: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    own.put(an_entry(own, an_id("2", NOW - timedelta(minutes=5)), "Older"))
    assert own.index.documents == 2
    monkeypatch.setattr("mistakes.journal.new_id", lambda at=None: an_id("3"))

    assert {f"3{END}"} == named(run("add", "Newer"), [])


def test_nothing_is_walked_for_a_new_entry(own: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    def walked(*_: object) -> None:
        raise AssertionError("the names of all entries were looked at")

    monkeypatch.setattr("mistakes.handles.ids_with_ends", walked)

    assert 0 == run("add", "One more").status
    assert 0 == run("add", "One more", "--json").status


def test_handles_are_the_same_with_and_without_an_index(journal: Journal) -> None:
    ids = alike(journal, 3)
    walked = handles_among([journal], ids)
    assert journal.index.documents == 3

    assert walked == handles_among([journal], ids, walk=False)
    assert walked == Journals([journal]).handles(ids)
    assert {entry_id: entry_id[-7:] for entry_id in ids} == walked


def test_an_id_that_is_nowhere_has_a_handle_too(journal: Journal, tmp_path: Path) -> None:
    alike(journal)
    stranger = an_id("9")

    assert stranger[-7:] == journal.handle(stranger)
    assert stranger[-6:] == Journal.create(tmp_path / "other", name="other").handle(stranger)


def test_the_page_of_the_day_names_what_is_late_so_that_it_is_found(own: Journal) -> None:
    first, second = alike(own)

    assert {first[-7:], second[-7:]} == named(run("today"), [])


def with_plans(journal: Journal) -> list[str]:
    """Add two entries alike that can be practised: each has a plan, and something that waits for a decision."""
    ids = [an_id("2", NOW - timedelta(days=9)), an_id("3", NOW - timedelta(days=8))]
    for number, entry_id in enumerate(ids):
        plan = Lesson("Read first", when="I get a contract", then="I read it", added=NOW - timedelta(days=8))
        waits = Conflict("story", "Another story", "Ana <ana@example.com>", NOW)
        title, more = f"Signed unread, number {number}", {"lessons": (plan,), "conflict": (waits,)}
        journal.put(an_entry(journal, entry_id, title, process=1, result=5, **more))
    return ids


@pytest.mark.parametrize("warm", [False, True])
@pytest.mark.parametrize(
    "command",
    [
        ("review", "--list"),
        ("review", "{id}", "--grade", "had"),
        ("today",),
        ("applied", "{id}", "at the bank"),
        ("done", "{id}"),
        ("retire", "{id}"),
        ("reflect", "{id}", "--answer", "adapt.changed-1=It was late."),
        ("resolve",),
        ("resolve", "{id}"),
        ("resolve", "{id}", "--keep"),
        ("brief", "a contract to sign"),
        ("brief", "--hush", "{id}"),
        ("stats",),
        ("game", "why"),
    ],
    ids=" ".join,
)
def test_what_practice_names_is_found_again(own: Journal, command: Sequence[str], *, warm: bool) -> None:
    first, second = with_plans(own)
    own.record(Applied(second, situation="at work"))
    if warm:
        assert own.index.documents == 3

    result = run(*(part.format(id=second, other=first) for part in command))

    found = named(result, [first, second])
    assert found
    assert END not in found
    for handle in found:
        assert own.find(handle) in (first, second)


@pytest.mark.parametrize(
    "command",
    [
        ("borrow", "{id}"),
        ("retire", "{id}", "--undo"),
        ("review", "{id}"),
        ("done", "{id}"),
        ("decide", "{id}", "--view", "Ana: no"),
        ("applied", "{id}", "once", "--lesson", "zzzz"),
        ("share", "{id}", "--to", "{team}"),
        ("unshare", "{id}", "--from", "{team}"),
    ],
    ids=" ".join,
)
def test_what_a_refusal_names_is_found_again(own: Journal, team: Journal, command: Sequence[str]) -> None:
    _, second = alike(own)
    own.edit(second, lambda entry: attrs.evolve(entry, actions=()))
    if command[0] == "share":
        own.delete(second)

    result = run(*(part.format(id=second, team=team.root) for part in command))

    assert result.status != 0
    assert {f"3{END}"} == set(HANDLE.findall(result.err)) - {second}


def test_a_page_names_what_came_again_and_what_it_was_compared_with_so_that_it_is_found(own: Journal) -> None:
    first, second = alike(own)
    own.record(Repeated(first, repeat=second))
    own.record(Compared(first, other=second, rule="Read first"))

    said = run("show", first).out

    assert 2 == said.count(f"3{END}")
    assert {own.handle(first), own.handle(second)} == set(HANDLE.findall(said))


def test_open_decisions_are_named_so_that_they_are_found(own: Journal) -> None:
    choice = Decision(options=("wait", "go"), chosen="wait", prediction="Fine", confidence=70)
    ids = [an_id(digit) for digit in "23"]
    for entry_id in ids:
        own.put(an_entry(own, entry_id, "Move billing", kind="decision", decision=choice))

    assert {entry_id[-7:] for entry_id in ids} == named(run("decide"), [])
    assert {ids[0][-7:]} == named(run("decide", ids[0], "--view", "Ana: no"), ids)
    assert {ids[1][-7:]} == named(run("decide", ids[1], "--outcome", "so", "--score", "yes"), ids)


def test_a_digest_names_what_was_told_so_that_it_is_found(team: Journal) -> None:
    ids = alike(team)

    assert {entry_id[-7:] for entry_id in ids} == named(run("-j", str(team.root), "digest"), [])


def test_what_strangers_should_not_read_is_named_so_that_it_is_found(team: Journal) -> None:
    ids = [an_id(digit) for digit in "23"]
    for entry_id in ids:
        team.put(an_entry(team, entry_id, "The key: postgresql://app:kq7Zr2mX9w@db.internal/x"))
    assert team.index.documents == 2

    exported = run("-j", str(team.root), "export", "json", "--public", "-o", "-")
    checked = run("-j", str(team.root), "doctor")

    for said in (exported.err, checked.out):
        assert {entry_id[-7:] for entry_id in ids} == set(HANDLE.findall(said)) - set(ids)


def test_the_newest_entries_of_the_day_are_named_so_that_they_are_found(own: Journal) -> None:
    now = datetime.now(UTC)
    older = an_id("2", now - timedelta(minutes=30))
    own.put(an_entry(own, older, "Older", actions=()))
    for number in range(5):
        own.add(f"Between, number {number}")
    own.put(an_entry(own, an_id("3", datetime.now(UTC) + timedelta(seconds=2)), "Newest", actions=()))

    assert f"3{END}" in named(run("today"), [])
    assert f"3{END}" in named(run("today"), []), "the page that is remembered"
