"""A line that cannot be read as text is named by its number and costs no other line."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from mistakes.exchange import Candidate, Refusal
from mistakes.testing import run
from mistakes_formats import lines_in

BAD = b"caf\xe9 at noon"


def test_one_bad_byte_costs_its_own_line_only(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_bytes(b"a\xff\nok line\n")

    done = run("import", "lines", str(notes), "--json")

    assert (1, 1) == (done.status, len(done.json["added"]))
    assert ["line 1"] == [refused["source"] for refused in done.json["refused"]]
    assert "UTF-8" in done.json["refused"][0]["reason"]
    assert ["ok line"] == [entry["title"] for entry in run("list", "--json").json]


@given(
    st.lists(st.sampled_from([b"lost it", b"slept in", BAD, b""]), max_size=20),
    st.sampled_from([b"\n", b"\r\n"]),
)
def test_each_line_is_taken_or_named_whatever_stands_beside_it(
    tmp_path_factory, pieces: list[bytes], end: bytes
) -> None:  # type: ignore[no-untyped-def]
    notes = tmp_path_factory.mktemp("notes") / "notes.txt"
    notes.write_bytes(end.join(pieces))

    records = list(lines_in.read(notes))

    good = [f"line {number}" for number, piece in enumerate(pieces, 1) if piece not in (b"", BAD)]
    bad = [f"line {number}" for number, piece in enumerate(pieces, 1) if piece == BAD]
    assert good == [record.where for record in records if isinstance(record, Candidate)]
    assert bad == [record.where for record in records if isinstance(record, Refusal)]


def test_a_picture_is_refused_as_a_whole_although_some_of_its_lines_look_like_text(tmp_path: Path) -> None:
    picture = tmp_path / "notes.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\nlooks like text\n" + bytes(70_000))

    (refusal,) = lines_in.read(picture)

    assert isinstance(refusal, Refusal)
    assert ("notes.txt", True) == (refusal.where, "NUL" in refusal.reason)


def test_notes_from_powershell_are_read(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_bytes("Überstunden vergessen\r\nslept in\r\n".encode("utf-16"))

    titles = [record.fields["title"] for record in lines_in.read(notes) if isinstance(record, Candidate)]

    assert ["Überstunden vergessen", "slept in"] == titles
