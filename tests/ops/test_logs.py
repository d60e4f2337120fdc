"""What the server says of itself can be read by a person, or by a machine line by line."""

import json
import logging
import sys

import pytest

from socialtrack.ops.logs import JsonLines, set_up_logs


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
