"""What Vejviser says: the Rasa side, its language understanding and its channels."""

from bot.left_out import leave_out

# Before anything of Rasa is imported.
leave_out()
