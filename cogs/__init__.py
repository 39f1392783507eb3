"""The Discord side of Imagine bot: thin cogs over the `bot` package."""
