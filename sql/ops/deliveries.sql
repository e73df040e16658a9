-- One row is one report on one way to one address: sent, being sent, or why not. What was sent is not sent again.
-- grain: report, period, way, address
create table if not exists ops.deliveries (
    report varchar not null, -- weekly or daily
    period varchar not null, -- the ISO week (2026-W43) or the day (2026-10-26) it tells of
    way varchar not null, -- folder, s3, mail or chat
    address varchar not null, -- the folder, the S3 path, the mail address, or the name of the connection; never a secret
    state varchar not null, -- sent, sending (begun, and nothing heard of its end), or failed
    content_hash varchar not null, -- of the words that were sent
    attempts integer not null, -- how often it was tried
    reason varchar, -- why it failed; NULL where it did not
    run_id varchar not null, -- the run that tried last
    tried_at timestamp not null, -- when it was tried last (UTC)
    sent_at timestamp -- when it was sent first (UTC); NULL: not yet
);
