"""Keeps database, web and workers alive on one machine."""

from vetrina.infra.supervisor.supervisor import Child, Supervisor, pause_s

__all__ = ["Child", "Supervisor", "pause_s"]
