// Makes the small file by which investigate tells an address's network and country: two databases that come as npm
// packages, as sorted beginnings of ranges with the number of a name behind each, packed in blocks, so that whoever asks
// about a few addresses unpacks little. See docs/networks.md, and shared/origins/database.ts for who reads it.
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { gzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const SOURCES = { network: '@ip-location-db/asn', country: '@ip-location-db/asn-country' };

const ROWS_IN_A_BLOCK = 4096;
const NAMES_IN_A_BLOCK = 1024;

/** What comes one behind the other in the file, each block packed by itself. */
class Body {
  blocks = [];
  length = 0;

  /** Returns where each block ends. */
  add(parts) {
    return parts.map((part) => {
      const packed = gzipSync(part, { level: 9 });
      this.blocks.push(packed);
      this.length += packed.length;
      return this.length;
    });
  }
}

const inBlocks = (all, size) =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

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

/** A block's beginnings as distances from the one before (they pack better), the first from 0; behind them their values. */
function blockOf(rows) {
  const numbers = Buffer.alloc(rows.length * 8);
  const behind = Buffer.alloc(rows.length * 4);
  rows.forEach(([first, value], i) => {
    numbers.writeBigUInt64LE(first - (i === 0 ? 0n : rows[i - 1][0]), i * 8);
    behind.writeUInt32LE(value, i * 4);
  });
  return Buffer.concat([numbers, behind]);
}

/** The ranges' beginnings, each with the number of its name; IPv6 by its first 64 bits. */
async function rangesOf(file, names, version) {
  const shift = version === 6 ? 64n : 0n;
  const rows = [];
  let next = -1n;
  const push = (first, value) => {
    // What is finer than a /64 belongs to one subscriber: the first row of it counts.
    if (rows.length > 0 && first <= rows.at(-1)[0]) return;
    rows.push([first, value]);
  };
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const row = rowOf(line);
    if (row === undefined) continue;
    const first = BigInt(row.first) >> shift;
    if (next >= 0n && first > next) push(next, 0);
    push(first, names.numberOf(row.value));
    next = (BigInt(row.last) >> shift) + 1n;
  }
  if (rows.length === 0) throw new Error(`${file} holds no range`);
  push(BigInt.asUintN(64, next), 0);
  return rows;
}

/** Writes the file. Throws when a package is missing or holds nothing: a build without it would say "unknown" of all. Resolves
 *  with the packages that it was made of. */
export async function writeNetworks(target) {
  const madeOf = [];
  const header = { schema: 2, madeOf, namesInABlock: NAMES_IN_A_BLOCK, tables: [] };
  const body = new Body();
  for (const [what, name] of Object.entries(SOURCES)) {
    const manifest = require.resolve(`${name}/package.json`);
    const { version, license } = JSON.parse(readFileSync(manifest, 'utf8'));
    madeOf.push({ name, version, license });
    const names = new Names();
    const table = { what };
    for (const ip of [4, 6]) {
      const file = path.join(path.dirname(manifest), `${name.split('/')[1]}-ipv${ip}-num.csv`);
      const blocks = inBlocks(await rangesOf(file, names, ip), ROWS_IN_A_BLOCK);
      table[`v${ip}`] = { firsts: blocks.map(([[first]]) => String(first)), ends: body.add(blocks.map(blockOf)) };
    }
    const ends = body.add(inBlocks(names.list, NAMES_IN_A_BLOCK).map((block) => Buffer.from(JSON.stringify(block))));
    header.tables.push({ ...table, names: { ends } });
  }
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  const whole = Buffer.concat([length, head, ...body.blocks]);
  writeFileSync(target, Buffer.concat([createHash('sha256').update(whole).digest(), whole]));
  return madeOf;
}
