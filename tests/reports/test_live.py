"""Live addresses: the bytes of the report, to whoever has the address, until it is closed; and nothing else."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from socialtrack.data.db import db, immediate
from socialtrack.hesitations.actions import open_hesitation
from socialtrack.hesitations.rules import About
from socialtrack.journal.gestures import Gesture
from socialtrack.journal.models import AccessEvent, Event
from socialtrack.kernel.moments import utc_now
from socialtrack.kernel.tokens import token_hash
from socialtrack.reports.models import LiveAddress
from socialtrack.support.actions import Said, log_support
from socialtrack.support.rules import Given, SupportKind
from socialtrack.tenancy.models import Membership, Organization
from tests.browser import Browser
from tests.cast import everything


def change(cast, statement):
    with cast.app.app_context(), everything() as session, immediate(session):
        session.execute(statement)


def addresses(cast):
    return cast.rows(select(LiveAddress).order_by(LiveAddress.id))


def downloaded(cast, name, who="aline"):
    answer = cast.client_for(who).get(f"/centres/{cast.quebec.slug}/reports/{name}", buffered=True)
    assert answer.status_code == 200
    return answer.data


@pytest.mark.parametrize("report", ["organizations", "tasks", "support", "holding-back", "movement"])
@pytest.mark.parametrize("header", ["labels", "keys"])
def test_it_gives_the_bytes_of_the_report_page(cast, open_one, reader, report, header):
    address = open_one(report=report, header=header, delimiter="semicolon")

    answer = reader.get(address)

    assert answer.status_code == 200
    assert answer.data == downloaded(cast, f"{report}.csv?header={header}&delimiter=semicolon")
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_filters_of_the_page_it_was_opened_from_are_kept_and_nothing_else_is_heard(cast, open_one, reader):
    address = open_one(query="?status=moving&q=amis")
    asked = downloaded(cast, "organizations.csv?status=moving&q=amis&delimiter=comma")

    assert reader.get(address).data == asked
    assert reader.get(f"{address}?q=phare&names=1&delimiter=tab&status=stalled&lang=en&as_of=2026-11-10").data == asked
    assert asked != downloaded(cast, "organizations.csv?delimiter=comma")


def test_its_language_is_that_of_its_making(cast, open_one, reader):
    address = open_one()

    assert reader.get(address, headers={"Accept-Language": "en"}).data == reader.get(address).data


def test_head_answers_like_get_without_its_body(cast, open_one, reader):
    address = open_one()
    got, head = reader.get(address), reader.head(address)

    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Type"] == got.headers["Content-Type"]
    assert reader.post(address).status_code in (400, 405)


def test_token_is_kept_hashed_and_told_once(cast, open_one, live_page):
    address = open_one()
    (row,) = addresses(cast)
    token = address.removeprefix("/live/").removesuffix(".csv")

    assert row.token_hash == token_hash(token) and len(token) == 43
    assert token not in cast.client_for("aline").get(live_page).text


def test_the_menu_says_where_one_is_when_the_address_is_shown(cast, live_page):
    aline = Browser(cast.client_for("aline"))
    aline.get(live_page)
    aline.submit(aline.page.form("/reports/live"), {"name": "Le conseil"}, status=200)
    menu = next(nav for nav in aline.page.all("nav") if nav.get("aria-label") == "Menu principal")

    assert [link.text for link in menu.all("a") if link.get("aria-current") == "page"] == ["Rapports"]


def test_sending_the_same_form_twice_opens_one(cast, live_page):
    aline = Browser(cast.client_for("aline"))
    form = aline.get(live_page).page.form("/reports/live")

    first, second = (aline.submit(form, {"name": "Le conseil"}, status=200).text for _ in range(2))
    other = aline.submit(form, {"name": "Un autre"}, status=200).text

    addresses_shown = [re.findall(r"/live/[^\"&]+", text) for text in (first, second, other)]
    assert addresses_shown[0] == addresses_shown[1] != addresses_shown[2]
    assert [row.name for row in addresses(cast)] == ["Le conseil", "Un autre"]


def test_no_name_of_a_person_unless_ticked(cast, open_one, reader):
    change(
        cast,
        update(Organization).where(Organization.id == cast.les_amis.id).values(advisor_id=cast.agathe.membership_id),
    )

    assert "Agathe" not in reader.get(open_one()).text
    assert "Agathe" in reader.get(open_one(names="1", name="Avec les noms")).text


def test_notes_of_the_team_never_leave(cast, open_one, reader):
    with cast.work_for("agathe") as work:
        said = Said(Given(SupportKind.CALL, work.today, 20), "canari de l’équipe")
        log_support(work, [cast.les_amis.id], said, Gesture())

    address = open_one(report="support", names="1")

    assert "canari" not in reader.get(address).text
    assert "canari" in downloaded(cast, "support.csv?notes=1").decode()


def test_small_counts_of_hesitations_stay_unsaid(cast, open_one, reader):
    address, said = open_one(header="keys"), []

    for n in range(6):
        with cast.work_for("bruno") as work:
            open_hesitation(work, cast.les_amis.id, About(step=1 + n % 4), Gesture(), words=f"Nous hésitons {n}")
        cells = [line.split(",") for line in reader.get(address).data.decode("utf-8-sig").splitlines()]
        said.append(dict(zip(cells[0], cells[1], strict=True))["open_hesitations"])
        change(cast, update(LiveAddress).values(window_uses=0))

    assert said == ["", "", "", "", "5", "6"]


@pytest.mark.parametrize("filter_", ["hesitation=any", "hesitation=time-too-much"])
def test_nothing_tells_who_hesitates(cast, live_page, filter_):
    aline = Browser(cast.client_for("aline"))
    aline.get(f"{live_page}?{filter_}")

    answer = aline.submit(aline.page.form("/reports/live"), {"name": "Qui hésite"}, status=422)

    assert "ne dit pas qui hésite" in answer.page.words
    assert addresses(cast) == []


@pytest.mark.parametrize("report", ["events", "hesitations", "people", "no-such-report"])
def test_other_reports_have_no_live_address(cast, live_page, report):
    aline = Browser(cast.client_for("aline"))
    aline.get(live_page)

    aline.submit(aline.page.form("/reports/live"), {"name": "Tout", "report": report}, status=422)

    assert addresses(cast) == []


def refusal(answer):
    headers = sorted((name, value) for name, value in answer.headers)
    return answer.status_code, answer.data, headers


def test_unknown_closed_and_dead_answer_the_same(cast, open_one, reader, live_page):
    closed, left, lowered = open_one("agathe", name="1"), open_one("agathe", name="2"), open_one("agathe", name="3")
    ids = [row.id for row in addresses(cast)]
    agathe = Browser(cast.client_for("agathe"))
    agathe.get(live_page)
    agathe.submit(agathe.page.form(f"/{ids[0]}/close"))
    nothing = refusal(reader.get("/live/rien-de-rien.csv"))
    member = update(Membership).where(Membership.id == cast.agathe.membership_id)

    assert nothing[0] == 404
    assert refusal(reader.get(closed)) == nothing
    assert reader.get(left).status_code == 200
    change(cast, member.values(role="centre_reader"))
    assert refusal(reader.get(lowered)) == nothing
    change(cast, member.values(role="advisor", ended_at=utc_now()))
    assert refusal(reader.get(left)) == nothing
    assert refusal(reader.get("/live/a.csv")) == nothing


def test_manager_keeps_it_when_its_maker_leaves(cast, open_one, reader, live_page):
    address = open_one("agathe")
    change(cast, update(Membership).where(Membership.id == cast.agathe.membership_id).values(ended_at=utc_now()))
    assert reader.get(address).status_code == 404
    aline = Browser(cast.client_for("aline"))
    assert "Elle ne répond plus" in aline.get(live_page).page.words

    aline.submit(aline.page.form("/keep"))

    assert reader.get(address).status_code == 200
    assert "Gardée par Aline." in aline.get(live_page).page.words
    change(cast, update(Membership).where(Membership.id == cast.aline.membership_id).values(ended_at=utc_now()))
    assert reader.get(address).status_code == 404


def test_it_shows_what_its_maker_may_see(cast, open_one, reader):
    change(
        cast,
        update(Organization).where(Organization.id == cast.le_phare.id).values(advisor_id=cast.agathe.membership_id),
    )
    address = open_one("agathe")
    assert "Les Amis" in reader.get(address).text

    change(cast, update(Membership).where(Membership.id == cast.agathe.membership_id).values(sees_caseload_only=True))

    text = reader.get(address).text
    assert "Le Phare" in text and "Les Amis" not in text


def test_advisor_sees_and_closes_their_own_only(cast, open_one, reader, live_page):
    of_aline, of_agathe = open_one("aline", name="Celle d’Aline"), open_one("agathe", name="Celle d’Agathe")
    ids = [row.id for row in addresses(cast)]
    agathe, aline = Browser(cast.client_for("agathe")), Browser(cast.client_for("aline"))

    words = agathe.get(live_page).page.words
    assert "Celle d’Agathe" in words and "Celle d’Aline" not in words
    agathe.post(f"{live_page}/{ids[0]}/close", status=404)
    agathe.post(f"{live_page}/{ids[1]}/keep", status=403)
    assert "Celle d’Agathe" in aline.get(live_page).page.words
    aline.submit(aline.page.form(f"/{ids[1]}/close"))

    assert (reader.get(of_aline).status_code, reader.get(of_agathe).status_code) == (200, 404)
    assert "Fermée le 23 novembre 2026" in aline.get(live_page).page.words.replace("\u00a0", " ")


def test_closing_twice_says_so_and_a_closed_one_is_not_kept(cast, open_one, live_page):
    open_one()
    (row,) = addresses(cast)
    aline = Browser(cast.client_for("aline"))
    aline.get(live_page)

    assert "elle ne répond plus" in aline.follow(aline.post(f"{live_page}/{row.id}/close")).page.words
    assert "Elle était déjà fermée." in aline.follow(aline.post(f"{live_page}/{row.id}/close")).page.words
    assert "elle ne se garde plus" in aline.follow(aline.post(f"{live_page}/{row.id}/keep")).page.words


@pytest.mark.parametrize(("who", "status"), [("rachel", 403), ("bruno", 403), ("chantal", 404)])
def test_page_is_for_who_may_open_one(cast, live_page, who, status):
    Browser(cast.client_for(who)).get(live_page, status=status)


def test_read_too_often_it_says_when_to_come_back(cast, open_one, reader, clock):
    address = open_one()
    assert [reader.get(address).status_code for _ in range(7)] == [200] * 6 + [429]

    answer = reader.get(address)

    assert answer.headers["Retry-After"] == "60"
    assert "Trop d’essais" in answer.text and "minute" in answer.text
    assert answer.mimetype == "text/plain"
    clock.shift(timedelta(seconds=60))
    assert reader.get(address).status_code == 200
    assert addresses(cast)[0].uses == 7


def test_guessing_is_slowed_and_right_ones_are_read_all_the_same(cast, open_one, reader):
    address = open_one()

    tried = [reader.get(f"/live/essai-{n}.csv").status_code for n in range(32)]

    assert tried == [404] * 30 + [429] * 2
    assert reader.get(address).status_code == 200


def test_its_readings_are_told_and_noted_once_a_day(cast, open_one, reader, live_page, clock):
    address = open_one()
    aline = Browser(cast.client_for("aline"))
    assert "Elle n’a pas encore été lue." in aline.get(live_page).page.words
    reader.get(address)
    reader.get(address)
    clock.shift(timedelta(days=1))
    reader.get(address)

    assert "Lue 3 fois, la dernière" in Browser(cast.client_for("aline")).get(live_page).page.words
    kinds = cast.rows(select(AccessEvent).where(AccessEvent.kind.like("live%")).order_by(AccessEvent.id))
    assert [(row.kind, row.after) for row in kinds] == [
        ("live-opened", "organizations"), ("live-read", "organizations"), ("live-read", "organizations")
    ]  # fmt: skip
    words = aline.get(f"/centres/{cast.quebec.slug}/access").page.words
    assert "Aline a ouvert une adresse de chiffrier" in words
    assert "Un chiffrier a lu l’adresse ouverte par Aline" in words


def test_reading_changes_nothing_but_its_own_count(cast, open_one, reader):
    address, before = open_one(), len(cast.rows(select(Event)))

    reader.get(address)

    assert len(cast.rows(select(Event))) == before


def test_nothing_stays_open_when_the_reader_goes_away(cast, open_one, reader, app):
    address = open_one(report="tasks")
    with app.app_context():
        pool, before = db.engine.pool, db.engine.pool.checkedout()

    answer = app.test_client().get(address)
    next(answer.iter_encoded())
    answer.close()
    app.test_client().head(address).close()

    assert pool.checkedout() == before


def test_what_the_centre_has_no_more_is_said(cast, open_one, reader):
    address = open_one(query="?task=name-backup")
    change(cast, update(LiveAddress).values(parameters={**addresses(cast)[0].parameters, "task": "no-such-task"}))

    answer = reader.get(address)

    assert (answer.status_code, answer.mimetype) == (422, "text/plain")
    assert "Cette tâche n’existe pas" in answer.text


def test_opened_address_shows_the_line_to_paste(cast, live_page):
    aline = Browser(cast.client_for("aline"))
    aline.get(live_page)

    text = aline.submit(aline.page.form("/reports/live"), {"name": "Le conseil"}, status=200).text

    address = re.search(r'id="address" value="([^"]+)"', text)[1]
    assert f"=IMPORTDATA(&#34;{address}&#34;)" in text
    assert "ne peut pas le joindre" in text  # the tests are served on this machine alone


def test_form_is_given_back_with_what_is_wrong(cast, live_page):
    aline = Browser(cast.client_for("aline"))
    aline.get(live_page)

    answer = aline.submit(
        aline.page.form("/reports/live"), {"name": " ", "report": "movement", "since": "2099-01-01"}, status=422
    )

    assert "L’adresse n’est pas ouverte" in answer.page.words
    assert aline.page.form("/reports/live").values["report"] in ("movement", ["movement"])


def test_centre_has_so_many_and_no_more(cast, live_page, monkeypatch):
    monkeypatch.setattr("socialtrack.reports.live_actions.MOST_OPEN", 1)
    aline = Browser(cast.client_for("aline"))
    for status in (200, 422):
        aline.get(live_page)
        answer = aline.submit(aline.page.form("/reports/live"), {"name": "Le conseil"}, status=status)

    assert "déjà 1 adresses ouvertes" in answer.page.words
