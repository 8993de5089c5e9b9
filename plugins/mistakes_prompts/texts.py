"""What a text of a pack must be: short, one question, a few placeholders, and nothing that acts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mistakes_prompts.pack import LONGEST_TEXT, PLACEHOLDERS

_QUESTION_MARKS = re.compile("[?？؟⁇⁈﹖]")
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
# tags of pages, commands of shells, expressions of templates, names of Python's inner parts
_CODE = re.compile(
    r"<[/!?]?[A-Za-z]|&#|\$\(|\$\{|`|%\}|\b(?:javascript|data|vbscript):|__\w+__", re.IGNORECASE
)


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
    if code := _CODE.search(text):
        yield f"looks like code ({code[0]}); packs are plain text"
