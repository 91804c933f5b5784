"""No secret, no registry's host and no key file gets into the tree unseen."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
KEY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"


@pytest.fixture(scope="module")
def scan() -> ModuleType:
    spec = importlib.util.spec_from_file_location("secret_scan", ROOT / "tools" / "secret_scan.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    return tmp_path


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (f"-----BEGIN PRIVATE KEY-----\n{KEY}\n", "private key"),
        (f'KEY="-----BEGIN RSA PRIVATE KEY-----\\n{KEY}"', "private key"),
        ("id = AKIA" + "ABCDEFGHIJKLMNOP", "AWS access key"),
        ("stripe: sk_" + "live_0123456789abcdefABCD", "Stripe live key"),
        ("AIza" + "b" * 35, "Google API key"),
        ("sk-" + "proj-" + "a" * 40, "OpenAI key"),
        ("ghp_" + "a" * 36, "GitHub token"),
        ("12345678:AA" + "b" * 33, "Telegram bot token"),
        ("index = https://" + "pypi.org/simple", "registry host"),
    ],
)
def test_what_looks_like_a_secret_is_found(scan, tree, content, what):
    (tree / "notes.txt").write_text(content)
    subprocess.run(["git", "add", "notes.txt"], cwd=tree, check=True)
    assert scan.findings(tree) == [f"notes.txt: {what}"]


@pytest.mark.parametrize("name", [".env", "deploy/id_rsa", "cert.pem", "uv.lock"])
def test_a_file_that_holds_secrets_by_its_name_is_found(scan, tree, name):
    (tree / name).parent.mkdir(exist_ok=True)
    (tree / name).write_text("harmless")
    subprocess.run(["git", "add", "-f", name], cwd=tree, check=True)
    assert scan.findings(tree) == [f"{name}: a file of this name does not belong into the tree"]


def test_a_frame_without_a_key_and_files_that_git_does_not_know_are_passed_over(scan, tree):
    (tree / "frame.txt").write_text("-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----")
    subprocess.run(["git", "add", "frame.txt"], cwd=tree, check=True)
    (tree / "untracked.txt").write_text("AKIA" + "ABCDEFGHIJKLMNOP")
    assert scan.findings(tree) == []


def test_the_tree_holds_none(scan):
    assert scan.findings(ROOT) == []
