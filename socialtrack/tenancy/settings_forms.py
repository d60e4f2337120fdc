"""What a manager types in the page of settings: read field by field, judged, kept for showing again."""

from collections.abc import Mapping
from dataclasses import asdict

from ..kernel.errors import DomainError, Invalid
from ..kernel.languages import LANGUAGES
from ..kernel.moments import zone_named
from ..web.forms import Reading
from .settings_rules import FEWEST_STALLED, LEAST_KEPT_DAYS, MOST_KEPT_DAYS, MOST_STALLED, CentreSettings

BOXES = ("requires_second_factor", "has_public_pages")


class SettingsForm(Reading):
    """The settings as typed. Each field is judged by itself, so that all that is wrong shows at once."""

    @classmethod
    def of(cls, settings: CentreSettings) -> "SettingsForm":
        """The form as it is first shown."""
        said = {name: str(value) for name, value in asdict(settings).items()}
        for name in BOXES:
            said[name] = "1" if getattr(settings, name) else ""
        return cls(None, **said, drawn=settings.digest)

    @classmethod
    def typed_in(cls, form: Mapping[str, str]) -> "SettingsForm":
        return cls(form, **dict.fromkeys(BOXES, ""))

    @property
    def drawn(self) -> str:
        """The digest of the settings that the form showed."""
        return self.typed.get("drawn", "")

    def settings(self) -> CentreSettings | None:
        """What was said; None if something can't be kept (see `errors`)."""
        said = CentreSettings(
            name=self.line("name"),
            language=self.one_of("language", LANGUAGES),
            time_zone=self._zone(),
            stalled_after_days=self._days("stalled_after_days", FEWEST_STALLED, MOST_STALLED),
            privacy_person=self.line("privacy_person", required=False),
            privacy_email=self.email("privacy_email") if self._form.get("privacy_email", "").strip() else "",
            hosting_place=self.line("hosting_place", required=False),
            kept_days=self._days("kept_days", LEAST_KEPT_DAYS, MOST_KEPT_DAYS),
            requires_second_factor=self.is_ticked("requires_second_factor"),
            has_public_pages=self.is_ticked("has_public_pages"),
        )
        return None if self.errors else said

    def _zone(self) -> str:
        name = self._form.get("time_zone", "")
        try:
            return zone_named(name).key
        except DomainError as error:
            return self.refuse(error, "time_zone")

    def _days(self, field: str, least: int, most: int) -> int:
        text = self._form.get(field, "").strip()
        if text.isascii() and text.isdigit() and len(text) <= 5 and least <= int(text) <= most:
            return int(text)
        self.refuse(Invalid("days-out-of-range", field=field, least=least, most=most), field)
        return 0
