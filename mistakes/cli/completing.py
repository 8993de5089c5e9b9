"""What TAB offers: commands and options as Click does, and entries, journals, formats, tags and settings.

It answers while somebody waits between two keys: the newest few entries, of which only those few are read.
Whatever goes wrong, nothing is offered, and nothing is said in the middle of a line that is being typed.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import click
from click.shell_completion import CompletionItem, add_completion_class, shell_complete

from mistakes.cli import COMMANDS, Program
from mistakes.cli.completion_scripts import Bash, Fish, Zsh
from mistakes.cli.session import Session

if TYPE_CHECKING:
    from mistakes.journal import Journal
    from mistakes.settings import Settings

Item: TypeAlias = "CompletionItem[Any]"
Offer: TypeAlias = Callable[[click.Context, str], Iterable[Item]]

MOST = 20
_LOOKED_AT = 100  # newest entries whose tags are known without an index
_WIDEST = 60  # columns of a title
# What may be put on a command line as it is: others write in a team's journal, and a tag might be a command.
_PLAIN = re.compile(r"\w[\w.+/@-]*")
_OF_TEAMS = ("thank", "comment", "unshare", "borrow")
_WHEREVER = (*_OF_TEAMS, "resolve")


def complete(program: Program, name: str) -> int:
    """Answer the shell that asks for its script, or what goes on, and return the exit status; never raises.

    `name` is that of the console script: `oops` is completed as `mistakes add` would be.
    """
    for kind in (Bash, Zsh, Fish):
        add_completion_class(kind)
    variable = f"_{name.upper()}_COMPLETE"
    try:
        offering = _Offering(program)
        add = offering.get_command(click.Context(offering, obj=Session()), "add") if name == "oops" else None
        known = shell_complete(add or offering, {"obj": Session()}, name, variable, os.environ[variable]) == 0
    except Exception:  # noqa: BLE001  somebody is in the middle of a line
        return 1
    return 0 if known else _refused(variable)


def _refused(variable: str) -> int:
    """Say that nothing was done: with the variable set, no command ever is."""
    from mistakes.cli.failure import report
    from mistakes.errors import UsageError

    message = f"{variable} asks for {os.environ[variable][:40]!r}, which no shell does"
    return report(
        UsageError(message, "Take it out of the environment; shells set it while you press TAB."),
        as_json=False,
    )


class _Offering(Program):
    """The program, whose commands know what can stand where."""

    def __init__(self, program: Program) -> None:
        super().__init__(program.name, context_settings=program.context_settings, params=program.params)
        self.invoke_without_command = True
        _let_offer(self)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        found = super().get_command(ctx, cmd_name)
        return _let_offer(found) if found else None

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Offer commands with what they do; none is loaded for that."""
        if incomplete.startswith("-"):
            return click.Command.shell_complete(self, ctx, incomplete)
        rows = {name: summary for name, (_, summary) in COMMANDS.items()}
        plugins = ctx.ensure_object(Session).plugins
        rows |= {row[0]: row[1] for row in plugins.command_rows(COMMANDS)}
        return [CompletionItem(name, help=text) for name, text in rows.items() if name.startswith(incomplete)]


class _Offered(type(click.STRING)):  # type: ignore[misc]
    """Text of which some is offered."""

    def __init__(self, offer: Offer) -> None:
        self._offer = offer

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[Any]:
        """Return what is offered, without what stands on the line already."""
        there = ctx.params.get(param.name or "")
        typed = set(there) if isinstance(there, list | tuple) else set()
        return [item for item in self._offer(ctx, incomplete) if item.value not in typed]


def _let_offer(command: click.Command) -> click.Command:
    for param in command.params:
        offer = _offer_of(command.name or "", param)
        if offer and param.type is click.STRING:
            param.type = _Offered(offer)
    return command


def _offer_of(command: str, param: click.Parameter) -> Offer | None:
    for key in (f"{command} {param.name}", param.name or "", param.metavar or ""):
        if key in _OFFERS:
            return _OFFERS[key]
    return None


# --- entries


def _entries(ctx: click.Context, begun: str) -> Iterator[Item]:
    command = ctx.command.name or ""
    journals = _journals_of(_session(ctx), command)
    found = islice(_ids(journals, begun.lower()), MOST * 4)
    fitting = ((journal, one, start) for journal, one, start in found if _fits(command, journal, one))
    chosen = [(journal, one, start) for journal, one, start in islice(fitting, MOST)]
    short = _handles(journals, [one for _, one, _ in chosen])
    for journal, one, start in chosen:
        entry = journal.readable(one)
        handle = short[one] if short[one].startswith(begun.lower()) else one[start:]
        yield CompletionItem(handle, help=_help(entry.title if entry else ""))


def _journals_of(session: Session, command: str) -> Sequence[Journal]:
    """Return the journals in which a command looks for what was typed."""
    found = session.known() if command in _WHEREVER else session.reading()
    if command in _OF_TEAMS:
        return [journal for journal in found if not journal.private]
    return [journal for journal in found if journal.private] if command == "share" else list(found)


def _ids(journals: Sequence[Journal], begun: str) -> Iterator[tuple[Journal, str, int]]:
    """Yield the ids in which a handle begins so, newest first, and where in the id it begins."""
    from heapq import merge

    streams = [_ids_in(journal, begun) for journal in journals]
    return merge(*streams, key=lambda found: found[1], reverse=True)


def _ids_in(journal: Journal, begun: str) -> Iterator[tuple[Journal, str, int]]:
    from mistakes.ids import HANDLE_LENGTH

    usual = 26 - HANDLE_LENGTH
    for entry_id in _known_ids(journal, begun[-HANDLE_LENGTH:]):
        if entry_id.startswith(begun, usual):
            yield journal, entry_id, usual
        elif len(begun) > HANDLE_LENGTH and begun in entry_id:
            yield journal, entry_id, entry_id.rindex(begun)


def _known_ids(journal: Journal, begun: str) -> Iterable[str]:
    """Return ids, newest first: of a beginning those that a warm index knows, and the newest month's."""
    from mistakes.layout import entry_ids, ids_in, months

    index = journal.warm_index() if begun else None
    known = index.ids_called(begun, _LOOKED_AT) if index else None
    if known is None:
        return entry_ids(journal.root)
    newest = [entry_id for month in months(journal.root)[:1] for entry_id in ids_in(journal.root, month)]
    return sorted({*known, *newest}, reverse=True)


def _fits(command: str, journal: Journal, entry_id: str) -> bool:
    entry = journal.readable(entry_id)
    if entry is None:
        return command in ("edit", "purge")
    return command in ("show", "purge") or (entry.deleted is not None) == (command == "restore")


def _handles(journals: Sequence[Journal], ids: Collection[str]) -> dict[str, str]:
    from mistakes.handles import handles_among

    return handles_among(journals, ids, walk=False)


# --- tags and queries


def _tags(ctx: click.Context, begun: str) -> Iterator[Item]:
    return (CompletionItem(tag) for tag in _known_tags(_session(ctx), begun))


def _known_tags(session: Session, begun: str) -> list[str]:
    """Return the tags that begin so in the journals that are read, those of most entries first."""
    found: dict[str, None] = {}
    for journal in session.reading():
        index = journal.warm_index()
        known = index.tags(begun, MOST * 2) if index else None
        found |= dict.fromkeys(known if known is not None else _newest_tags(journal, begun))
    return [tag for tag in found if _PLAIN.fullmatch(tag)]


def _newest_tags(journal: Journal, begun: str) -> list[str]:
    from collections import Counter

    from mistakes.query.words import fold

    entries = islice(journal.entries(newest_first=True), _LOOKED_AT)
    counts = Counter(tag for entry in entries for tag in entry.tags if fold(tag).startswith(fold(begun)))
    return [tag for tag, _ in counts.most_common(MOST * 2)]


def _query(ctx: click.Context, begun: str) -> Iterator[Item]:
    """Offer what goes on after `tag:`, `kind:`, `status:`, `is:` and `journal`'s other fields, and their names."""
    from mistakes.query.fields import FLAGS, KINDS, STATUSES

    sign = "-" if begun.startswith("-") else ""
    name, colon, value = begun.removeprefix("-").partition(":")
    values: dict[str, Iterable[str]] = {"kind": KINDS, "status": STATUSES, "is": FLAGS}
    if colon and name == "tag":
        values["tag"] = _known_tags(_session(ctx), value)
    if colon:
        fitting = (one for one in values.get(name, ()) if one.startswith(value) and " " not in one)
        yield from (CompletionItem(f"{sign}{name}:{one}") for one in fitting)
    else:
        words = ("tag", "kind", "status", "is", "happened", "title", "story", "by")
        yield from (CompletionItem(f"{sign}{word}:") for word in words if name and word.startswith(name))


# --- places, formats, settings, fields


def _journals(ctx: click.Context, begun: str) -> Iterator[Item]:
    return _places(ctx, begun, teams_only=False)


def _teams(ctx: click.Context, begun: str) -> Iterator[Item]:
    return _places(ctx, begun, teams_only=True)


def _places(ctx: click.Context, begun: str, *, teams_only: bool) -> Iterator[Item]:
    """Offer the journals that are named, and folders to whoever begins to type one."""
    from mistakes.journals import PERSONAL

    if begun[:1] in (".", "~") or os.sep in begun:
        return iter([CompletionItem(begun, type="dir")])
    settings = _session(ctx).settings
    own = {} if teams_only else {PERSONAL: ""}
    names = {name: path for name, path in settings.table("journals").items() if _PLAIN.fullmatch(name)}
    fitting = {name: path for name, path in names.items() if not (teams_only and _is_private(name, settings))}
    return _rows(begun, own | fitting)


def _is_private(name: str, settings: Settings) -> bool:
    from mistakes.errors import MistakesError
    from mistakes.journals import named

    try:
        return named(name, settings).private
    except MistakesError:
        return False


def _exporters(ctx: click.Context, begun: str) -> Iterator[Item]:
    return _rows(begun, {form.name: form.summary for form in _session(ctx).plugins.exporters().values()})


def _importers(ctx: click.Context, begun: str) -> Iterator[Item]:
    return _rows(begun, {form.name: form.summary for form in _session(ctx).plugins.importers().values()})


def _settings(_: click.Context, begun: str) -> Iterator[Item]:
    from mistakes.journal_words import WORDS
    from mistakes.settings import SETTINGS

    rows = {setting.name.replace("NAME", ""): setting.summary for setting in SETTINGS} | dict(WORDS)
    return _rows(begun, rows)


def _setting_values(ctx: click.Context, begun: str) -> Iterator[Item]:
    from mistakes.settings import SETTINGS

    name = ctx.params.get("name")
    for setting in SETTINGS:
        if setting.name == name:
            values = ("true", "false") if setting.kind == "flag" else setting.values
            yield from _rows(begun, dict.fromkeys(values, ""))


def _fields(_: click.Context, begun: str) -> Iterator[Item]:
    from mistakes.fields import Fields

    kept = ("author", "logged", "source", "also", "deleted", "extra", "kind", "happened", "conflict")
    return _rows(begun, {name: "" for name in Fields.__annotations__ if name not in kept})


def _assignments(ctx: click.Context, begun: str) -> Iterator[Item]:
    return (CompletionItem(f"{item.value}=") for item in _fields(ctx, begun))


def _files(_: click.Context, begun: str) -> Iterator[Item]:
    yield CompletionItem(begun, type="file")


def _folders(_: click.Context, begun: str) -> Iterator[Item]:
    yield CompletionItem(begun, type="dir")


def _rows(begun: str, rows: dict[str, str]) -> Iterator[Item]:
    return (
        CompletionItem(name, help=_help(text))
        for name, text in sorted(rows.items())
        if name.startswith(begun)
    )


def _help(text: str) -> str | None:
    """Return a text that may stand beside what is offered, as safe and short as on any screen of ours."""
    from mistakes.cli.columns import shorten
    from mistakes.cli.terminal import encode_safely, term

    return encode_safely(shorten(term(text), _WIDEST), sys.stdout.encoding or "utf-8") or None


def _session(ctx: click.Context) -> Session:
    return ctx.ensure_object(Session)


_OFFERS: dict[str, Offer] = {
    **dict.fromkeys(("id", "ids", "entry", "whom", "ID"), _entries),
    **dict.fromkeys(("place", "PLACE"), _journals),
    **dict.fromkeys(("JOURNAL",), _teams),
    "tags": _tags,
    "query": _query,
    "export format": _exporters,
    "import format": _importers,
    "config name": _settings,
    "config value": _setting_values,
    "cleared": _fields,
    "settings": _assignments,
    **dict.fromkeys(("import path", "PATH", "FILE", "FILE|-", "FILE|DIR|-"), _files),
    **dict.fromkeys(("init path", "join path", "journals path", "FOLDER"), _folders),
}
