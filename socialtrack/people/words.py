"""What roles and permissions are called in front of people: for forms, lists, and the page on privacy."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ..kernel.permissions import Can, Role
from .member_rules import Gone

ROLES = {
    Role.MANAGER: _l("responsable de l’espace"),
    Role.ADVISOR: _l("personne-ressource"),
    Role.CENTRE_READER: _l("lecture, pour tout le centre"),
    Role.LEAD: _l("personne responsable"),
    Role.MEMBER: _l("membre"),
    Role.READER: _l("lecture seulement"),
}

# In a form: the name of the role, then what it is for.
CHOICES = {
    Role.MANAGER: _l("Responsable de l’espace : tout, y compris l’équipe et l’importation"),
    Role.ADVISOR: _l("Personne-ressource : suit les organismes, coche à leur place, invite"),
    Role.CENTRE_READER: _l("Lecture : voit tout le centre, ne change rien"),
    Role.LEAD: _l("Responsable : coche, choisit les réseaux, invite d’autres personnes"),
    Role.MEMBER: _l("Membre : coche et choisit les réseaux"),
    Role.READER: _l("Lecture : voit le parcours, ne change rien (par exemple, le conseil)"),
}

# Why somebody else becomes responsible for an organization, as its members read it.
GONE = {
    Gone.SILENT: _l("La personne responsable ne répond plus depuis un moment."),
    Gone.LEFT: _l("La personne responsable a quitté l’organisme."),
    Gone.UNABLE: _l("La personne responsable ne peut plus s’en occuper."),
    Gone.DIED: _l("La personne responsable est décédée."),
    Gone.NOBODY: _l("L’organisme n’avait pas de personne responsable."),
}

# One line a permission. The page on privacy shows, for each role, the lines of what it holds.
PERMISSIONS = {
    Can.VIEW_CENTRE: _l("Voir le tableau du centre et la liste de tous ses organismes"),
    Can.EXPORT: _l("Télécharger les rapports de progression"),
    Can.ADD_ORGANIZATION: _l("Ajouter un organisme"),
    Can.IMPORT_ORGANIZATIONS: _l("Importer une liste d’organismes"),
    Can.LOAD_EXAMPLE: _l("Charger et retirer les organismes d’exemple"),
    Can.EDIT_ORGANIZATION: _l("Changer la fiche d’un organisme et mettre son parcours en pause"),
    Can.ARCHIVE_ORGANIZATION: _l("Archiver un organisme, le restaurer, ou réunir deux fiches du même organisme"),
    Can.INVITE_TO_CENTRE: _l("Inviter dans l’équipe du centre, et faire des liens pour ouvrir une session"),
    Can.INVITE_MANY: _l("Inviter d’un coup les personnes responsables de plusieurs organismes"),
    Can.MANAGE_TEAM: _l("Changer les rôles de l’équipe du centre et en retirer une personne"),
    Can.ANSWER_PERSON: _l("Remettre à une personne ce qui la concerne, ou l’effacer, quand elle le demande"),
    Can.VIEW_ACCESS: _l("Lire le registre des accès du centre"),
    Can.CHANGE_SETTINGS: _l("Changer les réglages du centre"),
    Can.KEEP_INCIDENTS: _l("Tenir le registre des incidents de confidentialité"),
    Can.VIEW_LETTERS: _l("Voir quelles lettres du centre ne sont pas parties"),
    Can.ANSWER_QUESTION: _l("Répondre aux questions des organismes, et tenir les notes de l’équipe sur elles"),
    Can.EDIT_FAQ: _l("Écrire et publier les réponses du centre aux réticences"),
    Can.LOG_SUPPORT: _l("Inscrire le soutien donné à un organisme : appel, visite, atelier"),
    Can.SAVE_VIEW: _l("Garder une vue des organismes sous un nom, pour toute l’équipe"),
    Can.OPEN_LIVE_ADDRESS: _l("Ouvrir une adresse qu’un chiffrier lit, en lecture seulement, et la fermer"),
    Can.VIEW_ORGANIZATION: _l("Voir un organisme : ses tâches, ses réseaux, ses réticences et ses questions"),
    Can.TICK: _l("Cocher une tâche ou répondre autrement"),
    Can.CHOOSE_NETWORKS: _l("Choisir les réseaux de l’organisme"),
    Can.WRITE_NOTE: _l("Écrire une note que l’organisme et le centre lisent"),
    Can.WRITE_PRIVATE_NOTE: _l("Écrire une note que seul l’organisme lit"),
    Can.READ_PRIVATE_NOTES: _l("Lire les notes et les mots que l’organisme garde pour lui"),
    Can.HESITATE: _l("Dire ce qui fait hésiter devant une tâche, un réseau ou une étape"),
    Can.ASK: _l("Poser une question au centre, la suivre et la régler"),
    Can.KEY_SHEET: _l("Entrer la feuille qu’un organisme a remplie sur papier"),
    Can.INVITE_TO_ORGANIZATION: _l("Inviter des personnes dans un organisme"),
    Can.MANAGE_MEMBERS: _l("Changer les rôles dans un organisme et en retirer une personne"),
    Can.NAME_LEAD: _l("Nommer une nouvelle personne responsable quand l’organisme n’en a plus"),
    Can.KNOW_MEMBER: _l("Dire qu’on connaît une personne entrée par un lien que le centre a copié"),
    Can.KEEP_OWN_PLACE: _l("Choisir son nom affiché, le montrer ou non au centre, et quitter sa place"),
    Can.VIEW_ORGANIZATION_ACCESS: _l("Lire le registre des accès d’un organisme"),
    Can.TAKE_ORGANIZATION_DATA: _l("Télécharger les données de l’organisme"),
}


# How long a centre keeps its journal of access, by days.
RETENTIONS = {
    30: _l("un mois"),
    180: _l("six mois"),
    365: _l("un an"),
    730: _l("deux ans"),
    1095: _l("trois ans"),
    1825: _l("cinq ans"),
    2555: _l("sept ans"),
}


def how_long(days: int) -> str:
    """« deux ans », or the number of days where the centre's choice is none of ours."""
    said = RETENTIONS.get(days)
    return str(said) if said is not None else ngettext("%(num)s jour", "%(num)s jours", days)
