// Plays an H5P package in a sandboxed frame. Order: this file, H5P core, the libraries (as a list of sources that
// `runScripts` runs), then, when the page says `start`, the content.
import { listen, newUuid, send } from "./channel.js";
import { tellHeight } from "./heights.js";
import { showAddresses } from "./links.js";
import { keepStates, saveStates } from "./states.js";
import { lendStorage } from "./storage.js";
import { watchViewing } from "./viewed.js";

const data = JSON.parse(document.getElementById("package").textContent);

lendStorage();
window.H5P = { preventInit: true };
window.H5PIntegration = {
  ...data.integration,
  contents: { "cid-1": { ...data.content, jsonContent: JSON.stringify(data.params) } },
};

// Each source becomes a script of its own: strictness, declarations and failures are as with files of their own.
window.runScripts = (sources) => {
  for (const [path, source] of sources) {
    const script = document.createElement("script");
    script.nonce = data.nonce;
    script.textContent = `${source}\n//# sourceURL=${encodeURI(path)}`;
    document.head.append(script);
    script.remove();
  }
};

let hasFailed = false;
function fail(code) {
  if (!hasFailed) send("trouble", { code });
  hasFailed = true;
}

// What does not load: without its scripts nothing can start, without a picture the rest still can.
addEventListener(
  "error",
  ({ target }) => {
    if (target instanceof HTMLScriptElement && "needed" in target.dataset) fail("network");
    else if (target instanceof HTMLLinkElement && "needed" in target.dataset) fail("network");
    else if (target instanceof HTMLImageElement || target instanceof HTMLMediaElement) send("trouble", { code: "member" });
  },
  true,
);

// Content of other hosts stays away; the learner is told that something is missing.
addEventListener("securitypolicyviolation", ({ blockedURI }) => {
  if (/^https?:/.test(blockedURI) && new URL(blockedURI).host !== location.host) send("trouble", { code: "elsewhere" });
});

function report(event) {
  const { verb, object, result, context, timestamp } = event.data.statement;
  send("statement", {
    statement: JSON.parse(
      JSON.stringify({ id: newUuid(), verb, object, result, context, timestamp: timestamp ?? new Date().toISOString() }),
    ),
  });
}

function start({ states = {} }) {
  keepStates(H5P, states);
  H5P.externalDispatcher.on("xAPI", report);
  try {
    H5P.init(document.body);
  } catch (error) {
    console.error(error);
    return fail("script");
  }
  const [instance] = H5P.instances;
  if (!instance) return fail("script");
  // The page draws the border; inside it the content keeps the distance that it has in a frame of H5P's own.
  const content = document.querySelector(".h5p-content");
  content.classList.replace("h5p-no-frame", "h5p-frame");
  H5P.trigger(instance, "resize");
  tellHeight(content);
  showAddresses();
  watchViewing(instance);
  send("started");
}

let isStarted = false;
listen((message) => {
  if (message.type === "start" && !isStarted && !hasFailed) {
    isStarted = true;
    start(message);
  } else if (message.type === "flush" && isStarted) {
    saveStates(H5P);
  }
});

addEventListener("DOMContentLoaded", () => {
  if (hasFailed) return;
  if (typeof H5P.init !== "function") fail("script");
  else send("ready");
});
