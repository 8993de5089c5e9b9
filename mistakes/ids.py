"""Ids of entries and events, the short handles people type, and keys of list items.

An id is the bits of a UUIDv7 (RFC 9562) in 26 lower-case Crockford base32 characters, the encoding
of TypeID: sorting by id is sorting by time.
People see and type the random end of an id, never its beginning, which is only a time.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
HANDLE_LENGTH = 6
SHORTEST_HANDLE = 4
_ID = re.compile(r"[0-7][0-9a-hjkmnp-tv-z]{25}")
_KEY = re.compile(r"[0-9a-z-]{1,64}")
_DIGITS = str.maketrans(ALPHABET, "0123456789abcdefghijklmnopqrstuv")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MILLISECOND = (1 << 48) - 1


def new_id(at: datetime | None = None) -> str:
    """Return a new random id; `at` (aware) sets its time, for imports of older records.

    The twelve bits after the millisecond hold its fraction (RFC 9562, 6.2, method 3), so that ids
    made one after the other by one process sort in that order.
    """
    nanoseconds = time.time_ns() if at is None else _nanoseconds(at)
    milliseconds, rest = divmod(max(nanoseconds, 0), 1_000_000)
    milliseconds = min(milliseconds, _LAST_MILLISECOND)
    fraction = rest * 4096 // 1_000_000
    random = int.from_bytes(os.urandom(8), "big") >> 2
    return encode((milliseconds << 80) | (7 << 76) | (fraction << 64) | (2 << 62) | random, 26)


def time_of(entry_id: str) -> datetime:
    """Return the UTC time an id was made, to the millisecond."""
    milliseconds = int(entry_id[:10].translate(_DIGITS), 32)  # two bits and the 48 of the time
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


def month_of(entry_id: str) -> str:
    """Return the UTC month of an id as the folder it belongs to, such as `2026/11`."""
    at = time_of(entry_id)
    return f"{at.year:04}/{at.month:02}"


def is_id(text: str) -> bool:
    """Tell whether the text is a whole id, in the one spelling that files use."""
    return len(text) == 26 and _ID.fullmatch(text) is not None


def is_key(text: str) -> bool:
    """Tell whether the text may be the key of a lesson, condition or action."""
    return _KEY.fullmatch(text) is not None


def new_key() -> str:
    """Return a random key of six characters for a lesson, condition or action."""
    return encode(int.from_bytes(os.urandom(4), "big") >> 2, 6)


def derived_key(entry_id: str, list_name: str, index: int) -> str:
    """Return the key that an item without one has: the same on every machine until it is stored.

    It is the first six base32 characters of the sha256 of id, list name and index, a line each.
    """
    from hashlib import sha256

    digest = sha256(f"{entry_id}\n{list_name}\n{index}".encode()).digest()
    return encode(int.from_bytes(digest[:4], "big") >> 2, 6)


def encode(number: int, length: int) -> str:
    """Return the number in `length` Crockford base32 characters, most significant first."""
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(5 * (length - 1), -1, -5))


def handle_typed(text: str) -> str:
    """Return what a person typed as the lower-case end of an id, or "" if it cannot be one.

    Crockford's look-alikes are accepted: `o` for `0`, `i` and `l` for `1`, and upper case.
    """
    if len(text) > 64:
        return ""
    handle = text.strip().lower().replace("o", "0").replace("i", "1").replace("l", "1")
    known = all(character in ALPHABET for character in handle)
    return handle if known and SHORTEST_HANDLE <= len(handle) <= 26 else ""


def handles(shown: Collection[str]) -> dict[str, str]:
    """Return the handle of each id: its last six characters, or more where two would look alike."""
    result: dict[str, str] = {}
    waiting: Iterable[str] = set(shown)
    length = HANDLE_LENGTH
    while waiting and length < 26:
        groups: dict[str, list[str]] = {}
        for entry_id in waiting:
            groups.setdefault(entry_id[-length:], []).append(entry_id)
        result.update({group[0]: end for end, group in groups.items() if len(group) == 1})
        waiting = [entry_id for group in groups.values() if len(group) > 1 for entry_id in group]
        length += 1
    result.update({entry_id: entry_id for entry_id in waiting})
    return result


def _nanoseconds(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000_000 + since.microseconds * 1_000
