"""Somebody who has a second step, and the codes that their application and their printed sheet would give."""

import pyotp
from sqlalchemy import update

from socialtrack.data.db import immediate
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import new_token
from socialtrack.people.factor_rules import step_at
from socialtrack.people.factor_seal import backup_hash, seal
from socialtrack.people.link_actions import add_link
from socialtrack.people.models import AuthenticatorApp, RecoveryCode
from socialtrack.tenancy.models import Centre
from tests.cast import everything

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = "/sign-in/second-step"
OWN = "/account/second-step"
PRINTED = ("0A2DH7S1QC", "6XVTK5V5VS", "80GES9M09Y")


def give_app(cast, who, *, is_confirmed=True, key=None):
    """That person has an application and three backup codes; without `is_confirmed` it has given no code yet."""
    person_id, key = cast[who].person_id, key or cast.app.config["SECRET_KEY"]
    with cast.app.app_context(), everything() as session, immediate(session):
        session.add(
            AuthenticatorApp(
                person_id=person_id,
                sealed_secret=seal(SECRET, person_id, key),
                created_at=utc_now(),
                confirmed_at=utc_now() if is_confirmed else None,
            )
        )
        session.add_all(
            RecoveryCode(person_id=person_id, code_hash=backup_hash(code, person_id, key), made_at=utc_now())
            for code in PRINTED
        )


def code_at(steps=0, secret=SECRET):
    """What the application shows so many half minutes from now."""
    return pyotp.TOTP(secret).generate_otp(step_at(utc_now()) + steps)


def link_for(cast, who):
    """A sign-in link of somebody."""
    token = new_token()
    with cast.app.app_context(), everything() as session, immediate(session):
        add_link(session, cast[who].person_id, token, utc_now())
    return f"/sign-in/{token}"


def require_it(cast, centre):
    """That centre asks its team for two steps."""
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Centre).where(Centre.id == centre.id).values(requires_second_factor=True))
