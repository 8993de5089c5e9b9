"""A small world of four people, and the lines on which every command of the program does its work in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from mistakes import Journal, model
from mistakes.events import (
    Applied,
    Commented,
    Compared,
    Decided,
    Event,
    Planned,
    Read,
    Reviewed,
    Thanked,
    stamp,
)
from mistakes.identity import who_of
from mistakes.ids import new_id
from mistakes.recording import put_events
from mistakes.settings import Settings

# Each did another number of everything, and none as much as another.
PERSONS = {"Mei Lin": 3, "Ana Bell": 7, "Bo Chen": 2, "Cy Young": 5}
WORDS = "hours bread sleep money trouble rain".split()
MEI = "Mei Lin <mei@example.com>"


class World(NamedTuple):
    """A team with its journal, one's own journal, and entries to name: own, the team's, one to share, a decision."""

    own: Journal
    team: Journal
    entries: tuple[model.Mistake, ...]
    told: tuple[model.Mistake, ...]
    decision: model.Mistake


def author_of(name: str) -> str:
    """Return the author that a person writes as."""
    return f"{name} <{name.split()[0].lower()}@example.com>"


def world(folder: Path) -> World:
    """Make the world in a folder; the person at the keyboard is Mei Lin, and the settings say where all lies."""
    settings = Settings.load()
    settings.set("author", MEI)
    team = Journal.create(folder / "team", name="team", kind="team")
    settings.set("journals.team", str(team.root))
    settings.set("personal", str(folder / "own"))
    own = Journal.create(folder / "own", name="own")
    entries = tuple(_entry(number, "Mei Lin", number) for number in range(4))
    day = date.today() - timedelta(days=3)
    sealed = model.Decision(chosen="wait", confidence=60, review_on=day)
    decision = _entry(90, "Mei Lin", 40, kind="decision", decision=sealed, lessons=())
    for one in (*entries, decision):
        own.put(one)
    told = tuple(
        _entry(100 + 10 * place + number, name, 3 * place + number)
        for place, (name, count) in enumerate(PERSONS.items())
        for number in range(count)
    )
    for one in told:
        team.put(one)
    assert not put_events(own, list(_own_deeds(entries, decision)))
    assert not put_events(team, list(_deeds(told)))
    return World(own, team, entries, told, decision)


def lines(made: World, folder: Path) -> Iterator[tuple[str, ...]]:
    """Yield the lines, each the arguments of one run; those that change something come last."""
    one, other, third, fourth = (entry.id for entry in made.entries)
    theirs, mine = (
        next(entry for entry in made.told if (entry.author == MEI) is is_mine) for is_mine in (False, True)
    )
    lesson, action = made.entries[0].lessons[0].key or "", made.entries[0].actions[0].key or ""
    out = folder / "out"
    out.mkdir()
    yield from _looks(one)
    for form in ("json", "jsonl", "csv", "markdown", "obsidian", "anki", "atom", "ics", "badge", "no-such"):
        yield ("export", form, "-o", str(out / f"own.{form}"))
    for form in ("site", "book", "epub"):
        yield (
            "export",
            form,
            "--private",
            "--all",
            "-o",
            str(out / form) + ("/" if form == "site" else ".x"),
        )
    yield ("export", "site", "--public", "--all", "-j", "team", "-o", f"{out}/team/")
    yield ("import", "jsonl", "--dry-run", str(out / "own.jsonl"))
    yield ("add", "Typed it twice", "--lesson", "Read", "--if", "I type", "--then", "I read")
    yield ("again", one)
    yield ("applied", lesson, "it kept me from typing it")
    yield ("done", action, "--evidence", "a commit")
    yield ("edit", other, "--story", "The prompt was red")
    yield ("link", other, "--like", third)
    yield ("review", third, "--grade", "had")
    yield ("retire", fourth)
    yield ("reflect", other, "--answer", "quick-aar.expected-1=that it would be the other host")
    yield ("decide", "Wait for the train", "--choose", "wait", "--predict", "it comes", "--confidence", "60")
    yield ("decide", made.decision.id, "--outcome", "it rained", "--score", "yes")
    yield ("premortem", "The move to the new hosts", "--reason", "nobody reads the list")
    yield ("share", fourth, "--to", "team", "-y", "--no-sync")
    yield ("unshare", fourth, "--no-sync")
    yield ("thank", theirs.lessons[0].key or "", "it saved us a day", "--no-sync", "-j", "team")
    yield ("comment", theirs.id, "well told", "--no-sync", "-j", "team")
    yield ("borrow", theirs.id, "--if", "I send", "--then", "I look")
    yield ("resolve", "--keep", mine.id, "-j", "team")
    yield ("delete", other)
    yield ("restore", other)
    yield ("undo",)
    yield ("purge", third, "-y", "--no-sync")
    yield ("sync",)
    yield ("config", "set", "review.cap", "4")
    yield ("init", str(folder / "third"), "--team", "third")
    yield ("join", str(folder / "nowhere"))
    yield ("demo",)


def views(made: World) -> Iterator[tuple[str, ...]]:
    """Yield lines that look at both journals, and change nothing."""
    for place in ((), ("-j", "team"), ("-j", "personal")):
        for line in _looks(made.entries[0].id):
            if "-j" not in line and line[:1] not in (("config",), ("plugins",), ("journals",)):
                yield (*line, *place)


def _looks(one: str) -> Iterator[tuple[str, ...]]:
    yield ("today",)
    yield ("stats",)
    yield ("stats", "mail")
    yield ("stats", "-j", "team")
    yield ("list",)
    yield ("list", "kind:decision")
    yield ("search", "host")
    yield ("show", one)
    yield ("brief", "host")
    yield ("review", "--list")
    yield ("similar", one)
    yield ("reflect", one, "--why")
    yield ("decide",)
    yield ("conflicts",)
    yield ("resolve",)
    yield ("digest", "-j", "team")
    yield ("digest", "-j", "team", "--days", "366")
    yield ("export",)
    yield ("import",)
    yield ("journals",)
    yield ("config",)
    yield ("plugins",)
    yield ("doctor",)
    yield ("packs",)
    yield ("sync", "--status")
    yield from GAME


GAME = (
    ("game",),
    ("game", "streak"),
    ("game", "badges"),
    ("game", "badges", "--all"),
    ("game", "quest"),
    ("game", "why"),
    ("game", "rest"),
    ("game", "audit"),
)


def _entry(number: int, name: str, day: int, **fields: object) -> model.Mistake:
    at = datetime.now(UTC).replace(hour=12) - timedelta(days=80 - day)
    lesson = model.Lesson("Read the host aloud", "I type", "I read the host", key=_key("p", number), added=at)
    told: Mapping[str, object] = {
        "story": f"Case {number}: the command ran on the wrong host, as all prompts look the same.",
        "conditions": (model.Condition("the prompt hid the host", "tool", key="c00000"),),
        "lessons": (lesson,),
        "actions": (model.Action("Show the host", owner=name, due=date.today(), key=_key("h", number)),),
        "tags": (f"tag {number % 3}",),
    }
    title = f"Case {number} of {'abcdefghij'[number % 10] * 3}"
    return model.Mistake(new_id(at), title, at, at, author_of(name), 1, at, **{**told, **fields})  # type: ignore[arg-type]


def _key(letter: str, number: int) -> str:
    return f"{letter}7w{number:03}"


def _own_deeds(entries: tuple[model.Mistake, ...], decision: model.Mistake) -> Iterator[Event]:
    yield _event(Planned(entries[0].id), 30, "Mei Lin")
    yield _event(Reviewed(entries[0].id, lesson=_key("p", 0)), 20, "Mei Lin")
    yield _event(Applied(entries[0].id, lesson=_key("p", 0), situation="the same shell again"), 18, "Mei Lin")
    yield _event(Compared(entries[0].id, other=entries[1].id, rule="look before you type"), 16, "Mei Lin")
    yield _event(Decided(decision.id, "sha256:0"), 15, "Mei Lin")


def _deeds(told: tuple[model.Mistake, ...]) -> Iterator[Event]:
    """Yield what everybody said of others' entries: each as often as they wrote something themselves."""
    for name, count in PERSONS.items():
        others = [entry for entry in told if entry.author != author_of(name)]
        for number, entry in enumerate(others[: count * 2]):
            about = number // 2
            to = who_of(entry.author)
            yield _event(
                Thanked(
                    entry.id,
                    to,
                    f"it saved us {WORDS[number % 6]} {WORDS[number // 6]}",
                    entry.lessons[0].key,
                ),
                5 + about,
                name,
            )
            yield _event(
                Applied(entry.id, lesson=entry.lessons[0].key, situation="the same mail"), 4 + about, name
            )
            yield _event(Commented(entry.id, text="well told"), 4, name)
            yield _event(Read(entry.id), 6, name)


def _event(what: Event, ago: int, name: str) -> Event:
    at = datetime.now(UTC).replace(hour=12) - timedelta(days=ago)
    return stamp(what, id=new_id(at), at=at, zone="UTC", day=at.date(), by=who_of(author_of(name)))
