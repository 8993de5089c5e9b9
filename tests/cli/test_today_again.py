"""The page of the day shown again: as quick as it gets, and never other than it would be made anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from mistakes import Journal, places
from mistakes.days import learning_day
from mistakes.hooks import Section
from mistakes.plugins import Plugins, installed
from mistakes.practice import Occasion, Shown
from mistakes.settings import Settings
from mistakes.testing import Result
from mistakes.whereabouts import personal_root

Cli = Callable[..., Result]
OURS = {"prompts", "review"}
WATCH = """
import sys
from mistakes.index import walk
walk.RACY = 0
from mistakes.cli import run
run(["today", "--json"])
sys.stderr.write(" ".join(sys.modules))
"""


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let only the plugins speak whose sections say what they are made of, and trust what was just written."""
    others = {plugin.name for plugin in Plugins.installed(Settings.load()).found} - OURS
    monkeypatch.setenv("MISTAKES_DISABLE_PLUGINS", ",".join(others))
    monkeypatch.setattr("mistakes.index.walk.RACY", 0)
    installed.cache_clear()


@pytest.fixture
def kept(cli: Cli) -> Journal:
    """A personal journal with something in each section, whose page was shown already."""
    year = learning_day().year
    cli("add", "Signed unread", "--happened", f"{year - 1}-{learning_day():%m}-01", "--lesson", "I read it")
    cli("add", "Slow roll-back", "--action", "Rehearse it", "--due", "2020-01-01", "-t", "deploy")
    cli("add", "Pushed to main", "--if", "I push", "--then", "I look at the branch")
    cli("today", "--json")
    return Journal.open(personal_root(Settings.load()))


def memo() -> Path:
    return places.cache_folder() / "today.json"


def page(cli: Cli) -> Any:
    return cli("today", "--json").json


def made_anew(cli: Cli) -> Any:
    for path in places.cache_folder().glob("*"):
        if not path.name.startswith("plugins"):
            path.unlink()
    return page(cli)


def first(journal: Journal) -> Path:
    return journal.path(min(entry.id for entry in journal.entries()))


def by_an_editor(journal: Journal) -> None:
    path = first(journal)
    path.write_text(path.read_text(encoding="utf-8").replace("unread", "UNREAD"), encoding="utf-8")


def replaced(journal: Journal) -> None:
    path = first(journal)
    path.with_suffix(".new").write_text(path.read_text(encoding="utf-8").replace("Signed", "Sealed"))
    path.with_suffix(".new").replace(path)


def with_a_pack() -> None:
    folder = places.config_folder() / "packs"
    folder.mkdir(parents=True)
    text = (
        '[pack]\nschema = 1\nid = "own"\nversion = "1"\n[pack.title]\nen = "Own"\n[[prompt]]\nid = "own.x"\n'
    )
    (folder / "own.toml").write_text(text + 'when = ["reflect"]\n[prompt.text]\nen = "Why?"\n')


CHANGES: dict[str, Callable[[Cli, Journal], Any]] = {
    "an entry": lambda cli, _: cli("add", "Another"),
    "a deletion": lambda cli, journal: cli("delete", first(journal).stem[-6:]),
    "an event": lambda cli, journal: cli("again", first(journal).stem[-6:]),
    "a done action": lambda cli, journal: cli("done", journal.index.late(learning_day())[1][0].key),
    "an editor's save": lambda _, journal: by_an_editor(journal),
    "a replaced file": lambda _, journal: replaced(journal),
    "a file that is gone": lambda _, journal: first(journal).unlink(),
    "a log that is gone": lambda _, journal: [
        log.unlink() for log in (journal.root / "events").rglob("*.jsonl")
    ],
    "the goal": lambda _, journal: (journal.root / "journal.toml").write_text(
        (journal.root / "journal.toml").read_text().replace("1001", "33")
    ),
    "the language": lambda cli, _: cli("config", "set", "language", "zh"),
    "the voice": lambda cli, _: cli("config", "set", "voice", "distanced"),
    "the cap": lambda cli, _: cli("config", "set", "review.cap", "0"),
    "a pack of one's own": lambda *_: with_a_pack(),
    "nothing": lambda *_: None,
}


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_the_page_is_as_if_it_was_made_anew(cli: Cli, kept: Journal, change: str) -> None:
    CHANGES[change](cli, kept)

    again = page(cli)

    assert made_anew(cli) == again == page(cli)


def test_another_day_has_another_page(cli: Cli, kept: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    day = learning_day() + timedelta(days=1)
    monkeypatch.setattr("mistakes.days.learning_day", lambda: day)

    again = page(cli)

    assert made_anew(cli) == again
    assert day.isoformat() == again["day"]


def test_another_journal_has_another_page(
    cli: Cli, kept: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Journal.create(tmp_path / "other", name="other")
    other.add("Elsewhere")

    assert {"other": 1} == cli("today", "--json", "-j", str(other.root)).json["entries"]
    monkeypatch.setenv("MISTAKES_JOURNAL", str(other.root))
    assert {"other": 1} == page(cli)["entries"]


def test_a_teams_journal_joins_where_one_stands_in_it(
    cli: Cli, kept: Journal, team: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.add("Of the team")
    monkeypatch.chdir(team.root)
    both = page(cli)
    Journal.open(team.root).add("Another of the team")

    assert [1, 2] == [each["entries"][team.name] for each in (both, page(cli))]
    monkeypatch.chdir(kept.root.parent)
    assert team.name not in page(cli)["entries"]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"\xff", b'{"key": 1}', b"[" * 100_000])
def test_a_damaged_note_is_as_good_as_none(cli: Cli, kept: Journal, damage: bytes) -> None:
    before = page(cli)
    memo().write_bytes(damage)

    assert before == page(cli)


@pytest.mark.parametrize("part", ["roots", "state", "entries", "newest", "sections"])
def test_a_note_with_strange_parts_is_as_good_as_none(cli: Cli, kept: Journal, part: str) -> None:
    before = page(cli)
    stored = json.loads(memo().read_text())
    memo().write_text(json.dumps(stored | {part: 7}))

    assert before == page(cli)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_the_note_is_for_its_owner_alone(cli: Cli, kept: Journal) -> None:
    assert 0o600 == memo().stat().st_mode & 0o777


def test_a_section_that_does_not_say_what_it_is_made_of_is_asked_every_time(
    cli: Cli, kept: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Occasion] = []

    def attempt(_: object, target: str, occasion: Occasion) -> Shown:
        asked.append(occasion)
        return Shown((f"time {len(asked)}: {occasion.journals[0].name}",))

    monkeypatch.setattr(Plugins, "sections", lambda *_: [Section("new", "New", "new:new", "today")])
    monkeypatch.setattr(Plugins, "attempt", attempt)

    assert ["time 1: personal", "time 2: personal"] == [
        line.strip() for _ in range(2) for line in cli("today").out.splitlines() if "time" in line
    ]


def test_a_plugin_that_fails_is_warned_of_every_time(
    cli: Cli, kept: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Plugins, "sections", lambda *_: [Section("new", "New", "nowhere:new", "today")])
    for _ in range(2):
        installed.cache_clear()
        assert 1 == cli("today").err.count("warning:")


def test_the_page_shown_again_reads_no_entry_and_imports_nothing_that_could(cli: Cli, kept: Journal) -> None:
    command = [sys.executable, "-P", "-c", WATCH]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    modules = set(done.stderr.split())

    plugins = {name for name in modules if name.startswith("mistakes_")}
    assert set() == plugins
    assert set() == modules & {"attrs", "attr", "cattrs", "pluggy", "importlib.metadata", "mistakes.journal"}
    assert set() == modules & {"mistakes.model", "mistakes.codec", "mistakes.query.tree", "subprocess"}
    assert page(cli) == json.loads(done.stdout)
