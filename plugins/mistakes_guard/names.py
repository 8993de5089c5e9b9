"""The scanner for people: known names, addresses, telephone numbers, `@handles`, `小王` and its like.

A name is a suggestion: with the person's consent it may stand. Fields that are there to hold a name, as
an action's owner, are looked at only where strangers will read them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from mistakes.scanning import Finding, Passage, ScanOccasion
from mistakes_guard.allowed import allowed
from mistakes_guard.joined import Joined
from mistakes_guard.people import HAN, Known, known_people, own_names
from mistakes_guard.phones import phones

_ADVICE = (
    "Say the role instead, such as “the person on call”, unless they agreed to be named.",
    "除非本人同意，改写成角色，例如“值班同事”。",
)
_OF_NUMBERS = (
    "Leave the number out: who needs it finds it elsewhere.",
    "请删去号码：需要的人自有别处可查。",
)
_NAME_FIELD = re.compile(r"(?:^|: )(?:actions[.\[].*\.(?:owner|helper)$|heard_from\b|to$)")
ADDRESS = re.compile(
    r"(?<![A-Za-z0-9._%+/:-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![A-Za-z0-9:])"
)
_NOBODY = re.compile(
    r"^(?:git|root|noreply|no-reply|info|support|security|press|contact|hello|admin|abuse|postmaster|help|team|"
    r"bot|user|you|me|name)@|@(?:\w+\.)*(?:example\.(?:com|org|net)|invalid|localhost|test|local)$",
    re.IGNORECASE,
)
HANDLE = re.compile(
    r"(?<![\w.@/`\\+=-])@([A-Za-z][A-Za-z0-9_-]{1,38})(?![A-Za-z0-9_-])(?![/(@`'\"]|\.[a-z])"
    r"(?![ \t]{0,8}\n[ \t]{0,16}(?:@|(?:async|class|def|final|fun|func|private|protected|public|static) ))"
)
_NO_HANDLE = frozenset(
    """
    all channel everyone everybody here team staff property staticmethod classmethod override dataclass
    ref head main media import param params return returns throws see author since deprecated test before after export
    abstractmethod cached_property overload attr click pytest latest next types nullable transactional
    """.split()
)
# family names whose other meanings do not get in the way
_FAMILY = "王李张刘陈杨赵吴徐孙朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾董袁潘蒋蔡杜苏魏吕沈姚卢谭陆汪廖周黄"
_TITLE = r"(?:经理|老师|主任|同学|主管|总监|组长|师傅|工程师|工(?![作程具资人序期业艺厂时单种])|总(?![是结体共数量的部监会线和计之额算能有]))"
_NO_ONE = "国子牌期长末力贴数女旗河时量度块器色金列件型"  # 小周期, 小王子, 小金库
_SAID_OF = "是由被让和与跟给对把找叫请问的了过到见向听为"
COLLEAGUE = re.compile(
    f"(?:(?<![{HAN}])|(?<=[{_SAID_OF}]))(?:[小老阿][{_FAMILY}](?![{_NO_ONE}])|[{_FAMILY}]{_TITLE})"
)
_BEFORE = frozenset(_SAID_OF + "，。、；：“（( \n,.:;\"'")
_AFTER = frozenset("说的把在没忘做写发改删就也都和与了给跟是，。、；：”）) \n,.:;\"'")


def scan(passages: Sequence[Passage], occasion: ScanOccasion) -> Iterator[Finding]:
    """Yield every person that is named, each name once a passage; the writer may tell of himself."""
    return find(passages, occasion, known_people(occasion.journals))


def find(passages: Sequence[Passage], occasion: ScanOccasion, known: Known) -> Iterator[Finding]:
    """Do the same for people who are known already."""
    texts = [one for one in passages if occasion.public or not _NAME_FIELD.search(one.where)]
    joined = Joined(texts)
    fine = {text.casefold() for text in allowed(occasion.journals)} | own_names(occasion.author)
    tongue = occasion.language.startswith("zh")
    numbers = {*phones(joined.text, joined.lower)}
    told: set[tuple[str, str]] = set()
    for start, end in sorted({*_spans(joined.text, known), *numbers}):
        shown = joined.text[start:end]
        where, *_ = place = joined.place(start, end)
        if _is_fine(shown, fine) or (where, shown) in told:
            continue
        told.add((where, shown))
        yield Finding("name", *place, shown, (_OF_NUMBERS if (start, end) in numbers else _ADVICE)[tongue])


def _is_fine(shown: str, fine: Collection[str]) -> bool:
    folded = shown.casefold()
    return folded in fine or folded.lstrip("@") in fine


def _spans(text: str, known: Known) -> Iterator[tuple[int, int]]:
    taken: list[tuple[int, int]] = []
    if "@" in text:
        taken = [match.span() for match in ADDRESS.finditer(text)]
        yield from (span for span in taken if not _NOBODY.search(text[slice(*span)]))
        handles = HANDLE.finditer(text)
        yield from (match.span() for match in handles if match[1].lower() not in _NO_HANDLE)
    if known.names:
        yield from _outside((match.span() for match in _any_of(known.names).finditer(text)), taken)
    if known.addresses:
        folded = (text[slice(*span)].casefold() for span in taken)
        yield from (span for span, one in zip(taken, folded, strict=True) if one in known.addresses)
    if not text.isascii():
        yield from _chinese(text, known)


def _chinese(text: str, known: Known) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in COLLEAGUE.finditer(text))
    if known.chinese:
        for match in _any_of(known.chinese, border=False).finditer(text):
            if len(match[0]) > 2 or _stands_alone(text, *match.span()):
                yield match.span()


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether two characters are a name here, by what stands before or after them."""
    return (start == 0 or text[start - 1] in _BEFORE) or (end == len(text) or text[end] in _AFTER)


def _outside(spans: Iterator[tuple[int, int]], taken: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the spans that lie in none of those, which come in order."""
    rest = iter(taken)
    current = next(rest, None)
    for start, end in spans:
        while current and current[1] <= start:
            current = next(rest, None)
        if not (current and current[0] <= start):
            yield start, end


@lru_cache(maxsize=64)
def _any_of(names: frozenset[str], border: bool = True) -> re.Pattern[str]:
    """Return the pattern of any of the names, the longer first; in letters with a border on both sides."""
    either = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)" if border else f"(?:{either})")
