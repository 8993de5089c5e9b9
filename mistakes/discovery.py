"""Finding the plugins that are installed, and asking each what it offers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias

from mistakes.records import NamedTuple

if TYPE_CHECKING:
    from importlib.metadata import Distribution

    from pluggy import PluginManager

GROUP = "mistakes"
OWN = "mistakes-journal"
WIDTHS = {
    **{"commands": 4, "exporters": 5, "importers": 4, "abilities": 3, "sections": 5, "packs": 3},
    **{"backends": 7, "scanners": 3, "figures": 3},
}
_RECORDS = {
    **{"commands": "Command", "exporters": "Exporter", "importers": "Importer"},
    **{"abilities": "Ability", "sections": "Section", "packs": "Packs"},
    **{"backends": "Backend", "scanners": "Scanner", "figures": "Figure"},
}
Row: TypeAlias = tuple[Any, ...]
# a plugin may raise anything, and one that calls sys.exit() must not end the program
FAILURES = (Exception, SystemExit)


class Plugin(NamedTuple):
    """An installed plugin and what it offers; `problem` says why it could not be used.

    `commands`, `exporters` and the like hold the fields of its descriptors; `hooks` names the hooks it
    implements; `files` are (path, mtime in ns, size) of the modules it was read from,
    empty as long as nobody looked into it.
    """

    name: str
    distribution: str
    version: str
    module: str
    hooks: tuple[str, ...] = ()
    commands: tuple[Row, ...] = ()
    exporters: tuple[Row, ...] = ()
    importers: tuple[Row, ...] = ()
    abilities: tuple[Row, ...] = ()
    sections: tuple[Row, ...] = ()
    packs: tuple[Row, ...] = ()
    backends: tuple[Row, ...] = ()
    scanners: tuple[Row, ...] = ()
    figures: tuple[Row, ...] = ()
    problem: str = ""
    files: tuple[tuple[str, int, int], ...] = ()

    @property
    def title(self) -> str:
        """Return the name and version people read in a warning."""
        return f"{self.name} ({self.distribution} {self.version})"


def search_path() -> list[str]:
    """Return where packages are looked for: never a folder relative to the current one."""
    return [folder for folder in sys.path if os.path.isabs(folder)]


def find() -> tuple[Plugin, ...]:
    """Return the plugins that installed packages name, the program's own first; imports none."""
    from importlib.metadata import distributions

    found: dict[tuple[str, str], Plugin] = {}
    for package in distributions(path=search_path()):
        for plugin in _of(package):
            # what is found first is also what would be imported
            found.setdefault((plugin.name, plugin.distribution), plugin)
    return tuple(
        _one_of_each_name(sorted(found.values(), key=lambda plugin: (plugin.distribution != OWN, plugin)))
    )


def describe(plugin: Plugin) -> Plugin:
    """Import a plugin's thin module and note what it offers, or why it cannot be used."""
    bare = Plugin(*plugin[:4])
    try:
        module = import_module(plugin.module)
        made = manager(plugin.name, module)
        hooks = tuple(sorted(caller.name for caller in made.get_hookcallers(module) or ()))
        offers: dict[str, Any] = {kind: _rows(kind, call(made, kind, {})) for kind in WIDTHS}
    except FAILURES as error:
        return bare._replace(problem=reason(error))
    return bare._replace(hooks=hooks, files=_files_of(module), **offers)


def manager(name: str, module: ModuleType) -> PluginManager:
    """Return a manager with this one plugin, so that a failure in another cannot reach it.

    Raises `pluggy.PluginValidationError` if the module implements a hook, or takes an argument, that
    does not exist.
    """
    import pluggy

    from mistakes import hookspecs
    from mistakes.hooks import MARK

    mark = pluggy.HookimplMarker(GROUP)
    for value in list(vars(module).values()):
        if getattr(value, "__dict__", {}).get(MARK) is True:
            mark(value)
    made = pluggy.PluginManager(GROUP)
    made.add_hookspecs(hookspecs)
    made.register(module, name)
    made.check_pending()
    return made


def call(made: PluginManager, hook: str, arguments: dict[str, Any]) -> Any:
    """Return what the one plugin's hook returns, None if it has none; a generator is run to its end.

    An error of a generator is raised here, where it is known whose it is.
    """
    results = getattr(made.hook, hook)(**arguments)
    result = results[0] if results else None
    return list(result) if isinstance(result, Iterator) else result


def state(path: str) -> tuple[str, int, int]:
    """Return a file's or folder's path, mtime in ns and size; zeros if it is not there."""
    try:
        found = os.stat(path)
    except OSError:
        return (path, 0, 0)
    return (path, found.st_mtime_ns, found.st_size)


def reason(error: BaseException) -> str:
    """Return an error in one line, with its class, as plugins raise all sorts."""
    return " ".join(f"{type(error).__name__}: {error}".split())


def _of(package: Distribution) -> list[Plugin]:
    try:
        points = [point for point in package.entry_points if point.group == GROUP]
    except Exception:  # noqa: BLE001  a damaged package, most likely no plugin at all
        return []
    # an extra after the module's name, as in `mistakes_sql [sql]`, is information for installers
    return [Plugin(point.name, *_name_of(package), point.value.partition("[")[0].strip()) for point in points]


def _name_of(package: Distribution) -> tuple[str, str]:
    try:
        return str(package.metadata["Name"]), str(package.version)
    except Exception:  # noqa: BLE001  half installed: its metadata is missing
        return "unknown", "?"


def _one_of_each_name(found: Iterable[Plugin]) -> Iterator[Plugin]:
    first: dict[str, Plugin] = {}
    for plugin in found:
        other = first.setdefault(plugin.name, plugin)
        problem = f"{other.distribution} has a plugin of that name" if other is not plugin else ""
        yield plugin._replace(problem=problem)


def is_sound(row: Any) -> bool:
    """Tell whether the fields of a descriptor are texts, switches, and rows of them."""
    return all(isinstance(field, str | bool) or (type(field) is tuple and is_sound(field)) for field in row)


def targets(kind: str, row: Row) -> tuple[str, ...]:
    """Return what a descriptor names to import: exporters may have two targets, backends have five."""
    several = {"exporters": row[2:4], "backends": row[2:7]}
    return tuple(filter(None, several.get(kind, row[2:3])))


def _rows(kind: str, records: Any) -> tuple[Row, ...]:
    from mistakes import hooks

    wanted: type[Any] = getattr(hooks, _RECORDS[kind])
    rows: tuple[Any, ...] = tuple(records or ())
    for record in rows:
        if not isinstance(record, wanted) or not is_sound(_plain(record)):
            raise TypeError(f"{kind}: {record!r:.80} is no {wanted.__name__} of texts")
        _check(kind, record)
    return tuple(map(_plain, rows))


def _plain(record: Any) -> Any:
    return tuple(map(_plain, record)) if isinstance(record, tuple) else record


def _check(kind: str, record: Row) -> None:
    """Raise `ValueError` if nobody could type a name or nothing could be imported from a target."""
    options = record[-1] if kind in ("exporters", "importers") else ()
    for name in (record[0], *(option[0] for option in options)):
        if not name.replace("-", "a").replace("_", "a").isalnum() or name.startswith("-"):
            raise ValueError(f"{kind}: {name!r:.80} is not a name")
    for target in targets(kind, record) or ("",):
        module, _, attribute = target.partition(":")
        if not all(part.isidentifier() for part in (*module.split("."), attribute)):
            raise ValueError(f"{kind}: {record[0]}: {target!r:.80} is not of the form module:attribute")


def _files_of(module: ModuleType) -> tuple[tuple[str, int, int], ...]:
    inside = f"{module.__name__}."
    modules = [module, *(found for name, found in sys.modules.items() if name.startswith(inside))]
    paths = sorted({path for found in modules if (path := getattr(found, "__file__", None))})
    return tuple(map(state, paths))
