-- What the host has decided for all servers, by kind: a pause, an announcement.
CREATE TABLE decisions (
    name TEXT COLLATE "C" PRIMARY KEY,
    data TEXT NOT NULL
);
