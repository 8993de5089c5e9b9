"""JSON and text read in parts: the same whatever the parts are, and never more in memory than a part."""

from __future__ import annotations

import io
import json
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes.errors import NotFound, UnreadableFile
from mistakes_formats import reading
from mistakes_formats.json_records import records
from mistakes_formats.json_scan import LONGEST, Piece, pieces
from mistakes_formats.reading import Line, chunks, lines, opened

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
TOO_LONG = "is longer than an entry may be (256 KiB)"


def parts(text: str, cuts: list[int]) -> Iterator[str]:
    at = 0
    for size in cuts:
        yield text[at : at + size]
        at += size
        if at >= len(text):
            return
    yield text[at:]


def found(text: str, cuts: list[int], lists: tuple[str, ...] = ()) -> list[tuple[str, object, str]]:
    made = (part for part in parts(text, cuts) if part)
    return [(piece.place, piece.value, piece.fault) for piece in pieces(made, lists)]


cuts = st.lists(st.integers(1, 9), max_size=400)


@given(st.lists(values, max_size=6), cuts, st.sampled_from([None, 2]))
def test_a_list_is_the_same_whatever_its_parts(
    document: list[object], sizes: list[int], indent: int | None
) -> None:
    text = json.dumps(document, indent=indent)
    assert [(f"[{at}]", value, "") for at, value in enumerate(document)] == found(text, sizes)


@given(st.dictionaries(st.text(max_size=5), values, max_size=5), st.lists(values, max_size=4), cuts)
def test_an_object_is_the_same_whatever_its_parts(
    members: dict[str, object], entries: list[object], sizes: list[int]
) -> None:
    members.pop("entries", None)
    text = json.dumps({**members, "entries": entries}, ensure_ascii=False)
    expected = [
        *((key, value, "") for key, value in members.items()),
        ("entries", [], ""),
        *((f"entries[{at}]", value, "") for at, value in enumerate(entries)),
    ]
    assert expected == found(text, sizes, ("entries",))


@given(st.text(st.sampled_from(list('{}[]",:0e.-tfn\\u1 \n')), max_size=40), cuts)
def test_broken_json_breaks_at_the_same_place_whatever_its_parts(text: str, sizes: list[int]) -> None:
    assert found(text, [1000], ("entries",)) == found(text, sizes, ("entries",))


@pytest.mark.parametrize(
    "value",
    ['"' + "x" * LONGEST + '"', '"' + '\\"' * LONGEST + '"', "[" + "1," * LONGEST + "1]", '{"a": ["' + "]" * LONGEST + '"]}'],
    ids=["text", "escapes", "list", "brackets in a text"],
)  # fmt: skip
def test_a_value_too_long_is_passed_over_and_hides_no_other(value: str) -> None:
    text = f'["one", {value}, "three"]'
    made = [text[at : at + 65_536] for at in range(0, len(text), 65_536)]
    assert [Piece("[0]", "one", size=5), Piece("[1]", fault=TOO_LONG), Piece("[2]", "three", size=7)] == list(
        pieces(made, ())
    )


def test_a_value_too_long_that_never_ends_is_told() -> None:
    *_, last = pieces(['["one", {"a": "', *["x" * 65_536] * 64], ())
    assert "is not JSON from line 1, column" in last.fault
    assert "it ends within a value" in last.fault


def test_a_large_document_never_lies_in_memory() -> None:
    entry = json.dumps({"title": "x" * 1000}) + ","

    def document() -> Iterator[str]:
        yield '{"entries": ['
        yield from (entry * 64 for _ in range(500))
        yield "1]}"

    tracemalloc.start()
    count = sum(1 for _ in pieces(document(), ("entries",)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 2 + 64 * 500 == count
    assert peak < 2_000_000


def test_several_lists_follow_one_another_only_where_they_may() -> None:
    text = "[1, 2]\n[3]\n[]"
    assert [1, 2, 3] == [piece.value for piece in pieces([text], (), several=True)]
    *_, last = pieces([text], ())
    assert "there is more text after the end" in last.fault


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("héllo\nwörld 错", "héllo\nwörld 错"),
        ("\ufeffmarked", "marked"),
        ("", ""),
        ("x" * 65_535 + "é" * 10, "x" * 65_535 + "é" * 10),
    ],
)
def test_text_is_read_as_utf_8_or_as_utf_16_with_its_mark(content: str, expected: str) -> None:
    assert expected == "".join(chunks(io.BytesIO(content.encode())))
    assert expected == "".join(chunks(io.BytesIO(content.removeprefix("\ufeff").encode("utf-16"))))


def test_what_is_no_text_is_told_with_its_line_after_what_comes_before() -> None:
    read = chunks(io.BytesIO(b"one\ntwo\nth\xffree"))
    assert "one\ntwo\nth" == next(read)
    with pytest.raises(UnreadableFile) as error:
        next(read)
    assert "line 3 is not UTF-8 text; save it as UTF-8" == error.value.reason


@given(st.binary(max_size=200), st.integers(1, 30))
def test_every_line_is_read_or_told(data: bytes, longest: int) -> None:
    try:
        read = list(lines(io.BytesIO(data), longest))
    except UnreadableFile:
        assert data[:2] in (b"\xff\xfe", b"\xfe\xff")
        return
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return
    expected = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    assert len(expected) == len(read)
    for line, raw in zip(read, expected, strict=True):
        if len(raw) > longest or b"\0" in raw:
            assert line.fault
        elif not line.fault:
            assert raw.removesuffix(b"\r") == line.text.encode()


def test_a_line_that_is_no_text_hides_no_other() -> None:
    data = b"one\n\xff\n" + b"x" * 100 + b"\nfour\r\n\0\n"
    assert [
        Line(1, "one"),
        Line(2, "", "is not UTF-8 text; save it as UTF-8"),
        Line(3, "", "is longer than 0 KiB"),
        Line(4, "four"),
        Line(5, "", "is not text (it holds a NUL)"),
        Line(6, ""),
    ] == list(lines(io.BytesIO(data), 50))


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('[{"a": 1}, 2]', ["[0]", "[1]"]),
        ('{"a": 1}\n\n{"a": 2}\n', ["line 1", "line 3"]),
        ('{"items": [1, 2], "total": 2}', ["items[0]", "items[1]"]),
        ('{"items": []}', []),
        ('{"a": 1,\n "b": 2}', ["x.json"]),
        ("3", ["x.json"]),
        ("", ["x.json"]),
        ("[1]\n[2]", ["[0]", "[1]"]),
    ],
)
def test_records_are_found_in_whatever_way_they_stand(text: str, places: list[str]) -> None:
    file = io.BytesIO(text.encode())
    assert places == [piece.place for piece in records(file, "x.json", ("items",))]


def test_one_object_that_is_larger_than_an_entry_may_be_is_told() -> None:
    text = "{" + ", ".join(f'"k{n}": "{"x" * 100_000}"' for n in range(30)) + "}"
    (piece,) = records(io.BytesIO(text.encode()), "x.json", ())
    assert ("x.json", TOO_LONG) == (piece.place, piece.fault)


def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for path, reason in (
        (tmp_path, "is a folder; name a file in it"),
        (tmp_path / "link", "is a link, which is not followed"),
    ):
        with pytest.raises(UnreadableFile) as error, opened(path):
            pass
        assert reason == error.value.reason
    with pytest.raises(NotFound), opened(tmp_path / "none"):
        pass
    with pytest.raises(UnreadableFile) as error, opened(tmp_path / "file", limit=0):
        pass
    assert "is larger than 0 KiB" == error.value.reason


def test_the_cap_leaves_room_for_a_backup_of_a_million_entries() -> None:
    assert reading.LARGEST >= 1_200 * 1_000_000


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_not_waited_for_and_the_way_through_stdin_is_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "63").symlink_to(tmp_path / "pipe")
    for name in ("pipe", "63"):
        with pytest.raises(UnreadableFile) as error, opened(tmp_path / name):
            pass
        assert "is a pipe; send it to stdin, and write - for its name" == error.value.reason
