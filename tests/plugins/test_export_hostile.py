"""What must hold for every export format, whatever entries say: it is whole, stable, and keeps what is private."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO

import attrs
import pytest
from hostile_entries import (
    ENTRIES,
    SECRET,
    TEXTS,
    entry,
    exported,
    exported_folder,
    exporter,
    loaded,
    selection,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import mistakes as any_entry

import mistakes_formats
from mistakes.exchange import Selection
from mistakes.model import Deleted, Mistake

Export = Callable[[Selection], dict[str, bytes]]

FILES = [form.name for form in mistakes_formats.exporters() if form.target]
FOLDERS = [form.name for form in mistakes_formats.exporters() if form.folder]
# a package of Anki is compressed, and --raw is for programs
READABLE = [name for name in FILES if name != "anki"]
CONTROLS = {*map(chr, range(32)), *map(chr, range(0x7F, 0xA0)), *"\u202a\u202b\u202c\u202d\u202e"} - set(
    "\n\t\r"
)


@pytest.fixture(params=[*((name, False) for name in FILES), *((name, True) for name in FOLDERS)], ids=str)
def export(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Export:
    """Return a function that exports a selection in one of the formats and returns the files by name."""
    name, is_folder = request.param
    if name == "anki":
        pytest.importorskip("genanki", reason="decks need genanki: pip install 'mistakes-journal[anki]'")

    def run(chosen: Selection) -> dict[str, bytes]:
        if is_folder:
            return exported_folder(name, chosen, tmp_path_factory.mktemp("out") / "made")
        return {"": exported(name, chosen)}

    return run


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[:30])
def test_no_text_breaks_an_export(text: str, export: Export) -> None:
    assert all(export(selection([entry(text)])).values())


def test_the_same_entries_give_the_same_bytes(export: Export) -> None:
    chosen = selection(ENTRIES)
    assert export(chosen) == export(chosen)


def test_what_is_private_stays_behind(export: Export) -> None:
    for name, data in export(selection(ENTRIES)).items():
        assert SECRET not in name
        assert SECRET.encode() not in data


def test_an_empty_selection_is_an_export_too(export: Export) -> None:
    export(selection([]))


def test_files_are_utf8_and_hold_nothing_that_a_terminal_obeys(export: Export) -> None:
    files = export(selection(ENTRIES))
    for data in files.values():
        if data[:2] != b"PK":
            assert set() == CONTROLS & set(data.decode("utf-8"))


@pytest.mark.parametrize("name", READABLE)
def test_entries_come_in_the_order_of_the_selection(name: str) -> None:
    numbered = [attrs.evolve(entry("text", number), title=f"Number {number:03}") for number in range(20)]
    data = exported(name, selection(numbered))
    places = [data.find(f"Number {number:03}".encode()) for number in range(20)]
    assert -1 not in places
    assert sorted(places) == places


def test_entries_marked_as_deleted_are_not_shown_to_readers(export: Export) -> None:
    gone = attrs.evolve(entry("text"), title="Gone for good", deleted=Deleted(at=ENTRIES[0].logged))
    for data in export(selection([gone])).values():
        if b'"deleted' not in data:  # complete formats say so instead
            assert b"Gone for good" not in data


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_written_while_the_entries_are_read(name: str) -> None:
    if name == "anki":
        pytest.skip("a deck is a database, which is put into its package when it is whole")
    out = BytesIO()
    written: list[int] = []

    def entries() -> Iterator[Mistake]:
        written.clear()
        for one in ENTRIES:
            written.append(out.tell())
            yield one

    loaded(exporter(name).target)(Selection(entries=entries), out)

    # a document waits for the second entry to know whether it is one page
    assert sorted(set(written[2:])) == written[2:]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=st.lists(any_entry, max_size=4, unique_by=lambda one: one.id))
def test_any_entries_can_be_exported_and_give_the_same_bytes_again(
    export: Export, entries: list[Mistake]
) -> None:
    chosen = selection(sorted(entries, key=lambda one: one.id), private=True)
    assert export(chosen) == export(chosen)
