"""Who did something, as pages name people: the columns that say it in any statement, and the value they make."""

from dataclasses import dataclass

from ..kernel.permissions import CENTRE_ROLES


def who_columns(table: str = "m") -> str:
    """The five columns of a membership, under that name in the statement, which `who_of` reads."""
    return f"""{table}.id, {table}.name, {table}.role, {table}.is_named_to_centre,
              (SELECT 1 FROM membership i WHERE i.centre_id = :centre_id AND i.id = {table}.invited_by
                  AND i.organization_id IS NULL)"""


WHO = who_columns()


@dataclass(frozen=True, slots=True)
class Who:
    """A person, as named here. `is_open`: the centre may read the name (they agreed, or it invited them itself)."""

    id: int
    name: str
    role: str
    is_open: bool

    @property
    def is_staff(self) -> bool:
        return self.role in CENTRE_ROLES


def who_of(columns: tuple) -> Who | None:
    id_, name, role, is_named_to_centre, invited_by_centre = columns
    return Who(id_, name, role, bool(is_named_to_centre or invited_by_centre)) if id_ is not None else None
