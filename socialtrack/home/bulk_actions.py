"""Inviting many at once: one transaction, in which a line that can't be invited leaves the others be."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..kernel.errors import Invalid
from ..kernel.work import Work
from ..people.invitation_actions import Offer, invite


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place to offer in one organization."""

    organization_id: int
    slug: str
    offer: Offer


def invite_many(work: Work, wanted: Sequence[Wanted]) -> dict[str, Invalid]:
    """Offer all of these places, or none if the database will not; what could not be offered and why, by slug."""
    refused: dict[str, Invalid] = {}
    with work.write():
        for one in wanted:
            try:
                with work.session.begin_nested():
                    invite(work, one.offer, one.organization_id)
            except Invalid as error:
                refused[one.slug] = error
    return refused
