"""What goes out of the game: drawings for a README and for the book."""

from __future__ import annotations
