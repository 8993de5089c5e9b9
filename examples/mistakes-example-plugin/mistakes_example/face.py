"""A figure of the book: the face of the dice for its last day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes import Journal

# where pips lie on a face, in rows of three
FACES = ("    o    ", "o       o", "o   o   o", "o o   o o", "o o o o o", "o oo oo o")
OPEN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100">'


def drawing(journals: Sequence[Journal], day: date, language: str) -> str:  # noqa: ARG001  any journal will do
    """Return a face that the day decides, so that the same journal makes the same book."""
    number = day.toordinal() % 6
    title = "骰子" if language == "zh" else "The face of the dice"
    pips = "".join(
        f'<circle fill="currentColor" cx="{at % 3 * 30 + 20}" cy="{at // 3 * 30 + 20}" r="8"/>'
        for at, pip in enumerate(FACES[number])
        if pip == "o"
    )
    return f"{OPEN}<title>{title}</title><desc>{number + 1}</desc>{pips}</svg>"
