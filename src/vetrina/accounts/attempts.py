"""How often somebody may try to sign in to one account, from however many addresses."""

from __future__ import annotations

import hashlib

from vetrina.infra import limits
from vetrina.infra.parts import Parts


async def count_attempt(parts: Parts, *, storefront_id: str, email: str) -> None:
    """Count a try for *email*, known or not, before its password is looked at.

    Whoever is kept out by the tries of others signs in by a link in a mail.  No address is kept,
    only its hash, for an hour.
    Raises: TooManyRequests.
    """
    account = f"{storefront_id}:{email.strip().lower()}"
    key = hashlib.sha256(account.encode("utf-8", "surrogatepass")).hexdigest()
    section = parts.settings.limits
    if section.enabled:
        await limits.require(parts.limiter, f"sign_ins:{key}", *limits.rates("sign_ins", section))
