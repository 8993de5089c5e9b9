"""`mistakes doctor`: every problem with its file, its cause and its cure."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mistakes.cli.command import command as make
from mistakes.cli.counted import counted
from mistakes.cli.session import Session
from mistakes.errors import MistakesError, NotAJournal, UnreadableFile, UsageError
from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from mistakes.cli.output import Output, Style
    from mistakes.doctor import Examined, Problem
    from mistakes.exchange import Progress
    from mistakes.journal import Journal
    from mistakes.settings import Settings

J = TypeVar("J", bound="Journal | None")
_INDENT = " " * 11  # where messages begin: two blanks, a label of seven letters, two blanks
_OF_PLUGINS = ("plugin", "suggestion")
_MOST_ROUNDS = 5  # what was mended may show what else is to be mended


class Finding(NamedTuple):
    """A problem, the journal it was found in (None: this computer), and what was done about it."""

    journal: Journal | None
    problem: Problem
    mended: str = ""

    @property
    def label(self) -> str:
        """Return the word in front of it: `mended`, `problem`, `note` or `suggestion`."""
        return "mended" if self.mended else self.problem.severity


class Tally:
    """How many findings there were of each label, and how many of them can be mended."""

    def __init__(self) -> None:
        self.of = {"problem": 0, "note": 0, "suggestion": 0, "mended": 0}
        self.fixable = 0

    def count(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the findings, counting them."""
        for finding in findings:
            self.of[finding.label] += 1
            self.fixable += finding.problem.fixable and not finding.mended
            yield finding


@make(name="doctor")
@click.option("--fix", is_flag=True, help="Mend what can be mended without losing anything.")
@click.option(
    "--ci", is_flag=True, help="For a pipeline: only the team journal here, nothing of this computer."
)
@click.option("--strict", is_flag=True, help="End with 1 for suggestions too, such as a person's name.")
def command(session: Session, fix: bool, ci: bool, strict: bool) -> None:
    """Look for problems, and mend what is safe to mend.

    All journals that `mistakes journals` lists are looked through, file by file, and your own settings;
    with -j or -T only that one is. A problem hides, endangers or gives away something; a note is worth
    knowing, and everything works; a suggestion is worth a thought. The exit status is 1 if problems remain,
    whatever notes and suggestions there are.
    """
    from mistakes.doctor import Examined

    if fix and ci:
        raise UsageError("--fix and --ci do not go together", "A pipeline looks; mend on your own computer.")
    journals = _journals(session, ci)
    examined, tally = Examined(), Tally()
    findings = tally.count(_findings(session, journals, examined, fix=fix, ci=ci))
    if session.json:
        session.out.json_array(map(_as_json, findings))
    else:
        _show(session.out, findings)
        session.out.line(*_summary(session.out, tally, examined, journals))
    session.status = 1 if tally.of["problem"] or (strict and tally.of["suggestion"]) else 0


def _journals(session: Session, ci: bool) -> list[Journal]:
    """Return the journals to look at, each once, also those whose `journal.toml` is broken."""
    from mistakes.journals import named, team_here

    settings = _settings(session)
    if session.place:
        return [_opened(settings, lambda: named(session.place, settings), Path(session.place))]
    team = _opened(settings, lambda: team_here(settings))
    if not (session.team or ci):
        found: dict[str, Journal] = {}
        for one in filter(None, (_personal(settings), team, *_joined(settings))):
            found.setdefault(os.path.realpath(one.root), one)
        return list(found.values())
    if team is None:
        raise NotAJournal("there is no team journal here or above", "Go into its folder, or name it with -j.")
    return [team]


def _settings(session: Session) -> Settings:
    """Return the settings, empty ones if they cannot be read; `diagnose_user` tells why."""
    from mistakes.settings import Settings

    try:
        settings = session.settings
        for read, name in ((settings.text, "personal"), (settings.table, "journals")):
            read(name)
    except MistakesError:
        return Settings(Path(os.devnull), {})
    return settings


def _personal(settings: Settings) -> Journal | None:
    """Return the personal journal if it was begun, be it broken."""
    from mistakes.doctor import open_anyway
    from mistakes.journals import personal_root
    from mistakes.layout import ENTRIES, JOURNAL_FILE

    try:
        root = personal_root(settings)
    except MistakesError:
        return None
    begun = any(os.path.lexists(root / name) for name in (JOURNAL_FILE, ENTRIES))
    return open_anyway(root, settings) if begun else None


def _opened(settings: Settings, find: Callable[[], J], place: Path | None = None) -> J | Journal:
    from mistakes.doctor import open_anyway
    from mistakes.layout import ENTRIES

    try:
        return find()
    except UnreadableFile as error:
        return open_anyway(Path(error.path).parent, settings)
    except NotAJournal:
        if place is None or not (place / ENTRIES).is_dir():
            raise
        return open_anyway(Path(os.path.abspath(place)), settings)


def _joined(settings: Settings) -> Iterator[Journal]:
    """Yield the journals that the settings name; of one that is gone `diagnose_user` tells."""
    from mistakes.journals import named

    for folder in settings.table("journals").values():
        with suppress(MistakesError):
            yield _opened(settings, partial(named, folder, settings), Path(os.path.expanduser(folder)))


def _findings(
    session: Session, journals: Iterable[Journal], examined: Examined, *, fix: bool, ci: bool
) -> Iterator[Finding]:
    from mistakes.doctor import diagnose, diagnose_user

    now = datetime.now().astimezone()
    for journal in journals:
        if fix:
            yield from _mended(session, journal, now)
        look = partial(diagnose, journal, now=now, examined=examined, pipeline=ci)
        yield from (Finding(journal, problem) for problem in _watched(journal, "Looking", look))
    if not ci:
        yield from (Finding(None, problem) for problem in diagnose_user())


def _mended(session: Session, journal: Journal, now: datetime) -> Iterator[Finding]:
    """Mend what can be mended and yield what was done, until a look finds nothing more to mend."""
    from mistakes.doctor import diagnose

    failed: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        done = 0
        for problem in _watched(journal, "Mending", partial(diagnose, journal, now=now)):
            if mended := _mend(session, journal, problem, failed):
                done += 1
                yield Finding(journal, problem, mended)
        if not done:
            return


def _mend(session: Session, journal: Journal, problem: Problem, failed: set[str]) -> str:
    from mistakes.doctor import mend

    if not problem.fixable or problem.path in failed:
        return ""
    try:
        return mend(journal, problem)
    except MistakesError as error:
        failed.add(problem.path)
        session.note(f"not mended: {error.message}. {error.hint}")
        return ""


def _watched(journal: Journal, label: str, look: Callable[..., Iterator[Problem]]) -> Iterator[Problem]:
    """Yield what is found; a progress line is drawn meanwhile, and gone whenever something is yielded."""
    from mistakes.cli.progress import progress
    from mistakes.layout import entry_ids

    steps: list[Progress] = []

    def advance(done: int) -> None:
        steps[-1](done)

    found = look(progress=advance)
    total = sum(1 for _ in entry_ids(journal.root))
    while True:
        with progress(total, label, stream=sys.stderr) as step:
            steps[:] = [step]
            problem = next(found, None)
        if problem is None:
            return
        yield problem


def _show(out: Output, findings: Iterable[Finding]) -> None:
    for journal, of_journal in groupby(findings, key=attrgetter("journal")):
        name = journal.name if journal else "This computer"
        out.line((name, out.paint.bold), *([f"  {journal.root}"] if journal else []))
        for about, of_file in groupby(of_journal, key=_about):
            out.line()
            out.line(("  " + about, out.paint.cyan))
            for cure, rows in groupby(of_file, key=_cure):
                for row in rows:
                    _show_row(out, row)
                if cure:
                    _wrapped(out, cure, _INDENT, "", out.paint.dim)
        out.line()


def _cure(finding: Finding) -> str:
    return "" if finding.mended else finding.problem.cure


def _about(finding: Finding) -> str:
    """Return what a problem is about: a file, as its path is in the journal, or what a plugin names."""
    journal, path = finding.journal, finding.problem.path
    if journal is None or not path:
        return path or "Plugins"
    if path != str(journal.root):
        return path.removeprefix(f"{journal.root}{os.sep}")
    if finding.problem.kind not in _OF_PLUGINS:
        return "the folder itself"
    return finding.problem.where.partition(": ")[0] or "the journal as a whole"


def _place(finding: Finding) -> str:
    """Return the place in what the heading names."""
    problem = finding.problem
    is_named = problem.kind in _OF_PLUGINS and finding.journal and problem.path == str(finding.journal.root)
    return problem.where.partition(": ")[2] if is_named else problem.where


def _show_row(out: Output, finding: Finding) -> None:
    problem = finding.problem
    place = _place(finding)
    text = f"{place}: {problem.message}" if place else problem.message
    if finding.mended:
        text += f" → {finding.mended}"
    paint = out.paint
    styles = {"problem": paint.red, "note": paint.yellow, "suggestion": paint.cyan, "mended": paint.green}
    _wrapped(out, text, f"  {finding.label:<7}  ", finding.label, styles[finding.label])


def _wrapped(out: Output, text: str, first: str, label: str, style: Style) -> None:
    """Write a text beneath its label; the label is painted, or all of it if there is no label."""
    from mistakes.cli.columns import wrap
    from mistakes.cli.terminal import term

    safe = term(text)
    lines = wrap(safe, min(out.columns, 100), _INDENT, first) if out.columns else [first + safe]
    for number, line in enumerate(lines):
        if not label:
            out.line((line, style))
        elif number:
            out.line(line)
        else:
            out.line("  ", (label, style), line[2 + len(label) :])


def _as_json(finding: Finding) -> dict[str, Any]:
    """Return the object that `--json` prints for a problem."""
    problem = finding.problem
    return {
        "kind": problem.kind,
        "severity": problem.severity,
        "journal": finding.journal.name if finding.journal else None,
        "path": problem.path or None,
        "where": problem.where or None,
        "message": problem.message,
        "cure": problem.cure,
        "fixable": problem.fixable,
        "mended": finding.mended or None,
    }


def _summary(
    out: Output, tally: Tally, examined: Examined, journals: Sequence[Journal]
) -> Iterator[str | tuple[str, Style]]:
    if tally.of["mended"]:
        yield (f"Mended {tally.of['mended']:,}. ", out.paint.green)
    problems = tally.of["problem"]
    rest = [counted(tally.of[name], name) for name in ("note", "suggestion") if tally.of[name]]
    if problems:
        *first, last = [counted(problems, "problem"), *rest]
        yield (f"{', '.join(first)} and {last}" if first else last, out.paint.red)
    else:
        yield (", ".join(["No problems", *rest]), out.paint.green)
    yield f": {_amounts(examined)}." if journals else "; there is no journal yet."
    if tally.fixable:
        yield f" Mend {tally.fixable:,} of them with: mistakes doctor --fix"


def _amounts(examined: Examined) -> str:
    entries = counted(examined.entries, "entry", "entries") or "no entries"
    return f"{entries}, {counted(examined.events, 'event') or 'no events'}"
