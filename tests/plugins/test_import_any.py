"""What holds for every importer, whatever it is given: records or refusals, never a crash, nothing twice."""

from __future__ import annotations

import json
import os
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from importers import importers, stored, write

import mistakes_formats
from mistakes import Journal
from mistakes.errors import MistakesError
from mistakes.events import Applied, stamp, to_record
from mistakes.exchange import Candidate, Record, Refusal
from mistakes.ids import new_id
from mistakes_formats import json_in

READERS = importers()
ENDINGS = {
    "json": ".json",
    "jsonl": ".jsonl",
    "csv": ".csv",
    "markdown": ".md",
    "lines": ".txt",
    "jrnl": ".txt",
    "dayone": ".json",
    "obsidian": ".md",
    "github": ".json",
}
# a file of each format that holds two records and is understood
SAMPLES = {
    "json": '[{"title": "one"}, {"title": "two", "happened": "2026-01-05"}]',
    "jsonl": '{"title": "one"}\n{"title": "two", "happened": "2026-01-05"}\n',
    "csv": 'title,happened,tags,Severity\none,2026-01-05,a;b,high\n"two, too",13.1.2026,,\n',
    "markdown": "# One\n\n## Summary\n\nseen\n\n## Lessons learned\n\n- look\n",
    "lines": "- 2026-01-05 one #ops\ntwo\n",
    "jrnl": "[2026-01-05 09:00:00 AM] one @ops\nbody\n\n[2026-01-06 10:00] two. more\n",
    "dayone": '{"entries": [{"uuid": "a", "creationDate": "2026-01-05T10:00:00Z", "text": "one\\n\\nmore"},'
    ' {"uuid": "b", "creationDate": "2026-01-05T10:00:00Z", "text": "two", "timeZone": "Asia/Tokyo"}]}',
    "obsidian": "---\ntags: [a]\ndate: 2026-01-05\n---\n# one\n\n[[two]] #b\n",
    "github": '[{"title": "one", "number": 1, "url": "https://x.example/1", "labels": [{"name": "a"}]},'
    ' {"title": "two", "createdAt": "2026-01-05T10:00:00Z"}]',
}
HOSTILE = {
    "nothing": b"",
    "blanks": b" \n\t\r\n" * 100,
    "nul": b"title\n\0\n",
    "latin": "title\nübel\n".encode("latin-1"),
    "utf-16": "title\none\n".encode("utf-16"),
    "utf-16 cut": "title\none\n".encode("utf-16")[:-1],
    "mark": b"\xef\xbb\xbftitle\none\n",
    "binary": bytes(range(256)) * 40,
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "zip": b"PK\x03\x04" + b"\xff" * 60,
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 50_000,
    "deep entries": b'{"entries": ' + b"[" * 50_000,
    "quotes": b'"' * 100_001,
    "escapes": b'{"title": "' + b"\\" * 100_001,
    "one line": b"x" * 3_000_000,
    "brackets": b"[2026-01-05 09:00] " * 20_000,
    "headings": b"# a\n" * 500,
    "backticks": b"`" * 100_000,
    "links": b"[[" * 50_000 + b"![](" * 20_000,
    "hashes": b"#" * 100_000 + b" #a" * 20_000,
    "pipes": b"|-" * 100_000,
    "commas": b"," * 200_000,
    "stars": b"**a:** " * 20_000,
    "yaml bomb": b"---\na: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n---\n# T\n\n## Summary\n\nx",
    "yaml tags": b"---\na: !!python/object/apply:os.system ['exit 3']\n---\n# T\n\n## Summary\n\nx",
    "yaml nest": b"---\n" + b"- " * 20_000 + b"\n---\n# T\n\n## Summary\n\nx",
    "surrogates": b'[{"title": "a\\ud800"}, {"title": "b", "date": "2026-01-01", "creationDate": "2026-01-01T00:00:00Z",'
    b' "text": "c\\udfff", "body": "\\ud800"}]',
    "numbers": b'[{"title": "a", "x": 1e999, "number": ' + b"9" * 4000 + b"}]",
    "dates": b'[{"title": "a", "happened": "0001-01-01T00:00:00+14:00", "createdAt": "0001-01-01T00:00:00+14:00",'
    b' "creationDate": "9999-12-31T23:59:59-14:00", "text": "x", "date": "9999-12-31"}]',
    "old dates": b"title,happened\na,0001-01-01T00:00:00+14:00\nb,9999-12-31T23:59:59-14:00\n0001-01-01 x\n",
    "controls": "title\n\x1b]0;owned\x07 \x9b31m \u202e x\n".encode(),
    "conflict": b"<<<<<<< HEAD\ntitle\n=======\n>>>>>>> other\n",
}


def accepted(records: list[Record], journal: Journal) -> int:
    """Count the candidates, each of which has to be an entry that can be written and read again."""
    count = 0
    for record in records:
        assert isinstance(record, Candidate | Refusal)
        assert record.where
        if isinstance(record, Candidate) and (record.entry or record.fields):
            try:
                stored(journal, record)
            except MistakesError:
                continue  # the journal names it
            count += 1
            assert record.entry or record.fields["source"].ref
    return count


def outcome(name: str, path: Path, journal: Journal) -> int:
    try:
        return accepted(list(READERS[name](path)), journal)
    except MistakesError as error:
        assert error.message
        return 0


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Journal:
    """A journal that nothing is written to."""
    return Journal.create(tmp_path_factory.mktemp("paper") / "journal", name="paper")


@pytest.mark.parametrize("name", READERS)
def test_every_format_has_a_sample_that_is_understood(name: str, tmp_path: Path, paper: Journal) -> None:
    assert 0 < outcome(name, write(tmp_path / f"a{ENDINGS[name]}", SAMPLES[name]), paper)


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("name", READERS)
def test_hostile_files_are_records_or_refusals(
    name: str, data: bytes, tmp_path: Path, paper: Journal
) -> None:
    outcome(name, write(tmp_path / f"a{ENDINGS[name]}", data), paper)
    if name == "dayone":
        outcome(name, write(tmp_path / "a.zip", data), paper)
    if name == "obsidian":
        outcome(name, write(tmp_path / "a.jex", data), paper)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_text_is_records_or_refusals(
    name: str, data: st.DataObject, tmp_path: Path, paper: Journal
) -> None:
    anything = data.draw(
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass"))
        | st.binary(max_size=200)
    )
    outcome(name, write(tmp_path / f"a{ENDINGS[name]}", anything), paper)


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_good_file_that_was_damaged_is_records_or_refusals(
    name: str, data: st.DataObject, tmp_path: Path, paper: Journal
) -> None:
    whole = SAMPLES[name].encode()
    at = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(at, len(whole)))
    put = data.draw(
        st.binary(max_size=8)
        | st.sampled_from([b'"', b"[", b"{", b"\n", b"---\n", b"\\ud800", b"null", b"-1e9"])
    )
    outcome(name, write(tmp_path / f"a{ENDINGS[name]}", whole[:at] + put + whole[end:]), paper)


_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["2026-01-05", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
_names = st.sampled_from(
    "title body date time tags starred uuid creationDate timeZone text richText photos url html_url number labels comments"
    " author user createdAt created_at id happened logged lessons conditions price source incident_id entries items".split()
)


@pytest.mark.parametrize("name", ["json", "jsonl", "jrnl", "dayone", "github"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(st.dictionaries(_names, _values, max_size=8), max_size=4))
def test_any_shape_of_json_is_records_or_refusals(
    name: str, found: list[dict[str, Any]], tmp_path: Path, paper: Journal
) -> None:
    separator = "\n" if name == "jsonl" else ", "
    inner = separator.join(map(json.dumps, found))
    outcome(name, write(tmp_path / f"a{ENDINGS[name]}", inner if name == "jsonl" else f"[{inner}]"), paper)


@pytest.mark.parametrize("name", READERS)
def test_importing_twice_adds_nothing(name: str, tmp_path: Path, journal: Journal) -> None:
    path = write(tmp_path / f"a{ENDINGS[name]}", SAMPLES[name])
    tried = journal.import_records(READERS[name](path), dry_run=True)
    first = journal.import_records(READERS[name](path))
    again = journal.import_records(READERS[name](path))
    assert (0, len(tried.would_add)) == (len(tried.added), len(first.added))
    assert ((), first.added, ()) == (again.added, again.known, again.refused)
    assert all(entry.source and entry.source.ref for entry in journal.entries())


@pytest.mark.parametrize("name", READERS)
def test_what_is_private_in_a_record_is_refused_by_a_teams_journal(
    name: str, tmp_path: Path, team: Journal
) -> None:
    report = team.import_records(READERS[name](write(tmp_path / f"a{ENDINGS[name]}", SAMPLES[name])))
    assert () == report.refused
    assert not any(entry.feeling for entry in team.entries())


@pytest.mark.parametrize("name", READERS)
def test_links_pipes_and_folders_are_neither_followed_nor_waited_for(
    name: str, tmp_path: Path, paper: Journal
) -> None:
    (tmp_path / "link.txt").symlink_to(write(tmp_path / f"a{ENDINGS[name]}", SAMPLES[name]))
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "empty").mkdir()
    for odd in ("link.txt", "pipe.md", "empty"):
        assert 0 == outcome(name, tmp_path / odd, paper)


@pytest.mark.parametrize("name", READERS)
def test_a_huge_empty_file_is_refused_unread(name: str, tmp_path: Path, paper: Journal) -> None:
    path = tmp_path / f"a{ENDINGS[name]}"
    path.touch()
    os.truncate(path, 3 * 1024**3)
    tracemalloc.start()
    assert 0 == outcome(name, path, paper)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 30_000_000


def test_a_backup_larger_than_memory_should_be_is_read_in_little(tmp_path: Path) -> None:
    """More than the 64 MiB that used to be the limit, of which a part is there at a time."""
    entry = json.dumps({"title": "x", "story": "word " * 20_000})
    path = tmp_path / "backup.json"
    with path.open("w", encoding="utf-8") as file:
        file.write('{"format": "mistakes", "version": 1, "entries": [\n')
        file.write(",\n".join([entry] * 700))
        file.write("]}\n")
    assert path.stat().st_size > 64 * 1024**2
    tracemalloc.start()
    count = sum(isinstance(record, Candidate) for record in json_in.read(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 700 == count
    assert peak < 8_000_000


def test_many_events_of_a_backup_come_in_parts_and_once(tmp_path: Path, journal: Journal) -> None:
    entry = journal.add("one")
    at = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
    made = (at + timedelta(milliseconds=number) for number in range(12_000))
    events = [
        stamp(
            Applied(entry.id, situation="x"),
            id=new_id(then),
            at=at,
            zone="UTC",
            day=at.date(),
            by="mei-0123456789ab",
        )
        for then in made
    ]
    path = write(tmp_path / "events.jsonl", "\n".join(json.dumps(to_record(event)) for event in events))
    for _ in range(2):
        assert () == journal.import_records(json_in.read_lines(path)).refused
    assert [event.id for event in events] == [event.id for event in journal.events()]


def test_an_export_of_an_entry_that_is_here_is_known_by_its_id(journal: Journal) -> None:
    entry = journal.add("one")
    coming_back = Candidate("one.md", {"title": "one", "source": f"markdown:{entry.id}"})
    report = journal.import_records([coming_back])
    assert ((), (entry.id,)) == (report.added, report.known)


def test_an_atomic_import_goes_through_a_source_twice_and_keeps_what_it_cannot(journal: Journal) -> None:
    class Twice:
        count = 0

        def __iter__(self) -> Iterator[Record]:
            self.count += 1
            yield Candidate("a", {"title": "a", "source": "x:1"})

    records = Twice()
    assert 1 == len(journal.import_records(records, atomic=True).added)
    assert 2 == records.count
    assert 1 == len(journal.import_records(iter([Candidate("b", {"title": "b"})]), atomic=True).added)


def test_the_readers_take_the_options_they_offer(tmp_path: Path) -> None:
    given_texts = {"map": ("title=title",), "timeformat": "%Y-%m-%d %H:%M", "tagged": "ops"}
    for form in mistakes_formats.importers():
        path = write(tmp_path / f"a{ENDINGS[form.name]}", SAMPLES[form.name])
        options = {option.name: given_texts[option.name] for option in form.options}
        assert isinstance(list(READERS[form.name](path, **options)), list)


Program = Callable[..., Any]


@pytest.mark.parametrize("name", READERS)
def test_the_program_imports_each_format(name: str, tmp_path: Path, program: Program) -> None:
    place = str(tmp_path / "journal")
    path = str(write(tmp_path / f"a{ENDINGS[name]}", SAMPLES[name]))
    tried = program("import", name, path, "--dry-run", "--json", MISTAKES_JOURNAL=place)
    done = program("import", name, path, "--atomic", "--json", MISTAKES_JOURNAL=place)
    again = program("import", name, path, MISTAKES_JOURNAL=place)
    assert (0, 0, 0) == (tried.status, done.status, again.status), done.err
    assert len(json.loads(tried.out)["would_add"]) == len(json.loads(done.out)["added"]) > 0
    assert again.out.startswith("0 added, ")


def test_the_program_names_what_is_wrong_in_one_line(tmp_path: Path, program: Program) -> None:
    place = str(tmp_path / "journal")
    table = str(write(tmp_path / "a.csv", "a,b\n1,2\n"))
    for arguments, said in (
        (("csv", table), "no column of the table is the title"),
        (("csv", table, "--map", "titel=a"), "there is no field 'titel'"),
        (("csv", table, "--map", "title=c"), "Columns are: a, b."),
        (("jrnl", table, "--timeformat", "%Q"), "is no format of times"),
        (("lines", table, "--map", "title=a"), "lines has no option --map"),
    ):
        done = program("import", *arguments, MISTAKES_JOURNAL=place)
        assert 2 == done.status
        assert said in done.err
        assert "Traceback" not in done.err


def test_the_program_adds_all_or_nothing_where_it_is_told_to(tmp_path: Path, program: Program) -> None:
    place = str(tmp_path / "journal")
    path = str(write(tmp_path / "a.csv", "title,happened\none,2026-01-05\ntwo,03/04/2026\n"))
    refused = program("import", "csv", path, "--atomic", MISTAKES_JOURNAL=place)
    assert (1, True) == (refused.status, "nothing was imported" in refused.err)
    partly = program("import", "csv", path, MISTAKES_JOURNAL=place)
    assert (1, True) == (partly.status, partly.out.startswith("1 added, 0 known already, 1 not understood"))
    assert "line 3: happened: '03/04/2026' can mean" in partly.err
    done = program("import", "csv", path, "--timeformat", "%d/%m/%Y", MISTAKES_JOURNAL=place)
    assert (0, True) == (done.status, done.out.startswith("1 added, 1 known"))


def test_what_stands_on_stdin_is_read_like_a_file(tmp_path: Path, program: Program) -> None:
    done = program(
        "import", "github", "-", stdin=SAMPLES["github"].encode(), MISTAKES_JOURNAL=str(tmp_path / "j")
    )
    assert (0, True) == (done.status, done.out.startswith("2 added"))
