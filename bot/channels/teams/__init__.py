"""The Teams channel: Microsoft's Bot Connector brings activities, and takes the answers."""
