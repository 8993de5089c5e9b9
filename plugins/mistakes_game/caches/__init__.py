"""Disposable files in the user's cache."""

from __future__ import annotations
