-- Cards that show something under way which is no job.

CREATE TABLE errands (
    id TEXT PRIMARY KEY,
    data TEXT NOT NULL
);
