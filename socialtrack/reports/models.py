"""Views of the grid kept under a name, and addresses from which a spreadsheet reads a report."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..data.db import Model
from ..data.scope import CentreOwned
from ..data.types import Id, Json, Moment, SortKey


class SavedView(CentreOwned, Model):
    """Filters, order and columns under a name, for the whole team. `parameters` are those of the grid's address.

    It outlives whoever made it.
    """

    __tablename__ = "saved_view"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(120))
    name_key: Mapped[str] = mapped_column(SortKey)
    parameters: Mapped[dict] = mapped_column(Json)
    made_by: Mapped[int | None] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(Moment)
    changed_by: Mapped[int | None] = mapped_column(Id)
    changed_at: Mapped[datetime] = mapped_column(Moment)
    removed_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "made_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "changed_by"], ["membership.centre_id", "membership.id"]),
    )


class LiveAddress(CentreOwned, Model):
    """An address that reads one report, with its filters, and nothing else. Its token is kept hashed.

    It ends with the membership that made it (`made_by`), unless a manager keeps it (`kept_by`), and what it shows is
    never more than that membership may see. `uses` counts its readings; `window_*` those of the last while, to slow
    down who reads too often.
    """

    __tablename__ = "live_address"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    report: Mapped[str] = mapped_column(String(20))
    parameters: Mapped[dict] = mapped_column(Json)
    has_names: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[int] = mapped_column(Id)
    made_at: Mapped[datetime] = mapped_column(Moment)
    kept_by: Mapped[int | None] = mapped_column(Id)
    last_used_at: Mapped[datetime | None] = mapped_column(Moment)
    uses: Mapped[int] = mapped_column(default=0)
    window_since: Mapped[datetime | None] = mapped_column(Moment)
    window_uses: Mapped[int] = mapped_column(default=0)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_by: Mapped[int | None] = mapped_column(Id)

    __table_args__ = (
        UniqueConstraint("centre_id", "id"),
        ForeignKeyConstraint(["centre_id", "made_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "kept_by"], ["membership.centre_id", "membership.id"]),
        ForeignKeyConstraint(["centre_id", "revoked_by"], ["membership.centre_id", "membership.id"]),
    )
