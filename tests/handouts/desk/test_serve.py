"""The port of a desk."""

from __future__ import annotations

import asyncio
import socket
from contextlib import closing

from handouts.desk.serve import bound


def test_what_is_answered_is_sent_at_once() -> None:
    """An answer of two parts else waits for a browser that acknowledges after 40 ms."""
    held: list[int] = []

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        writer.close()

    async def asked() -> None:
        with closing(bound(0)) as listening:
            async with await asyncio.start_server(one, sock=listening):
                reader, writer = await asyncio.open_connection(*listening.getsockname())
                await reader.read()
                writer.close()

    asyncio.run(asked())
    assert held and held[0]
