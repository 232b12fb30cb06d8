// The worker that does a visitor's proof of work: a number that makes the digest of a challenge begin with zeros.
import { head } from "./modules/sha256.js";

const BATCH = 256;
const encoder = new TextEncoder();

async function heads(texts) {
  if (!self.crypto?.subtle) return texts.map(head);
  const digests = await Promise.all(texts.map((text) => crypto.subtle.digest("SHA-256", encoder.encode(text))));
  return digests.map((digest) => new DataView(digest).getUint32(0));
}

self.onmessage = async ({ data: challenge }) => {
  const body = challenge.split(".")[0].replaceAll("-", "+").replaceAll("_", "/");
  const bits = JSON.parse(atob(body))[2];
  const limit = 2 ** (32 - bits);
  for (let number = 0; ; number += BATCH) {
    const texts = Array.from({ length: BATCH }, (_, step) => `${challenge}:${number + step}`);
    const found = (await heads(texts)).findIndex((one) => one < limit);
    if (found >= 0) return self.postMessage(texts[found]);
  }
};
