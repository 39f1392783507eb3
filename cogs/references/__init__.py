"""Images that members point at."""
