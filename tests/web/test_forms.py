"""Forms that no browser sends."""

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
