// Passkeys: what the device answers goes into the form's hidden field, and the form is sent as any other.

const decode = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const encode = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => list?.map((one) => ({ ...one, id: decode(one.id) }));

/** The answer of the device as JSON, buffers as base64url. */
function plain(credential) {
  const { response } = credential;
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = encode(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return {
    id: credential.id, rawId: encode(credential.rawId), type: credential.type, response: parts,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function make({ publicKey }) {
  const options = {
    ...publicKey,
    challenge: decode(publicKey.challenge),
    user: { ...publicKey.user, id: decode(publicKey.user.id) },
    excludeCredentials: known(publicKey.excludeCredentials),
    authenticatorSelection: {
      ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
    },
  };
  return plain(await navigator.credentials.create({ publicKey: options }));
}

async function use({ publicKey }) {
  const options = { ...publicKey, challenge: decode(publicKey.challenge), allowCredentials: known(publicKey.allowCredentials) };
  return plain(await navigator.credentials.get({ publicKey: options }));
}

const held = () => JSON.parse(document.getElementById("passkey-options").textContent);

async function asked(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.json();
}

const ways = {
  add: () => make(held().creation_options),
  use: () => use(held().request_options),
  "sign-in": async (form) => use((await asked(form.action)).request_options),
};

async function run(form) {
  const wrong = form.querySelector("[data-passkey-wrong]");
  wrong.hidden = true;
  try {
    form.elements.credential.value = JSON.stringify(await ways[form.dataset.passkey](form));
  } catch (problem) {
    wrong.hidden = false;
    console.warn(problem);
    return;
  }
  form.submit();
}

// A passkey belongs to a name: browsers make none for a bare number such as 127.0.0.1.
const isNamed = !/^[\d.]+$|:/.test(location.hostname);

if (window.PublicKeyCredential && window.isSecureContext && isNamed) {
  for (const form of document.querySelectorAll("form[data-passkey]")) form.hidden = false;
  for (const note of document.querySelectorAll("[data-no-passkeys]")) note.hidden = true;
  window.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-passkey]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    run(event.target);
  }, true);
}
