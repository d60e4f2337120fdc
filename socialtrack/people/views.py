"""Getting in: sign-in, invitations, the people of a centre or an organization. Gathers the files of views."""

from . import demo_views, factor_views, invitation_views, sign_in_views, statement_views, team_views
from .blueprint import bp

__all__ = ["bp", "demo_views", "factor_views", "invitation_views", "sign_in_views", "statement_views", "team_views"]
