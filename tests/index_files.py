"""A journal's files as editors, git and people leave them, for the tests of the index."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp

import attrs
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from queryreference import Known

from mistakes import codec, events, layout, model
from mistakes.errors import MistakesError
from mistakes.files import safe_read
from mistakes.ids import new_id
from mistakes.index import walk
from mistakes.index.index import Index
from mistakes.ladder import standing
from mistakes.query import Query, parse

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BEGIN = datetime(2026, 9, 28, tzinfo=UTC)
PEOPLE = ("mei-000000000000", "ana-111111111111")
WORDS = (
    "deploy",
    "Deployed",
    "friday",
    "C++",
    "can't",
    "a-b",
    "café",
    "数据库",
    "数据",
    "K8s集群",
    "host_name",
    "“x”",
)
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
maybe = st.just("") | phrases
days = st.sampled_from([None, date(2026, 9, 30), date(2026, 12, 24)])
lessons = st.builds(
    model.Lesson,
    text=maybe,
    when=maybe,
    then=maybe,
    check=st.sampled_from(["", "", "tests/test_it.py"]),
    key=st.sampled_from(["aaaaaa", "bbbbbb"]),
    applies=st.builds(model.Applies, words=st.lists(phrases, max_size=1).map(tuple)),
)
actions = st.builds(
    model.Action,
    text=phrases,
    owner=st.sampled_from(["", "Ana", "Mei"]),
    due=days,
    done=days,
    key=st.just("cccccc"),
)
entries = st.builds(
    model.Mistake,
    id=st.just(""),
    title=phrases,
    kind=st.sampled_from(["mistake", "success"]),
    happened=st.sampled_from(
        [date(2026, 9, 30), datetime(2026, 10, 2, 8), datetime(2026, 10, 2, 23, tzinfo=UTC)]
    ),
    logged=st.just(BEGIN),
    author=st.sampled_from(["Mei <mei@example.com>", "Ana <ana@example.com>"]),
    rev=st.just(1),
    updated=st.just(BEGIN),
    tags=st.lists(st.sampled_from(["deploy", "Ops"]), max_size=2, unique=True).map(tuple),
    story=maybe,
    confidence=st.sampled_from([None, 40, 90]),
    process=st.sampled_from([None, 1, 5]),
    result=st.sampled_from([None, 5]),
    right_thing=st.sampled_from([None, True]),
    price=st.builds(
        model.Price,
        hours=st.sampled_from([None, 1, 6.5]),
        money=st.sampled_from([None, Decimal("200.00"), Decimal("199.99")]),
        currency=st.sampled_from([None, "EUR", "CNY"]),
    ),
    q=st.builds(model.Qs, iq=st.sampled_from([None, 2])),
    conditions=st.lists(
        st.builds(model.Condition, text=phrases, kind=st.sampled_from([None, "person", "tool"])), max_size=2
    ).map(tuple),
    lessons=st.lists(lessons, max_size=2).map(tuple),
    actions=st.lists(actions, max_size=1).map(tuple),
    source=st.none() | st.builds(model.Source, format=st.just("markdown"), ref=phrases),
    deleted=st.sampled_from([None, None, model.Deleted(at=BEGIN)]),
    extra=st.dictionaries(st.just("x"), st.fixed_dictionaries({"jira": phrases}), max_size=1),
)
kinds = st.sampled_from(
    [
        *(
            events.Applied(),
            events.Repeated(),
            events.Repeated(lesson="aaaaaa"),
            events.Checked(),
            events.Retired(),
            events.Retired(lesson="aaaaaa"),
        ),
        *(events.Reviewed(lesson="aaaaaa"), events.Reviewed(lesson="bbbbbb", grade="missed"), events.Read()),
        *(events.ActionDone(action="cccccc"), events.Commented(text="deploy")),
    ]
)


def query(text: str) -> Query:
    return parse(text, now=NOW)


def known_entries(root: Path) -> tuple[dict[str, Known], set[str]]:
    """Read a whole journal as the library does; return its entries, and the paths of what is none."""
    about: dict[str, list[events.Event]] = {}
    for event in events.effective(events.read_all(root)):
        about.setdefault(event.entry or "", []).append(event)
    known, broken = {}, set()
    for month in layout.months(root):
        for entry_id in chain(*layout.entries_in(root, month)):
            path = root / "entries" / month / f"{entry_id}.toml"
            try:
                entry = codec.read_entry(safe_read(path), "")
            except MistakesError:
                broken.add(path.relative_to(root).as_posix())
                continue
            if path != layout.entry_path(root, entry_id) or entry.id != entry_id:
                broken.add(path.relative_to(root).as_posix())
                continue
            own = about.get(entry_id, [])
            done = frozenset(event.action for event in own if isinstance(event, events.ActionDone))
            known[entry_id] = Known(entry, standing(entry, own), done)
    return known, broken


class Journal:
    """A journal's files, written without the library's care."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.made = 0

    def write(self, entry: model.Mistake, month: int = 10) -> Path:
        self.made += 1
        logged = datetime(2026, month, 1, tzinfo=UTC) + timedelta(seconds=self.made)
        entry = attrs.evolve(entry, id=new_id(logged), logged=logged)
        path = layout.entry_path(self.root, entry.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(codec.write_entry(entry), encoding="utf-8")
        return path

    def line(self, event: events.Event, entry: str, who: str = PEOPLE[0], event_id: str = "") -> events.Event:
        self.made += 1
        at = datetime(2026, 10, 5, tzinfo=UTC) + timedelta(hours=self.made)
        event = attrs.evolve(event, entry=entry, id=event_id or new_id(at), at=at, day=at.date(), by=who)
        path = layout.events_path(self.root, event.id, who)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(events.write_line(event) + "\n")
        return event


def simple(title: str = "deploy", **fields: object) -> model.Mistake:
    fields = {"happened": date(2026, 10, 1), "author": "Mei <mei@example.com>"} | fields
    return model.Mistake(id="", title=title, logged=BEGIN, updated=BEGIN, rev=1, **fields)  # type: ignore[arg-type]


def tick(folder: Path) -> None:
    """Wait until the file system's clock has gone on, so that a change now is seen by its time."""
    probe = folder / "probe"
    probe.touch()
    before = probe.stat().st_ctime_ns
    while probe.stat().st_ctime_ns == before:
        os.utime(probe)


class FilesMachine(RuleBasedStateMachine):
    """Does to the files what editors, git and people do; `refresh` then looks at them."""

    @initialize(trusting=st.booleans())
    def begin(self, trusting: bool) -> None:
        self.folder = Path(mkdtemp(prefix="mistakes-index-"))
        self.journal = Journal(self.folder / "journal")
        self.journal.root.mkdir()
        self.index = Index.open(self.journal.root, self.folder / "cache" / "index.sqlite")
        self.events: list[events.Event] = []
        self.trusting = trusting

    def before_change(self) -> None:
        """Look at the files with a clock that lets signatures be trusted, or with the real one."""
        if self.trusting:
            tick(self.folder)

    def paths(self) -> list[Path]:
        return sorted((self.journal.root / "entries").glob("*/*/*.toml"))

    @rule(entry=entries, month=st.sampled_from([9, 10, 11]))
    def add(self, entry: model.Mistake, month: int) -> None:
        self.before_change()
        self.journal.write(entry, month)

    @precondition(lambda self: self.paths())
    @rule(data=st.data(), other=st.sampled_from(["friday", "deploy", "数据库据"]))
    def save_in_place(self, data: st.DataObject, other: str) -> None:
        """Change words for others of the same size, and set the time back to what it was."""
        path = data.draw(st.sampled_from(self.paths()))
        if not path.is_file():
            return
        self.before_change()
        state, text = path.stat(), path.read_bytes()
        with path.open("r+b") as file:
            file.write(
                text.replace(b"deploy", other.encode()[:6].ljust(6, b"y")).replace(b"friday", b"deploy")
            )
        os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))

    @precondition(lambda self: self.paths())
    @rule(data=st.data(), entry=entries)
    def restore_a_backup(self, data: st.DataObject, entry: model.Mistake) -> None:
        path = data.draw(st.sampled_from(self.paths()))
        self.before_change()
        entry = attrs.evolve(entry, id=path.stem, logged=BEGIN)
        self.remove(path)
        backup = self.folder / "backup"
        backup.write_text(codec.write_entry(entry), encoding="utf-8")
        os.utime(backup, (1_000_000_000, 1_000_000_000))
        backup.replace(path)

    @precondition(lambda self: self.paths())
    @rule(data=st.data(), month=st.sampled_from(["2026/09", "2026/10", "2026/11"]))
    def copy_into_a_wrong_month(self, data: st.DataObject, month: str) -> None:
        path = data.draw(st.sampled_from(self.paths()))
        copy = self.journal.root / "entries" / month / path.name
        if path.is_file() and not copy.exists():
            self.before_change()
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)

    @precondition(lambda self: self.paths())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        self.before_change()
        self.remove(data.draw(st.sampled_from(self.paths())))

    @precondition(lambda self: self.paths())
    @rule(
        data=st.data(),
        how=st.sampled_from(["garbage", "other id", "empty", "pipe", "link", "folder", "unusual"]),
    )
    def spoil(self, data: st.DataObject, how: str) -> None:
        path = data.draw(st.sampled_from(self.paths()))
        self.before_change()
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        self.remove(path)
        if how == "pipe" and hasattr(os, "mkfifo"):
            os.mkfifo(path)
        elif how == "link" and hasattr(os, "symlink"):
            path.symlink_to(self.folder)
        elif how == "folder":
            path.mkdir()
        elif how == "other id":
            path.write_text(text.replace(path.stem, new_id()), encoding="utf-8")
        else:
            text = {"empty": "", "unusual": f"# typed by hand\n{text}"}.get(how, f"{text}\n<<<<<<< ours\n")
            path.write_text(text, encoding="utf-8")

    @rule(name=st.sampled_from(["2026/09", "2026/10", "2026/11"]))
    def move_a_month_away_or_back(self, name: str) -> None:
        self.before_change()
        here, away = self.journal.root / "entries" / name, self.folder / name.replace("/", "-")
        if away.exists() and not here.exists():
            away.rename(here)
        elif here.exists() and not away.exists():
            here.rename(away)

    @precondition(lambda self: self.paths())
    @rule(data=st.data(), event=kinds, who=st.sampled_from(PEOPLE))
    def record(self, data: st.DataObject, event: events.Event, who: str) -> None:
        self.before_change()
        entry = data.draw(st.sampled_from(self.paths())).stem
        self.events.append(self.journal.line(event, entry, who))

    @precondition(lambda self: self.events)
    @rule(data=st.data(), who=st.sampled_from(PEOPLE))
    def take_back(self, data: st.DataObject, who: str) -> None:
        self.before_change()
        event = data.draw(st.sampled_from(self.events))
        self.events.append(self.journal.line(events.Retracted(event=event.id), event.entry or "", who))

    @precondition(lambda self: self.events)
    @rule(data=st.data(), other=kinds, who=st.sampled_from(PEOPLE))
    def say_it_twice(self, data: st.DataObject, other: events.Event, who: str) -> None:
        """Write a line with an id that is there already, of the same event or another."""
        self.before_change()
        event = data.draw(st.sampled_from(self.events))
        self.journal.line(data.draw(st.sampled_from([event, other])), event.entry or "", who, event.id)

    @rule(data=st.data(), how=st.sampled_from(["torn", "whole", "bad", "delete", "swap", "shuffle"]))
    def spoil_a_log(self, data: st.DataObject, how: str) -> None:
        paths = sorted((self.journal.root / "events").glob("*/*/*.jsonl"))
        if not paths:
            return
        self.before_change()
        path = data.draw(st.sampled_from(paths))
        lines = path.read_bytes().splitlines(keepends=True)
        if how == "delete":
            path.unlink()
        elif how == "shuffle":
            path.write_bytes(b"".join(reversed(lines)))
        elif how == "swap":
            path.write_bytes(
                path.read_bytes().replace(b'"applied"', b'"read"   ').replace(b'"checked"', b'"applied"')
            )
        elif not lines[-1].endswith(b"\n"):
            path.write_bytes(b"".join(lines) + b"\n")
        else:
            more = {"torn": lines[-1][:40], "whole": lines[0].rstrip(b"\n"), "bad": b"{not json}\n"}[how]
            path.write_bytes(b"".join(lines) + more)

    @rule()
    def open_again(self) -> None:
        self.index.close()
        self.index = Index.open(self.journal.root, self.folder / "cache" / "index.sqlite")

    @rule()
    def build_it_anew(self) -> None:
        self.index.close()
        shutil.rmtree(self.folder / "cache")
        self.index = Index.open(self.journal.root, self.folder / "cache" / "index.sqlite")

    def refresh(self) -> None:
        """Bring the index up to date, by a clock that lets signatures be trusted or by the real one."""
        with pytest.MonkeyPatch.context() as patch:
            if self.trusting:
                patch.setattr(walk, "RACY", 0)
                tick(self.folder)
            self.index.refresh()

    def remove(self, path: Path) -> None:
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()

    def teardown(self) -> None:
        if hasattr(self, "index"):
            self.index.close()
            shutil.rmtree(self.folder)
