"""An example plugin: this module only says what there is, the code lies in the modules beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mistakes.hooks import (
    Ability,
    Backend,
    Command,
    Exporter,
    Figure,
    Importer,
    Packs,
    Scanner,
    Section,
    hookimpl,
)

if TYPE_CHECKING:
    from mistakes import Event, Journal, Mistake
    from mistakes.errors import Fault


@hookimpl
def commands() -> list[Command]:
    """Offer `mistakes dice`."""
    return [Command("dice", "Show one lesson, picked by chance.", "mistakes_example.dice:command", "daily")]


@hookimpl
def exporters() -> list[Exporter]:
    """Offer `mistakes export titles`."""
    return [Exporter("titles", "a text file with one title a line", "mistakes_example.titles:write")]


@hookimpl
def importers() -> list[Importer]:
    """Offer `mistakes import titles FILE`."""
    return [Importer("titles", "a text file with one title a line", "mistakes_example.titles:read")]


@hookimpl
def abilities() -> list[Ability]:
    """Offer nothing here: a journal's abilities are methods it has already, such as `due`."""
    return []


@hookimpl
def sections() -> list[Section]:
    """Offer a lesson a day in `mistakes today`."""
    return [Section("dice", "Picked by chance", "mistakes_example.section:of_today", "today", "90")]


@hookimpl
def packs() -> list[Packs]:
    """Offer the packs of questions in the folder `packs`."""
    return [Packs("dice", "one question about luck", "mistakes_example:packs")]


@hookimpl
def backends() -> list[Backend]:
    """Offer nothing here: a backend needs a function that syncs a journal and one that tells where it stands."""
    return []


@hookimpl
def scanners() -> list[Scanner]:
    """Look for promises in what a team will read."""
    return [Scanner("promises", "words that promise too much", "mistakes_example.promises:scan")]


@hookimpl
def figures() -> list[Figure]:
    """Draw a face of the dice for the book."""
    return [Figure("face", "The face of the dice", "mistakes_example.face:drawing")]


@hookimpl
def problems(journal: Journal) -> Iterator[Fault]:
    """Name the plans that are only half there, for `mistakes doctor`."""
    from mistakes_example.plans import half_plans

    return half_plans(journal)


@hookimpl
def entry_saved(before: Mistake | None) -> None:
    """Count the entry as added or changed; the arguments that are not needed are left out."""
    from mistakes_example.tally import note

    note("added" if before is None else "changed")


@hookimpl
def event_recorded(event: Event) -> None:
    """Count the event by its kind."""
    from mistakes_example.tally import note

    note(event.do)
