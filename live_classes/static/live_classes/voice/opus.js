// What the first bytes of an Opus packet tell (RFC 6716, chapter 3).

const SILK_MS = [10, 20, 40, 60];
const CELT_MS = [2.5, 5, 10, 20];
const LONGEST_MS = 120;

function frameMs(toc) {
  const config = toc >> 3;
  if (config < 12) return SILK_MS[config % 4];
  return config < 16 ? SILK_MS[config % 2] : CELT_MS[config % 4];
}

function frameCount(packet) {
  const code = packet[0] & 3;
  if (code === 3) return packet.length > 1 ? packet[1] & 63 : 0;
  return code ? 2 : 1;
}

/** Return how long a packet plays; 0 for bytes that are no packet. */
export function packetMs(packet) {
  if (!packet.length) return 0;
  const ms = frameCount(packet) * frameMs(packet[0]);
  return ms > LONGEST_MS ? 0 : ms;
}

const sizeBytes = (length) => (length < 252 ? [length] : [252 + (length % 4), (length - 252 - (length % 4)) / 4]);

/** Join packets of one frame each and the same settings into one; null where they do not fit together. */
export function joinPackets(packets) {
  if (packets.length === 1) return packets[0];
  const toc = packets[0][0];
  const isAlike = (packet) => packet.length > 1 && packet.length < 1276 && packet[0] === toc && (toc & 3) === 0;
  if (!packets.every(isAlike) || packets.length * frameMs(toc) > LONGEST_MS) return null;
  const bytes = [toc | 3, 0x80 | packets.length]; // frames of different lengths, no padding
  for (const packet of packets.slice(0, -1)) bytes.push(...sizeBytes(packet.length - 1));
  for (const packet of packets) bytes.push(...packet.subarray(1));
  return Uint8Array.from(bytes);
}
