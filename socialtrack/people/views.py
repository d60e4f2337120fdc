"""Getting in: sign-in, invitations, the people of a centre or an organization. Gathers the files of views."""

from . import (
    account_views,
    demo_views,
    erasure_views,
    factor_own_views,
    factor_team_views,
    factor_views,
    incident_views,
    invitation_views,
    member_lead_views,
    member_place_views,
    member_views,
    offer_views,
    password_views,
    proof_views,
    sign_in_views,
    statement_views,
    team_views,
)
from .blueprint import bp

__all__ = [
    "account_views",
    "bp",
    "demo_views",
    "erasure_views",
    "factor_own_views",
    "factor_team_views",
    "factor_views",
    "incident_views",
    "invitation_views",
    "member_lead_views",
    "member_place_views",
    "member_views",
    "offer_views",
    "password_views",
    "proof_views",
    "sign_in_views",
    "statement_views",
    "team_views",
]
