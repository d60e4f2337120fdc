"""Forms that no browser sends."""

import io

import pytest

from socialtrack.kernel.errors import Invalid
from socialtrack.web.forms import clean_email
from tests.walls.test_access import _token


def test_part_without_a_name_is_refused(cast):
    """The CSRF protection would stumble over it: that was a 500."""
    client = cast.client_for("bruno")
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n--x--\r\n"

    answer = client.post(
        "/language",
        data=body,
        content_type="multipart/form-data; boundary=x",
        headers={"X-CSRFToken": _token(client)},
    )

    assert answer.status_code == 400
    assert "<h1" in answer.text


@pytest.mark.parametrize("address", ["/sign-in", "/language", "/sign-out", "/setup/x", "/invitations/x", "/sign-in/x"])
def test_large_form_is_refused_before_it_is_taken_apart(client, address):
    """A stranger's four megabytes of tiny fields took seconds, and four hundred megabytes of memory."""
    answer = client.post(address, data="&a" * 150_000, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 413
    assert "<h1" in answer.text


def test_form_of_an_honest_size_is_read(cast):
    client = cast.client_for("bruno")
    data = {"csrf_token": _token(client), "state": "declined", "reason": "é" * 20_000}

    answer = client.post(f"{cast.les_amis.address}tasks/name-backup/state", data=data)

    assert answer.status_code == 422


def test_list_of_organizations_may_be_large(cast):
    client = cast.client_for("aline")
    file = io.BytesIO(b"Nom\n" + b"\n" * 1_000_000 + b"Les Petits Pas\n")

    answer = client.post(
        f"/centres/{cast.quebec.slug}/import", data={"csrf_token": _token(client), "file": (file, "list.csv")}
    )

    assert answer.status_code == 200


@pytest.mark.parametrize("address", ["=?utf-8?b?YQ==?=@example.org", "=?utf-8?q?x=0ABcc=3A_b?=@example.org"])
def test_address_that_mail_programs_read_as_another_is_refused(address):
    with pytest.raises(Invalid, match="email-not-understood"):
        clean_email(address)


@pytest.mark.parametrize("address", ["éve+a=b?@example.org", "用户@例子.广告", "o'neil@example.org"])
def test_odd_but_honest_address_is_taken(address):
    assert clean_email(address) == address
