// One SCO being played: where its API is, and what it tells. Two ways, by whether the frame has an origin.

const MARK = "lopgan-scorm:";

/** The API lies in this document, and the SCO finds it among its parents. */
export class SharedSession {
  constructor({ frame, address, version, model, tell, isValid }) {
    this.name = version === "2004" ? "API_1484_11" : "API";
    this.session = window.lopGanScormApi({ version, model, tell, isValid });
    window[this.name] = this.session.facade;
    frame.src = address;
  }

  collect(isLeaving) {
    this.session.collect(isLeaving);
  }

  /** Called before the page is unloaded. */
  prepare() {}

  /** Called when it is gone: a session that it has not ended ends here. */
  close() {
    this.collect(true);
    delete window[this.name];
  }
}

/** The API lies in the SCO's document; it gets the data model in the name of its frame and posts what it saves. */
export class DistantSession {
  constructor({ frame, address, version, model, tell, requests, onTrouble }) {
    this.frame = frame;
    this.nonce = crypto.getRandomValues(new Uint32Array(4)).join("-");
    frame.name = MARK + JSON.stringify({ version, model, valid: requests, isRunning: false, nonce: this.nonce });
    this.listen = ({ source, data }) => {
      if (source !== frame.contentWindow || data?.scorm !== this.nonce) return;
      if (data.kind === "trouble") onTrouble();
      else tell(data.kind, data);
    };
    window.addEventListener("message", this.listen);
    frame.src = address;
  }

  collect(isLeaving) {
    this.frame.contentWindow?.postMessage({ scorm: this.nonce, kind: isLeaving ? "leave" : "collect" }, "*");
  }

  prepare() {
    this.collect(true);
  }

  close() {
    window.removeEventListener("message", this.listen);
    this.frame.removeAttribute("name");
  }
}
