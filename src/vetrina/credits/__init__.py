"""An append-only ledger of credits per space, and what outside engines cost us."""

from vetrina.credits.errors import CreditsExhausted, HoldSettled
from vetrina.credits.service import (
    capture,
    get_balance,
    grant,
    hold,
    list_entries,
    release,
    top_up,
)
from vetrina.credits.spend import record_spend, sum_spend
from vetrina.credits.views import Entry

__all__ = [
    "CreditsExhausted",
    "Entry",
    "HoldSettled",
    "capture",
    "get_balance",
    "grant",
    "hold",
    "list_entries",
    "record_spend",
    "release",
    "sum_spend",
    "top_up",
]
