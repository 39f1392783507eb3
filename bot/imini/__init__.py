"""The provider: imini's image API."""
