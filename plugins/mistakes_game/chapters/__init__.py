"""The road to 1,001: which entries are chapters, and which say what an earlier one says."""

from __future__ import annotations
