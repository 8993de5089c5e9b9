"""Events that cannot be, claims to look at again, thanks that only go to and fro."""

from __future__ import annotations
