"""What stands in a page that the sweep opens: each of these makes a state of it, and says what its address needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import delete, update

from socialtrack.data.db import immediate
from socialtrack.guide.queries import path as path_in_force
from socialtrack.guide.rules import in_scope
from socialtrack.home.import_actions import import_organizations
from socialtrack.home.import_queries import past_imports
from socialtrack.home.several_actions import Counted, change_several
from socialtrack.home.several_forms import Selection
from socialtrack.journal.access_actions import note_access
from socialtrack.journal.models import Baseline, OrganizationSummary
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import new_token, token_hash
from socialtrack.mailing.models import Letter
from socialtrack.mailing.stopping import stop_path
from socialtrack.notes.actions import edit_note, write_note
from socialtrack.notes.models import Note
from socialtrack.notes.rules import Audience
from socialtrack.people.incident_actions import add_incident
from socialtrack.people.incident_rules import Said
from socialtrack.people.invitation_actions import Offer, invite
from socialtrack.people.models import Device, Installation, Passkey, Person, SignInLink
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.evidence_actions import set_evidence
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.network_actions import set_network
from socialtrack.progress.plan_actions import set_plan
from socialtrack.progress.plan_rules import WantedPlan
from socialtrack.progress.rules import State, Wanted, wanted
from socialtrack.reports.filter_rules import EVERYONE
from socialtrack.reports.view_actions import keep_view
from socialtrack.tenancy.actions import add_membership, add_organization, change_organizations, command_work
from socialtrack.tenancy.bulk_rules import Deed
from socialtrack.tenancy.bulk_rules import Wanted as Together
from socialtrack.tenancy.models import Centre
from socialtrack.tenancy.organization_actions import archive_organization, pause_organization
from socialtrack.tenancy.queries import known_organizations
from socialtrack.tenancy.read_list import read_list
from socialtrack.tenancy.rules import Details
from tests.cast import Cast, everything
from tests.people.second_step import give_app, require_it
from tests.reports.hesitations import hesitate
from tests.sweep import people_states as states
from tests.sweep import (
    question_states,
    support_states,
)


def lived_in(cast: Cast) -> None:
    """Les Amis has been at it for a while: a task in each state, a second network put off."""
    said = {
        "name-responsible": Wanted(State.DONE),
        "name-backup": Wanted(State.DOING),
        "org-email": Wanted(State.DONE),
        "password-vault": Wanted(State.NOT_APPLICABLE, "Nous n’avons qu’un compte."),
        "account-register": Wanted(State.DECLINED, "Notre classeur suffit."),
    }
    with cast.work_for("bruno") as work:
        for key, wanted in said.items():
            set_task_state(work, cast.les_amis.id, key, wanted, Gesture())
        set_network(work, cast.les_amis.id, "instagram", "not_now", reason="Une chose à la fois.")


def hesitant(cast: Cast) -> None:
    """Reasons of every outcome, about tasks, a network and steps; own words, shared or not."""
    tasks = ("name-backup", "name-responsible", "org-email", "password-vault", "account-register", "board-mandate")
    for n, task in enumerate(tasks):
        hesitate(cast, "bruno", cast.les_amis, task=task, outcome="reassured" if n else "")
        hesitate(cast, "paul", cast.le_phare, "law-25", task=task, outcome=("no", "partly", "settled")[n % 3])
    hesitate(cast, "paul", cast.le_phare, None, words="Notre conseil a peur du piratage.", is_shared=True, step="4")
    hesitate(cast, "bruno", cast.les_amis, None, words="Entre nous.", network="facebook")
    hesitate(cast, "bruno", cast.les_amis, "cost-hidden", step="2", outcome="declined")


def overview_states(cast: Cast) -> dict[str, str]:
    """All that the page of one organization tells: doubts, questions, support, states of each kind."""
    lived_in(cast)
    hesitant(cast)
    question_states.all_kinds(cast)
    return support_states.given(cast)


def just_joined(cast: Cast) -> None:
    """Les Amis may still say where it stands."""
    lived_in(cast)
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(delete(Baseline).where(Baseline.organization_id == cast.les_amis.id))
        session.execute(
            update(OrganizationSummary)
            .where(OrganizationSummary.organization_id == cast.les_amis.id)
            .values(baseline_due_on=(utc_now() + timedelta(days=12)).date())
        )


def settled(cast: Cast) -> None:
    """Les Amis has answered all that is essential, once by a decision."""
    lived_in(cast)
    with cast.work_for("bruno") as work:
        for task in in_scope(path_in_force(work), {"facebook"}):
            state = State.DECLINED if task.key == "account-register" else State.DONE
            if task.essential and task.key != "password-vault":
                set_task_state(work, cast.les_amis.id, task.key, wanted(state, today=work.today), Gesture())


def planned(cast: Cast) -> None:
    """Somebody sees to a task, which is done since an earlier day; what shows it is kept, changed and taken back."""
    lived_in(cast)
    with cast.work_for("bruno") as work:
        day, room = work.today, cast.les_amis.id
        set_task_state(work, room, "name-backup", Wanted(State.DONE, done_on=day - timedelta(days=40)), Gesture())
        set_plan(work, room, "name-backup", WantedPlan(cast.beatrice.membership_id, "", day), Gesture())
        set_evidence(work, room, "name-backup", "Béatrice Roy", Gesture())
        set_evidence(work, room, "facebook-create-page", "https://facebook.com/lesamis", Gesture())
    with cast.work_for("aline") as work:
        plan = WantedPlan(None, "Jocelyne Tremblay", day + timedelta(days=14))
        set_plan(work, cast.les_amis.id, "facebook-create-page", plan, Gesture())


def noted(cast: Cast) -> dict[str, str]:
    """Notes of both kinds on a task, one worded anew, one entered by the centre; the number of the first."""
    room, task = cast.les_amis.id, "name-responsible"
    with cast.work_for("bruno") as work:
        first = write_note(work, room, task, Audience.CENTRE, "Jocelyne a dit oui.\nÀ confirmer.", Gesture())
        drawn_from = work.session.get_one(Note, first.note_id).text_id
        words = "Jocelyne a dit oui, et commence en janvier."
        edit_note(work, room, task, first.note_id, words, drawn_from, Gesture(), with_private=True)
    with cast.work_for("beatrice") as work:
        write_note(work, room, task, Audience.ORGANIZATION, "Lui en reparler sans presser.", Gesture())
    with cast.work_for("agathe") as work:
        write_note(work, room, task, Audience.CENTRE, "Dit au téléphone : une formation est prévue.", Gesture())
    return {"note": str(first.note_id)}


def noted_and_shut_out(cast: Cast) -> None:
    noted(cast)
    states.shut_out(cast)


def first_run(cast: Cast) -> dict[str, str]:
    """The space is not set up yet, and its link has just been printed."""
    token = new_token()
    with cast.app.app_context(), everything() as session, immediate(session):
        installation = session.get_one(Installation, 1)
        installation.setup_done_at = None
        installation.setup_token_hash = token_hash(token)
    return {"token": token}


def invited(cast: Cast) -> dict[str, str]:
    """Somebody is invited to Les Amis, and opens the link."""
    token = new_token()
    with cast.work_for("aline") as work:
        invite(work, Offer("nouvelle@example.org", "member", "fr", token), cast.les_amis.id)
    return {"token": token}


def link_asked(cast: Cast) -> dict[str, str]:
    """Bruno has asked for a link, and opens it."""
    token, now = new_token(), utc_now()
    with cast.app.app_context(), everything() as session, immediate(session):
        session.add(
            SignInLink(
                person_id=cast.bruno.person_id,
                token_hash=token_hash(token),
                created_at=now,
                expires_at=now + timedelta(minutes=15),
            )
        )
    return {"token": token}


def holding_two_places(cast: Cast) -> None:
    """Agathe also belongs to an organization of the centre she advises."""
    with cast.app.app_context(), command_work(cast.quebec) as work, work.write():
        add_membership(
            work,
            person_id=cast.agathe.person_id,
            role="member",
            name="Agathe",
            organization_id=cast.le_phare.id,
        )


def with_a_password(cast: Cast) -> None:
    """Bruno has chosen a password."""
    with cast.app.app_context(), everything() as session, immediate(session):
        person = session.get_one(Person, cast.bruno.person_id)
        person.password_hash, person.password_set_at = "$argon2id$of-no-password", utc_now()


def under_a_name(cast: Cast) -> None:
    """The installation has a name on the network, under which browsers allow passkeys."""
    settings = cast.app.extensions["socialtrack-settings"]
    address = settings.base_url.replace("127.0.0.1", "localhost")
    cast.app.extensions["socialtrack-settings"] = replace(settings, base_url=address)


def with_passkeys(cast: Cast) -> None:
    """Bruno has two passkeys, and has used one of them."""
    with cast.app.app_context(), everything() as session, immediate(session):
        for n, name in enumerate(("mon téléphone", "l’ordinateur du local")):
            session.add(
                Passkey(
                    person_id=cast.bruno.person_id,
                    credential_id=f"key-{n}",
                    public_key=b"",
                    name=name,
                    created_at=utc_now() - timedelta(days=40),
                    last_used_at=utc_now() if n else None,
                )
            )


def signed_in_elsewhere(cast: Cast) -> None:
    """Bruno has a session on his phone, one on a shared computer, and one in something that says nothing of itself."""
    now = utc_now()
    phone = "Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0"
    said = (
        (phone, "link", False),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/149.0", "password", True),
        ("", "passkey", False),
    )
    with cast.app.app_context(), everything() as session, immediate(session):
        for n, (browser, entered_by, is_shared) in enumerate(said):
            session.add(
                Device(
                    person_id=cast.bruno.person_id,
                    token_hash=token_hash(f"elsewhere {n}"),
                    created_at=now - timedelta(days=n + 2),
                    last_seen_at=now - timedelta(days=n),
                    idle_until=now + timedelta(days=9),
                    ends_at=now + timedelta(days=90),
                    browser=browser,
                    entered_by=entered_by,
                    is_shared_computer=is_shared,
                )
            )


def with_second_step(cast: Cast) -> None:
    """Bruno and Agathe have an application that gives them codes."""
    give_app(cast, "bruno")
    give_app(cast, "agathe")


def second_step_begun(cast: Cast) -> None:
    """Bruno is showing his application its secret."""
    give_app(cast, "bruno", is_confirmed=False)


def second_step_required(cast: Cast) -> None:
    """The centre asks its team for two steps."""
    require_it(cast, cast.quebec)


def between_two_steps(cast: Cast) -> None:
    """Whoever has just signed in has done their first step alone."""
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(update(Device).values(is_waiting_for_factor=True))


def somebody_of_the_team(cast: Cast) -> dict[str, str]:
    return {"membership": str(cast.agathe.membership_id)}


def somebody_with_second_step(cast: Cast) -> dict[str, str]:
    with_second_step(cast)
    return somebody_of_the_team(cast)


def looked_in(cast: Cast) -> None:
    """The centre opened the pages of Les Amis, exported, and changed a role; Bruno invited somebody."""
    for who, kind, more in (
        ("agathe", "looked-in", {"organization_id": cast.les_amis.id}),
        ("aline", "exported", {"after": "organizations"}),
        (
            "aline",
            "role-changed",
            {"about_id": cast.agathe.membership_id, "before": "centre_reader", "after": "advisor"},
        ),
        ("bruno", "invited", {"organization_id": cast.les_amis.id, "after": "member"}),
        ("aline", "settings-changed", {"after": "time_zone"}),
    ):
        with cast.work_for(who) as work, work.write():
            note_access(work, kind, **more)


def incident_written(cast: Cast) -> dict[str, str]:
    """The register has two incidents, one of them serious whose notices wait."""
    said = Said(
        information="Noms et courriels de bénévoles.",
        circumstances="Un courriel est parti avec toutes les adresses visibles.",
        happened_from=date(2026, 11, 2),
        happened_to=None,
        happened_words="",
        known_on=date(2026, 11, 3),
        persons=38,
        persons_words="",
        is_serious=False,
        assessment="Des adresses connues dans le milieu, rien de sensible.",
        commission_told_on=None,
        persons_told_on=None,
        public_notice="",
        measures="Un mot d’excuse, et l’équipe sait comment faire.",
    )
    lost = replace(said, circumstances="Un portable avec la liste des repas est perdu.", is_serious=True, persons=None)
    with cast.work_for("aline") as work:
        add_incident(work, replace(lost, persons_words="entre 30 et 50", known_on=date(2026, 11, 10)))
        return {"incident": str(add_incident(work, said))}


def shown_around(cast: Cast) -> None:
    """The installation is a demonstration."""
    settings = cast.app.extensions["socialtrack-settings"]
    cast.app.extensions["socialtrack-settings"] = replace(settings, demo=True)
    with cast.app.app_context(), everything() as session, immediate(session):
        session.get_one(Installation, 1).is_demo = True


def letters_kept_back(cast: Cast) -> None:
    """Two of the centre's letters did not leave: one is tried again, one no more."""
    now = utc_now()
    with cast.app.app_context(), everything() as session, immediate(session):
        for to, next_try_at in (("lea@example.org", now), ("noe@example.org", None)):
            letter = Letter(
                centre_id=cast.quebec.id,
                kind="invitation",
                language="fr",
                to_address=to,
                subject="Une place vous attend",
                text="",
                html="",
                written_at=now,
                next_try_at=next_try_at,
                tries=2,
                last_error="TimeoutError",
            )
            session.add(letter)


def rooms_without_anyone(cast: Cast) -> None:
    """Two organizations in which nobody is yet, one with an address."""
    with cast.work_for("aline") as work, work.write():
        add_organization(work, name="Popote", email="popote@example.org")
        add_organization(work, name="Sans adresse")


def list_brought(cast: Cast) -> dict[str, str]:
    """A list came from a spreadsheet; somebody has already ticked in one of its organizations."""
    text = "Nom;Référence;Région\nLes Amis;12;Basse-Rive\nLe Jardin;13;\nLa Popote;14;\n"
    with cast.work_for("aline") as work:
        import_organizations(work, read_list(text.encode()).lines)
        (brought,) = past_imports(work)
        (ticked, *_) = [one.id for one in known_organizations(work) if one.details.name == "La Popote"]
        set_task_state(work, ticked, "name-backup", wanted("done", "", today=work.today), Gesture("brought"))
    return {"import_id": str(brought.id)}


def stop_link(cast: Cast) -> dict[str, str]:
    settings = cast.app.extensions["socialtrack-settings"]
    return {"token": stop_path(settings, cast.quebec.id, "lea@example.org").rpartition("/")[2]}


def archived(cast: Cast) -> None:
    """Les Amis, who had been at it for a while, are archived."""
    lived_in(cast)
    with cast.work_for("aline") as work:
        archive_organization(work, cast.les_amis.id)


def paused(cast: Cast) -> None:
    """Les Amis are paused, and their record was changed."""
    with cast.work_for("agathe") as work:
        pause_organization(work, cast.les_amis.id, work.today + timedelta(days=60), "Nous déménageons cet hiver.")
        said = Details("Les Amis", "A-1", "Limoilou", ("aînés",), "bonjour@lesamis.example", contact="Madame Roy")
        with work.write():
            change_organizations(work, {cast.les_amis.id: said})


def two_that_are_the_same(cast: Cast) -> None:
    """Les Amis and Le Phare are one: each has answers and details that the other has not."""
    paused(cast)
    with cast.work_for("aline") as work, work.write():
        change_organizations(work, {cast.le_phare.id: Details("Le Phare", "P-9", None, ("transport",))})
    with cast.work_for("paul") as work:
        set_network(work, cast.le_phare.id, "instagram", "chosen")
        for key in ("name-responsible", "name-backup"):
            set_task_state(work, cast.le_phare.id, key, Wanted(State.DONE), Gesture())


def invited_then_archived(cast: Cast) -> dict[str, str]:
    values = invited(cast)
    archived(cast)
    return values


def cared_for(cast: Cast) -> None:
    """The centre says who watches over personal information, and where everything is hosted."""
    with cast.app.app_context(), everything() as session, immediate(session):
        centre = session.get_one(Centre, cast.quebec.id)
        centre.privacy_person, centre.privacy_email = "Rolande Roy", "vie-privee@cab-quebec.example"
        centre.hosting_place = "Montréal, chez un hébergeur du Québec"


def one_of_ours(cast: Cast) -> dict[str, str]:
    return {"membership": str(cast.bruno.membership_id)}


def view_kept(cast: Cast) -> None:
    with cast.work_for("aline") as work:
        keep_view(work, "À rappeler cette semaine", {"status": "stalled", "tag": ["Transport"]})


def changed_together(cast: Cast) -> dict[str, str]:
    with cast.work_for("aline") as work:
        both = Selection(EVERYONE, (cast.les_amis.slug, cast.le_phare.slug))
        wanted = Together(Deed.ASSIGN, cast.agathe.membership_id)
        return {"several": str(change_several(work, both, wanted, Gesture("sweep", "sweep"), Counted(2, 2)).event_id)}


def of_agathe(cast: Cast) -> dict[str, str]:
    changed_together(cast)
    return one_of_the_team(cast)


def one_of_the_team(cast: Cast) -> dict[str, str]:
    return {"membership": str(cast.agathe.membership_id)}
