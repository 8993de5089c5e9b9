"""The words of a text, in the one form in which texts are compared.

Latin text becomes lower-case words without accents, identifiers fall apart into their words, versions
and numbers stay whole, and Chinese, Japanese and Korean become pairs of neighbouring characters.
Names and dates are found by the way they are written, never by a list of products.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, groupby

from mistakes.records import NamedTuple

# First and last characters of the scripts that are compared by pairs: Han, kana, Hangul.
_SCRIPTS = (
    *("\u3005\u3007", "\u3040\u30ff", "\u3400\u4dbf", "\u4e00\u9fff"),
    *("\uac00\ud7a3", "\uf900\ufaff", "\U00020000\U0003134f"),
)
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+(?:['.,:_-][A-Za-z0-9]+)*")
_WORD = re.compile(r"[^\W_]+(?:['’.,:_-][^\W_]+)*")
_INSIDE = re.compile(r"[.,:_-]")
_MARKS = re.compile("[\u0300-\u036f]")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PREFIXED = re.compile(r"[^\W\d_]{1,4}-[^\W\d_]+")
_NUMBER = re.compile(r"v?\d+(?:[.,]\d+)*")
_CLOCK_OR_DAY = re.compile(r"\d+(?:[:-]\d+)+")
_SMALL_NUMBER = re.compile(r"\d{1,2}(?:st|nd|rd|th)?|(?:19|20)\d\d|v?\d+(?:\.\d+)+|v\d+")
# One vowel and one consonant at the end, where an e was dropped: car(ing), writ(ing).
_SHORT = re.compile("[^aeiou]+[aeiou][^aeiouwxy]")
_UNWRITTEN = str.maketrans("", "", ",'’")
_SENTENCE_GOES_ON = frozenset(",;)\"'’”")


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP = _listed(
    """
    a about above after against all also although am an and any are as at be because been before
    being below between both but by can cannot could did do does doing done down during each either
    else even every few for from further get gets got had has have having he her here hers him his
    how however i if in into is it its itself just least less let may me might more most much must
    my neither no nor not of off often on once one only onto or other our ours out over own per
    quite rather really same shall she should since so some still such than that the their theirs
    them then there these they this those though through thus to too under until up upon us use used
    uses using very via was we were what when where whether which while who whom whose why will with
    within without would yet you your yours aint arent cant couldnt didnt doesnt dont hadnt hasnt
    havent hes im isnt ive lets shouldnt thats theres theyre theyve wasnt wed werent weve whats wont
    wouldnt youre youve
    我们 你们 他们 她们 它们 这个 那个 这些 那些 一个 没有 因为 所以 但是 如果 以及
    或者 而且 然后 就是 还是 不是 可以 已经
    """
)
WEEKDAYS = _listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_MONTHS = _listed(
    """
    january february april june july august september october november december utc gmt cet cest
    """
)
# Abbreviations that say what happened; every other word in capitals is taken for a name.
_ABBREVIATIONS = _listed(
    """
    acl ai api apis ascii bgp bios ca cdn ceo ci cd cidr cli cors cpu crud css csv cto ddos dhcp dns
    dos ecc etl faq fk ftp gdpr gpu gui hr html http https icmp id ids imap io iops ip ips json jwt
    kpi lan mac mfa mtu nat nda nfs ntp nul null oauth ok oom orm os otp pc pdf pin pk pm pr prs qa
    ram raid regex rest roi rpc saml sdk seo sha sla sms smtp sql ssd ssh ssl sso tcp tls todo ttl
    uat udp ui uri url urls usb utf utf8 uuid ux vat vip vlan vm vms vpc vpn wan wifi wip xml xss
    yaml
    """
)
_GLUE = frozenset("的了着吗呢吧啊把被又也都就很还给和与们")
# Characters that say little alone, though much in a pair.
EVERYDAY_CHARACTERS = _GLUE | frozenset("一不个中为人会你到去大她他我有来这那在上下小是时没能要")


class Word(NamedTuple):
    """What one written word is compared by: plain terms, and those that its form says are a name or date."""

    plain: tuple[str, ...]
    faint: tuple[str, ...]


def tokens(text: str) -> list[str]:
    """Return the words of a text in order, without case, accents and small words.

    `max_connections` gives `max`, `connections`; `NodePort` gives `nodeport`, `node`, `port`;
    `5.10.0` and `503` stay; a run of Chinese, Japanese or Korean characters gives its bigrams.
    """
    return [token for raw in written(text) for part in _parts(raw) for token in _tokens_of(part)]


def terms(text: str) -> list[str]:
    """Return what texts are compared by: the stems of their tokens, without grammar-only bigrams."""
    return list(chain.from_iterable(map(_terms_of, written(text))))


def characters(text: str) -> list[str]:
    """Return the Chinese characters of a text that say something alone, such as 借 and 钱 of 借了钱."""
    if text.isascii():
        return []
    return [one for one in text if is_character(one) and one not in EVERYDAY_CHARACTERS]


def is_character(term: str) -> bool:
    """Tell whether a term is one Chinese character."""
    return len(term) == 1 and "\u3400" <= term <= "\u9fff"


def is_pair(term: str) -> bool:
    """Tell whether a term is a pair of Chinese, Japanese or Korean characters."""
    return len(term) == 2 and all(map(_is_paired, term))


def written(text: str) -> list[str]:
    """Return the words of a text as they are written, `e-mail` and `08:15` whole; no web addresses."""
    if "://" in text:
        text = re.sub(r"\w+://\S+", " ", text)
    if "+" in text or "#" in text:
        text = re.sub(r"(?<!\w)([CFcf])(\+\+|#)(?!\w)", _spelled_out, text)
    return _ASCII_WORD.findall(text) if text.isascii() else _WORD.findall(unicodedata.normalize("NFKC", text))


def _spelled_out(match: re.Match[str]) -> str:
    return match[1] + ("pp" if match[2] == "++" else "sharp")


def names(texts: Sequence[str], words: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the written words that stand with a capital amid a sentence and never without one.

    `texts` are a title and what follows it, `words` the written words of each. A title with most words
    in capitals is a headline and tells nothing by them; neither does a text with a capital amid
    sentences on more than a quarter of its words (German).
    """
    start = 0 if _is_sentence(texts[0]) else 1
    every = set(chain.from_iterable(words[start:]))
    capitals = [raw for raw in every if raw[0].isupper() and raw[1:2].islower()]
    text = "\n".join(texts[start:])
    found = [raw for raw in capitals if raw.lower() not in every and _stands_amid(raw, text)]
    return frozenset(found) if 4 * len(found) <= len(every) else frozenset()


def _is_sentence(title: str) -> bool:
    rest = title.split()[1:]
    return 2 * sum(part[0].isupper() for part in rest) <= len(rest)


def _stands_amid(raw: str, text: str) -> bool:
    """Tell whether a word stands somewhere after a word or a comma, not at the start of a sentence."""
    at = text.find(" " + raw)
    while at > 0:
        if text[at - 1].isalnum() or text[at - 1] in _SENTENCE_GOES_ON:
            return True
        at = text.find(" " + raw, at + 1)
    return False


@lru_cache(maxsize=1 << 15)
def _terms_of(raw: str) -> tuple[str, ...]:
    plain, faint = word(raw)
    return plain + faint


@lru_cache(maxsize=1 << 15)
def word(raw: str) -> Word:
    """Return what one written word is compared by; remembered, because the same words come again."""
    if _is_usual(raw):
        return _usual_word(raw)
    plain: list[str] = []
    faint: list[str] = []
    for part in () if raw[:1].isdecimal() and _CLOCK_OR_DAY.fullmatch(raw) else _parts(raw):
        of_part = _usual_word(part) if _is_usual(part) else _word_of(part)
        plain += of_part.plain
        faint += of_part.faint
    return Word(tuple(plain), tuple(faint))


def _is_usual(part: str) -> bool:
    """Tell whether a word is written in small Latin letters, as most are."""
    return part.isascii() and part.isalpha() and part.islower()


@lru_cache(maxsize=1 << 15)
def _usual_word(part: str) -> Word:
    """Return what `_word_of` does for such a word, in less time."""
    stems = (stem(part),) if _counts(part) else ()
    return Word((), stems) if part in _MONTHS else Word(stems, ())


def _word_of(part: str) -> Word:
    stems = tuple(stem(token) for token in _tokens_of(part) if not _is_glue(token))
    return Word((), stems) if _is_faint(part) else Word(stems, ())


def _parts(raw: str) -> list[str]:
    """Return the words inside `kube-system` or `app.log`; `e-mail` and `re-run` are also one word."""
    if (raw[:1].isdecimal() or raw[:1] == "v") and _NUMBER.fullmatch(raw):
        return [raw]
    parts = _INSIDE.split(raw)
    return [*parts, parts[0] + parts[1]] if "-" in raw and _PREFIXED.fullmatch(raw) else parts


def _tokens_of(part: str) -> list[str]:
    if part.isascii() or max(part) < _SCRIPTS[0]:
        return _latin(part)
    found: list[str] = []
    for is_paired, characters in groupby(part, _is_paired):
        run = "".join(characters)
        found += _bigrams(run) if is_paired else _latin(run)
    return found


def _is_paired(character: str) -> bool:
    return any(ends[0] <= character <= ends[1] for ends in _SCRIPTS)


def _bigrams(run: str) -> list[str]:
    pairs = [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
    return [pair for pair in pairs if pair not in STOP]


def _latin(part: str) -> list[str]:
    plain = part if part.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", part))
    plain = plain.removesuffix("'s").removesuffix("’s").translate(_UNWRITTEN)
    whole = plain.casefold()
    humps = [] if plain[1:].islower() else [hump.casefold() for hump in _HUMP.split(plain) if len(hump) > 1]
    return [token for token in [whole, *(humps if len(humps) > 1 else ())] if _counts(token)]


def _counts(token: str) -> bool:
    return token not in STOP and (len(token) > 1 or token.isdigit())


def _is_glue(token: str) -> bool:
    if token.isascii():
        return False
    return not _GLUE.isdisjoint(token) or all("\u3040" <= character <= "\u309f" for character in token)


def _is_faint(part: str) -> bool:
    """Tell whether the form alone says name (KIAM, CloudWatch), year, month, version or small number."""
    if part[1:].islower() or part.islower():
        return part.lower() in _MONTHS or _SMALL_NUMBER.fullmatch(part) is not None
    capitals = any(letter.isupper() for letter in part[1:]) and part.lower() not in _ABBREVIATIONS
    return capitals or _SMALL_NUMBER.fullmatch(part) is not None


def _endings(*rows: str) -> tuple[tuple[int, dict[str, tuple[str, int]]], ...]:
    """Return the endings by length, longest first: each with what replaces it and letters that must stay."""
    by_length: dict[int, dict[str, tuple[str, int]]] = {}
    for row in rows:
        stays, *found = row.split()
        for ending, _, replacement in (item.partition(":") for item in found):
            by_length.setdefault(len(ending), {})[ending] = replacement, int(stays)
    return tuple(sorted(by_length.items(), reverse=True))


_ENDINGS = (
    _endings("4 ments ment ally:al ly", "5 ness"),
    _endings(
        "2 ification:if ied:y",
        "3 ability:abl ization isation ation ating ator ated izing ized izer ate ize ing ed e",
        "4 uration uring ising ence ance ured ised ure ise",
        "5 al ion",
    ),
)
_LAST_LETTERS = tuple(
    frozenset(ending[-1] for _, by_ending in endings for ending in by_ending) for endings in _ENDINGS
)
_IRREGULAR = dict(
    pair.split(":")
    for pair in _listed(
        """
        bought:buy broke:break broken:break brought:bring chose:choose chosen:choose fell:fall
        forgot:forget forgotten:forget froze:freeze frozen:freeze gave:give given:give kept:keep
        knew:know left:leave lost:lose made:make meant:mean overslept:oversleep overwritten:overwrite
        overwrote:overwrite paid:pay ran:run said:say sent:send slept:sleep spent:spend stole:steal
        stolen:steal taught:teach thought:think threw:throw told:tell took:take taken:take went:go
        woke:wake written:write wrote:write
        """
    )
)


@lru_cache(maxsize=1 << 15)
def stem(token: str) -> str:
    """Return what the forms of an English word share: `renew` for renewed, renewing, renewal.

    A light stemmer of our own in two passes; words that are not plain English letters stay as they are.
    """
    if len(token) < 4 or not token.isascii() or not token.isalpha():
        return _IRREGULAR.get(token, token)
    stemmed = _singular(_IRREGULAR.get(token, token))
    for endings, last in zip(_ENDINGS, _LAST_LETTERS, strict=True):
        if stemmed[-1] in last:
            stemmed = _without(stemmed, endings)
    ends_in_y = len(stemmed) > 5 and stemmed[-1] in "yi" and stemmed[-2] not in "aeiou"
    return stemmed[:-1] if ends_in_y else stemmed


def root(stemmed: str) -> str:
    """Return what all forms of a stem begin with, as an index is asked: `cop` for copy, `writ` for write."""
    if len(stemmed) < 4 or not stemmed.isascii():
        return stemmed
    return stemmed[:-1] if stemmed[-1] in "ey" or stemmed.endswith("abl") else stemmed


def _singular(token: str) -> str:
    if token.endswith(("ches", "shes", "sses", "xes")):
        return token[:-2]
    if token.endswith("ies") and len(token) > 4:
        return token[:-3] + "y"
    return token[:-1] if token.endswith("s") and not token.endswith(("ss", "us", "is")) else token


def _without(token: str, endings: tuple[tuple[int, dict[str, tuple[str, int]]], ...]) -> str:
    size = len(token)
    for length, by_ending in endings:
        found = by_ending.get(token[-length:])
        if found and size - length >= found[1]:
            return _whole(token[:-length] + found[0])
    return token


def _whole(beginning: str) -> str:
    """Return what an ending was added to: `plan` for plann(ing), `plane` for plan(ed), as `care` is no car."""
    doubled = len(beginning) > 3 and beginning[-1] == beginning[-2] and beginning[-1] not in "lsz"
    if doubled:
        return beginning[:-1]
    return f"{beginning}e" if _SHORT.fullmatch(beginning) else beginning


# Words that people often write about mistakes of any kind, so that sharing them says little.
OFTEN_WRITTEN = frozenset(
    terms(
        """
        accident accidentally affect again always another bad break bug call cause chance change check
        customer day days detect disruption downtime due effect error event experience fail find first
        fix forget full good great happen hard help hour hours impact incident increase instead issue
        job know last late lead learn lesson like long look lot make manual many minute minutes miss
        mistake month need never new next notice old outage people person problem production project put
        quick report resolve result right run say second see service set someone something start state
        step stop system take team thing think time today tomorrow trigger try turn unable unavailable
        understand update user wait want way week work wrong year yesterday
        忘记 忘了 错误 问题 导致 发生 结果 时候 今天 昨天 再次 又一
        出错 失误 失败 注意 出现 原因 时间 直接 造成
        今年 去年 每天 明天 后来 以后 以前 之前 之后 当时 现在 最后 终于 突然 马上 一直 重新
        早上 晚上 小时 分钟 星期 上周 下周 第一 第二 一次 两次 几次 这次 一下 一起 很多 所有 全部 其他
        自己 大家 别人 有人 客户 用户 团队 项目 工作 系统 事情 东西 地方 情况 办法 方法 影响
        需要 应该 可能 不能 不会 不知 知道 发现 看到 觉得 以为 认为 告诉 开始 结束 完成 处理 检查 修改 更新
        """
    )
)
# What people say of anything they are about to do; sharing only that says nothing.
EVERYDAY_DEEDS = frozenset(
    terms(
        """
        add answer arrange ask begin bring build buy call carry choose clean collect come compare complete
        consider continue create decide discuss do draw enjoy explain finish follow give go help improve
        include join keep learn leave listen look make meet need offer open organize pick plan play
        practise prepare provide read receive repair reply say search select show sit sort speak spend
        stand start stay study suggest talk teach tell think try turn use visit walk watch win write
        准备 学习 研究 选择 挑选 整理 安排 参加 练习 购买 打算 计划 决定 寻找 讨论 了解 继续 帮助 使用
        """
    )
)
