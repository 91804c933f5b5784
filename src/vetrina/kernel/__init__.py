"""Plain values that every module shares; imports nothing of ours and no third party.

Errors: `AppError` and its *kinds*.  Time: `Clock`.  Progress of long work: `Progress`.
"""

from vetrina.kernel.clock import Clock, FrozenClock, SystemClock
from vetrina.kernel.errors import AppError, ErrorKind
from vetrina.kernel.ids import new_id
from vetrina.kernel.money import Money
from vetrina.kernel.page import Page
from vetrina.kernel.progress import Progress, StageReport, silent

__all__ = [
    "AppError",
    "Clock",
    "ErrorKind",
    "FrozenClock",
    "Money",
    "Page",
    "Progress",
    "StageReport",
    "SystemClock",
    "new_id",
    "silent",
]
