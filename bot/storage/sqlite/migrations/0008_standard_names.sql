-- What is stored is named as the code names it. A quoted name before a colon is a key: the quotes within a string of JSON
-- are escaped.
DROP TRIGGER note_posts_of_new_jobs;
DROP TRIGGER note_posts_of_jobs;
DROP TRIGGER empty_unwanted_jobs;

ALTER TABLE jobs RENAME COLUMN closed TO acknowledged;
DROP INDEX jobs_by_closed;
CREATE INDEX jobs_by_acknowledged ON jobs (acknowledged);
UPDATE jobs SET data = replace(replace(replace(replace(replace(data,
    '"closed":', '"acknowledged":'),
    '"parcels":', '"extra_messages":'),
    '"drawn_in":', '"generation_seconds":'),
    '"snapshots":', '"references_from":'),
    '"bot_present":', '"bot_in_channel":')
WHERE data != '';

ALTER TABLE errands RENAME TO pending_messages;
UPDATE pending_messages SET data = replace(data, '"bot_present":', '"bot_in_channel":');

CREATE TRIGGER note_posts_of_new_jobs AFTER INSERT ON jobs WHEN json_valid(new.data)
BEGIN
    INSERT INTO posts (message_id, channel_id, guild_id, job_id, user_id, at)
    SELECT message_id, channel_id, guild_id, new.id, new.user_id, new.created_at FROM (
        SELECT json_extract(new.data, '$.card.message_id') AS message_id,
            json_extract(new.data, '$.card.channel_id') AS channel_id,
            json_extract(new.data, '$.card.guild_id') AS guild_id
        WHERE NOT json_extract(new.data, '$.card.private')
        UNION ALL SELECT json_extract(value, '$.message_id'), json_extract(value, '$.channel_id'),
            json_extract(value, '$.guild_id') FROM json_each(new.data, '$.extra_messages')
    ) WHERE message_id IS NOT NULL AND channel_id IS NOT NULL ON CONFLICT (message_id) DO NOTHING;
END;

CREATE TRIGGER note_posts_of_jobs AFTER UPDATE ON jobs WHEN json_valid(new.data)
BEGIN
    INSERT INTO posts (message_id, channel_id, guild_id, job_id, user_id, at)
    SELECT message_id, channel_id, guild_id, new.id, new.user_id, new.created_at FROM (
        SELECT json_extract(new.data, '$.card.message_id') AS message_id,
            json_extract(new.data, '$.card.channel_id') AS channel_id,
            json_extract(new.data, '$.card.guild_id') AS guild_id
        WHERE NOT json_extract(new.data, '$.card.private')
        UNION ALL SELECT json_extract(value, '$.message_id'), json_extract(value, '$.channel_id'),
            json_extract(value, '$.guild_id') FROM json_each(new.data, '$.extra_messages')
    ) WHERE message_id IS NOT NULL AND channel_id IS NOT NULL ON CONFLICT (message_id) DO NOTHING;
END;

CREATE TRIGGER empty_unwanted_jobs AFTER UPDATE ON jobs WHEN new.unwanted AND new.acknowledged AND new.data != ''
BEGIN UPDATE jobs SET prompt = '', data = '' WHERE id = new.id; END;
