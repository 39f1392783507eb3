-- Equal to the end of SQLite's history (bot/storage/sqlite/migrations/), and the tables that processes share.
-- COLLATE "C" orders text as SQLite does, whatever the language of the server.

CREATE TABLE runs (
    id TEXT COLLATE "C" PRIMARY KEY,
    expires_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE jobs (
    id TEXT COLLATE "C" PRIMARY KEY,
    user_id BIGINT NOT NULL,
    state TEXT NOT NULL,
    acknowledged BOOLEAN NOT NULL,
    created_at DOUBLE PRECISION NOT NULL,
    task_id TEXT COLLATE "C",
    charged BIGINT NOT NULL,
    search_text TEXT NOT NULL,
    data TEXT NOT NULL,
    unwanted BOOLEAN NOT NULL DEFAULT FALSE,
    interaction_id BIGINT UNIQUE,
    guild_id BIGINT,
    channel_id BIGINT,
    removals TEXT NOT NULL DEFAULT '[]',
    in_vain BOOLEAN NOT NULL DEFAULT FALSE,
    references_from TEXT COLLATE "C",
    owner TEXT COLLATE "C" REFERENCES runs ON DELETE SET NULL,
    credits BIGINT NOT NULL DEFAULT 0,
    running BOOLEAN NOT NULL DEFAULT FALSE,
    kind TEXT COLLATE "C",
    seconds DOUBLE PRECISION
);
CREATE INDEX jobs_by_user ON jobs (user_id, created_at);
CREATE INDEX jobs_by_age ON jobs (created_at);
CREATE INDEX jobs_by_task ON jobs (task_id);
CREATE INDEX jobs_to_show ON jobs (user_id, created_at, id) WHERE data != '' AND NOT unwanted;
CREATE INDEX open_jobs ON jobs (created_at) WHERE NOT acknowledged;
CREATE INDEX jobs_by_references ON jobs (references_from) WHERE references_from IS NOT NULL;
CREATE INDEX durations ON jobs (kind, created_at) WHERE kind IS NOT NULL;
-- A run that ends lets go of its jobs by this index.
CREATE INDEX jobs_by_owner ON jobs (owner) WHERE owner IS NOT NULL;

CREATE TABLE posts (
    message_id BIGINT PRIMARY KEY,
    channel_id BIGINT NOT NULL,
    guild_id BIGINT,
    job_id TEXT COLLATE "C" NOT NULL,
    user_id BIGINT NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    copy BOOLEAN NOT NULL DEFAULT FALSE,
    fate TEXT NOT NULL DEFAULT 'there'
);
CREATE INDEX posts_by_job ON posts (job_id);
CREATE INDEX posts_by_user ON posts (user_id);
CREATE INDEX posts_to_delete ON posts (message_id) WHERE fate = 'doomed';

CREATE TABLE members (
    user_id BIGINT PRIMARY KEY,
    data TEXT NOT NULL
);

CREATE TABLE pending_messages (
    id TEXT COLLATE "C" PRIMARY KEY,
    data TEXT NOT NULL,
    owner TEXT COLLATE "C" REFERENCES runs ON DELETE SET NULL
);

-- The files of single processes that have moved here, by their digest.
CREATE TABLE moves (
    digest TEXT COLLATE "C" PRIMARY KEY,
    at TIMESTAMPTZ NOT NULL
);

-- The holder of a slot connects its shards; ``of`` is how many slots there are.
CREATE TABLE slots (
    of BIGINT NOT NULL,
    number BIGINT NOT NULL,
    owner TEXT COLLATE "C" REFERENCES runs ON DELETE SET NULL,
    PRIMARY KEY (of, number)
);

-- When the next shard of a bucket may identify (Discord's max_concurrency).
CREATE TABLE identifies (
    bucket BIGINT PRIMARY KEY,
    next_at TIMESTAMPTZ NOT NULL
);

-- How many shards all slots together connect, while any of them is held.
CREATE TABLE shard_count (
    of BIGINT PRIMARY KEY,
    count BIGINT NOT NULL
);

-- A chore that one process at a time does.
CREATE TABLE duties (
    name TEXT COLLATE "C" PRIMARY KEY,
    owner TEXT COLLATE "C" REFERENCES runs ON DELETE SET NULL,
    done_at TIMESTAMPTZ,
    note TEXT NOT NULL DEFAULT ''
);

-- The reference images of a job.
CREATE TABLE refs (
    job_id TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (job_id, number)
);

-- The reference images that a member has selected for the next job.
CREATE TABLE selections (
    user_id BIGINT PRIMARY KEY,
    data TEXT NOT NULL,
    until TIMESTAMPTZ NOT NULL
);

-- What all processes should know for a while, such as that imini refuses the account.
CREATE TABLE notices (
    topic TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    until TIMESTAMPTZ NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (topic, key)
);
