-- Discord sends an interaction again, also to the next run: it is admitted once.

ALTER TABLE jobs ADD COLUMN interaction_id INTEGER;
CREATE UNIQUE INDEX jobs_by_interaction ON jobs (interaction_id);
