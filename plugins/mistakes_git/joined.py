"""Deciding how two histories go on as one, and bringing that into the working tree."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from mistakes.journal import Journal
from mistakes.layout import JOURNAL_FILE
from mistakes.records import NamedTuple
from mistakes.tomltext import Table
from mistakes_git.changers import Changers
from mistakes_git.committing import identity_settings
from mistakes_git.doubtful import Arrival, changed_header, in_anothers_name
from mistakes_git.errors import OtherJournal, Rewritten
from mistakes_git.exchange import Exchange
from mistakes_git.git import Git
from mistakes_git.headers import with_one_id
from mistakes_git.incoming import broken_files, header, refuse_other_journal, refuse_unsafe
from mistakes_git.indexes import new_index, private_index
from mistakes_git.leftovers import SCRATCH
from mistakes_git.removals import Removals
from mistakes_git.repository import Repository
from mistakes_git.steps import Step, move
from mistakes_git.tally import Tally
from mistakes_git.treemerge import Edits, Join, join
from mistakes_git.trees import Change, changes, empty_tree, tree_with

Changes = Mapping[str, Change]
KEEP = "keep"


class _Bases(NamedTuple):
    """Where two histories parted: the commits both have, and which of the two become parents of a joint one."""

    commits: tuple[str, ...]
    parents: tuple[str, ...]
    is_rewritten: bool = False


class Joining:
    """Joining our history with one that arrived, for one sync."""

    def __init__(
        self, journal: Journal, repository: Repository, git: Git, tally: Tally, *, rejoin: bool, gone: str
    ) -> None:
        self._journal = journal
        self._repository = repository
        self._git = git
        self._tally = tally
        self._rejoin = rejoin
        self._gone = gone

    def look(self, ours: str, theirs: str) -> None:
        """Note what would arrive; raises as `join` does, and changes nothing."""
        found = self._found(ours, theirs)
        if found:
            _, made, arriving = found
            self._note(made, arriving)

    def join(self, ours: str, theirs: str, lock: int) -> str:
        """Return the commit that holds both, checked out; raises before anything changes.

        `lock` is the journal's: git holds it as well while it writes, so that nobody changes a file of which git
        has seen already that it may be replaced, even if we are killed.

        Raises `Refused`, `OtherJournal`, `Rewritten`, `NeedsAttention`; `Moved` if it is worth another try.
        """
        found = self._found(ours, theirs)
        if found is None:
            return ours or theirs
        bases, made, arriving = found
        if bases.is_rewritten:
            self._keep_old(ours)
        after = self._commit(bases, ours, theirs, made.edits, arriving)
        if after != ours:
            with private_index(self._repository) as index:
                step = Step(self._repository.branch, ours, after)
                # what a fetch starts, such as a memory for passwords, may live on and hold it too
                held = () if self._repository.is_partial else (lock,)
                move(self._repository, self._git, step, index, held=held)
        self._note(made, arriving)
        return after

    def _found(self, ours: str, theirs: str) -> tuple[_Bases, Join, Changes] | None:
        """Return how both histories are joined, None if there is nothing that we lack."""
        if not theirs or ours == theirs:
            return None
        bases = self._bases(ours, theirs)
        if bases.commits == (theirs,):
            return None
        roots = bases.commits or (empty_tree(self._git),)
        sides = [(changes(self._git, root, ours) if ours and root != ours else {}) for root in roots]
        arriving = [changes(self._git, root, theirs) for root in roots]
        everything = {path: change for side in arriving for path, change in side.items()}
        self._validate(bases, theirs, everything)
        tips = (ours or theirs, theirs)
        changers = Changers(self._git, tips, bases.commits)
        made = join(self._git, self._scratch, changers, sides, arriving)
        edits = with_one_id(self._git, self._scratch, tips, everything.get(JOURNAL_FILE), made.edits)
        edits |= self._removals(bases, ours, theirs, everything)
        return bases, made._replace(edits=edits), everything

    def _removals(self, bases: _Bases, ours: str, theirs: str, arriving: Changes) -> Edits:
        """Return the edits that keep what the other side removed, if that is wished; most of all only if agreed."""
        removals = Removals(self._git, ours, theirs, arriving)
        if not self._gone:
            removals.refuse_many(f"{'--rejoin ' if self._rejoin else ''}-j {self._journal.root}")
        if removals.paths and (bases.is_rewritten or self._gone):
            self._tally.gone |= dict.fromkeys(removals.titles())
            self._tally.kept = self._gone == KEEP
        return removals.kept(self._scratch) if self._gone == KEEP else {}

    @property
    def _scratch(self) -> str:
        return os.path.join(self._repository.own_folder, SCRATCH)

    def _validate(self, bases: _Bases, theirs: str, arriving: Changes) -> None:
        base = bases.commits[0] if bases.commits else ""
        refuse_unsafe(self._git, base, theirs, arriving)
        if JOURNAL_FILE in arriving and self._repository.head:
            refuse_other_journal(self._git, self._repository.head, theirs)
        for found in broken_files(self._git, base, theirs, arriving):
            self._tally.quarantined[found.path] = found
        if not (self._journal.private or bases.is_rewritten):
            self._name_doubtful(Arrival(self._repository.head, theirs, arriving))

    def _name_doubtful(self, arrival: Arrival) -> None:
        found = in_anothers_name(self._repository, self._git, arrival)
        ids, names = changed_header(self._git, arrival)
        self._tally.doubtful |= dict.fromkeys([*found, *ids])
        self._tally.notes += names

    def _bases(self, ours: str, theirs: str) -> _Bases:
        if not ours:
            return _Bases((), (theirs,))
        found = tuple(self._git.run("merge-base", "--all", ours, theirs, ok=(0, 1)).text.split())
        if not found and self._repository.is_shallow:
            Exchange(self._repository, self._git, hooks=False).deepen()
            found = tuple(self._git.run("merge-base", "--all", ours, theirs, ok=(0, 1)).text.split())
        if found in ((theirs,), (ours,)):
            return _Bases(found, (ours, theirs))
        shared = self._shared()
        if shared and self._git.run("merge-base", "--is-ancestor", shared, theirs, ok=(0, 1, 128)).status:
            self._require_agreement(ours, theirs)
            return _Bases((shared,), (theirs,), is_rewritten=True)
        if not found:
            self._require_same_journal(ours, theirs)
        return _Bases(found, (ours, theirs))

    def _shared(self) -> str:
        return self._git.run("rev-parse", "-q", "--verify", self._repository.shared, ok=(0, 1)).text

    def _require_agreement(self, ours: str, theirs: str) -> None:
        """Raise `Rewritten`, or `OtherJournal`, unless somebody agreed to go on with what lies there now."""
        if self._rejoin:
            return
        own, other = header(self._git, ours), header(self._git, theirs)
        if own and other and own.get("id") != other.get("id"):
            raise self._other_journal(other)
        hint = (
            f"Ask who did that, and why. To go on with it: mistakes sync --rejoin -j {self._journal.root} "
            "(what is only here is put on top of it, and a tag keeps what there was)."
        )
        raise Rewritten("the history at the remote was rewritten: it lacks what was shared before", hint)

    def _keep_old(self, ours: str) -> None:
        name = f"mistakes/backup-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        self._git.run("update-ref", f"refs/tags/{name}", ours)
        self._tally.notes.append(f"the history as it was here is kept under the tag {name}")

    def _require_same_journal(self, ours: str, theirs: str) -> None:
        """Raise `OtherJournal` unless both are one journal, begun twice, or somebody agreed to join them."""
        own, other = header(self._git, ours), header(self._git, theirs)
        if self._rejoin or other is None or own is None:
            return
        same = own.get("id") == other.get("id") or own.get("name") == other.get("name")
        if not same:
            raise self._other_journal(other)

    def _other_journal(self, other: Table) -> OtherJournal:
        shown = f"{str(other.get('name'))[:80]!r}, id {str(other.get('id'))[:40]}"
        hint = f"Check the address. To put the two together: mistakes sync --rejoin -j {self._journal.root}"
        return OtherJournal(f"another journal lies at that address: {shown}", hint)

    def _commit(self, bases: _Bases, ours: str, theirs: str, edits: Edits, arriving: Changes) -> str:
        if not ours or bases.commits == (ours,):
            strange = {path: blob for path, blob in edits.items() if not _is_as_sent(path, blob, arriving)}
            return self._on_top(theirs, strange) if strange else theirs
        tree = tree_with(self._git, new_index(self._repository), ours, edits)
        if tree == self._git.run("rev-parse", "--verify", f"{theirs}^{{tree}}").text:
            return theirs
        return self._made(tree, bases.parents)

    def _on_top(self, theirs: str, edits: Edits) -> str:
        tree = tree_with(self._git, new_index(self._repository), theirs, edits)
        same = tree == self._git.run("rev-parse", "--verify", f"{theirs}^{{tree}}").text
        return theirs if same else self._made(tree, (theirs,))

    def _made(self, tree: str, parents: Sequence[str]) -> str:
        named = [part for parent in parents for part in ("-p", parent)]
        who = identity_settings(self._journal)
        return self._git.run("commit-tree", *named, "-m", "mistakes: joined", tree, more=who).text

    def _note(self, made: Join, arriving: Changes) -> None:
        self._tally.arrived(made.edits, arriving)
        self._tally.joined |= dict.fromkeys(made.joined)
        self._tally.conflicts |= dict.fromkeys(made.conflicts)
        self._tally.renamed |= dict.fromkeys(made.renamed)
        self._tally.quarantined |= {one.path: one for one in made.troubles}


def _is_as_sent(path: str, blob: object, arriving: Changes) -> bool:
    return path in arriving and arriving[path].after == blob
