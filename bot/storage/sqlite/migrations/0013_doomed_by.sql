-- A post that waits for deletion is one run's, and nobody's once that run has ended.

ALTER TABLE posts ADD COLUMN owner TEXT REFERENCES runs (id) ON DELETE SET NULL;
CREATE INDEX posts_by_owner ON posts (owner) WHERE owner IS NOT NULL;
