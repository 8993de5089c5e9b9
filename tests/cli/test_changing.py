"""Changes are acknowledged last, can be taken back, and an editor never loses a text."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from mistakes import Journal, Lesson
from mistakes.journals import personal_root
from mistakes.settings import Settings


def journal() -> Journal:
    return Journal.open(personal_root(Settings.load()))


def editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> None:
    """Make the editor a program: `path` is the file it was given."""
    script = tmp_path / "editor.py"
    script.write_text(
        f"import sys, os\npath = sys.argv[1]\ntext = open(path, encoding='utf-8').read()\n{code}\n"
    )
    monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")


def drafts(home: Path) -> list[Path]:
    return sorted((home / "xdg_state_home").rglob("drafts/*"))


def test_options_add_to_lists_and_replace_texts(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x", "-t", "a", "--lesson", "l").handle
    cli("edit", handle, "-t", "b", "--title", "y", "--if", "w", "--then", "t", "--lesson", "m")
    cli("edit", "--if", "w2", "--then", "t2")

    made = journal().get(journal().latest())

    assert (("a", "b"), "y") == (made.tags, made.title)
    assert ["", "w2"] == [lesson.when for lesson in made.lessons]
    assert () == (cli("edit", "--clear", "tags") and journal().get(made.id).tags)
    assert 2 == cli("edit", "--clear", "id").status


def test_an_edit_in_the_editor_is_saved(
    cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path
) -> None:  # type: ignore[no-untyped-def]
    cli("add", "old")
    editor(
        monkeypatch,
        tmp_path,
        "open(path, 'w', encoding='utf-8').write(text.replace('old', '新') + '# mine\\n')",
    )

    assert 0 == cli("edit").status
    assert "新" == journal().get(journal().latest()).title
    assert "# mine" in journal().raw_text(journal().latest())
    assert [] == drafts(home)


@pytest.mark.parametrize(
    "code",
    [
        "open(path, 'a').write('# mine'); sys.exit(3)",
        "open(path, 'w').write('title = ')",
        "open(path, 'w').write('')",
        "open(path, 'wb').write(b'\\xff\\xfe')",
        "open(path, 'w').write(text.replace('old', ''))",
        "open(path, 'w').write(text + 'x' * 300000)",
        "open(path, 'a', 1).write('# mine\\n'); os.kill(os.getpid(), 9)",
    ],
)
def test_an_editor_that_fails_or_leaves_rubbish_changes_nothing_and_loses_nothing(  # type: ignore[no-untyped-def]
    cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path, code: str
) -> None:
    cli("add", "old")
    before = journal().raw_text(journal().latest())
    editor(monkeypatch, tmp_path, code)

    done = cli("edit")

    assert done.status != 0
    assert 1 == done.err.count("\n")
    assert before == journal().raw_text(journal().latest())
    assert 1 == len(drafts(home))
    assert str(drafts(home)[0]) in done.err


def test_an_editor_that_removes_the_file_is_told(
    cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    cli("add", "old")
    editor(monkeypatch, tmp_path, "os.unlink(path)")

    assert 1 == cli("edit").status
    assert "old" == journal().get(journal().latest()).title


def test_no_editor_is_told_with_the_cure(cli, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    cli("add", "old")
    monkeypatch.setenv("VISUAL", "no-such-editor-anywhere")

    done = cli("edit")

    assert 1 == done.status
    assert "config set editor" in done.err


def test_a_change_meanwhile_is_merged_with_what_the_editor_saved(  # type: ignore[no-untyped-def]
    cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    cli("add", "old", "-t", "a")
    place = repr(str(journal().root))
    place = repr(str(journal().root))
    lines = (
        "import mistakes",
        f"j = mistakes.Journal.open({place})",
        "j.change(j.latest(), tags={'a', 'b'})",
        "",
    )
    other = "\n".join(lines)
    editor(monkeypatch, tmp_path, other + "open(path, 'w').write(text.replace('old', 'new'))")

    assert 0 == cli("edit").status
    made = journal().get(journal().latest())
    assert ("new", {"a", "b"}) == (made.title, set(made.tags))


def test_a_file_that_cannot_be_read_is_mended_in_the_editor(
    cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "old").handle
    path = journal().path(journal().latest())
    path.write_text(path.read_text().replace('title = "old"', "title = "))
    editor(monkeypatch, tmp_path, "open(path, 'w').write(text.replace('title = ', 'title = \"mended\"'))")

    assert 0 == cli("edit", handle).status
    assert "mended" == journal().get(journal().find(handle)).title


def test_a_new_entry_in_the_editor(cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path) -> None:  # type: ignore[no-untyped-def]
    editor(monkeypatch, tmp_path, "open(path, 'w').write(text.replace('title = \"\"', 'title = \"typed\"'))")

    assert 0 == cli("add", "-e", "-t", "a").status
    made = journal().get(journal().latest())
    assert ("typed", ("a",)) == (made.title, made.tags)
    assert [] == drafts(home)


def test_a_new_entry_left_empty_in_the_editor_saves_nothing(
    cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    editor(monkeypatch, tmp_path, "")

    assert 1 == cli("add", "-e").status
    assert "" == cli("list").out


def test_delete_restore_and_undo(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x").handle

    assert "restore" in cli("delete", handle).out
    assert "" == cli("list").out
    assert 0 == cli("restore", handle).status
    assert handle in cli("list").out
    cli("edit", handle, "--title", "y")
    cli("undo")
    assert "x" == journal().get(journal().find(handle)).title


def test_again_counts_and_with_words_makes_a_linked_entry(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "Deployed on a Friday").handle

    assert "once" in cli("again", handle).out
    assert "2 times" in cli("again", handle, "Deployed", "on", "a", "Friday", "once", "more").out
    made = journal().get(journal().latest())
    assert made.links.repeat_of is not None
    assert made.links.repeat_of.endswith(handle)
    assert "repeated" in cli("show", handle).out


def test_link_joins_two_entries_and_never_one_with_itself(cli) -> None:  # type: ignore[no-untyped-def]
    one, two = cli("add", "one").handle, cli("add", "two").handle

    assert 0 == cli("link", two, "--like", one).status
    assert one in journal().get(journal().find(two)).links.like[0]
    assert 2 == cli("link", two, "--like", two).status
    assert 2 == cli("link", two).status


def test_a_link_to_the_mistake_that_came_again_marks_it_once_and_one_undo_takes_both_back(cli) -> None:  # type: ignore[no-untyped-def]
    first, second = cli("add", "Forgot the key").handle, cli("add", "Forgot the key once more").handle
    for _ in range(2):
        assert "has come again once" in cli("link", second, "--again", first).out

    assert [first] == [line[:6] for line in cli("list", "is:repeated").out.splitlines()]
    cli("undo")
    assert "" == cli("list", "is:repeated").out
    assert None is journal().get(journal().find(second)).links.repeat_of


@pytest.mark.parametrize(
    "setting",
    [
        "id=01kah3v8m2e9br5x0p7w4sn02q",
        "format=2",
        "logged=2020-01-01T00:00:00Z",
        "author=me",
        "author=",
        "rev=9",
    ],
)
def test_what_never_changes_is_not_set_by_hand(cli, setting: str) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x").handle
    before = journal().raw_text(journal().latest())

    assert (2, 2) == (cli("edit", handle, "--set", setting).status, cli("add", "y", "--set", setting).status)
    assert before == journal().raw_text(journal().latest())


def test_every_field_of_a_simple_type_is_set_from_text(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x").handle
    given = ["happened=2026-01-01", "decision.review_on=2026-12-01", "price.money=3", "process=2", "q.iq=1"]
    for setting in given:
        assert 0 == cli("edit", handle, "--set", setting).status

    made = journal().get(journal().latest())
    assert ("2026-01-01", "2026-12-01") == (str(made.happened), str(made.decision.review_on))
    assert (3, 2, 1) == (made.price.money, made.process, made.q.iq)


@pytest.mark.parametrize(
    ("setting", "told"),
    [("price.money=-3", "price.money"), ("q.iq=7", "q.iq"), ("title=", "title"), ("source.ref=z", "process")],
)
def test_a_value_that_does_not_fit_names_its_field_and_no_file(cli, setting: str, told: str) -> None:  # type: ignore[no-untyped-def]
    done = cli("edit", cli("add", "x").handle, "--set", setting)

    assert 2 == done.status
    assert told in done.err
    assert "Correct the file" not in done.err


def test_no_editor_is_opened_where_nobody_is_to_be_asked(
    cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path
) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x").handle
    editor(monkeypatch, tmp_path, "open(path, 'w', encoding='utf-8').write(text.replace('x', 'y'))")
    assert 2 == cli("edit", handle, "--no-input").status
    monkeypatch.delenv("VISUAL")
    monkeypatch.delenv("EDITOR", raising=False)
    assert (2, 2) == (cli("edit", handle).status, cli("add", "-e").status)
    assert 2 == cli("edit", handle, "--title", "").status
    assert 0 == cli("edit", handle, "--story", "").status
    assert [] == drafts(home)


def test_a_draft_that_nobody_touched_is_not_kept(
    cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, home: Path
) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "x").handle
    editor(monkeypatch, tmp_path, "sys.exit(3)")
    assert 0 != cli("edit", handle).status
    editor(monkeypatch, tmp_path, "")
    assert 0 != cli("add", "-e").status
    assert [] == drafts(home)


def test_an_edit_that_met_another_one_says_that_both_values_are_kept(
    cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "old").handle
    place = journal().path(journal().latest())
    theirs = f"p = {str(place)!r}; t = open(p, encoding='utf-8').read(); open(p, 'w', encoding='utf-8')"
    mine = "open(path, 'w', encoding='utf-8').write(text.replace('old', 'mine'))"
    editor(monkeypatch, tmp_path, f"{theirs}.write(t.replace('old', 'theirs'))\n{mine}")

    assert f"mistakes resolve {handle}" in cli("edit", handle).err


def test_settings_are_shown_and_changed(cli) -> None:  # type: ignore[no-untyped-def]
    assert 0 == cli("config", "set", "author", "Mei <mei@example.com>").status
    assert "Mei <mei@example.com>\n" == cli("config", "get", "author").out
    assert "author" in cli("config").out
    assert 2 == cli("config", "set", "autor", "x").status


def test_init_begins_a_team_journal_and_names_the_first_command(
    cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)

    done = cli("init", "--team", "payments")

    assert "mistakes add -T" in done.out
    assert (tmp_path / "payments" / "journal.toml").exists()
    assert 1 == cli("init", "--team", "payments").status
    assert 2 == cli("init", "--team", "../evil").status
    os.chdir(tmp_path / "payments")
    assert "payments" in cli("journals").out


def test_one_undo_takes_back_again_with_its_new_entry(cli) -> None:  # type: ignore[no-untyped-def]
    first = cli("add", "Slow roll-back").handle
    cli("again", first, "Slow", "roll-back", "of", "payments")

    undone = cli("undo")

    assert ["Slow roll-back"] == [entry["title"] for entry in cli("list", "--json").json]
    assert not cli("show", first, "--json").json["repeated"]
    assert "mistakes restore" in undone.out
    assert "the new entry" in cli("undo").out


def test_why_an_entry_was_deleted_is_shown(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "Slow roll-back").handle
    cli("delete", handle, "--why", "it was a drill")

    assert "(it was a drill)" in cli("show", handle).out


def test_an_action_has_somebody_who_does_it_and_somebody_who_helps(cli) -> None:  # type: ignore[no-untyped-def]
    handle = cli("add", "Signed unread", "--action", "Read it", "--owner", "Kim").handle
    cli("edit", handle, "--helper", "Ana")

    action = cli("show", handle, "--json").json["actions"][0]

    assert ("Kim", "Ana") == (action["owner"], action["helper"])
    assert "Read it (Kim, with Ana)" in cli("show", handle).out


def test_one_undo_takes_back_what_was_borrowed_with_the_note_of_it(cli, team: Journal) -> None:  # type: ignore[no-untyped-def]
    entry = team.add("Restarted the wrong host", lessons=[Lesson("Read the prompt")])
    handle = cli("borrow", entry.id[-6:], "-j", str(team.root)).handle
    own = Journal.open(Path(cli("show", handle, "--json").json["path"]).parents[3])

    assert 0 == cli("undo").status

    assert [] == cli("list", "--json").json
    assert [] == [event.do for event in own.events() if event.do != "retracted"]


@pytest.mark.parametrize(
    "command", [("edit", "{id}", "-t", "x"), ("again", "{id}"), ("link", "{other}", "--again", "{id}")]
)
@pytest.mark.parametrize(
    ("language", "said"), [("en", "{id} is deleted; to bring it back"), ("zh", "{id} 是已删除的；要恢复")]
)
def test_that_an_entry_is_deleted_is_said_when_something_is_done_to_it(
    cli, command: tuple[str, ...], language: str, said: str
) -> None:  # type: ignore[no-untyped-def]
    handle, other = cli("add", "Signed unread").handle, cli("add", "Lost the key").handle
    cli("delete", handle)
    cli("config", "set", "language", language)

    done = cli(*(part.format(id=handle, other=other) for part in command))

    assert 0 == done.status
    assert said.format(id=handle) in done.err
    assert f"mistakes restore {handle}" in done.err
