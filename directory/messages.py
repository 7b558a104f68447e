"""The Danish messages of the directory; they stand in messages.yml."""

from pathlib import Path

from deploy.messages import Messages

message = Messages(Path(__file__).with_name("messages.yml"))
