// The binary frames of voice and video (docs/live_protocol.md): a header of twelve bytes, then what was encoded.

export const VOICE = 2;
export const VIDEO = 4;
export const HEADER_BYTES = 12;
export const LONG = 1; // voice: frames of 120 ms
export const AFTER_SILENCE = 2; // voice: nothing was sent before this frame because nothing was said
export const KEY_FRAME = 1; // video
export const SCREEN = 2; // video: a screen, not the camera

/** Return the bytes of one frame. */
export function packFrame({ kind, flags = 0, stream, number, mediaMs, payload }) {
  const bytes = new Uint8Array(HEADER_BYTES + payload.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, kind);
  view.setUint8(1, flags);
  view.setUint16(2, stream);
  view.setUint32(4, number);
  view.setUint32(8, Math.max(0, Math.round(mediaMs)));
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/** Return what a frame says, or null for one that is too short to be one. */
export function readFrame(view) {
  if (view.byteLength <= HEADER_BYTES) return null;
  return {
    kind: view.getUint8(0),
    flags: view.getUint8(1),
    stream: view.getUint16(2),
    number: view.getUint32(4),
    mediaMs: view.getUint32(8),
    payload: new Uint8Array(view.buffer, view.byteOffset + HEADER_BYTES, view.byteLength - HEADER_BYTES),
  };
}

/** Return the frames of a stored stretch of voice: each with its length before it; a cut end is left out. */
export function splitFrames(buffer) {
  const view = new DataView(buffer);
  const frames = [];
  for (let at = 0; at + 2 <= view.byteLength; ) {
    const length = view.getUint16(at);
    at += 2;
    if (!length || at + length > view.byteLength) break;
    frames.push(new DataView(buffer, at, length));
    at += length;
  }
  return frames;
}
