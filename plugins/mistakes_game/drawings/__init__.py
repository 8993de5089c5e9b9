"""A year of learning and other numbers, drawn for terminals and as SVG."""

from __future__ import annotations
