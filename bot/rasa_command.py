"""Rasa's own command line in this environment: `python -m bot.rasa_command test core …`.

Plain `rasa` stops at its first import of what is left out here (bot/left_out.py).
"""

from rasa.__main__ import main

if __name__ == "__main__":
    main()
