"""Which path tracer is loaded, and what fetching its libraries would type."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vetrina.staging.render import backend, native_libraries


def test_the_release_of_libllvm_is_read_from_its_file_name() -> None:
    assert backend.major_of("libLLVM.so.19.1") == 19
    assert backend.major_of("libLLVM-15.so.1") == 15
    assert backend.major_of("libLLVM-14.0.6.so.1") == 14
    assert backend.major_of("libLLVM.so") is None


def test_the_measured_release_is_preferred_and_those_that_abort_are_never_taken() -> None:
    names = "libllvm14\nlibllvm15\nlibllvm16\nlibllvm22\nlibllvm19\nlibllvmlibc-19-dev\n"
    assert native_libraries.choose_llvm_package(names) == "libllvm19"
    assert native_libraries.choose_llvm_package("libllvm15\nlibllvm17t64\n") == "libllvm17t64"
    assert native_libraries.choose_llvm_package("libllvm14\nlibllvm15\nlibllvm16\n") is None


def test_the_c_library_is_never_fetched_privately() -> None:
    depends = "libllvm19\n  Depends: libc6\n  Depends: <virtual>\nlibc6\nlibedit2\nlibstdc++6\n"
    assert native_libraries.needed_packages("libllvm19", depends) == ["libedit2", "libllvm19"]


def test_fetching_downloads_and_unpacks_below_its_folder(tmp_path: Path) -> None:
    typed: list[list[str]] = []

    def runner(argv: Sequence[str], folder: Path) -> str:
        typed.append(list(argv))
        if argv[:2] == ["apt-cache", "pkgnames"]:
            return "libllvm19\n"
        if argv[:2] == ["apt-cache", "depends"]:
            return "libllvm19\nlibz3-4\n"
        if argv[:2] == ["apt-get", "download"]:
            (folder / "libz3-4.deb").touch()
        return ""

    assert native_libraries.fetch(tmp_path, run=runner) == ["libatomic1", "libllvm19", "libz3-4"]
    half = tmp_path / "llvm.half"
    assert typed[0] == ["apt-get", "download", "libatomic1"]
    assert typed[-2] == ["apt-get", "download", "libllvm19", "libz3-4"]
    assert typed[-1] == ["dpkg", "-x", str(half / "libz3-4.deb"), str(half)]
    assert sorted(path.name for path in (tmp_path / "root").iterdir()) == ["atomic", "llvm"]
    assert not half.exists()


def test_what_was_fetched_before_is_not_fetched_again(tmp_path: Path) -> None:
    def refuse(argv: Sequence[str], folder: Path) -> str:
        raise OSError(argv[0])

    (tmp_path / "root" / "atomic").mkdir(parents=True)
    assert native_libraries.fetch(tmp_path, llvm=False, run=refuse) == ["libatomic1"]


def test_a_library_that_does_not_exist_has_no_version(tmp_path: Path) -> None:
    assert native_libraries.llvm_version(tmp_path / "libLLVM.so.19.1") is None


def test_the_path_tracer_is_loaded_once() -> None:
    first = backend.load()
    assert backend.load("scalar") is first
    assert first.variant == backend.VARIANTS[first.name]
