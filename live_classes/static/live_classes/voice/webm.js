// Takes the Opus packets out of WebM as MediaRecorder writes it (EBML, RFC 8794): pieces in, packets out. Pure.

const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const BLOCK_GROUP = 0xa0;
const SIMPLE_BLOCK = 0xa3;
const BLOCK = 0xa1;
const TIMESTAMP = 0xe7;
const OPENED = new Set([SEGMENT, CLUSTER, BLOCK_GROUP]); // what is inside these is read, all else passed over
const UNKNOWN = -1; // a size that was not known when writing began
const LACING = 0x06;
const MAX_PENDING = 1 << 20;

/** Read a number of variable length; null while its bytes are not all there. */
function readNumber(bytes, at, keepsMarker) {
  if (at >= bytes.length) return null;
  const length = Math.clz32(bytes[at]) - 23;
  if (length > 8 || at + length > bytes.length) return length > 8 ? { value: UNKNOWN, length: 1 } : null;
  let value = keepsMarker ? bytes[at] : bytes[at] & (0xff >> length);
  let isUnknown = !keepsMarker && value === 0xff >> length;
  for (let i = 1; i < length; i += 1) {
    value = value * 256 + bytes[at + i];
    isUnknown &&= bytes[at + i] === 0xff;
  }
  return { value: isUnknown ? UNKNOWN : value, length };
}

export class WebmReader {
  #pending = new Uint8Array(0);
  #cluster = 0; // ms
  #toSkip = 0;

  /** `onPacket(bytes, ms)` gets each packet with its time since the recording began. */
  constructor(onPacket) {
    this.onPacket = onPacket;
  }

  /** Take the next piece. */
  push(piece) {
    const all = new Uint8Array(this.#pending.length + piece.length);
    all.set(this.#pending);
    all.set(piece, this.#pending.length);
    let at = 0;
    for (let step = this.#skip(all, 0); step !== null; step = this.#element(all, at)) at += step;
    this.#pending = all.slice(at);
    if (this.#pending.length > MAX_PENDING) throw new RangeError("webm");
  }

  #skip(bytes, at) {
    const skipped = Math.min(this.#toSkip, bytes.length - at);
    this.#toSkip -= skipped;
    return skipped;
  }

  /** Read one element; returns by how much to go on, or null when its bytes are not all there. */
  #element(bytes, at) {
    if (this.#toSkip) return this.#skip(bytes, at) || null;
    const id = readNumber(bytes, at, true);
    const size = id && readNumber(bytes, at + id.length, false);
    if (!size) return null;
    const header = id.length + size.length;
    if (OPENED.has(id.value) || size.value === UNKNOWN) return header;
    if (![TIMESTAMP, SIMPLE_BLOCK, BLOCK].includes(id.value)) {
      this.#toSkip = size.value;
      return header;
    }
    if (at + header + size.value > bytes.length) return null;
    this.#read(id.value, bytes.slice(at + header, at + header + size.value));
    return header + size.value;
  }

  #read(id, content) {
    if (id === TIMESTAMP) {
      this.#cluster = content.reduce((value, byte) => value * 256 + byte, 0);
      return;
    }
    const track = readNumber(content, 0, false);
    if (!track || content.length < track.length + 3 || content[track.length + 2] & LACING) return;
    const offset = new DataView(content.buffer).getInt16(track.length);
    this.onPacket(content.subarray(track.length + 3), this.#cluster + offset);
  }
}
