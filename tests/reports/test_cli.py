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


MONTREAL = ("--centre", "cab-de-montreal")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tasks",), "There are several centres: name the one you want."),
        (("tasks", "--centre", "nowhere"), "No centre has this address."),
        (("tasks", *MONTREAL, "--delimiter", "pipe"), "For “delimiter”, the choices are: semicolon, comma, tab."),
        (("tasks", *MONTREAL, "--as-of", "2030-01-01"), "This day has not come yet. Choose today or a past day."),
    ],
)
def test_refusal_is_one_sentence_on_standard_error_with_a_status(export, arguments, said):
    result = export(*arguments)

    assert (result.exit_code, result.stdout_bytes, result.stderr) == (1, b"", f"Error: {said}\n")


def test_report_that_does_not_exist_is_refused_with_the_names_of_those_that_do(export):
    result = export("nothing", *MONTREAL)

    assert (result.exit_code, result.stdout_bytes) == (2, b"")
    assert "'organizations', 'tasks', 'events'" in result.stderr
