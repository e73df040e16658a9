"""What is heard in a reply as a matter of grammar: figures, days, what happened, no fault, menace, lures.

A pattern a kind, in English, Spanish, Portuguese, German and French (some Italian and Dutch), on words as
reply_words.plain gives them: small, without accents. Words alone are in reply_words.csv.
"""

from __future__ import annotations

import re

_MONTHS_AND_DAYS = (
    "january|february|march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday"
    "|thursday|friday|saturday|sunday|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
    "|diciembre|lunes|martes|miercoles|jueves|viernes|sabado|domingo|janeiro|fevereiro|marco|maio|junho|julho|setembro"
    "|outubro|novembro|dezembro|januar|februar|marz|mai|juni|juli|oktober|dezember|montag|dienstag|mittwoch|donnerstag"
    "|freitag|samstag|sonntag|janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|novembre|decembre|lundi"
    "|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
)
_COUNTS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|dozen|several|dos|tres|cuatro"
    "|cinco|seis|siete|ocho|nueve|diez|once|dois|duas|quatro|sete|oito|nove|dez|zwei|drei|vier|funf|sechs|sieben|acht|neun"
    "|zehn|elf|deux|trois|quatre|cinq|sept|huit|neuf|dix|due|tre|quattro|twee|drie|vijf"
)
_SPANS = (
    r"(?:minute|hour|day|night|week|month|year|winter|summer|time)s?|minutos?|horas?|dias?|noches?|noites?|semanas?"
    r"|mes(?:es)?"
    r"|anos?|veces|vezes|minuten|stunden?|tagen?|nachten?|wochen?|monaten?|jahren?|winter|mal|heures?|jours?|nuits?"
    r"|semaines?"
    r"|mois|ans|hivers?|fois"
)
GRAMMAR = {
    # a number with what it counts is something that can be checked
    "figure": re.compile(
        r"\b\d[\d.,]*\s?(?:%|€|\$|£|eur\b|euros?\b|pounds?\b|kw|kwh|db\b|°|degrees|am\b|pm\b|min|uhr\b|h\b|cm\b|m2\b"
        r"|km\b|x\b)"
        r"|[€$£]\s?\d|\b\d{1,2}[:.h]\d{2}\b|\b\d{3,}\b|\b[a-z]{1,4}[-_]?\d+[a-z]?\b"
    ),
    # a day, a month, a span that is counted
    "moment": re.compile(
        rf"\b(?:{_MONTHS_AND_DAYS}|yesterday|last (?:week|month|year|night|winter|summer)|ayer|ontem|gestern"
        rf"|hier matin)\b"
        rf"|\b(?:{_COUNTS}|\d+)[\s-]+(?:whole |long |full |more )?(?:{_SPANS})\b"
        rf"|\b(?:first|second|third|fourth|fifth|sixth|tercera?|cuarta|terceira|dritte\w*|vierte\w*|troisieme) \w+"
    ),
    # what happened to whoever writes
    "happened": re.compile(
        r"\b(?:i|we)(?:'ve| have| had| was| were| am| paid| called| waited| bought| ordered| asked| wrote| reported"
        r"| got"
        r"| live| own| rent| read| tried| sent| spent| need| use| still| told| took| went| lost| measured| cancelled"
        r"| returned| counted| phoned| rang| booked| signed| found| pay| had)\b"
        r"|\b(?:my|our) (?:\w+ )?(?:unit|house|home|flat|bill|roof|installer|system|boiler|garden|kitchen|landlord|case"
        r"|order|street|building|block|parents|tenants|wife|husband|kids|baby|mother|father|mum|dad|son|daughter"
        r"|account"
        r"|money|refund|parcel|contract|car|phone|room|meter|ticket|neighbours?|deposit|battery|invoice|card|family)\b"
        r"|\b(?:mine|ours)\b|\b(?:charged|told|sent|billed|sold|quoted|promised|left|cost|gave|offered) (?:me|us)\b"
        r"|\bich (?:habe|hab|warte|zahle|musste|sollte)\b|\bwir (?:haben|warten|zahlen|sitzen)\b|\b(?:mir"
        r"|uns) (?:hat|wurde)\b"
        r"|\b(?:bei|fur) (?:mir|uns)\b|\bllev(?:o|amos)\b|\b(?:he|hemos) (?:pagado|llamado|escrito|comprado|pedido)\b"
        r"|\bme (?:cobr|han|habeis)\w*|\bnos (?:cobr|han|habeis)\w*|\b(?:compre|pedi|pague|llame)\b"
        r"|\bestou ha\b|\b(?:comprei|paguei|liguei|tenho|temos|perdi|recebi|cancelei)\b|\bj'(?:ai|attends)\b"
        r"|\bnous avons\b"
        r"|\bchez (?:moi|nous)\b|\b(?:ho|abbiamo) \w+to\b|\bik heb\b|\bwij? hebben\b"
    ),
    # a fault that is not there is praise
    "no_fault": re.compile(
        r"\b(?:no|not one|not a|not a single|never a|never an|zero|without an?y?|ni una?|sin una?|sin|nem uma?|sem"
        r"|keine?"
        r"|ohne|aucune?|pas une?|sans|jamais une?) (?:\w+ )?(?:faults?|problems?|issues?|breakdowns?|complaints?"
        r"|repairs?|fuss"
        r"|noises?|hiccups?|trouble|glitch\w*|worries|drama|averias?|problemas?|quejas?|ruidos?|fallos?|avarias?"
        r"|barulhos?"
        r"|falhas?|storung\w*|probleme?|ausfall\w*|panne|soucis?|probleme|bruit)\b"
    ),
    "full_marks": re.compile(
        r"\b(?:10|ten|9|nine) ?(?:/|out of|von|de|sur) ?(?:10|ten|zehn|dix|diez)\b|\bfive stars?\b|\b5 stars?\b"
    ),
    # somebody else is said to have said it
    "hearsay": re.compile(
        r"\b(?:my|a|the|his|her) [\w' -]{2,30}?(?:says|said|told (?:me|us)|explained|reckons|read (?:that|it))\b"
        r"|\b(?:i|we)(?:'m| am|'ve been| was| were| have been) told\b|\bit (?:is|was|has been) (?:said|proven"
        r"|known)\b|\bby law\b"
        r"|\b(?:mi|un|el|la) (?:\w+ ){1,3}(?:dice|dijo|explico)\b|\bdicen que\b|\b(?:meu|minha|o"
        r"|a) (?:\w+ ){1,3}(?:diz|disse|explicou)\b"
        r"|\bdizem que\b|\b(?:mein\w*|der|die|ein) (?:\w+ ){1,3}(?:sagt|meint|gesagt)\b|\b(?:mon|ma|le"
        r"|un) (?:\w+ ){1,3}(?:dit|explique)\b"
        r"|\bil parait\b|\bon m'a (?:dit|explique)\b"
    ),
    # persons are watched, sought or wished ill
    "menace": re.compile(
        r"\b(?:your?|they|he|she)\b.{0,60}\b(?:will|'ll|goes|go|leaves?|ends? up) .{0,25}\b(?:stretcher|ambulance"
        r"|hospital|coffin|morgue"
        r"|wheelchair|teeth)\b"
        r"|\b(?:i|we)(?: will|'ll)? (?:know|find|found)(?: out)? (?:(?:where|what time) (?:you|he|she|they)(?: all)?"
        r" (?:live|work|sleep|are|park|drink|go|leave|close)s?\b|which school|who leaves"
        r"|your (?:address|home|kids|children|street|family)\b)"
        r"|\b(?:i|we)(?: will|'ll|'ve| have)? f(?:ou|i)nd you(?=[,.!;]|\Z)"
        r"|\b(?:hope|wish)(?: that)? (?:you|they|he|she|every one of you|all of you|your (?:\w+ )?(?:kids|children"
        r"|family|plane|car))"
        r"\W(?:\w+\W){0,4}?(?:dies?|burns?|choke|crash(?:es)?|rots?|suffers?|drowns?|cancer|bleeds?)\b"
        r"|\b(?:hope|wish)(?: that)? your (?:\w+ )?(?:technicians?|installers?|fitters?|engineers?|workers?|staff|team"
        r"|people|boss|ceo|wife|husband) (?:all )?(?:falls?|slips?|gets? (?:hit|hurt|shot|run))\b"
        r"|\b(?:die|burn|rot) in (?:a (?:fire|ditch|hole)|hell|pain)\b"
        r"|\b(?:match|petrol|gasoline|bomb|brick|molotov)(?:e?s)?\b.{0,25}\b(?:to|at|in|outside|through|under|near)"
        r" your (?:\w+ )?(?:office|door|house|home|windows?|shop|factory|car|van|headquarters)\b"
        r"|\b(?:i|we) know (?:which|what|whose) (?:\w+ ){1,3}(?:your|he|she|they|you)\b.{0,40}"
        r"\b(?:live|park|work|sleep|drink|leave|use)s?\b"
        r"|\b(?:will|'ll|gonna|going to|ought to|should) (?:\w+ )?(?:break|smash|burn|kill|hurt|beat|punch|shoot"
        r"|stab|hang|hunt|bury)"
        r" (?:you|him|her|them|every|your (?:face|legs|bones|neck|head|teeth|windows|office|staff|people|kids"
        r"|family))\b"
        r"|\bog?jala (?:\w+ ){0,4}(?:muer\w+|mur\w+|ard\w+|quem\w+)\b|\b(?:os|te) voy a (?:partir|matar|romper"
        r"|reventar)\b"
        r"|(?<!no )\b(?:se|sabemos) (?:donde|a que hora) (?:viv|trabaj|sal|duerm)\w*"
        r"|(?<!nao )\bsei (?:onde|a que horas?|que horas) "
        r"|\btomara que (?:\w+ ){0,4}(?:morr\w+|quebr\w+ a|queim\w+)|\bich wei(?:ss|s),? (?:wo|wann) (?:ihr|du|sie"
        r"|die|der|euer)\b"
        r"|\bhoffentlich (?:\w+ ){0,4}(?:verreck\w+|sterb\w+|brenn\w+)|\bje sais,? (?:ou|a quelle heure) (?:tu|vous"
        r"|il|elle|sort)\b"
        r"|\bj'espere que vous (?:\w+ ){0,3}(?:crev\w+|mour\w+|brul\w+)"
        r"|\bspero che (?:\w+ ){0,5}(?:brucia\w*|muoi\w*|muor\w*|crep\w+)"
        r"|\bik hoop dat (?:\w+ ){0,6}(?:sterv\w*|sterf\w*|verbrand\w*|crep\w+)"
        r"|\b(?:jag )?hoppas (?:\w+ ){0,4}(?:dor|brinner|eldar)\b"
    ),
    # a sum that became a greater one, followers by the thousand, a word to be sent
    "lure": re.compile(
        r"\b(?:turned|put|invested|started with|deposited|investi|inverti) (?:my "
        r"|in )?[€$£]?\d[\d.,]*k? .{0,40}?\b\d[\d.,]*k?\b"
        r"|\b(?:\d[\d.,]*k|\d[\d.,]*\d\d) (?:real |new |active |organic )?(?:followers|subscribers|likes|fans)\b"
        r"|\b\d+x\b(?=.*\b(?:coin|token|dm|soon)\b)"
        r"|\b(?:made|make|making|earned|earn|earning|withdrew|ganhei|ganhe|gane|gana|verdiene|verdient|gagne|gagnez|guadagno"
        r"|verdien) (?:over |up to |mas de |ate |bis zu |jusqu'a )?[€$£]?\d[\d.,]*k?[€$£]?.{0,20}"
        r"\b(?:day|week|weekly|daily|month|hour|semana|dia|mes|woche|tag|monat|semaine|jour|mois|settimana|giorno|week|dag)\b"
        r"(?=.*\b(?:dm|home|trading|crypto|bitcoin|forex|link|bio|whatsapp|telegram|message|casa|zuhause|maison)\b)"
        r"|\b(?:text|type|message|comment|reply|send)(?: me| us| the word)? (?:[\"'“]\w+[\"'”]|amen\b|done\b|info\b)"
        r"|\b(?:copy|paste|forward|repost|share|reenvia|comparte|compartilhem?|espalhem|teilt|partagez)\b.{0,40}"
        r"\b(?:wall|friends|groups|everyone|before (?:it|they|this)|status|antes (?:de )?que|bevor|avant qu\w*"
        r"|contactos|contatos)\b"
        r"|\bantes que (?:apaguem|censurem|lo borren)\b"
    ),
    # the same is asked again and again, or an answer is demanded of nothing
    "bait": re.compile(
        r"\A\W*(?:first|1st|primer[oa]?|primeir[oa]|erster?|prems|premier)\W*\Z|\b(?:day|comment|tag|dia|jour"
        r"|giorno) \d+\b|\byes or (?:a )?no\b|\bja oder nein\b|\bsi o no\b|\boui ou non\b|\bsim ou nao\b"
        r"|\bjust asking\b|\bprove (?:it|me|to me|that)\b|\bwhy (?:so|are you so|won't you|do you run|so) (?:silent"
        r"|afraid|scared|defensive|deny|quiet|say)\b"
        r"|\b(?:i(?:'ve| have)?|have) asked (?:\w+ ){0,3}times\b"
        r"|(?:\A|[.!?:]) *\bdefine\b|\byou can't,? can you\b|\bi'll (?:wait"
        r"|keep asking)\b|\bcheckmate\b"
    ),
}
