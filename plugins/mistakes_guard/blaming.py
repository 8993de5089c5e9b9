"""Blaming words in English and Chinese, and a better phrasing for each: data only.

Why: the questions of a blameless review are how and what, not who; see docs/reference/scanning.md.
"""

from __future__ import annotations

from typing import NamedTuple


class Phrase(NamedTuple):
    """Words that blame: `keywords` (small letters) of which one must occur, their pattern, the advice.

    `advice` is for readers of English and of Chinese.
    """

    keywords: tuple[str, ...]
    pattern: str
    advice: tuple[str, str]


_PERSON = (
    r"(?:he|she|they|you|i|we|who|someone|somebody|nobody|everyone|the (?:[a-z-]{1,20} ){0,2}(?:engineer|developer|operator|"
    r"team|admin|manager|author|reviewer|person|user|intern|contractor|colleague)s?)"
)
_KNEW = (
    r"(?:known|checked|double-checked|read|asked|tested|noticed|seen|realised|realized|told|thought|waited|listened|"
    r"paid|looked|verified|caught|remembered|been more careful|been careful|communicated|warned)"
)
_MINDED = (
    r"(?:asked|thought|realised|realized|paid attention|listened|been (?:more )?careful|communicated|read)"
)
_SEEN = (
    "Say what there was to see, and why it made sense then: “The alert showed …, so I expected …”.",
    "写当时看得到什么、为什么那样想是合理的：“当时看到的是……，所以以为……”。",
)
_TRAIT = (
    "Say what happened and what made it easy to happen: “The two buttons look alike and stand side by side.”",
    "写发生了什么、什么让它容易发生：“两个按钮很像，又挨在一起。”",
)
_ERROR = (
    "Go one step further: what made this error easy, and what could have caught it?",
    "再往前一步：是什么让人容易出这个错？什么本来能拦住它？",
)
_FAULT = (
    "Say what contributed, in several conditions: tool, task, team, surroundings, what was assumed.",
    "把“谁的错”换成几条成因：工具、任务、团队、环境、当时的假设。",
)
_RULE = (
    "Say what was done instead and why that was easier: “The runbook has 40 steps; I took the three I knew.”",
    "写实际是怎么做的、为什么那样更顺手：“手册有四十步，我做了熟悉的三步。”",
)
_OBVIOUS = (
    "It is obvious only now. Say which sign was there, and where one would have had to look.",
    "事后才显得明显。写当时有什么迹象、要看哪里才看得到。",
)

PHRASES = (
    Phrase(
        ("should have", "should not have", "shouldn't have", "should’ve", "should've"),
        rf"\b{_PERSON} should(?:n['’]t| not|['’]ve)?(?: have)?(?: \w{{1,12}}ly)?(?: just)? {_KNEW}\b"
        rf"|\b{_PERSON} should(?:n['’]t| not)? have (?!been\b)[a-z]{{1,15}}(?:ed|en|wn|ne|id|nt|ght|lt|pt|ut)\b"
        r"|\bshould(?:n['’]t| not)? have known\b",
        _SEEN,
    ),
    Phrase(("should have", "should've"), rf"\b[a-z]{{2,20}} should(?: have|['’]ve) {_MINDED}\b", _SEEN),
    Phrase(
        ("careless", "sloppy", "negligen", "reckless", "clumsy"),
        r"\b(?:careless(?:ly|ness)?|slopp(?:y|ily|iness)|negligen(?:t|tly|ce)|reckless(?:ly|ness)?|clums(?:y|ily|iness))\b",
        _TRAIT,
    ),
    Phrase(
        (
            "stupid",
            "idiot",
            "dumb",
            "moron",
            "incompeten",
            "irresponsib",
            "lazy",
            "laziness",
            "unprofessional",
        ),
        r"\b(?:stupid(?:ly|ity)?|idiot(?:s|ic)?|(?<!=)dumb(?!\s{1,4}(?:terminal|pipe|proxy|client|term))|morons?|incompeten(?:t|ce|tly)|"
        r"irresponsib(?:le|ly|ility)|unprofessional(?:ly)?|laziness|(?:(?:he|she|they|you|i|we) (?:was|were|is|are|am)|being) (?:too |so |just )?lazy)\b",
        _TRAIT,
    ),
    Phrase(
        ("human error", "operator error", "user error", "pilot error", "pebkac", "human mistake"),
        r"\b(?:human|operator|user|pilot|driver) errors?\b|\bhuman mistakes?\b|\bpebkac\b",
        _ERROR,
    ),
    Phrase(
        ("fault", "to blame", "culprit", "blame"),
        r"\b(?:(?<!de)his|her|their|your|my|whose|(?!one['’])\w{2,20}['’]s) (?:own )?fault\b(?!\s{1,4}(?:toleran|line|inject|domain|isolat|handl))"
        r"|\b(?:is|are|was|were) to blame\b|\bthe culprit (?:is|was) (?:him|her|he|she)\b"
        r"|\bblam(?:e|es|ed|ing) (?:him|her|them|you|me|us|the (?:engineer|developer|operator|team|user|intern))\b",
        _FAULT,
    ),
    Phrase(
        (
            "failed to follow",
            "did not bother",
            "didn't bother",
            "ignored the",
            "did not follow",
            "didn't follow",
            "knew better",
            "rookie mistake",
            "beginner",
        ),
        rf"\b{_PERSON} (?:failed to follow|did(?: not|n['’]t) (?:bother|follow)|ignored the|knew better)\b"
        r"|\b(?:rookie|beginner['’]?s?) (?:mistake|error)s?\b|\bshould know better\b",
        _RULE,
    ),
    Phrase(
        ("screwed up", "messed up", "screw up", "dropped the ball"),
        rf"\b{_PERSON} (?:(?:has|have|had) )?(?:screwed|messed) (?:it |this |that )?up\b|\b{_PERSON} dropped the ball\b",
        _TRAIT,
    ),
    Phrase(
        ("common sense", "no excuse", "how hard can", "should be obvious", "should have been obvious"),
        r"\b(?:it(?:['’]s| is| was) (?:just |only )?common sense|no excuses?|how hard can|should (?:be|have been) obvious)\b",
        _OBVIOUS,
    ),
    Phrase(
        ("粗心", "马虎", "大意", "不认真", "不细心", "不用心", "心不在焉", "毛手毛脚"),
        r"粗心(?:大意)?|马虎|(?<![粗])大意(?![是为：:]|如下)|不(?:够)?(?:认真|细心|用心)|心不在焉|毛手毛脚",
        _TRAIT,
    ),
    Phrase(
        ("愚蠢", "蠢", "笨", "傻", "无能", "没脑子", "白痴", "不专业", "素质"),
        r"愚蠢|太?蠢|(?<![轻])笨(?![重记])|犯?傻(?![瓜式])|无能(?!为力|否)|没脑子|白痴|不专业|素质(?:太|很)?(?:差|低)",
        _TRAIT,
    ),
    Phrase(
        ("怪",),
        r"(?:都|只|就|全|要|得|能|该)怪(?![的异物兽]|不得)|(?<![奇古难作见鬼妖莫])怪(?:他|她|你|我|谁|他们|别人|自己|到)|责怪|怪罪",
        _FAULT,
    ),
    Phrase(
        ("的错", "的责任", "责任在", "归咎", "罪魁祸首", "背锅", "甩锅", "害的", "谁干的"),
        r"(?:都?是|全是|算)[^，。；！？\n\0]{1,12}的(?:错(?!误)|责任|锅)|责任(?:全)?在(?!于?流程)|归咎于|罪魁祸首|背锅|甩锅|[他她你]害的|谁干的",
        _FAULT,
    ),
    Phrase(
        ("早该", "本该", "本应", "应该早", "早就应该", "理应", "本来应该", "本来就该"),
        r"[他她你我们谁们]{1,2}(?:早就?|本|本来就?|理)(?:该|应该?)|早(?:就)?应?该(?:知道|想到|发现|检查|问)|本(?:应|该|来应该)(?:知道|想到|发现|检查|问)",
        _SEEN,
    ),
    Phrase(
        ("人为失误", "人为错误", "人为疏忽", "人为原因", "操作失误", "低级错误"),
        r"人为(?:失误|错误|疏忽|原因)|操作失误|低级错误",
        _ERROR,
    ),
    Phrase(
        (
            "不负责",
            "态度问题",
            "不长记性",
            "屡教不改",
            "没有责任心",
            "缺乏责任",
            "责任心不",
            "不遵守",
            "不听",
        ),
        r"不负责任?|态度(?:有)?问题|不长记性|屡教不改|(?:没有?|缺乏)责任[心感]|责任[心感]不(?:强|足|够)|[他她你](?:不遵守|不听)",
        _RULE,
    ),
    Phrase(
        ("常识", "显而易见", "明摆着", "不应该不知道"),
        r"(?:这|连)?(?:是|都是)?(?:基本)?常识(?:问题|都)|连常识|明摆着|不(?:应该|可能)不知道",
        _OBVIOUS,
    ),
)
