"""From jobs to Components V2: pure functions."""
