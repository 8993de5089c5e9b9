"""What must hold of a folder that an export writes: all or nothing, nothing foreign lost, nothing done twice."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from faults import Fault, run
from hypothesis import given
from hypothesis import strategies as st

from mistakes.errors import AlreadyExists, MistakesError
from mistakes.output_folder import MANIFEST, STAGING, OutputFolder

FILES = {"index.html": b"<p>all", "m/one.html": b"<p>one", "m/two.html": b"<p>two"}


def export(path: Path, files: dict[str, bytes], *, force: bool = False) -> OutputFolder:
    """Export files, each made from its content, kept where it is the same."""
    with OutputFolder(path, "site", force=force) as out:
        for name, data in files.items():
            if not out.keep(name, data.hex()):
                out.write(name, data, data.hex())
    return out


def content(path: Path) -> dict[str, bytes]:
    """Return what is in the folder, without the manifest."""
    found = {
        file.relative_to(path).as_posix(): file.read_bytes() for file in path.rglob("*") if file.is_file()
    }
    found.pop(MANIFEST, None)
    return found


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["a", "b", "c/d", "c/e", "f/g/h"]), st.binary(max_size=5)), min_size=1
    )
)
def test_after_any_exports_the_folder_holds_the_last_one(
    tmp_path_factory: pytest.TempPathFactory, exports: list[dict[str, bytes]]
) -> None:
    path = tmp_path_factory.mktemp("out")
    for files in exports:
        export(path, files)

    assert exports[-1] == content(path)
    assert not (path / STAGING).exists()


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    assert 3 == export(tmp_path / "out", FILES).written

    assert 0 == export(tmp_path / "out", FILES).written
    assert 1 == export(tmp_path / "out", FILES | {"m/one.html": b"<p>changed"}).written


def test_a_file_that_somebody_changed_in_size_or_removed_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "out"
    export(path, FILES)
    (path / "index.html").unlink()
    (path / "m" / "one.html").write_bytes(b"longer than it was")

    assert 2 == export(path, FILES).written
    assert content(path) == FILES


def test_what_no_export_made_stays_and_empty_folders_go(tmp_path: Path) -> None:
    path = tmp_path / "out"
    export(path, FILES | {"old/page.html": b"x"})
    (path / "CNAME").write_text("example.com")

    export(path, FILES)

    assert content(path) == FILES | {"CNAME": b"example.com"}
    assert not (path / "old").exists()


def test_a_folder_with_something_else_in_it_is_refused_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "texts"
    path.mkdir()
    (path / "thesis.tex").write_text("years of work")

    with pytest.raises(AlreadyExists, match=r"thesis\.tex"):
        export(path, FILES)
    assert {"thesis.tex": b"years of work"} == content(path)

    export(path, FILES, force=True)
    assert content(path) == FILES | {"thesis.tex": b"years of work"}


def test_the_output_of_another_format_is_something_else(tmp_path: Path) -> None:
    export(tmp_path / "out", FILES)

    with pytest.raises(AlreadyExists):
        OutputFolder(tmp_path / "out", "obsidian")


@pytest.mark.parametrize(
    "damage", [b"", b"[]", b"{", b'{"version": 1, "format": "site", "files": {"../x": [1, "k"]}}']
)
def test_a_damaged_manifest_removes_nothing_and_makes_the_folder_foreign(
    tmp_path: Path, damage: bytes
) -> None:
    (tmp_path / "x").write_text("mine")
    path = tmp_path / "out"
    export(path, FILES)
    (path / MANIFEST).write_bytes(damage)

    with pytest.raises(AlreadyExists):
        OutputFolder(path, "site")
    assert "mine" == (tmp_path / "x").read_text()
    assert content(path) == FILES


def test_an_error_leaves_the_old_output_and_a_new_folder_is_gone(tmp_path: Path) -> None:
    export(tmp_path / "old", FILES)
    for path in (tmp_path / "old", tmp_path / "new"):
        with suppress(ZeroDivisionError), OutputFolder(path, "site") as out:
            out.write("index.html", b"half of it")
            raise ZeroDivisionError

    assert content(tmp_path / "old") == FILES
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    "name",
    [
        *(
            "",
            "/etc/passwd",
            "../x",
            "a/../b",
            "a//b",
            "./a",
            "a\0b",
            "a\nb",
            "con",
            "a/NUL.html",
            "a ",
            "a.",
        ),
        *("a:b", "a\\b", 'a"', MANIFEST, f"{STAGING}/x", "x" * 250),
    ],
)
def test_a_name_that_leads_out_or_that_some_system_cannot_hold_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(MistakesError), OutputFolder(tmp_path / "out", "site") as out:
        out.write(name, b"x")
    assert not (tmp_path / "out").exists()


def test_names_that_differ_only_in_case_are_one(tmp_path: Path) -> None:
    with OutputFolder(tmp_path / "out", "site") as out:
        out.write("Ärger.html", b"x")
        with pytest.raises(MistakesError, match="twice"):
            out.write("ärger.html", b"x")


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="links need rights there")
def test_links_inside_the_folder_are_not_written_through(tmp_path: Path) -> None:
    path = tmp_path / "out"
    export(path, FILES)
    (tmp_path / "mine").write_text("mine")
    (path / "index.html").unlink()
    (path / "index.html").symlink_to(tmp_path / "mine")
    (path / STAGING).symlink_to(tmp_path)

    export(path, FILES)

    assert content(path) == FILES
    assert "mine" == (tmp_path / "mine").read_text()


NEW = {name: data for name, data in FILES.items() if name != "m/two.html"}
NEW |= {"m/one.html": b"<p>changed", "m/three.html": b"<p>three"}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a child process is made to fail")
@pytest.mark.parametrize("kind", ["kill", "tear", "ENOSPC", "EIO"])
def test_whatever_fails_at_any_change_the_next_export_makes_it_whole(tmp_path: Path, kind: str) -> None:
    for number in count(1):
        path = tmp_path / str(number) / "out"
        export(path, FILES)
        outcome = run(lambda path=path: str(export(path, NEW).written), [path], Fault(kind, number))
        assert not outcome.crash
        if outcome.acknowledged:
            break
        if outcome.refused:
            assert not (path / STAGING).exists()
        assert all(data in {FILES.get(name), NEW.get(name)} for name, data in shown(path).items())
        export(path, FILES)
        assert content(path) == FILES
    assert number > 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a child process is made to fail")
def test_a_full_disk_leaves_the_old_output_as_it_was(tmp_path: Path) -> None:
    for number in count(1):
        path = tmp_path / str(number) / "out"
        export(path, FILES)
        outcome = run(
            lambda path=path: str(export(path, NEW).written), [path], Fault("ENOSPC", number, lasting=True)
        )
        if outcome.acknowledged:
            break
        assert "make room" in outcome.refused
        # from the first renaming on nothing needs room any more
        if not any(call.name == "rename" for call in outcome.calls):
            assert content(path) == FILES
    assert number > 5


def shown(path: Path) -> dict[str, bytes]:
    """Return what a reader of the folder sees, without what a killed export left in its own corner."""
    return {name: data for name, data in content(path).items() if not name.startswith(STAGING)}
