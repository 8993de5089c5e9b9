"""The command line: finds a command by name, runs it, and turns errors into one line.

Commands are imported when they are used; this module imports nothing but Click.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import Any

import click

from mistakes import __version__
from mistakes.cli.session import Session

SECTIONS = ("daily", "understand", "where I stand", "team", "in and out", "set up", "more")
COMMANDS: dict[str, tuple[str, str]] = {
    "today": ("daily", "What is due, what is late, one question, the road to 1,001."),
    "add": ("daily", "Record a mistake, a near miss, a success."),
    "list": ("daily", "List entries, newest first."),
    "search": ("daily", "Find entries, best match first."),
    "show": ("daily", "Show one entry."),
    "brief": ("daily", "The few lessons that matter for what you are about to do."),
    "again": ("daily", "It came again: note it, or tell of it in a new entry."),
    "edit": ("understand", "Change an entry, in the editor or by options."),
    "link": ("understand", "Link an entry to one that is like it."),
    "similar": ("understand", "Show earlier entries that look like this one."),
    "delete": ("understand", "Mark an entry as deleted."),
    "restore": ("understand", "Bring a deleted entry back."),
    "undo": ("understand", "Take back the last change."),
    "premortem": ("understand", "Imagine that a plan has failed: your own lessons first, then the reasons."),
    "decide": ("understand", "Seal a decision before its outcome, and score it afterwards."),
    "stats": ("where I stand", "Repeats and their price, cost by tag and month, the ladder."),
    "share": ("team", "Let a team read an entry, as a copy that you look at first."),
    "unshare": ("team", "Take a shared copy back."),
    "thank": ("team", "Thank somebody for an act, or for what a lesson saved you."),
    "comment": ("team", "Say something about an entry."),
    "conflicts": ("team", "List what waits for a decision where two people changed one thing."),
    "resolve": ("team", "Decide where two people changed one thing."),
    "purge": ("team", "Remove an entry for ever."),
    "digest": ("team", "The week of a team, as a text to look at and send."),
    "sync": ("team", "Send what you wrote to your team or other machines, and fetch theirs."),
    "export": ("in and out", "Write entries in another format."),
    "import": ("in and out", "Take in entries from another format."),
    "init": ("set up", "Begin a journal."),
    "join": ("set up", "Join a journal that others have begun."),
    "journals": ("set up", "Show the journals you read and write."),
    "config": ("set up", "Show or change settings."),
    "plugins": ("set up", "Show the plugins and what they offer."),
    "doctor": ("set up", "Look for problems, and mend what is safe to mend."),
}
_PATIENCE = 50_000  # objects
_HELP = """Keep your mistakes and what they taught you; find them again when it matters.

\b
  mistakes add "Deployed on a Friday"    record one in seconds (or just: oops)
  mistakes search deploy                 find it again
  mistakes                               where you stand
"""


class Program(click.Group):
    """The group of all commands: its own by name, then those of plugins."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*COMMANDS, *_plugin_rows(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS:
            from importlib import import_module

            module = import_module(f"mistakes.cli.commands.{cmd_name}_")
            command: click.Command = module.command
            return command
        row = _plugin_rows(ctx).get(cmd_name)
        return _session(ctx).plugins.load(row[2]) if row else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from mistakes.cli.failure import unknown_command

            _session(ctx).require_settings()
            raise unknown_command(args[0], self.list_commands(ctx)) from error

    def get_help(self, ctx: click.Context) -> str:
        from mistakes.cli.command import fit

        fit(ctx)
        return super().get_help(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = {name: (section, summary) for name, (section, summary) in COMMANDS.items()}
        for name, row in _plugin_rows(ctx).items():
            rows[name] = (row[3] if row[3] in SECTIONS else SECTIONS[-1], row[1])
        for section in SECTIONS:
            found = [(name, summary) for name, (where, summary) in rows.items() if where == section]
            if found:
                with formatter.section(section[0].upper() + section[1:]):
                    formatter.write_dl(found)


def _plugin_rows(ctx: click.Context) -> dict[str, tuple[str, str, str, str]]:
    return {row[0]: row for row in _session(ctx).plugins.command_rows(COMMANDS)}


def _session(ctx: click.Context) -> Session:
    return ctx.ensure_object(Session)


def _remember(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    session = _session(ctx)
    if value:
        setattr(session, str(param.name), value)
    if ctx.resilient_parsing or not (value == "" or (session.place and session.team)):
        return
    from mistakes.errors import UsageError

    if value == "":
        raise UsageError(f"{param.opts[0]} names no journal", "Name one, or leave it out.")
    raise UsageError("-j and -T name a journal each", "Leave one of them out.")


def _option(*names: str, help: str, **more: Any) -> click.Option:
    return click.Option(names, help=help, expose_value=False, callback=_remember, **more)


def shared_options() -> list[click.Parameter]:
    """Return the options that stand before or after the name of every command."""
    return [
        _option("-j", "--journal", "place", metavar="PLACE", help="A journal's name or folder."),
        _option("-T", "--team", "team", is_flag=True, help="The team journal I stand in."),
        _option("--json", "json", is_flag=True, help="One JSON value, for machines."),
        _option("--no-input", "no_input", is_flag=True, help="Never ask anything."),
    ]


def _version_option() -> click.Option:
    def show(ctx: click.Context, _: click.Parameter, value: bool) -> None:
        if value and not ctx.resilient_parsing:
            click.echo(f"mistakes {__version__}")
            ctx.exit()

    summary = "Show the version and exit."
    return click.Option(
        ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=show, help=summary
    )


@click.pass_context
def _today(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        from mistakes.cli.commands.today_ import show_today

        show_today(_session(ctx))


program = Program(
    name="mistakes",
    callback=_today,
    help=_HELP,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    params=[*shared_options(), _version_option()],
)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its status; the console script `mistakes`."""
    _be_patient()
    if "_MISTAKES_COMPLETE" in os.environ:
        sys.exit(_completed("mistakes"))
    sys.exit(_ending(run(sys.argv[1:] if arguments is None else arguments)))


def oops() -> None:
    """Run `mistakes add` with what was typed; the console script `oops`."""
    _be_patient()
    arguments = sys.argv[1:]
    if "_OOPS_COMPLETE" in os.environ:
        sys.exit(_completed("oops"))
    if len(arguments) == 1 and arguments[0] in COMMANDS:
        from mistakes.cli.failure import lone_command

        sys.exit(lone_command(arguments[0]))
    sys.exit(_ending(run(["add", *arguments])))


def _completed(name: str) -> int:
    from mistakes.cli.completing import complete

    status = complete(program, name)
    if status:
        _write_no_more()
    return status


def _be_patient() -> None:
    """Look for cyclic garbage seldom: most runs leave none, and looking takes a tenth of their time."""
    gc.set_threshold(_PATIENCE)


def _ending(status: int) -> int:
    """Spare the interpreter its last search for garbage, which takes longer than many a command."""
    gc.freeze()
    return status


def run(arguments: list[str]) -> int:
    """Run one command line and return the exit status; nothing but this ends the program."""
    session = Session()
    try:
        session.require_output()
        program.main(arguments, prog_name="mistakes", standalone_mode=False, obj=session)
        sys.stdout.flush()
        status = session.status
    except click.exceptions.Exit as stop:
        status = _flushed(stop.exit_code)
    except (BrokenPipeError, SystemExit):
        # whoever read our output has seen enough; Click ends the program then
        _write_no_more()
        return session.status
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  the one place that prints errors
        status = _failed(session, error, arguments)
    session.close()
    return _flushed(status)


def _failed(session: Session, error: BaseException, arguments: list[str]) -> int:
    from mistakes.cli.failure import report

    if isinstance(error, OSError) and not error.filename:
        from mistakes.cli.unshown import unshown

        error = unshown(error, arguments)
    session.failed, session.told = True, str(error)
    session.json = session.json or "--json" in arguments
    return report(error, as_json=session.json)


def _flushed(status: int) -> int:
    """Write out what is left; where that fails nothing more is tried, so that Python says nothing either."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError, AttributeError) as error:
        from mistakes.cli.failure import report

        status = status or report(error, as_json=False)
        _write_no_more()
    with suppress(ValueError, AttributeError):
        try:
            sys.stderr.flush()
        except OSError:
            _write_no_more(2)
    return status


def _write_no_more(stream: int = 1) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
