"""Settings: read once at the start, handed out by section, documented by generation."""

from vetrina.infra.settings.aliases import ALIASES, Alias
from vetrina.infra.settings.load import Finding, Loaded, SettingsRefused, load, variable_of
from vetrina.infra.settings.made import make_secrets
from vetrina.infra.settings.products import (
    Firebase,
    Mail,
    Media,
    Payments,
    Providers,
    Studio,
    Supabase,
    Telegram,
)
from vetrina.infra.settings.root import Settings
from vetrina.infra.settings.sections import (
    Database,
    Jobs,
    Limits,
    Outgoing,
    Ports,
    Redis,
    Section,
    Security,
    Storage,
    Telemetry,
    Web,
)

__all__ = [
    "ALIASES",
    "Alias",
    "Database",
    "Finding",
    "Firebase",
    "Jobs",
    "Limits",
    "Loaded",
    "Mail",
    "Media",
    "Outgoing",
    "Payments",
    "Ports",
    "Providers",
    "Redis",
    "Section",
    "Security",
    "Settings",
    "SettingsRefused",
    "Storage",
    "Studio",
    "Supabase",
    "Telegram",
    "Telemetry",
    "Web",
    "load",
    "make_secrets",
    "variable_of",
]
