// The script of public forms: nothing is sent twice, and a choice of language takes effect at once.
import "./modules/forms.js";
