"""Settings are one file of the user's; a broken one is named, an unknown one refused."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes.briefing.trust import trust
from mistakes.errors import UnreadableFile, UsageError
from mistakes.identity import who
from mistakes.journal import Journal
from mistakes.settings import SETTINGS, Settings, known

SETS = """
import sys
from mistakes.settings import Settings
mine = sys.argv[1]
settings = Settings.load()
print("ready", flush=True)
sys.stdin.readline()
for number in range(10):
    settings.set(f"journals.{mine}{number}", f"/srv/{mine}{number}")
    settings.set_texts("trusted", [*settings.texts("trusted"), f"/srv/{mine}{number}"])
"""


def test_a_setting_is_kept_for_the_next_run_and_readable_by_its_owner_only() -> None:
    Settings.load().set("author", "Mei Lin <mei@example.com>")

    again = Settings.load()

    assert "Mei Lin <mei@example.com>" == again.text("author")
    assert 0o600 == stat.S_IMODE(os.stat(again.path).st_mode)


def test_named_journals_lists_and_removal() -> None:
    settings = Settings.load()
    settings.set("journals.payments", "/srv/payments")
    settings.set("plugins.disable", "game, demo")

    assert {"payments": "/srv/payments"} == Settings.load().table("journals")
    assert ("game", "demo") == Settings.load().texts("plugins.disable")
    settings.set("journals.payments", "")
    assert {} == Settings.load().table("journals")


def test_comments_in_the_settings_survive() -> None:
    settings = Settings.load()
    settings.set("editor", "nano")
    settings.path.write_text("# my settings\n" + settings.path.read_text())

    Settings.load().set("author", "a <a@b>")

    assert settings.path.read_text().startswith("# my settings\n")


@pytest.mark.parametrize("name", ["autor", "journals", "journals.a/b", "journals.", "plugins.enable", ""])
def test_an_unknown_setting_is_refused_with_the_names_there_are(name: str) -> None:
    with pytest.raises(UsageError) as refused:
        known(name)
    assert SETTINGS[0].name in refused.value.hint


def test_a_broken_file_is_named() -> None:
    settings = Settings.load()
    settings.set("editor", "nano")
    settings.path.write_text("editor = ")

    with pytest.raises(UnreadableFile, match=r"config\.toml"):
        Settings.load()


def test_a_setting_of_another_type_is_told() -> None:
    settings = Settings.load()
    settings.set("editor", "nano")
    settings.path.write_text("editor = 3\njournals = 4\n[plugins]\ndisable = 'x'\n")
    settings = Settings.load()

    for read in (
        lambda: settings.text("editor"),
        lambda: settings.table("journals"),
        lambda: settings.texts("plugins.disable"),
    ):
        with pytest.raises(UsageError):
            read()


# several programs that change the settings, each of which has read them earlier


def test_a_change_keeps_what_others_have_set_meanwhile() -> None:
    served = Settings.load()
    Settings.load().set("journals.payments", "/srv/payments")
    Settings.load().set("editor", "nano")

    served.set("author", "Mei Lin <mei@example.com>")

    assert {"author", "journals.payments", "editor"} == set(Settings.load().all())
    assert "nano" == served.text("editor")


def test_a_removal_takes_out_nothing_else() -> None:
    Settings.load().set("editor", "nano")
    served = Settings.load()
    Settings.load().set("game", "off")

    served.set("editor", "")

    assert {"game": "off"} == Settings.load().all()


def test_journals_trusted_by_two_programs_are_both_trusted(team: Journal, tmp_path: Path) -> None:
    other = Journal.create(tmp_path / "other", name="other", kind="team")
    served = Settings.load()
    trust(Settings.load(), team.root)

    trust(served, other.root)

    assert {str(team.root), str(other.root)} == set(Settings.load().texts("trusted"))


def test_a_list_keeps_what_others_added_and_loses_what_they_took_out() -> None:
    Settings.load().set_texts("brief.hushed", ["a", "b"])
    served = Settings.load()
    Settings.load().set_texts("brief.hushed", ["b", "c"])

    served.set_texts("brief.hushed", ["a", "b", "d"])

    assert ("b", "d", "c") == Settings.load().texts("brief.hushed")


LISTS = st.lists(st.sampled_from("abcdef"), unique=True)


@given(before=LISTS, ours=LISTS, theirs=LISTS)
def test_a_list_is_joined_as_sets_are(before: list[str], ours: list[str], theirs: list[str]) -> None:
    Settings.load().set_texts("aliases", [])
    Settings.load().set_texts("aliases", before)
    served, other = Settings.load(), Settings.load()
    other.set_texts("aliases", theirs)

    served.set_texts("aliases", ours)

    both = set(ours) & set(theirs)
    added = (set(ours) | set(theirs)) - set(before)
    assert both | added == set(Settings.load().texts("aliases"))


def test_programs_that_change_the_settings_at_once_lose_nothing() -> None:
    command = [sys.executable, "-P", "-c", SETS]
    programs = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE) for name in "abcd"
    ]
    for one in programs:
        assert one.stdout
        assert b"ready" == one.stdout.readline().strip()
    for one in programs:
        one.communicate(b"go\n", timeout=120)

    names = {f"{name}{number}" for name in "abcd" for number in range(10)}
    assert names == set(Settings.load().table("journals"))
    assert {f"/srv/{name}" for name in names} == set(Settings.load().texts("trusted"))
    assert [0] * 4 == [one.returncode for one in programs]


def test_who_one_is_stays_what_it_became_first() -> None:
    served = Settings.load()
    Settings.load().set("who", "mei-lin-1a2b3c4d5e6f")

    assert "mei-lin-1a2b3c4d5e6f" == who(served)
    assert "mei-lin-1a2b3c4d5e6f" == Settings.load().text("who")


def test_a_file_that_broke_meanwhile_is_not_written_over() -> None:
    served = Settings.load()
    Settings.load().set("editor", "nano")
    served.path.write_text("editor = ")

    with pytest.raises(UnreadableFile):
        served.set("game", "off")
    assert "editor = " == served.path.read_text()


def test_a_name_is_not_set_in_what_is_no_table() -> None:
    settings = Settings.load()
    settings.set("editor", "nano")
    settings.path.write_text("journals = 4\n")

    with pytest.raises(UsageError, match="journals"):
        Settings.load().set("journals.payments", "/srv/payments")
    assert "journals = 4\n" == settings.path.read_text()
