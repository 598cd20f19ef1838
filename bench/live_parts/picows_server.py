"""The limit: a websocket server in C without any product; sends each message to all. ``python … <port>``."""

import sys

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_create_server

everybody: set[WSTransport] = set()


class Listener(WSListener):
    """One socket."""

    def on_ws_connected(self, transport: WSTransport):
        """Count it among all."""
        everybody.add(transport)

    def on_ws_disconnected(self, transport: WSTransport):
        """Forget it."""
        everybody.discard(transport)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame):
        """Send what came to all."""
        if frame.msg_type == WSMsgType.CLOSE:
            transport.send_close(frame.get_close_code())
            transport.disconnect()
            return
        message = frame.get_payload_as_bytes()
        for other in everybody:
            other.send(WSMsgType.BINARY, message)


async def serve(port: int) -> None:
    """Serve for ever."""
    server = await ws_create_server(lambda request: Listener(), "127.0.0.1", port, backlog=2048)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
