// SHA-256 of a short ASCII text, for pages that are not on https and so have no WebCrypto (FIPS 180-4).

const roots = (power) => {
  const found = [];
  for (let one = 2; found.length < 64; one++) {
    let prime = true;
    for (let two = 2; two * two <= one; two++) if (one % two === 0) prime = false;
    if (prime) found.push(((one ** power) % 1) * 2 ** 32 | 0);
  }
  return found;
};
const K = roots(1 / 3);
const START = roots(1 / 2).slice(0, 8);
const turn = (word, by) => (word >>> by) | (word << (32 - by));

/** The first 32 bits of the digest, as an unsigned number: enough to count its zeros. */
export function head(text) {
  const length = text.length;
  const words = new Int32Array((((length + 8) >> 6) + 1) * 16);
  for (let at = 0; at < length; at++) words[at >> 2] |= text.charCodeAt(at) << (24 - (at % 4) * 8);
  words[length >> 2] |= 0x80 << (24 - (length % 4) * 8);
  words[words.length - 1] = length * 8;
  const hash = Int32Array.from(START);
  const w = new Int32Array(64);
  for (let block = 0; block < words.length; block += 16) {
    let [a, b, c, d, e, f, g, h] = hash;
    for (let at = 0; at < 64; at++) {
      if (at < 16) w[at] = words[block + at];
      else {
        const one = w[at - 15], two = w[at - 2];
        const s0 = turn(one, 7) ^ turn(one, 18) ^ (one >>> 3);
        const s1 = turn(two, 17) ^ turn(two, 19) ^ (two >>> 10);
        w[at] = (w[at - 16] + s0 + w[at - 7] + s1) | 0;
      }
      const big1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
      const t1 = (h + big1 + ((e & f) ^ (~e & g)) + K[at] + w[at]) | 0;
      const big0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
      const t2 = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => { hash[at] = (hash[at] + word) | 0; });
  }
  return hash[0] >>> 0;
}
