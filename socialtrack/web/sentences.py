"""What people are told of each code of the domain: one table, in French, to which every feature adds its lines."""

from flask_babel import lazy_gettext as _l

# The sentence of each code. Values are filled in by name.
SENTENCES = {
    "not-found": _l("Cette page n’existe pas, ou elle n’est pas pour vous."),
    "erase-last-manager": _l(
        "Un centre garde toujours quelqu’un qui peut répondre aux autres. Nommez d’abord une autre personne "
        "responsable de l’espace. Rien n’a été effacé."
    ),
    "erase-last-lead": _l(
        "Votre organisme n’aura plus de personne responsable. Nommez-en une autre, ou cochez la case pour que votre "
        "centre le sache. Rien n’a été effacé."
    ),
    "erase-yourself": _l("Pour vous effacer vous-même, passez par votre propre page."),
    "no-such-person": _l("Personne n’a cette adresse ici."),
    "person-not-named-to-centre": _l(
        "Cette personne n’a pas donné son nom au centre. Elle seule peut prendre ce qui la concerne, dans sa propre "
        "page."
    ),
    "busy": _l("L’espace est très occupé en ce moment. Rien n’a été changé."),
    "outcome-unknown": _l(
        "La base de données s’est interrompue au moment d’enregistrer. Rouvrez la page : elle dit si le geste est noté."
    ),
    "membership-changed": _l("Votre rôle vient de changer. Rien n’a été enregistré."),
    "text-missing": _l("Ce champ est vide."),
    "text-too-long": _l("Ce texte compte %(length)s caractères; le plus long possible en compte %(most)s."),
    "text-has-control-characters": _l(
        "Ce texte contient des caractères invisibles qu’un ordinateur ne peut pas garder."
    ),
    "day-not-understood": _l("Cette date n’existe pas. Écrivez-la ainsi : 2026-11-22."),
    "moment-in-the-future": _l("Cette date est dans l’avenir."),
    "language-not-understood": _l("La langue est le français ou l’anglais."),
    "email-not-understood": _l("Cette adresse de courriel n’a pas la bonne forme. Exemple : prenom@organisme.ca."),
    "choice-missing": _l("Choisissez une des réponses."),
    "wait-a-minute": _l("Trop d’essais en peu de temps. Vous pourrez essayer de nouveau dans une minute."),
    "wait-minutes": _l("Trop d’essais en peu de temps. Vous pourrez essayer de nouveau dans %(minutes)s minutes."),
    "code-wrong": _l("Ce n’est pas le bon code, ou il a déjà servi. Attendez le prochain, puis écrivez-le."),
    "first-code-wrong": _l("Ce n’est pas le code que l’application montre. Attendez le prochain, puis écrivez-le."),
    "second-step-there": _l("La vérification en deux étapes est déjà active."),
    "second-step-not-there": _l("La vérification en deux étapes n’est pas active. Rien n’a été changé."),
    "second-step-not-begun": _l("Ce code a été montré il y a plus d’une heure. Recommencez avec un nouveau."),
    "second-step-not-theirs": _l("Cette personne n’a pas de vérification en deux étapes. Rien n’a été changé."),
    "second-step-own": _l("C’est la vôtre : elle se retire à la page « Mon compte ». Rien n’a été changé."),
    "second-step-elsewhere": _l(
        "Ceci ne peut pas être fait d’ici. La personne qui héberge SocialTrack peut retirer cette vérification."
    ),
    "second-step-over": _l(
        "Cette étape est déjà faite, ou elle a pris trop de temps. Ouvrez de nouveau votre session."
    ),
    "second-step-unreadable": _l(
        "Votre application ne peut pas être vérifiée ici. La personne qui héberge SocialTrack peut vous aider."
    ),
    "not-a-choice": _l("Pour « %(name)s », les choix sont : %(choices)s."),
    "said-twice": _l("« %(name)s » est dit deux fois dans cette adresse. Gardez-en un seul."),
    "report-without-filters": _l("Ce rapport donne tout le journal du centre : il ne se filtre pas."),
    "report-to-share-whole": _l(
        "Ce fichier est fait pour être partagé : il compte tout le centre, sur la période que vous choisissez."
    ),
    "too-many-values": _l("« %(name)s » a plus de %(most)s valeurs dans cette adresse. Gardez-en %(most)s au plus."),
    "no-such-advisor": _l("Cette personne n’est pas de l’équipe du centre."),
    "advisor-me-is-nobody": _l("« me » est la personne qui lit le rapport. Ici, donnez un numéro ou « none »."),
    "unknown-reason": _l("Aucune réticence du centre ne porte ce nom."),
    "period-ends-before": _l("La période finit avant de commencer. Choisissez un début plus ancien."),
    "movement-ends-before": _l("Le second jour ne vient pas après le premier. Choisissez un premier jour plus ancien."),
    "no-pdf-here": _l(
        "Ici, SocialTrack ne fait pas de PDF\u00a0: l’adresse du rapport s’imprime, ou la personne qui héberge ajoute "
        "ce qu’il faut (requirements-extra.txt)."
    ),
    "report-in-the-future": _l("Ce jour n’est pas encore venu. Choisissez aujourd’hui ou un jour passé."),
    "report-before-the-centre": _l("Le centre a commencé le %(day)s. Choisissez ce jour ou un autre plus récent."),
    "live-without-hesitations": _l(
        "Une adresse de chiffrier ne dit pas qui hésite. Retirez ce filtre, puis ouvrez l’adresse."
    ),
    "live-enough": _l("Votre centre a déjà %(most)s adresses ouvertes. Fermez-en une, puis ouvrez celle-ci."),
    "live-closed-since": _l(
        "L’adresse de ce formulaire a été fermée depuis. Envoyez-le de nouveau pour en ouvrir une autre."
    ),
    "live-closed": _l("Cette adresse est fermée : elle ne se garde plus. Ouvrez-en une autre."),
    "job-interrupted": _l("Le serveur s’est arrêté pendant ce travail. Rien n’a été fait à moitié."),
    "job-broken": _l("Quelque chose s’est brisé de notre côté. Rien n’a été fait à moitié."),
    "job-file-gone": _l("Ce que ce travail lisait n’est plus là. Demandez-le de nouveau à partir de sa page."),
    "too-many-jobs": _l(
        "Vous avez déjà %(most)s travaux qui attendent ou qui sont en cours. Attendez la fin d’un des premiers."
    ),
    "no-such-view": _l("Cette vue n’est plus là."),
    "view-gone": _l("Quelqu’un a retiré cette vue entre-temps. Rien n’a été changé."),
    "view-not-yours": _l("Votre rôle ne permet pas de garder des vues."),
    "view-name-taken": _l(
        "Une autre vue s’appelle déjà « %(name)s ». Majuscules et accents ne font pas un autre nom. Choisissez-en un."
    ),
    "views-full": _l("Votre centre garde déjà %(most)s vues, le plus possible. Retirez-en une d’abord."),
    "view-of-everything": _l("Il n’y a rien à garder : aucun filtre ni aucun ordre n’est choisi."),
    "no-such-gesture": _l("Ce geste n’est pas noté ici."),
    "deed-not-yours": _l("Votre rôle ne permet pas ce geste. Rien n’a été changé."),
    "nothing-chosen": _l("Aucun organisme n’est coché. Cochez-en, ou choisissez toute la page."),
    "too-many-named": _l("Au plus %(most)s organismes se cochent à la fois. Passez plutôt par des filtres."),
    "too-many-to-export": _l(
        "C’est trop d’organismes cochés un à un pour un rapport. Choisissez-les plutôt par un filtre ou une étiquette."
    ),
    "organizations-not-all-there": _l(
        "Un organisme choisi n’est plus là, ou n’est pas pour vous. Rien n’a été changé pour aucun."
    ),
    "selection-moved": _l(
        "Le nombre d’organismes choisis a changé : la page en comptait %(before)s, il y en a maintenant %(now)s. "
        "Voici ce qui arriverait maintenant."
    ),
    "selection-changed": _l(
        "Depuis cette page, ces organismes ont changé, ou ce ne sont plus les mêmes. Voici ce qui arriverait "
        "maintenant."
    ),
    "one-tag-at-a-time": _l("Une seule étiquette à la fois, sans virgule ni point-virgule."),
    "no-such-task": _l("Cette tâche n’existe pas dans ce parcours."),
    "task-retired": _l("Cette tâche n’est plus dans le parcours. Ce qui y était noté est gardé. Rien n’a été changé."),
    "unknown-state": _l("Cette réponse n’existe pas. Rien n’a été changé."),
    "review-date-out-of-range": _l("Choisissez un jour entre aujourd’hui et dans cinq ans."),
    "due-date-out-of-range": _l("Choisissez un jour entre aujourd’hui et dans cinq ans."),
    "two-responsibles": _l("Une personne est choisie, et un autre nom est écrit. Gardez l’un des deux."),
    "no-evidence-here": _l("Cette tâche ne demande aucun repère. Rien n’a été changé."),
    "link-not-understood": _l(
        "Cette adresse ne mène pas à une page. Copiez celle de votre navigateur, par exemple https://exemple.org/page."
    ),
    "day-too-early": _l("Cette date est d’avant l’an 2000. Vérifiez l’année."),
    "request-key-reused": _l(
        "Ce geste est arrivé deux fois, avec deux réponses différentes. Seule la première compte."
    ),
    "request-key-not-understood": _l("Ce geste n’a pas été compris. Rien n’a été changé. Rouvrez la page."),
    "said-overtaken": _l("Cette tâche a changé pendant que votre réponse attendait le réseau. Rien n’a été remplacé."),
    "said-too-long-ago": _l("Ceci a attendu le réseau plus de deux mois : c’est trop pour être noté tout seul."),
    "undo-overtaken": _l("Cette tâche a changé depuis. Rien n’a été annulé; voici où elle en est."),
    "no-such-change": _l("Ce changement n’existe pas, ou ne s’annule plus."),
    "does-not-recur": _l("Cette tâche ne revient pas; il n’y a rien à confirmer."),
    "nothing-to-confirm": _l("Cette tâche n’est plus notée comme faite; il n’y a rien à confirmer."),
    "note-for-whom": _l("Dites qui pourra lire cette note."),
    "note-not-yours": _l("Cette note n’est pas à vous : qui l’a écrite peut la changer. Rien n’a été changé."),
    "no-such-note": _l("Cette note n’existe pas, ou elle n’est pas pour vous."),
    "note-overtaken": _l("Cette note a changé pendant que vous écriviez. Rien n’a été remplacé."),
    "no-such-support": _l("Ce soutien n’existe pas, ou il n’est pas pour vous."),
    "support-not-yours": _l("Votre rôle permet de lire le soutien donné, et pas de l’inscrire. Rien n’a été changé."),
    "support-in-the-future": _l("Ce jour est à venir : un soutien s’inscrit une fois donné."),
    "support-before-centre": _l("Ce jour est d’avant l’arrivée de votre centre ici."),
    "support-removed": _l("Ce soutien a été retiré entre-temps. Remettez-le d’abord, s’il a bien été donné."),
    "minutes-not-understood": _l("Écrivez un nombre entier de minutes, de 1 à 1440, ou laissez vide."),
    "too-many-organizations": _l("Au plus %(most)s organismes à la fois."),
    "support-of-nobody": _l("Cochez au moins un organisme."),
    "support-of-the-named": _l(
        "Un soutien s’inscrit pour des organismes nommés : cochez-les, ou choisissez toute la page."
    ),
    "organizations-gone": _l(
        "Certains organismes choisis n’y sont plus, ou sont archivés. Les autres sont cochés; vérifiez, puis gardez."
    ),
    "nothing-ticked": _l("Cochez d’abord une question ou plus."),
    "assign-to-whom": _l("Choisissez une personne de l’équipe qui peut répondre, ou « Sans personne »."),
    "assign-outside-caseload": _l("Cette personne voit les organismes qui lui sont confiés, et celui-ci ne l’est pas."),
    "taken-meanwhile": _l("Quelqu’un de votre équipe vient de la prendre. Rien n’a été changé."),
    "saved-answer-half": _l("Un titre et sa réponse vont ensemble : il manque celui-ci dans cette langue."),
    "saved-answer-overtaken": _l("Cette réponse a changé pendant que vous écriviez. Rien n’a été remplacé."),
    "saved-answer-gone": _l("Cette réponse a été retirée pendant que vous écriviez. Remettez-la d’abord."),
    "saved-answers-full": _l("Votre centre garde déjà beaucoup de réponses. Retirez-en une, puis gardez celle-ci."),
    "no-such-saved-answer": _l("Cette réponse gardée n’existe pas, ou elle n’est pas pour vous."),
    "note-gone": _l("Cette note a été retirée pendant que vous écriviez."),
    "no-such-question": _l("Cette question n’existe pas, ou elle n’est pas pour vous."),
    "question-not-yours": _l("Votre rôle permet de lire cette question, et pas d’y écrire. Rien n’a été changé."),
    "no-such-step": _l("Cette étape n’existe pas dans ce parcours."),
    "organization-archived": _l("Cet organisme est archivé. Son parcours se lit, et ne change plus."),
    "organization-merged": _l("Cet organisme a été réuni à %(name)s, où son parcours continue. Rien n’a été changé."),
    "pause-day-out-of-range": _l("Choisissez un jour entre aujourd’hui et dans deux ans."),
    "record-overtaken": _l("Cette fiche a changé pendant que vous écriviez. Rien n’a été remplacé."),
    "merge-with-itself": _l("Un organisme ne se réunit pas à lui-même. Choisissez l’autre."),
    "merge-of-example": _l("Un organisme d’exemple ne se réunit pas à un autre : ce qu’il dit est inventé."),
    "merge-of-archived": _l("L’un des deux est archivé. Restaurez-le d’abord. Rien n’a été changé."),
    "merge-overtaken": _l("L’un des deux a changé depuis l’aperçu. Rien n’a été réuni."),
    "sheet-code-wrong": _l(
        "Ce code n’est pas celui d’une feuille. Relisez-le au haut de la page, ou laissez ce champ vide."
    ),
    "sheet-code-unknown": _l("Aucune feuille de votre centre n’a ce code. Relisez-le, ou laissez ce champ vide."),
    "sheet-of-another": _l("Cette feuille est celle d’un autre organisme : %(name)s. Rien n’a été inscrit."),
    "sheet-empty": _l("Aucun numéro n’est tapé."),
    "sheet-day-in-the-future": _l("Cette date est dans l’avenir."),
    "sheet-day-too-old": _l("Cette date est d’avant l’an 2000."),
    "sheet-overtaken": _l("Ce qui serait inscrit a changé depuis votre lecture. Rien ne l’est encore : relisez."),
    "sheet-nothing-to-enter": _l("Cette feuille ne change rien. Rien n’a été inscrit."),
    "baseline-fixed": _l("Le point de départ est déjà noté. Ce que vous cochez maintenant compte comme la suite."),
    "baseline-closed": _l(
        "Le point de départ est fixé : les deux premières semaines sont passées. Rien n’a été changé."
    ),
    "hesitation-about-one-thing": _l(
        "Une réticence porte sur une tâche, un réseau ou une étape, une seule chose à la fois."
    ),
    "hesitation-without-reason": _l("Choisissez ce qui vous retient, ou dites-le dans vos mots."),
    "no-such-reason": _l("Cette raison n’existe pas. Choisissez-en une autre, ou dites-le dans vos mots."),
    "reason-retired": _l(
        "Votre centre n’offre plus cette réponse. Choisissez une autre raison, ou dites-le dans vos mots."
    ),
    "words-not-yours-to-keep": _l("Seul l’organisme peut garder des mots pour lui. Rien n’a été noté."),
    "hesitation-closed": _l("Cette réticence a été close entre-temps. Rouvrez-la pour en dire autre chose."),
    "hesitation-gone": _l("Cette réticence a été retirée entre-temps. Rien n’a été changé."),
    "hesitation-overtaken": _l("Cette réticence a changé depuis. Rien n’a été annulé : voici où elle en est."),
    "decline-its-task": _l("Cette décision se note avec la tâche ou le réseau lui-même."),
    "no-such-hesitation": _l("Cette réticence n’existe pas, ou elle n’est pas pour vous."),
    "no-such-words": _l("Ces mots n’existent pas, ou ils ne sont pas pour vous."),
    "faq-question-missing": _l("Écrivez au moins la question, dans une langue."),
    "faq-incomplete": _l("Il manque ces mots : les gens lisent la réponse dans les deux langues."),
    "faq-address-not-https": _l(
        "Cette adresse ne mène pas à une page sûre. Elle commence par https://, comme https://exemple.ca/page."
    ),
    "faq-link-not-https": _l("Un lien de ce texte ne commence pas par https:// : les gens n’y verraient aucun lien."),
    "faq-overtaken": _l("Cette réponse a changé pendant que vous écriviez. Rien n’a été remplacé."),
    "faq-shipped-again": _l("La réponse livrée a changé une fois de plus. Rien n’a été décidé : relisez-la."),
    "faq-never-published": _l("Cette réponse n’a jamais été publiée : son brouillon se jette. Rien n’a été changé."),
    "no-such-network": _l("Ce réseau n’existe pas dans ce parcours."),
    "network-retired": _l("Ce réseau n’est plus dans le parcours. Ce qui y était noté est gardé. Rien n’a été changé."),
    "unknown-network-state": _l("Cette réponse n’existe pas. Rien n’a été changé."),
    "looks-like-password": _l(
        "Ceci ressemble à un mot de passe. Rien n’a été enregistré. Gardez-le dans votre coffre, et écrivez le reste."
    ),
    "looks-like-recovery-code": _l(
        "Ceci ressemble à un code de secours. Rien n’a été enregistré. "
        "Gardez-le dans votre coffre, et écrivez le reste."
    ),
    "looks-like-card-number": _l(
        "Ceci ressemble à un numéro de carte. Rien n’a été enregistré. Retirez-le, et écrivez le reste."
    ),
    "password-wrong": _l(
        "Cette adresse et ce mot de passe ne vont pas ensemble. Rien n’est perdu : un lien par courriel ouvre aussi "
        "votre session."
    ),
    "password-not-yours": _l("Ce n’est pas votre mot de passe actuel. Rien n’a été changé."),
    "password-short": _l(
        "Ce mot de passe compte %(length)s caractères; il en faut au moins 12. Quatre mots sans rapport font très bien "
        "l’affaire."
    ),
    "password-long": _l("Ce mot de passe compte %(length)s caractères; le plus long possible en compte 200."),
    "password-control-characters": _l(
        "Ce mot de passe contient des caractères invisibles, que tous les claviers ne peuvent pas écrire."
    ),
    "password-repeats": _l("Ce mot de passe répète toujours la même chose : il se devine vite. Essayez quatre mots."),
    "password-walk": _l("Ce mot de passe suit les touches ou l’alphabet : il se devine vite. Essayez quatre mots."),
    "password-personal": _l(
        "Ce mot de passe reprend surtout votre nom, votre courriel ou celui de votre centre : d’autres les "
        "connaissent. Essayez quatre mots sans rapport."
    ),
    "password-common": _l(
        "Ce mot de passe est de ceux que tout le monde essaie en premier. Essayez quatre mots sans rapport."
    ),
    "passkey-wrong": _l(
        "Cette clé d’accès n’a pas été reconnue, ou la demande a pris trop de temps. Un lien ouvre aussi votre session."
    ),
    "passkeys-enough": _l("Vous avez déjà %(most)s clés d’accès. Retirez-en une pour en ajouter une autre."),
    "session-over": _l("Votre session s’est fermée entre-temps. Rien n’a été changé ici."),
    "already-a-member": _l("Cette personne a déjà sa place ici."),
    "nobody-picked": _l("Choisissez au moins un organisme. Rien n’a été envoyé."),
    "letters-stopped": _l(
        "Cette adresse a demandé à votre centre de ne plus lui écrire. Faites plutôt un lien à copier ou à imprimer."
    ),
    "letters-enough": _l(
        "Cette adresse a déjà reçu %(most)s lettres aujourd’hui. Attendez demain, ou faites un lien à copier."
    ),
    "role-not-yours-to-give": _l("Votre rôle ne permet pas de donner celui-là. Rien n’a été envoyé."),
    "links-are-for-leads": _l("Ces liens se font par la personne responsable. Rien n’a été créé."),
    "person-belongs-elsewhere": _l(
        "Ce lien ne peut pas être fait ici. La personne qui héberge SocialTrack peut en faire un."
    ),
    "no-such-member": _l("Cette personne n’a plus sa place ici."),
    "member-gone": _l("Cette personne n’a plus sa place ici."),
    "role-changed-meanwhile": _l(
        "Le rôle de cette personne a changé depuis que cette page est ouverte. Rien d’autre n’a été changé : voici où "
        "elle en est."
    ),
    "last-manager": _l(
        "Cette place est la seule à être responsable de l’espace. Rien n’a été changé. Donnez d’abord ce rôle à "
        "quelqu’un d’autre de l’équipe."
    ),
    "last-lead": _l(
        "Cette place est la seule à être responsable de l’organisme. Rien n’a été changé. Donnez d’abord ce rôle à "
        "quelqu’un d’autre."
    ),
    "came-after": _l("Cette personne était là avant vous, ou c’est vous. Quelqu’un d’autre peut dire qui elle est."),
    "room-shut-to-you": _l(
        "Les choses privées vous sont encore fermées, à vous aussi. Quelqu’un qui était là avant vous peut les ouvrir."
    ),
    "no-such-invitation": _l("Cette invitation n’attend plus : elle a été acceptée ou retirée."),
    "no-such-centre": _l("Aucun centre n’a cette adresse."),
    "no-such-organization": _l("Aucun organisme de ce centre n’a cette adresse."),
    "centre-not-named": _l("Il y a plusieurs centres : nommez celui que vous voulez."),
    "unknown-time-zone": _l("Ce fuseau horaire n’existe pas."),
    "name-taken": _l("Un organisme de votre centre porte déjà ce nom : %(name)s."),
    "reference-taken": _l("La référence %(reference)s est déjà celle de %(name)s."),
    "reference-not-free": _l("Cette référence est déjà prise dans votre centre."),
    "advisors-alone-are-held": _l("Seule une personne-ressource se limite aux organismes qui lui sont confiés."),
    "confided-by-others": _l("Une personne qui gère le centre confie les organismes : parlez-en avec elle."),
    "too-many-tags": _l("Un organisme peut avoir jusqu’à %(most)s étiquettes."),
    "unknown-filter": _l("Ce filtre n’existe pas. Repartez de la liste entière."),
    "unknown-place-in-list": _l("Cet endroit de la liste n’existe pas. Repartez du début de la liste."),
    "file-missing": _l("Aucun fichier n’a été choisi."),
    "file-empty": _l("Ce fichier est vide."),
    "file-too-big": _l("Ce fichier dépasse %(most)s Mo. Partagez votre liste en deux fichiers."),
    "file-too-long": _l("Ce fichier compte plus de %(most)s lignes. Partagez votre liste en deux fichiers."),
    "file-not-text": _l("Ce fichier n’est pas un texte. Dans votre tableur, enregistrez-le au format XLSX ou CSV."),
    "file-not-a-list": _l("Ce fichier n’est pas un tableau. Choisissez un classeur XLSX ou un fichier CSV."),
    "file-is-locked": _l(
        "Ce classeur est protégé par un mot de passe. Dans votre tableur, enregistrez-en une copie sans mot de passe."
    ),
    "file-is-old-workbook": _l(
        "Ce classeur est d’un format que SocialTrack ne lit pas. Dans votre tableur, enregistrez-le au format XLSX "
        "ou CSV."
    ),
    "file-is-open-document": _l(
        "Ce fichier est un document OpenDocument (ODS). Dans LibreOffice, enregistrez-le au format XLSX ou CSV."
    ),
    "file-is-web-page": _l(
        "Ce fichier est une page web, même si son nom dit autre chose. Ouvrez-le dans votre tableur, puis "
        "enregistrez-le au format XLSX ou CSV."
    ),
    "file-is-damaged": _l(
        "Ce classeur est abîmé : il ne s’ouvre pas. Enregistrez-le de nouveau dans votre tableur, au format XLSX ou "
        "CSV."
    ),
    "file-unpacks-too-big": _l(
        "Une fois ouvert, ce classeur serait démesuré. Copiez la liste seule dans un nouveau classeur."
    ),
    "file-has-too-many-cells": _l(
        "Ce classeur compte trop de cases. Copiez dans un nouveau classeur les seules colonnes de la liste."
    ),
    "file-too-wide": _l(
        "La ligne %(line)s compte plus de %(most)s colonnes. Copiez la liste seule dans un nouveau fichier."
    ),
    "cell-formula-without-value": _l(
        "Cette case contient une formule qui n’a pas été calculée. Ouvrez le classeur, enregistrez-le, puis "
        "importez-le."
    ),
    "cell-in-error": _l("Cette case contient une erreur de formule (%(value)s)."),
    "cell-is-merged": _l("Cette case est fusionnée avec celle du dessus. Défusionnez-les et remplissez chacune."),
    "line-too-wide": _l(
        "Cette ligne a plus de cases que la ligne des titres : un séparateur se trouve peut-être dans un texte sans "
        "guillemets."
    ),
    "advisor-unknown": _l("Personne ne s’appelle « %(name)s » dans l’équipe de votre centre."),
    "advisor-named-twice": _l("Plusieurs personnes de l’équipe s’appellent « %(name)s ». Écrivez son courriel."),
    "organization-archived-in-list": _l("Cet organisme est archivé : il ne change plus."),
    "file-without-lines": _l("Ce fichier a des titres de colonnes, mais aucune ligne dessous."),
    "file-without-name-column": _l("Aucune colonne n’est reconnue comme celle du nom."),
    "file-column-twice": _l("La colonne « %(column)s » dit la même chose qu’une autre colonne."),
    "file-line-unreadable": _l("La ligne %(line)s ne se lit pas : il y manque peut-être un guillemet."),
    "name-borne-by-several": _l("plusieurs organismes portent ce nom. Ajoutez leur référence à la ligne."),
    "name-has-other-reference": _l("l’organisme de ce nom a déjà une autre référence, %(other)s."),
    "address-has-other-reference": _l("l’organisme de cette adresse a déjà une autre référence, %(other)s."),
    "line-repeats-another": _l("Même organisme qu’à la ligne %(line)s."),
    "import-not-ours": _l("L’aperçu n’est pas arrivé entier, ou il date d’une autre session. Choisissez le fichier."),
    "import-overtaken": _l("Votre centre a changé depuis l’aperçu. Rien n’a été importé."),
    "import-undone-already": _l("Cette importation est déjà annulée."),
    "import-without-trace": _l("Cette importation date d’avant que l’on puisse les annuler."),
    "undo-import-overtaken": _l("Votre centre a changé depuis l’aperçu. Rien n’a été annulé."),
    "no-import-to-undo": _l("Aucune importation ne reste à annuler."),
    "settings-overtaken": _l("Ces réglages ont changé pendant que vous écriviez. Rien n’est encore enregistré."),
    "days-out-of-range": _l("Choisissez un nombre de jours entre %(least)s et %(most)s."),
    "days-the-wrong-way-round": _l("Ce jour vient avant le premier."),
    "number-not-understood": _l("Écrivez un nombre entier, en chiffres."),
    "incident-overtaken": _l("Cet incident a été revu pendant que vous écriviez."),
    "incident-when-missing": _l("Donnez un jour, ou dites à peu près quand."),
    "incident-persons-missing": _l("Donnez un nombre, ou dites à peu près combien."),
    "not-a-demo": _l("Ceci n’est pas une démonstration : rien n’a été inventé."),
    "database-not-empty": _l("Cette base de données contient déjà un centre : la démonstration en veut une vide."),
    "example-already-there": _l("Les organismes d’exemple sont déjà là."),
}
