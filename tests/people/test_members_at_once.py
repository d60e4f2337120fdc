"""Two who leave or are removed at the same moment: somebody stays at the head, whatever the engine."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import immediate
from socialtrack.journal.models import Event
from socialtrack.kernel.errors import Refused
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import new_token
from socialtrack.people.actions import Browser
from socialtrack.people.arrival_actions import Answer, accept
from socialtrack.people.invitation_actions import Offer, change_offer, invite, revoke
from socialtrack.people.member_actions import Somebody, change_role, leave, remove
from socialtrack.people.member_lead_actions import Naming, name_member_lead
from socialtrack.people.member_rules import Gone
from socialtrack.people.models import Invitation
from socialtrack.tenancy.models import Membership
from socialtrack.tenancy.organization_actions import archive_organization
from tests.cast import everything
from tests.people.test_at_once import together


def as_(cast, who, gesture):
    def run():
        with cast.work_for(who) as work:
            gesture(work)

    return run


def promoted(cast, who, role):
    """That person in another role, as they would be had it always been theirs."""
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Membership).where(Membership.id == cast[who].membership_id).values(role=role))
    return replace(cast[who], role=role)


def heads(cast, role):
    return cast.rows(
        select(Membership.id).where(
            Membership.centre_id == cast.quebec.id, Membership.role == role, Membership.ended_at.is_(None)
        )
    )


def test_two_leads_who_leave_at_once_leave_one(cast, app):
    beatrice = promoted(cast, "beatrice", "lead")

    ends = together(app, [as_(cast, who, leave) for who in (cast.bruno, beatrice)])

    assert ends == ["last-lead", "won"]
    assert len(heads(cast, "lead")) == 1


def test_two_leads_who_remove_each_other_leave_one(cast, app):
    beatrice = promoted(cast, "beatrice", "lead")

    def removal_of(whom):
        return lambda work: remove(work, Somebody(whom.membership_id, cast.les_amis.id, "lead"))

    ends = together(app, [as_(cast, cast.bruno, removal_of(beatrice)), as_(cast, beatrice, removal_of(cast.bruno))])

    assert ends == ["membership-changed", "won"]
    assert len(heads(cast, "lead")) == 1


def test_two_managers_who_step_down_at_once_leave_one(cast, app):
    agathe = promoted(cast, "agathe", "manager")

    def step_down(who):
        return lambda work: change_role(work, Somebody(who.membership_id, None, "manager"), "advisor")

    ends = together(app, [as_(cast, who, step_down(who)) for who in (cast.aline, agathe)])

    assert ends == ["last-manager", "won"]
    assert len(heads(cast, "manager")) == 1


def test_same_change_pressed_four_times_is_one_event(cast, app):
    whom = Somebody(cast.denis.membership_id, cast.les_amis.id, "reader")

    ends = together(app, [as_(cast, "bruno", lambda work: change_role(work, whom, "member"))] * 4)

    assert ends == ["won"] * 4
    assert len(cast.rows(select(Event).where(Event.kind == "membership-changed"))) == 1


def test_two_different_changes_at_once_keep_the_first_and_tell_the_second(cast, app):
    whom = Somebody(cast.denis.membership_id, cast.les_amis.id, "reader")

    ends = together(
        app,
        [
            as_(cast, "bruno", lambda work: change_role(work, whom, "member")),
            as_(cast, "bruno", lambda work: change_role(work, whom, "lead")),
        ],
    )

    assert ends == ["role-changed-meanwhile", "won"]
    (event,) = cast.rows(select(Event).where(Event.kind == "membership-changed"))
    assert cast.rows(select(Membership.role).where(Membership.id == cast.denis.membership_id)) == [event.after]


def test_role_offered_that_changes_while_it_is_taken_up_is_one_or_the_other(cast, app):
    token = new_token()
    with cast.work_for("bruno") as work:
        invitation = invite(work, Offer("marie@example.org", "member", "fr", token), cast.les_amis.id)
    answer = Answer("Marie", is_named_to_centre=False, browser=Browser())

    ends = together(
        app,
        [
            lambda: accept(token, answer, None, utc_now()),
            as_(cast, "bruno", lambda work: change_offer(work, invitation, "reader", cast.les_amis.id)),
        ],
    )

    (offered,) = cast.rows(select(Invitation.role))
    (taken,) = cast.rows(select(Membership.role).order_by(Membership.id.desc()).limit(1))
    assert taken == offered
    assert ends in (["won", "won"], ["no-such-invitation", "won"])


@pytest.mark.parametrize("what", ["role", "removal", "offer", "revocation", "invitation", "new lead"])
def test_gesture_that_was_under_way_when_the_organization_was_archived_changes_nothing(cast, what):
    """The door found it open; the archiving came before the lock."""
    room, whom = cast.les_amis.id, Somebody(cast.beatrice.membership_id, cast.les_amis.id, "member")
    offer = Offer("marie@example.org", "member", "fr", new_token())
    with cast.work_for("bruno") as work:
        invitation = invite(work, offer, room)
    with cast.work_for("aline") as work:
        archive_organization(work, room)
    events = cast.rows(select(Event.id))
    who = "aline" if what == "new lead" else "bruno"
    gestures = {
        "role": lambda work: change_role(work, whom, "lead"),
        "removal": lambda work: remove(work, whom),
        "offer": lambda work: change_offer(work, invitation, "lead", room),
        "revocation": lambda work: revoke(work, invitation, room),
        "invitation": lambda work: invite(work, offer, room),
        "new lead": lambda work: name_member_lead(
            work, Naming(room, Gone.SILENT, frozenset()), cast.beatrice.membership_id
        ),
    }

    with pytest.raises(Refused, match="organization-archived"):
        as_(cast, who, gestures[what])()

    assert cast.rows(select(Event.id)) == events
