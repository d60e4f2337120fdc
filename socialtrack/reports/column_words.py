"""What each column of the reports means, and what it may hold: the second sheet of a workbook."""

from .rules import Report
from .workbook import Kind


def kind_of(key: str) -> Kind:
    return Kind.TEXT


def meaning_of(report: Report, key: str) -> tuple[str, str]:
    return "", ""
