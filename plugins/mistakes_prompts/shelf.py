"""The packs that are there: those of plugins and those in the user's own folder, each checked once.

A pack that cannot be used is left out with one warning; the others work.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mistakes import places
from mistakes.errors import MistakesError
from mistakes.files import safe_read
from mistakes.records import NamedTuple
from mistakes_prompts.finding import Finding
from mistakes_prompts.pack import Pack, Prompt, ids_of
from mistakes_prompts.pack_cache import Cached, Files, keep, kept

if TYPE_CHECKING:
    from mistakes.plugins import Plugins
    from mistakes_prompts.lines import Where

FOLDER = "packs"
MOST_FILES = 200
_LONGEST = 160  # characters of what is wrong, in a warning


class Shelf(NamedTuple):
    """The packs that can be used, and what is wrong with the others."""

    packs: tuple[Pack, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The prompts of all packs."""
        return tuple(prompt for pack in self.packs for prompt in pack.prompts)


def shelf(plugins: Plugins) -> Shelf:
    """Return all packs: those of plugins first, then the user's own; an id that is taken is refused."""
    chosen = files(plugins)
    if (known := kept(chosen)) is not None:
        return Shelf(known.packs, tuple(Finding(*row) for row in known.findings))
    found = read(chosen)
    keep(chosen, Cached(found.packs, found.findings))
    return found


def read(chosen: Files) -> Shelf:
    """Read the files of packs, and take their packs in order."""
    from mistakes_prompts.reading import read_pack

    return shelved(read_pack(path, origin) for path, origin in chosen)


def shelved(several: Iterable[tuple[Pack | None, list[Finding]]]) -> Shelf:
    """Return the packs that were read, in order, without those that use an id of an earlier one."""
    packs: list[Pack] = []
    findings: list[Finding] = []
    owners: dict[str, Pack] = {}
    for pack, faults in several:
        findings += faults
        if pack is None:
            continue
        if clash := _clash(pack, packs, owners):
            findings.append(clash)
            continue
        packs.append(pack)
        owners |= dict.fromkeys(ids_of(pack), pack)
    return Shelf(tuple(packs), tuple(findings))


def files(plugins: Plugins) -> Files:
    """Return the files of all packs with the plugin they came with, "" for the user's own."""
    found: Files = []
    for folder in plugins.packs():
        try:
            # what a package manager linked into place is as good as a file
            place = plugins.folder(folder).resolve()
        except (MistakesError, OSError) as error:
            _warn(plugins, str(getattr(error, "message", error)))
            continue
        found += [(Path(os.path.realpath(path)), folder.name) for path in _in(place)]
    return found + [(path, "") for path in _in(own_folder())]


def own_folder() -> Path:
    """Return the folder of the user's own packs, whether it exists or not."""
    return places.config_folder() / FOLDER


def warn_of(found: Shelf, plugins: Plugins) -> None:
    """Add one warning for each file that cannot be used to those that are shown last."""
    for path in dict.fromkeys(finding.path for finding in found.findings):
        first, *more = [finding for finding in found.findings if finding.path == path]
        others = f" (and {len(more)} more)" if more else ""
        typed = shlex.quote(path)
        problem = first.problem if len(first.problem) <= _LONGEST else f"{first.problem[: _LONGEST - 1]}…"
        said = first._replace(problem=problem)
        _warn(plugins, f"{said}{others}; the pack is left out. See: mistakes packs check {typed}")


def _warn(plugins: Plugins, text: str) -> None:
    if text not in plugins.warnings:
        plugins.warnings.append(text)


def _clash(pack: Pack, packs: list[Pack], owners: dict[str, Pack]) -> Finding | None:
    """Return what is wrong if an id of a pack is taken, with the line on which it stands."""
    for other in packs:
        if other.id == pack.id:
            problem = f"the pack {pack.id!r} is there already, in {other.path}"
            return Finding(pack.path, _lines(pack).at("pack", 0, "id"), problem)
    ids = [("prompt", number, prompt.id) for number, prompt in enumerate(pack.prompts)]
    ids += [("tip", number, tip.id) for number, tip in enumerate(pack.tips)]
    for table, number, name in ids:
        if name in owners:
            problem = f"the id {name!r} is used already, in {owners[name].path}"
            return Finding(pack.path, _lines(pack).at(table, number, "id"), problem)
    return None


def _lines(pack: Pack) -> Where:
    from mistakes_prompts.lines import where

    return where(safe_read(Path(pack.path)))


def _in(folder: Path) -> list[Path]:
    try:
        names = sorted(os.listdir(folder))
    except OSError:
        return []
    return [folder / name for name in names if name.endswith(".toml")][:MOST_FILES]
