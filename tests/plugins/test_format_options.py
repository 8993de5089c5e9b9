"""What must hold of formats that have options, or write folders: each gets its own, and says what is wrong."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from plugin_site import Run, Site

FORMATS = """
    import json
    from mistakes.hooks import Exporter, Importer, Option, hookimpl

    @hookimpl
    def exporters():
        return [
            Exporter("pages", "one page each", folder="plug_forms:pages", options=(Option("tongue", "Language.", "CODE"),)),
            Exporter("both", "a file or a folder", "plug_forms:one", "plug_forms:pages"),
            Exporter("asked", "what was asked", "plug_forms:asked", options=(
                Option("tongue", "Language.", "CODE"), Option("very-loud", "In capitals."), Option("map", "Names.", "A=B", True),
            )),
        ]

    @hookimpl
    def importers():
        return [Importer("mapped", "with names", "plug_forms:mapped", (Option("pair", "Names.", "A=B", True),))]

    def pages(selection, out, **options):
        for entry in selection.entries():
            data = f"{entry.title} {options}".encode()
            if not out.keep(f"{entry.id}.txt", data.decode()):
                out.write(f"{entry.id}.txt", data, data.decode())

    def one(selection, out, **options):
        out.writelines(entry.title.encode() for entry in selection.entries())

    def asked(selection, out, **options):
        out.write(json.dumps(options).encode())

    def mapped(path, **options):
        from mistakes.exchange import Candidate
        yield Candidate("all", {"title": f"{path.name} {options['pair']}"})
"""


@pytest.fixture(autouse=True)
def forms(site: Site, mistakes: Run) -> None:
    site.install("forms", FORMATS)
    mistakes("add", "Signed unread")


def test_what_was_typed_reaches_the_format_and_nothing_else_does(mistakes: Run) -> None:
    typed = mistakes("export", "asked", "--map", "a=b", "--very-loud", "--map", "c=d", "-unread")

    assert {"map": ["a=b", "c=d"], "very_loud": True} == json.loads(typed.out)
    assert {} == json.loads(mistakes("export", "asked").out)


def test_an_option_of_another_format_is_refused_by_name(mistakes: Run) -> None:
    done = mistakes("export", "pages", "--very-loud", "-o", "x/")

    assert 2 == done.status
    assert "pages has no option --very-loud" in done.err


def test_help_tells_which_formats_an_option_is_for(mistakes: Run) -> None:
    text = " ".join(mistakes("export", "--help").out.split())

    assert "--tongue CODE Language. (asked, pages)" in text
    assert "--pair A=B Names. (mapped)" in " ".join(mistakes("import", "--help").out.split())


def test_an_importer_gets_its_options(mistakes: Run, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("x")

    assert 0 == mistakes("import", "mapped", str(tmp_path / "notes"), "--pair", "a=b").status
    assert "notes ('a=b',)" in mistakes("list").out


def test_a_format_of_several_files_fills_a_folder_and_says_how_many(mistakes: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"

    first, second = (mistakes("export", "pages", "-o", str(out)) for _ in range(2))

    assert (0, 0) == (first.status, second.status)
    assert "(1 file)" in first.out
    assert "nothing in it changed" in second.out
    assert ["Signed unread {}"] == [path.read_text() for path in out.glob("*.txt")]
    assert {"written": str(out), "files": 0} == json.loads(
        mistakes("export", "pages", "-o", str(out), "--json").out
    )


def test_a_format_of_both_kinds_goes_by_the_name_it_is_given(mistakes: Run, tmp_path: Path) -> None:
    assert "Signed unread" == mistakes("export", "both").out
    assert 0 == mistakes("export", "both", "-o", f"{tmp_path}/folder/").status
    assert 0 == mistakes("export", "both", "-o", f"{tmp_path}/file").status
    assert (tmp_path / "folder").is_dir()
    assert "Signed unread" == (tmp_path / "file").read_text()


def test_a_folder_needs_a_name_and_one_file_cannot_be_a_folder(mistakes: Run, tmp_path: Path) -> None:
    nowhere = mistakes("export", "pages")
    folder = mistakes("export", "asked", "-o", str(tmp_path))

    assert (2, 2) == (nowhere.status, folder.status)
    assert "pages writes a folder" in nowhere.err
    assert "asked writes one file" in folder.err


def test_a_folder_with_something_else_in_it_needs_force(mistakes: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "thesis.tex").write_text("years of work")

    assert 1 == mistakes("export", "pages", "-o", str(out)).status
    assert 0 == mistakes("export", "pages", "-o", str(out), "--force").status
    assert "years of work" == (out / "thesis.tex").read_text()


def test_two_journals_become_one_export(mistakes: Run, tmp_path: Path) -> None:
    mistakes("init", "--team", "crew", str(tmp_path / "crew"))
    mistakes("-j", str(tmp_path / "crew"), "add", "Ours")

    done = mistakes("export", "json", "--and", str(tmp_path / "crew"))

    assert ["Signed unread", "Ours"] == [entry["title"] for entry in json.loads(done.out)["entries"]]


@pytest.mark.skipif(not Path("/dev/null").is_char_device(), reason="there are no devices with names here")
def test_a_device_is_written_to_and_stays_one(mistakes: Run) -> None:
    assert 0 == mistakes("export", "asked", "-o", "/dev/null").status
    assert Path("/dev/null").is_char_device()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_stays_and_its_file_is_replaced(mistakes: Run, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "file")

    assert 0 == mistakes("export", "both", "-o", str(tmp_path / "link")).status
    assert (tmp_path / "link").is_symlink()
    assert "Signed unread" == (tmp_path / "file").read_text()


def test_an_export_never_goes_into_the_journal_it_reads(mistakes: Run, tmp_path: Path) -> None:
    journal = tmp_path / "journal"
    before = (journal / "journal.toml").read_text(encoding="utf-8")

    for target in (journal / "journal.toml", journal / "new.json"):
        assert 2 == mistakes("export", "json", "-o", str(target)).status
    assert 2 == mistakes("export", "pages", "--force", "-o", str(journal)).status

    assert before == (journal / "journal.toml").read_text(encoding="utf-8")
    assert not (journal / "new.json").exists()


def test_a_place_that_cannot_be_written_is_named_as_it_was_typed(mistakes: Run, tmp_path: Path) -> None:
    done = mistakes("export", "json", "-o", str(tmp_path / "nowhere" / "all.json"))

    assert 1 == done.status
    assert f"{tmp_path / 'nowhere' / 'all.json'} could not be written" in done.err
    assert ".tmp" not in done.err.replace(str(tmp_path), "")


def test_an_export_of_nothing_says_so(mistakes: Run, tmp_path: Path) -> None:
    done = mistakes("export", "json", "tag:nowhere", "-o", str(tmp_path / "all.json"))

    assert 0 == done.status
    assert "no entry was exported" in done.err


def test_a_dry_run_begins_no_journal(mistakes: Run, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("Forgot the backup\n")
    new = tmp_path / "new"

    done = mistakes("import", "lines", str(tmp_path / "notes"), "--dry-run", MISTAKES_JOURNAL=str(new))

    assert (0, "1 would be added") == (done.status, done.out[:16])
    assert not new.exists()


def test_an_import_says_how_many_entries_have_no_date(mistakes: Run, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("Forgot the backup\n2026-01-02: Forgot the key\n")

    assert "1 has no date of its own" in mistakes("import", "lines", str(tmp_path / "notes")).out
