"""What messages look like, and their custom_ids: pure functions from jobs to Components V2."""
