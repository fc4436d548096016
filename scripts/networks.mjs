// Makes the small file by which investigate tells an address's network and country: two databases that come as npm
// packages, as sorted beginnings of ranges with the number of a name behind each, packed. See docs/networks.md.
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const SOURCES = { network: '@ip-location-db/asn', country: '@ip-location-db/asn-country' };

/** The names of a table, each once; 0 is "nobody's". */
class Names {
  list = [''];
  #known = new Map([['', 0]]);

  numberOf(name) {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    this.list.push(name);
    this.#known.set(name, this.list.length - 1);
    return this.list.length - 1;
  }
}

/** `first,last,value` or `first,last,number,name`, the name perhaps in quotes. */
function rowOf(line) {
  const [, first, last, rest] = /^(\d+),(\d+),(.*)$/.exec(line) ?? [];
  if (rest === undefined) return undefined;
  const [, number, quoted, plain] = /^(\d+),(?:"((?:[^"]|"")*)"|(.*))$/.exec(rest) ?? [];
  const value = number === undefined ? rest : `${number} ${quoted?.replaceAll('""', '"') ?? plain}`;
  return { first, last, value };
}

/** Beginnings as distances from the one before (they pack better), IPv6 by its first 64 bits. */
async function tableOf(file, names, version) {
  const shift = version === 6 ? 64n : 0n;
  const firsts = [];
  const values = [];
  let next = -1n;
  const push = (first, value) => {
    // What is finer than a /64 belongs to one subscriber: the first row of it counts.
    if (firsts.length > 0 && first <= firsts.at(-1)) return;
    firsts.push(first);
    values.push(value);
  };
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const row = rowOf(line);
    if (row === undefined) continue;
    const first = BigInt(row.first) >> shift;
    if (next >= 0n && first > next) push(next, 0);
    push(first, names.numberOf(row.value));
    next = (BigInt(row.last) >> shift) + 1n;
  }
  if (firsts.length === 0) throw new Error(`${file} holds no range`);
  push(next, 0);
  const numbers = Buffer.alloc(firsts.length * 8);
  firsts.forEach((first, i) => {
    numbers.writeBigUInt64LE(BigInt.asUintN(64, first - (i === 0 ? 0n : firsts[i - 1])), i * 8);
  });
  const behind = Buffer.alloc(values.length * 4);
  values.forEach((value, i) => {
    behind.writeUInt32LE(value, i * 4);
  });
  return { rows: firsts.length, body: Buffer.concat([numbers, behind]) };
}

/** Writes the file. Throws when a package is missing or holds nothing: a build without it would say "unknown" of all. Resolves
 *  with the packages that it was made of. */
export async function writeNetworks(target) {
  const madeOf = [];
  const header = { schema: 1, madeOf, tables: [] };
  const bodies = [];
  for (const [what, name] of Object.entries(SOURCES)) {
    const manifest = require.resolve(`${name}/package.json`);
    const { version, license } = JSON.parse(readFileSync(manifest, 'utf8'));
    madeOf.push({ name, version, license });
    const names = new Names();
    const rows = {};
    for (const ip of [4, 6]) {
      const file = path.join(path.dirname(manifest), `${name.split('/')[1]}-ipv${ip}-num.csv`);
      const table = await tableOf(file, names, ip);
      rows[`v${ip}`] = table.rows;
      bodies.push(table.body);
    }
    header.tables.push({ what, ...rows, names: names.list });
  }
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  writeFileSync(target, gzipSync(Buffer.concat([length, head, ...bodies]), { level: 6 }));
  return madeOf;
}
