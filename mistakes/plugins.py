"""The plugins of this process: what they offer, and calling them so that a failure stays theirs.

Most commands import no plugin at all, nor pluggy: what a plugin offers is remembered.
A plugin that fails becomes one line with its name, version and cure; everything else works.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mistakes.discovery import FAILURES, OWN, WIDTHS, Row, call, manager, reason, targets
from mistakes.discovery import Plugin as Plugin
from mistakes.errors import MissingPlugin, MistakesError
from mistakes.plugin_cache import ALL, described, is_off
from mistakes.settings import Settings

if TYPE_CHECKING:
    from pluggy import PluginManager

    from mistakes.hooks import (
        Ability,
        Backend,
        Command,
        Exporter,
        Figure,
        Importer,
        Option,
        Packs,
        Scanner,
        Section,
    )


class Plugins:
    """The plugins of this environment, with those that are switched off left out.

    `warnings` collects one line for each plugin that failed; the command line prints them last.
    """

    def __init__(
        self, found: Iterable[Plugin], disabled: Iterable[str] = (), warnings: Iterable[str] = ()
    ) -> None:
        self.found = tuple(found)
        self._owners: dict[str, tuple[Plugin, str]] | None = None
        self.disabled = frozenset(disabled)
        self.warnings = [*warnings]
        self._failed: set[tuple[str, str]] = set()
        self._managers: dict[str, PluginManager] = {}
        for plugin in self.enabled():
            if plugin.problem:
                self._warn(f"plugin {plugin.title} cannot be used: {plugin.problem}. {_cure(plugin)}")

    @classmethod
    def installed(cls, settings: Settings) -> Plugins:
        """Return the plugins of the running Python; one that is switched off is not imported.

        One whose own setting (of its name, such as `game`) is `off` is as good as not installed.
        Raises `UsageError` if the setting `plugins.disable` is no list.
        """
        off = frozenset({*settings.texts("plugins.disable"), *_disabled_by_environment()})
        unseen = {name for name, value in settings.all().items() if value == "off"}
        found = (plugin for plugin in described(off | unseen) if plugin.name not in unseen)
        return cls(found, off)

    def enabled(self) -> Iterator[Plugin]:
        """Yield the plugins that are not switched off: the program's own first, then by name."""
        return (plugin for plugin in self.found if not is_off(plugin, self.disabled))

    def commands(self) -> dict[str, Command]:
        """Return the commands that plugins offer, by name."""
        from mistakes.hooks import Command

        return {row[0]: Command(*row) for row in self._offers("commands")}

    def command_rows(self, taken: Collection[str] = ()) -> list[tuple[str, str, str, str]]:
        """Return name, summary, target and section of each command without importing anything.

        A command whose name is `taken`, or offered by an earlier plugin, is left out with a warning.
        """
        return [(*row,) for row in self._offers("commands", taken)]

    def exporters(self) -> dict[str, Exporter]:
        """Return the export formats that plugins offer, by name."""
        from mistakes.hooks import Exporter

        rows = self._offers("exporters")
        return {row[0]: Exporter(*row)._replace(options=_options(row)) for row in rows}

    def importers(self) -> dict[str, Importer]:
        """Return the import formats that plugins offer, by name."""
        from mistakes.hooks import Importer

        rows = self._offers("importers")
        return {row[0]: Importer(*row)._replace(options=_options(row)) for row in rows}

    def abilities(self) -> dict[str, Ability]:
        """Return what plugins let a journal do, by name."""
        from mistakes.hooks import Ability

        return {row[0]: Ability(*row) for row in self._offers("abilities")}

    def sections(self, view: str) -> list[Section]:
        """Return the sections that plugins add to a page (`today`, `stats`), in the order they stand."""
        from mistakes.hooks import Section

        found = [Section(*row) for row in self._offers("sections")]
        return sorted((one for one in found if one.view == view), key=lambda one: (one.order, one.name))

    def packs(self) -> list[Packs]:
        """Return the folders in which plugins have packs of questions."""
        from mistakes.hooks import Packs

        return [Packs(*row) for row in self._offers("packs")]

    def backends(self) -> dict[str, Backend]:
        """Return the ways to share a journal that plugins offer, by name."""
        from mistakes.hooks import Backend

        return {row[0]: Backend(*row) for row in self._offers("backends")}

    def scanners(self) -> list[Scanner]:
        """Return what looks through texts before others read them."""
        from mistakes.hooks import Scanner

        return [Scanner(*row) for row in self._offers("scanners")]

    def figures(self) -> list[Figure]:
        """Return the drawings that plugins have for the book."""
        from mistakes.hooks import Figure

        return [Figure(*row) for row in self._offers("figures")]

    def folder(self, packs: Packs) -> Path:
        """Return the folder in which a plugin has packs; raises `MissingPlugin` if its module is not there."""
        from importlib.util import find_spec

        module, _, name = packs.target.partition(":")
        try:
            found = find_spec(module)
        except FAILURES:
            found = None
        if found is None or not found.origin:
            raise MissingPlugin(
                f"the packs of {packs.name} cannot be found", _cure(self._owner(packs.target)[0])
            )
        return Path(found.origin).parent / name

    def load(self, target: str) -> Any:
        """Return what `module:attribute` names; raises `MissingPlugin` with the plugin and the cure."""
        owner, kind = self._owner(target)
        name = f"plugin {owner.title}" if owner else target
        module, _, attribute = target.partition(":")
        try:
            found = getattr(import_module(module), attribute)
        except FAILURES as error:
            raise MissingPlugin(f"{name} cannot be loaded: {reason(error)}", _cure(owner)) from error
        # a command is known by what Click calls, as this module does not import Click
        if not callable(getattr(found, "make_context", None) if kind == "commands" else found):
            wanted = "Click command" if kind == "commands" else "function"
            raise MissingPlugin(f"{name} cannot be used: {target} is no {wanted}", _cure(owner))
        return found

    def notify(self, hook: str, **arguments: Any) -> None:
        """Call a hook of every plugin that implements it, each in isolation; failures become warnings."""
        for _ in self.results(hook, **arguments):
            pass

    def results(self, hook: str, **arguments: Any) -> Iterator[Any]:
        """Yield what each plugin's hook returns, unless it is None; what it would yield comes as a list.

        A plugin that raises becomes one warning, however often it is called.
        """
        for plugin in self.enabled():
            if hook not in plugin.hooks or plugin.problem:
                continue
            try:
                result = call(self._manager(plugin), hook, arguments)
            except FAILURES as error:
                self._failure(plugin, hook, error)
                continue
            if result is not None:
                yield result

    def attempt(self, target: str, *arguments: Any) -> Any:
        """Call what a plugin names, in isolation: a failure becomes one warning, and the result None.

        What it would yield comes as a list.
        """
        owner, kind = self._owner(target)
        try:
            result = self.load(target)(*arguments)
            return list(result) if isinstance(result, Iterator) else result
        except MistakesError as error:
            self._warn(f"{error.message}. {error.hint}")
        except FAILURES as error:
            if owner:
                self._failure(owner, kind, error)
        return None

    def _offers(self, kind: str, taken: Collection[str] = ()) -> Iterator[Row]:
        owners = dict.fromkeys(taken, "the program")
        for plugin in self.enabled():
            for row in getattr(plugin, kind):
                owner = owners.setdefault(row[0], plugin.title)
                if owner == plugin.title:
                    yield row
                    continue
                what = f"the {kind.removesuffix('s')} {row[0]!r}, which {owner} has already"
                self._warn(f"plugin {plugin.title} offers {what}; it is left out. {_cure(plugin)}")

    def _owner(self, target: str) -> tuple[Plugin | None, str]:
        if self._owners is None:
            self._owners = {
                named: (plugin, kind)
                for plugin in reversed(self.found)
                for kind in reversed(WIDTHS)
                for row in getattr(plugin, kind)
                for named in targets(kind, row)
            }
        return self._owners.get(target, (None, ""))

    def _failure(self, plugin: Plugin, hook: str, error: BaseException) -> None:
        if (plugin.name, hook) not in self._failed:
            self._failed.add((plugin.name, hook))
            self._warn(f"plugin {plugin.title} failed in {hook}: {reason(error)}. {_cure(plugin)}")

    def _warn(self, text: str) -> None:
        if text not in self.warnings:
            self.warnings.append(text)

    def _manager(self, plugin: Plugin) -> PluginManager:
        if plugin.name not in self._managers:
            self._managers[plugin.name] = manager(plugin.name, import_module(plugin.module))
        return self._managers[plugin.name]


@cache
def installed() -> Plugins:
    """Return the plugins of this process, found once.

    Without readable settings nobody knows what is switched off, so that all of them are.
    """
    try:
        return Plugins.installed(Settings.load())
    except MistakesError as error:
        off = frozenset({ALL})
        return Plugins(described(off), off, [f"all plugins are off: {error.message}. {error.hint}"])


def warnings() -> list[str]:
    """Return what the plugins of this process had trouble with so far; looks for none by itself."""
    return installed().warnings if installed.cache_info().currsize else []


def _options(row: Row) -> tuple[Option, ...]:
    from mistakes.hooks import Option

    return tuple(Option(*option) for option in row[-1])


def _disabled_by_environment() -> list[str]:
    names = os.environ.get("MISTAKES_DISABLE_PLUGINS", "").split(",")
    return [name.strip() for name in names if name.strip()]


def _cure(plugin: Plugin | None) -> str:
    if plugin is None or plugin.distribution == OWN:
        return f"Install everything it needs: pip install '{OWN}[all]'"
    update = f"Update it: pip install --upgrade {plugin.distribution}"
    return f"{update}; or switch it off: mistakes config set plugins.disable {plugin.name}"
