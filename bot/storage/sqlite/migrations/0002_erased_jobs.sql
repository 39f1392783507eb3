-- A job that its member does not want to be known any more is emptied as soon as nothing is left to be done for it.
-- What it cost stays, so that erasing does not refill a quota.

ALTER TABLE jobs ADD COLUMN unwanted INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER empty_unwanted_jobs AFTER UPDATE ON jobs WHEN new.unwanted AND new.closed AND new.data != ''
BEGIN
    UPDATE jobs SET task_id = NULL, prompt = '', data = '' WHERE id = new.id;
END;
