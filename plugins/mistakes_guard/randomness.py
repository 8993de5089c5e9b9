"""Long random tokens, known by how often they change between small letters, capitals and digits.

A random token of letters and digits changes kind at 62 % of its places, a name such as
`KubernetesNodeGroup2` at a quarter or less. Hexadecimal digests, UUIDs, commit ids and the ids of a
journal hold one case of letters only, so they are none. What is measured of it stands in
docs/reference/scanning.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import log2

SHORTEST, LONGEST = 24, 256
LEAST_CHANGES = 0.35  # of the neighbouring characters that are letters or digits
LEAST_ENTROPY = 3.6  # bits a character
MOST_READABLE = 0.34  # of the characters, in runs of four small letters or more
MOST_SEPARATORS = 8  # one for so many characters; words joined by hyphens have more
_LOOK_BACK = 2048
_PEM = 8192

TOKEN = re.compile(r"(?<![A-Za-z0-9+_=-])[A-Za-z0-9+_-]{24,256}(?![A-Za-z0-9+_-])")
_WORDS = re.compile("[a-z]{4,}")
_PREFIX = re.compile(r"^(?:sha-?\d{1,3}|md5)-.*", re.IGNORECASE)  # a digest, all of it
_DIGEST = re.compile(r"(?:sha-?\d{1,3}|md5|ssh-[a-z0-9]{1,12})[-:= ]$", re.IGNORECASE)
_PUBLIC_KEY = re.compile(r"AAAA[A-Z]3Nz")


def random_tokens(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each long random token begins and ends; parts of paths and web addresses are none."""
    for found in TOKEN.finditer(text):
        if looks_random(_PREFIX.sub("", found[0])) and not _is_harmless(text, *found.span()):
            yield found.span()


def looks_random(token: str) -> bool:
    """Tell whether a token of 24 characters or more has letters of both cases, digits, and no order."""
    if not (re.search("[a-z]", token) and re.search("[A-Z]", token) and re.search("[0-9]", token)):
        return False
    separators = sum(not character.isalnum() for character in token)
    return (
        separators * MOST_SEPARATORS <= len(token)
        and changes(token) >= LEAST_CHANGES
        and readable(token) <= MOST_READABLE
        and entropy(token) >= LEAST_ENTROPY
    )


def changes(token: str) -> float:
    """Return the part, 0 to 1, of neighbouring letters and digits that are of different kinds."""
    kinds = [_kind(character) for character in token]
    pairs = [(one, two) for one, two in pairwise(kinds) if one and two]
    return sum(one != two for one, two in pairs) / len(pairs) if pairs else 0.0


def readable(token: str) -> float:
    """Return the part, 0 to 1, of a token's characters that stand in words of four small letters or more."""
    return sum(map(len, _WORDS.findall(token))) / len(token)


def entropy(token: str) -> float:
    """Return Shannon's entropy of the characters of a token, in bits a character."""
    total = len(token)
    return -sum(count / total * log2(count / total) for count in Counter(token).values())


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    return ("small" if character.islower() else "capital") if character.isalpha() else ""


def _is_harmless(text: str, start: int, end: int) -> bool:
    """Tell whether a token is part of a path, a web address, a digest, or a public key."""
    if text[start - 1 : start] in ("/", "\\") or text[end : end + 1] in ("/", "\\"):
        return True
    if _PUBLIC_KEY.match(text, start, end) or _DIGEST.search(text, max(0, start - 20), start):
        return True
    before = text[max(0, start - _LOOK_BACK) : start]
    if "://" in before and "://" in (before.split() or [""])[-1] and not before[-1:].isspace():
        return True
    return text.rfind("-----BEGIN", max(0, start - _PEM), start) > text.rfind("-----END", 0, start)
