"""What may be wrong with a journal as a whole: its `journal.toml`, its folder, its files for git."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from mistakes import files, header, tomltext
from mistakes.doctor_entries import BOM, empty, is_newer, not_toml, text_problems
from mistakes.doctor_problem import Problem, problem
from mistakes.errors import MistakesError, UnreadableFile
from mistakes.layout import JOURNAL_FILE
from mistakes.model import FORMAT
from mistakes.tomltext import Table

OTHERS = 0o077
"""The bits of a folder's mode that let anybody but its owner in."""
