"""What a text of a pack must be: short, one question, a few placeholders, and nothing that acts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mistakes_prompts.pack import LONGEST_TEXT, PLACEHOLDERS

_QUESTION_MARKS = re.compile("[?？؟⁇⁈﹖]")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_CODE = (
    # tags of pages, addresses that act, expressions of templates, names of Python's inner parts
    r"<[/!?]?[A-Za-z]|&#|%\}|\b(?:javascript|vbscript):\S|\bdata:\w+/|__\w+__",
    # calls, but neither plurals, "person(s)", nor words in brackets without a blank before them, "OKR(目标)"
    r"[A-Za-z_]\w*\.[A-Za-z_]\w*\(",
    r"\b[A-Za-z_]\w*\((?!(?:e?s|e?d|e?n|e?r|ies|ing|ly|ren)\)|[\u3000-\u9fff]|[a-z]+(?: [a-z]+)+\))",
    r"\beval\s+\(|(?-i:\blambda(?: +[a-z_]\w?,?)* *: *\w+(?:[?.]|$)|\blambda(?: +[a-z_]\w?,?)+ *:)",
    r"(?-i:\b(?:import|from) (?:os|sys|subprocess|shutil|ctypes|pickle)\b)",
    # commands of shells, and paths that climb out of their folder
    r"\$\(|\$\{|`|\brm\s+-\w*[rf]|(?-i:\|\s*(?:sudo\s+)?(?:(?:ba|da|z|k|fi)?sh|python\d?|perl|ruby|node)\b)",
    r"(?<!\.)\.\.[/\\]|/etc/(?:passwd|shadow)",
    # statements of SQL behind the end of another one
    r";\s*(?:(?:drop|alter|truncate|create)\s+(?:table|database|schema|view|user)|insert\s+into\s+\w+\s*(?:\(|values)"
    r"|update\s+\w+\s+set\s+\w+\s*=|(?:delete|select\s+\*|select\s+[\w., ]+)\s+from\s+\w+\s*(?:where\b|;|--|\?|$))",
)
_LIKE_CODE = re.compile("|".join(_CODE), re.IGNORECASE)


def faults_of(text: str, *, question: bool) -> Iterator[str]:
    """Yield what is wrong with one text of a pack; a prompt has to ask exactly one `question`."""
    if not text.strip():
        yield "is empty"
    if len(text) > LONGEST_TEXT:
        yield f"has {len(text)} characters, more than {LONGEST_TEXT}"
    if not text.isprintable():
        yield "holds a character that is not printed, such as a line break"
    marks = len(_QUESTION_MARKS.findall(text))
    if question and marks != 1:
        yield (
            f"has {marks} question marks; a prompt asks one"
            if marks
            else "has no question mark; a prompt asks one question"
        )
    for found in _BRACES.finditer(text):
        if found[1] not in PLACEHOLDERS:
            known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
            yield f"{found[0][:20]} is no placeholder; there are {known}"
    if code := _LIKE_CODE.search(text[:LONGEST_TEXT]):
        yield f"looks like code ({code[0][:20]}); packs are plain text"
