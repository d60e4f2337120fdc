"""What a centre does with an entry: each gesture once, its event, its row, and what people find then."""

from contextlib import ExitStack
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from socialtrack.faq import edit_actions as actions
from socialtrack.faq.edit_queries import edited, listed
from socialtrack.faq.edit_rules import EntryWords, shipped_digest, words_of_shipped
from socialtrack.faq.edition import shipped_entries
from socialtrack.faq.models import FaqEntry, FaqText
from socialtrack.faq.queries import entry_even_retired, faq_of, index_of
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import Event
from socialtrack.kernel.errors import Conflict, Invalid, NotFound
from socialtrack.kernel.languages import LocalText
from socialtrack.kernel.work import Work
from socialtrack.progress.rebuild import differences
from tests.cast import Cast
from tests.faq.writing import WHOLE, newer_edition, whole
from tests.statements import counted

SHIPPED = shipped_entries()[0]


@pytest.fixture
def work(cast: Cast):
    with cast.work_for("aline") as work:
        yield work


def told(cast: Cast) -> list[tuple[str, str | None, str | None, dict]]:
    """The events of answers, in their order."""
    rows = cast.rows(select(Event).where(Event.kind.like("faq-%")).order_by(Event.id))
    assert {row.organization_id for row in rows} <= {None}
    return [(row.kind, row.before, row.after, row.value_after) for row in rows]


def published(work: Work, words: EntryWords = WHOLE) -> str:
    key = actions.add_entry(work, words, Gesture()).key
    actions.publish(work, key, words, words.digest, "", Gesture())
    return key


def overridden(work: Work, key: str = SHIPPED.key, **changes: LocalText) -> EntryWords:
    now = edited(work, key)
    words = replace(now.words, **(changes or {"short": LocalText("Chez nous.", "At ours.")}))
    actions.publish(work, key, words, now.words.digest, "", Gesture())
    return words


@pytest.fixture
def ship(work: Work):
    """A newer edition, in which the first entry says something else: `ship(fr=…)`."""
    with ExitStack() as until_the_end:
        yield lambda **changes: until_the_end.enter_context(
            newer_edition(SHIPPED.key, work.session.get_bind(), **changes)
        )


def test_a_draft_is_found_by_nobody_before_it_is_published(cast, work):
    key = actions.add_entry(work, WHOLE, Gesture()).key

    assert key == "own-personne-ici-n-a-le-temps-de-repondre-le-soir"
    assert faq_of(work).entry(key) is None
    assert edited(work, key).draft == WHOLE
    assert told(cast) == [("faq-drafted", None, "draft", {"key": key})]


def test_what_is_published_is_found_at_once(cast, work):
    key = published(work)

    entry = faq_of(work).entry(key)
    assert entry is not None
    assert (entry.question, entry.actions) == (WHOLE.question, WHOLE.actions)
    assert index_of(work).search("soirée fin de semaine", "fr")[0].key == key
    text = cast.rows(select(FaqText.id))[0]
    assert told(cast)[-1] == ("faq-published", "draft", "published", {"key": key, "text": text})


def test_the_same_gesture_twice_begins_one_entry_and_publishes_it_once(cast, work):
    first, second = (actions.add_entry(work, WHOLE, Gesture("k1", "d1")) for _ in range(2))
    for _ in range(2):
        actions.publish(work, first.key, WHOLE, WHOLE.digest, "", Gesture("k2", "d2"))

    assert first == second
    assert [kind for kind, *_rest in told(cast)] == ["faq-drafted", "faq-published"]


def test_two_entries_of_one_question_have_two_keys(work):
    assert [published(work) for _ in range(3)] == [
        "own-personne-ici-n-a-le-temps-de-repondre-le-soir",
        "own-personne-ici-n-a-le-temps-de-repondre-le-soir-2",
        "own-personne-ici-n-a-le-temps-de-repondre-le-soir-3",
    ]


def test_the_key_of_a_draft_thrown_away_is_not_used_again(cast, work):
    key = actions.add_entry(work, WHOLE, Gesture()).key
    actions.discard_draft(work, key, WHOLE.digest, Gesture())

    assert actions.add_entry(work, WHOLE, Gesture()).key == f"{key}-2"
    with pytest.raises(NotFound):
        edited(work, key)
    assert [one.key for one in listed(work) if one.is_own] == [f"{key}-2"]


def test_words_that_nobody_ever_read_leave_nothing_behind(cast, work):
    key = actions.add_entry(work, WHOLE, Gesture()).key
    second = whole(short=LocalText("Deux", "Two"))
    actions.save_draft(work, key, second, WHOLE.digest, Gesture())

    assert [row.short for row in cast.rows(select(FaqText))] == [{"fr": "Deux", "en": "Two"}]
    actions.discard_draft(work, key, second.digest, Gesture())
    assert cast.rows(select(FaqText)) == []


def test_an_incomplete_entry_is_kept_as_a_draft_and_not_published(work):
    half = whole(answer=LocalText("Oui.", ""))
    key = actions.add_entry(work, half, Gesture()).key

    with pytest.raises(Invalid) as refused:
        actions.publish(work, key, half, half.digest, "", Gesture())
    assert (refused.value.code, refused.value.field) == ("faq-incomplete", "answer_en")


def test_what_is_in_force_stays_while_something_else_is_written(work):
    key = published(work)
    other = whole(short=LocalText("Autre", "Other"))
    actions.save_draft(work, key, other, WHOLE.digest, Gesture())

    entry = faq_of(work).entry(key)
    assert entry is not None and entry.short == WHOLE.short
    actions.publish(work, key, other, other.digest, "", Gesture())
    entry = faq_of(work).entry(key)
    assert entry is not None and entry.short == other.short


def test_the_second_of_two_who_write_at_once_is_told_and_nothing_is_replaced(work):
    key = published(work)
    mine, theirs = whole(short=LocalText("À moi", "Mine")), whole(short=LocalText("À l’autre", "Theirs"))
    actions.save_draft(work, key, theirs, WHOLE.digest, Gesture())

    for write in (actions.save_draft, lambda *a: actions.publish(*a[:4], "", a[4])):
        with pytest.raises(actions.Overtaken) as refused:
            write(work, key, mine, WHOLE.digest, Gesture())
        assert refused.value.now.words == theirs
    assert edited(work, key).draft == theirs


def test_two_who_write_the_same_agree(work):
    key = published(work)
    same = whole(short=LocalText("Pareil", "Same"))
    for _ in range(2):
        actions.save_draft(work, key, same, WHOLE.digest, Gesture())

    assert edited(work, key).draft == same


def test_a_retired_entry_is_found_no_more_but_read_by_who_named_it(cast, work):
    key = published(work)
    for _ in range(2):
        actions.retire(work, key, Gesture())

    assert faq_of(work).entry(key) is None
    kept = entry_even_retired(work, key)
    assert kept is not None and kept.question == WHOLE.question
    assert [kind for kind, *_rest in told(cast)].count("faq-retired") == 1
    actions.bring_back(work, key, Gesture())
    assert faq_of(work).entry(key) is not None


def test_a_shipped_entry_is_retired_and_brought_back_as_shipped(cast, work):
    actions.retire(work, SHIPPED.key, Gesture())

    assert faq_of(work).entry(SHIPPED.key) is None
    actions.bring_back(work, SHIPPED.key, Gesture())
    assert faq_of(work).entry(SHIPPED.key) == SHIPPED
    assert [(kind, before, after) for kind, before, after, _value in told(cast)] == [
        ("faq-retired", None, "retired"),
        ("faq-shipped", "retired", "shipped"),
    ]


def test_a_draft_that_nobody_read_is_not_retired(work):
    key = actions.add_entry(work, WHOLE, Gesture()).key

    with pytest.raises(Conflict) as refused:
        actions.retire(work, key, Gesture())
    assert refused.value.code == "faq-never-published"


def test_words_of_the_centre_stand_in_place_of_the_shipped_ones(work):
    overridden(work)

    entry = faq_of(work).entry(SHIPPED.key)
    assert entry is not None and entry.short.fr == "Chez nous."
    assert not edited(work, SHIPPED.key).is_changed


def test_publishing_the_shipped_words_as_they_are_changes_nothing(cast, work):
    words = words_of_shipped(SHIPPED)

    actions.publish(work, SHIPPED.key, words, words.digest, "", Gesture())

    assert told(cast) == []
    assert cast.rows(select(FaqEntry)) == []


NEWER = {"fr": "Une phrase toute neuve.", "en": "A brand new sentence."}


def test_a_newer_shipped_entry_is_noticed_and_taken(cast, work, ship):
    overridden(work)
    ship(short=NEWER)

    assert [one.key for one in listed(work) if one.is_changed] == [SHIPPED.key]
    actions.take_shipped(work, SHIPPED.key, Gesture())
    entry = faq_of(work).entry(SHIPPED.key)
    assert entry is not None and entry.short.fr == "Une phrase toute neuve."
    assert not any(one.is_changed for one in listed(work))
    assert told(cast)[-1][:3] == ("faq-shipped", "published", "shipped")
    assert edited(work, SHIPPED.key).own is not None, "the centre may begin from its own words again"


def test_a_newer_shipped_entry_is_noticed_and_ours_kept_until_it_changes_again(cast, work, ship):
    ours = overridden(work)
    ship(short=NEWER)
    seen = edited(work, SHIPPED.key).shipped_now

    actions.keep_ours(work, SHIPPED.key, seen, Gesture())

    assert edited(work, SHIPPED.key).own == ours
    assert not edited(work, SHIPPED.key).is_changed
    kind, before, after, value = told(cast)[-1]
    assert (kind, before, after, value["shipped"]) == ("faq-kept", "published", "published", seen)
    ship(short={"fr": "Encore.", "en": "Again."})
    assert edited(work, SHIPPED.key).is_changed


def test_what_changed_once_more_since_it_was_compared_is_not_decided(work, ship):
    overridden(work)
    ship(short=NEWER)

    with pytest.raises(Conflict) as refused:
        actions.keep_ours(work, SHIPPED.key, "0" * 64, Gesture())
    assert refused.value.code == "faq-shipped-again"
    assert edited(work, SHIPPED.key).is_changed


def test_both_put_together_by_hand_count_as_looked_at(work, ship):
    ours = overridden(work)
    ship(short=NEWER)
    now = edited(work, SHIPPED.key)
    merged = replace(ours, caution=LocalText("Les deux.", "Both."))

    actions.publish(work, SHIPPED.key, merged, now.words.digest, now.shipped_now, Gesture())

    assert edited(work, SHIPPED.key).own == merged
    assert not edited(work, SHIPPED.key).is_changed


def test_a_draft_beside_a_newer_shipped_entry_is_noticed_before_it_is_published(work, ship):
    words = replace(words_of_shipped(SHIPPED), short=LocalText("À moi", "Mine"))
    actions.save_draft(work, SHIPPED.key, words, words_of_shipped(SHIPPED).digest, Gesture())
    ship(short=NEWER)

    assert edited(work, SHIPPED.key).is_changed
    actions.publish(work, SHIPPED.key, words, words.digest, "", Gesture())
    assert edited(work, SHIPPED.key).is_changed, "nobody has looked at the newer one yet"


def test_a_source_that_was_only_read_again_changes_nothing():
    again = tuple(replace(source, read_on=date(2027, 1, 4)) for source in SHIPPED.sources)

    assert shipped_digest(replace(SHIPPED, sources=again)) == shipped_digest(SHIPPED)


@pytest.mark.parametrize("field", ["question", "short", "answer", "also_said", "actions", "checked", "caution"])
def test_anything_else_that_changed_is_seen(field):
    other = {"actions": ("name-backup",), "checked": None}.get(field, LocalText("Autre", "Other"))

    assert shipped_digest(replace(SHIPPED, **{field: other})) != shipped_digest(SHIPPED)


def test_the_journal_tells_the_rows_again_whatever_was_done(work, ship):
    key = published(work)
    actions.retire(work, key, Gesture())
    actions.bring_back(work, key, Gesture())
    actions.save_draft(work, key, whole(short=LocalText("Autre", "Other")), WHOLE.digest, Gesture())
    actions.discard_draft(work, actions.add_entry(work, WHOLE, Gesture()).key, WHOLE.digest, Gesture())
    actions.add_entry(work, WHOLE, Gesture())
    actions.retire(work, "law-25", Gesture())
    actions.bring_back(work, "law-25", Gesture())
    overridden(work)
    ship(short=NEWER)
    actions.keep_ours(work, SHIPPED.key, edited(work, SHIPPED.key).shipped_now, Gesture())
    assert differences(work) == []

    actions.take_shipped(work, SHIPPED.key, Gesture())
    assert differences(work) == []


def test_another_centre_has_none_of_it(cast, work):
    key = published(work)
    overridden(work)

    with cast.work_for("chantal") as theirs:
        assert faq_of(theirs).entry(key) is None
        assert faq_of(theirs).entry(SHIPPED.key) == SHIPPED
        with pytest.raises(NotFound):
            edited(theirs, key)
        assert not any(one.changed_at for one in listed(theirs))


def test_the_list_takes_as_many_statements_for_three_as_for_one(work):
    published(work)
    with counted() as asked_for_one:
        one = listed(work)
    for _ in range(2):
        published(work)

    with counted() as asked_for_three:
        assert len(listed(work)) == len(one) + 2 == 34
    assert len(asked_for_three) == len(asked_for_one) == 3
