"""The words of a text, in the one form in which texts are compared.

Latin text becomes lower-case words without accents, identifiers fall apart into their words, versions
and numbers stay whole, and Chinese, Japanese and Korean become pairs of neighbouring characters.
Names and dates are found by the way they are written, never by a list of products.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

_CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003134f"
_RAW = re.compile(r"v?\d+(?:[.,]\d+)+(?![^\W_])|[^\W_]+(?:['’][^\W_]+)*")
_SCRIPTS = re.compile(f"[{_CJK}]+|[^{_CJK}]+")
_IDEOGRAPH = re.compile(f"[{_CJK}]")
_KANA = re.compile("[\u3040-\u309f]{1,2}")
_MARKS = re.compile("[\u0300-\u036f]")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_SYMBOLS = re.compile(r"(?<!\w)([CFcf])(\+\+|#)(?!\w)")
_ADDRESS = re.compile(r"\w+://\S+")
_AMID = re.compile(r"(?<=[\w,;)\"'’] )[A-Z][a-z]\w*")

STOP = frozenset(
    """a about above after against all also although am an and any are as at be because been before being below
    between both but by can cannot could did do does doing done down during each either else even every few for from
    further get gets got had has have having he her here hers him his how however i if in into is it its itself just
    least less let may me might more most much must my neither no nor not of off often on once one only onto or other
    our ours out over own per quite rather really same shall she should since so some still such than that the their
    theirs them then there these they this those though through thus to too under until up upon us use used uses using
    very via was we were what when where whether which while who whom whose why will with within without would yet you
    your yours aint arent cant couldnt didnt doesnt dont hadnt hasnt havent hes im isnt ive lets shouldnt thats theres
    theyre theyve wasnt wed werent weve whats wont wouldnt youre youve
    我们 你们 他们 她们 它们 这个 那个 这些 那些 一个 没有 因为 所以 但是 如果 以及 或者 而且 然后 就是 还是 不是 可以 已经
    """.split()
)
WEEKDAYS = frozenset("Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split())
_MONTHS = frozenset(
    "january february april june july august september october november december utc gmt cet cest".split()
)
# Abbreviations that say what happened; every other word in capitals is taken for a name.
_ABBREVIATIONS = frozenset(
    """acl ai api apis ascii bgp bios ca cdn ceo ci cd cidr cli cors cpu crud css csv cto ddos dhcp dns dos ecc etl faq
    fk ftp gdpr gpu gui hr html http https icmp id ids imap io iops ip ips json jwt kpi lan mac mfa mtu nat nda nfs ntp
    nul null oauth ok oom orm os otp pc pdf pin pk pm pr prs qa ram raid regex rest roi rpc saml sdk seo sha sla sms
    smtp sql ssd ssh ssl sso tcp tls todo ttl uat udp ui uri url urls usb utf utf8 uuid ux vat vip vlan vm vms vpc vpn
    wan wifi wip xml xss yaml""".split()
)
_GLUE = frozenset("的了着吗呢吧啊把被又也都就很还给和与们")


class Word(NamedTuple):
    """One written word: what it is compared by, and whether its form says name, date or small number."""

    terms: tuple[str, ...]
    is_faint: bool


def tokens(text: str) -> list[str]:
    """Return the words of a text in order, without case, accents and small words.

    `max_connections` gives `max`, `connections`; `NodePort` gives `nodeport`, `node`, `port`;
    `5.10.0` and `503` stay; a run of Chinese, Japanese or Korean characters gives its bigrams.
    """
    return [word for raw in written(text) for word in _tokens_of(raw)]


def terms(text: str) -> list[str]:
    """Return what texts are compared by: the stems of their tokens, without grammar-only bigrams."""
    return [term for raw in written(text) for term in word(raw).terms]


def written(text: str) -> list[str]:
    """Return the words of a text as they are written; addresses of web pages are left out."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if "://" in text:
        text = _ADDRESS.sub(" ", text)
    if "+" in text or "#" in text:
        text = _SYMBOLS.sub(lambda match: match[1] + ("pp" if match[2] == "++" else "sharp"), text)
    return _RAW.findall(text)


def names(text: str) -> frozenset[str]:
    """Return the written words that stand with a capital amid a sentence and never without one.

    A text in which a third of the words do (German, headlines) tells nothing; it has no names.
    """
    amid = _AMID.findall(text)
    if not amid:
        return frozenset()
    every = _RAW.findall(text)
    if len(amid) * 3 > len(every) + 3:
        return frozenset()
    return frozenset(set(amid).difference(map(str.capitalize, filter(str.islower, every))))


@lru_cache(maxsize=1 << 15)
def word(raw: str) -> Word:
    """Return how one written word is compared; remembered, because the same words come again."""
    kept = [token for token in _tokens_of(raw) if not _is_glue(token)]
    return Word(tuple(stem(token) for token in kept), _is_faint(raw))


def _tokens_of(raw: str) -> list[str]:
    if raw.isascii() or not _IDEOGRAPH.search(raw):
        return _latin(raw)
    found: list[str] = []
    for part in _SCRIPTS.findall(raw):
        found += _bigrams(part) if _IDEOGRAPH.match(part) else _latin(part)
    return found


def _bigrams(run: str) -> list[str]:
    pairs = [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
    return [pair for pair in pairs if pair not in STOP]


def _latin(raw: str) -> list[str]:
    plain = raw if raw.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", raw))
    if plain[-1].isdigit() and not plain.isalnum():
        return [plain.replace(",", "")]
    whole = re.sub("['’]s$", "", plain.casefold()).replace("'", "").replace("’", "")
    humps = [part.casefold() for part in _HUMP.split(plain) if len(part) > 1] if plain.isalnum() else []
    return [part for part in [whole, *(humps if len(humps) > 1 else ())] if _counts(part)]


def _counts(token: str) -> bool:
    return token not in STOP and (len(token) > 1 or token.isdigit())


def _is_glue(token: str) -> bool:
    return not token.isascii() and (not _GLUE.isdisjoint(token) or _KANA.fullmatch(token) is not None)


def _is_faint(raw: str) -> bool:
    """Tell whether the form alone says name (KIAM, CloudWatch), date (2021, 22nd, June) or small number."""
    if raw.lstrip("v")[:1].isdigit():
        return len(raw.rstrip("stndrh")) <= 2 or len(raw) == 4 and raw.startswith(("19", "20")) or not raw.isalnum()
    if raw.lower() in _MONTHS:
        return True
    return any(letter.isupper() for letter in raw[1:]) and raw.lower() not in _ABBREVIATIONS


# Each row is tried from the first ending to the last: ending, what replaces it, letters that must stay.
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
    meant:mean overslept:oversleep overwritten:overwrite overwrote:overwrite paid:pay ran:run said:say sent:send
    slept:sleep spent:spend stole:steal stolen:steal taught:teach thought:think threw:throw told:tell took:take
    taken:take went:go woke:wake written:write wrote:write""".split()
)


@lru_cache(maxsize=1 << 15)
def stem(token: str) -> str:
    """Return what the forms of an English word share: `renew` for renewed, renewing, renewal.

    A light stemmer of our own in two passes; words that are not plain English letters stay as they are.
    """
    if len(token) < 4 or not token.isascii() or not token.isalpha():
        return _IRREGULAR.get(token, token)
    stemmed = _singular(_IRREGULAR.get(token, token))
    for endings in _ENDINGS:
        stemmed = _without(stemmed, endings)
    ends_in_y = len(stemmed) > 3 and stemmed[-1] in "yi" and stemmed[-2] not in "aeiou"
    return stemmed[:-1] if ends_in_y else stemmed


def _singular(token: str) -> str:
    if token.endswith(("ches", "shes", "sses", "xes")):
        return token[:-2]
    if token.endswith("ies") and len(token) > 4:
        return token[:-3] + "y"
    return token[:-1] if token.endswith("s") and not token.endswith(("ss", "us", "is")) else token


def _without(token: str, endings: tuple[tuple[str, str, int], ...]) -> str:
    for ending, replacement, stays in endings:
        if token.endswith(ending) and len(token) - len(ending) >= stays:
            return _single(token[: -len(ending)] + replacement)
    return token


def _single(beginning: str) -> str:
    doubled = len(beginning) > 3 and beginning[-1] == beginning[-2] and beginning[-1] not in "lsz"
    return beginning[:-1] if doubled else beginning
