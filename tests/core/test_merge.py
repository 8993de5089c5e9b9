"""Joining two versions of an entry: symmetric, nothing lost, and settled after everybody joined."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import cycle
from typing import Any

import pytest
import tomli
import tomli_w
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from merge_strategies import (
    AUTHORS,
    ENTRY_ID,
    FIRST,
    History,
    Table,
    any_value,
    histories,
    hostile_histories,
)

from mistakes import tomltext
from mistakes.errors import MistakesError
from mistakes.ids import derived_key
from mistakes.merge import (
    DifferentEntries,
    canonical_hash,
    merge_entries,
    merge_files,
    same_origin,
    undo_change,
)

NOW = datetime(2026, 12, 24, tzinfo=UTC)
LATER = FIRST + timedelta(hours=1)
any_history = histories() | hostile_histories()
rooted_history = histories(rooted=True) | hostile_histories(rooted=True)
thorough = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def frozen(value: Any) -> Any:
    """Return something equal only for the same data of the same types, whatever the order of keys."""
    if isinstance(value, dict):
        return "table", frozenset((key, frozen(item)) for key, item in value.items())
    if isinstance(value, list):
        return "array", tuple(map(frozen, value))
    return type(value).__name__, value.isoformat() if hasattr(value, "isoformat") else repr(value)


def leaves(value: Any) -> Iterator[Any]:
    """Yield every scalar of a value, texts line by line; what is kept as TOML text counts as what it says."""
    if isinstance(value, dict):
        shown = tomli.loads(value["value"]) if value.get("encoding") == "toml" else value
        yield from (leaf for item in shown.values() for leaf in leaves(item))
    elif isinstance(value, list):
        yield from (leaf for item in value for leaf in leaves(item))
    elif isinstance(value, str):
        yield from (frozen(line) for line in value.split("\n") if line)
    else:
        yield frozen(value)


def content(entry: Table) -> Table:
    return {key: value for key, value in entry.items() if key not in ("rev", "updated")}


def lost(history: History, result: Table) -> set[Any]:
    """Return what a side wrote that its base did not hold and the result does not hold."""
    old = {*leaves(history.base or {})}
    written = {*leaves(content(history.ours)), *leaves(content(history.theirs))}
    return written - old - {*leaves(result)}


def merged(base: Table | None, ours: Table, theirs: Table) -> Table:
    """Return the merge of two versions, the same whoever merges."""
    result = merge_entries(base, ours, theirs)
    assert frozen(result) == frozen(merge_entries(base, theirs, ours))
    return result


# What always holds


@thorough
@given(any_history)
def test_who_merges_makes_no_difference_to_the_bytes(history: History) -> None:
    base, ours, theirs = history
    assume(frozen(ours) != frozen(theirs))
    one, other = merge_entries(base, ours, theirs), merge_entries(base, theirs, ours)
    assert frozen(one) == frozen(other)
    assert tomli_w.dumps(one) == tomli_w.dumps(other)


@thorough
@given(any_history)
def test_everything_either_side_wrote_is_in_the_result(history: History) -> None:
    assert set() == lost(history, merge_entries(*history))


@thorough
@given(histories(), st.booleans())
def test_a_merge_that_forgets_one_side_is_noticed(history: History, forget_ours: bool) -> None:
    base, ours, theirs = history
    kept, forgotten = (theirs, ours) if forget_ours else (ours, theirs)
    unique = {*leaves(content(forgotten))} - {*leaves(base or {})} - {*leaves(kept)}
    assume(unique)
    assert unique == lost(history, kept)


@thorough
@given(rooted_history)
def test_an_edit_against_an_untouched_version_is_the_result(history: History) -> None:
    base, ours, _ = history
    assert base is not None
    assert frozen(ours) == frozen(merged(base, ours, base))


@thorough
@given(any_history)
def test_two_equal_versions_are_the_result(history: History) -> None:
    base, ours, _ = history
    assert frozen(ours) == frozen(merge_entries(base, ours, deepcopy(ours)))


@thorough
@given(any_history)
def test_once_both_sides_have_the_merge_nothing_is_left_to_do(history: History) -> None:
    base, ours, theirs = history
    result = merged(base, ours, theirs)
    for older in (base, ours, theirs):
        assert frozen(result) == frozen(merge_entries(older, result, result))
    assert frozen(result) == frozen(merged(ours, ours, result)) == frozen(merged(theirs, theirs, result))


@thorough
@given(any_history)
def test_the_arguments_stay_as_they_are_and_share_nothing_with_the_result(history: History) -> None:
    before = deepcopy(history)
    result = merge_entries(*history)
    for value in list(result.values()):
        if isinstance(value, dict | list):
            value.clear()
    assert list(map(frozen, filter(None, before))) == list(map(frozen, filter(None, history)))


@thorough
@given(any_history)
def test_the_result_can_be_written_and_read_back(history: History) -> None:
    result = merge_entries(*history)
    assert frozen(result) == frozen(tomli.loads(tomli_w.dumps(result)))


@thorough
@given(histories())
def test_rev_grows_exactly_if_the_result_is_new_to_both(history: History) -> None:
    _, ours, theirs = history
    result = merge_entries(*history)
    known = {frozen(content(ours)), frozen(content(theirs))}
    expected = max(ours["rev"], theirs["rev"]) + (frozen(content(result)) not in known)
    assert frozen(result) in {frozen(ours), frozen(theirs)} or expected == result["rev"]
    assert result["updated"] in (ours["updated"], theirs["updated"])


@thorough
@given(any_history, hostile_histories())
def test_three_clones_that_share_a_remote_agree_after_two_rounds(history: History, more: History) -> None:
    base = history.base
    clones = [(base, history.ours), (base, history.theirs), (base, {**more.ours, "id": ENTRY_ID})]
    remote = history.ours
    for n in [0, 1, 2, 0, 1]:
        remote = merge_entries(clones[n][0], clones[n][1], remote)
        clones[n] = (remote, remote)
    assert {frozen(remote)} == {frozen(current) for _, current in clones}


@thorough
@given(any_history, hostile_histories())
def test_three_clones_that_meet_in_pairs_come_to_rest(history: History, more: History) -> None:
    base = history.base
    clones = [history.ours, history.theirs, {**more.ours, "id": ENTRY_ID}]
    for _, (one, other) in zip(range(30), cycle([(0, 1), (1, 2), (0, 2)]), strict=False):
        clones[one] = clones[other] = merge_entries(base, clones[one], clones[other])
        if len(set(map(frozen, clones))) == 1:
            return
    pytest.fail("the clones never agreed")


# Taking a change back


@thorough
@given(rooted_history)
def test_taking_back_the_last_change_gives_the_version_before_it(history: History) -> None:
    before, after, _ = history
    assert before is not None
    undone = undo_change(before, after, after, NOW)
    assert frozen(content(before)) == frozen(content(undone))
    if frozen(content(before)) != frozen(content(after)) and type(after.get("rev")) is int:
        assert (after["rev"] + 1, NOW) == (undone["rev"], undone["updated"])


@thorough
@given(rooted_history)
def test_taking_back_an_older_change_loses_nothing_written_since(history: History) -> None:
    before, after, _ = history
    assert before is not None
    since = {"since": {"later": "work"}}
    undone = undo_change(before, after, after | since, NOW)
    expected = before | since
    assert frozen(content(expected)) == frozen(content(undone))


@thorough
@given(rooted_history)
def test_taking_back_keeps_what_the_current_version_wrote_and_lets_nothing_lose(history: History) -> None:
    after, before, current = history
    assert after is not None
    undone = undo_change(before, after, current, NOW)
    assert set() == {*leaves(content(current))} - {*leaves(after)} - {*leaves(undone)}
    rows = [side.get("conflict", []) for side in (before, current)]
    if all(isinstance(value, list) for value in rows):
        assert {*map(frozen, undone.get("conflict", []))} <= {frozen(row) for value in rows for row in value}


def entry(**fields: Any) -> Table:
    """Return an entry of the day the tests are about."""
    fixed = {"format": 1, "id": ENTRY_ID, "author": AUTHORS[0], "logged": FIRST, "rev": 1, "updated": FIRST}
    return fixed | {"title": "Ran the migration against production"} | fields


def edited(base: Table, **fields: Any) -> Table:
    """Return the next version; None takes a field away."""
    changed = base | {"rev": base["rev"] + 1, "updated": base["updated"] + timedelta(minutes=1)} | fields
    return {key: value for key, value in changed.items() if value is not None}


def row(path: str, value: Any, version: Table) -> Table:
    return {"path": path, "value": value, "author": version["author"], "at": version["updated"]}


def test_taking_back_moves_rev_and_updated_on() -> None:
    before = entry()
    after = edited(before, title="Wrong")
    current = edited(after, tags=["ops"])
    expected = entry(tags=["ops"], rev=4, updated=NOW)
    assert expected == undo_change(before, after, current, NOW)


def test_taking_back_a_change_that_was_changed_again_keeps_the_current_value() -> None:
    before = entry(expected="one", price={"hours": 1})
    after = edited(before, expected="two", price={"hours": 2})
    current = edited(after, expected="three")
    undone = undo_change(before, after, current, NOW)
    assert (undone["expected"], undone["price"]) == ("three", {"hours": 1})
    assert "conflict" not in undone


def test_taking_back_does_not_bring_back_what_was_removed_since() -> None:
    before = entry(expected="one", goal="a")
    after = edited(before, expected="two", goal="b")
    current = edited(after, expected=None)
    undone = undo_change(before, after, current, NOW)
    assert (undone.get("expected", "absent"), undone["goal"]) == ("absent", "a")


def test_with_nothing_left_to_take_back_the_current_version_stays_as_it_is() -> None:
    before = entry(expected="one")
    after = edited(before, expected="two")
    current = edited(after, expected="three")
    assert current == undo_change(before, after, current, NOW)


def test_taking_back_a_merge_removes_the_conflicts_it_made() -> None:
    base = entry()
    ours, theirs = edited(base, title="Ours"), edited(base, title="Theirs", rev=3)
    both = merged(base, ours, theirs)
    assert undo_change(ours, both, both, NOW)["title"] == "Ours"
    assert "conflict" not in undo_change(ours, both, both, NOW)


# Deleting and restoring (one test a row of the table)

MARK = {"at": LATER, "by": "Mei", "why": "twice"}


def test_deleted_against_untouched_is_deleted() -> None:
    base = entry()
    deleted = edited(base, deleted=MARK)
    assert deleted == merged(base, deleted, base)


def test_deleted_against_edited_keeps_the_mark_and_the_edit() -> None:
    base = entry()
    result = merged(base, edited(base, deleted=MARK), edited(base, story="New"))
    assert (result["deleted"], result["story"]) == (MARK, "New")
    assert "conflict" not in result


def test_restored_against_edited_is_restored_with_the_edit() -> None:
    base = entry(deleted=MARK)
    result = merged(base, edited(base, deleted=None), edited(base, story="New"))
    assert (result.get("deleted", "absent"), result["story"]) == ("absent", "New")


def test_a_missing_file_against_an_edit_comes_back_with_the_edit() -> None:
    base = entry()
    ours = edited(base, story="New")
    assert ours == merge_files(base, None, ours) == merge_files(base, ours, None)


def test_a_missing_file_against_an_untouched_one_is_gone() -> None:
    base = entry()
    assert merge_files(base, None, deepcopy(base)) is None
    assert merge_files(base, deepcopy(base), None) is None
    assert merge_files(base, None, None) is None


def test_a_file_added_on_one_side_is_kept() -> None:
    assert entry() == merge_files(None, None, entry()) == merge_files(None, entry(), None)


def test_two_present_files_are_merged_as_entries() -> None:
    base = entry()
    ours, theirs = edited(base, story="New"), edited(base, tags=["ops"])
    assert merged(base, ours, theirs) == merge_files(base, ours, theirs)


def test_two_tombstones_of_a_purged_entry_are_one() -> None:
    tombstone = {"format": 1, "id": ENTRY_ID}
    assert tombstone == merge_files(None, tombstone, dict(tombstone))


# Scalars


def test_of_two_values_the_newer_wins_and_the_other_is_kept() -> None:
    base = entry()
    ours, theirs = edited(base, title="Ours"), edited(base, title="Theirs", rev=5)
    result = merged(base, ours, theirs)
    assert ("Theirs", [row("title", "Ours", ours)], 6) == (result["title"], result["conflict"], result["rev"])


def test_with_equal_rev_the_later_change_wins_whatever_its_offset() -> None:
    base = entry()
    early = edited(
        base, title="early", updated=datetime(2026, 11, 21, 9, tzinfo=timezone(timedelta(hours=9)))
    )
    late = edited(base, title="late", updated=datetime(2026, 11, 21, 1, tzinfo=UTC))
    result = merged(base, early, late)
    assert ("late", late["updated"]) == (result["title"], result["updated"])


def test_of_two_names_of_one_instant_everybody_takes_the_same() -> None:
    base = entry()
    ours = edited(base, goal="g", updated=LATER, rev=2)
    for rev in (2, 3):
        theirs = edited(base, lucky="l", updated=LATER.astimezone(timezone(timedelta(hours=1))), rev=rev)
        assert frozen(theirs["updated"]) == frozen(merged(base, ours, theirs)["updated"])


def test_with_equal_rev_and_time_the_data_decides_the_same_for_everybody() -> None:
    base = entry()
    sides = [edited(base, title="a"), edited(base, title="b")]
    winner = max(sides, key=canonical_hash)
    assert winner["title"] == merged(base, *sides)["title"]


def test_a_second_merge_after_both_took_the_first_adds_no_row() -> None:
    base = entry()
    ours, theirs = edited(base, title="Ours"), edited(base, title="Theirs", story="New")
    result = merged(base, ours, theirs)
    assert result == merged(base, result, theirs) == merged(base, ours, result)


def test_different_fields_of_one_entry_are_both_kept() -> None:
    base = entry(price={"hours": 1, "trust": 2})
    ours = edited(base, goal="ship", price={"hours": 2, "trust": 2})
    theirs = edited(base, lucky="yes", price={"hours": 1, "trust": 3})
    expected = entry(goal="ship", lucky="yes", price={"hours": 2, "trust": 3}, rev=3, updated=ours["updated"])
    assert expected == merged(base, ours, theirs)


@pytest.mark.parametrize("rev", [1, 9])
def test_an_edit_wins_over_a_removal_whichever_is_newer(rev: int) -> None:
    base = entry(goal="a", price={"hours": 1, "note": "n"}, x={"plugin": {"a": 1, "b": 2}})
    ours = edited(base, goal=None, price=None, x=None, rev=rev)
    theirs = edited(base, goal="b", price={"hours": 2, "note": "n"}, x={"plugin": {"a": 1, "b": 3}})
    result = merged(base, ours, theirs)
    assert content(theirs) == content(result)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (True, 1),
        (1, 1.0),
        (0.0, -0.0),
        ("1", 1),
        ("2026-12-01", date(2026, 12, 1)),
        (date(2026, 12, 1), datetime(2026, 12, 1)),
        (datetime(2026, 12, 1), datetime(2026, 12, 1, tzinfo=UTC)),
        (FIRST, FIRST.astimezone(timezone(timedelta(hours=1)))),
        (time(0), "00:00:00"),
        ([1], [True]),
        ([[]], [{}]),
    ],
)
def test_values_that_only_look_alike_are_different(one: Any, other: Any) -> None:
    base = entry(x={"value": one})
    for rev in (1, 3):
        theirs = edited(base, x={"value": other}, rev=rev)
        assert frozen(other) == frozen(merged(base, edited(base, goal="g"), theirs)["x"]["value"])
    assert canonical_hash({"x": one}) != canonical_hash({"x": other})


def test_nan_is_the_same_as_nan() -> None:
    base = entry(x=float("nan"), y=[float("nan")])
    theirs = edited(base, x=float("nan"), y=[float("nan")], tags=["t"])
    assert "conflict" not in merged(base, edited(base, goal="g"), theirs)


# Immutable fields, computed fields, units


def test_different_ids_are_refused_by_name() -> None:
    other = entry(id="01kah3v8m2e9br5x0p7w4sn0zz")
    for versions in [(None, entry(), other), (other, entry(), entry()), (entry(), other, entry())]:
        with pytest.raises(DifferentEntries, match="different entries") as caught:
            merge_entries(*versions)
        assert isinstance(caught.value, MistakesError)
        assert {ENTRY_ID, other["id"]} == {*caught.value.ids}
    with pytest.raises(DifferentEntries):
        undo_change(entry(), entry(), other, NOW)


def test_an_id_lost_by_hand_comes_back() -> None:
    base = entry()
    assert merged(base, edited(base, id=None, goal="g"), edited(base, story="s"))["id"] == ENTRY_ID


@pytest.mark.parametrize("rev", [2, 9])
def test_of_two_values_of_an_immutable_field_the_smaller_wins_whoever_is_newer(rev: int) -> None:
    base = entry(source={"ref": "1"})
    ours = edited(base, author="Zoe <zoe@example.com>", source={"ref": "2", "note": "n"}, rev=rev)
    theirs = edited(base, author="Bo <bo@example.com>", source={"ref": "3"}, rev=4)
    result = merged(base, ours, theirs)
    assert result["author"] == "Bo <bo@example.com>"
    assert row("author", ours["author"], ours) in result["conflict"]
    assert result["source"] in (ours["source"], theirs["source"])
    assert set() == lost(History(base, ours, theirs), result)


def test_a_changed_immutable_field_is_no_conflict_if_the_other_side_left_it() -> None:
    base = entry()
    result = merged(base, edited(base, format=2), edited(base, goal="g"))
    assert (result["format"], result["goal"]) == (2, "g")


def test_rev_stays_if_the_result_is_one_of_the_sides() -> None:
    base = entry()
    ours, theirs = edited(base, goal="g", tags=["a"]), edited(base, goal="g", rev=7)
    result = merged(base, ours, theirs)
    assert {**ours, "rev": 7} == result


def test_a_rev_or_time_of_the_wrong_kind_is_kept_as_a_conflict() -> None:
    base = entry()
    history = History(base, edited(base, rev="two", updated="soon"), edited(base, goal="g"))
    result = merged(*history)
    assert {"rev", "updated"} & {lost_row["path"] for lost_row in result["conflict"]}
    assert {"two", "soon"} <= {result["rev"], result["updated"], *(r["value"] for r in result["conflict"])}


def test_times_at_the_ends_of_the_calendar_compare() -> None:
    first = datetime.min.replace(tzinfo=timezone(timedelta(hours=14)))
    last = datetime.max.replace(tzinfo=timezone(timedelta(hours=-14)))
    base = entry()
    result = merged(base, edited(base, goal="g", updated=first), edited(base, lucky="l", updated=last))
    assert last == result["updated"]


def test_money_and_currency_change_together() -> None:
    base = entry(price={"money": "10", "currency": "EUR", "hours": 1})
    ours = edited(base, price={"money": "12", "currency": "EUR", "hours": 1})
    theirs = edited(base, price={"money": "10", "currency": "USD", "hours": 3}, rev=5)
    result = merged(base, ours, theirs)
    assert result["price"] == {"money": "10", "currency": "USD", "hours": 3}
    assert [row("price", {"money": "12", "currency": "EUR"}, ours)] == result["conflict"]


def test_money_and_currency_of_one_side_stay_together() -> None:
    base = entry(price={"hours": 1})
    ours = edited(base, price={"hours": 1, "money": "12", "currency": "EUR"})
    theirs = edited(base, price={"hours": 2})
    assert merged(base, ours, theirs)["price"] == {"hours": 2, "money": "12", "currency": "EUR"}


# Texts


@pytest.mark.parametrize("field", ["story", "overcame"])
def test_edits_of_different_lines_of_a_text_are_joined(field: str) -> None:
    base = entry(**{field: "one\ntwo\nthree"})
    ours, theirs = edited(base, **{field: "ONE\ntwo\nthree"}), edited(base, **{field: "one\ntwo\nTHREE"})
    assert merged(base, ours, theirs)[field] == "ONE\ntwo\nTHREE"


def test_overlapping_edits_of_a_text_leave_one_version_and_a_row_but_no_markers() -> None:
    base = entry(story="one\ntwo")
    ours, theirs = edited(base, story="ONE\ntwo"), edited(base, story="1\ntwo", rev=5)
    result = merged(base, ours, theirs)
    assert ("1\ntwo", [row("story", "ONE\ntwo", ours)]) == (result["story"], result["conflict"])
    assert not any(marker in tomli_w.dumps(result) for marker in ("<<<<<<<", "=======", ">>>>>>>"))


# Sets


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        pytest.param(["a"], ["a", "c"], ["a", "b"], ["a", "b", "c"], id="both add, new ones sorted"),
        pytest.param(["b", "a"], ["b", "a", "c"], ["a"], ["a", "c"], id="added here, removed there"),
        pytest.param(
            ["b", "a", "c"], ["c", "b", "a"], ["b", "a", "c", "d"], ["b", "a", "c", "d"], id="order"
        ),
        pytest.param(["a", "b"], ["b"], ["a", "b", "c"], ["b", "c"], id="removed against untouched"),
        pytest.param(["a", "b"], None, ["a", "b", "c"], ["c"], id="the whole set removed"),
        pytest.param(["a", "b"], None, ["a"], None, id="nothing left"),
        pytest.param(["a"], ["a", "b", "b"], ["a", "c"], ["a", "b", "c"], id="twice in one file"),
    ],
)
def test_tags_are_joined_as_a_set(base: Any, ours: Any, theirs: Any, expected: Any) -> None:
    version = entry(tags=base)
    result = merged(version, edited(version, tags=ours), edited(version, tags=theirs, goal="g"))
    assert (expected, "g") == (result.get("tags"), result["goal"])
    assert "conflict" not in result


SETS = [
    *[
        ("heard_from",),
        ("links", "like"),
        ("links", "evidence"),
        ("decision", "options"),
        ("decision", "views"),
    ],
    *[("lessons", "applies", name) for name in ("paths", "commands", "words", "tags")],
]


@pytest.mark.parametrize("path", SETS, ids=".".join)
def test_every_set_of_the_format_is_joined_as_one(path: tuple[str, ...]) -> None:
    def version(values: list[str]) -> Table:
        inner: Any = {path[-1]: values}
        tables = {"lessons": [{"key": "aaaaaa", "applies": inner}]} if len(path) == 3 else {path[0]: inner}
        return edited(entry(), **(tables if len(path) > 1 else inner))

    result = merged(version(["m"]), version(["m", "z"]), version(["m", "a"]))
    assert version(["m", "a", "z"]) | {"rev": 3} == result


def test_a_list_that_is_no_set_is_one_value() -> None:
    base = entry(x={"tags": ["a"]})
    ours, theirs = edited(base, x={"tags": ["a", "b"]}), edited(base, x={"tags": ["a", "c"]}, rev=5)
    result = merged(base, ours, theirs)
    assert (["a", "c"], [row("x.tags", ["a", "b"], ours)]) == (result["x"]["tags"], result["conflict"])


# Keyed lists


def items(**texts: str) -> list[Table]:
    return [{"key": key, "text": text} for key, text in texts.items()]


@pytest.mark.parametrize("name", ["conditions", "lessons", "actions"])
def test_items_are_matched_by_key_and_joined_field_by_field(name: str) -> None:
    base = entry(**{name: items(b="one", a="two")})
    ours = edited(base, **{name: [{"key": "b", "text": "one", "kind": "k"}, *items(a="two", d="ours")]})
    theirs = edited(base, **{name: [*items(b="ONE", a="two", c="theirs")]})
    expected = [{"key": "b", "text": "ONE", "kind": "k"}, *items(a="two", c="theirs", d="ours")]
    assert expected == merged(base, ours, theirs)[name]


def test_the_text_of_a_lesson_is_joined_line_by_line() -> None:
    base = entry(lessons=items(a="one\ntwo\nthree"))
    ours, theirs = (
        edited(base, lessons=items(a="1\ntwo\nthree")),
        edited(base, lessons=items(a="one\ntwo\n3")),
    )
    assert items(a="1\ntwo\n3") == merged(base, ours, theirs)["lessons"]


def test_an_item_removed_here_and_edited_there_stays() -> None:
    base = entry(lessons=items(a="one", b="two"))
    ours, theirs = edited(base, lessons=items(a="one")), edited(base, lessons=items(a="1", b="TWO"))
    assert items(a="1", b="TWO") == merged(base, ours, theirs)["lessons"]


def test_an_item_removed_here_and_untouched_there_goes() -> None:
    base = entry(lessons=items(a="one", b="two"))
    ours, theirs = edited(base, lessons=items(b="two")), edited(base, lessons=items(a="one", b="2"))
    assert items(b="2") == merged(base, ours, theirs)["lessons"]


def test_a_conflict_within_an_item_names_it_by_its_key() -> None:
    base = entry(lessons=[{"key": "p7w4sn", "when": "a", "text": "t"}])
    ours = edited(base, lessons=[{"key": "p7w4sn", "when": "b", "text": "o"}])
    theirs = edited(base, lessons=[{"key": "p7w4sn", "when": "c", "text": "t"}], rev=5)
    result = merged(base, ours, theirs)
    assert result["lessons"] == [{"key": "p7w4sn", "when": "c", "text": "o"}]
    assert [row("lessons.p7w4sn.when", "b", ours)] == result["conflict"]


def test_items_without_a_key_have_the_derived_one() -> None:
    base = entry(lessons=[{"text": "one"}, {"text": "two"}])
    keys = [derived_key(ENTRY_ID, "lessons", n) for n in range(2)]
    ours = edited(base, lessons=[{"key": keys[0], "text": "one"}, {"key": keys[1], "text": "TWO"}])
    theirs = edited(base, lessons=[{"text": "ONE"}, {"text": "two"}])
    expected = [{"key": keys[0], "text": "ONE"}, {"key": keys[1], "text": "TWO"}]
    assert expected == merged(base, ours, theirs)["lessons"]


@pytest.mark.parametrize("newer", ["ours", "theirs"])
def test_items_that_two_people_added_without_a_key_are_not_mixed(newer: str) -> None:
    base = entry(lessons=items(a="one"))
    mine, yours = {"text": "mine", "when": "w"}, {"text": "yours", "then": "t"}
    ours = edited(base, lessons=[*items(a="one"), mine], rev=3 if newer == "ours" else 2)
    theirs = edited(base, lessons=[*items(a="one"), yours], rev=3 if newer == "theirs" else 2)
    result = merged(base, ours, theirs)
    found = [{key: value for key, value in item.items() if key != "key"} for item in result["lessons"]]
    assert sorted([{"text": "one"}, mine, yours], key=str) == sorted(found, key=str)
    assert derived_key(ENTRY_ID, "lessons", 1) in {item["key"] for item in result["lessons"]}
    assert len({item["key"] for item in result["lessons"]}) == 3
    assert "conflict" not in result


def test_an_item_that_both_added_alike_is_there_once() -> None:
    base, item = entry(lessons=items(a="one")), {"text": "new"}
    ours = edited(base, lessons=[*items(a="one"), {"key": "b"} | item])
    theirs = edited(base, lessons=[*items(a="one"), item], goal="g")
    assert ours["lessons"] == merged(base, ours, theirs)["lessons"]


def test_an_item_added_before_others_without_a_key_changes_none_of_them() -> None:
    base = entry(lessons=[{"text": "one"}, {"text": "two"}])
    ours = edited(base, lessons=[{"text": "new"}, *base["lessons"]])
    theirs = edited(base, lessons=[{"text": "one"}, {"text": "TWO"}])
    keys = [derived_key(ENTRY_ID, "lessons", n) for n in range(4)]
    result = merged(base, ours, theirs)["lessons"]
    assert {(keys[0], "one"), (keys[1], "TWO")} < {(item["key"], item["text"]) for item in result}
    assert sorted(["one", "TWO", "new"]) == sorted(item["text"] for item in result)


def test_two_items_with_one_key_in_a_file_are_both_kept() -> None:
    twins = [{"key": "a", "text": "one"}, {"key": "a", "text": "two"}]
    base = entry(lessons=twins)
    ours = edited(base, lessons=[twins[0], {"key": "a", "text": "TWO"}])
    theirs = edited(base, lessons=[{"key": "a", "text": "ONE"}, twins[1], {"key": "a", "text": "three"}])
    expected = [{"key": "a", "text": text} for text in ("ONE", "TWO", "three")]
    assert expected == merged(base, ours, theirs)["lessons"]


# Conflict rows


def test_a_row_resolved_on_one_side_stays_resolved() -> None:
    old = [row("title", "A", entry()), row("title", "B", entry())]
    base = entry(conflict=old)
    ours, theirs = edited(base, conflict=old[1:]), edited(base, goal="g")
    assert old[1:] == merged(base, ours, theirs)["conflict"]


def test_rows_of_both_sides_are_kept_once_and_sorted() -> None:
    rows = [row(path, "v", entry()) for path in "abc"]
    ours, theirs = edited(entry(), conflict=[rows[2], rows[0]]), edited(entry(), conflict=[rows[1], rows[2]])
    assert rows == merged(entry(), ours, theirs)["conflict"]


def test_a_path_with_odd_keys_is_a_key_that_toml_reads() -> None:
    keys = ["", "a.b", 'q"', "back\\slash", "line\n\x7f", "é", "plain-1_A"]
    value: Any = 1
    for key in reversed(keys):
        value = {key: value}
    versions = [entry(x=value), *(entry(x=tomli.loads(tomli_w.dumps(value)), rev=n) for n in (2, 3))]
    for n, version in enumerate(versions):
        inner = version["x"] = deepcopy(version["x"])
        for key in keys[:-1]:
            inner = inner[key]
        inner[keys[-1]] = n
    (kept,) = merged(*versions)["conflict"]
    found: Any = tomli.loads(f"{kept['path']} = 'found'")
    for key in ["x", *keys]:
        found = found[key]
    assert found == "found"


@pytest.mark.parametrize("levels", range(tomltext.DEEPEST - 5, tomltext.DEEPEST))
def test_a_value_too_deep_for_a_row_is_kept_as_its_text_and_the_file_can_be_read(levels: int) -> None:
    def deep(leaf: str) -> Any:
        value: Any = {"leaf": leaf}
        for _ in range(levels - 1):
            value = [value]
        return value

    history = History(entry(x=deep("base")), entry(x=deep("ours"), rev=2), entry(x=deep("theirs"), rev=3))
    result = merged(*history)
    assert frozen(result) == frozen(tomltext.parse(tomltext.dump(result)))
    (kept,) = result["conflict"]
    value = tomltext.parse(kept["value"])["value"] if kept.get("encoding") == "toml" else kept["value"]
    assert deep("ours") == value
    assert ("encoding" in kept) == (levels + 3 > tomltext.DEEPEST)


def test_a_new_row_takes_its_place_among_the_old_ones() -> None:
    base = entry(conflict=[row("a", 1, entry()), row("z", 1, entry())])
    result = merged(base, edited(base, title="Ours"), edited(base, title="Theirs"))
    assert ["a", "title", "z"] == [lost_row["path"] for lost_row in result["conflict"]]


def test_a_row_names_author_and_time_only_if_they_are_sound() -> None:
    base = entry(author=3)
    soon = datetime(2026, 11, 20, 12)
    ours, theirs = edited(base, title="Ours", updated=soon), edited(base, title="Theirs", rev=5, updated=soon)
    assert [{"path": "title", "value": "Ours"}] == merged(base, ours, theirs)["conflict"]


# What other people's files may hold


@thorough
@given(
    st.sampled_from(["lessons", "price", "tags", "story", "conflict", "links", "rev", "updated"]), any_value
)
def test_a_field_of_a_wrong_shape_is_kept(name: str, value: Any) -> None:
    right = {
        "lessons": items(a="t"),
        "price": {"hours": 1},
        "tags": ["t"],
        "story": "s",
        "links": {"like": ["l"]},
        "conflict": [row("title", "t", entry())],
    }
    ours = edited(entry(), **{name: value})
    theirs = edited(entry(), **{name: right.get(name, value), "goal": "g"})
    assert set() == lost(History(entry(), ours, theirs), merged(entry(), ours, theirs))


def test_keys_of_items_that_are_no_texts_are_kept() -> None:
    base = entry(lessons=[{"key": 1, "text": "one"}, *items(a="two")])
    ours = edited(base, lessons=[{"key": 1, "text": "ours"}, *items(a="two", b="b")])
    theirs = edited(base, lessons=[{"key": True, "text": "theirs"}, {"key": [], "text": "t"}])
    assert set() == lost(History(base, ours, theirs), merged(base, ours, theirs))


def test_unknown_keys_and_plugin_tables_survive_untouched_and_edited() -> None:
    plugin = {"streak": [1, 2], "at": time(7, 30), "nested": {"": {"Ü": float("inf")}}}
    base = entry(x={"game": plugin}, later_field=[{"a": 1}])
    ours = edited(base, x={"game": plugin, "other": {"new": True}})
    theirs = edited(base, x={"game": plugin | {"streak": [3]}})
    result = merged(base, ours, theirs)
    assert {"game": plugin | {"streak": [3]}, "other": {"new": True}} == result["x"]
    assert result["later_field"] == [{"a": 1}]


def test_two_copies_added_under_one_id_by_one_author_are_joined() -> None:
    ours, theirs = entry(tags=["a"], title="Ours"), entry(tags=["b"], title="Theirs", rev=2)
    result = merged(None, ours, theirs)
    assert same_origin(ours, theirs)
    assert (["a", "b"], "Theirs", [row("title", "Ours", ours)]) == (
        result["tags"],
        result["title"],
        result["conflict"],
    )


@pytest.mark.parametrize("field", [{"author": AUTHORS[1]}, {"logged": LATER}, {"id": "other"}])
def test_a_reused_id_is_told_from_a_copy(field: Table) -> None:
    assert not same_origin(entry(), entry(**field))


def test_the_hash_does_not_depend_on_the_order_of_keys() -> None:
    table = entry(price={"hours": 1, "trust": 2})
    turned = dict(reversed(table.items())) | {"price": {"trust": 2, "hours": 1}}
    assert canonical_hash(table) == canonical_hash(turned)


@thorough
@given(any_value, any_value)
def test_the_hash_is_equal_exactly_for_equal_data(one: Any, other: Any) -> None:
    assert (frozen(one) == frozen(other)) == (canonical_hash({"x": one}) == canonical_hash({"x": other}))
