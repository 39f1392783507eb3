-- What the managers of a server decide, who is blocked there (guild_id 0: everywhere), what was done, and each
-- member's word about their pictures.

CREATE TABLE servers (
    guild_id INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE blocks (
    guild_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    until REAL,
    reason TEXT NOT NULL,
    by_user INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (guild_id, user_id)
);

CREATE TABLE acts (
    id TEXT PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    at REAL NOT NULL,
    actor INTEGER NOT NULL,
    act TEXT NOT NULL,
    user_id INTEGER,
    job_id TEXT,
    data TEXT NOT NULL
);
CREATE INDEX acts_by_server ON acts (guild_id, at);

CREATE TABLE consents (
    user_id INTEGER PRIMARY KEY,
    word TEXT NOT NULL
);
