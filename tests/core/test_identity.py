"""Who writes is the setting, else git's identity, else the login; the name of one's event files stays."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from mistakes.identity import author, who, who_of
from mistakes.layout import is_who
from mistakes.settings import Settings


def test_the_setting_of_the_journal_comes_before_the_general_one() -> None:
    settings = Settings.load()
    settings.set("author", "Mei <mei@example.com>")
    settings.set("authors.payments", "Mei Lin <mei@work.example>")

    assert "Mei Lin <mei@work.example>" == author(settings, "payments").text
    assert "Mei <mei@example.com>" == author(settings, "other").text


def test_git_knows_who_writes_where_no_setting_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in (("user.name", "陈 美"), ("user.email", "mei@example.com")):
        subprocess.run(["git", "config", "--global", name, value], check=True)

    assert ("陈 美 <mei@example.com>", True) == author(Settings.load())


def test_without_git_the_login_is_taken_and_told_as_uncertain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("LOGNAME", "mei")

    assert ("mei <mei@localhost>", False) == author(Settings.load())


def test_the_name_of_event_files_is_made_once_and_stays() -> None:
    settings = Settings.load()
    settings.set("author", "Mei Lin <mei@example.com>")
    first = who(settings)
    settings.set("author", "Somebody Else <else@example.com>")

    assert first == who(Settings.load())
    assert "mei-lin-2312120ecbbd" == first


@pytest.mark.parametrize(
    "text", ["Mei Lin <mei@example.com>", "陈美 <MEI@example.com>", "", "../../x <a@b>", "caf\udce9 <x@y>"]
)
def test_the_name_of_event_files_is_a_plain_file_name(text: str) -> None:
    assert is_who(who_of(text))


def test_the_spelling_of_an_address_makes_no_second_person() -> None:
    assert who_of("Mei <MEI@Example.com>") == who_of("Mei <mei@example.com>")
