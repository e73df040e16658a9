-- One row is one rule by which a reply in marts.reply_queue was read; transforms/advice/replies applies them. The first
-- that holds decides. A rule keeps its name; how it is told may change.
-- grain: rule
create table if not exists marts.reply_rules (
    rule varchar not null, -- its id: marts.reply_queue.rule
    triage varchar not null, -- what it decides: question, praise, criticism, misinformed, troll or other
    meaning varchar not null -- what it saw, in words; reports tell it in their own language
);

delete from marts.reply_rules;

insert into marts.reply_rules values
    ('threat', 'troll', 'Threatens somebody'),
    ('hateful word', 'troll', 'Uses a hateful word'),
    ('harassment', 'troll', 'Harasses somebody'),
    ('spam', 'troll', 'Wants to sell something or to lure people away'),
    ('baiting', 'troll', 'Only wants to provoke'),
    ('insult without matter', 'troll', 'Insults, and names nothing that went wrong'),
    ('reads like trolling', 'troll', 'Reads like trolling'),
    ('question', 'question', 'Asks something'),
    ('reads like question', 'question', 'Reads like a question'),
    ('praise', 'praise', 'Praises'),
    ('reads like praise', 'praise', 'Reads like praise'),
    ('mistaken claim', 'misinformed', 'Claims what may not be true'),
    ('reads like misinformed', 'misinformed', 'Reads like a mistaken claim'),
    ('complaint', 'criticism', 'Finds fault'),
    ('harsh words with matter', 'criticism', 'Harsh words, but about something that happened'),
    ('reads like criticism', 'criticism', 'Reads like criticism'),
    ('no rule', 'other', 'Wants nothing in particular'),
    ('no words', 'other', 'Has no words to judge by');
