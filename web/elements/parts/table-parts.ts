// What shows a table and how it was read: fetched together while the engine starts, as there is none before.
import "../shared/controls.js";
import "./kf-column-choice.js";
import "./kf-data-table.js";
import "./kf-drawn.js";
import "./kf-findings.js";
import "./kf-reading.js";
import "./kf-unread.js";
