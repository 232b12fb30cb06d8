// Side by side: gives entries that overlap places next to each other, and gathers what finds none into one group.

/** For each span `{ from, to }` (minutes) its `place` and the number of places `of` its neighbours need, at most `most`.
 * Of more, the last place is left to a group: `hidden` says which spans it stands for. */
export function pack(spans, most) {
  const sorted = [...spans].sort((a, b) => a.from - b.from || b.to - a.to);
  const placed = [];
  const groups = [];
  let cluster = [];
  let until = -1;
  const finish = () => {
    const needed = settle(cluster);
    const kept = needed > most ? cluster.filter((one) => one.place < most - 1) : cluster;
    for (const one of kept) placed.push({ ...one, of: Math.min(needed, most) });
    const hidden = cluster.filter((one) => !kept.includes(one));
    if (hidden.length) groups.push({ from: hidden[0].from, place: most - 1, of: most, hidden: hidden.map(({ span }) => span) });
    cluster = [];
  };
  for (const span of sorted) {
    if (span.from >= until) finish();
    cluster.push({ span, from: span.from, to: span.to, place: 0 });
    until = Math.max(until, span.to);
  }
  finish();
  return { placed, groups };
}

/** Put each into the first place that is free when it begins; the number of places taken. */
function settle(cluster) {
  const ends = [];
  for (const one of cluster) {
    const free = ends.findIndex((end) => end <= one.from);
    one.place = free < 0 ? ends.length : free;
    ends[one.place] = one.to;
  }
  cluster.sort((a, b) => a.from - b.from || a.place - b.place);
  return ends.length;
}
