"""The doors of the bot: each takes a message in, guards it, asks Rasa and gives the answers back."""
