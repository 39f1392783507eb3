-- The same SQL serves every engine: what triggers and JSON functions did is done by the statements themselves.

DROP TRIGGER note_posts_of_new_jobs;
DROP TRIGGER note_posts_of_jobs;
DROP TRIGGER empty_unwanted_jobs;
DROP TRIGGER forget_posts;

-- fold() is that of bot/storage/sql/search.py.
ALTER TABLE jobs RENAME COLUMN prompt TO search_text;
UPDATE jobs SET search_text = fold(search_text) WHERE search_text != '';

-- What was declined before 0007 counts as what is declined since.
UPDATE jobs SET in_vain = 1, data = json_set(data, '$.in_vain', json('true'))
WHERE json_valid(data) AND NOT in_vain AND state = 'failed'
    AND json_extract(data, '$.failure.kind') IN ('moderation', 'bad_input');
