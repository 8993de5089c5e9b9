"""How wide text is in terminal columns, counted by graphemes: what a reader takes for one character.

As in current terminals, wide East Asian characters and emoji take two columns, combining marks none.
Limits: characters of ambiguous width count one; an emoji sequence counts two, though some older terminals
show its parts; spacing vowel signs of Indic scripts count one each.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_JOINER, _EMOJI_SELECTOR = "\u200d", "\ufe0f"
_SEQUENCE_MARKS = "\u200d\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
# A hostile chain of vowel signs or joiners ends here, so that a grapheme always fits into a line.
WIDEST_GRAPHEME, _LONGEST_SEQUENCE = 4, 12


def width(text: str) -> int:
    """Return how many columns `text`, one line without colours, takes in a terminal."""
    if text.isascii():
        return len(text)
    if any(mark in text for mark in _SEQUENCE_MARKS):
        return sum(map(width_of_grapheme, graphemes(text)))
    return sum(map(width_of_character, text))


def graphemes(text: str) -> Iterator[str]:
    """Split `text` between the characters that a reader sees; joined they are `text` again."""
    start = 0
    for index in range(1, len(text)):
        if text[index].isascii() or not _belongs(text, start, index):
            yield text[start:index]
            start = index
    if text:
        yield text[start:]


def _belongs(text: str, start: int, index: int) -> bool:
    """Tell whether the character at `index` continues the grapheme that begins at `start`."""
    before, character = text[index - 1], text[index]
    if width_of_character(character) == 0:
        return True
    if _is_flag_letter(character):
        return index == start + 1 and _is_flag_letter(before)
    if _is_skin_tone(character) or (before == _JOINER and _is_picture(character)):
        return _is_picture(text[start]) and index - start < _LONGEST_SEQUENCE
    return _is_vowel_sign(character) and sum(map(width_of_character, text[start:index])) < WIDEST_GRAPHEME


def width_of_grapheme(grapheme: str) -> int:
    """Return how many columns one grapheme takes."""
    first = grapheme[0]
    if _EMOJI_SELECTOR in grapheme and (_is_picture(first) or first in "#*0123456789ℹ‼⁉"):
        return 2
    columns = sum(map(width_of_character, grapheme))
    return min(columns, 2) if _is_picture(first) else columns


@functools.lru_cache(maxsize=8192)
def width_of_character(character: str) -> int:
    """Return how many columns one character takes by itself."""
    import unicodedata

    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf", "Cc", "Cs") or _is_later_jamo(character):
        return 0
    if category == "Cn":
        return 2 if _will_be_wide(character) else 1
    return 2 if category != "Mc" and unicodedata.east_asian_width(character) in "WF" else 1


def _will_be_wide(character: str) -> bool:
    """Tell whether a character newer than this Python is an emoji or a Chinese one, going by its block.

    `unicodedata.east_asian_width` calls every unassigned character wide in some versions.
    """
    return "\U0001f300" <= character <= "\U0001faff" or "\U00020000" <= character <= "\U0003fffd"


@functools.lru_cache(maxsize=1024)
def _is_picture(character: str) -> bool:
    import unicodedata

    return unicodedata.category(character) in ("So", "Sm", "Cn")


def _is_vowel_sign(character: str) -> bool:
    import unicodedata

    return unicodedata.category(character) == "Mc"


def _is_later_jamo(character: str) -> bool:
    """Tell whether this is a Korean vowel or final that terminals draw over the leading consonant."""
    return "\u1160" <= character <= "\u11ff" or "\ud7b0" <= character <= "\ud7fb"


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_skin_tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"
