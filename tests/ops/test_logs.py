"""What the server says of itself can be read by a person, or by a machine line by line."""

import inspect
import json
import logging
import sys

import pytest
import waitress.channel

from socialtrack.ops.logs import SERVING, JsonLines, set_up_logs


@pytest.fixture(autouse=True)
def root_as_it_was():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level


def failing_record(message: str, *values: object) -> logging.LogRecord:
    try:
        raise ValueError("une ligne\nune autre")
    except ValueError:
        return logging.LogRecord("socialtrack", logging.ERROR, __file__, 1, message, values, sys.exc_info())


def test_json_line_is_one_line_and_keeps_accents():
    line = JsonLines().format(failing_record("échec de %s", "l’été"))

    said = json.loads(line)
    assert "\n" not in line
    assert "échec de l’été" in line
    assert (said["level"], said["logger"], said["message"]) == ("error", "socialtrack", "échec de l’été")
    assert said["exception"].endswith("ValueError: une ligne\nune autre")


@pytest.mark.parametrize(("log_format", "begins"), [("json", '{"time": '), ("text", "20")])
def test_setting_decides_the_format(capsys, log_format, begins):
    set_up_logs(log_format)
    logging.getLogger("socialtrack.web").warning("Attention")
    logging.getLogger("socialtrack.web").info("rien à dire")

    said = capsys.readouterr().err
    assert said.startswith(begins)
    assert said.count("\n") == 1
    assert "Attention" in said


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_address_of_an_answer_that_broke_off_is_not_told(capsys, log_format):
    """It may be somebody's key. The words are those of the waitress that is installed."""
    source = inspect.getsource(waitress.channel)
    set_up_logs(log_format)
    for begins in SERVING:
        assert f'"{begins}%s"' in source
        try:
            raise ValueError("la base")
        except ValueError:
            logging.getLogger("waitress").exception(begins + "/live/une-clef.csv")

    said = capsys.readouterr().err
    assert "une-clef" not in said
    assert (said.count("while answering a request"), said.count("ValueError: la base")) == (2, 2)
