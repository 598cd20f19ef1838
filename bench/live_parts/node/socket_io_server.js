// The same with Socket.IO: sends each event to all. `node socket_io_server.js <port>`
const { createServer } = require("http");
const { Server } = require("socket.io");

const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false });
io.on("connection", (socket) => socket.on("m", (data) => io.emit("m", data)));
http.listen({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 2048 });
