"""The rules: what each act pays, played again from events and entries; pure functions over plain values."""

from __future__ import annotations
