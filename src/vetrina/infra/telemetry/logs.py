"""Log lines: JSON in rotating files and on stdout, each with the ids of its request or job.

`error.log` holds errors with their stacks, `combined.log` everything, both bounded in size.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

from vetrina.infra import settings
from vetrina.infra.telemetry.redact import redact
from vetrina.infra.telemetry.rotate import SharedRotatingFileHandler

_QUIET = ("httpx", "httpcore", "procrastinate", "alembic", "sqlalchemy", "urllib3", "uvicorn")


def configure_logging(
    section: settings.Telemetry,
    folder: Path,
    *,
    process: str,
    is_readable: bool = False,
    has_console: bool = True,
) -> None:
    """Set up logging for this process, named *process*; *is_readable* colours stdout for people.

    Without *has_console* lines go to the files only.  Replaces the handlers of the root logger.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shared = _shared(process)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    root = _bare_root()
    as_json = _for_programmes(shared)
    _write_files(root, section, folder, as_json)
    if has_console:
        console = logging.StreamHandler(sys.stdout)
        console.setFormatter(_for_people(shared) if is_readable else as_json)
        root.addHandler(console)
    root.setLevel(section.log_level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _write_files(
    root: logging.Logger, section: settings.Telemetry, folder: Path, form: logging.Formatter
) -> None:
    """Everything into one file, errors into another as well."""
    for name, level in (("combined.log", logging.NOTSET), ("error.log", logging.ERROR)):
        handler = SharedRotatingFileHandler(
            folder / name,
            maxBytes=section.log_max_bytes,
            backupCount=section.log_files - 1,
            encoding="utf-8",
        )
        handler.setLevel(level)
        handler.setFormatter(form)
        root.addHandler(handler)


def _bare_root() -> logging.Logger:
    root = logging.getLogger()
    for old in list(root.handlers):
        root.removeHandler(old)
        old.close()
    return root


def _shared(process: str) -> list[structlog.typing.Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="timestamp"),
        _name_process(process),
    ]


def _for_programmes(
    shared: list[structlog.typing.Processor],
) -> structlog.stdlib.ProcessorFormatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            _hide_secrets,
            structlog.processors.JSONRenderer(default=str),
        ],
    )


def _for_people(
    shared: list[structlog.typing.Processor],
) -> structlog.stdlib.ProcessorFormatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _hide_secrets,
            structlog.dev.ConsoleRenderer(colors=sys.stdout.isatty()),
        ],
    )


def _name_process(process: str) -> structlog.typing.Processor:
    def add(
        logger: object, method: str, line: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        line.setdefault("process", process)
        return line

    return add


def _hide_secrets(
    logger: object, method: str, line: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    exc_info = line.pop("exc_info", None)
    hidden: MutableMapping[str, Any] = redact(line)
    if exc_info:
        hidden["exc_info"] = exc_info
    return hidden
