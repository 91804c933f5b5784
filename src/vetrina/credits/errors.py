"""What can be wrong with credits.

AppError
  CreditsExhausted    fewer credits than the work costs; nothing was begun
  HoldSettled         a hold was released and cannot be captured, or the other way round
"""

from __future__ import annotations

from typing import ClassVar

from vetrina.kernel import AppError, ErrorKind


class CreditsExhausted(AppError):
    """The balance does not cover it; `details` tell balance and cost."""

    kind: ClassVar[ErrorKind] = "forbidden"
    code: ClassVar[str] = "credits_exhausted"

    def __init__(self, balance: int, cost: int) -> None:
        super().__init__(
            f"This costs {cost} and {balance} are left.", details={"balance": balance, "cost": cost}
        )


class HoldSettled(AppError):
    """Somebody settled this hold the other way; a mistake of ours, never a person's."""

    kind: ClassVar[ErrorKind] = "conflict"
    code: ClassVar[str] = "hold_settled"
