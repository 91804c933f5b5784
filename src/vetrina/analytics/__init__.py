"""First-party events and the figures made of them; nothing leaves the house."""

from vetrina.analytics.service import count_by_day, record
from vetrina.analytics.views import DayCount

__all__ = ["DayCount", "count_by_day", "record"]
