"""The one blueprint of this feature, which several files of views share, and who reads its pages."""

from flask import Blueprint, g

from ..kernel.permissions import Can, may
from ..web.language import language
from .pages import Reader
from .queries import Who

TOLD = "told"  # in the session: what changed meanwhile, for the page that follows a tick without script

bp = Blueprint("progress", __name__, url_prefix="/centres/<slug:centre>/organizations/<slug:organization>")


def may_here(permission: Can) -> bool:
    """Whether whoever reads may do that in this organization as it is."""
    return may(g.work.actor.role, permission) and not g.organization.is_archived


def reader() -> Reader:
    """For whom the page is put in words."""
    membership = g.membership
    return Reader(language(), g.work, Who(membership.id, membership.name, membership.role, True))
