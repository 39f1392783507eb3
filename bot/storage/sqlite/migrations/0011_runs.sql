-- Each open job and each pending message is one run's, and nobody's once that run has ended. What a job holds of its
-- member's quota is in its row: credits reserved or charged, and whether it runs.

CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    expires_at REAL NOT NULL
);
ALTER TABLE jobs ADD COLUMN owner TEXT REFERENCES runs (id) ON DELETE SET NULL;
CREATE INDEX jobs_by_owner ON jobs (owner) WHERE owner IS NOT NULL;
ALTER TABLE jobs ADD COLUMN credits INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN running INTEGER NOT NULL DEFAULT 0;
UPDATE jobs SET credits = charged WHERE charged != 0;
UPDATE jobs SET running = 1, credits = coalesce(json_extract(data, '$.cost'), 0)
WHERE NOT acknowledged AND state IN ('accepted', 'submitting', 'submitted', 'ready') AND json_valid(data);

ALTER TABLE pending_messages ADD COLUMN owner TEXT REFERENCES runs (id) ON DELETE SET NULL;
