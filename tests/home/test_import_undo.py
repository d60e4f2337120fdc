"""Taking an import back: what it brought goes, what was used since stays, and no report of a past day moves."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from socialtrack.home.import_actions import import_organizations, preview_undo, undo_import
from socialtrack.home.import_queries import past_imports
from socialtrack.journal.models import CentreTotals, Event
from socialtrack.kernel.errors import Conflict, NotFound
from socialtrack.people.invitation_actions import Offer, invite
from socialtrack.progress.actions import set_task_state
from socialtrack.progress.gestures import Gesture
from socialtrack.progress.rebuild import differences
from socialtrack.progress.removal_actions import remove_organization
from socialtrack.progress.rules import wanted
from socialtrack.tenancy.actions import change_organizations
from socialtrack.tenancy.models import Organization, OrganizationRevision
from socialtrack.tenancy.organization_actions import archive_organization
from socialtrack.tenancy.queries import details_of
from socialtrack.tenancy.read_list import read_list
from socialtrack.tenancy.rules import Details
from tests.cast import everything

LIST = "Nom;Référence;Région\nLes Amis;12;Basse-Rive\nLe Jardin;13;\nLa Popote;14;\n"


@pytest.fixture
def imported(cast):
    """An import of two new organizations and one change; the number of its event."""
    return bring(cast, LIST)


def bring(cast, text, who="aline"):
    with cast.work_for(who) as work:
        import_organizations(work, read_list(text.encode()).lines)
        return past_imports(work)[0].id


def undone(cast, import_id, who="aline", **options):
    with cast.work_for(who) as work:
        done = undo_import(work, import_id, **options)
    return sorted((one.name, one.undoing.value, one.why) for one in done.planned)


def present(cast):
    rows = cast.rows(
        select(Organization)
        .where(Organization.centre_id == cast.quebec.id, Organization.removed_at.is_(None))
        .order_by(Organization.id)
    )
    return {row.name: details_of(row) for row in rows}


def id_of(cast, name):
    (row,) = cast.rows(
        select(Organization).where(
            Organization.centre_id == cast.quebec.id, Organization.name == name, Organization.removed_at.is_(None)
        )
    )
    return row.id


def figures(cast):
    (row,) = cast.rows(select(CentreTotals).where(CentreTotals.centre_id == cast.quebec.id))
    return row.organizations, row.not_started, row.essential_counted


def test_what_an_import_brought_goes_and_what_it_changed_comes_back(cast):
    before = present(cast), figures(cast)
    import_id = bring(cast, LIST)
    assert len(present(cast)) == 4

    done = undone(cast, import_id)

    assert done == [("La Popote", "removed", ""), ("Le Jardin", "removed", ""), ("Les Amis", "restored", "")]
    assert (present(cast), figures(cast)) == before
    with cast.work_for("aline") as work:
        assert differences(work) == []
        assert [(one.created, one.updated, one.undone_at is not None) for one in past_imports(work)] == [(2, 1, True)]


def test_undo_is_told_in_the_journal_without_names(cast, imported):
    undone(cast, imported)

    (event,) = cast.rows(select(Event).where(Event.kind == "import-undone"))
    assert (event.undoes_id, event.value_after) == (imported, {"removed": 2, "restored": 1, "kept": 0})
    (brought,) = cast.rows(select(Event).where(Event.id == imported))
    assert set(brought.value_after) == {"created", "updated", "first", "last"}


def tick(cast, name):
    with cast.work_for("aline") as work:
        said = wanted("done", "", today=work.today)
        set_task_state(work, id_of(cast, name), "name-backup", said, Gesture("tick"))


def ask(cast, name):
    with cast.work_for("aline") as work, work.write():
        invite(work, Offer("odile@example.org", "lead", "fr", "token"), id_of(cast, name))


def rename(cast, name):
    with cast.work_for("aline") as work, work.write():
        change_organizations(work, {id_of(cast, name): Details(f"{name} d’été", "99")})


def archive(cast, name):
    with cast.work_for("aline") as work:
        archive_organization(work, id_of(cast, name))


def remove(cast, name):
    with cast.work_for("aline") as work, work.write():
        remove_organization(work, id_of(cast, name))


@pytest.mark.parametrize(
    ("happens", "name", "expected"),
    [
        (tick, "Le Jardin", ("Le Jardin", "kept", "used")),
        (ask, "Le Jardin", ("Le Jardin", "kept", "people")),
        (rename, "Le Jardin", ("Le Jardin d’été", "kept", "changed")),
        (archive, "Le Jardin", ("Le Jardin", "kept", "used")),
        (remove, "Le Jardin", None),
        (tick, "Les Amis", ("Les Amis", "restored", "")),
        (rename, "Les Amis", ("Les Amis d’été", "kept", "changed")),
        (archive, "Les Amis", ("Les Amis", "kept", "archived")),
    ],
)
def test_what_was_used_or_changed_since_is_kept_and_told(cast, imported, happens, name, expected):
    happens(cast, name)

    done = undone(cast, imported)

    spoken_of = [one for one in done if one[0].startswith(name)]
    assert spoken_of == ([expected] if expected else [])
    assert len(done) == (3 if expected else 2)
    with cast.work_for("aline") as work:
        assert differences(work) == []


def test_later_import_is_undone_first_and_then_the_earlier(cast):
    before = present(cast)
    first = bring(cast, LIST)
    second = bring(cast, LIST.replace(";13;", ";13;Haute-Rive").replace("Basse-Rive", "Lévis"))

    assert {one[1] for one in undone(cast, second)} == {"restored"}
    undone(cast, first)

    assert present(cast) == before


def test_earlier_words_that_are_not_whole_are_not_put_back(cast):
    """Revisions of before an organization had all its details would blank what they do not tell."""
    with cast.app.app_context(), everything() as session:
        for row in session.scalars(select(OrganizationRevision)):
            row.language = None
        session.commit()

    assert ("Les Amis", "kept", "unknown") in undone(cast, bring(cast, LIST))


def test_import_is_undone_once(cast, imported):
    undone(cast, imported)
    before = present(cast), len(cast.rows(select(Event)))

    with pytest.raises(Conflict) as refused:
        undone(cast, imported, who="aline")

    assert refused.value.code == "import-undone-already"
    assert (present(cast), len(cast.rows(select(Event)))) == before


def test_second_manager_who_saw_another_preview_reads_the_new_one(cast, imported):
    with cast.work_for("aline") as work:
        seen = preview_undo(work, imported).digest
    tick(cast, "Le Jardin")
    before = present(cast)

    with pytest.raises(Conflict) as refused:
        undone(cast, imported, digest=seen)

    assert refused.value.code == "undo-import-overtaken"
    assert present(cast) == before


def test_import_of_another_centre_does_not_exist(cast, imported):
    with cast.work_for("chantal") as work, pytest.raises(NotFound):
        undo_import(work, imported)


def test_same_list_can_come_again_after_the_undo(cast, imported):
    undone(cast, imported)

    bring(cast, LIST)

    assert set(present(cast)) == {"Les Amis", "Le Phare", "Le Jardin", "La Popote"}


def test_report_of_the_day_between_stays_as_it_was(cast, clock, imported):
    client = cast.client_for("aline")
    clock.shift(timedelta(days=1))
    report = f"/centres/{cast.quebec.slug}/reports/organizations.csv?as_of=2026-11-23"
    before = client.get(report).data
    assert "Le Jardin" in before.decode()

    undone(cast, imported)

    assert client.get(report).data == before
    clock.shift(timedelta(days=1))
    after = client.get(report.replace("11-23", "11-24")).data.decode()
    assert "Le Jardin" not in after and "Basse-Rive" not in after


# The pages


def test_manager_reads_what_the_undo_would_do_then_does_it_once(cast, aline, imported):
    tick(cast, "La Popote")
    page = aline.get(f"/centres/{cast.quebec.slug}/imports").page
    assert "2 organismes ajoutés. 1 organisme mis à jour. Par Aline." in page.words.replace("\u00a0", " ")
    before = present(cast)

    page = aline.get(f"/centres/{cast.quebec.slug}/imports/{imported}").page

    assert "Il a servi depuis." in page.words and "1 organisme à retirer" in page.words.replace("\u00a0", " ")
    assert present(cast) == before
    form = page.form("undo")
    answer = aline.follow(aline.submit(form))
    said = "L’importation est annulée. 1 organisme retiré. 1 organisme rétabli. 1 organisme gardé."
    assert said in answer.page.words.replace("\u00a0", " ")
    assert "Annulée le" in answer.page.words
    assert set(present(cast)) == {"Les Amis", "Le Phare", "La Popote"}
    again = aline.follow(aline.submit(form))
    assert "Cette importation est déjà annulée." in again.page.words
    assert len(cast.rows(select(Event).where(Event.kind == "import-undone"))) == 1


def test_page_that_is_no_longer_up_to_date_shows_what_would_happen_now(cast, aline, imported):
    form = aline.get(f"/centres/{cast.quebec.slug}/imports/{imported}").page.form("undo")
    tick(cast, "La Popote")

    answer = aline.submit(form, status=409)

    assert "Rien n’a été annulé" in answer.page.words and "Il a servi depuis." in answer.page.words


def test_centre_without_imports_says_so(cast, aline):
    assert "Aucune liste" in aline.get(f"/centres/{cast.quebec.slug}/imports").page.words


def test_command_undoes_the_last_import_that_is_left(cast, app, imported):
    def run(*more):
        return app.test_cli_runner().invoke(args=["undo-import", "--centre", cast.quebec.slug, *more])

    rehearsed = run("--dry-run")
    assert len(present(cast)) == 4
    done = run()

    assert rehearsed.stdout == done.stdout == "removed\tLe Jardin\t\nremoved\tLa Popote\t\nrestored\tLes Amis\t\n"
    assert (done.exit_code, done.stderr) == (0, "removed: 2, restored: 1, kept: 0\n")
    assert len(present(cast)) == 2
    nothing = run()
    assert (nothing.exit_code, nothing.stdout) == (1, "")
    assert "There is no import left to undo." in nothing.stderr


def test_board_tells_the_undo_in_one_line(cast, aline, imported):
    undone(cast, imported)

    words = aline.get(f"/centres/{cast.quebec.slug}/").page.words

    assert "Une importation est annulée" in words
    assert "Le Jardin" not in words
