-- What is kept: jobs, and what members have chosen.

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL,
    state TEXT NOT NULL,
    closed INTEGER NOT NULL,
    created_at REAL NOT NULL,
    task_id TEXT,
    charged INTEGER NOT NULL,
    prompt TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX jobs_by_closed ON jobs (closed);
CREATE INDEX jobs_by_user ON jobs (user_id, created_at);
CREATE INDEX jobs_by_age ON jobs (created_at);
CREATE INDEX jobs_by_task ON jobs (task_id);
CREATE TABLE members (
    user_id INTEGER PRIMARY KEY,
    data TEXT NOT NULL
);
