-- Also if the answer to the statement that took a slot is lost while the server is still at it.
CREATE UNIQUE INDEX slot_of_run ON slots (owner);
