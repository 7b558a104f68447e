"""What the pages of courses and background say besides their templates; the words stand in messages.yml."""

from pathlib import Path

from deploy.messages import Messages

say = Messages(Path(__file__).with_name("messages.yml"))
