// Calls of the upload API; what failed is told apart: the network (try again), or an answer (say it).

/** The server answered, and the answer is no. `body` is `{code, message, …}` where it gave one. */
export class Refused extends Error {
  constructor(status, body = {}) {
    super(body.message || body.detail || String(status));
    this.status = status;
    this.body = body;
  }
}

/** Nobody answered, or only "later": trying again is right. */
export class Unreachable extends Error {}

const isPassing = (status) => status === 0 || status === 408 || status === 429 || status >= 500;

export class UploadApi {
  constructor(address, token) {
    this.address = address;
    this.token = token;
  }

  async call(method, path = "", body, signal) {
    const headers = { "X-CSRFToken": this.token, Accept: "application/json" };
    if (body) headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await fetch(this.address + path, { method, headers, body: body && JSON.stringify(body), signal });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Unreachable(error.message);
    }
    const value = await answer.json().catch(() => ({}));
    if (answer.ok) return value;
    // A full disk does not pass by itself: its words are shown.
    if (isPassing(answer.status) && answer.status !== 507) throw new Unreachable(String(answer.status));
    throw new Refused(answer.status, value);
  }

  /** PUT one part with progress; `onProgress(bytes)`. */
  put(url, blob, onProgress, signal) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("PUT", url);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      if (new URL(url, location).pathname.startsWith(this.address)) request.setRequestHeader("X-CSRFToken", this.token);
      request.upload.onprogress = (event) => onProgress(event.loaded);
      request.onload = () => {
        if (request.status < 300) return resolve();
        if (isPassing(request.status) && request.status !== 507) return reject(new Unreachable(String(request.status)));
        let body = {};
        try {
          body = JSON.parse(request.responseText);
        } catch { /* object storage answers in XML */ }
        reject(new Refused(request.status, body));
      };
      request.onerror = () => reject(new Unreachable("network"));
      request.onabort = () => reject(new DOMException("aborted", "AbortError"));
      signal.addEventListener("abort", () => request.abort(), { once: true });
      request.send(blob);
    });
  }
}

/** Wait; ends early when the link comes back or the signal aborts. */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const end = () => { clearTimeout(timer); removeEventListener("online", end); resolve(); };
    const timer = setTimeout(end, ms);
    addEventListener("online", end, { once: true });
    signal?.addEventListener("abort", () => { clearTimeout(timer); reject(signal.reason); }, { once: true });
  });
}
