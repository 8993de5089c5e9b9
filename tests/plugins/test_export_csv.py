"""CSV: RFC 4180, harmless in a spreadsheet, and readable again by our own import."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from hostile_entries import AT, ENTRIES, TEXTS, entry, exported, loaded, selection
from hypothesis import given
from hypothesis import strategies as st
from plugin_site import Run

import mistakes_formats
from mistakes import Journal
from mistakes.errors import UsageError
from mistakes.model import Action, Condition, Lesson, Links, Mistake, Price
from mistakes_formats.csv_cells import guarded, unguarded
from mistakes_formats.csv_out import COLUMNS

BOM = b"\xef\xbb\xbf"
MARKS = "=+-@＝＋－＠"
NAMES = """
title happened kind tags story expected believed confidence went_well lucky overcame feeling heard_from goal
lead stretch customer_effect harm_to_others process result right_thing done_right price.hours price.money
price.currency price.trust price.reversible price.note q.iq q.eq q.lq conditions lessons lessons.when
lessons.then lessons.check actions actions.owner actions.due actions.done decision.chosen decision.prediction
decision.confidence decision.review_on decision.outcome decision.options decision.views links.repeat_of
links.like links.borrowed_from links.shared_from links.evidence author logged updated id deleted.at
""".split()

cells = st.text(st.sampled_from([*"=+-@＝'\t\n\r \u00a0\ufeff\"1.ab"]), max_size=8) | st.text(max_size=20)


def rows(data: bytes, separator: str = ",") -> list[list[str]]:
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


def column(data: bytes, name: str) -> list[str]:
    head, *rest = rows(data)
    return [row[head.index(name)] for row in rest]


def is_run_by_a_spreadsheet(cell: str) -> bool:
    """Tell whether a cell begins, behind what a spreadsheet drops, as a formula and is no plain number."""
    try:
        float(cell)
        return False
    except ValueError:
        return cell[:1] in ("\t", "\r") or cell.strip().strip("\x00\ufeff\u200b").startswith(tuple(MARKS))


@given(cells)
def test_an_apostrophe_comes_off_exactly_where_one_was_put(text: str) -> None:
    assert text == unguarded(guarded(text))


@given(cells)
def test_no_guarded_cell_is_run_by_a_spreadsheet(text: str) -> None:
    assert not is_run_by_a_spreadsheet(guarded(text))


@pytest.mark.parametrize("text", ["words", "a=b", "'quoted'", "12", "-3.50", "", "2026-11-20"])
def test_a_cell_that_is_harmless_stays_as_it_is(text: str) -> None:
    assert text == guarded(text)


def test_names_and_order_of_the_columns_are_a_promise() -> None:
    assert NAMES == [column.name for column in COLUMNS]
    assert NAMES == rows(exported("csv", selection([])))[0]


def test_every_row_is_whole_whatever_the_cells_hold() -> None:
    table = rows(exported("csv", selection(ENTRIES)))
    assert len(ENTRIES) + 1 == len(table)
    assert {len(NAMES)} == set(map(len, table))


def test_no_cell_of_hostile_entries_is_run_by_a_spreadsheet() -> None:
    for row in rows(exported("csv", selection(ENTRIES))):
        assert [] == [cell for cell in row if is_run_by_a_spreadsheet(cell)]


def test_all_cells_are_quoted_and_rows_end_with_cr_lf() -> None:
    data = exported("csv", selection([entry("plain")]))
    first, _, rest = data.removeprefix(BOM).partition(b"\r\n")
    assert first == ",".join(f'"{name}"' for name in NAMES).encode()
    assert rest.endswith(b'"\r\n')
    assert data.startswith(BOM)


@pytest.mark.parametrize("text", [text for text in TEXTS if "\0" not in text and "\ud800" not in text])
def test_raw_cells_hold_the_text_as_it_is(text: str) -> None:
    data = exported("csv", selection([entry(text)]), raw=True)
    assert not data.startswith(BOM)
    assert [text] == column(data, "story")


@pytest.mark.parametrize(("typed", "mark"), [(";", ";"), ("tab", "\t"), ("|", "|")])
def test_another_separator_can_be_taken(typed: str, mark: str) -> None:
    table = rows(exported("csv", selection(ENTRIES), separator=typed), mark)
    assert NAMES == table[0]
    assert {len(NAMES)} == set(map(len, table))


def test_a_separator_that_would_break_the_table_is_refused() -> None:
    with pytest.raises(UsageError, match="cannot separate"):
        exported("csv", selection([]), separator='"')


def test_line_n_of_each_column_belongs_to_item_n() -> None:
    lessons = (Lesson("one\ntwo"), Lesson("", when="I type", then="I read"), Lesson("last", check="a test"))
    data = exported("csv", selection([attrs.evolve(entry("plain"), lessons=lessons)]))
    assert ["one two\n\nlast"] == column(data, "lessons")
    assert ["'\nI type"] == column(data, "lessons.when")
    assert ["'\n\na test"] == column(data, "lessons.check")


PLAIN = Mistake(
    id=entry("any").id,
    title="=Ran the migration",
    happened=AT,
    logged=AT,
    author="Mei <mei@example.com>",
    rev=1,
    updated=AT,
    kind="near-miss",
    tags=("database", "Needs Review"),
    story="- first\n\nthen 'second'",
    believed="'=quoted formula",
    confidence=90,
    process=2,
    right_thing=True,
    done_right=False,
    price=Price(hours=6.5, money=Decimal("1200.00"), currency="EUR", reversible=True),
    conditions=(Condition("The prompt", "environment", key="x3k9ab"), Condition("A hurry", key="y3k9ab")),
    lessons=(
        Lesson("Look", key="p7w4sn"),
        Lesson("-Wait", when="I type", then="@I read", key="q7w4sn"),
    ),
    actions=(
        Action("Do it", owner="Ana", due=date(2026, 12, 1), key="h8d2mm"),
        Action("+More", key="i8d2mm"),
    ),
    links=Links(evidence=("https://a.example/x,y", "=b")),
)


@pytest.mark.parametrize("raw", [False, True], ids=["", "raw"])
def test_our_own_import_gives_back_what_the_columns_hold(raw: bool, tmp_path: Path) -> None:
    (importer,) = (form for form in mistakes_formats.importers() if form.name == "csv")
    (path := tmp_path / "out.csv").write_bytes(exported("csv", selection([PLAIN]), raw=raw))

    journal = Journal.create(tmp_path / "journal", name="test")
    report = journal.import_records(loaded(importer.target)(path))

    assert () == report.refused
    (entry_id,) = report.added
    assert _without_keys(PLAIN) == _without_keys(journal.get(entry_id))


def _without_keys(one: Mistake) -> Mistake:
    lists = {
        name: tuple(attrs.evolve(item, key=None) for item in getattr(one, name))
        for name in ("conditions", "lessons", "actions")
    }
    return attrs.evolve(one, source=None, rev=1, updated=AT, **lists)


def test_the_program_takes_the_options_and_says_what_is_wrong(mistakes: Run) -> None:
    mistakes("add", "=1+1")
    assert '"\'=1+1"' in mistakes("export", "csv").out
    assert '"=1+1"' in mistakes("export", "csv", "--raw").out
    assert '"title";"happened"' in mistakes("export", "csv", "--separator", ";").out
    refused = mistakes("export", "csv", "--separator", "x")
    assert (2, "") == (refused.status, refused.out)
    assert "cannot separate cells" in refused.err
