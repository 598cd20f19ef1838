// Plays an H5P package in a sandboxed frame. Order: this file, styles, H5P core, the libraries (as a list of sources that
// `runScripts` runs), then, when the page says `start`, the content.
import { listen, newUuid, send } from "./channel.js";
import { putFonts, takeFaces, watchFonts } from "./fonts.js";
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

function run(path, source) {
  const script = document.createElement("script");
  script.textContent = `${source}\n//# sourceURL=${encodeURI(path)}`;
  document.head.append(script);
  script.remove();
}

// Each source becomes a script of its own: strictness, declarations and failures are as with files of their own.
window.runScripts = (sources) => {
  for (const [path, source] of sources) run(path, source);
};

function dress(path, css) {
  const base = new URL(path, location.href);
  const style = document.createElement("style");
  // Written into the document, a sheet's addresses are no longer relative to where it lies.
  style.textContent = takeFaces(css, base).replace(/(url\(\s*["']?)(?!data:|blob:|https?:|[/#])/gi, `$1${new URL(".", base)}`);
  document.head.append(style);
}

let hasFailed = false;
function fail(code) {
  if (!hasFailed) send("trouble", { code });
  hasFailed = true;
}

// Without a picture the rest still can be done.
addEventListener(
  "error",
  ({ target }) => {
    if (target instanceof HTMLImageElement || target instanceof HTMLMediaElement) send("trouble", { code: "member" });
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
  watchFonts();
}

let isStarted = false;
listen((message) => {
  if (message.type === "start" && !isStarted && !hasFailed) {
    isStarted = true;
    start(message);
  } else if (message.type === "flush" && isStarted) {
    saveStates(H5P);
  } else if (message.type === "files") {
    putFonts(message.files);
  }
});

addEventListener("files", ({ detail }) => {
  for (const { url, text } of detail.files) (/\.css$/.test(url) ? dress : run)(url, text);
  if (typeof H5P.init !== "function") fail("script");
  else send("ready");
});
