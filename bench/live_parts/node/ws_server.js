// The same on Node with `ws`: sends each message to all. `node ws_server.js <port>`
const { WebSocketServer } = require("ws");

const server = new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]), perMessageDeflate: false, backlog: 2048 });
server.on("connection", (socket) => {
  socket.on("error", () => {});
  socket.on("message", (data) => {
    for (const other of server.clients) if (other.readyState === 1) other.send(data, { binary: true });
  });
});
