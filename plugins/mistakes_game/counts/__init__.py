"""The counts behind badges and quests, month by month of entries, and what there is to be glad of."""

from __future__ import annotations
