"""Blaming words in English, and a better phrasing for each in both languages: data only.

Why: the questions of a blameless review are how and what, not who; see docs/reference/scanning.md.
"""

from __future__ import annotations

from mistakes.records import NamedTuple


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
_WORKER = r"(?:engineer|developer|operator|admin|reviewer|professional|person|programmer|tester)"
_HE = (
    r"(?:he|she|they|you|someone|somebody|nobody|everyone|the (?:[a-z-]{1,20} ){0,2}(?:engineer|developer|"
    r"operator|team|admin|manager|author|reviewer|user|intern|contractor|colleague)s?)"
)
_KNEW = (
    r"(?:known|checked|double-checked|read|asked|tested|noticed|seen|realised|realized|told|thought|waited|listened|"
    r"paid|looked|verified|caught|remembered|been more careful|been careful|communicated|warned)"
)
_MINDED = (
    r"(?:asked|thought|realised|realized|paid attention|listened|been (?:more )?careful|communicated|read)"
)
_BY_NAME = r"(?:known|checked|double-checked|read|asked|told|thought|realised|realized|waited|listened|looked|remembered|warned)"
SEEN = (
    "Say what there was to see, and why it made sense then: “The alert showed …, so I expected …”.",
    "写当时看得到什么、为什么那样想是合理的：“当时看到的是……，所以以为……”。",
)
TRAIT = (
    "Say what happened and what made it easy to happen: “The two buttons look alike and stand side by side.”",
    "写发生了什么、什么让它容易发生：“两个按钮很像，又挨在一起。”",
)
ERROR = (
    "Go one step further: what made this error easy, and what could have caught it?",
    "再往前一步：是什么让人容易出这个错？什么本来能拦住它？",
)
FAULT = (
    "Say what contributed, in several conditions: tool, task, team, surroundings, what was assumed.",
    "把“谁的错”换成几条成因：工具、任务、团队、环境、当时的假设。",
)
RULE = (
    "Say what was done instead and why that was easier: “The runbook has 40 steps; I took the three I knew.”",
    "写实际是怎么做的、为什么那样更顺手：“手册有四十步，我做了熟悉的三步。”",
)
OBVIOUS = (
    "It is obvious only now. Say which sign was there, and where one would have had to look.",
    "事后才显得明显。写当时有什么迹象、要看哪里才看得到。",
)

ENGLISH = (
    Phrase(
        ("should have", "should not have", "shouldn't have", "should’ve", "should've"),
        rf"\b{_PERSON} should(?:n['’]t| not|['’]ve)?(?: have)?(?: \w{{1,12}}ly)?(?: just)? {_KNEW}\b"
        rf"|\b{_PERSON} should(?:n['’]t| not)? have (?!been\b)[a-z]{{1,15}}(?:ed|en|wn|ne|id|nt|ght|lt|pt|ut)\b"
        r"|\bshould(?:n['’]t| not)? have known\b"
        # a name; what only a person does, as "Tests should have caught it" blames nobody
        rf"|\b(?-i:[A-Z][a-z]{{1,15}}) should(?:n['’]t| not|['’]ve)?(?: have)?(?: just)? {_BY_NAME}\b",
        SEEN,
    ),
    Phrase(("should have", "should've"), rf"\b[a-z]{{2,20}} should(?: have|['’]ve) {_MINDED}\b", SEEN),
    Phrase(
        ("careless", "sloppy", "negligen", "reckless", "clumsy"),
        r"\b(?:careless(?:ly|ness)?|slopp(?:y|ily|iness)|negligen(?:t|tly|ce)|reckless(?:ly|ness)?|clums(?:y|ily|iness))\b",
        TRAIT,
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
        TRAIT,
    ),
    Phrase(
        ("human error", "operator error", "user error", "pilot error", "pebkac", "human mistake"),
        r"\b(?:human|operator|user|pilot|driver) errors?\b|\bhuman mistakes?\b|\bpebkac\b",
        ERROR,
    ),
    Phrase(
        ("fault", "to blame", "culprit", "blame"),
        r"\b(?:(?<!de)his|her|their|your|my|whose|(?!one['’])\w{2,20}['’]s) (?:own )?fault\b(?!\s{1,4}(?:toleran|line|inject|domain|isolat|handl))"
        r"|\b(?:is|are|was|were) to blame\b|\bthe culprit (?:is|was) (?:him|her|he|she)\b"
        r"|\bblam(?:e|es|ed|ing) (?:him|her|them|you|me|us|the (?:engineer|developer|operator|team|user|intern))\b",
        FAULT,
    ),
    Phrase(
        (
            "failed to",
            "refused to",
            "neglected to",
            "violated the",
            "skipped the",
            "bypassed the",
            "disregarded the",
            "did not bother",
            "didn't bother",
            "ignored the",
            "did not follow",
            "didn't follow",
            "knew better",
            "rookie mistake",
            "beginner",
        ),
        rf"\b{_PERSON} (?:failed to follow|did(?: not|n['’]t) (?:bother|follow)|knew better)\b"
        rf"|\b{_HE} (?:ignored|disregarded) the\b|\b{_PERSON} (?:neglected|refused) to\b"
        rf"|\b{_HE} failed to (?!deploy|start|connect|load)"
        rf"|\b{_HE} (?:violated|skipped|bypassed) the (?:procedure|process|policy|protocol|rules?)\b"
        r"|\b(?:rookie|beginner['’]?s?) (?:mistake|error)s?\b|\bshould know better\b",
        RULE,
    ),
    Phrase(
        ("screwed up", "messed up", "screw up", "dropped the ball"),
        rf"\b{_PERSON} (?:(?:has|have|had) )?(?:screwed|messed) (?:it |this |that )?up\b|\b{_PERSON} dropped the ball\b",
        TRAIT,
    ),
    Phrase(
        ("common sense", "no excuse", "how hard can", "should be obvious", "should have been obvious"),
        r"\b(?:it(?:['’]s| is| was) (?:just |only )?common sense|no excuses?|how hard can"
        r"|(?:(?:it|that|this) should be|should have been) obvious)\b",
        OBVIOUS,
    ),
    Phrase(
        ("care", "bother", "attention", "listen", "didn't think", "did not think", "learn"),
        rf"\b{_HE} (?:just |simply |clearly |really ){{0,2}}(?:did|do|does)(?: not|n['’]t) (?:even |really |just )?"
        r"(?:care(?! about)|listen|think(?! (?:of|that|it))|pay attention)\b"
        rf"|\b{_HE} (?:just |simply |clearly ){{0,2}}(?:was|were|is|are)(?: not|n['’]t) (?:even |really )?"
        r"(?:paying attention|listening|thinking|careful|being careful)\b"
        r"|\b(?:couldn['’]t|could not|can['’]t) (?:even )?be bothered\b"
        r"|\b(?:(?:he|she|they|you)|(?-i:[A-Z][a-z]{1,15})) never (?:listens?|learns?|thinks?)\b",
        SEEN,
    ),
    Phrase(
        (
            "ashamed",
            "half a brain",
            "competent",
            "would have",
            "can't be trusted",
            "cannot be trusted",
            "lack",
            "responsible for this",
        ),
        rf"\bashamed of (?:him|her|them|your)sel(?:f|ves)\b|\bshould be ashamed\b|\bhalf a brain\b"
        rf"|\b(?:a|any) (?:competent|good|decent|real|serious|half-decent) {_WORKER} would\b"
        r"|\bany(?:one|body) (?:else )?would have (?:seen|noticed|known|checked|caught)\b"
        r"|\b(?:he|she|they|you) (?:can['’]t|cannot) be trusted\b"
        r"|\b(?:lack(?:s|ed|ing)?|lack of) (?:of )?(?:discipline|diligence|professionalism|competence|commitment)\b"
        r"|\bwho(?:['’]s| is| was) (?:responsible|to blame) for this\b",
        TRAIT,
    ),
    Phrase(
        ("neglected h", "neglected t", "neglected y"),
        r"\bneglected (?:his|her|their|your) (?:dut(?:y|ies)|jobs?|responsibilit(?:y|ies))\b",
        TRAIT,
    ),
)
