"""What the commands and pages show."""

from __future__ import annotations
