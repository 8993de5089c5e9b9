"""The words of a text, in the one form in which texts are compared.

Latin text becomes lower-case words without accents, identifiers fall apart into their words, versions
and numbers stay whole, and Chinese, Japanese and Korean become pairs of neighbouring characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f"
_WORD = re.compile(
    rf"(?P<cjk>[{_CJK}]+)|(?P<number>v?\d+(?:[.,]\d+)+)|(?:(?![{_CJK}_])\w)+(?:['’](?:(?![{_CJK}_])\w)+)?"
)
_MARKS = re.compile("[\u0300-\u036f]")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SYMBOLS = re.compile(r"(?<!\w)([CFcf])(\+\+|#)(?!\w)")

STOP = frozenset(
    """a about above after all also although am an and any are as at be because been before being below between both but
    by can cannot could did do does doing done down during each either else even every few for from further get gets
    got had has have having he her here hers him his how however i if in into is it its itself just least less let may
    me might more most much must my neither no nor not of off often on once one only onto or other our ours out over
    own per quite rather really same shall she should since so some still such than that the their theirs them then
    there these they this those though through thus to too under until up upon us use used uses using very was we were what when where
    whether which while who whom whose why will with within without would yet you your yours
    aint arent cant couldnt didnt doesnt dont hadnt hasnt havent hes im isnt ive lets shouldnt thats theres theyre
    theyve wasnt wed were weve werent whats wont wouldnt youre youve
    我们 你们 他们 她们 它们 这个 那个 这些 那些 一个 没有 因为 所以 但是 如果 以及 或者 而且 然后 就是 还是 不是 可以 已经""".split()
)


def tokens(text: str) -> list[str]:
    """Return the words of a text in order, compared without case, accents and small words.

    `max_connections` gives `max`, `connections`; `NodePort` gives `nodeport`, `node`, `port`;
    `5.10.0` and `503` stay; a run of Chinese, Japanese or Korean characters gives its bigrams.
    """
    found: list[str] = []
    for match in _WORD.finditer(_plain(text)):
        found += _split(match[0], match.lastgroup)
    return [word for word in found if word not in STOP]


def _plain(text: str) -> str:
    """Return the text without accents; the marks of Japanese kana and Korean syllables stay."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFKD", text)))
    if "+" in text or "#" in text:
        text = _SYMBOLS.sub(lambda match: match[1] + ("pp" if match[2] == "++" else "sharp"), text)
    return text


def _split(word: str, kind: str | None) -> list[str]:
    if kind == "cjk":
        return [word] if len(word) == 1 else [word[i : i + 2] for i in range(len(word) - 1)]
    if kind == "number":
        return [word.replace(",", "")]
    return _latin(word)


@lru_cache(maxsize=1 << 14)
def _latin(word: str) -> list[str]:
    whole = re.sub("['’]s$", "", word.casefold()).replace("'", "").replace("’", "")
    parts = [part for part in _HUMP.split(word) if len(part) > 1]
    humps = (
        [part.casefold() for part in parts] if len(parts) > 1 and "'" not in word and "’" not in word else []
    )
    return [whole, *humps] if len(whole) > 1 or whole.isdigit() else []


# Each row is tried from the longest ending to the shortest: ending, what replaces it, letters that must stay.
_ENDINGS = (
    (("ments", "", 4), ("ment", "", 4), ("ness", "", 5), ("ally", "al", 4), ("ly", "", 4)),
    (
        *(("ification", "if", 2), ("ability", "abl", 3), ("uration", "", 4), ("ization", "", 3), ("isation", "", 3)),
        *(("ation", "", 3), ("ating", "", 3), ("ator", "", 3), ("ated", "", 3), ("uring", "", 4), ("izing", "", 3)),
        *(("ising", "", 4), ("ence", "", 4), ("ance", "", 4), ("ured", "", 4), ("ized", "", 3), ("ised", "", 4)),
        *(("izer", "", 3), ("ate", "", 3), ("ure", "", 4), ("ize", "", 3), ("ise", "", 4), ("ing", "", 3)),
        *(("ied", "", 3), ("ion", "", 4), ("ed", "", 3), ("er", "", 3), ("al", "", 5), ("e", "", 3)),
    ),
)
_IRREGULAR = dict(
    pair.split(":")
    for pair in """bought:buy broke:break broken:break brought:bring chose:choose chosen:choose fell:fall forgot:forget
    forgotten:forget froze:freeze frozen:freeze gave:give given:give kept:keep knew:know left:leave lost:lose made:make
    meant:mean overwritten:overwrite overwrote:overwrite paid:pay ran:run said:say sent:send slept:sleep spent:spend
    stole:steal stolen:steal taught:teach thought:think threw:throw told:tell took:take taken:take went:go woke:wake
    written:write wrote:write""".split()
)


@lru_cache(maxsize=1 << 14)
def stem(word: str) -> str:
    """Return the beginning that the forms of an English word share: `renew` for renewed and renewals."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    word = _singular(_IRREGULAR.get(word, word))
    for endings in _ENDINGS:
        word = _without(word, endings)
    return word[:-1] if len(word) > 3 and word[-1] in "yi" and word[-2] not in "aeiou" else word


def _singular(word: str) -> str:
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without(word: str, endings: tuple[tuple[str, str, int], ...]) -> str:
    for ending, replacement, stays in endings:
        if word.endswith(ending) and len(word) - len(ending) >= stays:
            return _single(word[: -len(ending)] + replacement)
    return word


def _single(beginning: str) -> str:
    doubled = len(beginning) > 3 and beginning[-1] == beginning[-2] and beginning[-1] not in "lsz"
    return beginning[:-1] if doubled else beginning
