"""What a plugin imports: the marker for its hook functions, and the small records they return.

A record names the code behind it as `module:attribute`; that module is imported only when somebody
uses the name, so a plugin costs nothing until then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

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
