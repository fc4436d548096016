import { createHash } from 'node:crypto';
import { isObject } from '../signal/loose';
import { Blocks } from './blocks';
import type { Origin, Origins } from './model';
import { specialRange } from './special';
import { addressOf, beginningsAt, rangeOf, readTable, type Table } from './table';

const SUM_BYTES = 32;
const LENGTH_BYTES = 4;

/** Where the blocks of a part end in the body, which begin where the part before ends. */
interface Part {
  readonly ends: readonly number[];
}

/** `firsts`: the beginning of each block's first range, as a decimal number. */
interface Ranges extends Part {
  readonly firsts: readonly string[];
}

interface Header {
  readonly schema: 2;
  readonly madeOf: Origins['madeOf'];
  readonly namesInABlock: number;
  readonly tables: readonly {
    readonly what: string;
    readonly v4: Ranges;
    readonly v6: Ranges;
    readonly names: Part;
  }[];
}

interface Opened {
  readonly v4: (address: bigint) => number;
  readonly v6: (address: bigint) => number;
  readonly nameOf: (number: number) => string;
}

/**
 * The file that `scripts/networks.mjs` makes: the SHA-256 of all that follows, the length of the header, the header (JSON),
 * and packed blocks of ranges and names, of which only those are unpacked that an address asks for. Throws RangeError for
 * anything else, and for one that was damaged.
 */
export function openDatabase(file: Buffer): Origins {
  const sum = createHash('sha256').update(file.subarray(SUM_BYTES)).digest();
  if (file.length < SUM_BYTES + LENGTH_BYTES || !sum.equals(file.subarray(0, SUM_BYTES)))
    throw new RangeError('The database of networks is damaged, or none.');
  const body = SUM_BYTES + LENGTH_BYTES + file.readUInt32LE(SUM_BYTES);
  const header: unknown = JSON.parse(file.subarray(SUM_BYTES + LENGTH_BYTES, body).toString());
  if (!isObject(header) || header['schema'] !== 2) throw new RangeError('This is no database of networks.');
  const { madeOf, tables, namesInABlock } = header as unknown as Header;
  const blocks = file.subarray(body);
  const opened = new Map<string, Opened>();
  let begin = 0;
  const of = <T>({ ends }: Part, reader: (unpacked: Buffer) => T): Blocks<T> => {
    const part = new Blocks(blocks, begin, ends, reader);
    begin = ends.at(-1) ?? begin;
    return part;
  };
  const ranges = (part: Ranges): Opened['v4'] => {
    const beginnings = beginningsAt(part.firsts.map(BigInt));
    const packed = of(part, readRows);
    return (address) => {
      const block = rangeOf(beginnings, address);
      return block === 0 ? 0 : rangeOf(packed.at(block - 1), address);
    };
  };
  for (const { what, v4, v6, names } of tables) {
    const read = { v4: ranges(v4), v6: ranges(v6) };
    const packed = of(names, (unpacked) => JSON.parse(unpacked.toString()) as readonly string[]);
    const nameOf = (number: number) => packed.at(Math.floor(number / namesInABlock))[number % namesInABlock] ?? '';
    opened.set(what, { ...read, nameOf });
  }
  const nameOf = (what: string, { version, number }: { version: 4 | 6; number: bigint }): string => {
    const table = opened.get(what);
    return table?.nameOf(version === 4 ? table.v4(number) : table.v6(number)) ?? '';
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

const ROW_BYTES = 12;

function readRows(unpacked: Buffer): Table {
  const { buffer, byteOffset, byteLength } = unpacked;
  return readTable(new DataView(buffer, byteOffset, byteLength), byteLength / ROW_BYTES);
}
