// Names that a device makes itself.
import { keep, kept } from "../../elearn/device.js";

/** A random UUID, also where a page is not in a secure context and `crypto.randomUUID` is missing. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** The UUID of this device, the same on each visit. */
export function deviceId() {
  const known = kept("device");
  if (known) return known;
  const made = newId();
  keep("device", made);
  return made;
}
