"""What the game says, in English and Chinese."""

from __future__ import annotations
