"""Whether a request becomes a job: checked, priced and written down, or refused."""
