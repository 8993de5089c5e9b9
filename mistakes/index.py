"""A place holder until the index is written."""

from __future__ import annotations

from typing import Any


def note(*arguments: Any) -> None:
    """Do nothing yet."""


class Index:
    """Nothing yet."""

    @classmethod
    def open(cls, *arguments: Any) -> Any:
        """Refuse."""
        raise NotImplementedError
