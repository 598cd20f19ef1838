// SHA-256 of files of any size, read piece by piece; and a short fingerprint to know a file again.
const PIECE = 1024 * 1024;
const ENDS = 256 * 1024;
const WHOLE_LIMIT = 64 * 1024 * 1024; // the browser's own hash wants the whole file in memory

let loading = null;

function load(address) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(globalThis.hashwasm);
    script.onerror = () => { loading = null; reject(new TypeError("hasher")); };
    document.head.append(script);
  });
  return loading;
}

const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

async function hashBlob(blob, address, signal) {
  let hasher;
  try {
    hasher = await (await load(address)).createSHA256();
  } catch (error) {
    if (!globalThis.crypto?.subtle || blob.size > WHOLE_LIMIT) throw error;
    return hex(await crypto.subtle.digest("SHA-256", await blob.arrayBuffer()));
  }
  hasher.init();
  for (let start = 0; start < blob.size; start += PIECE) {
    signal?.throwIfAborted();
    hasher.update(new Uint8Array(await blob.slice(start, start + PIECE).arrayBuffer()));
  }
  return hasher.digest("hex");
}

/** SHA-256 of a file in hex. `address` is that of the hash-wasm script. */
export const hashFile = (file, address, signal) => hashBlob(file, address, signal);

/** Hash of the first and last 256 KiB: enough to know the file again on another day. */
export function fingerprint(file, address) {
  const ends = new Blob([file.slice(0, ENDS), file.slice(Math.max(ENDS, file.size - ENDS))]);
  return hashBlob(ends, address);
}

/** A random UUID (RFC 9562, version 4); `crypto.randomUUID` is missing on plain HTTP. */
export function randomUuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return hex(bytes).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
