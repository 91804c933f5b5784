"""Everything that touches the machine; imports nothing of ours but the kernel.

Each folder is a door of its own: `from vetrina.infra import db`, then `db.Db`.
`settings`, `postgres`, `db`, `jobs`, `events`, `cache`, `limits`, `storage`, `http`, `web`,
`telemetry`, `i18n`, `templating`, `supervisor`.  The README beside this file tells how to use each.
"""
