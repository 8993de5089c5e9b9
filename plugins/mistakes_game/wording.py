"""What badges, quests, the goal and the balance say, in English and Chinese: kind, short, about what is next."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from mistakes_game.reading_toml import BadData, line, shipped, table_of


def words(language: str) -> Mapping[str, str]:
    """Return the words in a language; Chinese for every Chinese, English for all others."""
    return _words("zh" if language.startswith("zh") else "en")


@cache
def _words(language: str) -> Mapping[str, str]:
    where = f"words_{language}.toml"
    found = table_of(shipped(where), where)
    if not all(isinstance(text, str) for text in found.values()):
        raise BadData(where, "holds something else than texts")
    return {key: line(text, f"{where}: {key}") for key, text in found.items()}
