"""The line about staging says what would really render here."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from vetrina.infra import settings
from vetrina.staging.capabilities import describe, find_llvm


@pytest.fixture
def told(tmp_path):
    def tell(**studio):
        whole = settings.Settings(data_dir=tmp_path, studio=settings.Studio(**studio))
        (found,) = describe(SimpleNamespace(settings=whole))
        return found

    return tell


def test_the_engine_for_tests_never_passes_for_the_real_one(told):
    assert (told(engine="fake").state, told(engine="fake").id) == ("reduced", "staging")


def test_a_private_llvm_is_named_with_its_release(told, tmp_path):
    library = tmp_path / "native" / "lib" / "libLLVM-19.so.1"
    library.parent.mkdir(parents=True)
    library.write_bytes(b"")
    assert "LLVM 19" in told().served_by
    assert told().state == "full"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ((), None),
        (("a/libLLVM-16.so.1",), None),
        (("a/libLLVM-16.so.1", "llvm-18/lib/libLLVM.so.18.1"), 18),
        (("a/libLLVM.so.19.1", "a/libLLVM-17.so"), 19),
    ],
)
def test_only_a_release_that_renders_counts(tmp_path, files, found):
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert find_llvm(tmp_path / "none", tmp_path) == found
