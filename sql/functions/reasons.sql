-- Sentences of the marts, each from facts that its row keeps: transforms/weekly/reasons.py tells the same ones in the
-- language of a report.

-- Why a piece is offered to somebody.
create or replace temp macro offer_reason(who, tier, topic, times, posts, confidence, form) as
    who || ' (tier ' || tier || ') '
    || case when times is not null then 'writes about ' || topic || ' ' || times || ' times as much as the list'
        else 'keeps writing about ' || topic end
    || case when posts is not null then ', about ' || posts || case when posts = 1 then ' post' else ' posts' end
        || ' in the last 28 days' else '' end
    || case when confidence = 'not enough data' then ' (few posts so far)' else '' end
    || ', and the ' || form || ' is about it.';

-- What to write about, for whom, and what they want to know: of names, questions and pages the first three.
create or replace temp macro gap_brief(topic, people, names, own_words, questions, pages) as
    'Write about ' || topic || ', for ' || array_to_string(names[:3], ', ')
    || case when people > 3 then ' and ' || (people - 3) || ' more' else '' end || '.'
    || case when len(own_words) > 0 then ' In their own words: ' || array_to_string(own_words, ', ') || '.' else '' end
    || case when len(questions) > 0 then ' They ask: '
        || array_to_string(list_transform(questions[:3], lambda one: '"' || one.question || '"'), ' ') else '' end
    || case when len(pages) > 0 then ' They share: ' || array_to_string(pages[:3], '; ') || '.' else '' end;

-- Which counts would turn a verdict.
create or replace temp macro verdict_turning(verdict, posts, answered, minimum_posts, invest_from, cull_below, posts_to_tell) as case
    when verdict = 'not enough data' then (minimum_posts - posts) || ' more posts in a window make it enough to judge.'
    else case when invest_from <= posts then 'Of ' || posts || ' posts, ' || invest_from || ' answered or more mean invest'
            else 'So few posts can never mean invest' end
        || case when cull_below > 1 then ', ' || (cull_below - 1) || ' or fewer mean cull; '
            when cull_below = 1 then ', none answered means cull; '
            else ', and none answered would not yet mean cull; ' end
        || answered || case when answered = 1 then ' was' else ' were' end
        -- with so many posts a hold says that the share is near the threshold: more of them would tell little
        || case when verdict = 'hold' and posts < posts_to_tell
            then '; to tell half or twice the threshold takes about ' || posts_to_tell || ' posts' else '' end || '.'
    end;
