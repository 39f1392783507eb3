"""What is stored of jobs and members, in the SQL that every engine understands."""
