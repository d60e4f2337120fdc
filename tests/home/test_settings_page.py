"""The page of settings: what it shows, what it keeps when refused, who may open it."""

import pytest
from sqlalchemy import select

from socialtrack.tenancy.models import Centre
from tests.browser import Browser


@pytest.fixture
def address(cast):
    return f"/centres/{cast.quebec.slug}/settings"


def quebec(cast):
    return cast.rows(select(Centre).where(Centre.id == cast.quebec.id))[0]


def save(browser, address, status=303, **values):
    form = browser.get(address).page.form("settings")
    return browser.submit(form, values, status=status)


def test_everything_is_kept_and_said(cast, aline, address):
    answer = save(
        aline,
        address,
        name=" Bénévolat  Québec ",
        language="en",
        time_zone="America/Halifax",
        stalled_after_days="45",
        privacy_person="Aline Roy, direction",
        privacy_email="aline@example.org",
        hosting_place="Montréal, chez nous",
        kept_days="365",
        requires_second_factor="",
    )

    page = aline.follow(answer).page
    assert "Les réglages sont enregistrés." in page.words
    assert page.form("settings").values["name"] == ["Bénévolat Québec"]
    row = quebec(cast)
    assert (row.name, row.language, row.time_zone, row.stalled_after_days) == (
        "Bénévolat Québec",
        "en",
        "America/Halifax",
        45,
    )
    assert (row.privacy_person, row.privacy_email, row.hosting_place, row.kept_days) == (
        "Aline Roy, direction",
        "aline@example.org",
        "Montréal, chez nous",
        365,
    )
    assert row.slug == cast.quebec.slug


def test_pages_open_to_everyone_by_a_box_that_says_where_they_are(cast, aline, address):
    pages = [f"/centres/{cast.quebec.slug}/{name}" for name in ("guide", "faq")]
    stranger = Browser(cast.client_for("nadia"))
    for page in pages:
        stranger.get(page, status=404)

    save(aline, address, has_public_pages="1")

    assert quebec(cast).has_public_pages
    assert set(pages) <= set(aline.get(address).page.links)
    for page in pages:
        stranger.get(page)
    save(aline, address, has_public_pages=[])
    assert not quebec(cast).has_public_pages
    for page in pages:
        stranger.get(page, status=404)


def test_saving_without_touching_changes_nothing(cast, aline, address):
    page = aline.follow(save(aline, address)).page

    assert "Rien n’a changé" in page.words


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("language", "de"),
        ("time_zone", "America/Nowhere"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", ""),
        ("stalled_after_days", "6"),
        ("stalled_after_days", "366"),
        ("stalled_after_days", "trente"),
        ("stalled_after_days", "٣٠"),
        ("privacy_email", "personne"),
        ("hosting_place", "a\x00b"),
        ("kept_days", "29"),
        ("kept_days", "99999"),
        ("kept_days", "-730"),
    ],
)
def test_refused_settings_keep_what_was_typed_and_change_nothing(cast, aline, address, field, value):
    page = save(aline, address, 422, **{"privacy_person": "Aline Roy", field: value}).page

    assert page.all("h2")[0].text == "Il reste une réponse à revoir"
    assert page.form("settings").values["privacy_person"] == ["Aline Roy"]
    assert quebec(cast).privacy_person == ""


def test_settings_changed_meanwhile_show_both_sides_and_the_second_press_saves(cast, aline, address):
    other = Browser(cast.client_for("aline"))
    form = aline.get(address).page.form("settings")
    save(other, address, hosting_place="Montréal")

    page = aline.submit(form, {"hosting_place": "Québec", "kept_days": "365"}, status=409).page

    assert "Lieu d’hébergement : maintenant « Montréal »" in page.words.replace("\u00a0", " ")
    assert page.form("settings").values["hosting_place"] == ["Québec"]
    assert quebec(cast).hosting_place == "Montréal"
    aline.submit(page.form("settings"))
    assert (quebec(cast).hosting_place, quebec(cast).kept_days) == ("Québec", 365)


def test_centre_of_another_zone_and_retention_finds_its_own_in_the_lists(cast, aline, address):
    save(aline, address, time_zone="Europe/Paris", kept_days="100")

    values = aline.get(address).page.form("settings").values
    assert (values["time_zone"], values["kept_days"]) == (["Europe/Paris"], ["100"])


def test_menu_leads_managers_there_and_nobody_else(cast, aline, home, address):
    assert address in aline.get(home).page.links
    assert address not in Browser(cast.client_for("agathe")).get(home).page.links
    Browser(cast.client_for("agathe")).get(address, status=403)


def test_pages_behind_settings_show_one_another(cast, aline, address):
    page = aline.get(address).page

    around = [link for link in page.links if link.startswith(address.removesuffix("settings"))]
    for name in ("settings", "access", "incidents", "letters", "imports"):
        assert address.removesuffix("settings") + name in around
        aline.get(address.removesuffix("settings") + name)


def test_page_in_english(cast, address):
    page = Browser(cast.client_for("aline", language="en")).get(f"{address}?lang=en").page

    assert page.h1 == "Centre settings"
