-- A member's page is found without a look at the jobs before it, whose prompts may be long.

CREATE INDEX jobs_to_show ON jobs (user_id, created_at, id) WHERE data != '' AND NOT unwanted;
