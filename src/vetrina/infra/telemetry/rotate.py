"""A rotating log file that several processes write: web, workers and their supervisor share two.

Each follows the file when another one has put it aside, and only one at a time puts it aside.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path


class SharedRotatingFileHandler(RotatingFileHandler):
    """`RotatingFileHandler` for one file and many processes of one machine."""

    def shouldRollover(self, record: logging.LogRecord) -> int:  # noqa: N802 - logging's name
        self._follow()
        return super().shouldRollover(record)

    def doRollover(self) -> None:  # noqa: N802 - logging's name
        file = Path(self.baseFilename)
        with file.with_name(f".{file.name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            seen = self._inode()
            self._follow()
            # Whoever waited for the lock finds that another one has done it.
            if self._inode() == seen:
                super().doRollover()

    def _inode(self) -> int:
        return os.fstat(self.stream.fileno()).st_ino if self.stream else 0

    def _follow(self) -> None:
        """Open the file of our name again where that is no longer the file we write."""
        there = 0
        with contextlib.suppress(FileNotFoundError):
            there = Path(self.baseFilename).stat().st_ino
        if self.stream and there != self._inode():
            self.stream.close()
            self.stream = self._open()
