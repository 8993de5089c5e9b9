"""From journals to deeds and facts, and what they have come to: only what is new is read."""

from __future__ import annotations
