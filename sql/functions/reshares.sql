-- What a post looks like to an audience before anybody answers it: own words or a quote, a link, a picture, how long.
create or replace temp macro form_of(kind, letters, has_link, has_media) as
    case kind when 'quote' then 'quote' when 'original' then 'words' else kind end
    || case when has_link then ' link' else '' end || case when has_media then ' media' else '' end
    || case when letters is null or letters < 50 then ' short' when letters < 120 then ' some' when letters < 200 then ' long'
        else ' full' end;

-- The row of marts._answer_growth for an age in hours.
create or replace temp macro growth_step(hours) as floor(2 * log2(1 + greatest(hours, 0)))::integer;

-- The share of its answers a post has after so many hours where nobody measured it: half of what is left in every
-- half-life; never so small that one early answer would foretell thousands.
create or replace temp macro assumed_growth(hours, half_life) as
    greatest(1 - pow(0.5, greatest(hours, 0) / half_life), 0.05)::decimal(9, 6);

-- How much there is of something against what is usual: 0.5 as usual, 0.67 twice as much, never 1.
create or replace temp macro against(told, usual) as (told / (told + usual))::decimal(9, 6);

-- Words that are shared on by no brand, whoever wrote them: threats, and calls to hurt oneself or others.
create or replace temp macro is_vile(words) as regexp_matches(lower(words),
    '(^|[^\p{L}])(kill yourself|kys|go die|neck yourself|(i|we)( wi|'')ll kill|deserves? to die|should be (shot|hanged|killed|gassed)'
    || '|m[aá]tate|ojal[aá] te mueras|vete a morir|se mate|vai morrer|merece morrer|bring dich um|geh sterben|va crever|suicide-toi'
    || '|subhumans?|untermensch(en)?|gas the|heil hitler|white power|sieg heil)([^\p{L}]|$)');

-- Somebody says that they were paid or given something.
create or replace temp macro told_disclosure(words, hashtags) as coalesce(
    list_filter(hashtags, lambda tag: list_contains(['ad', 'ads', 'sponsored', 'gifted', 'paidpartnership', 'advertisement',
        'publicidad', 'patrocinado', 'colaboracionpagada', 'publi', 'publicidade', 'parceriapaga', 'anzeige', 'werbung',
        'publicite', 'sponsorise', 'partenariatremunere', 'affiliate'], strip_accents(lower(tag))))[1],
    nullif(regexp_extract(lower(words), '(^|[^\p{L}#])(paid partnership|sponsored by|in (paid )?partnership with|paid promotion|'
        || 'gifted by|affiliate links?|en colaboraci[oó]n pagada con|patrocinado por|parceria paga com|unbezahlte werbung|'
        || 'bezahlte partnerschaft|partenariat r[eé]mun[eé]r[eé])', 2), ''));

-- Somebody sells: a code, a discount, a link that pays them.
create or replace temp macro sells(words, urls) as
    regexp_matches(lower(words), '(use|with|my|promo|discount|coupon) code[: ]+["“'']?[a-z0-9]{3,}|code[: ]+[a-z0-9]{4,} (for|at|to get)|'
        || '\d{1,2} ?% (off|discount) (with|using|code)|(c[oó]digo|cup[oó]n|cupom) (de descuento|de desconto|promocional)?[: ]*[a-z0-9]{4,}|'
        || 'gutscheincode|rabattcode|code promo')
    or list_bool_or(list_transform(urls, lambda url: regexp_matches(lower(url),
        '[?&](tag=[a-z0-9]+-2[01]|aff(iliate)?(_?id)?=|ref_?id=|irclickid=|clickref=|awc=)|(^|//)(www\.)?(amzn\.to|rstyle\.me|shrsl\.com|liketk\.it|ltk\.app|awin1\.com|tidd\.ly|shareasale\.com|click\.linksynergy\.com)/')));

-- Labels in force that keep a post to its own place, or say what it shows.
create or replace temp macro unsafe_label(labels) as list_filter(labels, lambda label: list_contains([
    'porn', 'sexual', 'nudity', 'nsfw', 'graphic-media', 'gore', 'sensitive', 'possibly_sensitive', 'self-harm', 'intolerant', 'threat',
    'rude', 'spam', 'scam', 'misleading', 'misinformation', 'impersonation', 'corpse', 'security', '!hide', '!takedown', '!suspend', '!warn',
    '!no-unauthenticated', '!no-promote', 'nobot', 'noindex', 'age-restricted'], lower(label)))[1];
