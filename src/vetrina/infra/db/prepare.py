"""From the settings to a database that is made, migrated and ready for each role."""

from __future__ import annotations

from sqlalchemy.engine import make_url

from vetrina.infra import settings
from vetrina.infra.db.migrations import migrate
from vetrina.infra.db.roles import DatabaseUrls, ensure_database


def prepare_database(whole: settings.Settings, admin_url: str = "") -> DatabaseUrls:
    """Make what is missing, migrate, and return the addresses to work with; safe to repeat.

    *admin_url*: the embedded server's superuser.  Without it the address of the settings is used:
    its role makes our roles; where it may not, `database.app_url` and `database.worker_url` name
    roles that somebody made, and it migrates itself.
    """
    section = whole.database
    own = section.url.get_secret_value()
    app, worker = section.app_url.get_secret_value(), section.worker_url.get_secret_value()
    if not admin_url and app and worker:
        urls = DatabaseUrls(own, app, worker)
    else:
        urls = ensure_database(
            admin_url or own,
            database=section.name if admin_url else make_url(own).database or section.name,
            secret_key=whole.security.secret_key.get_secret_value(),
            role_settings={
                "statement_timeout": f"{section.statement_timeout_s}s",
                "idle_session_timeout": f"{section.idle_timeout_s}s",
                "idle_in_transaction_session_timeout": "60s",
            },
        )
    migrate(urls.owner)
    return urls
