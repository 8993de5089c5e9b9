"""Badges and quests: data of ours, and what somebody's counts come to by them."""

from __future__ import annotations
