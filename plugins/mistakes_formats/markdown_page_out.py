"""An entry as Markdown: its heading and its parts, as a page of its own or as a chapter of a longer one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from mistakes.model import Mistake
from mistakes_formats import markdown_text
from mistakes_formats.entry_parts import Item, Naming, Part, parts
from mistakes_formats.plain_text import cleaned

# a block of code, for some readers, and what would make a rule of the line or move its margin
_NOT_BESIDE_A_BULLET = re.compile(r"[ \t]|`{3}|~{3}|(?:-[ \t]*)+$")


def front_matter(values: Mapping[str, str | Sequence[str]]) -> str:
    """Return a YAML block of texts and lists of texts, without what is empty, between its `---`."""
    rows = [f"{name}: {_yaml(value)}\n" for name, value in values.items() if value]
    return f"---\n{''.join(rows)}---\n"


def body(entry: Mistake, level: int, named: Naming = str, *, vault: bool = False) -> str:
    """Return the entry under a heading of this level, its parts one level below.

    `named` tells how another entry is called, by its id; for `vault` see `markdown_text.block`.
    """
    title = f"{'#' * level} {markdown_text.line(entry.title, vault=vault)}\n"
    return title + "".join(section(part, level + 1, vault=vault) for part in parts(entry, named))


def section(part: Part, level: int, *, vault: bool = False) -> str:
    """Return a part of an entry under its heading, which has this level."""
    if part.rows:
        inner = "\n".join(_table(part, vault))
    elif part.items:
        inner = "\n".join(_item(item, vault) for item in part.items)
    else:
        inner = markdown_text.block(part.text, vault=vault)
    return f"\n{'#' * level} {part.heading}\n\n{inner}\n"


def _yaml(value: str | Sequence[str]) -> str:
    # JSON is YAML as long as no character is escaped in halves
    plain = cleaned(value) if isinstance(value, str) else [cleaned(text) for text in value]
    return json.dumps(plain, ensure_ascii=False)


def _item(item: Item, vault: bool) -> str:
    text = markdown_text.block(item.text, vault=vault) if item.text.strip() else ""
    rows = text.split("\n")
    first, *rest = ["", *rows] if _NOT_BESIDE_A_BULLET.match(rows[0]) else rows
    notes = [f"- {markdown_text.line(note, vault=vault)}" for note in item.notes]
    return "\n".join([f"- {first}".rstrip(), *(f"  {line}".rstrip() for line in [*rest, *notes])])


def _table(part: Part, vault: bool) -> Iterator[str]:
    cell = partial(markdown_text.cell, vault=vault)
    yield f"| {' | '.join(part.columns)} |"
    yield "|" + " --- |" * len(part.columns)
    for row in part.rows:
        yield f"| {' | '.join(map(cell, row))} |"
