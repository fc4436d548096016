import { EvidenceChanged } from '../../shared/errors';
import { type AuditProgress, auditSources, problemsOf } from '../../shared/evidence/audit';
import { BILL_DAYS, collectBills } from '../../shared/evidence/billing';
import { type DataResult, NOT_ASKED } from '../../shared/evidence/data/types';
import type { ItemOrigin, Pack } from '../../shared/evidence/pack';
import type { BillResult, EvidenceSource, UsageResult } from '../../shared/evidence/types';
import { collectUsage } from '../../shared/evidence/usage';
import type { Incident } from '../../shared/incident/journal';
import { isoOf, momentOf } from '../../shared/moment';
import { type KeptBody, keptDocument, keptJson, keptLines } from '../../shared/secrecy/kept';
import type { Run } from '../platform';
import { audit } from './audit';
import type { Checkpoint } from './checkpoint';
import type { LeftOut } from './cut';
import { dataOperations } from './data';
import { beganBy } from './suspicion';

export interface Collected {
  readonly audit: AuditProgress;
  readonly usage: UsageResult;
  readonly bills: BillResult;
  readonly data: DataResult;
  /** Objects of the round that somebody else wrote over or took away; more may be found until the manifest is written. */
  readonly changed: ReadonlySet<string>;
  /** More is being read: what is said is said of what there is so far. */
  readonly goesOn?: true;
}

/** Kept free for reading back, the report, the manifest and the alert; of short runs no more than a share. */
const RESERVE_MS = 20_000;

export interface CollectTask {
  readonly incident: Incident;
  readonly round: number;
  /** Present: looks at this round died, and this is not read again. */
  readonly less?: LeftOut | undefined;
}

/**
 * Asks every source side by side, within the time of the run, and writes what they answer into the pack. With a
 * checkpoint it goes on where that stands. The audit may be unfinished afterwards (`done`); the rest is
 * whole or says what failed.
 */
export async function collect(
  run: Run,
  pack: Pack,
  { incident, round, less }: CollectTask,
  before: Checkpoint | undefined,
): Promise<Collected> {
  const now = run.clock.elapsedMs();
  const stopAtMs = run.deadlineMs - Math.min(RESERVE_MS, (run.deadlineMs - now) * 0.4);
  const folder = `evidence/round-${round}`;
  const { accessKeyId } = pack.id;
  const began = beganBy(incident, run.clock.now().toISOString());
  const [progress, usage, bills] = await Promise.all([
    audit(run, pack, { incident, folder, stopAtMs, less }, before?.audit),
    once(pack, before !== undefined, `${folder}/usage.json`, () =>
      collectUsage(run.cloud, run.clock, accessKeyId, stopAtMs),
    ),
    once(pack, before !== undefined, `${folder}/bills.json`, () =>
      collectBills(
        run.cloud,
        run.clock,
        ({ name, day, pages }) => pack.keep(`${folder}/bills/${name}.json`, billFile(day, pages)),
        { stopAtMs, began },
      ),
    ),
  ]);
  const data =
    (run.config.accessLogs ?? run.config.accessLogSls) === undefined || !progress.done
      ? NOT_ASKED
      : await once(pack, before !== undefined, `${folder}/data.json`, () =>
          less?.kind === 'no calls'
            ? Promise.resolve({ ...NOT_ASKED, asked: true, failures: [less.why] })
            : dataOperations(run, pack, { audit: progress, usage, began, folder, stopAtMs }),
        );
  return { audit: progress, usage, bills, data, changed: pack.changed };
}

/**
 * What an earlier invocation of the round has collected whole is not asked for again, unless something else lies there by
 * now, or in the folder of its name.
 */
async function once<T extends { readonly failures: readonly string[] }>(
  pack: Pack,
  reuse: boolean,
  path: string,
  look: () => Promise<T>,
): Promise<T> {
  const folder = path.replace(/\.json$/, '/');
  const before = reuse ? await keptWhole(pack, path, folder) : undefined;
  if (before !== undefined) return JSON.parse(before.toString()) as T;
  pack.forget(folder);
  const result = await look();
  await pack.keep(path, keptDocument(result), { isWhole: result.failures.length === 0 });
  return result;
}

/** Our own bytes, by their hash; undefined where there are none, or where they are not whole any more. */
async function keptWhole(pack: Pack, path: string, folder: string): Promise<Buffer | undefined> {
  const parts = pack.keptObjects().filter((one) => one.path.startsWith(folder));
  const [document, ...others] = await Promise.allSettled(
    [path, ...parts.map((one) => one.path)].map((one) => pack.readKept(one)),
  );
  const refused = [document, ...others].flatMap((read) =>
    read?.status === 'rejected' ? [read.reason as unknown] : [],
  );
  for (const why of refused) if (!(why instanceof EvidenceChanged)) throw why;
  return refused.length === 0 && document?.status === 'fulfilled' ? document.value : undefined;
}

/** Bills in the form that `ak-tourniquet analyse --bills` reads, one entry a page; what is of no day as it came. */
function billFile(day: string | undefined, pages: readonly object[]): KeptBody {
  const form = day === undefined ? { pages } : { days: pages.map((response) => ({ BillingDate: day, response })) };
  return keptLines([keptJson(form)]);
}

/**
 * Each source with what it gave: for the manifest and the report. `unfollowed`: whom of the attack's identities no
 * source was asked for, because nothing tells what to ask for, or because there are too many.
 */
export function sourcesOf(
  { audit, usage, bills, data, changed }: Collected,
  unfollowed: readonly string[],
): EvidenceSource[] {
  const source = (name: string, count: number, failures: readonly string[], window = {}): EvidenceSource => ({
    source: name,
    complete: failures.length === 0,
    count,
    ...window,
    ...(failures.length > 0 ? { cut: failures.join('; ') } : {}),
  });
  const ofChain = [...(audit.chainCut === undefined ? [] : [audit.chainCut]), ...unfollowed];
  return [
    ...auditSources(audit),
    ...(ofChain.length > 0 ? [source('the chain of identities', 0, ofChain)] : []),
    source(
      'actiontrail GetAccessKeyLastUsed*',
      usage.products.length + usage.events.length + usage.ips.length + usage.resources.length,
      usage.failures,
    ),
    ...(data.asked ? [source('oss access logs', data.lines, data.failures, { from: data.from, to: data.to })] : []),
    ...(changed.size > 0 ? [source('evidence pack', 0, [changedIn(changed)])] : []),
    source(`bss bills of the last ${BILL_DAYS} days`, bills.days.length, bills.failures, billed(bills.asked, audit.to)),
  ];
}

/** Of a hundred files one stands for its like. */
function changedIn(changed: ReadonlySet<string>): string {
  const [first] = [...changed].sort();
  const objects = changed.size === 1 ? '1 object was' : `${changed.size} objects were`;
  return `${objects} written over or taken away by somebody else in the midst of the look, the first ${first}`;
}

/** The days of the billing calendar (UTC+8) as a window; the last one may not be over. */
function billed(days: readonly string[], now: string): Pick<EvidenceSource, 'from' | 'to'> {
  const [from, to] = [`${days[0]}T00:00:00+08:00`, `${days.at(-1)}T23:59:59+08:00`].map((at) =>
    isoOf(momentOf(at) ?? Number.NaN),
  );
  return from === undefined || to === undefined ? {} : { from, to: to < now ? to : now };
}

/** Takes what the round wrote into the manifest. */
export async function includeCollected(pack: Pack, round: number, collected: Collected): Promise<void> {
  const folder = `evidence/round-${round}`;
  for (const slice of collected.audit.looks.flatMap(({ slices }) => slices)) {
    const problems = problemsOf(slice);
    const cut = problems.length > 0 ? { cut: problems.join('; ') } : {};
    for (const { path, bytes, sha256 } of slice.parts)
      pack.include({ path, bytes, sha256, source: slice.source, complete: problems.length === 0, ...cut });
  }
  await includeDocument(pack, `${folder}/usage.json`, collected.usage, 'actiontrail GetAccessKeyLastUsed*');
  await includeDocument(pack, `${folder}/bills.json`, collected.bills, 'bss');
  await Promise.all(
    collected.bills.asked.flatMap((day) => [
      pack.includeKept(`${folder}/bills/${day}-account.json`, { source: 'bss QueryAccountBill' }),
      pack.includeKept(`${folder}/bills/${day}-instances.json`, { source: 'bss DescribeInstanceBill' }),
    ]),
  );
  if (collected.data.asked) {
    const { parts, failures } = collected.data;
    for (const { path, bytes, sha256 } of parts)
      pack.include({
        path,
        bytes,
        sha256,
        source: 'oss access logs',
        complete: failures.length === 0,
        ...cutOf(failures),
      });
    await includeDocument(pack, `${folder}/data.json`, collected.data, 'oss access logs');
  }
  await pack.includeKept(`${folder}/bills/orders.json`, { source: 'bss QueryOrders' });
}

/** What somebody else wrote over it is replaced by what was collected. */
async function includeDocument(
  pack: Pack,
  path: string,
  result: { readonly failures: readonly string[] },
  source: string,
): Promise<void> {
  const origin: ItemOrigin = { source, ...cutOf(result.failures) };
  if (await pack.includeKept(path, origin)) return;
  await pack.keep(path, keptDocument(result), { isWhole: result.failures.length === 0 });
  await pack.includeKept(path, origin);
}

const cutOf = (failures: readonly string[]) => (failures.length > 0 ? { cut: failures.join('; ') } : {});
