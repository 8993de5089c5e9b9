"""The disposable cache of a journal: what changed in its files, what matches a query, what it adds up to."""

from __future__ import annotations
