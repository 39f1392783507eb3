"""An accepted request, on record: the job, its states, the journal."""
