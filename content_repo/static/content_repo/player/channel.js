// What frames and the page of the site say to each other: docs/package_protocol.md.

/** Send a message to the page. */
export function send(type, fields = {}) {
  parent.postMessage({ type, ...fields }, "*");
}

/** Call `take(message)` for each message of the page. */
export function listen(take) {
  addEventListener("message", ({ source, data }) => {
    if (source === parent && data && typeof data.type === "string") take(data);
  });
}

/** A new UUID; `crypto.randomUUID` is missing where the site has no TLS. */
export function newUuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
