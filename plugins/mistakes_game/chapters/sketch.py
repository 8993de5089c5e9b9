"""Short sketches of texts, by which copies and near copies are found among many without comparing all.

A text is the set of its pairs of neighbouring words (of neighbouring pairs of characters in Chinese), numbers
apart, so that a template with another number in it is the same text. A sketch keeps, for each of `SLOTS`
parts of a hash's range, the least hash that fell into it (one-permutation MinHash; Li, Owen and Zhang 2012),
empty slots borrowing from their neighbours. The share of equal slots estimates what share of all pairs two
texts have in common (Jaccard).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from mistakes.model import Mistake

# To be counted up whenever the same text would have another sketch.
FORMULA = 1
SLOTS = 60
ROWS = 3
NEAR = 0.5  # from here on two texts say nearly the same
_MIX = 0x9E3779B1  # spreads the hash of a pair over the whole range
_RANGE = 1 << 32
_STEP = -(-_RANGE // SLOTS)
_LONGEST = 20_000  # characters; beyond, the beginning tells


def text_of(entry: Mistake) -> str:
    """Return what an entry says of the matter: title, story, conditions, lessons and plans."""
    conditions = (condition.text for condition in entry.conditions)
    lessons = (f"{lesson.text} {lesson.when} {lesson.then}" for lesson in entry.lessons)
    return "\n".join([entry.title, entry.story, entry.overcame, *conditions, *lessons])[:_LONGEST]


def words(text: str) -> list[str]:
    """Return the words of a text that are compared: without case, small words and numbers."""
    from mistakes.words import tokens

    return [token for token in tokens(text) if not any(map(str.isdigit, token))]


def digest_of(said: list[str]) -> str:
    """Return what is the same for texts of the same words in the same order, and no other."""
    return blake2b(" ".join(said).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def sketch(said: list[str]) -> bytes:
    """Return the sketch of a text's words; empty for a text of fewer than two."""
    slots = [_RANGE] * SLOTS
    for number in _hashes(said):
        slot = number // _STEP
        slots[slot] = min(slots[slot], number)
    filled = [slot for slot, least in enumerate(slots) if least < _RANGE]
    if not filled:
        return b""
    return array("I", _densified(slots, filled)).tobytes()


def likeness(one: bytes, other: bytes) -> float:
    """Return the estimated share of pairs that two texts have in common, 0 … 1, from their sketches."""
    if not one or not other:
        return 0.0
    pairs = zip(memoryview(one).cast("I"), memoryview(other).cast("I"), strict=True)
    return sum([mine == theirs for mine, theirs in pairs]) / SLOTS


def bands(of: bytes) -> list[int]:
    """Return numbers of which two sketches that are near share at least one, nearly always.

    Of texts with half of their pairs in common 19 in 20 do, with seven in ten 999 in 1000, with a tenth 1 in 50.
    """
    size = 4 * ROWS
    parts = (of[start : start + size] for start in range(0, len(of), size))
    return [(number << 32) | crc32(part) for number, part in enumerate(parts)]


def _hashes(said: list[str]) -> Iterator[int]:
    for first, second in pairwise(said):
        yield crc32(f"{first} {second}".encode("utf-8", "surrogatepass")) * _MIX % _RANGE


def _densified(slots: list[int], filled: list[int]) -> Iterator[int]:
    """Yield the slots, an empty one as the next filled one after it and how far that is."""
    following = filled[0] + SLOTS
    ahead: list[int] = []
    for slot in range(SLOTS - 1, -1, -1):
        if slots[slot] < _RANGE:
            following = slot
        ahead.append(following)
    for slot, source in enumerate(reversed(ahead)):
        yield (slots[source % SLOTS] + (source - slot) * _MIX) % _RANGE
