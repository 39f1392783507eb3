-- What a deletion has to find, and what ties a member to a job once its prompt and pictures are erased: ids alone.
-- The triggers note the messages of a saved job (new) that others than its requester see; copies are noted by whoever
-- posts them.

ALTER TABLE jobs ADD COLUMN guild_id INTEGER;
ALTER TABLE jobs ADD COLUMN channel_id INTEGER;
ALTER TABLE jobs ADD COLUMN removals TEXT NOT NULL DEFAULT '[]';
CREATE TABLE posts (
    message_id INTEGER PRIMARY KEY,
    channel_id INTEGER NOT NULL,
    guild_id INTEGER,
    job_id TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    at REAL NOT NULL,
    copy INTEGER NOT NULL DEFAULT 0,
    fate TEXT NOT NULL DEFAULT 'there'
);
CREATE INDEX posts_by_job ON posts (job_id);
CREATE INDEX posts_by_user ON posts (user_id);
CREATE INDEX posts_by_fate ON posts (fate);
CREATE TRIGGER note_posts_of_new_jobs AFTER INSERT ON jobs WHEN json_valid(new.data)
BEGIN
    INSERT INTO posts (message_id, channel_id, guild_id, job_id, user_id, at)
    SELECT message_id, channel_id, guild_id, new.id, new.user_id, new.created_at FROM (
        SELECT json_extract(new.data, '$.card.message_id') AS message_id,
            json_extract(new.data, '$.card.channel_id') AS channel_id,
            json_extract(new.data, '$.card.guild_id') AS guild_id
        WHERE NOT json_extract(new.data, '$.card.private')
        UNION ALL SELECT json_extract(value, '$.message_id'), json_extract(value, '$.channel_id'),
            json_extract(value, '$.guild_id') FROM json_each(new.data, '$.parcels')
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
            json_extract(value, '$.guild_id') FROM json_each(new.data, '$.parcels')
    ) WHERE message_id IS NOT NULL AND channel_id IS NOT NULL ON CONFLICT (message_id) DO NOTHING;
END;
CREATE TRIGGER forget_posts AFTER DELETE ON jobs
BEGIN DELETE FROM posts WHERE job_id = old.id; END;
UPDATE jobs SET guild_id = json_extract(data, '$.card.guild_id'),
    channel_id = json_extract(data, '$.card.channel_id') WHERE json_valid(data);
DROP TRIGGER empty_unwanted_jobs;
CREATE TRIGGER empty_unwanted_jobs AFTER UPDATE ON jobs WHEN new.unwanted AND new.closed AND new.data != ''
BEGIN UPDATE jobs SET prompt = '', data = '' WHERE id = new.id; END;
