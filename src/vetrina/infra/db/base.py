"""What every table is made of: one metadata, one naming, no hidden queries."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import DateTime, MetaData, Text, Uuid, event, orm
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, mapped_column

NAMING = {
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ck": "%(table_name)s_%(constraint_name)s_check",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}


class Base(DeclarativeBase):
    """Root of all models.  Times are aware, text has no length, dictionaries are JSONB."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        UUID: Uuid(),
        str: Text(),
        dict[str, Any]: JSONB(),
    }


class Owned:
    """Mixin of tables whose rows belong to a space; their migration calls `own_table`."""

    storefront_id: Mapped[str] = mapped_column(sort_order=-90)
    space_id: Mapped[UUID] = mapped_column(sort_order=-80)


def relationship(*args: Any, **options: Any) -> Any:
    """`orm.relationship` that never queries behind the reader's back."""
    return orm.relationship(*args, **{"lazy": "raise", **options})


@event.listens_for(Mapper, "mapper_configured")
def _refuse_lazy_loading(mapper: Mapper[Any], class_: type) -> None:
    for link in mapper.relationships:
        if link.lazy in {"select", True}:
            raise TypeError(f"{class_.__name__}.{link.key}: use infra.db.relationship")
