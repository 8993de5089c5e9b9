"""How a command is made: the options all commands share, and queries that may hold `-word`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from mistakes.cli import shared_options
from mistakes.cli.session import Session

pass_session = click.make_pass_decorator(Session)


_NARROW = 52  # below it Click writes lines of 50 columns, whatever the terminal has


def fit(ctx: click.Context) -> None:
    """Let help fit a narrow terminal."""
    from shutil import get_terminal_size

    columns = get_terminal_size().columns
    if columns < _NARROW:
        ctx.terminal_width = columns
        ctx.formatter_class = _NarrowHelp


class _NarrowHelp(click.HelpFormatter):
    """Help in which the texts stand below the options, as there is no room beside them."""

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:  # noqa: ARG002
        """Write what is defined and its text, one below the other."""
        for term, text in rows:
            self.write_text(term)
            with self.indentation():
                self.write_text(text)


class Command(click.Command):
    """A command with the shared options, except those whose names it uses for its own."""

    def get_help(self, ctx: click.Context) -> str:
        """Return the help, no wider than the terminal."""
        fit(ctx)
        return super().get_help(ctx)

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        own = {name for option in self.params for name in option.opts}
        self.params.extend(option for option in shared_options() if not own & set(option.opts))


class QueryCommand(Command):
    """A command whose words may begin with a hyphen, as in `search deploy -friday`.

    Short options stand alone there: `-n 10`, never `-n10`.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options, words = self._sorted(args)
        return super().parse_args(ctx, [*options, "--", *words])

    def _sorted(self, args: list[str]) -> tuple[list[str], list[str]]:
        takes = {
            name: not getattr(option, "is_flag", False) for option in self.params for name in option.opts
        }
        takes |= {"-h": False, "--help": False}
        options: list[str] = []
        words: list[str] = []
        rest = iter(args)
        for word in rest:
            if word == "--":
                words.extend(rest)
            elif word[:2] == "-n" and word[2:].isdigit() and "-n" in takes:
                options += ["-n", word[2:]]
            elif word in takes:
                options += [word, *([next(rest, "")] if takes[word] else [])]
            elif word.startswith("--"):
                options.append(word)
            else:
                words.append(word)
        return options, words


def command(
    *, query: bool = False, kind: type[Command] | None = None, **settings: Any
) -> Callable[[Callable[..., Any]], click.Command]:
    """Return the decorator that makes a function a command; the function gets the session first."""
    kind = kind or (QueryCommand if query else Command)

    def decorate(function: Callable[..., Any]) -> click.Command:
        context = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
        return click.command(cls=kind, context_settings=context, **settings)(pass_session(function))

    return decorate
