"""News between processes and to waiting pages, over LISTEN and NOTIFY."""

from vetrina.infra.events.bus import CHANNEL, LOST, Bus, Lost, News, publish
from vetrina.infra.events.stream import events, frame, sse

__all__ = ["CHANNEL", "LOST", "Bus", "Lost", "News", "events", "frame", "publish", "sse"]
