-- What was declined counts against its member, whatever else of it is erased.

ALTER TABLE jobs ADD COLUMN in_vain INTEGER NOT NULL DEFAULT 0;
