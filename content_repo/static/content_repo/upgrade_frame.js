// Runs in a sandboxed frame without origin and without network: the upgrade scripts of libraries, on content given
// by the page. A library's script fills H5PUpgrades[name][major][minor]; steps above the content's version are run in
// order, then each sub-content is brought to the version that the new semantics let in.
(() => {
  const STEP_MS = 10000;
  const tell = (message) => parent.postMessage(message, "*");
  const run = (0, eval); // in the global scope: the scripts declare their variables there
  let libraries = {};
  let done = 0;
  let total = 1;

  window.H5P = { createUUID: () => crypto.randomUUID() };

  const parsed = (name) => {
    const [, machineName, major, minor] = /^(\S+) (\d+)\.(\d+)$/.exec(name) || [];
    return { machineName, major: Number(major), minor: Number(minor) };
  };
  const isAbove = (a, b) => a.major > b.major || (a.major === b.major && a.minor > b.minor);

  /** Steps between two versions, the oldest first. */
  function stepsBetween(from, to) {
    run(libraries[`${to.machineName} ${to.major}.${to.minor}`]?.script || "");
    const known = window.H5PUpgrades?.[to.machineName] || {};
    const steps = [];
    for (const [major, minors] of Object.entries(known)) {
      for (const [minor, step] of Object.entries(minors)) {
        const version = { major: Number(major), minor: Number(minor) };
        const hook = typeof step === "function" ? step : step?.contentUpgrade;
        if (hook && isAbove(version, from) && !isAbove(version, to)) steps.push({ ...version, hook });
      }
    }
    return steps.sort((a, b) => a.major - b.major || a.minor - b.minor);
  }

  /** One step; it answers by a callback, which must come in time. */
  function take(hook, params, extras) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(reject, STEP_MS, new Error("slow"));
      hook(params, (error, result, more) => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve({ params: result, extras: more || extras });
      }, extras);
    });
  }

  async function upgraded(name, target, params, metadata) {
    const from = parsed(name);
    const to = parsed(target);
    let state = { params, extras: { metadata } };
    for (const { hook } of stepsBetween(from, to)) state = await take(hook, state.params, state.extras);
    done += 1;
    tell({ type: "progress", done, total: Math.max(total, done) });
    const fields = libraries[target]?.fields || [];
    if (state.params && typeof state.params === "object") await walk(fields, state.params);
    return state;
  }

  async function walk(fields, params) {
    for (const field of fields) {
      if (params[field.name] !== undefined) params[field.name] = await inside(field, params[field.name]);
    }
  }

  async function inside(field, value) {
    if (value === null || typeof value !== "object") return value;
    if (field.type === "library") return subContent(field, value);
    if (field.type === "group") {
      if (field.single) return inside(field.fields[0], value);
      await walk(field.fields, value);
    } else if (field.type === "list" && Array.isArray(value)) {
      for (let at = 0; at < value.length; at += 1) value[at] = await inside(field.field, value[at]);
    }
    return value;
  }

  async function subContent(field, value) {
    if (typeof value.library !== "string") return value;
    const { machineName } = parsed(value.library);
    const target = field.options.find((option) => parsed(option).machineName === machineName);
    if (!target) return value;
    const { params, extras } = await upgraded(value.library, target, value.params, value.metadata);
    return { ...value, library: target, params, metadata: extras?.metadata ?? value.metadata };
  }

  const count = (value) => {
    if (value === null || typeof value !== "object") return 0;
    const own = typeof value.library === "string" && value.params !== undefined ? 1 : 0;
    return own + Object.values(value).reduce((sum, one) => sum + count(one), 0);
  };

  addEventListener("message", async ({ source, data }) => {
    if (source !== parent || data?.type !== "upgrade") return;
    libraries = data.libraries;
    total = 1 + count(data.params);
    try {
      const { params } = await upgraded(data.from, data.to, data.params, {});
      tell({ type: "result", params });
    } catch (error) {
      tell({ type: "trouble", code: error?.message === "slow" ? "slow" : "script" });
    }
  });
  tell({ type: "ready" });
})();
