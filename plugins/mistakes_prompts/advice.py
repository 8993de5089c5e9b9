"""Advice to authors of packs: words that blame, questions that invite a yes or a no, empty phrases.

None of it makes a pack unusable; `mistakes packs check` shows it. Asking how and what, instead of who and
why, comes from the practice of blameless postmortems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mistakes.files import safe_read
from mistakes.readiness import is_platitude
from mistakes_prompts.finding import Finding
from mistakes_prompts.lines import where
from mistakes_prompts.pack import Pack, Prompt, Texts, Tip
from mistakes_prompts.targets import TRUTHS

_BLAME = re.compile(
    r"\b(?:careless\w*|stupid\w*|idiot\w*|lazy|incompeten\w*|sloppy|negligen\w*|human error|"
    r"(?:your|whose|his|her|their) fault|guilty|to blame|should(?:n't| not)? have|ought to have|"
    r"fail(?:ed)? to|why did(?:n't)? (?:you|he|she|they)|who (?:caused|is responsible|was responsible))\b"
    r"|粗心|马虎|愚蠢|笨|蠢|懒|不负责任|怪(?:你|他|她|谁)|责怪|怪罪|谁的错|[你他她]的错|本该|本应|早该|不该",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"(?:do|does|did|is|are|was|were|have|has|had|can|could|will|would|should|shall|may|might)(?:n't)?\b",
    re.IGNORECASE,
)
_OPEN_ANYWAY = re.compile(r"\b(?:or|how|what|which|who|whom|whose|where|when)\b", re.IGNORECASE)
_CLOSED_HAN = re.compile("吗[?？]|是否|是不是|有没有|会不会|能不能|要不要|对不对")
_CLAUSE = re.compile(r"[.:;!—。：；！]")


def advice(pack: Pack) -> Iterator[Finding]:
    """Yield what the author of a pack may want to change; the pack works as it is."""
    lines = where(safe_read(Path(pack.path)))
    for number, prompt in enumerate(pack.prompts):
        for key, problem in _of_prompt(pack, prompt):
            yield Finding(
                pack.path, lines.at("prompt", number, key), f"{prompt.id}: {problem}", refused=False
            )
    used = {tip.id for prompt in pack.prompts for tip in prompt.tips}
    for number, tip in enumerate(pack.tips):
        for key, problem in _of_tip(pack, tip, used):
            yield Finding(pack.path, lines.at("tip", number, key), f"{tip.id}: {problem}", refused=False)
    for problem in _missing(pack, pack.title):
        yield Finding(pack.path, lines.at("pack", 0, "title"), f"the title {problem}", refused=False)


def _of_prompt(pack: Pack, prompt: Prompt) -> Iterator[tuple[str, str]]:
    if not prompt.id.startswith(f"{pack.id}."):
        yield "id", f"begins best with the pack's id, as in {pack.id}.name-1"
    if ("distanced" in prompt.voice) != bool(prompt.distanced):
        yield "voice", "has distanced in only one of voice and text_distanced"
    may_be_closed = prompt.fills in TRUTHS or prompt.kind in ("scale", "choice")
    for key, texts in (("text", prompt.text), ("text_distanced", prompt.distanced)):
        for text in texts.values():
            if is_closed(text) and not may_be_closed:
                yield key, f"invites a yes or a no: {text!r}"
        yield from _of_texts(pack, key, texts)


def _of_tip(pack: Pack, tip: Tip, used: set[str]) -> Iterator[tuple[str, str]]:
    if tip.id not in used:
        yield "id", "is shown after no prompt (tips_after)"
    for text in tip.text.values():
        if is_platitude(text):
            yield "text", f"says nothing that anybody could do: {text!r}"
    yield from _of_texts(pack, "text", tip.text)


def _of_texts(pack: Pack, key: str, texts: Texts) -> Iterator[tuple[str, str]]:
    for text in texts.values():
        if found := blame_in(text):
            yield key, f"{found!r} blames; ask how it came about, and what made sense at the time"
    if texts:
        yield from ((key, f"{key} {problem}") for problem in _missing(pack, texts))


def _missing(pack: Pack, texts: Texts) -> Iterator[str]:
    for locale in pack.locales:
        if locale not in texts:
            yield f"has no text in {locale}, which other texts of the pack have"


def blame_in(text: str) -> str:
    """Return the first words of a text that blame somebody, "" if none do."""
    found = _BLAME.search(text)
    return found[0] if found else ""


def is_closed(text: str) -> bool:
    """Tell whether a question can be answered by yes or no alone, in English or Chinese."""
    if _CLOSED_HAN.search(text):
        return "还是" not in text
    last = [part.strip() for part in _CLAUSE.split(text) if "?" in part or "？" in part]
    return any(bool(_CLOSED.match(part)) and not _OPEN_ANYWAY.search(part) for part in last)
