"""What the columns of a list are called, and which of them say what of an organization. Only Python."""

from collections.abc import Sequence

from ..kernel.collation import folded
from ..kernel.spreadsheet import unguarded
from .read_table import TITLES_WITHIN, Row

# What a column may say, in the order in which pages offer it: the details, who accompanies, the name in addresses.
COLUMN_FIELDS = (
    *("name", "reference", "region", "sector", "tags", "language", "email", "phone", "address", "contact"),
    *("advisor", "slug"),
)

# What columns may be called, folded (no accents, no capitals, one space): French, English, our own export's keys.
_TITLES = {
    "name": "nom, organisme, nom de l'organisme, nom de l'organisation, organisation, name, organization,"
    " organization name, organisation name, nom organisme, nom du groupe, denomination, raison sociale, legal name",
    "reference": "reference, numero, no, n°, ref, numero de membre, no de membre, no membre, n° de membre,"
    " votre numero, member number, number, member no, member id",
    "slug": "slug, nom dans l'adresse, name in the address",
    "region": "region, secteur geographique, territoire, area, mrc, arrondissement, territory",
    "sector": "secteur, secteur d'activite, secteur d'activites, sector, domaine, domaine d'activite, field",
    "tags": "tags, etiquettes, etiquette, mots cles, mots-cles, tag, labels, keywords",
    "language": "langue, langue de correspondance, language, preferred language, lang",
    "email": "courriel, adresse courriel, email, e-mail, email address, courriel de l'organisme, adresse de courriel,"
    " adresse electronique, mail",
    "phone": "telephone, tel, phone, phone number, telephone number, no de telephone, numero de telephone,"
    " n° de telephone, no tel",
    "address": "adresse, adresse postale, adresse civique, adresse complete, address, mailing address, street address,"
    " postal address",
    "contact": "contact, personne a joindre, personne contact, personne-contact, nom du contact, contact person,"
    " contact name, responsable, personne responsable",
    "advisor": "personne-ressource, personne ressource, conseiller, conseillere, advisor, adviser, resource person,"
    " contact at the centre, support person, accompagnateur, accompagnatrice",
}
TITLES = {title.strip(): field for field, titles in _TITLES.items() for title in titles.split(",")}

# The other columns of our own files (the report, the refused lines): nothing to bring in, and nothing to say of it.
_OURS = frozenset(
    """pourquoi; why; centre; status; networks; progress percent; essential settled; essential total; done; declined;
    not applicable; further done; step1 percent; step2 percent; step3 percent; step4 percent; open questions;
    open hesitations; last activity on; upkeep due; started on; completed on; as of
    ; situation; reseaux; progression (%); taches essentielles reglees; taches essentielles comptees;
    essentielles faites; essentielles ecartees par decision; essentielles qui ne s'appliquent pas; facultatives faites;
    etape 1 (%); etape 2 (%); etape 3 (%); etape 4 (%); questions ouvertes; reticences ouvertes; derniere activite;
    verifications a refaire; debut; parcours complet le; etat au
    ; progress (%); essential tasks settled; essential tasks counted; essential done;
    essential decided against; essential that do not apply; optional done; last activity; checks due again;
    started; step 1 (%); step 2 (%); step 3 (%); step 4 (%)""".replace("\n", " ").split(";")
)
_OURS = frozenset(" ".join(title.split()) for title in _OURS)


def title_of(cell: str) -> str:
    """A title as titles are compared: « Nom  de l’organisme * : » is `nom de l'organisme`."""
    return " ".join(folded(unguarded(cell)).replace("_", " ").split()).rstrip(" *:.")


def is_title(cell: str) -> bool:
    return title_of(cell) in TITLES


def is_ours(cell: str) -> bool:
    return title_of(cell) in _OURS


def titles_row(rows: Sequence[Row]) -> int:
    """Which of the rows holds the titles: the first of those that name the most columns we know.

    If none names any: the first that is nearly as wide as the widest, since what stands above a list is narrow.
    """
    first = rows[:TITLES_WITHIN]
    known = [len({TITLES[title] for cell in row.cells if (title := title_of(cell)) in TITLES}) for row in first]
    if any(known):
        return known.index(max(known))
    widths = [sum(bool(cell.strip()) for cell in row.cells) for row in first]
    return next(n for n, width in enumerate(widths) if width * 10 >= max(widths) * 6)


def recognized(titles: Sequence[str]) -> tuple[str, ...]:
    """The field of each column, or an empty text. Two columns may claim one field: see `clash`."""
    return tuple(TITLES.get(title_of(title), "") for title in titles)


def clash(fields: Sequence[str]) -> int | None:
    """The second column that says the same as another."""
    seen: set[str] = set()
    for number, field in enumerate(fields):
        if field and field in seen:
            return number
        seen.add(field)
    return None
