"""The words by which people say who found, made or published what they share, in five languages.

Each cue is a pattern with a group `names`; `found` cues name who brought it here, `made` cues who made it, `own` cues
say that the poster did: English, Spanish, Portuguese, German and French. They were written from what people write, not from a corpus.
"""

# ruff: noqa: E501 -- one kind of words is one pattern

from __future__ import annotations

import regex

from transforms.reshare.named import AGGREGATORS, CLOSE, HANDLE, NAME, NAMES, OPEN, ROUND_UP

_END = rf"(?=\s*(?:$|[\n.,;:!?)\]|…—–\-(]|https?://|www\.|#|\p{{Emoji_Presentation}}|{OPEN}|@))"
_START = r"(?:^|[\n(\[|—–:;.!?…]|\p{Emoji_Presentation}|https?://\S+)\s*[-–—]?\s*"
_STRONG = rf"(?:{HANDLE}|{OPEN}[^{CLOSE}]{{1,120}}{CLOSE}|/?u/[\w\-]+|/?r/\w+|{AGGREGATORS}|{ROUND_UP})"


_EPITHET = (
    r"(?:(?i:my|our|the|mi|el|la|meu|minha|o|a|mein(?:e[mn]?)?|mon|ma)\s+(?i:(?:always|ever|very|dear|good|old)\s+)?(?i:colleague|friend|cousin|brother|sister|boss|editor|neighbou?r|student|mate|mum|dad|wife|husband|reader|listener|viewer|follower"
    r"|wonderful|brilliant|great|excellent|inimitable|amazing|fantastic|lovely|mighty|indefatigable|late|amig[oa]|compa[ñn]er[oa]|colega|kollegin?|freund(?:in)?|coll[èe]gue|ami[e]?)\s+)?"
)


def _cue(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.MULTILINE)


# nobody is thanked by: "book via @hall", "auf dem Weg via Berlin", "la vía Madrid-Sevilla"
NOT_FOUND_BY = _cue(
    r"(?i:\b(?:book(?:ings?)?|buy|pay|paid|apply|applications?|register|registration|rsvp|tickets?|order|contact|reach|message|dm|sign(?:ed)?[ -]?up|listen|watch|stream(?:ing)?|join"
    r"|donate|donations?|subscribe|submit|report\s+it|call|chat|email|mail|travel(?:l?ed|l?ing)?|flew|fly(?:ing)?|trains?|buses|bus|flights?|route|rail|from\s+\w+|live|available|only|sold"
    r"|entradas?|reservas?|reservar|compra[r]?|pag[oa]r?|inscr[ií]b\w+|inscripci\w+|inscri[çc]\w+|contact\w+|tickets?|buch\w+|kauf\w+|anmeld\w+|bestell\w+|zahl\w+|r[ée]serv\w+|achet\w+|inscription\w*"
    r"|la|una|esta|otra|not|nicht|no|não|pas))\s*(?:now|online|here|today|it)?\s*$"
)

_VIA = r"(?i:(?<![\p{L}\p{M}/.#@])v[ií]a(?![\p{L}\p{M}]))"
_THANKS = (
    r"(?i:thanks?(?:\s+you)?(?:\s+(?:so|very)\s+much|\s+a\s+lot|\s+again)?(?:\s+(?:go(?:es)?\s+)?to)?|thx(?:\s+to)?|ty|tx|cheers(?:\s+to)?|props\s+to|kudos\s+to|shout-?out\s+to|credit\s+to"
    r"|(?:muchas\s+|mil\s+)?gracias\s+a|gracias|(?:muito\s+)?obrigad[oa](?:\s+(?:ao?|à))?|valeu|(?:vielen\s+|besten\s+|herzlichen\s+)?dank(?:e)?(?:\s+(?:an|geht\s+an))?|merci(?:\s+beaucoup)?(?:\s+[àa])?)"
)
_FOR_IT = (
    r"(?i:for\s+(?:(?:the|this|that|pointing|sharing|sending|flagging|spotting|passing|finding|linking|alerting|tipping|bringing|surfacing|highlighting)\b[^.!?\n]{0,40})"
    r"|por\s+(?:el|la|los|este|esta|compartir\w*|pasar\w*|pasármelo|avisar\w*|descubr\w+|mostrar\w*)[^.!?\n]{0,30}|p(?:or|el[oa])\s+(?:o\s+|a\s+)?(?:link|dica|partilh\w+|compartilh\w+|indica\w+|aviso|achado)[^.!?\n]{0,20}"
    r"|f[üu]r\s+(?:den|die|das|diesen|diese)\s[^.!?\n]{0,30}|(?:pour|de)\s+(?:le|la|l['’]|ce|cette|m['’]avoir|avoir)\s?[^.!?\n]{0,30})"
)
_BRINGING = r"(?i:link|tip|pointer|heads[- ]?up|find|share|sharing|spot|lead|nudge|recommendation|rec|suggestion|enlace|pista|soplo|aviso|dica|indica|partilh|compart|hallazgo|achado|hinweis|tipp|fund|lien|partage|d[ée]couverte|trouvaille|signalement|recomenda|show|passing|pointing|sending|flagging|spotting|finding|linking|alerting|tipping|bringing|surfacing|highlighting|pasar|avisar|descubr|mostrar|pas[áa]rmelo|conseil)"

FOUND: tuple[regex.Pattern[str], ...] = (
    # via @a, (via A. Name), – via The Paper
    _cue(rf"(?P<cue>{_VIA})\s*:?\s*(?P<names>{_STRONG}(?:(?:\s*,\s*|\s+(?:and|&|y|e|und|et)\s+){_STRONG})*)"),
    _cue(rf"[(\[]\s*(?P<cue>{_VIA})\s*:?\s+(?P<names>{NAMES})\s*(?:[)\]]|,|\s+(?:on|at|in|en|em|no|na|auf|bei|sur)\s)"),
    _cue(rf"(?:{_START})(?P<cue>{_VIA})\s*:?\s+(?P<names>{NAMES}){_END}"),
    # h/t, hat tip, tip of the hat
    _cue(
        rf"(?P<cue>(?i:(?<![\w/])h\s?/\s?t(?!\w)|hat[- ]?tips?|tip\s+of\s+the\s+(?:hat|cap)|hat\s+doff|🎩|🎩\s*tip))\s*(?i:goes\s+)?(?:(?i:to|for\s+this\s+to|an|a|à)\s+)?:?\s*(?P<names>{NAMES})"
    ),
    _cue(
        rf"(?P<cue>(?<![\w/#])(?:HT|ht|Ht))\s*(?:to\s+)?:?\s*(?P<names>{HANDLE}(?:(?:\s*,\s*|\s+(?:and|&)\s+|\s+){HANDLE})*)"
    ),
    _cue(rf"[(\[]\s*(?P<cue>HT|ht)\s*:?\s+(?P<names>{NAMES})\s*[)\]]"),
    # thanks to A for the link
    _cue(rf"(?P<cue>{_THANKS})[\s,:]*{_EPITHET}(?P<names>{NAMES})\s*,?\s*(?P<why>{_FOR_IT})"),
    _cue(
        rf"(?P<cue>(?i:found|discovered|spotted|seen|saw\s+(?:this|it)|came\s+across\s+(?:this|it)|learned\s+of\s+(?:this|it)|heard\s+(?:about|of)\s+(?:this|it)|got\s+(?:this|it)|picked\s+(?:this|it)?\s*up|read)\s+(?:(?:this|it)\s+)?(?:first\s+)?(?:thanks\s+to|through|via|from|courtesy\s+of))\s+{_EPITHET}(?P<names>{NAMES})"
    ),
    _cue(
        rf"(?P<cue>(?i:(?:found|spotted|seen|discovered|saw\s+(?:this|it)|came\s+across\s+(?:this|it|the\s+link))\s+(?:(?:this|it)\s+)?(?:first\s+)?(?:on|at|in|over\s+at|from)))\s+(?:the\s+front\s+page\s+of\s+)?(?P<names>{_STRONG}|{NAME}(?=['’]s))"
    ),
    _cue(
        rf"(?P<cue>(?i:(?<!\p{{L}})(?:spotted|found|shared|flagged|recommended|suggested|surfaced|passed\s+(?:on|along)|sent\s+(?:in|over|to\s+me|my\s+way)?|dug\s+up|unearthed|posted|brought\s+to\s+my\s+attention|highlighted|tipped\s+off|pointed\s+out|linked)\s+by))\s+{_EPITHET}(?P<names>{NAMES})"
    ),
    _cue(
        rf"(?P<cue>(?i:(?:link|tip|pointer|found|find|heads[- ]up|recommendation)\s+(?:from|courtesy\s+of|c/o|via)))\s*:?\s*(?P<names>{NAMES})"
    ),
    _cue(
        rf"(?P<names>{NAME})\s+(?P<cue>(?i:(?:just\s+|kindly\s+)?(?:pointed\s+me\s+(?:to|at|towards?)|pointed\s+(?:this|it|me)\s+(?:out|this\s+way)|sent\s+me\s+(?:this|the\s+link|a\s+link|here)|sent\s+(?:this|it)\s+(?:to\s+me|my\s+way|over)|tipped\s+me\s+off|flagged\s+(?:this|it)|spotted\s+(?:this|it)|dug\s+(?:this|it)\s+up|found\s+(?:this|it)(?:\s+first)?|put\s+me\s+on(?:to)?\s+(?:this|it)|alerted\s+me|turned\s+me\s+on\s+to|shared\s+(?:this|it)\s+with\s+(?:me|us)|showed\s+me\s+this|passed\s+(?:this|it)\s+(?:on|along))))"
    ),
    # [thx A]
    _cue(
        rf"[(\[]\s*(?P<cue>(?i:thx|thanks|ta|tx|gracias|danke|merci|obrigad[oa]))\s*,?\s*(?:(?:to|a|an|à)\s+)?(?P<names>{NAMES})\s*!?\s*[)\]]"
    ),
    # a name without a capital, where a list stands beside it: h/t kim on Lobsters
    _cue(
        rf"(?P<cue>{_VIA}|(?i:h\s?/\s?t|hat\s+tip(?:\s+to)?))\s*:?\s+(?P<names>[\p{{L}}\p{{N}}_\-]{{3,30}})\s+(?:on|at|over\s+on|auf|en|no|sur)\s+(?:the\s+)?{AGGREGATORS}"
    ),
    # Spanish
    _cue(
        rf"(?P<cue>(?i:visto\s+(?:en|a)|lo\s+vi\s+(?:en|por)|le[íi]do\s+(?:en|a)|encontrado\s+(?:en|por|gracias\s+a|v[ií]a)|lo\s+encontr[ée]\s+(?:en|por|gracias\s+a)|descubierto\s+(?:por|gracias\s+a|v[ií]a|en)|me\s+lo\s+(?:ha\s+)?(?:pas[óo]|pasado|mand[óo]|mandado|envi[óo]|recomend[óo]|descubri[óo])|(?:recomendad[oa]|compartid[oa]|pista|soplo|hallazgo|enlace|aviso)\s+(?:por|de)|por\s+recomendaci[óo]n\s+de|sombrerazo\s+a))\s+(?:el\s+muro\s+de\s+|lo\s+de\s+|casa\s+de\s+)?(?P<names>{NAMES})"
    ),
    # Portuguese
    _cue(
        rf"(?P<cue>(?i:visto\s+(?:no|na|em)|vi\s+(?:isto\s+|isso\s+)?(?:no|na|em|pelo|pela)|(?:dica|indica[çc][ãa]o|sugest[ãa]o|link|achado|partilha)\s+(?:do|da|de|d[oa]s)|(?:encontrado|achado|descoberto|partilhado|compartilhado|recomendado|indicado|enviado)\s+(?:no|na|em|por|pelo|pela|via|atrav[ée]s\s+d[eoa]|gra[çc]as\s+[aà]o?)|(?:descobri|encontrei|achei)\s+(?:isto\s+|isso\s+)?(?:por|pelo|pela|via|gra[çc]as\s+[aà]o?|atrav[ée]s\s+d[eoa]|no|na)|quem\s+me\s+(?:mostrou|mandou|passou|enviou|indicou)(?:\s+(?:isto|isso))?\s+foi\s+(?:o|a)?|chap[ée]u\s+(?:ao?|à)))\s+(?P<names>{NAMES})"
    ),
    # German
    _cue(
        rf"(?P<cue>(?i:gefunden\s+(?:bei|[üu]ber|durch|dank|via|auf|von)|gesehen\s+(?:bei|auf)|entdeckt\s+(?:bei|[üu]ber|durch|dank|via|auf|von)|(?:hinweis|tipp|fund|link|fundst[üu]ck|empfehlung|linktipp)\s+(?:von|durch)|empfohlen\s+von|geteilt\s+von|hut\s+ab\s+vor))\s*:?\s+(?P<names>{NAMES})"
    ),
    # French
    _cue(
        rf"(?P<cue>(?i:vu\s+(?:chez|sur|via)|lu\s+(?:chez)|trouv[ée]\s+(?:chez|gr[âa]ce\s+[àa]|via|sur|par)|d[ée]couvert\s+(?:chez|gr[âa]ce\s+[àa]|via|sur|par)|rep[ée]r[ée]\s+(?:chez|par|gr[âa]ce\s+[àa]|sur)|d[ée]nich[ée]\s+(?:chez|par|sur)|signal[ée]\s+par|partag[ée]\s+par|recommand[ée]\s+par|(?:lien|conseil|trouvaille|piste)\s+(?:de|par)|coup\s+de\s+chapeau\s+[àa]))\s+(?P<names>{NAMES})"
    ),
)
THANKED_FOR_IT = regex.compile(_BRINGING)

REPOST = _cue(rf"(?<![\w#@])(?:RT|MT|RP)\s+(?P<names>{HANDLE})\s*:?")

_WORK = (
    r"(?i:piece|article|essay|post|blogpost|blog\s+post|report|thread|paper|book|column|analysis|review|story|guide|talk|video|film|documentary|episode|podcast|newsletter|study|map|maps|chart|charts|dataset|tool|library|tutorial"
    r"|explainer|write-?up|interview|investigation|profile|op-?ed|opinion|poem|song|album|cartoon|comic|illustration|photo|photos|photograph|photographs|drawing|dashboard|visuali[sz]ation|feature|reporting|work|notes|lecture|slides|deck|long\s?read|read|reflections|conversation|discussion|argument|hack|teardown|test|schematic|diagram|proof|answer|rant|take|proposal|breakdown|overview|survey|summary|history|critique|column|dispatch|letter|keynote|lesson|experiment|benchmark|comparison|patch|spreadsheet|archive|obituary|recipe|preprint|manifesto|primer|demo|game|app|plugin|project|site|zine|novel|speech|series|list"
    r"|art[íi]culo|reportaje|ensayo|texto|columna|entrevista|hilo|libro|estudio|informe|an[áa]lisis|v[íi]deo|mapa|gr[áa]fico|cr[óo]nica|cr[íi]tica|gu[íi]a|episodio|charla|novela|poema|nota|entrada|tribuna|foto"
    r"|artigo|reportagem|ensaio|coluna|fio|livro|estudo|relat[óo]rio|an[áa]lise|cr[óo]nica|guia|epis[óo]dio|palestra|poema|mapa|gr[áa]fico"
    r"|artikel|beitrag|aufsatz|essay|bericht|reportage|kolumne|text|studie|buch|analyse|vortrag|folge|interview|kommentar|karte|leitfaden|rezension"
    r"|texte|papier|billet|enqu[êe]te|rapport|livre|[ée]tude|tribune|chronique|entretien|carte|conf[ée]rence|[ée]pisode|fil|reportage)"
)
_ADJECTIVES = r"(?:[\p{L}\-]+\s+){0,3}"
_MAKING = r"(?i:written|authored|co-?authored|penned|composed|drawn|painted|made|built|created|coded|designed|shot|filmed|photographed|sung|developed|directed|interviewed|reported|recorded|compiled|maintained|words|text)"
_NAME_WORD = r"\p{Lu}[\p{L}\p{M}]*(?:['’\-]\p{L}[\p{L}\p{M}]*)*(?<!['’]s)"
_DOT = r"(?:(?<=\b\p{Lu}\p{L}?)\.)?"
_TWO = rf"(?<![\p{{L}}'’]){_NAME_WORD}{_DOT}(?:[ \t]+(?:(?:de|da|do|dos|das|del|la|van|von|der|den|le|du|di|al|bin|ter|ten|af)[ \t]+){{0,2}}{_NAME_WORD}{_DOT}){{1,3}}"
_PERSON = rf"(?:{HANDLE}|{_TWO}|{OPEN}[^{CLOSE}]{{1,60}}{CLOSE})"
PERSONS = rf"{_PERSON}(?:(?:\s*,\s*(?:and\s+|y\s+|und\s+|et\s+|e\s+)?|\s+(?:and|&|y|e|und|et)\s+){_PERSON}){{0,3}}"

# whose work on the thing is not the making of it
NOT_MADE_BY = _cue(
    r"(?i:(?:edited|translated|read\s+aloud|(?<=(?:^|[,;(.:]\s?|\bis\s|\bwas\s|\bas\s))read|narrated|hosted|illustrated|presented|introduced|moderated|reviewed|sponsored|powered|supported|inspired|published|produced|adapted|voiced|commissioned|curated|annotated|abridged|summari[sz]ed|fact-?checked|transcribed"
    r"|photos?|photographs?|pictures?|images?|illustrations?|fotos?|imagen|bild(?:er)?|foreword|preface|introduction|cover|cover\s+art|header|artwork|translation|voice|music|layout"
    r"|editad[oa]|traducid[oa]|traduzid[oa]|le[íi]d[oa]|lid[oa]|narrad[oa]|presentad[oa]|apresentad[oa]|ilustrad[oa]|publicad[oa]|traducci[óo]n|tradu[çc][ãa]o|edici[óo]n|edi[çc][ãa]o|patrocinad[oa]"
    r"|[üu]bersetzt|herausgegeben|vorgelesen|gelesen|moderiert|illustriert|[üu]bersetzung|redigiert|lektoriert"
    r"|traduit|[ée]dit[ée]|lu|anim[ée]|illustr[ée]|pr[ée]sent[ée]|publi[ée]|traduction)e?s?(?:\s+into\s+\w+|\s+al\s+\w+|\s+ins\s+\w+)?\s*)$"
)

MADE: tuple[regex.Pattern[str], ...] = (
    _cue(
        rf"(?P<cue>{_MAKING}\s+by|(?i:escrit[oa]\s+por|escrito\s+pel[oa]|firmad[oa]\s+por|firma(?=\s)|assinad[oa]\s+por|obra\s+de|geschrieben\s+von|verfasst\s+von|(?:[ée]crit|sign[ée])e?s?\s+par|author|autor(?:a|in)?|autoria|auteur|byline)\s*:?)\s+(?P<names>{PERSONS})"
    ),
    _cue(
        rf"{_WORK}\s*[,:]?\s*(?:\p{{Emoji_Presentation}}\s*)?(?P<cue>(?i:by|from|por|de|del|d[oa]|von|vom|par))\s+{_EPITHET}(?P<names>{PERSONS})"
    ),
    _cue(
        rf"(?i:texto|art[íi]culo|artigo|reportaje|reportagem|hilo|ensayo|ensaio|texte|article|artikel|beitrag)\s+[\p{{Ll}}\-]+\s+(?P<cue>(?i:de|del|d[oa]|von|por|par))\s+(?P<names>{PERSONS})"
    ),
    _cue(
        rf"{_WORK}\s+(?i:on|about|sobre|über|sur|zu|zum|acerca\s+de)\s+[^.!?\n@]{{1,60}}?\s(?P<cue>(?i:by|from|por|von|par))\s+(?P<names>{PERSONS})"
    ),
    _cue(rf"(?:{_START}|[,\"”»’']\s*)(?P<cue>(?i:by|por|von|par))\s+{_EPITHET}(?P<names>{PERSONS}){_END}"),
    _cue(
        rf"(?P<cue>(?i:(?:it['’]s|it\s+is|this\s+is|this\s+one['’]s|all|is|es|é|ist|est)\s+(?:by|von|del?|d[oa]|par)))\s+(?P<names>{PERSONS}){_END}"
    ),
    _cue(
        rf"(?P<cue>(?i:credits?\s*(?:to|:)|all\s+credit\s+to|source\s*:|art\s*:|words\s*:|text\s*:|cr[ée]ditos?\s*:|fuente\s*:|fonte\s*:|quelle\s*:|quoting))\s*(?P<names>{PERSONS})"
    ),
    _cue(rf"(?P<cue>[(\[])(?P<names>{_TWO})\s+et\s+al\b"),
    _cue(
        rf"(?P<cue>(?i:congrat(?:s|ulations)(?:\s+to)?|enhorabuena\s+a|parab[ée]ns\s+(?:ao?|à)|gl[üu]ckwunsch\s+an|f[ée]licitations\s+[àa]|bravo\s+[àa]?))\s+(?P<names>{PERSONS})\s+(?i:on|for|por|zu|pour)\s+(?i:the|her|his|their|this|el|la|su|o|seu|sua|das|den|le|son|sa)\s+{_ADJECTIVES}{_WORK}(?!\p{{L}})"
    ),
    _cue(
        rf"(?P<names>{PERSONS})\s*,?\s+(?P<cue>(?i:who\s+(?:has\s+)?(?:wrote|written|drew|drawn|made|built|painted|coded|composed|filmed|recorded)|que\s+lo\s+escribi[óo]|quien\s+lo\s+escribi[óo]|que\s+(?:o\s+)?escreveu|qui\s+l['’]a\s+[ée]crit)(?!\p{{L}}))"
    ),
    _cue(rf"(?P<cue>(?i:reposting(?:\s+this)?\s+from|reposting\s+this\s+by))\s+(?P<names>{PERSONS})"),
    _cue(
        rf"(?:^|[\n.!?:]\s*\.?)(?P<names>{PERSONS})\s+(?P<cue>(?i:on\s+(?:why|how|what|being|making|writing)|(?<=@\S{1, 60}\s)on\s+(?:the|a|an)|sobre\s+(?:por|c[óo]mo|como|el|la|o|a)|über|explica|explains|erkl[äa]rt|explique)\s)"
    ),
    _cue(rf"(?<=[\p{{L}}\p{{N}}])\s+(?P<cue>by)\s+(?P<names>{PERSONS}){_END}"),
    _cue(rf"(?P<names>{PERSONS})['’]s?\s+(?P<cue>{_ADJECTIVES}{_WORK})(?![\p{{L}}])"),
    _cue(
        rf"(?:^|[\n.!?:;…]\s*|(?i:my\s+(?:colleague|friend|co-?author|former\s+boss|brother|sister)\s+|(?:the\s+)?(?:great|brilliant|wonderful|always\s+excellent)\s+))(?P<names>{PERSONS})\s*,?\s+(?P<cue>(?i:(?:has\s+|just\s+|has\s+just\s+)?(?:wrote|written|writes|blogged|blogs|authored|penned|published\s+(?:a|an|his|her|their))|has\s+a\s+(?:new|great|good|lovely|fine|sharp|long)\s+{_WORK}|(?:ha\s+escrito|escribe|escreve|escreveu|firma|schreibt|hat\s+geschrieben|a\s+[ée]crit|[ée]crit)))(?!\p{{L}})"
    ),
)

# the poster's own: my new piece, I wrote
OWN = _cue(
    rf"(?<!\p{{L}})(?:(?i:my|our|mi|nuestr[oa]|meu|minha|noss[oa]|mein(?:e|en|em|er)?|unser(?:e|en|em|er)?|mon|ma|notre)\s+(?!(?i:favou?rite|favorit\w*|friend|colleague|translation|traducci|amig|coleg|preferid|lieblings|pr[ée]f[ée]r|go-to|top|kind\s+of|pick|kinda|daily|weekend|reading|copy|boss|student|brother|sister|wife|husband|dad|mum|mom|mother|father|editor|team|teacher|own\s+(?:site|app)|to-?do|shopping|other))(?:[\p{{L}}\-]+\s+){{0,2}}?{_WORK}(?!\p{{L}}|['’]s|\s+of\s+(?:choice|software|kit|advice|mind))"
    r"|(?i:(?:i|we)(?:['’]ve|\s+have|\s+just|['’]ve\s+just|\s+finally|\s+also)?\s+(?:wrote|written|write|blogged|published|built|made|drew|recorded|authored|mapped|compiled|reviewed)(?!\s+it(?!\p{L}))(?!\s+(?:to\s+(?:my|the|you|them|him|her)|off|down|it\s+off|on\s+air|up\s+my\s+mind|my\s+mind|a\s+mistake|sure|use))"
    r"|he\s+escrito|escrib[íi](?!\p{L})|hemos\s+(?:escrito|publicado)|publiqu[ée]|escrevi|escrevemos|publiquei|publicamos|ich\s+habe[^.!?\n]{0,40}geschrieben|habe\s+ich[^.!?\n]{0,40}geschrieben|wir\s+haben[^.!?\n]{0,40}(?:geschrieben|ver[öo]ffentlicht)|j['’]ai\s+[ée]crit|nous\s+avons\s+(?:[ée]crit|publi[ée])"
    r"|new\s+(?:blog\s*)?(?:post|piece|article|essay|video|episode|newsletter)\s+(?:from|by)\s+me(?!\p{L})|(?:^|\n|[.!?]\s+|written\s+|geschrieben\s+|escrito\s+|[ée]crit\s+|post\s+|piece\s+|thread\s+)(?:by|von|de|por|par)\s+(?:me|mir|mim|moi)(?!\p{L})(?=\s*[,.:;!)]|$)|from\s+my\s+own\s+archive|(?<![^\n.!?])me,\s+(?:in|on|for|at)\s|new\s+(?:video|post|piece|episode|blog\s*post|article)!|new\s+(?:on\s+the|on\s+my|at\s+my)\s+blog|on\s+(?:my|the)\s+blog(?:\s+today)?:|up\s+on\s+my\s+(?:blog|site)|nuevo\s+en\s+(?:el|mi)\s+blog|novo\s+no\s+(?:meu\s+)?blog|neu\s+im\s+blog|nouveau\s+sur\s+(?:le|mon)\s+blog))"
)
