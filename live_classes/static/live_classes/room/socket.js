// The one WebSocket of a room: connects, tells what has arrived, notices a dead link, comes back with jitter.
const SHORTEST_MS = 500;
const LONGEST_MS = 15_000;
const PING_MS = 5000;
const DEAD_AFTER_MS = 12_000; // no byte for so long although a ping is out
const ACK_BYTES = 2048;
const ACK_MS = 1000;
const FRAME_OVERHEAD = 62; // TLS, TCP/IP and their acknowledgements for a frame, as measured
const FINAL = new Set([4403, 4404, 4409]);
const TOKEN_REFUSED = 4401;
const CROWDED = new Set([1013, 4429]);

export const BYTES = 1;
export const DEFLATED = 3;
const encoder = new TextEncoder();

const canInflate = () => {
  try {
    return Boolean(new DecompressionStream("deflate-raw"));
  } catch {
    return false;
  }
};

async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return JSON.parse(await new Response(stream).text());
}

/** Delay before an attempt: full jitter, so that a class that was cut together does not return together. */
export function delayBefore(attempt, random = Math.random) {
  const most = Math.min(LONGEST_MS, 2 * SHORTEST_MS * 2 ** attempt);
  return SHORTEST_MS + random() * (most - SHORTEST_MS);
}

export class RoomSocket {
  /** `hello()` gives the first frame; `on` has opened, message, binary, closed; `freshToken()` asks the page's address. */
  constructor({ address, hello, on, freshToken }) {
    Object.assign(this, { address, hello, on, freshToken, attempt: 0, deflate: canInflate() });
    Object.assign(this, { bytesReceived: 0, bytesSent: 0, wireBytes: 0, rttMs: 0, lastByteAt: 0, isOver: false });
    addEventListener("online", () => this.tryNow());
    addEventListener("offline", () => this.cut());
    document.addEventListener("visibilitychange", () => document.hidden || this.tryNow());
    setInterval(() => this.beat(), PING_MS);
    setInterval(() => this.acknowledge(), ACK_MS);
  }

  get isOpen() {
    return Boolean(this.isWelcome && this.socket?.readyState === WebSocket.OPEN);
  }

  get bufferedBytes() {
    return this.socket?.bufferedAmount || 0;
  }

  connect() {
    clearTimeout(this.timer);
    this.timer = null;
    if (this.isOver || this.socket) return;
    const socket = new WebSocket(this.address);
    socket.binaryType = "arraybuffer";
    this.socket = socket;
    Object.assign(this, { isWelcome: false, received: 0, acknowledged: 0, pingAt: 0, later: null, lastByteAt: performance.now() });
    socket.onopen = () => this.write(JSON.stringify({ ...this.hello(), deflate: this.deflate }));
    socket.onmessage = ({ data }) => socket === this.socket && this.arrived(data);
    socket.onclose = ({ code }) => socket === this.socket && this.lost(code);
  }

  /** End the wait for the next attempt, or find out at once whether the link still lives. */
  tryNow() {
    if (this.timer) this.connect();
    else if (this.isOpen) this.ping();
  }

  /** The link is known to be dead: do not wait for the browser to find out. */
  cut() {
    const { socket } = this;
    if (!socket || this.isOver) return;
    this.lost(1006);
    socket.close();
  }

  /** Leave for good. */
  leave() {
    this.isOver = true;
    clearTimeout(this.timer);
    this.send({ type: "leave" });
    const { socket } = this;
    this.socket = null; // who leaves is told nothing more
    socket?.close(1000);
  }

  async lost(code) {
    this.socket = null;
    this.isWelcome = false;
    if (FINAL.has(code)) this.isOver = true;
    if (this.isOver) return this.on.closed({ code, isFinal: true });
    if (code === TOKEN_REFUSED && !(await this.freshToken())) {
      this.isOver = true;
      return this.on.closed({ code, isFinal: true });
    }
    this.attempt++;
    const delayMs = CROWDED.has(code) ? LONGEST_MS : Math.round(delayBefore(this.attempt));
    this.timer = setTimeout(() => this.connect(), delayMs);
    this.on.closed({ code, attempt: this.attempt, delayMs, isFinal: false });
  }

  arrived(data) {
    const isText = typeof data === "string";
    const size = isText ? encoder.encode(data).length : data.byteLength;
    this.received += size;
    this.bytesReceived += size;
    this.wireBytes += size + FRAME_OVERHEAD;
    this.lastByteAt = performance.now();
    if (this.received - this.acknowledged >= ACK_BYTES) this.acknowledge();
    if (isText) this.inOrder(JSON.parse(data));
    else if (new Uint8Array(data)[0] === DEFLATED) this.inOrder(inflated(data.slice(1)));
    else this.on.binary(new DataView(data));
  }

  /** Hand on messages as they came, also while a compressed one is being unpacked. */
  async inOrder(message) {
    if (this.later) return this.later.push(message);
    if (!(message instanceof Promise)) return this.take(message);
    const { socket } = this;
    const waiting = [message];
    this.later = waiting;
    while (waiting.length) {
      const next = await waiting.shift();
      if (socket !== this.socket) return; // of a link that is gone; the next one brings it again
      this.take(next);
    }
    this.later = null;
  }

  take(message) {
    if (message.type === "welcome") {
      this.isWelcome = true;
      this.attempt = 0;
    } else if (message.type === "pong") {
      this.rttMs = performance.now() - message.t;
      this.pingAt = 0;
    }
    this.on.message(message);
  }

  acknowledge() {
    if (!this.isOpen || this.received === this.acknowledged) return;
    this.acknowledged = this.received;
    const frame = new DataView(new ArrayBuffer(5));
    frame.setUint8(0, BYTES);
    frame.setUint32(1, this.received % 2 ** 32);
    this.write(frame.buffer);
  }

  beat() {
    if (this.socket && this.pingAt && performance.now() - Math.max(this.lastByteAt, this.pingAt) > DEAD_AFTER_MS) this.cut();
    else if (this.isOpen && !this.pingAt) this.ping();
  }

  ping() {
    this.pingAt = performance.now();
    this.send({ type: "ping", t: this.pingAt });
  }

  write(frame) {
    const size = typeof frame === "string" ? encoder.encode(frame).length : frame.byteLength;
    this.bytesSent += size;
    this.wireBytes += size + FRAME_OVERHEAD;
    this.socket.send(frame);
  }

  /** Send an object as JSON, or bytes as they are; nothing while there is no link. */
  send(frame) {
    if (!this.isOpen) return false;
    this.write(frame instanceof ArrayBuffer || ArrayBuffer.isView(frame) ? frame : JSON.stringify(frame));
    return true;
  }
}
