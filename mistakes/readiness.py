"""What an entry still lacks before it can be a chapter of the book: facts, conditions, a lesson, a plan.

These are the rules that need only the entry itself. That it is a day old, that somebody else has read it,
and that it holds no name or secret is judged elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mistakes.model import Lesson, Mistake

KINDS = ("story", "condition", "lesson", "platitude", "plan")
SHORTEST_STORY = 40
# A Chinese character says about as much as two and a half letters.
_LETTERS_OF_A_CHARACTER = 2.5

_MOST_WORDS = 2
_MOST_CHARACTERS = 6
_GENERIC = frozenset(
    """
    a again all also always an and any as at be been being beforehand better both but can carefully
    careful carelessness could day daily definitely diligent diligence do does doing don done each even ever every
    everybody everyone everything extra extremely for from future fully further generally get go going good great
    hard harder have i in is it its just keep keeping learn learned learning lesson lessons let like little ll lot
    made make makes making matter matters me mindful mistake mistakes more most much must my myself need needed
    needs never next no not nothing of often on once one only or our ourselves overall please proper properly
    really remember same should slow slowly so some something stay such sure than that the their them then there
    these they thing things think thinking this those thorough thoroughly thoughtful time times to too try trying
    twice us ve very vigilant vigilance want was way we well were what will with work working would you your
    attention attentive aware awareness care caution cautious communicate communicates communicating communication
    concentrate concentration consider discipline disciplined effort error errors focus focused fail failure
    improve improved improvement improving listen pay planning plan plans prepare prepared preparation
    quality responsibility responsible respect smarter strengthen
    enhance increase raise reinforce avoid prevent check double test tests testing responsible team together
    people patient patience calm human happen happens happened happening up out over down
    s t act ahead assume assuming before best closer ensure everybody's excellence exercise first follow
    more ownership practice practices proactive right strive take takes team teams between across
    """.split()
)
_VAGUE = re.compile(
    r"(?:(?:we|i|you|one|always|just|must|should|need|needs|to|please|let|us|s) )*"
    r"(?:improve|strengthen|enhance|increase|raise|reinforce|focus on|pay (?:more |better |closer )*attention to|"
    r"be (?:more |very |extra )*(?:careful|mindful|aware|cautious|attentive)|strive for|ensure (?:better|more)|"
    r"take (?:more |better |extra )*care|communicate|think more about|learn from|avoid|never forget|remember)\b"
)
_HOW = re.compile(r"\b(?:before|after|when|whenever|until|unless|if|by|because|instead|via|first|without)\b")
# The patterns for Chinese take milliseconds to compile, so that is left to the first text that needs them.
_GENERIC_HAN = (
    "加强|注意|提高|提升|增强|强化|重视|改进|改善|完善|做好|落实|保持|避免|防止|杜绝|吸取|总结|反思|引以为戒|"
    "认真|仔细|细心|小心|谨慎|用心|专心|专注|负责|努力|警惕|警觉|意识|责任心|责任感|责任|态度|沟通|交流|学习|经验|教训|"
    "错误|失误|问题|质量|管理|检查|测试|思考|考虑|时刻|一定|必须|务必|应该|应当|需要|以后|今后|下次|下一次|再次|继续|"
    "更加|进一步|不断|充分|尽量|尽可能|多多|类似|同样|工作|细节|大家|我们|自己|马虎|粗心|大意|犯|要|会|能|得|更|再|多|都|也|"
    "严格|要求|端正|凡事|想|一步|几遍|主人翁|精神|敬畏|之心|慎重|冷静|遇事|养成|良好|习惯|绝不|类似|事件|事故|发生|成败|决定|"
    "就|很|好|对|把|和|与|及|的|地|了|着|吧|啊|不|别|勿|去|做|事情|事|点|些|一|这|那|种|我|你|他"
)
_VAGUE_HAN = "^.{0,6}?(?:加强|注意|提高|提升|增强|强化|重视|改进|改善|完善|做好|落实|避免|防止|杜绝|小心)"
_HOW_HAN = "前|后先|之后|先|时|如果|每次|每周|每天|通过|用|直到|再|由"
_HAN = "[\u3400-\u9fff\uf900-\ufaff]"


def missing(entry: Mistake) -> tuple[str, ...]:
    """Return what the entry lacks to be a chapter, as names from `KINDS` in their order; () if nothing.

    `story`: fewer than 40 letters of what happened (a Chinese character counts as two and a half).
    `condition`: nothing contributed but persons. `lesson`: none is written down.
    `platitude`: every lesson only asks to be more careful. `plan`: no lesson has both `when` and `then`
    or names a check, and no action has an owner and a day.
    """
    said = [lesson for lesson in entry.lessons if _text_of(lesson)]
    holds = {
        "story": _length(entry.story) >= SHORTEST_STORY,
        "condition": any(one.text.strip() and one.kind != "person" for one in entry.conditions),
        "lesson": bool(said),
        "platitude": not said or any(map(_says_something, said)),
        "plan": _is_planned(entry),
    }
    return tuple(kind for kind in KINDS if not holds[kind])


def is_platitude(text: str) -> bool:
    """Tell whether a lesson's words hold nothing that anybody could do: "be more careful", "加强沟通".

    It is one if only words are left that fit every mistake, or if it opens by a vague demand ("improve",
    "pay attention to", "加强", "注意") and names a thing but neither a moment nor a way. Empty text is none.
    """
    plain = unicodedata.normalize("NFKC", text).lower()
    if not plain.isascii() and re.search(_HAN, plain):
        return _is_platitude_han(plain)
    words = re.findall(r"[^\W_]+", plain)
    if not words:
        return False
    left = [word for word in words if word not in _GENERIC]
    vague = _VAGUE.match(" ".join(words)) and not _HOW.search(plain)
    return not left or bool(vague and len(left) <= _MOST_WORDS)


def _is_platitude_han(plain: str) -> bool:
    words = re.sub(r"[\W_]+", "", plain)
    left = re.sub(_GENERIC_HAN, "", words)
    vague = re.match(_VAGUE_HAN, words) and not re.search(_HOW_HAN, words)
    return len(left) <= 1 or bool(vague and len(left) <= _MOST_CHARACTERS)


def _text_of(lesson: Lesson) -> str:
    return f"{lesson.text}{lesson.when}{lesson.then}{lesson.check}".strip()


def _says_something(lesson: Lesson) -> bool:
    said = (lesson.text, lesson.then)
    return bool(lesson.check.strip()) or any(text.strip() and not is_platitude(text) for text in said)


def _is_planned(entry: Mistake) -> bool:
    plans = any(lesson.is_plan or lesson.check for lesson in entry.lessons)
    return plans or any(action.owner and action.due for action in entry.actions)


def _length(story: str) -> float:
    characters = 0 if story.isascii() else len(re.findall(_HAN, story))
    return len(story.strip()) + characters * (_LETTERS_OF_A_CHARACTER - 1)
