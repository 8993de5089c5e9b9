"""A number with the word for what is counted, in English."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """Return such as "1 file" or "1,001 files", "" for none; `many` is for a plural that is not in -s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}" if number else ""
