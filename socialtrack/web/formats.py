"""Days, hours, numbers, lists as the glossary writes them: fr « le 7 août 2026 », « 14 h 5 »; en "August 7, 2026"."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_decimal
from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from .language import language, locale

NBSP = "\u00a0"


def day(value: date, *, year: bool = True) -> str:
    """« 7 août 2026 », « 1er août 2026 », "August 7, 2026". Without the article: the sentence brings it."""
    if language() == "en":
        return format_date(value, "MMMM d, y" if year else "MMMM d", locale="en_CA")
    number = "1er" if value.day == 1 else str(value.day)
    month = format_date(value, "MMMM", locale="fr_CA")
    return f"{number}{NBSP}{month}{f' {value.year}' if year else ''}"


def day_near(value: date, today: date) -> str:
    """« aujourd’hui », « hier », else the day; the year only where it is not this one."""
    if value == today:
        return _("aujourd’hui")
    if (today - value).days == 1:
        return _("hier")
    return day(value, year=value.year != today.year)


def on_day_near(value: date, today: date) -> str:
    """« aujourd’hui », « hier », « le 20 novembre »: as it is said after a verb."""
    near = day_near(value, today)
    return near if 0 <= (today - value).days <= 1 else _("le %(day)s", day=near)


def hour(moment: datetime, zone: ZoneInfo) -> str:
    """« 14 h 5 » (no zero before minutes, which CLDR writes), « 9 h »; "2:05 p.m.", "9 a.m."."""
    local = moment.astimezone(zone)
    if language() == "en":
        half = "a.m." if local.hour < 12 else "p.m."
        minutes = f":{local.minute:02}" if local.minute else ""
        return f"{local.hour % 12 or 12}{minutes} {half}"
    minutes = f"{NBSP}{local.minute}" if local.minute else ""
    return f"{local.hour}{NBSP}h{minutes}"


def duration(minutes: int) -> str:
    """« 40 minutes », « 1 h 45 »; "40 minutes", "1 h 45 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return ngettext("%(num)s minute", "%(num)s minutes", rest)
    if language() == "en":
        return f"{hours}{NBSP}h" + (f"{NBSP}{rest}{NBSP}min" if rest else "")
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest}" if rest else "")


def number(value: float) -> str:
    if isinstance(value, int) and 0 <= value < 1_000:
        return str(value)  # as every language of ours writes it, at a tenth of the price
    return str(format_decimal(value, locale=locale()))


def percentage(value: int | None) -> str:
    """« 42 % », "42%"; an em dash stands for no figure at all."""
    if value is None:
        return "—"
    return f"{value}{NBSP}%" if language() == "fr" else f"{value}%"


def in_a_list(items: list[str]) -> str:
    """« Facebook, Instagram et X »."""
    return str(format_list(items, locale=locale()))


def month(value: date) -> str:
    return str(format_skeleton("yMMMM", value, locale=locale()))


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(
        day=day, day_near=day_near, number=number, percentage=percentage, in_a_list=in_a_list, hour=hour
    )
