"""Whether a request becomes a job, and the pipeline that runs it."""
