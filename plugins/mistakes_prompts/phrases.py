"""Small readings of answers in English and Chinese: names, parts of a list, the three Qs."""

from __future__ import annotations

import re

NOBODY = frozenset(
    ("nobody", "no one", "noone", "none", "no-one", "-", "没有人", "没人", "没有", "无", "谁也没有", "只有我")
)
_Q_WORDS = {
    "iq": r"iq|know\w*|facts?|think\w*|head|知识|知道|事实|智商|思考|脑|求知",
    "eq": r"eq|feel\w*|emotion\w*|mood|情绪|感受|感觉|情商|体察",
    "lq": r"lq|car(?:e|ed|ing)|love|heart|关心|爱商|爱|心意|关爱",
}
_USUAL_Q = 2
_CLAUSE = re.compile(r"\s*(?:[;\n，；、。]|,(?!\d{3}\b)|\.(?=\s|$)|\s(?:and|plus)\s|(?<=\S)和(?=\S))\s*")
_NAME_PART = re.compile(r"\s*(?:[,;\n，；、&/]|\s(?:and|und|et)\s|和|跟|与)\s*")
_TITLES = ("the ", "our ", "my ", "a ", "an ")
_LONGEST_NAME = 4  # words


def q_in(text: str) -> dict[str, int]:
    """Return which of the three Qs a text names, each with the number from 0 to 3 beside it, 2 without one."""
    found: dict[str, int] = {}
    for name, words in _Q_WORDS.items():
        match = re.search(rf"(?<![a-z])(?:{words})\s*[:=]?\s*([0-3])?(?!\d)", text.casefold())
        if match:
            found[name] = int(match[1]) if match[1] else _USUAL_Q
    return found


def clauses(text: str) -> list[str]:
    """Return the parts of a list in prose: at commas, semicolons, line ends, "and"; numbers stay whole."""
    return [part for part in _CLAUSE.split(text.strip()) if part]


def names_in(text: str) -> tuple[list[str], bool]:
    """Return the names a text begins with, and whether it is nothing but names."""
    names = []
    parts = [part.strip(" .。!！") for part in _NAME_PART.split(text) if part.strip(" .。!！")]
    for part in parts:
        if not _is_name(part):
            break
        names.append(part)
    return names, len(names) == len(parts) and bool(names)


def _is_name(part: str) -> bool:
    if not part.isascii() and re.search("[\u3400-\u9fff]", part):
        return len(part) <= 6 and not re.search("[我你他她它的了是有在说没不]", part)
    words = part.split()
    is_short = 0 < len(words) <= _LONGEST_NAME
    return is_short and (
        (part[0].isupper() and not _is_sentence(words)) or part.casefold().startswith(_TITLES)
    )


def _is_sentence(words: list[str]) -> bool:
    common = {
        "i",
        "he",
        "she",
        "they",
        "we",
        "it",
        "was",
        "is",
        "did",
        "had",
        "but",
        "not",
        "said",
        "told",
        "saw",
    }
    return any(word.casefold().strip(".,!'") in common for word in words)
