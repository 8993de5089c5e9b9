"""Small readings of answers in English and Chinese: numbers, yes and no, names, the three Qs."""

from __future__ import annotations

import re
import unicodedata

_YES = (
    *(
        "yes",
        "y",
        "yeah",
        "yep",
        "true",
        "right",
        "both",
        "是",
        "是的",
        "对",
        "对的",
        "该",
        "应该",
        "有",
        "能",
        "好",
    ),
    *("可以", "没错"),
)
_NO = (
    *(
        "no",
        "n",
        "nope",
        "false",
        "wrong",
        "neither",
        "not",
        "否",
        "不",
        "不是",
        "不对",
        "不该",
        "不应该",
        "没有",
    ),
    *("没", "不能", "不行", "不可以"),
)
NOBODY = frozenset(
    ("nobody", "no one", "noone", "none", "no-one", "-", "没有人", "没人", "没有", "无", "谁也没有", "只有我")
)
_PERCENT_HAN = re.compile("百分之")
_TENTHS = {"一成": 10, "两成": 20, "二成": 20, "三成": 30, "四成": 40, "五成": 50, "六成": 60, "七成": 70}
_TENTHS |= {"八成": 80, "九成": 90, "十成": 100, "一半": 50}
_DIGITS_HAN = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_Q_WORDS = {
    "iq": r"iq|know\w*|facts?|think\w*|head|知识|知道|事实|智商|思考|脑",
    "eq": r"eq|feel\w*|emotion\w*|mood|情绪|感受|感觉|情商",
    "lq": r"lq|car(?:e|ed|ing)|love|heart|关心|爱商|爱|心意|关爱",
}
_USUAL_Q = 2
_CLAUSE = re.compile(r"\s*(?:[;\n，；、。]|,(?!\d{3}\b)|\.(?=\s|$)|\s(?:and|plus)\s|(?<=\S)和(?=\S))\s*")
_NAME_PART = re.compile(r"\s*(?:[,;\n，；、&/]|\s(?:and|und|et)\s|和|跟|与)\s*")
_TITLES = ("the ", "our ", "my ", "a ", "an ")
_LONGEST_NAME = 4  # words


def number_in(text: str) -> float | None:
    """Return the number a text begins with, such as "4", "90 %", "about 70", "八成"; None if there is none."""
    plain = _PERCENT_HAN.sub("", unicodedata.normalize("NFKC", text).strip().casefold())
    for words, value in _TENTHS.items():
        if plain.startswith(words):
            return float(value)
    if plain[:1] in _DIGITS_HAN and not re.match(r"[一-鿿]", plain[1:2]):
        return float(_DIGITS_HAN[plain[0]])
    found = re.match(
        r"(?:about |around |roughly |maybe |~|≈|大约|大概|约|差不多)?(\d+(?:[.,]\d+)?)(?![\d:])", plain
    )
    return float(found[1].replace(",", ".")) if found and len(found[1]) <= 15 else None


def truth_in(text: str) -> bool | None:
    """Return whether a text begins with yes or no; None if with neither."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    first = re.split(r"[\s,.;:!，。；：！、-]", plain, maxsplit=1)[0]
    if first in _YES or first in _NO:
        return first in _YES
    return None


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
