"""The book: what went wrong and how it was overcome, as a web site, an EPUB, or one page to print."""

from __future__ import annotations
