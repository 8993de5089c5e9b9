"""Tables become entries: columns by name or by `--map`, nothing guessed, nothing dropped, every row named."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from importers import candidates, only, refused, stored, write
from strategies import mistakes

from mistakes import Journal
from mistakes.errors import NotFound, UsageError
from mistakes.exchange import Candidate, Record, Selection
from mistakes.model import Action, Condition, Lesson, Links, Mistake, Price, Qs
from mistakes_formats import csv_in, csv_out
from mistakes_formats.csv_columns import known
from mistakes_formats.plain_text import cleaned


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def read(content: str | bytes, **options: Any) -> list[Record]:
        return list(csv_in.read(write(tmp_path / "table.csv", content), **options))

    return read


def row(names: str, *cells: str) -> str:
    """A table of one row whose cells hold whatever they like."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([names.split("|"), cells])
    return out.getvalue()


def test_a_row_is_an_entry_and_columns_are_told_by_their_names(read: Any) -> None:
    records = read(
        "Summary,Date,Description,Labels,Reporter,Root Cause,Lesson learned,Impact,Cost,Key\r\n"
        'Deployed,2026-01-05,"It was late;\r\nnobody looked","ops, Deploy",Mei,A hurry,Wait,None,3h,OPS-1\r\n'
        "Lost it,2026-01-06 14:05,,,,,,,200 EUR,\r\n"
    )
    assert ["line 2", "line 4"] == [record.where for record in records]
    one, two = candidates(records)
    source = one.pop("source")
    assert ("csv", "OPS-1 Deployed") == (source.format, source.ref)
    assert {
        "title": "Deployed",
        "happened": date(2026, 1, 5),
        "logged": datetime(2026, 1, 5, 12, tzinfo=UTC),
        "story": "It was late;\r\nnobody looked",
        "tags": ("ops", "deploy"),
        "author": "Mei",
        "conditions": (Condition("A hurry"),),
        "lessons": (Lesson("Wait"),),
        "customer_effect": "None",
        "price": Price(hours=3.0),
    } == one
    assert Price(money=Decimal(200), currency="EUR") == two["price"]
    assert datetime(2026, 1, 6, 14, 5).astimezone() == two["happened"]


def test_columns_are_named_by_hand_where_their_names_do_not_tell(read: Any) -> None:
    table = "Was,Wann,Datum,Wo\nverloren,x,2026-01-05,hier\n"
    fields = only(read(table, map=["title=Was", "happened=Datum", "story = Wo"]))
    assert ("verloren", date(2026, 1, 5), "hier") == (fields["title"], fields["happened"], fields["story"])
    assert {"x": {"csv": {"Wann": "x"}}} == fields["extra"]


def test_a_column_named_by_hand_goes_before_one_that_has_the_name(read: Any) -> None:
    fields = only(read("title,Summary\nshort,long\n", map=["title=Summary"]))
    assert ("long", {"x": {"csv": {"title": "short"}}}) == (fields["title"], fields["extra"])


def test_columns_of_no_field_are_kept_and_so_are_those_of_one_name(read: Any) -> None:
    fields = only(read("title,Severity,Note,Note,\na,high,one,two,three\n", map=["story=title"][:0]))
    assert {"x": {"csv": {"Severity": "high", "Note": "two", "": "three"}}} == fields["extra"]
    assert "one" == fields["story"]


def test_several_columns_of_labels_add_up(read: Any) -> None:
    assert ("ops", "late", "db") == only(read("title,Labels,Labels,Component/s\na,ops;late,,db\n", map=["tags=Component/s"]))["tags"]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "said", "hint"),
    [
        ({"map": ["titel=a"]}, "there is no field 'titel'", "Fields are: action"),
        ({"map": ["title=c"]}, "there is no such column", "Columns are: a, b."),
        ({"map": ["title"]}, "expected FIELD=COLUMN", "--map title=Summary"),
        ({"map": ["=a"]}, "expected FIELD=COLUMN", ""),
        ({}, "no column of the table is the title", "--map title=COLUMN. Columns are: a, b."),
        ({"map": ["title=a"], "timeformat": "%Q"}, "is no format of times", "--timeformat"),
        ({"map": ["title=a"], "timeformat": "%d.%m."}, "has no year", "--timeformat"),
    ],
)
def test_what_is_wrong_with_the_request_is_an_error_with_the_cure(
    read: Any, options: Any, said: str, hint: str
) -> None:
    with pytest.raises(UsageError) as error:
        read("a,b\n1,2\n", **options)
    assert said in error.value.message
    assert hint in error.value.hint


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_separator_is_found(read: Any, mark: str) -> None:
    fields = only(read(f"title{mark}date{mark}story\na b{mark}2026-01-05{mark}c\n"))
    assert ("a b", date(2026, 1, 5), "c") == (fields["title"], fields["happened"], fields["story"])


def test_a_first_line_may_name_the_separator(read: Any) -> None:
    (record,) = read("sep=;\r\ntitle;story\r\na,b;c\r\n")
    assert ("line 3", "a,b") == (record.where, record.fields["title"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_make_no_difference(read: Any, encoding: str, end: str) -> None:
    table = end.join(["title,story", "忘了备份,é", ""])
    fields = only(read(table.encode(encoding)))
    assert ("忘了备份", "é") == (fields["title"], fields["story"])


@pytest.mark.parametrize(
    "data", ["title\nüber\n".encode("cp1252"), "title\na\n".encode("utf-16-le"), b"title\n\0\n"]
)
def test_another_encoding_is_refused_by_name_with_the_cure(read: Any, data: bytes) -> None:
    ((where, reason),) = refused(read(data))
    assert "table.csv" == where
    assert "UTF-8" in reason or "NUL" in reason


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("'=1+1", "=1+1"),
        ("'+1", "+1"),
        ("'-x", "-x"),
        ("'@x", "@x"),
        ("'\tx", "\tx"),
        ("'＝x", "＝x"),
        ("'  =x", "  =x"),
        ("''=x", "'=x"),
        ("'tis", "'tis"),
        ("'", "'"),
        ("=1", "=1"),
    ],
)
def test_exactly_one_apostrophe_that_guards_a_formula_goes(read: Any, cell: str, expected: str) -> None:
    assert expected == only(read(row("title|story", "a", cell)))["story"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-05", date(2026, 1, 5)),
        ("2026-01-05T10:00:00Z", datetime(2026, 1, 5, 10, tzinfo=UTC)),
        ("2026-01-05T10:00:00", datetime(2026, 1, 5, 10)),
        ("13.1.2026", date(2026, 1, 13)),
        ("Nov 20, 2025", date(2025, 11, 20)),
    ],
)
def test_dates_are_understood_as_everywhere(read: Any, text: str, expected: Any) -> None:
    assert expected == only(read(row("title|happened", "a", text)))["happened"]


@pytest.mark.parametrize("text", ["03/04/2026", "3.4.2026", "soon", "2026-13-01", "20/Nov/26 2:05 PM", "1"])
def test_a_date_that_is_unclear_is_refused_by_name_with_the_cure(read: Any, text: str) -> None:
    ((where, reason),) = refused(read(row("title|happened", "a", text)))
    assert "line 2" == where
    assert reason.startswith("happened: ")
    assert text in reason
    assert "--timeformat" in reason


@pytest.mark.parametrize(
    ("form", "text"),
    [("%d/%m/%Y", "03/04/2026"), ("%d/%b/%y", "03/Apr/26"), ("%m-%d-%Y", "04-03-2026"), ("%F", "2026-04-03")],
)
def test_the_format_of_dates_can_be_named(read: Any, form: str, text: str) -> None:
    assert date(2026, 4, 3) == only(read(row("title|happened", "a", text), timeformat=form))["happened"]


@pytest.mark.parametrize(
    ("name", "cell", "reason"),
    [
        ("confidence", "much", 'confidence: expected a whole number, got "much"'),
        ("confidence", "101", "confidence: "),
        ("process", "2.5", "process: "),
        ("price.hours", "6,5", "price.hours: expected a number"),
        ("price.hours", "nan", "price.hours: expected a number"),
        ("price.money", "many", "price.money: "),
        ("cost", "12", "cost: "),
        ("right_thing", "maybe", "right_thing: "),
        ("kind", "bug", "kind: "),
        ("logged", "2026-01-05", "logged: "),
        ("actions.due", "soon", "actions.due: "),
    ],
)
def test_a_cell_that_does_not_fit_is_refused_with_its_column(
    read: Any, name: str, cell: str, reason: str
) -> None:
    assert [("line 2", True)] == [
        (where, told.startswith(reason))
        for where, told in refused(read(row(f"title|actions|{name}", "a", "x", cell)))
    ]


def test_lists_stand_line_by_line(read: Any) -> None:
    names = (
        "title|lessons|lessons.when|lessons.then|conditions|actions|actions.owner|actions.due|links.evidence"
    )
    fields = only(
        read(row(names, "a", "one\n- two\n\nthree", "w1\n\n\nw4", "\nt2", "tool: lied\nhurry", "do", "Ana", "13.1.2026", "u\nv"))
    )  # fmt: skip
    expected = (Lesson("one", when="w1"), Lesson("two", then="t2"), Lesson("three", when="w4"))
    assert expected == fields["lessons"]
    assert (Condition("lied", "tool"), Condition("hurry")) == fields["conditions"]
    assert (Action("do", owner="Ana", due=date(2026, 1, 13)),) == fields["actions"]
    assert Links(evidence=("u", "v")) == fields["links"]


def test_every_named_column_of_the_format_is_a_field() -> None:
    names = {column.name for column in csv_out.COLUMNS}
    assert set() == names - known().keys()


def test_rows_that_do_not_fit_are_named_and_hide_no_other(read: Any) -> None:
    table = 'title,story,tags\none,a,b\ntwo,a,b,c,d\n"thr"ee,a,b\n,x,y\n,,\nsix,a,b\nseven,"never\nclosed'
    records = read(table)
    assert ["one", "six"] == [fields["title"] for fields in candidates(records)]
    assert [
        ("line 3", "has 5 cells and the table 3 columns; is a cell with a separator in it not quoted?"),
        ("line 4", "has a quote inside a quoted cell that is not doubled"),
        ("line 5", "title: is empty"),
        ("line 8", "has a quoted cell that is never closed"),
    ] == refused(records)


def test_empty_cells_left_out_at_the_end_are_empty(read: Any) -> None:
    assert "story" not in only(read("title,date,story\na,2026-01-05\n"))


@pytest.mark.parametrize("content", ["", "\n", "title\n", "title,story"])
def test_a_table_without_rows_is_none_or_told(read: Any, content: str) -> None:
    assert [] == candidates(read(content)) if "title" in content else True
    if not content:
        assert [("table.csv", "is empty")] == refused(read(content))


def test_a_row_too_long_is_refused_and_hides_no_other(read: Any) -> None:
    long = "x" * 3_000_000
    records = read(f'title,story\none,a\ntwo,{long}\n"three","{long}"\nfour,b\n')
    assert ["one", "four"] == [fields["title"] for fields in candidates(records)]
    assert ["line 3", "line 4"] == [where for where, _ in refused(records)]


def test_a_quote_that_never_closes_hides_little(read: Any) -> None:
    rows = "".join(f"{number},{'text ' * 200}\n" for number in range(3_000))
    records = read(f'title,story\none,"oops\n{rows}')
    assert 1_500 < len(candidates(records)) < 3_000
    assert "line 2" == refused(records)[0][0]


def test_a_long_story_comes_in_whole(read: Any) -> None:
    story = 'say "yes"\n' * 20_000
    assert story == only(read(row("title|story", "a", story)))["story"]


def test_the_same_row_is_known_by_its_id_or_by_what_it_says(read: Any) -> None:
    def ref(table: str) -> str:
        return str(only(read(table))["source"].ref)

    assert ref("title,story\na,b\n") == ref("title;story\na;b\n")
    assert ref("title,story\na,b\n") != ref("title,story\na,c\n")
    assert ref("id,title,story\n7,a,b\n") == ref("id,title,story\n7,a,c\n")


def test_a_title_too_long_is_cut_and_kept_whole_in_the_story(read: Any) -> None:
    fields = only(read(row("title|story", "word " * 60, "rest")))
    assert len(fields["title"]) <= 200
    assert fields["story"].endswith("\n\nrest")


def test_a_missing_file_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(csv_in.read(tmp_path / "none.csv"))


def _exported(entries: list[Mistake], **options: Any) -> bytes:
    out = io.BytesIO()
    csv_out.write(Selection(entries=lambda: iter(entries), private=True), out, **options)
    return out.getvalue()


@settings(max_examples=60)
@given(mistakes, st.booleans())
def test_our_own_table_comes_back_under_the_same_id(
    tmp_path_factory: pytest.TempPathFactory, entry: Mistake, raw: bool
) -> None:
    path = write(tmp_path_factory.mktemp("csv") / "out.csv", _exported([entry], raw=raw))
    (record,) = csv_in.read(path)
    if not entry.author.strip():  # without an author it is none of ours
        return
    if not isinstance(record, Candidate):
        # a text that is only blank, or is longer in cells than in a file, is told
        assert record.where.startswith("line ")
        assert not cleaned(entry.title).strip() or "expected" in record.reason, record
        return
    found = record.entry
    assert found is not None
    assert (entry.id, entry.happened, entry.logged, entry.kind) == (
        found.id,
        found.happened,
        found.logged,
        found.kind,
    )
    plain = (lambda text: text.replace("\0", "\ufffd")) if raw else cleaned
    for name in ("title", "story", "overcame", "author"):
        value = getattr(entry, name)
        if value.strip():
            assert plain(value) == getattr(found, name)
    for name in ("confidence", "process", "result", "right_thing"):
        assert getattr(entry, name) == getattr(found, name)
    assert (entry.price.hours, entry.price.money, entry.price.trust) == (
        found.price.hours,
        found.price.money,
        found.price.trust,
    )
    assert Qs(entry.q.iq, entry.q.eq, entry.q.lq) == found.q
    assert (entry.links.repeat_of, entry.links.like) == (found.links.repeat_of, found.links.like)


def test_our_own_table_adds_nothing_to_the_journal_it_came_from(journal: Journal, tmp_path: Path) -> None:
    journal.add("one", lessons=[Lesson("Look", when="w", then="t")], tags={"a b"})
    journal.add("two")
    for raw in (True, False):
        path = write(tmp_path / "out.csv", _exported(list(journal.entries()), raw=raw))
        report = journal.import_records(csv_in.read(path))
        assert ((), 2, ()) == (report.added, len(report.known), report.refused)


def test_our_own_table_without_stamps_is_known_by_its_id(journal: Journal, tmp_path: Path) -> None:
    entry = journal.add("one")
    path = write(tmp_path / "out.csv", f"id,title\n{entry.id},one\n")
    (record,) = csv_in.read(path)
    assert isinstance(record, Candidate)
    assert attrs.asdict(stored(journal, record))["title"] == "one"
