"""A whole report, in pieces of bytes: the same for the page and for the command, and never all in memory."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

from ..data.db import immediate, one_snapshot
from ..data.scope import open_session
from ..guide.queries import path as path_of_version
from ..guide.queries import version_in_force
from ..journal.queries import SettingsThen, centre_story
from ..kernel.errors import Busy, Invalid
from ..kernel.moments import end_of_day
from ..kernel.work import Actor, CentreFacts, Work
from ..tenancy.actions import open_work, scope_for
from ..tenancy.settings_queries import name_before
from .beside_lines import Beside, PeopleLines, SupportLines
from .day_queries import checked_day, founded_on, settings_on
from .events import event_pieces, events_until
from .file_words import about_file
from .filter_queries import checked
from .history import past
from .holding_lines import HoldingFrame, LeavingFile, hesitation_pieces
from .holding_queries import holding_now, holding_then, paths_until, question_of, votes_between
from .holding_rules import places_on
from .holding_words import holding_words
from .keeping import keeper
from .lines import Frame, Lines, OrganizationLines, TaskLines
from .movement_lines import movement_pieces
from .movement_queries import Movement, between, moves
from .queries import Reported, count_events, count_organizations, names_for_centre, present, shared_texts
from .rules import BOM, Days, FileFormat, Options, Report
from .words import words_of
from .workbook import xlsx_pieces

# A change that was under way at midnight has its moment, but is not committed yet: it waits at most that long.
IN_FLIGHT = timedelta(minutes=1)
Chunk = TypeVar("Chunk")
Told = Callable[[int, int], None]


class OpenReport:
    """A report that is being written: its own session, its file name, its pieces. Whoever opens it closes it."""

    def __init__(self, centre: CentreFacts, actor: Actor, report: Report, options: Options) -> None:
        """Reads all that may be refused, so that a refusal is a page and never half a file.

        Raises:
            Invalid: `as_of` lies in the future, or before the centre was founded.
        """
        session = open_session(scope_for(centre.id, actor))
        self.work: Work = open_work(session, actor, centre)
        self._told: Told | None = None
        self._total = 0
        try:
            self._report, self._options = report, options
            self._since: date | None = None
            self._let_changes_land()
            one_snapshot(session)
            self._story = centre_story(self.work)
            self.work = open_work(session, actor, centre)  # now, which no change that the snapshot holds comes after
            field = "until" if report is Report.MOVEMENT else "as_of"
            self.day = checked_day(self.work, self._story, options.as_of, field=field)
            self._body = self._begin()
        except BaseException:
            session.close()
            raise

    @property
    def file_name(self) -> str:
        days = "-".join(day.isoformat() for day in (self._since, self.day) if day is not None)
        return f"{self._report}-{self.work.centre.slug}-{days}.{self._options.file_format}"

    def pieces(self, told: Told | None = None) -> Iterator[bytes]:
        """The file, one piece for each bounded number of organizations or events. `told` hears after each how many
        have been read, of how many; what it raises ends the file. Whoever lets go of the pieces half-way leaves nothing
        open but the report itself."""
        self._told, self._total = told, self._count() if told else 0
        frame = self._frame
        if self._options.file_format is FileFormat.XLSX:
            about = about_file(self._report, self._keys or self._report.columns, frame, self.day)
            yield from xlsx_pieces(about, self._body)
        else:
            yield BOM + frame.cells.between.join(map(frame.cells.text, self._header)) + frame.cells.end
            yield from self._body
        if told:
            told(self._total, self._total)

    def _count(self) -> int:
        return (count_events if self._report is Report.EVENTS else count_organizations)(self.work)

    def _counted(self, chunks: Iterator[list[Chunk]]) -> Iterator[list[Chunk]]:
        """Says how far the reading is, each time that what was read is written."""
        done = 0
        for chunk in chunks:
            yield chunk
            done += len(chunk)
            if self._told:
                self._told(min(done, self._total), self._total)

    def close(self) -> None:
        self.work.session.close()

    def _let_changes_land(self) -> None:
        as_of = self._options.as_of
        if as_of is None or as_of >= self.work.today:
            return
        since = self.work.now - end_of_day(as_of, self.work.centre.zone)
        if since < IN_FLIGHT:
            with suppress(Busy), immediate(self.work.session, self.work.centre.id):
                pass

    def _begin(self) -> Iterator[bytes]:
        work, centre, options = self.work, self.work.centre, self._options
        then, is_present = settings_on(work, self._story, self.day, is_asked=options.as_of is not None)
        name = centre.name if is_present else name_before(work, then.end)
        days = Days(then.zone)
        path = path_of_version(work, None if is_present else version_in_force(work, then.end))
        words = words_of(self._report, options)
        self._frame = frame = Frame(options, words, path, days, name, self.day, then.stalled_after_days)
        self._header: Sequence[str] = words.header
        self._keys: Sequence[str] = ()
        if self._report is Report.EVENTS:
            if not options.filters.is_empty:
                raise Invalid("report-without-filters")
            return event_pieces(work, frame, self._counted(events_until(work, then.end)), then.end)
        self._is_kept = keeper(
            checked(work, options.filters, path),
            me=work.actor.membership_id,
            path=path,
            today=self.day,
            stalled_after_days=then.stalled_after_days,
            days=days,
        )
        if self._report.is_of_hesitations:
            return self._of_hesitations(then, days, is_present=is_present)
        if self._report is Report.MOVEMENT:
            return self._of_movement(name)
        if self._report in (Report.SUPPORT, Report.PEOPLE):
            beside = (SupportLines if self._report is Report.SUPPORT else PeopleLines)(
                frame, None if is_present else then.end
            )
            return self._beside(
                beside,
                present(work, with_tasks=False) if is_present else past(work, self._story, then, with_tasks=False),
            )
        lines = OrganizationLines(frame) if self._report is Report.ORGANIZATIONS else TaskLines(frame)
        return self._written(lines, self._organizations(then, is_present=is_present, with_tasks=lines.needs_tasks))

    def _organizations(
        self, then: SettingsThen, *, is_present: bool, with_tasks: bool = False
    ) -> Iterator[list[Reported]]:
        """Those of the day of the report, with what its filters ask about them."""
        filters = self._options.filters
        with_tasks = with_tasks or bool(filters.task)
        if is_present:
            return present(self.work, with_tasks=with_tasks, with_reasons=bool(filters.hesitation))
        return past(self.work, self._story, then, with_tasks=with_tasks)

    def _of_hesitations(self, then: SettingsThen, days: Days, *, is_present: bool) -> Iterator[bytes]:
        work, frame = self.work, self._frame
        self._check_hesitations()
        end = None if is_present else then.end
        paths = paths_until(work, frame.path, self._story.releases(then.end))
        words, question = holding_words(self._options), question_of(work, end)
        ids = None
        if not self._options.filters.is_empty:
            chunks = self._organizations(then, is_present=is_present)
            ids = frozenset(one.id for chunk in chunks for one in chunk if self._is_kept(one))
        holding = HoldingFrame(frame, words, paths, places_on(paths), question, ids)
        parcels = self._counted(holding_now(work, days) if end is None else holding_then(work, end, days))
        if self._report is Report.HESITATIONS:
            return hesitation_pieces(work, holding, parcels)
        file = LeavingFile(holding, parcels, votes_between(work, self._options.hesitations.since, self.day))
        self._header = file.header(frame.words.header)
        self._keys = file.keys()
        return file.pieces()

    def _of_movement(self, centre: str) -> Iterator[bytes]:
        work, story = self.work, self._story
        days = between(work, story, self._options.since, self._options.as_of)
        self._since = days.span.since
        parcels = self._counted(moves(work, story, days, self._moves_in, with_tasks=bool(self._options.filters.task)))
        self._movement = Movement(centre, founded_on(work, story), self._frame.path, days, parcels)
        return movement_pieces(self._frame, days, parcels)

    def movement(self) -> Movement:
        """What moved, for the page and the PDF: in place of `pieces`, and read once as they are."""
        return self._movement

    def _moves_in(self, one: Reported) -> bool:
        """What was archived meanwhile moved before: it is there, unless the filters leave it out for something else."""
        if one.is_archived and not self._options.filters.status:
            one = replace(one, is_archived=False)
        return self._is_kept(one)

    def _check_hesitations(self) -> None:
        wanted, filters = self._options.hesitations, self._options.filters
        networks = self._frame.path.network_keys
        if wanted.network and wanted.network not in networks:
            raise Invalid("not-a-choice", field="network", name="network", choices=", ".join(sorted(networks)))
        if wanted.since is not None and wanted.since > self.day:
            raise Invalid("period-ends-before", field="since")
        if self._report is Report.HOLDING_BACK and (wanted.is_narrow or not filters.is_empty):
            raise Invalid("report-to-share-whole")

    def _written(self, lines: Lines, chunks: Iterator[list[Reported]]) -> Iterator[bytes]:
        for chunk in self._counted(chunks):
            kept = [one for one in chunk if self._is_kept(one)]
            names, texts = self._names(kept), self._texts(kept)
            piece = b"".join([lines.of(one, names, texts) for one in kept])
            if piece:
                yield piece

    def _beside(self, lines: Beside, chunks: Iterator[list[Reported]]) -> Iterator[bytes]:
        if piece := lines.first(self.work):
            yield piece
        for chunk in self._counted(chunks):
            if piece := lines.of(self.work, [one for one in chunk if self._is_kept(one)]):
                yield piece

    def _names(self, chunk: list[Reported]) -> dict[int, str]:
        if not self._options.with_names:
            return {}
        named = {one.advisor_id for one in chunk} | {id_ for one in chunk for row in one.said for id_ in row[9:11]}
        named |= {plan.responsible_id for one in chunk for plan in one.plans.values()}
        return names_for_centre(self.work, [id_ for id_ in named if id_ is not None], self._frame.words.unnamed)

    def _texts(self, chunk: list[Reported]) -> dict[int, str]:
        wanted = {id_ for one in chunk for row in one.said for id_ in row[7:9] if id_ is not None}
        if self._options.with_names:
            plans = (plan for one in chunk for plan in one.plans.values())
            wanted |= {plan.responsible_text_id for plan in plans if plan.responsible_text_id is not None}
        return shared_texts(self.work, wanted)
