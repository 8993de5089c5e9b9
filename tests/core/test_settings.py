"""Settings are one file of the user's; a broken one is named, an unknown one refused."""

from __future__ import annotations

import os
import stat

import pytest

from mistakes.errors import UnreadableFile, UsageError
from mistakes.settings import SETTINGS, Settings, known


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
