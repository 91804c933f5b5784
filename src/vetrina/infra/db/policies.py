"""Row-level security for owned tables; called from migrations.

Three functions read what the transaction told (`app_storefront`, `app_spaces`, `app_scope`).
Nothing told means no row: the policies fail closed.  What must be found before anybody is known (a
session by its token's hash, a share link) is found by a `security definer` function with
`set search_path = public, pg_temp`: it runs as the owner, who may read and whom nobody logs in as.
"""

from __future__ import annotations

import re
from typing import Protocol

OWNER = "vetrina_owner"
APP = "vetrina_app"
WORKER = "vetrina_worker"

_FUNCTIONS = """
create function app_storefront() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('app.storefront', true), '') $$;
create function app_spaces() returns uuid[] language sql stable parallel safe
  as $$ select coalesce(nullif(current_setting('app.spaces', true), ''), '{}')::uuid[] $$;
create function app_scope() returns text language sql stable parallel safe
  as $$ select coalesce(current_setting('app.scope', true), '') $$;
"""


class Runs(Protocol):
    """Alembic's `op`."""

    def execute(self, sqltext: str) -> None: ...


def make_scope_functions(op: Runs) -> None:
    """Create the functions that the policies call; once, in the first migration."""
    op.execute(_FUNCTIONS)


def drop_scope_functions(op: Runs) -> None:
    """Undo `make_scope_functions`."""
    op.execute(
        "drop function app_storefront(); drop function app_spaces(); drop function app_scope()"
    )


def own_table(op: Runs, table: str) -> None:
    """Rows of *table* (storefront_id text, space_id uuid) are seen by their space and the staff."""
    _protect(
        op,
        table,
        "storefront_id = (select app_storefront()) and (case (select app_scope())"
        " when 'staff' then true"
        " when 'member' then space_id = any ((select app_spaces())::uuid[])"
        " when 'visitor' then space_id = any ((select app_spaces())::uuid[])"
        " else false end)",
    )


def own_table_by_storefront(op: Runs, table: str) -> None:
    """Rows of *table* (storefront_id text) are seen by everybody in that storefront."""
    _protect(op, table, "storefront_id = (select app_storefront())")


def _protect(op: Runs, table: str, who: str) -> None:
    name = _plain(table)
    all_jobs = (
        "(select app_scope()) = 'job'"
        " and coalesce((select app_storefront()), storefront_id) = storefront_id"
    )
    op.execute(f"alter table {name} enable row level security")
    op.execute(f"alter table {name} force row level security")
    op.execute(f"create policy {name}_scope on {name} using ({who}) with check ({who})")
    op.execute(
        f"create policy {name}_jobs on {name} to {WORKER}, {OWNER}"
        f" using ({all_jobs}) with check ({all_jobs})"
    )
    # Functions that look something up by a secret, before anybody has a scope, run as the owner.
    op.execute(f"create policy {name}_lookups on {name} for select to {OWNER} using (true)")


def _plain(table: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,50}", table):
        raise ValueError(f"{table!r} is not a table name of ours")
    return table


UNPROTECTED = """
select c.relname from pg_class c
join pg_namespace n on n.oid = c.relnamespace and n.nspname = current_schema()
join pg_attribute a on a.attrelid = c.oid and a.attname in ('space_id', 'storefront_id')
where c.relkind in ('r', 'p') and not a.attisdropped
  and not (c.relrowsecurity and c.relforcerowsecurity)
group by c.relname order by c.relname
"""
"""Query: names of tables that carry an owner's column without forced row-level security."""
