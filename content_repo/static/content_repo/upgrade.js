// Upgrades content: fetches it, has the libraries' own scripts run in a frame that holds nothing, sends the result.
const section = document.querySelector("[data-upgrade]");
const find = (name) => section.querySelector(`[data-${name}]`);
const [start, wait, said, bar, trouble] = ["start", "wait", "said", "progress", "trouble"].map(find);

function fail(code, words) {
  const known = find("codes").content.querySelector(`[data-code="${code}"]`);
  find("trouble-words").textContent = words || known?.textContent || "";
  trouble.hidden = false;
  wait.hidden = true;
  start.disabled = false;
}

function progress(done, total) {
  said.textContent = said.dataset.words.replace("{done}", done).replace("{total}", total);
  bar.max = total;
  bar.value = done;
}

/** Run the upgrade in a frame without origin; give its answer, or a failure in its place. */
function runInFrame(data) {
  return new Promise((resolve) => {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.hidden = true;
    frame.src = section.dataset.frame;
    const end = (answer) => {
      clearTimeout(timer);
      removeEventListener("message", hear);
      frame.remove();
      resolve(answer);
    };
    const hear = ({ source, data: message }) => {
      if (source !== frame.contentWindow || typeof message?.type !== "string") return;
      if (message.type === "ready") frame.contentWindow.postMessage({ type: "upgrade", ...data }, "*");
      else if (message.type === "progress") progress(Number(message.done), Number(message.total));
      else if (message.type === "result" || message.type === "trouble") end(message);
    };
    const timer = setTimeout(end, section.dataset.seconds * 1000, { type: "trouble", code: "slow" });
    addEventListener("message", hear);
    section.append(frame);
  });
}

async function send(params) {
  const body = new FormData(find("form"));
  body.append("content", new Blob([JSON.stringify(params)], { type: "application/json" }), "content.json");
  const answer = await fetch(location.pathname, { method: "POST", body, headers: { Accept: "application/json" } });
  return answer.json();
}

async function upgrade() {
  start.disabled = true;
  trouble.hidden = true;
  wait.hidden = false;
  bar.removeAttribute("value");
  said.textContent = said.dataset.fetching;
  try {
    const data = await (await fetch(section.dataset.source)).json();
    const answer = await runInFrame(data);
    if (answer.type === "trouble") return fail(answer.code, "");
    said.textContent = said.dataset.saving;
    const kept = await send(answer.params);
    if (kept.next) location.assign(kept.next);
    else fail("", kept.message);
  } catch {
    fail("network");
  }
}

find("form").addEventListener("submit", (event) => {
  event.preventDefault();
  upgrade();
});
start.hidden = false;
