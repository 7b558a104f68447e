"""A stand-in for Rasa's process that needs no model: it answers each order by the text of the message."""

import argparse
import asyncio
import json
import os
import sys
import time
from pathlib import Path

parser = argparse.ArgumentParser()
for name in ("--model", "--endpoints", "--socket"):
    parser.add_argument(name)
given = parser.parse_args()


async def obey(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    order = json.loads(await reader.readline())
    with Path(given.endpoints).open("a", encoding="utf-8") as seen:
        seen.write(f"{order['order']} {order.get('sender', '')}\n")
    for line in lines(order):
        writer.write(json.dumps(line).encode() + b"\n")
        await writer.drain()
    writer.close()


def lines(order: dict[str, str]) -> list[dict[str, object]]:
    word = order.get("text", "")
    said: dict[str, object] = {"said": {"text": f"svar på {word}"}}
    if word == "dør":
        os._exit(1)
    if word == "blokerer":
        time.sleep(1.5)
    if order["order"] == "exists":
        return [{"done": order["sender"] == "kendt"}]
    if order["order"] == "store":
        return [{"done": not Path(f"{given.endpoints}.away").exists()}]
    last: dict[str, list[dict[str, object]]] = {"fejler": [{"failed": "ValueError"}], "slipper": []}
    return [said, *last.get(word, [{"done": True}])]


async def serve() -> None:
    server = await asyncio.start_unix_server(obey, given.socket)
    async with server:
        await server.serve_forever()


if given.model != "some" and not Path(given.model).exists():
    sys.exit(3)
asyncio.run(serve())
