"""What Vejviser says: the Rasa side, its language understanding and its channels."""
