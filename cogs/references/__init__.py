"""Images that members point at: attachments, messages, the tray."""
