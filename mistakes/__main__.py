"""Lets `python -m mistakes` run the command line."""

from __future__ import annotations

from mistakes.cli import main

main()
