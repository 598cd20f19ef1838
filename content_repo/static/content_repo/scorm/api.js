// The object that a SCO talks to, `API` or `API_1484_11`: scorm-again behind the few functions of the standard.
//
// A plain script, not a module: it also runs inside the SCO's own document, before anything of the SCO, where the frame
// has no origin and the SCO can't reach the player (see inside.js). Nothing of it may lie in the global scope.

(() => {
  const MAX_SUSPEND_12 = 4096; // SCORM 1.2 RTE 3.4.4; scorm-again would take more
  const TOO_LONG = "405";
  const REQUEST = /^(continue|previous|exit|exitAll|abandon|abandonAll|suspendAll|_none_|\{target=[^{}]{1,300}\}(choice|jump))$/;

  // `tell(kind, {cmi, request, isTouched})`: kind is «start», «save» (the SCO asked), «change» or «end».
  // `isValid(request)` answers adl.nav.request_valid.
  function openApi({ version, model, tell, isValid, isRunning = false }) {
    const is2004 = version === "2004";
    const api = new window[is2004 ? "Scorm2004API" : "Scorm12API"]({ autocommit: false, logLevel: 5 });
    api.loadFromJSON(model);
    const names = is2004
      ? ["Initialize", "Terminate", "GetValue", "SetValue", "Commit", "GetLastError", "GetErrorString", "GetDiagnostic"]
      : ["LMSInitialize", "LMSFinish", "LMSGetValue", "LMSSetValue", "LMSCommit", "LMSGetLastError"].concat([
          "LMSGetErrorString",
          "LMSGetDiagnostic",
        ]);
    const [start, end, get, set, commit, lastError, words, diagnostic] = names;
    const state = { isDirty: false, isTouched: false, isEnded: false, request: "", error: "" };
    const call = (name, ...values) => {
      state.error = "";
      return String(api[name](...values.map((value) => (value === undefined || value === null ? "" : String(value)))));
    };
    const data = () => JSON.parse(JSON.stringify(api.renderCMIToJSONObject().cmi));
    const report = (kind) => {
      tell(kind, { cmi: data(), request: state.request, isTouched: state.isTouched });
      if (kind !== "change") state.isDirty = false;
    };

    let isTakenOver = isRunning;
    if (isRunning) call(start, "");
    const facade = {
      [start](value) {
        if (isTakenOver) {
          isTakenOver = false; // a page of the same SCO has started already
          return "true";
        }
        const answer = call(start, value);
        if (answer === "true") report("start");
        return answer;
      },
      [end](value) {
        const answer = state.isEnded ? String(call(end, value) && false) : call(end, value);
        if (answer === "true") {
          state.isEnded = true;
          report("end");
        }
        return answer;
      },
      [commit](value) {
        const answer = call(commit, value);
        if (answer === "true") report("save");
        return answer;
      },
      [get](name) {
        const asked = /^adl\.nav\.request_valid\.(.+)$/.exec(String(name));
        if (asked && api.isInitialized()) return String(isValid(asked[1].replace(/^(choice|jump)\.(.*)$/, "$2$1")));
        return call(get, name);
      },
      [set](name, value) {
        if (!is2004 && name === "cmi.suspend_data" && String(value).length > MAX_SUSPEND_12 && api.isInitialized()) {
          state.error = TOO_LONG;
          return "false";
        }
        if (name === "adl.nav.request" && api.isInitialized() && REQUEST.test(value)) {
          state.error = "";
          state.request = value === "_none_" ? "" : String(value);
          return "true";
        }
        const answer = call(set, name, value);
        if (answer === "true") {
          state.isDirty = true;
          if (/(status|score\.\w+|progress_measure|\.result|response)$/.test(name)) state.isTouched = true;
          tell("change");
        }
        return answer;
      },
      [lastError]: () => state.error || String(api[lastError]()),
      [words]: (code) => String(api[words](String(code))),
      [diagnostic]: (code) => String(api[diagnostic](String(code))),
    };
    if (is2004) facade.version = "1.0";
    return {
      facade,
      /** Whether the SCO has begun to talk, and not yet ended. */
      isRunning: () => api.isInitialized(),
      model: data,
      /** Report what is not saved yet; `isLeaving` also ends a session that the SCO forgot to end. */
      collect(isLeaving) {
        if (state.isEnded || !api.isInitialized()) return;
        if (isLeaving) report("left");
        else if (state.isDirty) report("auto");
      },
    };
  }

  window.lopGanScormApi = openApi;
})();
