"""The database: sessions that know who acts, policies that enforce it, roles, migrations."""

from sqlalchemy.ext.asyncio import AsyncSession

from vetrina.infra.db.base import Base, Owned, relationship
from vetrina.infra.db.migrations import (
    MigrationBusy,
    check,
    import_models,
    migrate,
    pending,
    undo,
)
from vetrina.infra.db.policies import (
    APP,
    OWNER,
    UNPROTECTED,
    WORKER,
    drop_scope_functions,
    make_scope_functions,
    own_table,
    own_table_by_storefront,
)
from vetrina.infra.db.prepare import prepare_database
from vetrina.infra.db.roles import (
    DatabaseUrls,
    RoleFacts,
    driver_dsn,
    ensure_database,
    read_role,
    role_password,
    role_url,
)
from vetrina.infra.db.scope import Scope, ScopeKind, acting, current_scope, set_scope
from vetrina.infra.db.session import (
    Database,
    Db,
    ScopedSession,
    act_as,
    outside,
    record_outside,
    session,
)

__all__ = [
    "APP",
    "OWNER",
    "UNPROTECTED",
    "WORKER",
    "AsyncSession",
    "Base",
    "Database",
    "DatabaseUrls",
    "Db",
    "MigrationBusy",
    "Owned",
    "RoleFacts",
    "Scope",
    "ScopeKind",
    "ScopedSession",
    "act_as",
    "acting",
    "check",
    "current_scope",
    "driver_dsn",
    "drop_scope_functions",
    "ensure_database",
    "import_models",
    "make_scope_functions",
    "migrate",
    "outside",
    "own_table",
    "own_table_by_storefront",
    "pending",
    "prepare_database",
    "read_role",
    "record_outside",
    "relationship",
    "role_password",
    "role_url",
    "session",
    "set_scope",
    "undo",
]
