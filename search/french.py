"""French words as data: what `search.analysis` elides, drops, protects and trims.

Everything is written in NFC, lower case. The lists are ours; the stop list leaves out words that carry meaning for a
collectivité (« été », « bien »), and holds the question words of everyday sentences (« comment », « des idées »).
"""

# Elided articles, pronouns and conjunctions: what stands before the apostrophe is dropped (l’eau, qu’on, lorsqu’il).
ELISIONS = frozenset(
    {"c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "presqu", "quelqu"}
)

# Words whose apostrophe belongs to them: read as one word, in any spelling of the apostrophe.
APOSTROPHE_WORDS = frozenset({"aujourd'hui", "prud'homme", "prud'hommes", "prud'homal", "presqu'île", "presqu'îles"})

STOP_WORDS = frozenset(
    """
    a ai aie aient aies ait as au aucun aucune aura aurai auraient aurais aurait auras aurez aurons auront aussi autre
    autres aux avaient avais avait avant avec avez avoir avons ayant ayez c ça car ce ceci cela celle celles celui ces
    cet cette ceux chacun chacune chaque chez ci combien comme comment d dans de dedans dehors déjà depuis des donc dont
    du elle elles en encore entre es est et étaient étais était étant êtes être eu eue eues eurent eus eut eux fait
    faire faites font fais faut furent fus fut hors ici il ils j je jusque l la là laquelle le lequel les lesquelles
    lesquels leur leurs lorsque lui m ma mais me même mêmes mes moi moins mon n ne ni non nos notre nôtre nous on ont or
    ou où par parce pas pendant peu peut peuvent peux plus plutôt pour pourquoi pourrait pouvez pouvoir puis puisque qu
    quand que quel quelle quelles quels quelque quelques qui quoi s sa sans se sera serai seraient serait seras serez
    seront ses si soi soient sois soit sommes son sont soyez suis sur t ta tandis te tel telle telles tels tes toi ton
    tous tout toute toutes très trop tu un une v vers veut veulent via voici voilà vont vos votre vôtre vous y à ô afin
    alors ainsi alias après assez beaucoup concernant dès doit doivent devons devez dois eh hé sinon sous
    idée idées merci bonjour svp truc trucs quelqu'un
    """.split()
)

# Operators of other search boxes, typed in capitals: nobody means the words.
OPERATORS = frozenset({"AND", "OR", "NOT", "ET", "OU", "SAUF", "NEAR"})

# Acronyms of the field that a stemmer would cut or that a reader types in lower case: kept whole, never fuzzy.
ACRONYMS = frozenset(
    """
    ademe adil anah anct anru brgm cerdd cerema cnfpt crte ddrm dicrim dreal dsil eplefpa epci eptb feder gemapi giec
    insee ipbes ocde odd opah papi pcaet pcrs pcs petr pics plui ppri pprt scic scop scot sdage sdis sdrif siren siret
    sivom snbc sraddet tepos tzcld tzcl uicn unesco
    """.split()
)

# Endings trimmed by `search.analysis.stem`, longest first, on folded singular words: (ending, replacement, letters that
# must remain). Derived forms meet on one stem: inondation, inondable, inonder, inondé → inond; « mobilisation » and
# « mobilité » stay apart.
ENDINGS: tuple[tuple[str, str, int], ...] = (
    ("abilisation", "abilis", 3),
    ("ification", "ifi", 3),
    ("ificateur", "ifi", 3),
    ("eusement", "eu", 3),
    ("issement", "", 4),
    ("ellement", "el", 3),
    ("isatrice", "is", 3),
    ("isateur", "is", 3),
    ("isation", "is", 3),
    ("abilite", "", 4),
    ("abilite", "abl", 3),
    ("ibilite", "ibl", 3),
    ("ivement", "if", 3),
    ("issante", "", 4),
    ("amment", "ant", 3),
    ("emment", "ent", 3),
    ("issant", "", 4),
    ("atrice", "", 4),
    ("ateur", "", 4),
    ("ation", "", 4),
    ("ement", "", 4),
    ("ivite", "if", 3),
    ("ienne", "ien", 2),
    ("ifier", "ifi", 3),
    ("isme", "", 5),
    ("iste", "", 5),
    ("iser", "is", 3),
    ("isee", "is", 3),
    ("ique", "", 5),
    ("euse", "eu", 3),
    ("elle", "el", 3),
    ("able", "", 4),
    ("iere", "i", 3),
    ("onne", "on", 3),
    ("ive", "if", 3),
    ("age", "", 5),
    ("ite", "", 5),
    ("ier", "i", 3),
    ("ee", "", 3),
    ("er", "", 3),
    ("ez", "", 4),
    ("ie", "", 4),
    ("e", "", 3),
)
