// A document in a sandbox has no storage and no cookies: asking for them throws, which ends scripts that only wanted to
// remember something. They get a memory that lasts as long as the document.

function memory() {
  const values = new Map();
  const calls = {
    getItem: (key) => values.get(String(key)) ?? null,
    setItem: (key, value) => void values.set(String(key), String(value)),
    removeItem: (key) => void values.delete(String(key)),
    clear: () => values.clear(),
    key: (number) => [...values.keys()][number] ?? null,
  };
  return new Proxy(calls, {
    get: (target, name) => (name === "length" ? values.size : (target[name] ?? values.get(name))),
    set: (target, name, value) => (values.set(String(name), String(value)), true),
    has: (target, name) => name in target || values.has(name),
    deleteProperty: (target, name) => (values.delete(name), true),
    ownKeys: () => [...values.keys()],
    getOwnPropertyDescriptor: (target, name) =>
      values.has(name) ? { value: values.get(name), writable: true, enumerable: true, configurable: true } : undefined,
  });
}

function isForbidden(read) {
  try {
    read();
    return false;
  } catch {
    return true;
  }
}

/** Put memories where the browser forbids the real ones. */
export function lendStorage() {
  for (const name of ["localStorage", "sessionStorage"]) {
    if (isForbidden(() => window[name].length)) Object.defineProperty(window, name, { value: memory(), configurable: true });
  }
  if (isForbidden(() => document.cookie)) {
    Object.defineProperty(document, "cookie", { get: () => "", set: () => {}, configurable: true });
  }
}
