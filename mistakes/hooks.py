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


class Exporter(NamedTuple):
    """A format to export to.

    `target` is a function `(selection: Selection, out: BinaryIO) -> None`.
    """

    name: str
    summary: str
    target: str


class Importer(NamedTuple):
    """A format to import from.

    `target` is a function `(path: Path) -> Iterator[Candidate | Refusal]`; it reads a file or folder
    and never writes.
    """

    name: str
    summary: str
    target: str
