"""Whether somebody feels bad, as far as the words of the private field `feeling` tell.

It decides only which questions are asked: gentle ones, or any.
"""

from __future__ import annotations

import re

_ENGLISH = (
    r"asham|shame|guilt|terribl|awful|horribl|sad\b|sadness|depress|anxi|panic|afraid|scared|fear|angry|anger|"
    r"furious|hopeless|worthless|helpless|humiliat|embarrass|miserabl|devastat|crush|hurt|upset|stress|"
    r"overwhelm|exhaust|burn(?:ed|t)[ -]out|bad\b|badly|sick|cry|cried|tears|hate|despera|despair|lonely|"
    r"numb\b|worr|frustrat|regret|broken|dread|down\b|low\b"
)
_CHINESE = (
    "难过|难受|羞|愧|内疚|自责|焦虑|害怕|恐惧|慌|崩溃|绝望|沮丧|痛苦|伤心|委屈|愤怒|生气|丢脸|丢人|后悔|"
    "压力|疲惫|心累|太累|失望|无助|孤独|糟|哭|烦|郁闷|担心|不安|抑郁|心痛|憋屈"
)
_SIGNS = "[😞😢😭😡😠😰😨😱😖😣😩😫☹🙁💔😔😟😓]"
_BAD = (
    rf"(?P<no>\b(?:not|no|never|without|n't|less)\s+(?:\w+\s+)?|[不没](?:有|再|太|是|怎么)?)?"
    rf"(?:\b(?:{_ENGLISH})|{_CHINESE}|{_SIGNS})"
)


def is_bad(feeling: str) -> bool:
    """Tell whether the words say that somebody feels bad; "not bad" and "不慌" do not."""
    return bool(feeling) and any(not found["no"] for found in re.finditer(_BAD, feeling, re.IGNORECASE))
