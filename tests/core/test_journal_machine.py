"""Whatever is done in whatever order, kills included, a journal says what a plain dictionary says.

MISTAKES_EXAMPLES=1000 runs longer than the usual hundred examples of 30 steps.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

import attrs
from faults import Fault, run
from foreign_files import foreign_files
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
)
from strategies import texts, titles

from mistakes import Commented, Journal
from mistakes.errors import NotFound

tags = st.frozensets(st.sampled_from(["a", "b", "c", "天气"]), max_size=3)


def can_kill(_: object) -> bool:
    """Tell whether this system can fork a child, to kill it."""
    return hasattr(os, "fork")


class Told(NamedTuple):
    """What the model knows of an entry."""

    title: str
    story: str = ""
    tags: frozenset[str] = frozenset()
    is_deleted: bool = False


class Model(NamedTuple):
    """Entries and comments by id, and what can be taken back: an id with what was there before."""

    entries: dict[str, Told]
    comments: dict[str, str]
    changes: list[tuple[str, Told | None]]


class JournalMachine(RuleBasedStateMachine):
    """Does the same to a journal and to the model."""

    made = Bundle("made")

    @initialize(kind=st.sampled_from(["personal", "team"]))
    def begin(self, kind: str) -> None:
        self.memory = Path(mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
        os.environ["XDG_STATE_HOME"] = str(self.memory / "state")
        self.journal = Journal.create(self.memory / "journal", name="test", kind=kind)
        self.model = Model({}, {}, [])

    def teardown(self) -> None:
        shutil.rmtree(self.memory)

    @rule(target=made, title=titles, story=texts, given_tags=tags)
    def add(self, title: str, story: str, given_tags: frozenset[str]) -> str:
        made = self.journal.add(title, story=story, tags=given_tags)
        self.model.entries[made.id] = Told(title, story, given_tags)
        self.model.changes.append((made.id, None))
        return made.id

    @rule(entry=made, title=titles)
    def change_the_title(self, entry: str, title: str) -> None:
        self.journal.change(entry, title=title)
        self._changed(entry, title=title)

    @rule(entry=made, story=texts)
    def change_the_story(self, entry: str, story: str) -> None:
        base = self.journal.get(entry)
        self.journal.save(base, attrs.evolve(base, story=story))
        self._changed(entry, story=story)

    @rule(entry=made, given_tags=tags)
    def change_the_tags(self, entry: str, given_tags: frozenset[str]) -> None:
        self.journal.change(entry, tags=given_tags)
        self._changed(entry, tags=given_tags)

    @rule(entry=made)
    def delete(self, entry: str) -> None:
        self.journal.delete(entry)
        self._changed(entry, is_deleted=True)

    @rule(entry=made)
    def restore(self, entry: str) -> None:
        self.journal.restore(entry)
        self._changed(entry, is_deleted=False)

    @rule(entry=made, text=texts)
    def comment(self, entry: str, text: str) -> None:
        event = self.journal.record(Commented(entry, text=text))
        self.model.comments[event.id] = text
        self.model.changes.append((event.id, None))

    @rule()
    def undo(self) -> None:
        if not self.model.changes:
            try:
                self.journal.undo()
            except NotFound:
                return
            raise AssertionError("there was nothing to take back")
        self.journal.undo()
        made, before = self.model.changes.pop()
        if made in self.model.comments:
            del self.model.comments[made]
        else:
            self.model.entries[made] = before or self.model.entries[made]._replace(is_deleted=True)

    @rule()
    def open_again(self) -> None:
        self.journal = Journal.open(self.journal.root)

    @precondition(can_kill)
    @rule(entry=made, title=titles, at=st.integers(1, 9), kind=st.sampled_from(["kill", "tear"]))
    def be_killed_in_a_change(self, entry: str, title: str, at: int, kind: str) -> None:
        done = self._killed(lambda: self.journal.change(entry, title=title), Fault(kind, at))
        old, new = self.model.entries[entry], self.model.entries[entry]._replace(title=title)
        found = self.journal.get(entry).title
        assert found in ([title] if done else [old.title, title])
        self.model.entries[entry] = new if found == title else old

    @precondition(can_kill)
    @rule(target=made, title=titles, at=st.integers(1, 16), kind=st.sampled_from(["kill", "tear"]))
    def be_killed_in_an_add(self, title: str, at: int, kind: str) -> object:
        done = self._killed(lambda: self.journal.add(title), Fault(kind, at))
        new = [entry for entry in self.journal.entries(deleted=True) if entry.id not in self.model.entries]
        assert [title] * len(new) == [entry.title for entry in new]
        assert len(new) == 1 if done else len(new) <= 1
        self.model.entries.update({entry.id: Told(title) for entry in new})
        return multiple(*(entry.id for entry in new))

    @precondition(can_kill)
    @rule(entry=made, text=texts, at=st.integers(1, 12), kind=st.sampled_from(["kill", "tear"]))
    def be_killed_in_a_comment(self, entry: str, text: str, at: int, kind: str) -> None:
        done = self._killed(lambda: self.journal.record(Commented(entry, text=text)), Fault(kind, at))
        events = [event for event in self.journal.events(entry) if isinstance(event, Commented)]
        new = [event for event in events if event.id not in self.model.comments]
        assert [text] * len(new) == [event.text for event in new]
        assert len(new) == 1 if done else len(new) <= 1
        self.model.comments.update({event.id: text for event in new})

    @invariant()
    def they_say_the_same(self) -> None:
        if not hasattr(self, "journal"):
            return
        entries = list(self.journal.entries(deleted=True))
        told = {
            entry.id: Told(entry.title, entry.story, frozenset(entry.tags), entry.deleted is not None)
            for entry in entries
        }
        assert self.model.entries == told
        assert sorted(told) == [entry.id for entry in entries]
        assert [] == self.journal.unreadable
        assert [] == list(foreign_files(self.journal.root))
        comments = {event.id: event.text for event in self.journal.events() if isinstance(event, Commented)}
        assert self.model.comments == comments

    def _changed(self, entry: str, **fields: object) -> None:
        before = self.model.entries[entry]
        after = before._replace(**fields)  # type: ignore[arg-type]
        if before != after:
            self.model.entries[entry] = after
            self.model.changes.append((entry, before))

    def _killed(self, work: Callable[[], object], fault: Fault) -> bool:
        """Do the work in a child that is killed on the way, if it gets that far; return whether it ended.

        What can be taken back is forgotten then: nobody knows how far the record of changes got.
        """

        def acknowledged() -> str:
            work()
            return "saved"

        outcome = run(acknowledged, [self.journal.root, self.memory / "state"], fault)
        assert not outcome.crash, outcome.crash
        assert outcome.killed or outcome.acknowledged, outcome
        shutil.rmtree(self.memory / "state" / "mistakes" / "history", ignore_errors=True)
        self.model.changes.clear()
        return bool(outcome.acknowledged)


TestJournal = JournalMachine.TestCase
EXAMPLES = int(os.environ.get("MISTAKES_EXAMPLES", "100"))
TestJournal.settings = settings(
    max_examples=EXAMPLES, stateful_step_count=50 if EXAMPLES > 100 else 30, deadline=None
)
