// Files that frames ask the page for: a frame without an origin has no cache, the page has. Only what anybody may read is
// fetched, below the addresses that the section names.

const FONT = /\.(?:woff2?|ttf|otf)$/i;
const DISGUISED = /%(?:2f|5c|2e)/i;

export class Files {
  constructor(prefixes) {
    this.prefixes = prefixes.split(" ");
    this.loading = new Map();
  }

  /** Begin to load what will be asked for. */
  begin(addresses) {
    for (const address of addresses) this.load(address).catch(() => {});
  }

  /** Return the files asked for: `{url, text}`, of fonts `{url, buffer}`. */
  bring(addresses) {
    return Promise.all(addresses.map((address) => this.load(address)));
  }

  load(address) {
    if (!this.loading.has(address)) {
      const file = this.fetch(address);
      this.loading.set(address, file);
      file.catch(() => this.loading.delete(address));
    }
    return this.loading.get(address);
  }

  async fetch(address) {
    const url = new URL(String(address), location.origin);
    // A slash in disguise would lead out of the folder behind a proxy that tidies addresses.
    const isPublic = !DISGUISED.test(url.pathname) && this.prefixes.some((prefix) => url.pathname.startsWith(prefix));
    if (url.origin !== location.origin || !isPublic) throw new Error("not a file for frames");
    const response = await fetch(url, { credentials: "omit" });
    if (!response.ok) throw new Error(String(response.status));
    return FONT.test(url.pathname)
      ? { url: address, buffer: await response.arrayBuffer() }
      : { url: address, text: await response.text() };
  }
}
