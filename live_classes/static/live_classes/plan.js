// Keeps the plan of a new meeting on the device until the server has taken it.
import { keepDraft } from "../content_repo/draft.js";

const form = document.querySelector("form[data-draft]");
if (form) keepDraft(form);
