-- The limit of the cap that somebody was warned of: once a cap is raised, that warning is no longer about it.
ALTER TABLE spending ADD COLUMN warned_limit BIGINT NOT NULL DEFAULT 0;
