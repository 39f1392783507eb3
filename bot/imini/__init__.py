"""The provider: imini's image API, its errors, retries and pauses."""
