"""Whether a request becomes a job: checked, priced and stored, or refused."""
