// What every page of the workplace and every part that is loaded later stand on: one file, fetched with the page.
import "./modules/once.js";
import "htmx.org";
import "./modules/page.js";
import "./modules/toast.js";
import "./modules/kept.js";
import "./modules/guide.js";
