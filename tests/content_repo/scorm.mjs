// Runs the player's own code on cases: `node <this, bundled> <cases.json> <results.json> <folder of npm packages>`.
// A case is `{run: name of a function below, with: its argument}`.
import { readFileSync, writeFileSync } from "node:fs";
import vm from "node:vm";
import { Journal, fitting } from "../../content_repo/static/content_repo/scorm/journal.js";
import * as model from "../../content_repo/static/content_repo/scorm/model.js";
import { isMet } from "../../content_repo/static/content_repo/scorm/prerequisites.js";
import * as rollup from "../../content_repo/static/content_repo/scorm/rollup.js";
import * as sequencing from "../../content_repo/static/content_repo/scorm/sequencing.js";
import * as statements from "../../content_repo/static/content_repo/scorm/statements.js";

const [casesPath, resultsPath, modules, apiPath] = process.argv.slice(-4);
globalThis.window = globalThis;

function load(version) {
  const name = version === "2004" ? "scorm2004" : "scorm12";
  const holder = version === "2004" ? "Scorm2004API" : "Scorm12API";
  if (!globalThis[holder]) vm.runInThisContext(readFileSync(`${modules}/scorm-again/dist/${name}.min.js`, "utf8"));
  if (!globalThis.lopGanScormApi) vm.runInThisContext(readFileSync(apiPath, "utf8"));
}

/** A course with a clock, what it told, and sessions of its items. */
function lesson({ version, items, states = {}, sequencing: rules }) {
  const sent = [];
  let ids = 0;
  const journal = new Journal({
    config: { version, default: 0, organizations: [{ items, sequencing: rules }] },
    states,
    newUuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`,
    send: (type, fields) => sent.push({ type, ...fields }),
    now: () => "2026-11-24T08:00:00.000Z",
  });
  const course = journal.courseOf(0);
  const find = (key) => [...course.parents.keys()].find((item) => item.key === key);
  return { journal, course, find, sent };
}

const functions = {
  met: ({ script, statuses }) => isMet(script, (name) => statuses[name]),
  launch: (argument) => model.launchModel(argument),
  summary: ({ version, item, cmi, isDone }) => model.summaryOf(version, item, cmi, isDone),
  added12: ([first, second]) => model.added12(first, second),
  added2004: ([first, second]) => model.added2004(first, second),
  score: ({ score, min = null, max = null }) => model.scoreOf(score, min, max),
  result: ({ items, summaries }) => rollup.courseResult(items, summaries),
  merged: ({ old, fresh }) => rollup.merged(old, fresh),
  response: ({ version, kind, response }) => statements.responseOf(version, kind, response),
  answered: (argument) => statements.answered(argument),
  outcomes: (argument) => statements.outcomes(argument),
  identifier: (words) => statements.identifier(...words),
  clean: (value) => statements.clean(value),
  fitting: (value) => JSON.stringify(fitting(value)).length,
  /** Calls of a SCO on the API; answers what each returned and what was told. */
  calls: ({ version, item, saved = null, calls, isRunning = false }) => {
    load(version);
    const told = [];
    const session = globalThis.lopGanScormApi({
      version,
      model: model.launchModel({ version, item, saved, name: "Người học" }),
      isRunning,
      tell: (kind, said) => told.push({ kind, ...said }),
      isValid: (request) => `valid:${request}`,
    });
    return { answers: calls.map(([name, ...values]) => session.facade[name](...values)), told };
  },
  /** Steps of a pupil: open an item, hear a data model, look at the page; answers what can be opened and what was sent. */
  lesson: ({ steps, ...setup }) => {
    const { journal, course, find, sent } = lesson(setup);
    const seen = steps.map(({ open, heard, viewed }) => {
      const item = find(open ?? heard?.key ?? viewed);
      const saved = open ? journal.opened(course, item) : null;
      if (heard) journal.heard(course, item, { kind: "end", total: "", isTouched: true, ...heard });
      if (viewed) journal.viewed(course, item);
      return {
        saved: saved ?? null,
        open: course.order.filter((each) => course.canChoose(each, item)).map((each) => each.key),
        next: course.neighbour(item, 1)?.key ?? null,
        previous: course.neighbour(item, -1)?.key ?? null,
        objectives: sequencing.firstObjectives(course, item),
      };
    });
    return { seen, sent, organization: journal.organization, lastItem: journal.lastItem, result: journal.result(course) };
  },
};

const cases = JSON.parse(readFileSync(casesPath, "utf8"));
writeFileSync(resultsPath, JSON.stringify(cases.map(({ run, with: argument }) => functions[run](argument) ?? null)));
