"""What is kept beside the journal of a whole centre: whatever its organizations say, its team does to several of them,
and its path becomes, `flask rebuild-progress --check` finds nothing, and the board shares all of them out."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from socialtrack.guide.models import PathVersion, Release, Step, Task, TaskText
from socialtrack.home import queries as board
from socialtrack.home.merge_actions import merge_organizations, plan_merge
from socialtrack.home.settings_actions import change_settings
from socialtrack.home.several_actions import Counted, change_several, foresee, undo_several
from socialtrack.home.several_forms import Selection
from socialtrack.journal.actions import record
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event
from socialtrack.kernel.errors import DomainError
from socialtrack.progress.rebuild import differences, rebuild
from socialtrack.progress.removal_actions import remove_organization
from socialtrack.reports.filter_rules import Filters
from socialtrack.tenancy.actions import change_organizations
from socialtrack.tenancy.bulk_rules import Deed, Wanted
from socialtrack.tenancy.models import Centre, Organization
from socialtrack.tenancy.queries import as_it_is, details_of
from socialtrack.tenancy.settings_queries import centre_settings
from tests.home.test_situations import on_the_board, one_by_one
from tests.progress.test_rebuild import TASKS, found, live, said

ZONES = ("America/Toronto", "Pacific/Auckland", "UTC")
THREE = 3  # organizations at a time
numbers = count(1)

some = st.sets(st.integers(0, THREE - 1), min_size=1)
which = st.integers(0, THREE - 1)
done_by_the_centre = st.one_of(
    st.tuples(st.just("several"), some, st.sampled_from(list(Deed)), st.integers(0, 60)),
    st.tuples(st.just("several"), some, st.sampled_from(list(Deed)), st.integers(0, 60)),
    st.tuples(st.just("undo several"), st.integers(0, 2)),
    st.tuples(st.just("tag"), which, st.sets(st.sampled_from(("eau", "Été", "zoo")))),
    st.tuples(st.just("merge"), which, which),
    st.tuples(st.just("remove"), which),
    st.tuples(st.just("release"), st.sets(st.sampled_from(TASKS), max_size=3), st.integers(0, 2)),
    st.tuples(st.just("zone"), st.sampled_from(ZONES)),
)
of_one = st.tuples(st.just("one"), which, said)
histories = st.lists(st.one_of(of_one, of_one, of_one, done_by_the_centre), min_size=1, max_size=30)


class House:
    """A centre, and some of its organizations: one that is taken away makes place for another."""

    def __init__(self, cast, clock):
        self.cast, self.clock = cast, clock
        self.places = [found(cast, f"Organisme {next(numbers)}") for _ in range(THREE)]

    def id_of(self, place):
        return self.places[place][0]

    def work(self):
        return work_on(self.cast)

    def do(self, kind, *details):
        if kind == "one":
            place, step = details
            live(self.cast, self.clock, *self.places[place], [step])
            return
        self.clock.shift(timedelta(minutes=7))
        with self.cast.app.app_context(), self.work() as work, suppress(DomainError):
            getattr(self, kind.replace(" ", "_"))(work, *details)

    def several(self, work, places, deed, n):
        slugs = [slug_of(work, self.id_of(place)) for place in places]
        selection = Selection(Filters(), tuple(slug for slug in slugs if slug))
        wanted = Wanted(deed, self.cast.agathe.membership_id if n % 2 else None, f"mot {n % 3}")
        wanted = replace(wanted, until=work.today + timedelta(days=n)) if deed is Deed.PAUSE else wanted
        seen = foresee(work, selection, wanted)
        change_several(work, selection, wanted, Gesture(), Counted(seen.chosen, len(seen.changing)))

    def undo_several(self, work, back):
        those = select(Event.id).where(Event.kind == "several-changed").order_by(Event.id.desc())
        ids = work.session.scalars(those).all()
        if len(ids) > back:
            undo_several(work, ids[back])

    def tag(self, work, place, tags):
        with work.write():
            row = work.session.get_one(Organization, self.id_of(place))
            change_organizations(work, {row.id: replace(details_of(row), tags=tuple(tags))})

    def merge(self, work, into, other):
        plan = plan_merge(work, self.id_of(into), self.id_of(other))
        merge_organizations(work, plan.into.id, plan.other.id, {}, plan.digest)

    def remove(self, work, place):
        with work.write():
            remove_organization(work, self.id_of(place))
        self.places[place] = found(self.cast, f"Organisme {next(numbers)}")

    def release(self, work, retired, new):
        publish(work, retired, new)

    def zone(self, work, name):
        now = centre_settings(work)
        change_settings(work, replace(now, time_zone=name), drawn=now.digest)


def work_on(cast):
    """Aline's work on her centre as it is: its path and its time zone have changed."""

    class Opened:
        def __enter__(self):
            self.context = cast.work_for("aline")
            return as_it_is(self.context.__enter__())

        def __exit__(self, *raised):
            return self.context.__exit__(*raised)

    return Opened()


def slug_of(work, id_):
    there = select(Organization.slug).where(Organization.id == id_, Organization.removed_at.is_(None))
    return work.session.scalars(there).one_or_none()


def publish(work, retired, new):
    """Another version of the path in force: without some tasks, and with some that were never there. Figures are
    counted again by it, in the same transaction."""
    now = work.centre.path_version
    with work.write():
        version = (
            work.session.scalars(select(PathVersion.version).order_by(PathVersion.version.desc()).limit(1)).one() + 1
        )
        add, at = work.session.add, work.now
        old = work.session.get_one(PathVersion, (work.centre.id, now))
        add(PathVersion(version=version, edition="", networks=old.networks, created_at=at, published_at=at))
        work.session.flush()
        texts = [copied(text, version) for text in of_version(work, TaskText, 1) if text.key not in retired]
        for number in range(new):
            key = f"new-{version}-{number}"
            add(Task(key=key, created_at=at))
            texts.append(copied(of_version(work, TaskText, 1)[number * 20], version, key=key, essential=number == 0))
        for step in of_version(work, Step, 1):
            add(copied(step, version))
        work.session.flush()
        work.session.add_all(texts)
        add(Release(version=version, recorded_at=at))
        work.session.flush()
        work.session.execute(update(Centre).where(Centre.id == work.centre.id).values(path_version=version))
        record(work, kind="release-published", value_after={"version": version})
        rebuild(as_it_is(work))


def of_version(work, model, version):
    return work.session.scalars(select(model).where(model.version == version)).all()


def copied(row, version, **other):
    columns = {column.key: getattr(row, column.key) for column in type(row).__table__.columns}
    return type(row)(**{**columns, "version": version, **other})


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[Phase.generate],
)
@given(history=histories)
def test_nothing_that_happens_in_a_centre_makes_its_figures_drift(cast, clock, history):
    house = House(cast, clock)
    with cast.app.app_context(), house.work() as work:
        rebuild(work)  # each example begins right, whatever the one before it has shown

    for step in history:
        house.do(*step)

    with cast.app.app_context(), house.work() as work:
        assert differences(work) == []
        assert on_the_board(work) == one_by_one(work)
        assert board.centre_figures(work).organizations == listed(work)


def listed(work):
    there = Organization.removed_at.is_(None) & Organization.archived_at.is_(None)
    return len(work.session.scalars(select(Organization.id).where(there)).all())
