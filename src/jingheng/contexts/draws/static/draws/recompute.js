// The draw once more, in another language: from list, plan, shares and public value to the same cases.
// Written from docs/adr/0014-draws.md, held to docs/vectors/draws.json. Needs no library, no network, no secure context
// (crypto.subtle is missing on an intranet's plain HTTP; SHA-256 is therefore below).

const utf8 = new TextEncoder();
const BLANKS = /^[ \t\r\n\u00a0\u3000]+|[ \t\r\n\u00a0\u3000]+$/g;
const VERSION = "jingheng-draw-1";

// Everything from the parts of a bundle: bytes of frame.csv, the objects of plan.json and shares.json, the public text.
export function recomputeBundle({ frame, plan, shares, publicValue }) {
  const encoding = plan.encoding === "utf-8-sig" ? "utf-8" : plan.encoding;
  const rows = parseCsv(new TextDecoder(encoding, { fatal: true }).decode(frame));
  return recompute({ columns: rows[0], rows: rows.slice(1), plan, shares, publicValue });
}

// `columns` and `rows` as cells, `shares` as {party: secret or null}.
export function recompute({ columns, rows, plan, shares, publicValue }) {
  const names = columns.map((name) => name.replace(BLANKS, ""));
  const cases = casesOf(names, rows, plan);
  const root = hex(tree(cases.map((one) => sha256(join([0], canonical(one.cells))))));
  const { size, ...settled } = plan;
  const basis = digest("frame/v1\0", { columns: names, n: rows.length, plan: settled, root });
  const commitment = digest("commitment/v1\0", { basis, size });
  const revealed = plan.shares.map(([party]) => [party, shares[party] ?? null]);
  const seed = digest("seed/v1\0", { basis, public: publicValue, shares: revealed });
  const tickets = new Map(cases.map((one) => [one.id, ticket(seed, one.id)]));
  const sample = draw(cases, plan, tickets);
  const silent = revealed.filter(([, secret]) => secret === null).map(([party]) => party);
  const result = { commitment, draw: plan.draw, public: publicValue, seed, silent, v: VERSION, ...sample };
  return { root, basis, commitment, seed, tickets, result, resultJson: text(result) };
}

// Does what each party revealed fit what the plan says of it?
export function wrongShares(plan, shares) {
  const told = plan.shares.filter(([party, sum]) => typeof shares[party] === "string" && hex(sha256(utf8.encode(shares[party]))) !== sum);
  const strangers = Object.keys(shares).filter((party) => !plan.shares.some(([known]) => known === party));
  return [...told.map(([party]) => party), ...strangers];
}

// RFC 4180 as Python's `csv` reads it: a quote means something at the beginning of a cell only.
export function parseCsv(given) {
  const rows = [];
  let row = [];
  let at = 0;
  while (at < given.length) {
    let cell = "";
    if (given[at] === '"') {
      for (at += 1; given[at] !== '"' || given[at + 1] === '"'; at += 1) {
        if (at >= given.length) throw new Error("csv: a quote is not closed");
        cell += given[at];
        if (given[at] === '"') at += 1;
      }
      at += 1;
    } else {
      const begun = at;
      while (at < given.length && !",\r\n".includes(given[at])) at += 1;
      cell = given.slice(begun, at);
    }
    row.push(cell.normalize("NFC"));
    if (given[at] === ",") {
      at += 1;
      if (at < given.length && !"\r\n".includes(given[at])) continue;
      row.push("");
    }
    if (at < given.length && !"\r\n".includes(given[at])) throw new Error("csv: something follows a quote");
    rows.push(row);
    row = [];
    at += given.startsWith("\r\n", at) ? 2 : 1;
  }
  return rows.filter((cells) => cells.some((one) => one.replace(BLANKS, "")));
}

function casesOf(names, rows, plan) {
  const column = (role) => (plan[role] ? names.indexOf(plan[role]) : -1);
  const [id, stratum, mandatory, weight] = ["id", "strata", "mandatory", "weight"].map(column);
  const cell = (row, at) => (at < 0 ? "" : row[at].replace(BLANKS, ""));
  const cases = rows.map((row) => ({
    id: cell(row, id),
    cells: row,
    stratum: cell(row, stratum),
    isMandatory: cell(row, mandatory) !== "",
    weight: BigInt(weight < 0 ? 1 : cell(row, weight)),
  }));
  if (new Set(cases.map((one) => one.id)).size !== cases.length) throw new Error("two cases of one id");
  return inOrder(cases, (one) => one.id);
}

function draw(cases, plan, tickets) {
  const byTicket = (one, other) => compare(tickets.get(one.id), tickets.get(other.id));
  const rest = new Map();
  for (const one of cases.filter((each) => !each.isMandatory)) {
    if (!rest.has(one.stratum)) rest.set(one.stratum, []);
    rest.get(one.stratum).push(one);
  }
  const quota = [];
  let left = [];
  for (const stratum of inOrder([...rest.keys()], (name) => name)) {
    const own = rest.get(stratum).sort(byTicket);
    const count = plan.strata ? quotaOf(plan.quota, own.length) : 0;
    if (plan.strata) quota.push({ drawn: own.slice(0, count).map((one) => one.id), rows: own.length, stratum });
    left = left.concat(own.slice(count));
  }
  // ticket/weight as an exact ratio: a/v < b/w where a·w < b·v
  const byRatio = (one, other) => compare(tickets.get(one.id) * other.weight, tickets.get(other.id) * one.weight);
  const weighty = inOrder(left.filter((one) => one.weight > 0n), (one) => one.id).sort(byRatio);
  return {
    mandatory: cases.filter((one) => one.isMandatory).map((one) => one.id),
    quota,
    weighted: weighty.slice(0, Number(plan.size)).map((one) => one.id),
  };
}

// min(N, max(min, ⌈rate·N⌉)), the rate a decimal
function quotaOf(quota, rows) {
  const [whole, part = ""] = quota.rate.split(".");
  const unit = 10n ** BigInt(part.length);
  const share = (BigInt(whole + part) * BigInt(rows) + unit - 1n) / unit;
  return Math.min(rows, Math.max(Number(quota.min), Number(share)));
}

function ticket(seed, id) {
  return BigInt("0x" + hex(sha256(join(utf8.encode("ticket/v1\0"), bytes(seed), utf8.encode(id))))) + 1n;
}

// RFC 6962, section 2.1
function tree(hashes) {
  if (hashes.length <= 1) return hashes[0] ?? sha256(new Uint8Array());
  let half = 1;
  while (half * 2 < hashes.length) half *= 2;
  return sha256(join([1], tree(hashes.slice(0, half)), tree(hashes.slice(half))));
}

function digest(label, value) {
  return hex(sha256(join(utf8.encode(label), canonical(value))));
}

function canonical(value) {
  return utf8.encode(text(value));
}

function text(value) {
  if (Array.isArray(value)) return `[${value.map(text).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${text(value[key])}`).join(",")}}`;
}

// By the bytes of UTF-8, which is the order of code points and not that of JavaScript's strings.
function inOrder(list, name) {
  const keyed = list.map((one) => [utf8.encode(name(one)), one]);
  return keyed.sort(([one], [other]) => compareBytes(one, other)).map(([, one]) => one);
}

function compareBytes(one, other) {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    if (one[at] !== other[at]) return one[at] - other[at];
  }
  return one.length - other.length;
}

function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

function join(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function hex(data) {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytes(digits) {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

// FIPS 180-4, section 6.2. Its constants are the first 32 bits of the fractions of roots of the first primes.
const PRIMES = [...Array(312).keys()].filter((n) => n > 1 && ![...Array(n).keys()].some((d) => d > 1 && n % d === 0));
const ROUNDS = Int32Array.from(PRIMES, (prime) => Number(root(BigInt(prime) << 96n, 3n) & 0xffffffffn));
const START = PRIMES.slice(0, 8).map((prime) => Number(root(BigInt(prime) << 64n, 2n) & 0xffffffffn));

// The whole part of the n-th root.
function root(value, n) {
  let least = 0n;
  let most = 1n << 40n;
  while (most - least > 1n) {
    const middle = (least + most) >> 1n;
    if (middle ** n > value) most = middle;
    else least = middle;
  }
  return least;
}

export function sha256(data) {
  const blocks = new DataView(new ArrayBuffer(Math.ceil((data.length + 9) / 64) * 64));
  new Uint8Array(blocks.buffer).set(data);
  blocks.setUint8(data.length, 0x80);
  blocks.setBigUint64(blocks.byteLength - 8, BigInt(data.length) * 8n);
  const state = Int32Array.from(START);
  const words = new Int32Array(64);
  for (let block = 0; block < blocks.byteLength; block += 64) {
    for (let t = 0; t < 16; t += 1) words[t] = blocks.getInt32(block + t * 4);
    for (let t = 16; t < 64; t += 1) {
      const [x, y] = [words[t - 15], words[t - 2]];
      const near = turn(x, 7) ^ turn(x, 18) ^ (x >>> 3);
      const far = turn(y, 17) ^ turn(y, 19) ^ (y >>> 10);
      words[t] = words[t - 16] + near + words[t - 7] + far;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[t] + words[t]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, at) => { state[at] += value; });
  }
  const sum = new DataView(new ArrayBuffer(32));
  state.forEach((word, at) => sum.setInt32(at * 4, word));
  return new Uint8Array(sum.buffer);
}

function turn(word, by) {
  return (word >>> by) | (word << (32 - by));
}
