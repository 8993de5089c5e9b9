"""The quick ways of reading say what the slow ones say, or nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import mistakes as entries
from strategies import texts, values

from mistakes import codec, events, tomltext
from mistakes.ids import new_id
from mistakes.index import log
from mistakes.index.log import BadLine, EventRow
from mistakes.index.marks import marks_of, standing_of
from mistakes.index.row import NotAnEntry, row_of, searched
from mistakes.index.usual import RELIABLE, usual_table
from mistakes.ladder import standing
from mistakes.model import Mistake
from mistakes.validity import plainly_valid

DATA = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "data"
PIECES = (
    *(
        'title = "a"\n',
        'story = "b \\"c\\" \\\\"\n',
        'story = """\nb\n"c" \\"""d"""\n',
        "rev = 1\n",
        "rev = 01\n",
    ),
    *(
        "happened = 2026-11-20\n",
        "happened = 2026-13-20\n",
        "happened = 2026-11-20T14:05:00+01:00\n",
        "rev = 1.5\n",
    ),
    *(
        "happened = 2026-11-20T14:05:00.123Z\n",
        "happened = 2026-11-20 14:05:00\n",
        "happened = 14:05:00\n",
        "rev = +1\n",
    ),
    *(
        'tags = [\n    "a",\n    "b",\n]\n',
        'tags = ["a"]\n',
        "tags = [\n]\n",
        "right_thing = true\n",
        "rev = 1e3\n",
    ),
    *(
        "\n[price]\n",
        "\n[[lessons]]\n",
        "\n[lessons.applies]\n",
        "\n[[conditions]]\n",
        "[q]\n",
        "\n[x.jira]\n",
        "\n",
    ),
    *(
        'text = "a\\u0041"\n',
        "text = 'a'\n",
        '"text" = "a"\n',
        'text = "a\x7f"\n',
        'text = "a\tb"\n',
        "# note\n",
        "\r\n",
    ),
    *(
        'story = """\n<<<<<<< ours\n"""\n',
        'story = """"a""""\n',
        'story = """\na""""\n',
        "a.b = 1\n",
        "x = {a = 1}\n",
        "\ufeff",
    ),
)
LINES = (
    *(
        '{"id": "%s", "at": "2026-11-22T08:00:00.000Z", "by": "mei", "do": "applied"}',
        '{"id": "%s", "do": "applied"}',
    ),
    *(
        '{"id": "%s", "at": "2026-13-22T08:00:00Z", "do": "read"}',
        '{"id": "%s", "at": "2026-11-22", "do": "reviewed"}',
    ),
    *(
        '{"id": "%s", "at": "2026-11-22T08:00:00Z", "do": "reviewed", "lesson": "a", "grade": ""}',
        "[1]",
        "",
        "{}",
    ),
    *(
        '{"id": "%s", "at": "2026-11-22T08:00:00Z", "do": "rested", "from": "never"}',
        '{"id": "../x", "do": "read"}',
    ),
    *(
        '{"id": "%s", "at": "2026-11-22T08:00:00Z", "do": "sung", "lesson": 7}',
        '{"id": "%s", "at": "x", "do": 1}',
    ),
    *(
        '{"id": "%s", "at": "2026-11-22T08:00:00Z", "do": "retired", "lesson": ""}',
        '{"id": "%s", "at": "2026-11-22"}',
    ),
    *('{"id": "%s", "at": "2026-11-22T08:00:00Z", "do": "applied", "rules": -1}', '{"a": NaN}', "[" * 5000),
)


def parsed(text: str) -> Any:
    try:
        return tomltext.parse(text)
    except tomltext.NotToml:
        return None


class TestUsualText:
    @given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
    def test_what_it_reads_is_what_the_parser_reads(self, text: str) -> None:
        table = usual_table(text)
        assert table is None or tomltext.same(table, parsed(text))

    @given(
        entries,
        st.integers(0, 2000),
        st.sampled_from(["", '"', "\\", "\n", "=", "[", "]", "#", "\x00", "é", "\r"]),
    )
    def test_a_damaged_entry_is_read_as_the_parser_reads_it(self, entry: Mistake, at: int, sign: str) -> None:
        text = codec.write_entry(entry)
        text = text[: at % len(text)] + sign + text[at % len(text) + 1 :]
        table = usual_table(text)
        assert table is None or tomltext.same(table, parsed(text))

    @pytest.mark.skipif(
        not RELIABLE, reason="this Python's regular expressions cannot be relied on; the parser reads all"
    )
    def test_what_this_library_writes_for_plain_texts_is_usual(self) -> None:
        text = (
            "".join(PIECES[i] for i in (0, 2, 3, 5, 13, 16, 18, 19, 0, 20, 13)) + 'words = [\n    "a",\n]\n'
        )
        assert tomltext.same(usual_table(text), tomltext.parse(text))


class TestPlainlyValid:
    @given(entries, st.data())
    def test_what_it_passes_the_strict_reader_passes(self, entry: Mistake, data: st.DataObject) -> None:
        table = codec.to_table(entry)
        where = data.draw(st.sampled_from([table, *_tables(table)]))
        key = data.draw(st.sampled_from([*where, "key", "id", "rev", "kind", "added", "money", "tags"]))
        where[key] = data.draw(values)
        if plainly_valid(table):
            codec._strictly(table, "")

    def test_entries_of_every_kind_are_plain(self) -> None:
        text = 'title = "a"\nkind = "mistake"\nformat = 1\nid = "01kah3v8m2e9br5x0p7w4sn02q"\nhappened = 2026-01-01\n'
        text += 'logged = 2026-01-01T00:00:00Z\nupdated = 2026-01-01T00:00:00Z\nauthor = "a"\nrev = 1\n'
        text += (
            '[price]\nmoney = "1.50"\nhours = 2\n[[lessons]]\ntext = "b"\n[lessons.applies]\nwords = ["c"]\n'
        )
        assert plainly_valid(tomltext.parse(text))


class TestRows:
    @given(entries, st.lists(st.tuples(st.sampled_from(["applied", "checked", "repeated", "retired", "reviewed"]), st.integers(0, 3), st.integers(-20, 20), st.booleans()), max_size=4), st.randoms())  # fmt: skip
    def test_an_entry_stands_where_the_ladder_puts_it(self, entry: Mistake, done: Any, order: Any) -> None:
        row = row_of(codec.write_entry(entry).encode(), entry.id)
        entry = codec.read_entry(codec.write_entry(entry), "")
        about = [_event(entry, number, *each) for number, each in enumerate(done)]
        order.shuffle(about)
        marking = [_marking(event) for event in about]
        assert standing(entry, about) == standing_of(row.values[-1], marks_of(marking, row.lessons))

    @given(entries)
    def test_the_words_to_take_out_are_those_that_were_put_in(self, entry: Mistake) -> None:
        row = row_of(codec.write_entry(entry).encode(), entry.id)
        assert row.texts == searched(row.body)

    @given(st.binary(max_size=300) | texts.map(str.encode))
    def test_whatever_bytes_a_file_holds_there_is_a_row_or_a_reason(self, data: bytes) -> None:
        with pytest.raises(NotAnEntry) as caught:
            row_of(data, new_id())
        assert str(caught.value)

    def test_an_entry_with_several_faults_names_them_all(self) -> None:
        with pytest.raises(NotAnEntry) as caught:
            row_of(b'format = 1\ntitle = ""\nkind = "x"\n', new_id())
        assert "title: " in str(caught.value)
        assert "kind: " in str(caught.value)

    @pytest.mark.skipif(not DATA.exists(), reason="needs the shared data")
    def test_real_texts_become_rows(self) -> None:
        for path in sorted((DATA / "dfds-postmortems").rglob("*.md"))[:10]:
            at = datetime(2026, 1, 1, tzinfo=UTC)
            entry = Mistake(
                id=new_id(),
                title=path.stem,
                happened=at,
                logged=at,
                author="a",
                rev=1,
                updated=at,
                story=path.read_text(),
            )
            assert path.stem in row_of(codec.write_entry(entry).encode(), entry.id).body


class TestLines:
    @given(st.sampled_from(LINES), st.binary(max_size=3))
    def test_a_line_counts_as_the_library_counts_it(self, line: str, junk: bytes) -> None:
        raw = (line.replace("%s", new_id()) + "\n").encode() + junk
        _agrees(raw)

    @given(st.sampled_from(sorted(events.KINDS)), st.data())
    def test_a_written_line_is_read_alike_both_ways(self, do: str, data: st.DataObject) -> None:
        keys = data.draw(
            st.dictionaries(st.sampled_from(["lesson", "grade", "repeat", "event", "action", "text"]), texts)
        )
        record = {
            "id": new_id(),
            "at": "2026-11-22T08:00:00.000Z",
            "zone": "UTC",
            "day": "2026-11-22",
            "by": "mei",
        }
        record |= {"do": do, "entry": new_id(), "rules": 1, **keys}  # type: ignore[dict-item]
        _agrees((json.dumps(record, ensure_ascii=data.draw(st.booleans())) + "\n").encode())


def _agrees(raw: bytes) -> None:
    """Compare the row of a line, read at once or taken apart, with the library's event."""
    row = log.row_of(raw, 0, len(raw))
    try:
        event = events.read_line(raw.decode())
    except (ValueError, KeyError):
        assert isinstance(row, BadLine)
        return
    record = events.to_record(event)
    assert isinstance(row, EventRow)
    assert (event.id, record.get("do", ""), event.by) == (row.id, row.do, row.who)
    if row.do in log._TELLING:
        assert event.entry == row.entry
        assert (getattr(event, "lesson", None) or getattr(event, "action", None) or None) == row.key
        assert event.at is not None
        assert (event.day or event.at.date()).toordinal() == row.day
    if isinstance(event, events.Reviewed):
        assert event.grade == row.other
        assert event.at is not None
        assert round(event.at.timestamp() * 1e6) == row.at


def _tables(value: Any) -> list[Any]:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    found = [each for each in inner if isinstance(each, dict) and each]
    return found + [table for each in inner for table in _tables(each)]


def _event(entry: Mistake, number: int, do: str, lesson: int, days: int, had: bool) -> events.Event:
    keys = [each.key or "" for each in entry.lessons]
    key = [*keys, "zzzzzz"][min(lesson, len(keys))]
    at = entry.logged + timedelta(days=days)
    kind = events.KINDS[do]
    fields: dict[str, Any] = {"entry": entry.id, "at": at, "id": f"{number:026}"}
    if do == "reviewed":
        fields |= {"lesson": key, "grade": "had" if had else "missed"}
    if do in ("retired", "repeated"):
        fields |= {"lesson": key if had else None}
    return kind(**fields)


def _marking(event: events.Event) -> Any:
    at = round((event.at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6) if event.at else 0
    return (event.id, event.do, getattr(event, "lesson", None), getattr(event, "grade", None), at)
