// xAPI statements of what a SCORM package tells.
//
// The id of a statement follows from the attempt and from all that the statement says, so that the same thing told twice
// is one statement.

import { durationOf, numberOf, seconds12, seconds2004 } from "./model.js";

const VERBS = "http://adlnet.gov/expapi/verbs/";
const INTERACTION = "http://adlnet.gov/expapi/activities/cmi.interaction";
// The server takes 4,000 characters of a response and 16 KB of a statement.
const LONGEST = 3000;
const LONGEST_NAME = 300;
const LONGEST_PATTERN = 200;
const MOST_PATTERNS = 5;
const KINDS = new Set([
  "true-false", "choice", "fill-in", "long-fill-in", "matching", "performance", "sequencing", "likert", "numeric", "other",
]);

export function attempted({ attempt, timestamp }) {
  return statement(attempt, { verb: verb("attempted"), object: {}, timestamp });
}

/** What the course as a whole came to: up to two statements, `completed` and the verdict. */
export function outcomes({ attempt, result, timestamp }) {
  const about = (name, extra) => {
    const said = { ...extra, ...(result.score && { score: result.score }) };
    return statement(attempt, { verb: verb(name), object: {}, result: said, timestamp });
  };
  const told = result.completion === "completed" ? [about("completed", { completion: true })] : [];
  if (result.success !== "unknown") told.push(about(result.success, { success: result.success === "passed" }));
  return told;
}

/** One row of `cmi.interactions`; null while it says nothing of an answer. */
export function answered({ version, attempt, item, interaction, timestamp }) {
  const response = interaction.learner_response ?? interaction.student_response ?? "";
  if (!interaction.id || (response === "" && !interaction.result)) return null;
  const kind = KINDS.has(interaction.type) ? interaction.type : "other";
  const answer = responseOf(version, kind, String(response)).slice(0, LONGEST);
  const patterns = Object.values(interaction.correct_responses ?? {}).map((one) => one?.pattern).filter(Boolean);
  const name = interaction.description || interaction.id;
  const definition = {
    type: INTERACTION,
    interactionType: kind,
    name: { und: name.slice(0, LONGEST_NAME) },
    ...(patterns.length && {
      correctResponsesPattern: patterns
        .slice(0, MOST_PATTERNS)
        .map((one) => responseOf(version, kind, one).slice(0, LONGEST_PATTERN)),
    }),
  };
  const part = identifier("part", item.key, interaction.id);
  return statement(attempt, {
    verb: verb("answered"),
    object: { id: `scorm:item?subContentId=${part}`, definition },
    result: { ...(answer && { response: answer }), ...resultOf(interaction.result), ...latencyOf(version, interaction) },
    timestamp,
  });
}

function resultOf(result) {
  if (result === "correct") return { success: true };
  if (result === "wrong" || result === "incorrect") return { success: false };
  const raw = numberOf(result);
  return raw === null ? {} : { score: { raw } };
}

function latencyOf(version, { latency }) {
  if (!latency) return {};
  return { duration: durationOf((version === "2004" ? seconds2004 : seconds12)(latency)) };
}

/** Answers as xAPI writes them: `a[,]b`, `1[.]a[,]2[.]b`, `true`; SCORM 1.2 has `a,b`, `1.a,2.b` and `t`. */
export function responseOf(version, kind, response) {
  if (version === "2004") return response;
  const list = response.replace(/^\{(.*)\}$/, "$1").split(",").map((one) => one.trim());
  switch (kind) {
    case "true-false":
      return { t: "true", 1: "true", f: "false", 0: "false" }[response.toLowerCase().slice(0, 1)] ?? response;
    case "choice":
    case "sequencing":
      return list.join("[,]");
    case "matching":
      return list.map((one) => one.replace(".", "[.]")).join("[,]");
    default:
      return response;
  }
}

const verb = (name) => ({ id: VERBS + name });

function statement(attempt, said) {
  return { id: identifier("statement", attempt, JSON.stringify(said)), ...said };
}

/** A UUID that follows from words; version 8 of RFC 9562 («as the maker says»). */
export function identifier(...words) {
  const text = words.join("\u0000");
  const parts = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b].map((seed, index) => hash32(text, seed + index));
  const hex = parts.map((part) => part.toString(16).padStart(8, "0")).join("");
  const version = `8${hex.slice(13, 16)}`;
  const variant = `${"89ab"[parseInt(hex[16], 16) & 3]}${hex.slice(17, 20)}`;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}-${variant}-${hex.slice(20)}`;
}

/** MurmurHash3 (32 bits) over UTF-16 code units: no secret is kept by it, two statements only have to differ. */
function hash32(text, seed) {
  let hash = seed >>> 0;
  for (let place = 0; place < text.length; place++) {
    let unit = Math.imul(text.charCodeAt(place), 0xcc9e2d51);
    unit = Math.imul((unit << 15) | (unit >>> 17), 0x1b873593);
    hash ^= unit;
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) >>> 0;
  }
  hash ^= text.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Free of what databases refuse in JSON: NUL, halves of surrogate pairs. */
export function clean(value) {
  if (typeof value === "string") {
    const isWhole = (found) => (found.length === 2 ? found : "");
    return value.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff\u0000]/g, isWhole);
  }
  if (Array.isArray(value)) return value.map(clean);
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [clean(key), clean(each)]));
  }
  return value;
}
