"""Every page there is, in one place, each with the person who opens it. The sweep visits them all.

A view that answers a page and is not here fails `test_every_page_is_swept`. Where a page has states that look different
(empty, full, refused), each state is a line of its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
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
from tests.sweep import (
    faq_edit_states,
    faq_states,
    hesitation_states,
    inbox_states,
    live_states,
    question_states,
    support_states,
)
from tests.sweep import people_states as states
from tests.sweep.sheet_states import sheet_keyed


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    language: str
    dark: bool
    width: int
    javascript: bool

    def __str__(self) -> str:
        tone = "dark" if self.dark else "light"
        return f"{self.language}-{tone}-{self.width}-{'js' if self.javascript else 'nojs'}"


LOOKS = [Look(*parts) for parts in itertools.product(("fr", "en"), (False, True), (320, 390, 1280), (True, False))]
STRIDE = 7  # shares no divisor with 24: neighbours on the list get looks that differ in everything


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


@dataclass(frozen=True)
class Page:
    """`values` fills what the address names; so does what `prepare` returns, which makes the state that shows. `then`
    is what happens once they are signed in."""

    name: str
    endpoint: str
    who: str | None = None
    values: dict[str, str | list[str]] = field(default_factory=dict)
    prepare: Callable[[Cast], dict[str, str] | None] | None = None
    status: int = 200
    then: Callable[[Cast], None] | None = None


PAGES = (
    Page("welcome", "home.welcome"),
    Page("guide", "guide.guide"),
    Page("guide-unfolded", "guide.guide", values={"open": "all"}),
    Page("hesitations", "faq.index"),
    Page("hesitations-search", "faq.index", values={"q": "reseaux"}),
    Page("hesitations-nothing-found", "faq.index", values={"q": "zzzz"}),
    Page("hesitations-of-a-task", "faq.index", values={"task": "photo-consent"}),
    Page("hesitation", "faq.entry"),
    Page("hesitation-not-checked", "faq.entry", values={"key": "law-language"}),
    Page("leaflet-choice", "faq.leaflet"),
    Page("leaflet", "faq.leaflet", values={"key": "law-language"}),
    Page("centre-guide", "guide.centre_guide", prepare=faq_states.open_to_all),
    Page("centre-guide-member", "guide.centre_guide", "bruno"),
    Page("centre-hesitations", "faq.centre_index", prepare=faq_states.open_to_all),
    Page("centre-hesitations-team", "faq.centre_index", "rachel", prepare=faq_states.with_own_words),
    Page("centre-hesitation", "faq.centre_entry", prepare=faq_states.open_to_all),
    Page("centre-hesitation-retired", "faq.centre_entry", prepare=faq_states.retired_and_open, status=410),
    Page("centre-leaflet", "faq.centre_leaflet", prepare=faq_states.open_to_all),
    Page("our-hesitations-index", "faq.organization_index", "bruno", prepare=faq_states.with_own_words),
    Page("our-hesitations-search", "faq.organization_index", "denis", values={"q": "taxi"}),
    Page("our-hesitation", "faq.organization_entry", "bruno", prepare=faq_states.with_own_words),
    Page("our-hesitation-shipped", "faq.organization_entry", "agathe", values={"key": "security-hacked"}),
    Page("our-hesitation-retired", "faq.organization_entry", "bruno", prepare=faq_states.retired, status=410),
    Page("our-leaflet", "faq.organization_leaflet", "bruno", values={"key": "law-25"}),
    Page("faq-editor", "faq.editor", "aline"),
    Page("faq-editor-in-use", "faq.editor", "agathe", prepare=faq_edit_states.written),
    Page("faq-editor-changed", "faq.editor", "agathe", {"show": "changed"}, prepare=faq_edit_states.written),
    Page("faq-new", "faq.new_entry", "aline"),
    Page("faq-from-answer", "questions.to_faq", "agathe", prepare=faq_edit_states.answered),
    Page("faq-edit-shipped", "faq.edit_entry", "aline", {"key": "time-too-much"}),
    Page("faq-edit-own", "faq.edit_entry", "aline", prepare=faq_edit_states.written),
    Page("faq-edit-changed", "faq.edit_entry", "aline", prepare=faq_edit_states.changed),
    Page("faq-edit-retired", "faq.edit_entry", "aline", prepare=faq_edit_states.retired),
    Page("faq-preview", "faq.preview", "aline", prepare=faq_edit_states.written),
    Page("faq-preview-half", "faq.preview", "aline", prepare=faq_edit_states.half_written),
    Page("faq-compare", "faq.compare", "aline", prepare=faq_edit_states.changed),
    Page("faq-compare-same", "faq.compare", "agathe", {"key": "law-language"}),
    Page("letters", "home.letters", "aline", prepare=letters_kept_back),
    Page("letters-all-left", "home.letters", "aline"),
    Page("letters-stop", "home.stop_page", prepare=stop_link),
    Page("invite-many", "home.bulk_invite", "aline", prepare=rooms_without_anyone),
    Page("sign-in", "people.sign_in"),
    Page("sign-in-link", "people.open_link", prepare=link_asked),
    Page("sign-in-link-wrong", "people.open_link", values={"token": "x" * 43}, status=404),
    Page("set-up", "setup.setup", prepare=first_run),
    Page("set-up-done", "setup.no_link", status=409),
    Page("invitation", "people.invitation", prepare=invited),
    Page("invitation-signed-in", "people.invitation", "nadia", prepare=invited),
    Page("places", "people.places", "agathe", prepare=holding_two_places),
    Page("places-none", "people.places", "nadia"),
    Page("account", "people.account", "agathe", prepare=holding_two_places),
    Page("account-none", "people.account", "nadia"),
    Page("account-password-set", "people.account", "bruno", prepare=with_a_password),
    Page("devices", "people.devices", "bruno", prepare=signed_in_elsewhere),
    Page("devices-one", "people.devices", "nadia"),
    Page("sign-in-passkeys", "people.sign_in", then=under_a_name),
    Page("passkeys-none", "people.passkeys", "bruno", then=under_a_name),
    Page("passkeys", "people.passkeys", "bruno", prepare=with_passkeys, then=under_a_name),
    Page("password", "people.password", "bruno"),
    Page("password-change", "people.password", "bruno", prepare=with_a_password),
    Page("second-step", "people.second_step", "bruno", prepare=with_second_step, then=between_two_steps),
    Page("second-step-none", "people.own_second_step", "bruno"),
    Page("second-step-required", "people.own_second_step", "agathe", prepare=second_step_required),
    Page("second-step-begun", "people.own_second_step", "bruno", prepare=second_step_begun),
    Page("second-step-own", "people.own_second_step", "bruno", prepare=with_second_step),
    Page("second-step-reset", "people.team_second_step", "aline", prepare=somebody_with_second_step),
    Page("second-step-nothing-to-reset", "people.team_second_step", "aline", prepare=somebody_of_the_team),
    Page("confirm", "people.confirm", "bruno"),
    Page("confirm-by-password", "people.confirm", "bruno", prepare=with_a_password),
    Page("privacy", "people.privacy"),
    Page("accessibility", "people.accessibility"),
    Page("sees", "people.what_the_centre_sees", "bruno", prepare=cared_for),
    Page("sees-centre", "people.what_the_centre_sees", "rachel"),
    Page("my-data", "home.my_data", "bruno", prepare=lived_in),
    Page("our-data", "home.our_data", "bruno"),
    Page("erase", "people.erase_me", "bruno", prepare=lived_in),
    Page("erase-last-manager", "people.erase_me", "aline"),
    Page("erase-no-place", "people.erase_me", "nadia"),
    Page("erase-member", "people.organization_erase", "aline", prepare=one_of_ours),
    Page("erase-team", "people.team_erase", "aline", prepare=one_of_the_team),
    Page("demo", "people.demo", prepare=shown_around),
    Page("path-begun", "progress.path", "bruno"),
    Page("path", "progress.path", "bruno", prepare=lived_in),
    Page("path-reader", "progress.path", "denis", prepare=lived_in),
    Page("path-advisor", "progress.path", "agathe", prepare=lived_in),
    Page("path-five-minutes", "progress.path", "bruno", values={"minutes": "5"}, prepare=lived_in),
    Page("path-to-do", "progress.path", "bruno", values={"show": "todo"}, prepare=planned),
    Page("path-in-my-name", "progress.path", "bruno", values={"show": "mine"}),
    Page("task", "progress.task", "bruno", prepare=lived_in),
    Page("task-planned", "progress.task", "bruno", prepare=planned),
    Page("task-reader", "progress.task", "denis", prepare=planned),
    Page("task-advisor", "progress.task", "agathe", values={"task_key": "facebook-create-page"}, prepare=planned),
    Page("task-recurring", "progress.task", "bruno", values={"task_key": "succession-plan"}),
    Page("task-noted", "progress.task", "bruno", prepare=noted),
    Page("task-noted-advisor", "progress.task", "agathe", prepare=noted),
    Page(
        "task-noted-shut-out",
        "progress.task",
        "beatrice",
        values={"task_key": "name-backup"},
        prepare=noted_and_shut_out,
    ),
    Page("note-edit", "progress.edit_note", "bruno", prepare=noted),
    Page("path-settled", "progress.path", "bruno", prepare=settled),
    Page("start", "progress.start", "bruno", prepare=just_joined),
    Page("start-advisor", "progress.start", "agathe", prepare=just_joined),
    Page("start-said", "progress.start", "bruno"),
    Page("certificate", "progress.certificate", "bruno", prepare=settled),
    Page("certificate-not-yet", "progress.certificate", "bruno", prepare=lived_in),
    Page("networks", "progress.networks", "bruno", prepare=lived_in),
    Page("our-hesitations", "hesitations.index", "bruno", prepare=hesitation_states.all_kinds),
    Page("our-hesitations-none", "hesitations.index", "denis"),
    Page("our-hesitations-advisor", "hesitations.index", "agathe", prepare=hesitation_states.all_kinds),
    Page("hesitate", "hesitations.hesitate", "bruno", values={"task": "name-backup"}),
    Page("hesitate-network", "hesitations.hesitate", "agathe", values={"network": "instagram", "reason": "law-25"}),
    Page(
        "hesitate-shut-out",
        "hesitations.hesitate",
        "beatrice",
        values={"step": "3"},
        prepare=states.shut_out,
    ),
    Page("hesitation-of-ours", "hesitations.one", "bruno", prepare=hesitation_states.hesitated),
    Page("hesitation-own-words", "hesitations.one", "bruno", prepare=hesitation_states.in_own_words),
    Page("hesitation-reader", "hesitations.one", "denis", prepare=hesitation_states.entered_for_them),
    Page("hesitation-advisor", "hesitations.one", "agathe", prepare=hesitation_states.in_own_words),
    Page("hesitation-shut-out", "hesitations.one", "beatrice", prepare=hesitation_states.shut_out),
    Page("history", "progress.history", "bruno", prepare=lived_in),
    Page("history-reader", "progress.history", "denis", prepare=lived_in),
    Page("history-advisor", "progress.history", "agathe", prepare=lived_in),
    Page("sheet", "progress.sheet", "bruno", prepare=lived_in),
    Page("sheet-advisor", "progress.sheet", "agathe", prepare=lived_in),
    Page("sheet-keying", "progress.sheet_keying", "agathe"),
    Page("sheet-keyed", "progress.sheet_keying", "agathe", prepare=sheet_keyed),
    Page("people", "people.organization_people", "bruno"),
    Page("people-thirty", "people.organization_people", "bruno", prepare=states.many_people),
    Page("people-centre", "people.organization_people", "aline", prepare=states.somebody_unknown),
    Page("people-member", "people.organization_people", "denis", prepare=states.somebody_unknown),
    Page("people-shut-out", "people.organization_people", "beatrice", prepare=states.shut_out),
    Page("path-shut-out", "progress.path", "beatrice", prepare=states.shut_out),
    Page("my-place", "people.organization_place", "denis"),
    Page("my-place-shut-out", "people.organization_place", "beatrice", prepare=states.shut_out),
    Page("my-place-in-the-team", "people.team_place", "agathe"),
    Page("member", "people.organization_member", "bruno", prepare=states.member),
    Page("member-by-the-centre", "people.organization_member", "aline", prepare=states.member),
    Page("member-last-lead", "people.organization_member", "aline", prepare=states.last_lead),
    Page("member-of-the-team", "people.team_member", "aline", prepare=states.of_the_team),
    Page("new-lead", "people.new_lead", "aline"),
    Page("invitation-waiting", "people.organization_invitation", "bruno", prepare=states.waiting_number),
    Page("invitation-waiting-too-old", "people.organization_invitation", "bruno", prepare=states.too_old_number),
    Page("invitation-waiting-team", "people.team_invitation", "aline", prepare=states.waiting_for_the_team),
    Page("invitation-too-old", "people.invitation", prepare=states.too_old_link, status=410),
    Page("places-ten", "people.places", "agathe", prepare=states.ten_places),
    Page("board", "home.board", "aline", prepare=lived_in),
    Page("board-reader", "home.board", "rachel"),
    Page("organizations", "home.organizations", "aline", prepare=lived_in),
    Page("organizations-tasks", "home.organizations", "aline", values={"by": "tasks", "step": "2"}, prepare=lived_in),
    Page(
        "organizations-whole",
        "home.organizations",
        "agathe",
        values={
            "whole": "1",
            "status": "moving",
            "columns": ["advisor", "tags", "networks", "step3", "waiting", "started"],
            "sort": "-progress",
        },
        prepare=lived_in,
    ),
    Page("views", "home.views", "agathe", prepare=view_kept),
    Page("views-none", "home.views", "rachel"),
    Page("view-new", "home.new_view", "agathe", values={"status": "stalled"}, prepare=view_kept),
    Page("several-done", "home.bulk_done", "aline", prepare=changed_together),
    Page("reassign", "home.reassign", "aline", prepare=of_agathe),
    Page("leaving", "home.leaving", "aline", prepare=of_agathe),
    Page("holding-back", "reports.holding_back", "aline", prepare=hesitant),
    Page("reports", "reports.index", "aline"),
    Page("reports-narrowed", "reports.index", "aline", values={"status": "stalled", "tag": "aînés", "q": "amis"}),
    Page("reports-refused", "reports.tasks_csv", "aline", values={"form": "1", "as_of": "2099-01-01"}, status=422),
    Page("holding-back-empty", "reports.holding_back", "rachel"),
    Page("movement", "reports.movement", "aline", values={"organizations": "1"}, prepare=hesitant),
    Page("movement-empty", "reports.movement", "rachel"),
    Page("movement-refused", "reports.movement", "aline", values={"until": "2099-01-01"}, status=422),
    Page("holding-back-refused", "reports.holding_back", "aline", values={"as_of": "2099-01-01"}, status=422),
    Page("organizations-archived", "home.organizations", "aline", values={"status": "archived"}, prepare=archived),
    Page("overview", "home.overview", "agathe"),
    Page("overview-lived-in", "home.overview", "agathe", prepare=overview_states),
    Page("overview-reader", "home.overview", "rachel", prepare=support_states.given),
    Page("overview-archived", "home.overview", "aline", prepare=archived),
    Page("support", "support.one", "agathe", prepare=support_states.given),
    Page("support-none", "support.one", "rachel"),
    Page("support-correct", "support.edit", "agathe", prepare=support_states.given),
    Page("support-removed", "support.edit", "agathe", prepare=support_states.taken_away),
    Page("support-together", "support.together", "agathe", prepare=support_states.several),
    Page("support-together-none", "support.together", "agathe"),
    Page("record", "home.record", "aline"),
    Page("record-paused", "home.record", "aline", prepare=paused),
    Page("record-reader", "home.record", "rachel", prepare=paused),
    Page("record-archived", "home.record", "aline", prepare=archived),
    Page("archive", "home.archives", "aline"),
    Page("restore", "home.archives", "aline", prepare=archived),
    Page("merge-search", "home.merge", "aline", values={"q": "phare"}),
    Page("merge-nothing-found", "home.merge", "aline", values={"q": "zzzz"}),
    Page("merge-preview", "home.merge", "aline", values={"with": "le-phare"}, prepare=two_that_are_the_same),
    Page("merge-refused", "home.merge", "aline", values={"with": "nulle-part"}, status=404),
    Page("path-archived", "progress.path", "bruno", prepare=archived),
    Page("path-paused", "progress.path", "bruno", prepare=paused),
    Page("invitation-closed", "people.invitation", prepare=invited_then_archived, status=410),
    Page("our-questions-none", "questions.index", "bruno"),
    Page("our-questions", "questions.index", "bruno", prepare=question_states.all_kinds),
    Page("our-questions-advisor", "questions.index", "agathe", prepare=question_states.all_kinds),
    Page("ask", "questions.ask", "bruno"),
    Page("ask-about-task", "questions.ask", "beatrice", {"task": "name-backup"}, prepare=question_states.answered),
    Page("ask-advisor", "questions.ask", "agathe", values={"network": "facebook"}),
    Page("question-asked", "questions.thread", "beatrice", prepare=question_states.asked),
    Page("question-answered", "questions.thread", "bruno", prepare=question_states.answered),
    Page("question-settled", "questions.thread", "bruno", prepare=question_states.settled),
    Page("question-reader", "questions.thread", "denis", prepare=question_states.answered),
    Page("question-erased", "questions.thread", "bruno", prepare=question_states.erased),
    Page("inbox", "questions.inbox", "agathe", prepare=inbox_states.inbox_only),
    Page("inbox-reader", "questions.inbox", "rachel", prepare=inbox_states.inbox_only),
    Page("inbox-all", "questions.inbox", "aline", values={"state": "all"}, prepare=inbox_states.inbox_only),
    Page("inbox-filtered", "questions.inbox", "aline", values={"about": "step-2", "q": "zzz"}),
    Page("inbox-none", "questions.inbox", "aline"),
    Page("question-team", "questions.thread", "agathe", prepare=inbox_states.asked_a_while_ago),
    Page("question-team-reader", "questions.thread", "rachel", prepare=inbox_states.asked_a_while_ago),
    Page("saved-answers", "questions.saved_answers", "agathe", prepare=inbox_states.inbox_only),
    Page("saved-answers-none", "questions.saved_answers", "aline"),
    Page("saved-answer-new", "questions.new_saved_answer", "agathe"),
    Page("saved-answer", "questions.edit_saved_answer", "agathe", prepare=inbox_states.one_saved),
    Page("board-waited-for", "home.board", "agathe", prepare=inbox_states.inbox_only),
    Page("team", "people.team", "aline"),
    Page("settings", "home.settings", "aline"),
    Page("access", "home.centre_access", "aline", prepare=looked_in),
    Page("access-none", "home.centre_access", "aline"),
    Page("access-filtered", "home.centre_access", "aline", values={"q": "zzz", "kind": "exported"}),
    Page("access-organization", "home.organization_access", "bruno", prepare=looked_in),
    Page("access-organization-none", "home.organization_access", "denis"),
    Page("incidents", "people.incidents", "aline", prepare=incident_written),
    Page("incidents-none", "people.incidents", "aline"),
    Page("incident-new", "people.new_incident", "aline"),
    Page("incident", "people.edit_incident", "aline", prepare=incident_written),
    Page("add-organization", "home.add_organization", "aline"),
    Page("import", "home.import_organizations", "aline"),
    Page("imports", "home.imports", "aline", prepare=list_brought),
    Page("imports-none", "home.imports", "aline"),
    Page("job-waiting", "jobs.one", "aline", prepare=live_states.job_waits),
    Page("job-running", "jobs.one", "aline", prepare=live_states.job_runs),
    Page("job-done", "jobs.one", "aline", prepare=live_states.job_is_done),
    Page("job-interrupted", "jobs.one", "aline", prepare=live_states.job_is_lost),
    Page(
        "live-addresses",
        "reports.live_addresses",
        "aline",
        values={"status": "stalled"},
        prepare=live_states.live_addresses,
    ),
    Page("live-addresses-none", "reports.live_addresses", "agathe"),
    Page("import-undo", "home.preview_undo", "aline", prepare=list_brought),
    Page("not-found", "faq.entry", values={"key": "no-such-hesitation"}, status=404),
    Page("not-for-them", "people.team", "rachel", status=403),
)

# GET answers that are not pages, and why.
NOT_PAGES = {
    "home.open_view": "leads to the list of organizations",
    "static": "a file",
    "favicon": "a picture",
    "jobs.file": "a file",
    "ops.healthz": "a word for a machine",
    "ops.readyz": "a word for a machine",
    "ops.robots": "a word for a machine",
    "home.one_click_page": "leads to the page with the button",
    "progress.changes": "the regions of a page that changed",
    "progress.more": "a part of the path, unfolded in tests/journeys/test_path.py",
    "home.access_csv": "a CSV",
    "people.incidents_csv": "a CSV",
    "reports.events_csv": "a CSV",
    "reports.hesitations_csv": "a CSV",
    "reports.holding_back_csv": "a CSV",
    "reports.movement_csv": "a CSV",
    "reports.movement_pdf": "a PDF, read back in tests/reports/test_movement_pdf.py",
    "reports.live": "a CSV",
    "reports.organizations_csv": "a CSV",
    "reports.people_csv": "a CSV",
    "reports.support_csv": "a CSV",
    "reports.tasks_csv": "a CSV",
    "reports.xlsx": "a workbook",
}


def address_of(page: Page, cast: Cast) -> str:
    """Make the state that a page shows; its address, with the cast's own places in it."""
    values = page.values | ((page.prepare(cast) if page.prepare else None) or {})
    stands_for = {
        "centre": cast.quebec.slug,
        "organization": cast.les_amis.slug,
        "task_key": "name-responsible",
        "key": "time-too-much",
    }
    app = cast.app
    arguments = next(rule for rule in app.url_map.iter_rules(page.endpoint) if "GET" in (rule.methods or ())).arguments
    unknown = arguments - set(stands_for) - set(values)
    assert not unknown, f"say in tests/sweep/pages.py what stands for {sorted(unknown)} in {page.endpoint}"
    whole = {name: stands_for[name] for name in arguments & set(stands_for)} | values
    return app.url_map.bind("127.0.0.1").build(page.endpoint, whole)
