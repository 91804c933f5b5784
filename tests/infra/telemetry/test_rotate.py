"""Several processes write one bounded log and lose no line."""

import logging
import subprocess
import sys
import textwrap

from vetrina.infra.telemetry.rotate import SharedRotatingFileHandler

WRITES = """
import logging, sys
from vetrina.infra.telemetry.rotate import SharedRotatingFileHandler

handler = SharedRotatingFileHandler(sys.argv[1], maxBytes=4096, backupCount=20)
for number in range(300):
    text = f"{sys.argv[2]}-{number:03d} " + "x" * 40
    handler.emit(logging.LogRecord("t", 20, "", 0, text, None, None))
"""


def test_lines_of_three_processes_are_all_kept_while_the_file_is_put_aside(tmp_path):
    log = tmp_path / "combined.log"
    command = [sys.executable, "-c", textwrap.dedent(WRITES), str(log)]
    writers = [subprocess.Popen([*command, name]) for name in ("a", "b", "c")]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    files = list(tmp_path.glob("combined.log*"))
    lines = [line.split()[0] for path in files for line in path.read_text().splitlines()]
    assert sorted(lines) == [f"{name}-{number:03d}" for name in "abc" for number in range(300)]
    assert len(files) > 3


def test_a_file_that_was_put_aside_is_left_for_the_new_one(tmp_path):
    log = tmp_path / "combined.log"
    handler = SharedRotatingFileHandler(log, maxBytes=4096, backupCount=2)
    handler.emit(logging.LogRecord("t", 20, "", 0, "first", None, None))
    log.rename(tmp_path / "combined.log.1")
    handler.emit(logging.LogRecord("t", 20, "", 0, "second", None, None))
    handler.close()
    assert log.read_text() == "second\n"
