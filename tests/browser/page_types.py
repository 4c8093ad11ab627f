"""One address of each page type, for the tests and for the photographs. Add a page by adding a line."""

from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True, slots=True)
class PageType:
    """`click` names, as a CSS selector, what leads from `path` to the page; `status` is the answer to `path`."""

    path: str
    status: int = 200
    click: str = ""

    def open(self, page: Page) -> int:
        """Go there, by a click where one is needed; gives the status of the first answer."""
        response = page.goto(self.path, wait_until="load")
        if self.click:
            page.locator(self.click).first.click()
            page.wait_for_load_state("load")
        return response.status if response else 0


PAGES = {
    "accueil": PageType("/"),
    "recherche": PageType("/recherche/?q=canicule+dans+la+cour+de+l%27%C3%A9cole"),
    "recherche-facettes": PageType("/recherche/?q=eau&etape=strategie"),
    "recherche-sans-resultat": PageType("/recherche/?q=xylophone"),
    "recherche-filtres-sans-resultat": PageType("/recherche/?q=xylophone&etape=strategie&inconnu=1"),
    "recherche-besoins": PageType("/recherche/?type=besoins&q=eau"),
    "recherche-acteurs": PageType("/recherche/?type=acteurs"),
    "recherche-reseaux": PageType("/recherche/?type=reseaux"),
    "recherche-page-2": PageType("/recherche/?page=2"),
    "recherche-trop-longue": PageType("/recherche/?q=" + "eau+" * 100, status=400),
    "recherche-page-absente": PageType("/recherche/?page=99", status=404),
    "alertes": PageType("/alertes/"),
    "alertes-erreurs": PageType("/alertes/", click="main form button[type=submit]"),
    "alerte-suivre": PageType("/alertes/suivre/?q=eau&etape=strategie"),
    "alerte-suivre-erreurs": PageType("/alertes/suivre/?q=eau", click="main form button[type=submit]"),
    "alerte-demandee": PageType("/alertes/demande-envoyee/"),
    "alertes-lien-envoye": PageType("/alertes/lien-envoye/"),
    "alertes-arretees": PageType("/alertes/arretees/"),
    "alertes-lien-abime": PageType("/alertes/gerer/", status=410),
    "cherche": PageType("/cherche/"),
    "cherche-filtres": PageType("/cherche/?besoin=cooperer-territoires"),
    "besoins-sans-reponse": PageType("/recherche/besoins-sans-reponse/"),
    "par-ou-commencer": PageType("/recherche/par-ou-commencer/"),
    "comparer": PageType("/recherche/comparer/?rex=2023-0034&rex=2023-0035&rex=2023-0036"),
    "comparer-vide": PageType("/recherche/comparer/"),
    "territoires-semblables": PageType("/recherche/territoires-semblables/"),
    "territoires-semblables-trouves": PageType("/recherche/territoires-semblables/?territoire=commune-38185"),
    "besoins": PageType("/besoins/"),
    "besoin": PageType("/besoins/cooperer-territoires/"),
    "etape": PageType("/etapes/strategie/"),
    "retour-d-experience": PageType("/rex/2023-0001"),
    "retour-indicateurs": PageType("/recherche/?q=indicateurs+lyon", click="#resultats .entries h3 a"),
    "acteurs": PageType("/acteurs/"),
    "acteur": PageType("/acteurs/ville-de-grenoble/"),
    "reseaux": PageType("/reseaux/"),
    "reseau": PageType("/reseaux/les-greniers-d-abondance/"),
    "versions-datees": PageType("/rex/2023-0001/versions/"),
    "version-datee": PageType("/rex/2023-0001/versions/", click="main .ledger a"),
    "revendiquer-un-retour": PageType("/rex/2023-0035/referent/"),
    "revendiquer-un-retour-erreurs": PageType("/rex/2023-0035/referent/", click="main form button[type=submit]"),
    "courriels-de-la-demonstration": PageType("/demo/courriels/"),
    "portail-de-reseau": PageType("/reseaux/les-greniers-d-abondance/portail/"),
    "liste-a-integrer": PageType("/reseaux/les-greniers-d-abondance/liste/"),
    "ecrire": PageType("/ecrire/retour/2023-0001/"),
    "ecrire-erreurs": PageType("/ecrire/acteur/ville-de-grenoble/", click="main form button[type=submit]"),
    "ecrire-au-besoin": PageType("/ecrire/besoin/cooperer-territoires/"),
    "ecrire-a-confirmer": PageType("/ecrire/a-confirmer/"),
    "conversation-privee": PageType("/messages/00000000-0000-4000-8000-000000000000/", status=403),
    "retirer-mon-nom": PageType("/rex/2023-0001", click="a[href^='/retirer-mon-nom/']"),
    "corriger-un-retour": PageType("/corriger/retour/2023-0001/"),
    "corriger-erreurs": PageType("/corriger/retour/2023-0001/", click="main form button[type=submit]"),
    "corriger-un-acteur": PageType("/corriger/acteur/ville-de-grenoble/"),
    "corriger-merci": PageType("/corriger/merci/adresse/"),
    "enquete": PageType("/lenquete/"),
    "glossaire": PageType("/glossaire/"),
    "a-propos": PageType("/a-propos/"),
    "mentions-legales": PageType("/mentions-legales/"),
    "accessibilite": PageType("/accessibilite/"),
    "donnees-personnelles": PageType("/donnees-personnelles/"),
    "compte-supprime": PageType("/compte-supprime/"),
    "plan-du-site": PageType("/plan-du-site/"),
    "contact": PageType("/contact/"),
    "contact-erreurs": PageType("/contact/", click="main form button[type=submit]"),
    "contact-merci": PageType("/contact/merci/"),
    "connexion": PageType("/compte/connexion/"),
    "connexion-erreurs": PageType("/compte/connexion/", click="main form button[type=submit]"),
    "inscription": PageType("/compte/inscription/"),
    "inscription-erreurs": PageType("/compte/inscription/", click="main form button[type=submit]"),
    "mot-de-passe-oublie": PageType("/compte/mot-de-passe/oublie/"),
    "mot-de-passe-oublie-envoye": PageType("/compte/mot-de-passe/oublie/envoye/"),
    "verifier-son-adresse": PageType("/compte/adresse/confirmation-envoyee/"),
    "lien-perime": PageType("/compte/adresse/confirmer/perime/"),
    "contribuer": PageType("/contribuer/"),
    "contribuer-nouveau": PageType("/contribuer/nouveau/"),
    "contribuer-erreurs": PageType("/contribuer/nouveau/", click="main form button[type=submit]"),
    "page-introuvable": PageType("/cette-page-n-existe-pas/", status=404),
    "composants": PageType("/design/"),
}
