"""Keeps secrets out of log lines and error reports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "[hidden]"

_NAMES = re.compile(
    r"pass(word|wd)?$|secret|token|authori[sz]ation|cookie|api[_-]?key|private[_-]?key|dsn$|^sig$",
    re.IGNORECASE,
)
_PATTERNS = (
    (re.compile(r"(://[^/\s:@]*:)[^@\s/]+(@)"), rf"\1{HIDDEN}\2"),
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"\b(sk|pk|whsec|rk)[-_][A-Za-z0-9_-]{6,}"), HIDDEN),
    (re.compile(r"\b\d{6,}:[A-Za-z0-9_-]{30,}"), HIDDEN),  # Telegram's bot tokens
    (re.compile(r"([?&](?:token|key|s|sig|signature|X-Amz-Signature)=)[^&\s\"']+"), rf"\1{HIDDEN}"),
)
_DEPTH = 6


def redact(value: Any, depth: int = 0) -> Any:
    """A copy of *value* with secrets hidden, by the names of fields and by their look."""
    if isinstance(value, str):
        for pattern, put in _PATTERNS:
            value = pattern.sub(put, value)
        return value
    if depth > _DEPTH:
        return HIDDEN
    if isinstance(value, Mapping):
        return {
            name: HIDDEN
            if isinstance(name, str) and _NAMES.search(name) and held
            else redact(held, depth + 1)
            for name, held in value.items()
        }
    if isinstance(value, list | tuple | set):
        return [redact(item, depth + 1) for item in value]
    return value
