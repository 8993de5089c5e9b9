"""The Obsidian vault: notes with safe names, linked to each other, written again only where they changed."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest
from hostile_entries import AT, ENTRIES, entry, exported_folder, loaded, selection
from hypothesis import given
from hypothesis import strategies as st
from plugin_site import Run

import mistakes_formats
from mistakes.exchange import Candidate
from mistakes.ids import new_id
from mistakes.ladder import Standing
from mistakes.model import Condition, Links, Mistake
from mistakes.output_folder import OutputFolder
from mistakes_formats import obsidian_out
from mistakes_formats.obsidian_names import link, note_name, tag

RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
anything = st.text(st.characters(), max_size=80)


def titled(title: str, number: int = 0, **fields: object) -> Mistake:
    return attrs.evolve(entry("plain", number), title=title, links=Links(), **fields)  # type: ignore[arg-type]


def notes(*entries: Mistake, folder: Path) -> dict[str, str]:
    """Export entries and return the texts of the notes by their names, without folders and `.md`."""
    files = exported_folder("obsidian", selection(entries), folder / "vault")
    return {name.rpartition("/")[2].removesuffix(".md"): data.decode() for name, data in files.items()}


@given(anything)
def test_a_note_has_a_name_that_every_system_takes(title: str) -> None:
    entry_id = new_id(AT)
    name = note_name(title, entry_id)
    assert name.endswith(entry_id[-10:])
    assert not set('<>:"/\\|?*#^[]%. \x00\n') & set(name)
    assert name.isprintable()
    assert name == name.strip(" .-")
    assert len(f"{name}.md".encode()) <= 200
    assert not RESERVED.fullmatch(name)


@given(st.lists(anything, min_size=2, max_size=4))
def test_equal_titles_and_those_equal_but_for_case_have_different_names(titles: list[str]) -> None:
    names = [
        note_name(each, new_id(AT)) for title in titles for each in (title, title.upper(), title.lower())
    ]
    assert len(names) == len({name.casefold() for name in names})


def test_titles_of_every_language_stay_readable() -> None:
    entry_id = new_id(AT)
    assert f"在生产环境-运行迁移-{entry_id[-10:]}" == note_name("在生产环境: 运行迁移!", entry_id)
    assert f"überfällig-{entry_id[-10:]}" == note_name("U\u0308berfa\u0308llig?", entry_id)
    assert entry_id == note_name("???", entry_id)


@given(anything)
def test_a_tag_is_one_that_obsidian_takes(text: str) -> None:
    made = tag(text)
    assert re.fullmatch(r"(?:[\w-]+(?:/[\w-]+)*)?", made)
    assert not made.replace("/", "").isdecimal()


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("ops", "ops"),
        ("needs review", "needs-review"),
        ("2026", "_2026"),
        ("a/b", "a/b"),
        ("部署", "部署"),
        ("#!", ""),
    ],
)
def test_tags_stay_as_they_are_as_far_as_obsidian_allows(text: str, made: str) -> None:
    assert made == tag(text)


@given(anything)
def test_a_link_is_one_link_whatever_the_title(title: str) -> None:
    assert re.fullmatch(r"\[\[name(\|[^\[\]|\n`<>]+)?\]\]", link("name", title))


def test_repeats_and_likes_are_links_to_their_notes(tmp_path: Path) -> None:
    one, two = titled("The first", 1), titled("Again [it]", 2)
    one = attrs.evolve(one, links=Links(like=(two.id,)))
    two = attrs.evolve(two, links=Links(repeat_of=one.id, like=("0" * 26,)))
    found = notes(one, two, folder=tmp_path)
    names = [note_name(each.title, each.id) for each in (one, two)]
    assert f"- Like: [[{names[1]}|Again it]]" in found[names[0]]
    assert f"- Repeat of: [[{names[0]}|The first]]" in found[names[1]]
    assert f"- Like: {'0' * 26}" in found[names[1]]


def test_the_index_leads_to_every_note_by_tag_and_by_month(tmp_path: Path) -> None:
    one = titled("The first", 1, tags=("ops", "home"))
    two = titled("Again", 2, tags=("ops",), happened=AT.replace(year=2025))
    index = notes(one, two, folder=tmp_path)["Index"]
    assert [
        "# Mistakes",
        "## By tag",
        "### #home (1)",
        "### #ops (2)",
        "## By month",
        "### 2026-11 (1)",
        "### 2025-11 (1)",
    ] == [row for row in index.split("\n") if row.startswith("#")]
    for each in (one, two):
        assert f"- [[{note_name(each.title, each.id)}|{each.title}]]\n" in index


def test_front_matter_has_what_obsidian_shows_as_properties(tmp_path: Path) -> None:
    yaml = pytest.importorskip("yaml", reason="reading front matter needs PyYAML")
    one = titled('A "quoted": title', tags=("needs review",), author="Mei <mei@example.com>")
    standing = Standing("planned", (), repeated=False, retired=False)
    with OutputFolder(tmp_path / "vault", "obsidian") as folder:
        obsidian_out.write(selection([one], standing_of=lambda _: standing), folder)
    (note,) = (tmp_path / "vault").rglob(f"*{one.id[-10:]}.md")
    text = note.read_text(encoding="utf-8")
    assert {
        "aliases": ['A "quoted": title'],
        "title": 'A "quoted": title',
        "date": "2026-11-20T14:05:00",
        "kind": "decision",
        "status": "planned",
        "tags": ["needs-review"],
        "author": "Mei",
        "id": one.id,
    } == yaml.safe_load(text.split("---\n")[1])


def test_hostile_entries_stay_inside_the_vault(tmp_path: Path) -> None:
    exported_folder("obsidian", selection(ENTRIES), tmp_path / "vault")
    assert ["vault"] == [found.name for found in tmp_path.iterdir() if found.name != "home"]
    found = list((tmp_path / "vault").rglob("*.md"))
    assert len(ENTRIES) + 1 == len(found)


def test_nothing_in_a_note_is_hidden_embedded_or_run_by_a_plugin(tmp_path: Path) -> None:
    for text in notes(*ENTRIES, folder=tmp_path).values():
        assert "<%" not in text
        assert "%%" not in text.partition("\n---\n")[2]
        assert not re.search(r"^(`{3,}|~{3,})\S", text, re.MULTILINE)
        assert not re.search(r"(?<!\\)!\[", text.partition("\n---\n")[2])


def test_only_notes_that_changed_are_written_again(tmp_path: Path) -> None:
    entries = [titled(f"Number {number}", number) for number in range(5)]
    exported_folder("obsidian", selection(entries), tmp_path / "vault")
    entries[2] = attrs.evolve(entries[2], story="another")
    with OutputFolder(tmp_path / "vault", "obsidian") as folder:
        obsidian_out.write(selection(entries), folder)
    assert 1 == folder.written


def test_a_new_title_reaches_the_notes_that_link_to_it(tmp_path: Path) -> None:
    one = titled("Old title", 1)
    two = attrs.evolve(titled("Again", 2), links=Links(repeat_of=one.id))
    notes(one, two, folder=tmp_path)
    found = notes(attrs.evolve(one, title="New title"), two, folder=tmp_path)
    assert not any("old-title" in name or "Old title" in text for name, text in found.items())
    assert sum("New title" in text for text in found.values()) == 3


def test_the_program_writes_a_vault_and_changes_nothing_the_second_time(
    mistakes: Run, tmp_path: Path
) -> None:
    mistakes("add", "Signed unread", "-t", "paper")
    assert "2 files" in mistakes("export", "obsidian", "-o", str(tmp_path / "vault")).out
    assert "nothing in it changed" in mistakes("export", "obsidian", "-o", str(tmp_path / "vault")).out
    assert 2 == mistakes("export", "obsidian").status


@pytest.mark.parametrize("name", ["markdown", "obsidian"])
def test_our_own_imports_read_the_notes(name: str, tmp_path: Path) -> None:
    pytest.importorskip("yaml", reason="reading front matter needs PyYAML")
    one = titled("The first", conditions=(Condition("A hurry", "team"),), tags=("ops",))
    exported_folder("obsidian", selection([one]), tmp_path / "vault")
    (note,) = (tmp_path / "vault").rglob(f"*{one.id[-10:]}.md")
    (importer,) = (form for form in mistakes_formats.importers() if form.name == name)
    (record,) = loaded(importer.target)(note)
    assert isinstance(record, Candidate), record
    assert ("The first", "plain", ("ops",)) == tuple(
        record.fields[field] for field in ("title", "overcame", "tags")
    )
    assert ((Condition("A hurry", "team"),), "decision") == (
        record.fields["conditions"],
        record.fields["kind"],
    )
    assert "aliases" not in record.fields["story"]
