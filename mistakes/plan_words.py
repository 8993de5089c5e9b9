"""A plan in a sentence, whatever words its two halves were typed with: "When … then …", 如果……就……."""

from __future__ import annotations

import re

_OPENINGS = (
    *("when ", "whenever ", "if ", "before ", "after ", "as soon as ", "while ", "once "),
    *("如果", "当", "每当", "一旦", "只要", "要是"),
)
_THEN = re.compile(r"^(?:then\b[\s,:]*|那?就[，：:\s]*)", re.IGNORECASE)
_WORDS = {"en": ("When {}", "then {}"), "zh": ("如果：{}", "就：{}")}


def situation(text: str, language: str = "en") -> str:
    """Return the situation of a plan, beginning as a condition does."""
    if text.strip().casefold().startswith(_OPENINGS):
        return text[:1].upper() + text[1:]
    return _WORDS[language][0].format(text)


def deed(text: str, language: str = "en") -> str:
    """Return what is done then, after one `then`."""
    return _WORDS[language][1].format(_THEN.sub("", text.strip(), count=1) or text)


def plan(when: str, then: str, language: str = "en") -> str:
    """Return a plan in one sentence: its situation, and what is done then; one half may be missing."""
    if not (when and then):
        return situation(when, language) if when else deed(then, language) if then else ""
    comma = "，" if language == "zh" else ", "
    return situation(when, language).rstrip(" .,;，。；") + comma + deed(then, language)
