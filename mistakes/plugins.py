"""Finding, describing and loading plugins, each step apart; what is found is remembered.

What a plugin offers is read from it once and kept in the user's cache until an installed package
or the plugin's own file changes, so that most commands import no plugin at all, nor pluggy.
A plugin that fails becomes a problem with its name, version and cure; everything else works.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from mistakes import places
from mistakes.errors import MissingPlugin, MistakesError
from mistakes.settings import Settings

if TYPE_CHECKING:
    from pluggy import PluginManager

    from mistakes.hooks import Command, Exporter, Importer

GROUP = "mistakes"
CACHE_VERSION = 1
_OFFERS = ("commands", "exporters", "importers")


class Plugin(NamedTuple):
    """An installed plugin and what it offers; `problem` says why it could not be used.

    `commands`, `exporters` and `importers` hold the fields of its descriptors; `hooks` names the
    hooks it implements; `files` are (path, mtime in ns, size) of the module it was read from.
    """

    name: str
    distribution: str
    version: str
    module: str
    hooks: tuple[str, ...] = ()
    commands: tuple[tuple[str, ...], ...] = ()
    exporters: tuple[tuple[str, ...], ...] = ()
    importers: tuple[tuple[str, ...], ...] = ()
    problem: str = ""
    origin: tuple[str, int, int] = ("", 0, 0)

    @property
    def title(self) -> str:
        """Return the name and version people read in a warning."""
        return f"{self.name} ({self.distribution} {self.version})"


class Plugins:
    """The plugins of this environment, with those that are switched off left out.

    `warnings` collects one line for each plugin that failed; the command line prints them last.
    """

    def __init__(self, found: Iterable[Plugin], disabled: Iterable[str] = ()) -> None:
        self.found = tuple(found)
        self.disabled = frozenset(disabled)
        self.warnings: list[str] = [_warning(plugin) for plugin in self.enabled() if plugin.problem]
        self._managers: dict[str, PluginManager] = {}

    @classmethod
    def installed(cls, settings: Settings) -> Plugins:
        """Return the plugins of the running Python, read from the cache where that is still right."""
        off = {name.strip() for name in os.environ.get("MISTAKES_DISABLE_PLUGINS", "").split(",")}
        return cls(_remembered(), {*settings.texts("plugins.disable"), *off})

    def enabled(self) -> Iterator[Plugin]:
        """Yield the plugins that are not switched off, by name."""
        everything = "all" in self.disabled
        return (plugin for plugin in self.found if not everything and plugin.name not in self.disabled)

    def commands(self) -> dict[str, Command]:
        """Return the commands that plugins offer, by name."""
        from mistakes.hooks import Command

        return {row[0]: Command(*row) for plugin in self.enabled() for row in plugin.commands}

    def command_rows(self) -> list[tuple[str, str, str, str]]:
        """Return name, summary, target and section of each command without importing anything."""
        return [(*row,) for plugin in self.enabled() for row in plugin.commands]  # type: ignore[misc]

    def exporters(self) -> dict[str, Exporter]:
        """Return the export formats that plugins offer, by name."""
        from mistakes.hooks import Exporter

        return {row[0]: Exporter(*row) for plugin in self.enabled() for row in plugin.exporters}

    def importers(self) -> dict[str, Importer]:
        """Return the import formats that plugins offer, by name."""
        from mistakes.hooks import Importer

        return {row[0]: Importer(*row) for plugin in self.enabled() for row in plugin.importers}

    def load(self, target: str) -> Any:
        """Return what `module:attribute` names; raises `MissingPlugin` with the plugin and the cure."""
        module, _, attribute = target.partition(":")
        owner = next((plugin for plugin in self.found if plugin.module == module.partition(".")[0]), None)
        try:
            return getattr(import_module(module), attribute)
        except (ImportError, AttributeError) as error:
            name = owner.title if owner else target
            raise MissingPlugin(f"plugin {name} cannot be loaded: {error}", _cure(owner)) from error

    def notify(self, hook: str, **arguments: Any) -> None:
        """Call a hook of every plugin that implements it, each in isolation; failures become warnings."""
        for _ in self.results(hook, **arguments):
            pass

    def results(self, hook: str, **arguments: Any) -> Iterator[Any]:
        """Yield what each plugin's hook returns; a plugin that raises becomes a warning."""
        for plugin in self.enabled():
            if hook not in plugin.hooks or plugin.problem:
                continue
            try:
                yield _call(self._manager(plugin), hook, arguments)
            except Exception as error:  # noqa: BLE001  a plugin may raise anything
                self.warnings.append(f"plugin {plugin.title} failed: {type(error).__name__}: {error}")

    def _manager(self, plugin: Plugin) -> PluginManager:
        if plugin.name not in self._managers:
            self._managers[plugin.name] = _manager(plugin.name, import_module(plugin.module))
        return self._managers[plugin.name]


def _call(manager: PluginManager, hook: str, arguments: dict[str, Any]) -> Any:
    results = getattr(manager.hook, hook)(**arguments)
    return results[0] if results else None


def _manager(name: str, module: ModuleType) -> PluginManager:
    """Return a manager with this one plugin, so that a failure in another cannot reach it."""
    import pluggy

    from mistakes import hookspecs

    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(hookspecs)
    manager.register(module, name)
    manager.check_pending()
    return manager


def _remembered() -> tuple[Plugin, ...]:
    import json

    key = _environment_key()
    try:
        path = places.cache_folder() / "plugins.json"
        kept = json.loads(path.read_bytes())
        if kept["key"] == key and (plugins := _revived(kept["plugins"])):
            return plugins
    except (OSError, ValueError, KeyError, TypeError, MistakesError):
        pass
    plugins = tuple(sorted(map(_describe, _find())))
    _remember(key, plugins)
    return plugins


def _revived(rows: list[list[Any]]) -> tuple[Plugin, ...]:
    """Return the remembered plugins, or nothing if the file of one of them has changed."""
    plugins = tuple(_from_row(row) for row in rows)
    unchanged = all(_origin(plugin.origin[0]) == plugin.origin for plugin in plugins if plugin.origin[0])
    return plugins if unchanged else ()


def _from_row(row: list[Any]) -> Plugin:
    values: list[Any] = [tuple(map(_frozen, value)) if isinstance(value, list) else value for value in row]
    return Plugin(*values)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _remember(key: list[Any], plugins: tuple[Plugin, ...]) -> None:
    import json
    from contextlib import suppress

    with suppress(OSError, MistakesError):
        folder = places.cache_folder()
        os.makedirs(folder, mode=0o700, exist_ok=True)
        temporary = folder / f"plugins-{os.getpid()}.tmp"
        temporary.write_text(json.dumps({"key": key, "plugins": plugins}), encoding="utf-8")
        os.replace(temporary, folder / "plugins.json")


def _environment_key() -> list[Any]:
    """Return what changes when a package is installed, updated or removed."""
    key: list[Any] = [CACHE_VERSION, sys.version, sys.prefix]
    for folder in sys.path:
        try:
            state = os.stat(folder or ".")
        except OSError:
            continue
        key.append([folder, state.st_mtime_ns])
    return key


def _find() -> Iterator[Plugin]:
    from importlib.metadata import distributions

    seen = set()
    for distribution in distributions():
        for point in distribution.entry_points:
            if point.group == GROUP and point.name not in seen:
                seen.add(point.name)
                name, version = distribution.metadata["Name"], distribution.version
                yield Plugin(point.name, name, version, point.value)


def _describe(plugin: Plugin) -> Plugin:
    """Load a plugin's thin module and note what it offers, or why it cannot be used."""
    try:
        module = import_module(plugin.module)
        manager = _manager(plugin.name, module)
        hooks = tuple(sorted(caller.name for caller in manager.get_hookcallers(module) or ()))
        offers: dict[str, Any] = {name: _rows(_call(manager, name, {})) for name in _OFFERS}
    except Exception as error:  # noqa: BLE001  a plugin may raise anything
        return plugin._replace(problem=f"{type(error).__name__}: {error}")
    return plugin._replace(hooks=hooks, origin=_origin(module.__file__ or ""), **offers)


def _rows(records: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(str, record)) for record in records or ())


def _origin(path: str) -> tuple[str, int, int]:
    try:
        state = os.stat(path)
    except OSError:
        return ("", 0, 0)
    return (path, state.st_mtime_ns, state.st_size)


def _warning(plugin: Plugin) -> str:
    return f"plugin {plugin.title} cannot be used: {plugin.problem}. {_cure(plugin)}"


def _cure(plugin: Plugin | None) -> str:
    if plugin is None or plugin.distribution == "mistakes-journal":
        return "Install everything it needs: pip install 'mistakes-journal[all]'"
    return f"Update or remove it: pip install --upgrade {plugin.distribution}"


@cache
def installed() -> Plugins:
    """Return the plugins of this process, found once."""
    return Plugins.installed(Settings.load())
