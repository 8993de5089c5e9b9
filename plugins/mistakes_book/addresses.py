"""Where things lie in the site: names of files that stay the same, and hold nothing that people typed."""

from __future__ import annotations

import re

from mistakes_book.digest import digest_of
from mistakes_book.outline import Chapter, Part

INDEX = "index.html"
ALL = "all.html"
FIGURES = "figures.html"
ABOUT = "about.html"
FEED = "feed.xml"
_PLAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_RESERVED = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")


def chapter_file(chapter: Chapter) -> str:
    """Return the page of a chapter; its name is the id of the entry, so it never changes."""
    return f"m/{chapter.id}.html"


def part_file(part: Part) -> str:
    """Return the page of a part: its tag or time if that can be a name anywhere, else a digest of it."""
    if _PLAIN.fullmatch(part.key) and not _RESERVED.fullmatch(part.key):
        return f"part/{part.key}.html"
    return f"part/_{digest_of(part.key)[:10]}.html" if part.key else "part/_rest.html"


def lessons_file(page: int) -> str:
    """Return a page of the index of lessons, counted from 1."""
    return "lessons.html" if page == 1 else f"lessons-{page}.html"


def search_file(chunk: int) -> str:
    """Return the file of a chunk of what can be searched, counted from 1."""
    return f"search/{chunk}.js"
