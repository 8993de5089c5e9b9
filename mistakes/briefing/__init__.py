"""Lessons at the moment of need: asked for, or unasked where they are meant and welcome."""

from __future__ import annotations
