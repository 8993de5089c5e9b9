"""The one place that prints errors: one safe line on what happened, one hint on what to do next."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterable

import click

from mistakes.errors import MistakesError, UsageError

INTERRUPTED = 130


def report(error: BaseException, *, as_json: bool) -> int:
    """Print the error to stderr and return the exit status."""
    if os.environ.get("MISTAKES_DEBUG") and not isinstance(error, MistakesError | click.ClickException):
        raise error
    kind, message, hint, status = _described(error)
    if as_json:
        import json

        text = json.dumps({"error": {"kind": kind, "message": message, "hint": hint}}, ensure_ascii=True)
        _print(text)
    else:
        from mistakes.cli.catalogue import sentence, spoken
        from mistakes.cli.output import say

        say(sentence(message, hint, spoken(None)))
    return status


def unknown_command(name: str, known: Iterable[str]) -> UsageError:
    """Return the error for a command that does not exist, naming close ones."""
    from difflib import get_close_matches

    close = get_close_matches(name[:40], list(known), 3, 0.5)
    hint = f"Did you mean: {', '.join(close)}?" if close else "See them all with: mistakes --help"
    return UsageError(f"there is no command {name[:40]!r}", hint)


def lone_command(name: str) -> int:
    """Refuse `oops undo` and the like, which a person means as a command, and return the exit status."""
    hint = f'Run: mistakes {name} (to record it as a title: oops -- "{name} …" with a word more)'
    return report(UsageError(f"`oops {name}` would record an entry titled {name!r}", hint), as_json=False)


def _described(error: BaseException) -> tuple[str, str, str, int]:
    if isinstance(error, MistakesError):
        return error.kind, error.message, error.hint, error.exit_status
    if isinstance(error, click.UsageError):
        help_hint = f"See: {error.ctx.command_path} --help" if error.ctx else "See: mistakes --help"
        return "usage", error.format_message().rstrip("."), help_hint, 2
    if isinstance(error, click.ClickException):
        return "usage", error.format_message().rstrip("."), "", 2
    if isinstance(error, KeyboardInterrupt | click.Abort | EOFError):
        return "interrupted", "stopped", "What was acknowledged before is saved.", INTERRUPTED
    if isinstance(error, OSError):
        return "failed", _system(error), "What was acknowledged before is saved.", 1
    if isinstance(error, MemoryError | RecursionError):
        return "failed", "this needs more memory than there is", "Try a smaller part.", 1
    return "unexpected", f"something unexpected happened: {type(error).__name__}: {error}", _BUG, 1


_BUG = "Your entries are safe. Please report it, with MISTAKES_DEBUG=1 for details."


def _system(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"{where}the disk is full"
    return f"{where}{error.strerror or error}"


def _print(text: str) -> None:
    try:
        sys.stderr.write(text + "\n")
    except (OSError, ValueError):
        return
