"""Sharing an entry with a team: what of it may be published, the copy that is made, and taking it back."""

from __future__ import annotations
