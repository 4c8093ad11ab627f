"""A small corpus whose answers are known by heart, and generated ones for the properties."""

import datetime

from hypothesis import strategies as st

from search.documents import Kind, SearchDocument, document_key
from search.facets import facets_for

CORPUS: tuple[SearchDocument, ...] = (
    SearchDocument(
        key="report:1",
        kind=Kind.REPORTS,
        title="Cours d’école rafraîchies à Grenoble",
        summary="La ville débitume les cours et plante des arbres contre la canicule.",
        body="Le préau restait à 40 degrés en juin. Les enfants jouent à l’ombre. L’agence de l’eau a payé.",
        labels=("Adapter le cadre de vie", "Vague de chaleur"),
        synonyms=("îlot de chaleur urbain", "ICU"),
        questions=("qui paie quand on casse le goudron ?",),
        facets={
            "need": ("adapter-cadre-de-vie",),
            "stage": ("mise-en-oeuvre",),
            "hazard": ("canicule", "inondation"),
            "territory": ("region-84", "departement-38", "commune-38185"),
            "year": ("2022",),
        },
        date=datetime.date(2022, 5, 1),
        url="/retours/cours-grenoble/",
        card={"status": "Réalisé", "actors": ["Ville de Grenoble"]},
    ),
    SearchDocument(
        key="report:2",
        kind=Kind.REPORTS,
        title="Inondation : jouer la crise avec les habitants",
        summary="Un jeu sérieux prépare élus et bénévoles à la montée des eaux.",
        body="Le plan communal de sauvegarde (PCS) a été relu. On se prépare à l’inondation dans chaque éco-quartier.",
        labels=("Se préparer aux crises",),
        facets={
            "need": ("se-preparer-aux-crises", "adapter-cadre-de-vie"),
            "stage": ("sensibilisation",),
            "hazard": ("inondation",),
            "territory": ("region-75", "departement-33"),
            "year": ("2021",),
        },
        date=datetime.date(2021, 1, 15),
        url="/retours/jeu-inondation/",
    ),
    SearchDocument(
        key="report:3",
        kind=Kind.REPORTS,
        title="<script>alert('crue')</script> & « sirènes »",
        summary="Des sirènes <b>sonnent</b> quand la crue arrive.",
        body="Le plan de sauvegarde dit qui fait quoi quand la crue arrive.",
        facets={
            "need": ("se-preparer-aux-crises",),
            "stage": ("mise-en-oeuvre",),
            "hazard": ("crue",),
            "year": ("2022",),
        },
        date=datetime.date(2022, 5, 1),
        url="/retours/sirenes/",
    ),
    SearchDocument(
        key="report:10",
        kind=Kind.REPORTS,
        title="Écoquartier sobre en eau",
        summary="Récupérer l’eau de pluie d’un quartier.",
        facets={
            "need": ("adapter-cadre-de-vie",),
            "stage": ("strategie",),
            "territory": ("region-84", "departement-69"),
        },
        url="/retours/ecoquartier/",
    ),
    SearchDocument(
        key="need:1",
        kind=Kind.NEEDS,
        title="Adapter le cadre de vie",
        summary="Vivre avec la chaleur et l’eau.",
        synonyms=("canicule", "sécheresse"),
        facets={"stage": ("mise-en-oeuvre", "strategie")},
        url="/besoins/adapter-cadre-de-vie/",
    ),
    SearchDocument(
        key="need:2",
        kind=Kind.NEEDS,
        title="Se préparer aux crises",
        summary="Inondation, canicule, panne : s’organiser avant.",
        facets={"stage": ("sensibilisation",)},
        url="/besoins/se-preparer-aux-crises/",
    ),
    SearchDocument(
        key="actor:1",
        kind=Kind.ACTORS,
        title="Ville de Grenoble",
        summary="Commune de montagne exposée aux crues.",
        facets={"actor_type": ("collectivite",), "territory": ("region-84", "departement-38", "commune-38185")},
        url="/acteurs/ville-de-grenoble/",
    ),
    SearchDocument(
        key="network:1",
        kind=Kind.NETWORKS,
        title="Réseau des écoles à cour d’ombre",
        summary="Échanger sur les cours d’école.",
        facets={"network_scope": ("national",), "need": ("adapter-cadre-de-vie",)},
        url="/reseaux/cours/",
    ),
)
BY_KEY = {document.key: document for document in CORPUS}

_WORDS = ("eau", "canicule", "école", "inondations", "préau", "crue", "jardin", "l’ombre", "élus", "PCS")
_VALUES = ("a", "b", "c")
_texts = st.lists(st.sampled_from(_WORDS), max_size=5).map(" ".join)


@st.composite
def documents(draw: st.DrawFn, *, pk: int) -> SearchDocument:
    kind = draw(st.sampled_from(Kind))
    values = st.lists(st.sampled_from(_VALUES), max_size=3, unique=True).map(tuple)
    return SearchDocument(
        key=document_key(kind, pk),
        kind=kind,
        title=draw(_texts),
        summary=draw(_texts),
        body=draw(_texts),
        facets={facet.name: draw(values) for facet in facets_for(kind)[:4]},
        date=draw(st.none() | st.dates(datetime.date(2019, 1, 1), datetime.date(2019, 1, 4))),
    )


@st.composite
def corpora(draw: st.DrawFn) -> list[SearchDocument]:
    return [draw(documents(pk=pk)) for pk in range(1, draw(st.integers(1, 14)))]


@st.composite
def questions(draw: st.DrawFn) -> dict[str, object]:
    """Text, kind and selections of a query, as keywords; one selection may not apply to the kind."""
    kind = draw(st.sampled_from(Kind))
    names = [facet.name for facet in facets_for(kind)[:4]] + ["year"]
    values = st.lists(st.sampled_from(_VALUES), min_size=1, max_size=2, unique=True).map(tuple)
    return {
        "text": draw(_texts),
        "kind": kind,
        "selections": draw(st.dictionaries(st.sampled_from(names), values, max_size=3)),
    }
