// The data model of one SCO: what it is launched with, what it says when it is saved.

/** The neutral learner: a package never learns who plays it. */
export const LEARNER_ID = "nguoi-hoc";

/** What the API is loaded with. `saved` is the value kept under `cmi/<item>`, if any: `{cmi, total, isDone}`, where `total`
    is the time spent before the session that `cmi` tells of; `name` is a neutral name. */
export function launchModel({ version, item, saved, name, objectives = [] }) {
  return version === "2004" ? launch2004(item, saved, name, objectives) : launch12(item, saved, name);
}

function launch12(item, saved, name) {
  const old = saved?.cmi ?? {};
  const core = old.core ?? {};
  const entry = entryOf(saved, core.exit);
  return {
    ...kept(old, ["suspend_data", "comments", "objectives", "student_preference"]),
    ...(entry === "resume" && kept(old, ["interactions"])),
    launch_data: item.data_from_lms,
    core: {
      ...kept(core, ["lesson_location", "score"]),
      student_id: LEARNER_ID,
      student_name: name,
      credit: "credit",
      lesson_mode: "normal",
      lesson_status: core.lesson_status || "not attempted",
      entry,
      total_time: added12(saved?.total, core.session_time),
    },
    student_data: {
      mastery_score: item.mastery_score,
      max_time_allowed: item.max_time_allowed,
      time_limit_action: item.time_limit_action,
    },
  };
}

function launch2004(item, saved, name, objectives) {
  const primary = item.sequencing?.objectives.find((one) => one.is_primary && one.by_measure);
  const constant = {
    learner_id: LEARNER_ID,
    learner_name: name,
    credit: "credit",
    mode: "normal",
    launch_data: item.data_from_lms,
    max_time_allowed: item.max_time_allowed,
    time_limit_action: item.time_limit_action,
    completion_threshold: item.completion_threshold === undefined ? "" : String(item.completion_threshold),
    scaled_passing_score: primary ? String(primary.min_measure) : "",
  };
  const old = saved?.cmi ?? {};
  if (!saved || isOver(saved)) {
    // A normal exit ended the attempt: the next one begins with nothing (SCORM 2004 RTE 4.2.8, cmi.exit).
    return {
      ...kept(old, ["learner_preference"]),
      ...constant,
      objectives: asRows(objectives),
      completion_status: "unknown",
      success_status: "unknown",
      entry: "ab-initio",
      total_time: "PT0S",
    };
  }
  const names = ["suspend_data", "location", "progress_measure", "score", "completion_status", "success_status"];
  const rows = ["objectives", "interactions", "comments_from_learner", "learner_preference"];
  return {
    ...kept(old, [...names, ...rows]),
    ...constant,
    entry: "resume",
    total_time: added2004(saved.total, old.session_time),
  };
}

/** The time spent before a session that begins with this model. */
export const totalOf = (model) => model.total_time ?? model.core?.total_time ?? "";

/** Whether the last session ended an attempt of SCORM 2004; one that was cut off goes on. */
export const isOver = (saved) => saved.isDone && !["suspend", "logout"].includes(saved.cmi?.exit ?? "");

function entryOf(saved, exit) {
  if (!saved) return "ab-initio";
  return !saved.isDone || exit === "suspend" ? "resume" : "";
}

const kept = (source, names) =>
  Object.fromEntries(names.filter((name) => hasValue(source[name])).map((name) => [name, source[name]]));

const hasValue = (value) =>
  value !== null && value !== undefined && value !== "" && !(typeof value === "object" && !Object.keys(value).length);

const asRows = (list) => Object.fromEntries(list.map((one, index) => [index, one]));

/** What a data model says: `{completion, success, score}`; score is null or `{scaled, raw?, min?, max?}`. */
export function summaryOf(version, item, cmi, isDone = false) {
  return version === "2004" ? summary2004(item, cmi, isDone) : summary12(item, cmi, isDone);
}

function summary12(item, cmi, isDone) {
  const core = cmi.core ?? {};
  const score = scoreOf(core.score, 0, 100);
  let status = core.lesson_status || "not attempted";
  const mastery = numberOf(item.mastery_score);
  if (mastery !== null && score?.raw !== undefined && !["not attempted", "incomplete", "browsed"].includes(status)) {
    status = score.raw >= mastery ? "passed" : "failed";
  }
  // A SCO that never says anything of itself is completed by having been there (SCORM 1.2 RTE 3.4.4).
  if (status === "not attempted") status = isDone ? "completed" : "incomplete";
  return {
    status,
    completion: status === "incomplete" ? "incomplete" : "completed",
    success: status === "passed" || status === "failed" ? status : "unknown",
    score,
  };
}

function summary2004(item, cmi, isDone) {
  const score = scoreOf(cmi.score, null, null);
  const progress = numberOf(cmi.progress_measure);
  let completion = cmi.completion_status || "unknown";
  if (item.completion_threshold !== undefined && progress !== null) {
    completion = progress >= item.completion_threshold ? "completed" : "incomplete";
  }
  if (completion === "unknown" || completion === "not attempted") {
    completion = isDone ? "completed" : "incomplete";
  }
  const primary = item.sequencing?.objectives.find((one) => one.is_primary && one.by_measure);
  let success = cmi.success_status || "unknown";
  if (primary) {
    success = score?.scaled === undefined ? "unknown" : score.scaled >= primary.min_measure ? "passed" : "failed";
  }
  const status = success === "unknown" ? completion : success;
  return { status, completion, success, score };
}

/** Points as xAPI takes them: numbers, raw within min and max; the share of the points where that is not said. */
export function scoreOf(score, usualMin, usualMax) {
  const raw = numberOf(score?.raw);
  let scaled = numberOf(score?.scaled);
  const min = numberOf(score?.min) ?? usualMin;
  const max = numberOf(score?.max) ?? usualMax;
  const isBounded = raw !== null && min !== null && max !== null && min < max && min <= raw && raw <= max;
  if (scaled === null && isBounded) scaled = (raw - min) / (max - min);
  if (scaled !== null) scaled = Math.round(Math.max(-1, Math.min(1, scaled)) * 1e6) / 1e6;
  if (scaled === null && raw === null) return null;
  return { ...(scaled !== null && { scaled }), ...(raw !== null && { raw }), ...(isBounded && { min, max }) };
}

export function numberOf(text) {
  if (text === null || text === undefined || String(text).trim() === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** Sum of two CMITimespans, `HHHH:MM:SS.SS`. */
export function added12(first, second) {
  const seconds = seconds12(first) + seconds12(second);
  const two = (value) => String(value).padStart(2, "0");
  const rest = Math.round((seconds % 60) * 100) / 100;
  const hours = Math.min(Math.floor(seconds / 3600), 9999);
  return `${two(hours)}:${two(Math.floor(seconds / 60) % 60)}:${two(Math.floor(rest))}${fraction(rest)}`;
}

const fraction = (seconds) => (seconds % 1 ? `.${String(Math.round((seconds % 1) * 100)).padStart(2, "0")}` : "");

export function seconds12(text) {
  const found = /^(\d{1,4}):(\d{1,2}):(\d{1,2}(?:\.\d{1,2})?)$/.exec(text || "");
  return found ? Number(found[1]) * 3600 + Number(found[2]) * 60 + Number(found[3]) : 0;
}

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const SECONDS = [365 * 86400, 30 * 86400, 86400, 3600, 60, 1];

/** Sum of two durations of ISO 8601. */
export function added2004(first, second) {
  return durationOf(seconds2004(first) + seconds2004(second));
}

export function seconds2004(text) {
  const found = DURATION.exec(text || "");
  return found ? SECONDS.reduce((sum, each, index) => sum + each * Number(found[index + 1] ?? 0), 0) : 0;
}

/** Seconds as ISO 8601 without calendar parts, as xAPI statements carry them. */
export function durationOf(seconds) {
  const whole = Math.round(seconds * 100) / 100;
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = Math.round((whole % 60) * 100) / 100;
  return `PT${hours ? `${hours}H` : ""}${minutes ? `${minutes}M` : ""}${rest || (!hours && !minutes) ? `${rest}S` : ""}`;
}
