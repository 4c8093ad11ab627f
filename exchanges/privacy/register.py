"""The register of personal data: what is kept, why, how long, who reads it, and how a person takes it away.

The public page, the export and the deletion read this one list, so that none can say what another does not do.
See docs/decisions/0019-one-register-of-personal-data.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actors.membership import personal_data as membership
from contributions.freshness import personal_data as freshness
from contributions.moderation import personal_data as moderation
from contributions.writing import personal_data as writing
from exchanges.alerts import personal_data as alerts
from exchanges.communities import personal_data as communities
from exchanges.conversations import personal_data as conversations
from exchanges.privacy import accounts
from exchanges.seeking import personal_data as seeking
from network_site.accounts.models import User

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Part:
    """A use of personal data. `export` gives JSON types; without `forget`, what is kept is tied to no account."""

    name: str
    label: Text
    kept: Text
    why: Text
    basis: Text
    how_long: Text
    readers: Text
    export: Callable[[User], Any] | None = None
    forget: Callable[[User], None] | None = None


CONSENT: Final = _("Votre accord, que vous pouvez retirer")
SERVICE: Final = _("Le service que vous avez demandé")
PUBLIC_TASK: Final = _("Mission d’intérêt public")

REGISTER: Final = (
    Part(
        "compte",
        _("Votre compte"),
        _("Adresse e-mail, nom, mot de passe chiffré, second facteur, date d’inscription."),
        _("Vous reconnaître et vous écrire."),
        SERVICE,
        _("Jusqu’à ce que vous le supprimiez."),
        _("Vous, et les administrateurs du site."),
        accounts.export,
        accounts.forget,
    ),
    Part(
        "acteurs",
        _("Votre rattachement à une collectivité ou à un organisme"),
        _("L’acteur, votre rôle, le message de votre demande."),
        _("Savoir au nom de qui vous pouvez écrire."),
        SERVICE,
        _("Jusqu’à votre départ, ou la suppression du compte."),
        _("Les référents de l’acteur et les modérateurs."),
        membership.export,
        membership.forget,
    ),
    Part(
        "redaction",
        _("Vos brouillons et vos retours d’expérience"),
        _("Ce que vous tapez, vos fichiers ; votre nom si vous choisissez de l’afficher."),
        _("Ne rien perdre de ce que vous écrivez, et publier."),
        SERVICE,
        _(
            "Un brouillon abandonné est supprimé après un an, prévenu un mois avant ; sans compte, après 30 jours. "
            "Un retour publié reste, sans votre nom si vous le retirez."
        ),
        _("Vous ; tout le monde pour ce qui est publié."),
        writing.export,
        writing.forget,
    ),
    Part(
        "relecture",
        _("La relecture"),
        _("Ce que vous avez proposé, les remarques et les avis signés."),
        _("Publier des retours fiables."),
        PUBLIC_TASK,
        _("Aussi longtemps que le retour."),
        _("Les auteurs du retour et les modérateurs."),
        moderation.export,
        moderation.forget,
    ),
    Part(
        "referent",
        _("Être nommé comme référent"),
        _("Nom, fonction, collectivité ; le lien avec votre compte si vous l’avez confirmé."),
        _("Dire à qui s’adresser."),
        _("Intérêt public pour les noms cités par l’enquête, votre accord ensuite"),
        _("Jusqu’à ce que vous retiriez votre nom, sans compte et à l’instant."),
        _("Selon votre choix : tout le monde, les membres, ou personne."),
        freshness.export,
        freshness.forget,
    ),
    Part(
        "messages",
        _("Les messages entre membres"),
        _("Le texte, les fichiers joints, la date de lecture. L’adresse n’est jamais montrée à l’autre personne."),
        _("Vous mettre en relation."),
        SERVICE,
        _("Trois ans après le dernier message. À la suppression du compte, vos textes sont effacés."),
        _(
            "Les deux personnes ; un modérateur seulement si l’une d’elles signale la conversation, "
            "ou pour transmettre un message que personne n’a encore pu recevoir."
        ),
        conversations.export,
        conversations.anonymise,
    ),
    Part(
        "entraide",
        _("Ce que vous cherchez et sur quoi vous aidez"),
        _("Le besoin, le lieu, votre texte ; votre accord pour être prévenu."),
        _("Trouver qui a déjà résolu ce besoin."),
        CONSENT,
        _("La recherche d’aide se ferme à sa date. Elle perd son auteur si le compte est supprimé."),
        _("Tout le monde pour ce qui est publié."),
        seeking.export,
        seeking.forget,
    ),
    Part(
        "alertes",
        _("Les alertes"),
        _("Adresse e-mail et recherche suivie ; votre accord, daté."),
        _("Vous prévenir des nouveaux retours."),
        CONSENT,
        _("Jusqu’à ce que vous arrêtiez l’alerte ; quelques jours sans confirmation."),
        _("Vous seul."),
        alerts.export,
        alerts.forget,
    ),
    Part(
        "reseaux",
        _("L’annuaire des membres et la vie des réseaux"),
        _("Fonction, besoins connus, langues ; les demandes faites à un réseau."),
        _("Vous faire trouver par vos pairs."),
        CONSENT,
        _("Jusqu’à ce que vous retiriez votre fiche."),
        _("Les membres connectés. Les demandes : la personne qui anime le réseau."),
        communities.export,
        communities.forget,
    ),
    Part(
        "contact",
        _("« Nous écrire », corrections proposées"),
        _("Votre message, et votre adresse si vous la donnez."),
        _("Vous répondre."),
        PUBLIC_TASK,
        _("Un an après traitement ; l’adresse d’une correction est effacée une fois la réponse partie."),
        _("Les modérateurs."),
    ),
    Part(
        "courriels",
        _("Les courriels que Relais envoie"),
        _("Adresse, objet, texte."),
        _("Ne perdre aucun courriel quand un serveur est en panne."),
        SERVICE,
        _("Trente jours après l’envoi ; après l’écriture, pour ceux qui n’ont pas pu partir."),
        _("Les administrateurs du site."),
    ),
    Part(
        "recherches",
        _("Les recherches"),
        _("Le texte cherché et la semaine, sans rien de la personne."),
        _("Savoir quels besoins restent sans réponse."),
        PUBLIC_TASK,
        _("Douze mois."),
        _("Les modérateurs ; tout le monde à partir de trois occurrences, après relecture."),
    ),
)
