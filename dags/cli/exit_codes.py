"""The exit codes of `holdgain`, and how its help explains them."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a script learns from a command."""

    DONE = 0
    FAILED = 1
    WRONG_USE = 2
    QUARANTINED = 3
    NEEDS_ATTENTION = 4
    STOPPED = 130
    """As a shell reports a program that Ctrl-C has ended: 128 and the number of the signal."""


EXIT_CODES_HELP = """
exit codes:
  0 done   1 build or publish failed, or a decision could not be recorded
  2 wrong use, or input that cannot be read
  3 something was quarantined or refused (admit, run)   4 something is late or quarantined (status),
    damaged (status, verify-home), or false (verify)
"""
