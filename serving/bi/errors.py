"""What can go wrong with the dashboards, told with the repair.

Belongs here: the exception. Does not belong here: printing it.
"""

from __future__ import annotations


class BiError(Exception):
    """A message for a person: what is wrong, where, and what to do. `code` is the exit code (2 wrong use, 3 the machine)."""

    def __init__(self, message: str, *, code: int = 2) -> None:
        super().__init__(message)
        self.code = code
