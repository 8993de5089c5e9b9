"""What a plugin imports: the marker for its hook functions, and the small records they return.

A record names the code behind it as `module:attribute`; that module is imported only when somebody
uses the name, so a plugin costs nothing until then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from mistakes.records import NamedTuple

F = TypeVar("F", bound=Callable[..., Any])
MARK = "mistakes_hook"


def hookimpl(function: F) -> F:
    """Mark a function of a plugin's module as what it does at the hook of that name.

    It only leaves a mark, so that using what a plugin offers does not import pluggy.
    """
    setattr(function, MARK, True)
    return function


class Command(NamedTuple):
    """A command of the command line; `target` is a `click.Command`, `section` its heading in help.

    `name` has letters, digits and hyphens; `summary` is one short sentence.
    """

    name: str
    summary: str
    target: str
    section: str = "more"


class Option(NamedTuple):
    """An option of a format, as `--name METAVAR`; without a metavar it is a switch.

    Its value reaches the format's function as the keyword `name`, hyphens as underscores: text, a bool
    for a switch, a tuple of texts if it may be given `many` times. What was not given is left out.
    """

    name: str
    help: str
    metavar: str = ""
    many: bool = False


class Exporter(NamedTuple):
    """A format to export to, into one file, into a folder, or into either.

    `target` is a function `(selection: Selection, out: BinaryIO, **options) -> str | None`, `folder` one
    `(selection: Selection, out: OutputFolder, **options) -> str | None`; the one that is "" is not offered.
    A text that they return, of what the person should know, is said at the end.
    """

    name: str
    summary: str
    target: str = ""
    folder: str = ""
    options: tuple[Option, ...] = ()


class Importer(NamedTuple):
    """A format to import from.

    `target` is a function `(path: Path, **options) -> Iterator[Candidate | Refusal]`; it reads a file
    or folder and never writes.
    """

    name: str
    summary: str
    target: str
    options: tuple[Option, ...] = ()


class Ability(NamedTuple):
    """Something a plugin lets a journal do, by the name of the method: `due`, `questions`, `answer`, `skip`.

    `target` is a function that takes the journal and then what the method of `mistakes.Journal` takes.
    """

    name: str
    summary: str
    target: str


class Section(NamedTuple):
    """A section of a page: `view` is `today` or `stats`, `summary` its heading, `order` its place.

    The view `closing` is no page: the first line of each is said, without a heading, at the end of a command
    that practised something, such as `review`, where a person sits at a terminal.

    `target` is a function `(occasion: Occasion) -> Shown | None`; None shows nothing. Sections stand in
    the order of their `order`, two digits: `10` is early.
    """

    name: str
    summary: str
    target: str
    view: str
    order: str = "50"


class Packs(NamedTuple):
    """A folder with packs of questions (TOML): `target` is `module:folder`, beside the module's file."""

    name: str
    summary: str
    target: str


class Scanner(NamedTuple):
    """What looks through a text before others read it: for secrets, names, blaming words, platitudes.

    `target` is a function `(passages: Sequence[Passage], occasion: ScanOccasion) -> Iterable[Finding]`;
    the records are those of `mistakes.scanning`. It never changes anything.
    """

    name: str
    summary: str
    target: str


class Figure(NamedTuple):
    """A drawing for the book; `summary` is its title where the drawing has none.

    `target` is a function `(journals: Sequence[Journal], day: date, language: str) -> str`: it returns an SVG of
    the journals as they were on a day, the last one of the book, with a `title` and a `desc` in the language
    (`en` or `zh`); "" is nothing to draw. The same journals give the same drawing, whatever the clock says.
    """

    name: str
    summary: str
    target: str


class Backend(NamedTuple):
    """A way to share a journal with other people or machines, such as git.

    `target` is a function `(journal, *, dry_run: bool, rejoin: bool, scanned: bool) -> SyncReport | None`,
    `status` one
    `(journal, *, quick: bool) -> SyncStatus | None` that asks no network, and with `quick` tells only the
    backend and the remote; None says that the journal is not shared this way.
    `begin` is a function `(address: str) -> Callable[[Journal], SyncReport | None]`: it raises before
    anything is made if the address will not do, "" being none yet, and what it returns connects a new
    journal. `join` is a function `(address: str, path: Path | None) -> Path | None` that gets a journal from
    an address and returns its folder, None for an address of another kind.
    `unvouched` is a function `(journal) -> frozenset[str] | None` that returns the ids of the events that
    were brought by somebody else than their writer; it asks no network, is quick while nothing changes, and
    never raises.
    `target` gets `gone="keep"` or `gone="drop"` too, where the person has decided about entries that the
    other side removed; without a decision it is called without that.
    """

    name: str
    summary: str
    target: str
    status: str
    begin: str = ""
    join: str = ""
    unvouched: str = ""
