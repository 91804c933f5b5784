"""What Lighthouse says of the hall and of the first shop: the median of five runs of each.

    python benchmarks/lighthouse.py --cache /tmp/lighthouse
    python benchmarks/lighthouse.py --base http://localhost:8080      # a house that runs already

Lighthouse is fetched by npm in the version named below, the last that runs on Node 18 and 20, and
kept in the cache, never in the tree.  It needs a Chromium or Chrome.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from installed import SHOP, installed

VERSION = "12.8.2"
RUNS = 5
GOAL = 95
PAGES = {"the hall": "/", "the first shop": f"{SHOP}/"}
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
BROWSERS = ("chromium", "google-chrome", "chromium-browser")


def main() -> int:
    args = _arguments()
    program = _fetch(args.cache)
    is_well = True
    with ExitStack() as stack:
        base = args.base or stack.enter_context(installed()).base
        for name, path in PAGES.items():
            reports = [_look(program, f"{base}{path}") for _ in range(args.runs)]
            scores = {one: _median(reports, one) for one in CATEGORIES}
            print(f"{name}: " + "  ".join(f"{one} {score:.0f}" for one, score in scores.items()))
            for category, score in scores.items():
                if score < GOAL:
                    is_well = False
                    _explain(reports[-1], category)
    return 0 if is_well else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cache", type=Path, default=Path("/tmp/lighthouse"))
    parser.add_argument("--base", default="")
    parser.add_argument("--runs", type=int, default=RUNS)
    return parser.parse_args()


def _fetch(cache: Path) -> Path:
    """The program, fetched into *cache* the first time."""
    program = cache / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        cache.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run([*command, f"lighthouse@{VERSION}"], cwd=cache, check=True)
    return program


def _look(program: Path, url: str) -> dict[str, Any]:
    """One report of *url*, as Lighthouse measures a phone by default."""
    browser = next(found for name in BROWSERS if (found := shutil.which(name)))
    command = [
        *(str(program), url, "--quiet", "--output=json", "--output-path=stdout"),
        f"--only-categories={','.join(CATEGORIES)}",
        "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
    ]
    environ = {**os.environ, "CHROME_PATH": browser}
    run = subprocess.run(command, capture_output=True, check=True, env=environ)
    report: dict[str, Any] = json.loads(run.stdout)
    return report


def _median(reports: list[dict[str, Any]], category: str) -> float:
    return statistics.median(100 * one["categories"][category]["score"] for one in reports)


def _explain(report: dict[str, Any], category: str) -> None:
    """What in *report* costs points in *category*."""
    for held in report["categories"][category]["auditRefs"]:
        audit = report["audits"][held["id"]]
        if held["weight"] and audit["score"] is not None and audit["score"] < 0.9:
            shown = audit.get("displayValue", "")
            print(f"  {held['id']}: {audit['score']:.2f} {shown} (weight {held['weight']})")


if __name__ == "__main__":
    sys.exit(main())
