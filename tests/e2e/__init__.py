"""The promises to members, over real sockets: the real bot in its own process, a Discord and an imini beside it."""
