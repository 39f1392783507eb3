-- What the managers of a server decide, who is blocked there (guild_id 0: everywhere), what was done, and each
-- member's word about their pictures.
CREATE TABLE servers (
    guild_id BIGINT PRIMARY KEY,
    version BIGINT NOT NULL,
    data TEXT NOT NULL
);

CREATE TABLE blocks (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    until DOUBLE PRECISION,
    reason TEXT NOT NULL,
    by_user BIGINT NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (guild_id, user_id)
);

CREATE TABLE acts (
    id TEXT COLLATE "C" PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    at DOUBLE PRECISION NOT NULL,
    actor BIGINT NOT NULL,
    act TEXT NOT NULL,
    user_id BIGINT,
    job_id TEXT COLLATE "C",
    data TEXT NOT NULL
);
CREATE INDEX acts_by_server ON acts (guild_id, at);

CREATE TABLE consents (
    user_id BIGINT PRIMARY KEY,
    word TEXT COLLATE "C" NOT NULL
);
