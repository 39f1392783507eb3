"""The set-up on a fresh machine: the locks, and what installs them."""
