"""What the server says of itself, on standard error: a line for a person, or a JSON object for a collector."""

import json
import logging
import sys
from datetime import UTC, datetime

# As waitress begins what it says of an answer that broke off; the address follows.
SERVING = ("Exception while serving ", "Client disconnected while serving ")
TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class JsonLines(logging.Formatter):
    """One object a line; accents as they are."""

    def format(self, record: logging.LogRecord) -> str:
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            said["exception"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


class NoKeys(logging.Filter):
    """Leaves out of what waitress says of a failure the address that was asked: some addresses are somebody's key."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = str(record.msg)
        if record.name == "waitress" and message.startswith(SERVING):
            record.msg, record.args = message.partition(" while")[0] + " while answering a request", None
        return True


def set_up_logs(log_format: str) -> None:
    """Write warnings and errors in the format that the settings ask for."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(NoKeys())
    handler.setFormatter(JsonLines() if log_format == "json" else logging.Formatter(TEXT))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
