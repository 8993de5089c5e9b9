"""The words of questions that were asked, by their ids."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from mistakes_prompts.pack import in_language
from mistakes_prompts.shelf import shelf

if TYPE_CHECKING:
    from mistakes.journal import Journal


def wording(journal: Journal, ids: Iterable[str], *, language: str) -> dict[str, str]:
    """Return the words of each question that a pack still has, with "…" for what they took from an entry."""
    prompts = {prompt.id: prompt for prompt in shelf(journal.plugins).prompts}
    texts = {name: in_language(prompts[name].text, language) for name in ids if name in prompts}
    return {name: re.sub(r"\{\w+\}", "…", text) for name, text in texts.items()}
