"""What members spend and try, counted with the jobs in the database that several processes share."""
