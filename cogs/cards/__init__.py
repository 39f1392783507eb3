"""What messages look like: pure functions from jobs to Components V2."""
