"""Joining through the real files: symmetric, lossless, a fixpoint, whatever the versions hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from merge_strategies import ENTRY_ID, History, histories, hostile_histories

from mistakes import tomltext
from mistakes.files import ENTRY_LIMIT
from mistakes_git.joining import Joined, join_entries, join_headers, join_logs, join_rules

LINES = st.lists(
    st.sampled_from([f'{{"id": "{ENTRY_ID[:-1]}{end}"}}' for end in "abcd"] + ["torn {", "é"]), max_size=6
)


def texts(history: History) -> list[bytes | None]:
    """Return the versions as the bytes of files."""
    return [None if version is None else tomltext.dump(version).encode() for version in history]


def joined(history: History) -> Joined:
    """Join the versions of a history."""
    return join_entries(ENTRY_ID, *texts(history))


def scalars(value: Any) -> Iterator[str]:
    """Yield every value in a table, and every line of its texts."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from scalars(part) if name not in ("rev", "updated", "key", "conflict") else ()
    elif isinstance(value, list):
        for part in value:
            yield from scalars(part)
    elif isinstance(value, str):
        yield from (line for line in value.split("\n") if line.strip())
    else:
        yield tomltext.dump({"v": value})


@given(histories() | hostile_histories())
def test_whoever_joins_gets_the_same_bytes(history: History) -> None:
    swapped = History(history.base, history.theirs, history.ours)

    assert joined(history) == joined(swapped)


@given(histories())
def test_every_value_that_either_side_wrote_is_in_the_file_that_comes_out(history: History) -> None:
    result = joined(history)
    before = set(scalars(history.base or {}))
    written = {value for side in history[1:] for value in scalars(side)} - before
    data = tomltext.parse((result.data or b"").decode())
    there = set(scalars(data)) | {value for row in data.get("conflict", []) for value in scalars(row)}

    assert "" == result.trouble
    assert set() == written - there


@given(histories() | hostile_histories())
def test_what_came_out_joins_with_either_side_to_itself(history: History) -> None:
    result = joined(history)
    sides = texts(history)
    if result.data is None or result.second or result.trouble:
        return

    for side in sides[1:]:
        assert result.data == join_entries(ENTRY_ID, side, result.data, side).data
    assert len(result.data) <= ENTRY_LIMIT


@given(st.binary(max_size=60), st.binary(max_size=60), st.none() | st.binary(max_size=60))
def test_garbage_is_joined_alike_too(ours: bytes, theirs: bytes, base: bytes | None) -> None:
    first = join_entries(ENTRY_ID, base, ours, theirs)

    assert first == join_entries(ENTRY_ID, base, theirs, ours)
    assert first.data in (ours, theirs)


@given(LINES, LINES, LINES)
def test_logs_are_united_whoever_joins(base: list[str], ours: list[str], theirs: list[str]) -> None:
    sides = ["".join(f"{line}\n" for line in dict.fromkeys(base + more)).encode() for more in (ours, theirs)]
    old = "".join(f"{line}\n" for line in base).encode()
    result = join_logs(old, *sides)

    assert result == join_logs(old, *reversed(sides))
    assert {*base, *ours, *theirs} == set(result.decode().splitlines())


@given(st.binary(max_size=100))
def test_a_log_that_is_no_text_keeps_its_bytes(odd: bytes) -> None:
    result = join_logs(b"", odd, b"x\n")

    told = [line for line in odd.split(b"\n") if line.decode("utf-8", "surrogateescape").strip()]
    assert all(line in result.split(b"\n") for line in told)


def test_headers_are_joined_by_field_and_keep_what_lost() -> None:
    base = b'format = 1\nid = "x"\nname = "a"\ngoal = 11\n'
    ours, theirs = base.replace(b"11", b"51"), base.replace(b'"a"', b'"b"').replace(b"11", b"101")
    result = join_headers(base, ours, theirs)

    assert result == join_headers(base, theirs, ours)
    table = tomltext.parse((result or b"").decode())
    assert "b" == table["name"]
    assert {51, 101} == {table["goal"], table["conflict"][0]["value"]}


def test_rules_of_both_stand_once_each() -> None:
    result = join_rules(b"a\nb\n", b"b\nc\n")

    assert {b"a", b"b", b"c"} == set(result.splitlines())
    assert result == join_rules(b"b\nc\n", b"a\nb\n")
