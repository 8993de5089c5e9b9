"""Packs of questions, and reflecting with them."""

from __future__ import annotations
