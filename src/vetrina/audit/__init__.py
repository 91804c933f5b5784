"""Who did what to which, never changed afterwards."""

from vetrina.audit.service import list_lines, write
from vetrina.audit.views import AuditLine

__all__ = ["AuditLine", "list_lines", "write"]
