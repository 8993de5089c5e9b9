"""`mistakes packs`: the packs of questions that are there, what one asks, and a check for their authors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mistakes.cli.columns import Cell
from mistakes.cli.command import command as make
from mistakes.cli.session import Session
from mistakes.errors import NotFound, UsageError

if TYPE_CHECKING:
    from mistakes_prompts.finding import Finding
    from mistakes_prompts.pack import Pack
    from mistakes_prompts.shelf import Shelf

CHECK = "check"


@make(name="packs")
@click.argument("words", nargs=-1, metavar="[NAME | check FILE…]")
def command(session: Session, words: tuple[str, ...]) -> None:
    """Show the packs of questions, those of one pack, or check the files of packs.

    `packs NAME` shows what a pack asks; `packs check FILE…` says what is wrong with files, and without
    FILE with the packs that are there.
    """
    from mistakes_prompts.shelf import shelf, warn_of

    if words[:1] == (CHECK,):
        return _check(session, words[1:])
    if len(words) > 1:
        raise UsageError("packs takes one name", "Or: mistakes packs check FILE…")
    found = shelf(session.plugins)
    warn_of(found, session.plugins)
    return _show_one(session, found, words[0]) if words else _show_all(session, found)


def _show_all(session: Session, found: Shelf) -> None:
    from mistakes.locales import language_tag
    from mistakes_prompts.tongue import words

    language = language_tag(session.settings)
    rows = [_object(pack, language) for pack in found.packs]
    if session.json:
        return session.out.json({"packs": rows, "problems": [_finding(one) for one in found.findings]})
    paint, own = session.out.paint, words(language)
    return session.out.rows(
        [
            Cell(row["id"], paint.cyan),
            Cell(str(row["prompts"]), align="right"),
            Cell(row["title"], flex=True),
            Cell(" ".join(row["locales"]), paint.dim),
            Cell(row["origin"] or own["yours"], paint.dim),
        ]
        for row in rows
    )


def _show_one(session: Session, found: Shelf, name: str) -> None:
    from mistakes.locales import language_tag
    from mistakes_prompts.pack import in_language

    pack = next((pack for pack in found.packs if pack.id == name), None)
    if pack is None:
        names = ", ".join(pack.id for pack in found.packs)
        raise NotFound(f"there is no pack {name[:60]!r}", f"There are: {names}")
    language = language_tag(session.settings)
    prompts = [(prompt, in_language(prompt.text, language)) for prompt in pack.prompts]
    if session.json:
        asks = [
            {"id": one.id, "kind": one.kind, "text": text, "fills": one.fills or None}
            for one, text in prompts
        ]
        return session.out.json(_object(pack, language) | {"questions": asks})
    paint = session.out.paint
    if session.out.columns is not None:
        session.out.text(in_language(pack.title, language), style=paint.bold)
        session.out.text("; ".join(pack.source), style=paint.dim)
    return session.out.rows([Cell(one.id, paint.cyan), Cell(text, flex=True)] for one, text in prompts)


def _check(session: Session, files: Sequence[str]) -> None:
    """Write what is wrong with files, one finding a line, and exit with 1 if there is anything."""
    findings = list(_findings(session, files))
    session.status = 1 if findings else 0
    if session.json:
        return session.out.json({"findings": [_finding(one) for one in findings]})
    from mistakes.cli.catalogue import in_language
    from mistakes.locales import language
    from mistakes_prompts.tongue import words

    spoken = language(session.settings)
    for one in findings:
        session.out.text(str(one._replace(problem=in_language(one.problem, spoken))), "  ", "")
    if not findings:
        session.out.line((words(spoken)["nothing_to_mend"], session.out.paint.green))
    return None


def _findings(session: Session, files: Sequence[str]) -> Iterator[Finding]:
    from mistakes_prompts.advice import advice
    from mistakes_prompts.shelf import files as all_files
    from mistakes_prompts.shelf import read

    named = [(Path(file), "") for file in files]
    others = [] if not files else [row for row in all_files(session.plugins) if not _is_one_of(row[0], named)]
    chosen = named or all_files(session.plugins)
    paths = {str(path) for path, _ in chosen}
    # the packs that are there stand first, as an id that they have cannot be taken
    found = read([*others, *chosen])
    yield from (one for one in found.findings if one.path in paths)
    for pack in found.packs:
        if pack.path in paths:
            yield from advice(pack)


def _is_one_of(path: Path, named: Sequence[tuple[Path, str]]) -> bool:
    return any(path.absolute() == other.absolute() for other, _ in named)


def _object(pack: Pack, language: str) -> dict[str, Any]:
    from mistakes_prompts.pack import in_language

    return {
        "id": pack.id,
        "version": pack.version,
        "title": in_language(pack.title, language),
        "prompts": len(pack.prompts),
        "tips": len(pack.tips),
        "locales": list(pack.locales),
        "for": list(pack.audience),
        "license": pack.license or None,
        "source": list(pack.source),
        "origin": pack.origin or None,
        "path": pack.path,
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {"file": one.path, "line": one.line, "problem": one.problem, "refused": one.refused}
