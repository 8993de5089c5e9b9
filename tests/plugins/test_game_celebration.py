"""A celebration is one line, said once; what was said is remembered in a small file that may be lost."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mistakes import Condition, Journal, Lesson
from mistakes.places import state_folder
from mistakes.testing import run
from mistakes_game.views.celebrated import Celebrated, after, keep, known, news, once

DAY = date(2026, 11, 22)
NAMES = st.sampled_from(["first-page", "zoo", "tide", "patient"])
CELEBRATED = st.builds(Celebrated, st.integers(0, 50), st.frozensets(NAMES))


@given(before=CELEBRATED, level=st.integers(0, 60), badges=st.lists(NAMES, unique=True))
def test_what_was_said_once_is_never_news_again(before: Celebrated, level: int, badges: list[str]) -> None:
    said = news(before, level, badges)
    assert not news(after(before, said), level, badges)
    assert after(before, said).level >= before.level
    assert after(before, said).badges >= before.badges


@given(before=CELEBRATED, level=st.integers(0, 60), badges=st.lists(NAMES, unique=True))
def test_news_are_what_is_higher_and_what_is_new(before: Celebrated, level: int, badges: list[str]) -> None:
    said = news(before, level, badges)
    assert (level if level > before.level else None) == said.level
    assert [badge for badge in badges if badge not in before.badges] == list(said.badges)
    assert bool(said) == (said.level is not None or bool(said.badges))


def test_each_journal_has_its_own_memory(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    assert keep(one, lambda now: now._replace(level=3, badges=frozenset({"zoo"})))
    assert Celebrated(3, frozenset({"zoo"})) == known(one)
    assert Celebrated() == known(other)


def test_what_is_remembered_already_is_not_kept_again(tmp_path: Path) -> None:
    assert keep(tmp_path, lambda now: now._replace(level=3))
    assert not keep(tmp_path, lambda now: now._replace(level=3))


def test_an_offer_is_made_on_one_day_only(tmp_path: Path) -> None:
    assert once(tmp_path, "calm", DAY)
    assert once(tmp_path, "calm", DAY)
    assert not once(tmp_path, "calm", DAY + timedelta(days=1))
    assert once(tmp_path, "other", DAY + timedelta(days=1))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        "7",
        '{"x": 7}',
        "\x00",
        '{"%s": {"level": "x", "badges": [7, {}], "offered": {"a": 1}}}',
    ],
)
def test_a_damaged_memory_is_none_and_is_mended_by_the_next_celebration(tmp_path: Path, text: str) -> None:
    from mistakes.places import journal_key

    state_folder().mkdir(parents=True)
    (state_folder() / "game.json").write_text(text.replace("%s", journal_key(tmp_path)), encoding="utf-8")
    assert Celebrated() == known(tmp_path)
    assert keep(tmp_path, lambda now: now._replace(level=2))
    assert 2 == known(tmp_path).level
    assert isinstance(json.loads((state_folder() / "game.json").read_text(encoding="utf-8")), dict)


def test_where_nothing_can_be_remembered_nothing_is_said(tmp_path: Path) -> None:
    state_folder().parent.mkdir(parents=True, exist_ok=True)
    state_folder().write_text("a file where the folder should be", encoding="utf-8")
    assert not keep(tmp_path, lambda now: now._replace(level=2))
    assert not once(tmp_path, "calm", DAY)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Journal:
    """The personal journal, with an entry that has earned a badge and some points."""
    monkeypatch.setenv("MISTAKES_JOURNAL", str(tmp_path / "own"))
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    run("config", "set", "author", "Kim <kim@example.com>")
    journal = Journal.create(tmp_path / "own", name="personal")
    at = journal.draft("x", author="Kim <kim@example.com>").logged - timedelta(days=5)
    for number in range(12):
        when = at - timedelta(days=number)
        plan = Lesson(f"Read page {number} aloud", when="I sign", then="I read it aloud", added=when)
        condition = Condition("the reader cuts long pages", kind="tool")
        own: dict[str, Any] = {
            "logged": when,
            "author": "Kim <kim@example.com>",
            "lessons": [plan],
            "conditions": [condition],
        }
        journal.add(f"Signed page {number} unread, {chr(97 + number) * 5}", story="It was late. " * 9, **own)
    return journal


def on_a_terminal(*arguments: str, keys: str = "") -> str:
    """Run the program on a terminal of 80 columns and return what it shows; `keys` are typed ahead."""
    from at_a_terminal import Terminal

    person = Terminal(*arguments)
    person.type_ahead(keys)
    person.finish()
    return person.text


def told(shown: str) -> list[str]:
    """Return the lines in which something new is celebrated."""
    return [
        line for line in shown.splitlines() if re.search(r"You reached level \d|\d badges: |A badge: ", line)
    ]


@pytest.mark.parametrize("command", ["today", "game"])
def test_what_is_new_is_said_once_on_a_terminal(own: Journal, command: str) -> None:
    assert 1 == len(told(on_a_terminal(command)))
    assert not told(on_a_terminal(command))
    assert not told(on_a_terminal("today"))


@pytest.mark.parametrize(
    "command", [("today",), ("game",), ("today", "--json"), ("game", "--json"), ("stats",)]
)
def test_no_pipe_and_no_machine_ever_sees_it_or_uses_it_up(own: Journal, command: tuple[str, ...]) -> None:
    assert not told(run(*command).out)
    assert not (state_folder() / "game.json").exists()
    assert told(on_a_terminal("today"))


def test_with_json_on_a_terminal_nothing_is_celebrated(own: Journal) -> None:
    assert not told(on_a_terminal("today", "--json") + on_a_terminal("game", "--json"))


def test_where_it_is_calm_nothing_is_celebrated(own: Journal) -> None:
    run("config", "set", "game", "calm")
    assert not told(on_a_terminal("today") + on_a_terminal("game"))


def test_a_review_is_never_interrupted_and_what_is_new_comes_after_its_end(own: Journal) -> None:
    shown = on_a_terminal("review", keys="\ny" * 8 + "\n" * 4 + "q")
    assert 1 == len(told(shown))
    assert shown.rindex("had it") < shown.index(told(shown)[0])


def test_an_application_is_celebrated_after_it_is_noted(own: Journal) -> None:
    shown = on_a_terminal("applied", own.latest()[-6:], "the", "new", "lease", "--no-input")
    assert not told(shown)
    shown = on_a_terminal("applied", own.latest()[-6:], "the", "other", "lease")
    assert shown.index("noted: ") < shown.index(told(shown)[0])


def test_a_new_level_reminds_of_what_one_wants_to_become(own: Journal) -> None:
    header = own.root / "journal.toml"
    star = 'north_star = "Somebody people tell the truth to"\n'
    header.write_text(header.read_text(encoding="utf-8") + star, encoding="utf-8")
    assert "Somebody people tell the truth to" in " ".join(on_a_terminal("game").split())
    assert "Somebody people tell the truth to" not in run("game").out + run("game", "--json").out


def test_adding_an_entry_imports_nothing_of_the_game(imported: Callable[..., set[str]], own: Journal) -> None:
    imported("add", "the first run describes plugins")
    modules = imported("add", "Deployed on a Friday")
    assert not {name for name in modules if name.startswith("mistakes_game")}
