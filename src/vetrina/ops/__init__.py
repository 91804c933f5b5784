"""What the operator runs: processes and their supervisor, health, doctor, assets, the demo."""

from vetrina.ops.errors import ChildrenNotReady, DemoFailed, MetricsRefused, NoDatabase

__all__ = ["ChildrenNotReady", "DemoFailed", "MetricsRefused", "NoDatabase"]
