import { gunzipSync } from 'node:zlib';
import { isObject } from '../signal/loose';
import type { Origin, Origins } from './model';
import { specialRange } from './special';
import { addressOf, rangeOf, readTable, type Table } from './table';

const LARGEST = 128 * 1024 * 1024;

interface Names {
  readonly v4: Table;
  readonly v6: Table;
  readonly names: readonly string[];
}

interface Header {
  readonly madeOf: Origins['madeOf'];
  readonly tables: readonly { what: string; v4: number; v6: number; names: readonly string[] }[];
}

/** The file that `scripts/networks.mjs` makes, unpacked. Throws RangeError for anything else. */
export function openDatabase(file: Buffer): Origins {
  const body = gunzipSync(file, { maxOutputLength: LARGEST });
  const length = body.length < 4 ? 0 : body.readUInt32LE(0);
  const header: unknown = JSON.parse(body.subarray(4, 4 + length).toString() || 'null');
  if (!isObject(header) || header['schema'] !== 1) throw new RangeError('This is no database of networks.');
  const { madeOf, tables } = header as unknown as Header;
  const opened = new Map<string, Names>();
  let at = 4 + length;
  const table = (rows: number): Table => {
    if (at + rows * 12 > body.length) throw new RangeError('The database of networks is cut short.');
    const read = readTable(new DataView(body.buffer, body.byteOffset + at, rows * 12), rows);
    at += rows * 12;
    return read;
  };
  for (const { what, v4, v6, names } of tables) opened.set(what, { v4: table(v4), v6: table(v6), names });
  const nameOf = (what: string, { version, number }: { version: 4 | 6; number: bigint }): string => {
    const names = opened.get(what);
    return names?.names[rangeOf(version === 4 ? names.v4 : names.v6, number)] ?? '';
  };
  return {
    madeOf,
    of(ip): Origin {
      const special = specialRange(ip);
      if (special !== undefined) return { special };
      const address = addressOf(ip);
      if (address === undefined) return {};
      const country = nameOf('country', address);
      const [, asn, network] = /^(\d+) (.*)$/s.exec(nameOf('network', address)) ?? [];
      return {
        ...(/^[A-Z]{2}$/.test(country) && country !== 'ZZ' ? { country } : {}),
        ...(asn === undefined || asn === '0' ? {} : { asn: Number(asn) }),
        ...(network ? { network } : {}),
      };
    },
  };
}
