"""Cells of entries: a month of them in pieces of a day or so, so that one change leaves most as they are.

The first characters of an id are its time; those of a cell share all but the last bits of five of them.
"""

from __future__ import annotations

from mistakes.ids import is_id, month_of
from mistakes.index.months import Bounds, bounds
from mistakes.records import NamedTuple

_SYMBOLS = "0123456789abcdefghjkmnpqrstvwxyz"
# four of the fifth characters together are 37 hours
_PIECES = {symbol: str(number // 4) for number, symbol in enumerate(_SYMBOLS)}
_ID = 26


class Cell(NamedTuple):
    """A piece of a month: the month, such as `2026/11`, and the beginning that its ids share; "" for no entry."""

    month: str
    piece: str


NO_ENTRY = Cell("", "")


def cell_of(entry: str) -> Cell:
    """Return the cell of an entry by its id; `NO_ENTRY` for what is no id."""
    return Cell(month_of(entry), piece_of(entry)) if is_id(entry) else NO_ENTRY


def piece_of(entry: str) -> str:
    """Return the piece of its month that an id belongs to."""
    return f"{entry[:4]}{_PIECES.get(entry[4], '')}"


class Home:
    """What belongs to a cell: entries, and their items under names that begin with the entry's id."""

    def __init__(self, cell: Cell) -> None:
        self._cell = cell
        self._bounds = bounds(cell.month) if cell.month else Bounds("", "")

    def has(self, thing: str) -> bool:
        """Tell whether a thing is an entry of the cell, or an item of one."""
        first, last = self._bounds
        return first <= thing < last and is_id(thing[:_ID]) and piece_of(thing) == self._cell.piece
