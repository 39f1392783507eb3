-- The quota counts a member's running jobs, however old they are.
CREATE INDEX running_jobs ON jobs (user_id) WHERE running;
