-- What each account has spent in the spans that a cap limits. Nothing is recorded but the jobs: a counter is made of their
-- sum, and the trigger keeps it equal to that. The names of accounts are those of bot/budgets/caps.py.

-- The server that a job counts for (0: outside the bot's servers), and what was requested: its resolution, quality and
-- number of pictures. Both stay when the job is erased.
ALTER TABLE jobs ADD COLUMN server_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN size TEXT COLLATE "C" NOT NULL DEFAULT '';
UPDATE jobs SET server_id = coalesce(guild_id, 0), size = coalesce(kind, '');
CREATE INDEX jobs_by_server ON jobs (server_id, created_at);

CREATE TABLE spending (
    account TEXT COLLATE "C" NOT NULL,
    starts DOUBLE PRECISION NOT NULL,
    ends DOUBLE PRECISION NOT NULL,
    spent BIGINT NOT NULL,
    warned BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (account, starts, ends)
);

CREATE TABLE grants (
    id TEXT COLLATE "C" PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    user_id BIGINT,
    credits BIGINT NOT NULL,
    starts DOUBLE PRECISION NOT NULL,
    ends DOUBLE PRECISION NOT NULL,
    by_user BIGINT NOT NULL
);
CREATE INDEX grants_by_server ON grants (guild_id);

-- Whoever makes a counter holds lock 5 alone while it sums up the jobs; whoever changes what a job costs shares it. The
-- rows of counters are locked in the order of their key, everywhere, so that nobody waits in a circle.
CREATE FUNCTION spend(server_id BIGINT, user_id BIGINT, at DOUBLE PRECISION, amount BIGINT) RETURNS VOID AS $$
DECLARE
    accounts TEXT[] := ARRAY[
        'bot', 'host:' || server_id, 'server:' || server_id, 'member:' || server_id || ':' || user_id
    ];
BEGIN
    IF amount = 0 THEN
        RETURN;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(5, 0);
    PERFORM 1 FROM spending WHERE account = ANY (accounts) AND starts <= at AND ends > at
        ORDER BY account, starts, ends FOR UPDATE;
    UPDATE spending SET spent = spent + amount WHERE account = ANY (accounts) AND starts <= at AND ends > at;
END
$$ LANGUAGE plpgsql;

CREATE FUNCTION spend_for_job() RETURNS TRIGGER AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM spend(NEW.server_id, NEW.user_id, NEW.created_at, NEW.credits);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM spend(OLD.server_id, OLD.user_id, OLD.created_at, -OLD.credits);
    ELSIF NEW.created_at = OLD.created_at AND NEW.server_id = OLD.server_id THEN
        PERFORM spend(NEW.server_id, NEW.user_id, NEW.created_at, NEW.credits - OLD.credits);
    ELSE
        PERFORM spend(OLD.server_id, OLD.user_id, OLD.created_at, -OLD.credits);
        PERFORM spend(NEW.server_id, NEW.user_id, NEW.created_at, NEW.credits);
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;

CREATE TRIGGER spend_for_new_job AFTER INSERT ON jobs
    FOR EACH ROW WHEN (NEW.credits != 0) EXECUTE FUNCTION spend_for_job();
CREATE TRIGGER spend_for_changed_job AFTER UPDATE OF credits, created_at, server_id ON jobs
    FOR EACH ROW WHEN (
        NEW.credits != OLD.credits OR NEW.created_at != OLD.created_at OR NEW.server_id != OLD.server_id
    ) EXECUTE FUNCTION spend_for_job();
CREATE TRIGGER spend_for_deleted_job AFTER DELETE ON jobs
    FOR EACH ROW WHEN (OLD.credits != 0) EXECUTE FUNCTION spend_for_job();
