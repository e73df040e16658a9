"""What somebody wants of the brand, on words that no rule and no example has: reason by reason, in five languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.quality.triage import SETS, told_replies
from sql import warehouse
from transforms.advice import replies
from transforms.advice.replies.leaning import KINDS
from transforms.advice.replies.rules import MANNERS, PERSONAL, SURENESS, UNTOLD
from transforms.advice.replies.teaching import examples

REASONS = {
    "insult and nothing else": (
        "troll",
        "Liars, the lot of you.",
        "What a bunch of clowns",
        "CLÓWNS!",
        "Morons run this page and morons read it",
        "Nobody there has ever had a single clever thought, you absolute donkeys",
        "Payasos, sois todos unos payasos",
        "Sois escoria, ni os conozco ni falta que me hace",
        "Que bando de palhaços, vão embora",
        "Ihr seid doch alle nur Idioten und Versager",
        "Bande de crétins, vous êtes la honte du pays",
        "Cala a boca, seu verme inútil",
        "você é uma nojenta, ninguém te aguenta",
        "Eres una rata asquerosa, desaparece",
        "Du bist Abschaum, verpiss dich",
        "tu es une ordure, va crever",
        "sei una feccia, sparisci",
        "jij bent een sukkel, rot op",
        "you are a liar and a clown, crawl away",
        "rot in your own smell, all of you, for ever",
    ),
    "insult behind a mask": (
        "troll",
        "you are all id1ots and b!tches",
        "f*ck you, you pathetic l0sers",
        "what a bunch of m o r o n s",
        "stuuuupid cloooowns",
    ),
    "threat": (
        "troll",
        "I know where you live. Watch your back.",
        "You\u2019ll pay for this",
        "Your receptionist should look behind her tonight",
        "I hope you all burn in there",
        "Os vamos a quemar la tienda con vosotros dentro",
        "Ich weiß, wo du wohnst, du bist dran",
        "Sei onde você mora, vai pagar por isso",
        "Je sais où tu habites, tu vas payer",
    ),
    "harassment of a person": (
        "troll",
        "who put that ugly woman on camera lol",
        "Is your presenter single? Nice legs, tell her to write to me",
        "Back to the kitchen with her, women can't do maths 😂",
        "Go back to your country, foreigners",
        "la rubia que vuelva a la cocina jajaja",
        "die Dicke soll mal weniger essen haha",
        "A jornalista de vocês é gorda e feia, tirem do ar",
    ),
    "spam": (
        "troll",
        "Earn money from home, DM me",
        "I turned 100 into 5,000 with @coach_jim_fx, write to him 🚀",
        "We offer SEO packages and 20k followers, visit boostme.example",
        "Follow me and I follow back 🔥🔥",
        "Gana dinero fácil desde tu móvil, enlace en mi perfil",
        "Ganhe seguidores grátis, link na bio",
        "Geld verdienen ohne Arbeit, schreib mir auf WhatsApp",
    ),
    "baiting": (
        "troll",
        "Nobody asked, cope harder",
        "who asked lol, touch grass",
        "Yes or no: are you robots? Day 31 of asking. Prove me wrong.",
        "Wake up people, THEY put microchips into your walls",
        "Copy this to your wall before they delete it!!!",
    ),
    "angry about something": (
        "criticism",
        "You liars: I have waited 9 weeks for the refund you promised.",
        "Idiots. The invoice says 400 € and the contract says 250 €.",
        "Useless morons, the courier you hired dropped my parcel in a puddle on Monday",
        "Go to hell with your hold music, 55 minutes and then you hang up on me",
        "CROOKS!!! MY DEPOSIT HAS BEEN GONE SINCE MARCH AND NOBODY ANSWERS",
        "What clowns fit a door that opens against the wall? Third visit, still wrong.",
        "f*cking app deletes my schedule every night, fix it",
        "I hate you lot. 7 days without water, two small kids, and your hotline is a tape.",
        "Sinvergüenzas, llevo cuatro semanas sin calefacción y nadie me llama",
        "Seus palhaços, paguei em abril e até hoje nada chegou",
        "Ihr Idioten habt mir zweimal 89 Euro abgebucht",
        "Bande de guignols, mon frigo est en panne depuis lundi et personne ne vient",
        "Lovely birthday mail. My boiler, the one you broke on Friday, sends its regards.",
        "I will see you in court, the roof you laid leaks in four places",
    ),
    "said calmly": (
        "criticism",
        "The update is unusable and support ignored me",
        "The instructions leave out how to close the valve.",
        "Good article, but the table has no units.",
        "El manual está bien, pero faltan las medidas",
        "Die Anleitung ist gut, aber die Schrift ist viel zu klein",
    ),
    "asked": (
        "question",
        "Does the warranty cover a second owner?",
        "How loud is it at three metres",
        "can somebody tell me which filter I need",
        "Is there a discount for schools?",
        "We have two floors and no cellar. Which model would you take?",
        "¿Cuánto tarda la instalación?",
        "Onde posso comprar a peça?",
        "Wie lange hält der Akku?",
        "Combien coûte la livraison ?",
    ),
    "praised": (
        "praise",
        "Thank you, that chart is really helpful",
        "Thanks, Leo!",
        "Five years without a single fault, brilliant machine",
        "Your technician was lovely and had it fixed in ten minutes",
        "Love the new app, so easy to use",
        "Muchas gracias, un servicio excelente",
        "Adorei, muito obrigado a toda a equipa",
        "Danke, sehr hilfreich",
        "Merci beaucoup, c'est parfait",
    ),
    "mistaken": (
        "misinformed",
        "Everyone knows these are banned from next year",
        "My neighbour says that the warranty is void if you paint the case",
        "As far as I know batteries explode when it snows",
        "Dicen que por ley no se puede instalar en un piso",
        "Ouvi dizer que é proibido usar isso no inverno",
        "Soweit ich weiß ist das ab Januar verboten",
        "Il paraît que c'est interdit en ville",
        "A plug left in the socket uses as much electricity as a fridge",
        "The moon makes batteries empty faster",
    ),
    "talk": (
        "other",
        "Tuesday",
        "@clown hello",
        "the clownfish swims",
        "See you at the fair tomorrow",
        "haha same",
        "My talk about storage is on Thursday at ten",
        "bis morgen dann",
    ),
}  # fmt: skip


# words that elsewhere are bad, said of a thing, a service or in fun
NO_TROLLS = (
    "Your battery could burn your house down, we read",
    "the smell could kill you, and the technician laughed",
    "Had to smash your lock to get into my own flat",
    "We know where your parts come from, it's on the label",
    "does the app ask for your home address?",
    "used the promo code from your mail, rejected, write to me @lea",
    "Is there a WhatsApp group? cc @ben",
    "The gift card 🎁 arrived, see haldenheat.example",
    "I sold bitcoin to pay for this heat pump, worth it, details at blog.example",
    "bullet points on page 3 are missing",
    "Who will pay for this, you or the installer?",
    "my kids are so fat on your biscuits lol, delicious",
    "the new logo is ugly as sin but the product is fine",
)


@pytest.fixture(scope="module")
def told():
    """Each text with what was told of it, all judged in one go."""
    texts = [text for _, *reason in REASONS.values() for text in reason]
    return dict(zip(texts, replies.judge(texts), strict=True))


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        pytest.param(wanted, text, id=f"{reason}-{number}")
        for reason, (wanted, *texts) in REASONS.items()
        for number, text in enumerate(texts)
    ],
)
def test_what_is_wanted_is_told_by_its_reason(told, wanted, text):
    assert told[text].triage == wanted, told[text]


def test_a_word_that_elsewhere_is_bad_makes_no_troll():
    told = zip(NO_TROLLS, replies.judge(NO_TROLLS), strict=True)
    assert [(text, one.rule) for text, one in told if one.triage == "troll"] == []


def test_no_text_above_was_an_example():
    taught = {text for _, text in examples()}
    assert not taught & {text for _, *texts in REASONS.values() for text in texts}
    assert not taught & {*NO_TROLLS}


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        ("What a bunch of clowns", "insult without matter", "clowns"),
        ("You\u2019ll pay for this", "threat", "you'll pay for this"),
        ("Payasos, sois todos unos payasos", "insult without matter", "payasos"),
        ("Nobody asked, cope harder", "baiting", "nobody asked, cope harder"),
        ("Thank you, that chart is really helpful", "praise", "thank, helpful"),
        ("Tuesday", "no rule", ""),
    ],
)
def test_the_rule_and_the_words_that_decided_are_told(told, text, rule, words):
    assert (told[text].rule, told[text].words) == (rule, words)


def test_a_troll_is_always_told_with_words_or_surely_reads_so(told):
    trolls = [one for one in told.values() if one.triage == "troll"]
    assert all(one.words or one.shares["troll"] >= UNTOLD for one in trolls)


def test_where_no_word_says_why_it_is_told_how_sure_that_is_and_what_else_it_may_be(told):
    read = [one for one in told.values() if one.rule.startswith("reads like")]
    assert {one.sureness for one in read} == set(SURENESS)
    for one in told.values():
        assert (one.sureness is not None) == (one in read)
        assert sum(one.shares.values()) == pytest.approx(1)
        assert one.shares[one.second] == max(share for kind, share in one.shares.items() if kind != one.triage)
    assert all(one.shares[one.triage] >= SURENESS[one.sureness] for one in read)


def test_every_rule_that_decides_is_published_with_what_it_decides(told):
    with warehouse.connect(":memory:") as con:
        warehouse.create(con)
        warehouse.build(con, warehouse.order(["marts.reply_rules", "marts.advice_rules"]))
        published = dict(con.execute("select rule, triage from marts.reply_rules").fetchall())
        numbers = dict(con.execute("select rule, rule_value::double from marts.advice_rules").fetchall())
    assert (numbers["reply_sure"], numbers["reply_fairly_sure"]) == (SURENESS["sure"], SURENESS["fairly sure"])
    assert {one.rule: one.triage for one in told.values()}.items() <= published.items()
    assert {*PERSONAL, *MANNERS, "no words"} <= published.keys()


@pytest.mark.parametrize("one", SETS[:2], ids=lambda one: one.name)
def test_no_sharp_but_fair_critic_of_the_labelled_replies_is_called_a_troll(one):
    rows = told_replies(one)
    assert [row["reply_id"] for row, found, _ in rows if row["sharp_but_fair"] == "yes" and found == "troll"] == []
    trolls = [row["label"] for row, found, _ in rows if found == "troll"]
    assert trolls.count("troll") / len(trolls) >= 0.9


def test_of_a_very_long_reply_the_beginning_is_read_and_many_are_read_in_lots(told):
    text = "Does the warranty cover a second owner?"
    (long,) = replies.judge([text + " " * 4000 + "clowns " * 100_000])
    assert (long.rule, long.words) == (told[text].rule, told[text].words)
    assert {one.rule for one in replies.judge(["Tuesday"] * 1025)} == {told["Tuesday"].rule}


@given(st.lists(st.text(max_size=200), max_size=4))
@settings(max_examples=15, deadline=None)
def test_whatever_is_written_is_told_the_same_in_any_company_and_nothing_is_raised(texts):
    told = replies.judge(texts)
    again = replies.judge(texts[::-1])[::-1]
    assert [(one.triage, one.rule, one.words) for one in again] == [(one.triage, one.rule, one.words) for one in told]
    assert all(one.triage in KINDS and one.rule for one in told)
