"""`flask export` writes the bytes of the page."""

import pytest


@pytest.fixture
def export(cast):
    def run(*arguments):
        return cast.app.test_cli_runner().invoke(args=["export", *arguments])

    return run


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ((), ""),
        (("--delimiter", "tab", "--lang", "en", "--header", "keys"), "delimiter=tab&lang=en&header=keys"),
        (("--as-of", "2026-11-20", "--names"), "as_of=2026-11-20&names=1"),
        (("--status", "not_started", "--q", "phare"), "status=not_started&q=phare"),
    ],
)
def test_command_writes_the_bytes_of_the_page(cast, export, arguments, asked):
    for name in ("organizations", "tasks", "events") if "--q" not in arguments else ("organizations", "tasks"):
        result = export(name, "--centre", cast.quebec.slug, *arguments)

        page = cast.client_for("aline").get(f"/centres/{cast.quebec.slug}/reports/{name}.csv?{asked}")
        assert (result.exit_code, result.stdout_bytes) == (0, page.data)
        assert result.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("tasks",),  # two centres, and none is named
        ("tasks", "--centre", "nowhere"),
        ("tasks", "--centre", "cab-de-montreal", "--delimiter", "pipe"),
        ("tasks", "--centre", "cab-de-montreal", "--as-of", "2030-01-01"),
        ("nothing", "--centre", "cab-de-montreal"),
    ],
)
def test_refusal_goes_to_standard_error_with_a_status(export, arguments):
    result = export(*arguments)

    assert result.exit_code != 0
    assert result.stdout_bytes == b""
    assert result.stderr
