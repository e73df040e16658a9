-- What an amount is worth after so many days, where it halves every `half_life`. DECIMAL, so that sums of it are exact.
create or replace temp macro faded(amount, days, half_life) as
    (amount::double * pow(0.5::double, days / half_life))::decimal(18, 9);

-- What is left of one after so many days, as a number, for one row alone.
create or replace temp macro left_of(days, half_life) as pow(0.5::double, days / half_life);

-- The Monday of a day.
create or replace temp macro monday(day) as (date_trunc('week', day))::date;

-- How much a post weighs in the profile of who published it: own words more than a quote, a quote more than a repost.
create or replace temp macro post_weight(kind) as
    case kind when 'repost' then 0.5 when 'quote' then 0.75 else 1.0 end::decimal(3, 2);

-- What an audience did with a post: NULL where no count was told.
create or replace temp macro answers_to(likes, replies, reposts, quotes) as
    case when coalesce(likes, replies, reposts, quotes) is not null
    then coalesce(likes, 0) + coalesce(replies, 0) + coalesce(reposts, 0) + coalesce(quotes, 0) end;

-- Words of a text, small, without addresses and signs.
create or replace temp macro words_of(told) as regexp_extract_all(
    lower(regexp_replace(told, 'https?://\S+|\bwww\.\S+|\bpic\.twitter\.com/\S+', ' ', 'g')), '[\p{L}\p{M}\p{N}]+');

-- Pairs of neighbouring words, each once, as numbers: what two copies of a text have in common however they are cut.
create or replace temp macro word_pairs(words) as
    list_distinct(list_transform(range(1, len(words)), lambda i: hash(words[i], words[i + 1])));

-- What a memory holds of a topic, drawn to what a longer one says with the weight of `prior` posts.
create or replace temp macro drawn(held, all_held, longer, prior) as (held + prior * longer) / (all_held + prior);

-- What the long memory says of a topic. A part of a post a topic (`discount`) is held back for what is new: who says
-- many things once will say others next, who repeats themselves will not (Pitman and Yor 1997). That part, `held_back`
-- over all topics, and the weight of `prior` posts go as the list does.
create or replace temp macro remembered(long, all_long, held_back, listed, discount, prior) as
    (long - least(long, discount::double) + (held_back + prior) * listed) / (all_long + prior);

-- How much somebody cares: the middle memory is drawn to the long one, the short one to the middle; the three and the
-- list's last days are mixed by how well each foretold what this list wrote.
create or replace temp macro interest_of(
    short, all_short, middle, all_middle, long_share, listed_now, w_short, w_middle, w_long, w_list, to_middle, to_long) as
    w_long * long_share
    + w_middle * drawn(middle, all_middle, long_share, to_long)
    + w_short * drawn(short, all_short, drawn(middle, all_middle, long_share, to_long), to_middle)
    + w_list * listed_now;

-- How much more often people come back to a topic than their shares let expect, beside all topics: 1 is as usual, and
-- where little was to be expected it is drawn to that with the weight of `prior` returns. Some topics are a habit of
-- whoever has them; others are said once.
create or replace temp macro keeps(returns, awaited, all_returns, all_awaited, prior) as
    (returns::double + prior) / (awaited::double * (all_returns + 1) / (all_awaited + 1) + prior);

-- Wilson's bounds of a share behind which stand so many posts; z = 1.2816 for 80 %.
create or replace temp macro low_of(share, posts, z) as greatest(0,
    (share + z * z / (2 * posts) - z * sqrt(share * (1 - share) / posts + z * z / (4 * posts * posts)))
    / (1 + z * z / posts));
create or replace temp macro high_of(share, posts, z) as least(1,
    (share + z * z / (2 * posts) + z * sqrt(share * (1 - share) / posts + z * z / (4 * posts * posts)))
    / (1 + z * z / posts));

-- Two texts of which one is in the other: six in ten of the shorter's pairs of words; a few words alone must be all.
create or replace temp macro is_copy(shared, pairs, other_pairs, words, other_words) as case
    when words < 4 then shared = pairs and shared = other_pairs
    else shared >= 0.6 * least(pairs, other_pairs) end;

-- Days in a memory that began so many days ago: what a pace is divided by.
create or replace temp macro exposure(days, half_life) as
    pow(0.5, 1 / half_life) * (1 - pow(0.5, days / half_life)) / (1 - pow(0.5, 1 / half_life));

-- How far apart two shares are in standard deviations, both drawn to what they have in common (Monroe and others 2008).
create or replace temp macro log_odds_z(own, all_own, listed, all_listed, prior) as
    (ln((own + prior * listed / all_listed) / (all_own - own + prior * (1 - listed / all_listed) + 0.000001))
        - ln(listed / (all_listed - listed + 0.000001)))
    / sqrt(1 / (own + prior * listed / all_listed) + 1 / listed);

-- The row of marts._count_bounds for an expected count.
create or replace temp macro count_step(expected) as
    round(20 * ln(least(greatest(expected, 0.01), 2000)))::integer;

-- Words that phrases are made of: no addresses, nobody's handle.
create or replace temp macro phrase_words(told) as words_of(regexp_replace(told, '(^|\s)[@]\S+', ' ', 'g'));

-- Every phrase of one to three words, each once.
create or replace temp macro phrases_in(words) as list_distinct(list_concat(words, list_concat(
    list_transform(range(1, len(words)), lambda i: words[i] || ' ' || words[i + 1]),
    list_transform(range(1, len(words) - 1), lambda i: words[i] || ' ' || words[i + 1] || ' ' || words[i + 2]))));

-- How many people a rising phrase needs in a list of so many: five of eighty, two of a dozen.
create or replace temp macro least_people(people) as greatest(2, least(5, round(people / 15)));

-- How much a phrase rose: the lower bound of its rate against the weeks before, by how many people said it.
create or replace temp macro rise_of(posts, posts_before, people) as
    greatest(posts - 1.2816 * sqrt(posts), 0) / (posts_before + 1) * ln(1 + people);

-- Words that only hold others together, or that everybody says every day: English, Spanish, Portuguese. A phrase
-- neither begins nor ends with one.
create or replace temp macro small_words() as string_split(
    'a about after again ainda al algo algum alguma algumas alguns all also além am an and ano anos ante antes any ' ||
    'ao aos apenas aqui aquí are as así at até aun aunque be because been before being bem bien but by cada can ' ||
    'coisa com como con contra cosa cosas could cual cuando cuál cuándo da das de debe decir del dela dele deles ' ||
    'depois desde dessa desse desta deste dia dias did disse do does doing dois don donde dos down during día días ' ||
    'e each el ela elas ele eles ella ellas ellos em en enquanto entre então era eran es esa ese eso esos essa ' ||
    'essas esse esses esta estaba estado estamos estar estas estava este estes esto estos está están estão eu even ' ||
    'ever every faz fazer few fez foi for foram from fue fueron gente get getting go going got ha hace hacer hacia ' ||
    'had han has hasta have having hay he her here hers him his hoje how hoy há i if in into is isso isto it its ' ||
    'just já la las last le les let lhe like ll lo los luego lá ma made mais make many mas may me mejor melhor ' ||
    'menos mesmo meu meus mi minha minhas mis mismo momento more most much muita muito muitos must muy my más mí na ' ||
    'nada nas nem nenhum never new next ni no nor nos nosotros nossa nosso not now nuestra nuestro nunca não nós o ' ||
    'of off on once onde one only ontem or os other otra otras otro otros ou our out outra outras outro outros over ' ||
    'own para parte pela pelas pelo pelos pero poco pode podem pois por porque pouco pra pro puede pueden pues qual ' ||
    'quando que quem quer quien quién qué re really s sabe said same say says se sea see según seja sem sempre ser ' ||
    'será seu seus she should si siempre sin since sino so sobre solo some son soy still su sua suas such sus são ' ||
    'sí só sólo t take también tan tanto te tem tempo tener tengo tenho ter teve than that the their them then ' ||
    'there these they thing things this those though through ti tiempo tiene tienen time to toda todas today todo ' ||
    'todos too tras tu tudo tus two tú u um uma umas un una unas under uno unos uns until up us va vai vamos ve ver ' ||
    'very vez vezes você vocês vou was way we well were what when where which while who whom whose why will with ' ||
    'would ya yet yo you your à às é él', ' ');

-- Whether a phrase could be about something.
create or replace temp macro says_something(phrase) as
    regexp_matches(phrase, '\p{L}{2}')
    and not list_contains(small_words(), string_split(phrase, ' ')[1])
    and not list_contains(small_words(), string_split(phrase, ' ')[-1]);
