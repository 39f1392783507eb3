-- What the host has decided for all servers, by kind: a pause, an announcement.

CREATE TABLE decisions (
    name TEXT PRIMARY KEY,
    data TEXT NOT NULL
);
