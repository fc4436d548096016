import { planFence } from '../functions/investigate/fence';
import type { Run } from '../functions/platform';
import type { FencePlan, KeptReason, LeftReason } from '../shared/containment/fence/decide';
import type { Decision } from '../shared/containment/types';
import { parseAuditEvent } from '../shared/evidence/event';
import type { AuditEvent } from '../shared/evidence/types';
import { collectUsage } from '../shared/evidence/usage';
import { looked } from '../shared/identity/looked';
import type { AccessKeyId } from '../shared/ids';

const WORDS: Readonly<Record<KeptReason | LeftReason, string>> = {
  'worked-before': 'it worked from there before',
  'shared-with-attack': 'the business and the attack came from there',
  attack: 'the attack came from there',
  'since-suspicion': 'first seen since the suspicion',
  'shortly-before': 'first seen shortly before the suspicion',
  'no-address': 'a service of the cloud, no address',
  'former-policy': 'the network policy that bound the key before does not allow it',
};
/** A person waits: what ActionTrail's usage index says in this time, and one page of events. */
const WAIT_MS = 10_000;
const MOST_LINES = 20;

/** What a fence would let in, as far as a quick look can tell; nothing where none is planned. The investigation judges by
 *  every event, and may leave out more. */
export async function fenceLines(
  run: Run,
  accessKeyId: AccessKeyId,
  decision: Pick<Decision, 'actions'>,
): Promise<string[]> {
  if (!decision.actions.some(({ kind }) => kind === 'fence')) return [];
  const now = run.clock.now();
  const [usage, page] = await Promise.all([
    collectUsage(run.cloud, run.clock, accessKeyId, run.clock.elapsedMs() + WAIT_MS),
    looked(
      run.cloud.actionTrail().lookupEvents({
        attributes: [{ key: 'EventAccessKeyId', value: accessKeyId }],
        from: new Date(now.getTime() - 89 * 86_400_000),
        to: now,
      }),
    ),
  ]);
  const business: AuditEvent[] = 'value' in page ? page.value.events.map((event) => parseAuditEvent(event)) : [];
  const plan = planFence({
    accessKeyId,
    business,
    attack: new Set(),
    began: now.toISOString(),
    settledAt: '',
    usage,
    ...('couldNotCheck' in page ? { incomplete: page.couldNotCheck } : {}),
  });
  return [
    ...planLines(plan).map((line) => `  as it looks now: ${line}`),
    '  by a quick look: where the events show the attack it is left out, and the message says what was let in',
  ];
}

function planLines(plan: FencePlan): string[] {
  const reasonOf = (block: string): string => {
    const found = plan.kept.find(({ address }) => address === block);
    return found === undefined ? 'addresses in it worked before' : WORDS[found.reason];
  };
  const kept =
    plan.verdict === 'none'
      ? [`no fence, because ${plan.why}`]
      : plan.networks.map(
          ({ scope, block }) => `from ${block}${scope === 'vpc' ? ' in a VPC' : ''} (${reasonOf(block)})`,
        );
  const left = plan.left.map(({ address, reason }) => `not from ${printable(address)} (${WORDS[reason]})`);
  const lines = [...kept, ...left];
  const more = lines.length - MOST_LINES;
  return more > 0 ? [...lines.slice(0, MOST_LINES), `and ${more} more`] : lines;
}

/** A source is what a caller's events say: on a terminal it is one word of plain characters. */
const printable = (text: string): string => text.replace(/[^\w.:/-]/g, '?').slice(0, 80);
