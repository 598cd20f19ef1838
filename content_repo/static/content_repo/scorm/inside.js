// Runs first in every page of a package, put there by the server.
//
// On the packages' host the pages find the player above them; windows that they open are shown inside the frame, for a
// phone has no second window. Where the frame has no origin no page reaches another: the player then hands the data
// model over in the name of the frame, the API lives in this very document, and what it saves is posted to the player.

(() => {
  const MARK = "lopgan-scorm:";
  const player = playerAbove();
  if (player) {
    window.open = (url = "", name = "") => player.openWindow(window, String(url), String(name));
    const opener = player.openerOf(window);
    if (opener) {
      window.opener = opener;
      window.close = () => player.closeWindow(window);
    }
  } else if (window.parent !== window && window.name.startsWith(MARK) && window.lopGanScormApi) {
    holdApi(JSON.parse(window.name.slice(MARK.length)));
  }

  // A link to elsewhere would put a page in the place of the SCO that the frame may not show: its address is shown instead.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || !/^(https?|mailto|ftp):/.test(link.href)) return;
    if (link.href.startsWith(`${location.protocol}//${location.host}/`)) return;
    event.preventDefault();
    let address = link.nextElementSibling;
    if (!address?.matches("[data-address]")) {
      address = document.createElement("code");
      address.dataset.address = "";
      address.textContent = link.href;
      link.after(" ", address);
    }
    getSelection().selectAllChildren(address);
  });

  function playerAbove() {
    try {
      for (let here = window; here !== here.parent; ) {
        here = here.parent;
        if (here.lopGanScormPlayer) return here.lopGanScormPlayer;
      }
    } catch (trouble) {
      if (trouble.name !== "SecurityError") throw trouble;
    }
    return null;
  }

  function holdApi({ version, model, valid, isRunning, nonce }) {
    const player = window.parent;
    const post = (kind, said = {}) => player.postMessage({ scorm: nonce, kind, ...said }, "*");
    const remember = () => {
      const next = { version, model: session.model(), valid, isRunning: session.isRunning(), nonce };
      window.name = MARK + JSON.stringify(next);
    };
    const session = window.lopGanScormApi({
      version,
      model,
      isRunning,
      tell: (kind, said) => post(kind, said),
      isValid: (request) => valid[request] ?? "unknown",
    });
    const name = version === "2004" ? "API_1484_11" : "API";
    window[name] = session.facade;
    // Many courses look for the API among their parents only, and reading a real one would throw.
    const above = { [name]: session.facade, opener: null };
    above.parent = above;
    window.parent = above;
    window.open = () => {
      post("trouble");
      return null;
    };
    window.addEventListener("message", ({ source, data }) => {
      if (source === player && data?.scorm === nonce) session.collect(data.kind === "leave");
    });
    window.addEventListener("pagehide", () => {
      session.collect(false);
      remember();
    });
    window.addEventListener("load", () => {
      const inner = [...document.querySelectorAll("frame[src], iframe[src]")];
      if (inner.some((one) => !/^(about|data|blob|javascript):/.test(one.src))) post("trouble");
    });
  }
})();
