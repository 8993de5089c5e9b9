"""Spaced review: lessons come back when they are about to be forgotten."""

from __future__ import annotations
