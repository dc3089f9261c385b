// Adds views to the answer of a page without a form for queries.
import { enhance } from "./results.js";

enhance(document.getElementById("answer"));
