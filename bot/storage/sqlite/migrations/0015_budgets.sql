-- What each account has spent in the spans that a cap limits. Nothing is recorded but the jobs: a counter is made of their
-- sum, and the triggers keep it equal to that. The names of accounts are those of bot/budgets/caps.py.

-- The server that a job counts for (0: outside the bot's servers), and what was requested: its resolution, quality and
-- number of pictures. Both stay when the job is erased.
ALTER TABLE jobs ADD COLUMN server_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN size TEXT NOT NULL DEFAULT '';
UPDATE jobs SET server_id = coalesce(guild_id, 0), size = coalesce(kind, '');
CREATE INDEX jobs_by_server ON jobs (server_id, created_at);

CREATE TABLE spending (
    account TEXT NOT NULL,
    starts REAL NOT NULL,
    ends REAL NOT NULL,
    spent INTEGER NOT NULL,
    warned INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (account, starts, ends)
) WITHOUT ROWID;

CREATE TABLE grants (
    id TEXT PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    user_id INTEGER,
    credits INTEGER NOT NULL,
    starts REAL NOT NULL,
    ends REAL NOT NULL,
    by_user INTEGER NOT NULL
);
CREATE INDEX grants_by_server ON grants (guild_id);

CREATE TRIGGER spend_for_new_job AFTER INSERT ON jobs WHEN NEW.credits != 0 BEGIN
    UPDATE spending SET spent = spent + NEW.credits
    WHERE account IN (
            'bot', 'host:' || NEW.server_id, 'server:' || NEW.server_id, 'member:' || NEW.server_id || ':' || NEW.user_id
        ) AND starts <= NEW.created_at AND ends > NEW.created_at;
END;

CREATE TRIGGER spend_for_changed_job AFTER UPDATE OF credits, created_at, server_id ON jobs
WHEN NEW.credits != OLD.credits OR NEW.created_at != OLD.created_at OR NEW.server_id != OLD.server_id BEGIN
    UPDATE spending SET spent = spent - OLD.credits
    WHERE account IN (
            'bot', 'host:' || OLD.server_id, 'server:' || OLD.server_id, 'member:' || OLD.server_id || ':' || OLD.user_id
        ) AND starts <= OLD.created_at AND ends > OLD.created_at;
    UPDATE spending SET spent = spent + NEW.credits
    WHERE account IN (
            'bot', 'host:' || NEW.server_id, 'server:' || NEW.server_id, 'member:' || NEW.server_id || ':' || NEW.user_id
        ) AND starts <= NEW.created_at AND ends > NEW.created_at;
END;

CREATE TRIGGER spend_for_deleted_job AFTER DELETE ON jobs WHEN OLD.credits != 0 BEGIN
    UPDATE spending SET spent = spent - OLD.credits
    WHERE account IN (
            'bot', 'host:' || OLD.server_id, 'server:' || OLD.server_id, 'member:' || OLD.server_id || ':' || OLD.user_id
        ) AND starts <= OLD.created_at AND ends > OLD.created_at;
END;
