import type { KeptBody } from '../../secrecy/kept';
import type { LogTarget } from './log-names';
import type { DataUse } from './tally';

/** An object of the pack with the original lines. */
export interface DataPart {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly lines: number;
}

/** What the buckets' own access logs say. `asked` false: nothing is configured, and nothing was looked at. */
export interface DataResult {
  readonly asked: boolean;
  /** Where the logs lie: `oss://acme-logs/oss-access/`, `sls project/logstore`. */
  readonly place: string;
  readonly from: string;
  readonly to: string;
  /** Buckets whose logs were read. */
  readonly buckets: readonly string[];
  /** Buckets whose requests nobody records: what was done with their objects is not known. */
  readonly unrecorded: readonly string[];
  readonly lines: number;
  readonly uses: readonly DataUse[];
  readonly parts: readonly DataPart[];
  /** What could not be read, or was not, and why. */
  readonly failures: readonly string[];
}

export const NOT_ASKED: DataResult = {
  ...{
    asked: false,
    place: '',
    from: '',
    to: '',
    buckets: [],
    unrecorded: [],
    lines: 0,
    uses: [],
    parts: [],
    failures: [],
  },
};

export interface DataTask {
  /** Where the account's access logs may be read (TOURNIQUET_ACCESS_LOGS). */
  readonly logs: LogTarget;
  /** The functions' region: a bucket and its logs lie in one region. */
  readonly region: string;
  readonly keyIds: readonly string[];
  readonly from: Date;
  readonly to: Date;
  /** Elapsed milliseconds of the clock. */
  readonly stopAtMs: number;
  /** Buckets that the key's calls name: looked at first. */
  readonly touched: ReadonlySet<string>;
  readonly write: (path: string, body: KeptBody) => Promise<void>;
  /** `evidence/round-1/data` */
  readonly folder: string;
}
