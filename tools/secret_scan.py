"""Refuses a tree that holds what looks like a secret, a registry's host or a key file."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PATTERNS = {
    # A line of it at least: tests name the frame without a key in it.
    "private key": re.compile(
        rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\\nr\s]*[A-Za-z0-9+/=]{40,}"
    ),
    "AWS access key": re.compile(rb"\bAKIA[0-9A-Z]{16}\b"),
    "Stripe live key": re.compile(rb"\b[sr]k_live_[0-9a-zA-Z]{16,}"),
    "Google API key": re.compile(rb"\bAIza[0-9A-Za-z_\-]{35}\b"),
    "OpenAI key": re.compile(rb"\bsk-(?:proj-)?[A-Za-z0-9_\-]{32,}"),
    "GitHub token": re.compile(rb"\bgh[pousr]_[A-Za-z0-9]{36,}"),
    "Telegram bot token": re.compile(rb"\b\d{8,10}:AA[0-9A-Za-z_\-]{33}\b"),
    "registry host": re.compile(rb"(?:files\.pythonhosted|registry\.npmjs|//pypi)\.org"),
}
NAMES = re.compile(r"(^|/)(\.env|id_rsa|.*\.pem|.*\.p12|uv\.lock)$")


def findings(root: Path) -> list[str]:
    """One line per suspicious file that git tracks under *root*."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607
        cwd=root,
        capture_output=True,
        check=True,
    ).stdout
    found = []
    for name in filter(None, listed.decode().split("\0")):
        path = root / name
        if not path.is_file() or path == Path(__file__).resolve():
            continue
        if NAMES.search(name):
            found.append(f"{name}: a file of this name does not belong into the tree")
        content = path.read_bytes()
        found += [
            f"{name}: {what}" for what, pattern in PATTERNS.items() if pattern.search(content)
        ]
    return found


if __name__ == "__main__":
    lines = findings(Path(__file__).resolve().parent.parent)
    sys.stdout.write("\n".join(lines) + ("\n" if lines else "nothing found\n"))
    sys.exit(1 if lines else 0)
