-- However many jobs are kept, a start, a sweep and an erasure find what they look for by an index.
DROP INDEX jobs_by_acknowledged;
CREATE INDEX open_jobs ON jobs (created_at) WHERE NOT acknowledged;

DROP INDEX posts_by_fate;
CREATE INDEX posts_to_delete ON posts (message_id) WHERE fate = 'doomed';

ALTER TABLE jobs ADD COLUMN references_from TEXT;
UPDATE jobs SET references_from = json_extract(data, '$.references_from')
WHERE iif(json_valid(data), json_extract(data, '$.references_from'), NULL) IS NOT NULL;
CREATE INDEX jobs_by_references ON jobs (references_from) WHERE references_from IS NOT NULL;
