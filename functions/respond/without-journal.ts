import { CLI } from '../../shared/command-line';
import { POLICY_NAMES } from '../../shared/containment/apply';
import { rewrittenIn } from '../../shared/containment/fit-deny';
import { verify } from '../../shared/containment/verify';
import { looked, messageOf } from '../../shared/identity/looked';
import { sha256 } from '../../shared/incident/seal';
import { habitsEnd } from '../../shared/incident/suspicion';
import type { IncidentFacts } from '../../shared/notify/facts';
import { inThisHour, sendUnclaimed } from '../alerting';
import { protectedScope, type Run } from '../platform';
import { tellOnce } from '../told';
import type { Contained } from './contain';
import { lastUseFact } from './facts';
import { useFacts } from './use-facts';

/**
 * OSS is down: the deny stands, but nothing could be recorded. The alert says so, and the run fails, so that the platform
 * delivers again; what came out alike is told once an hour by this instance, and by another one besides: twice rather than
 * never. Resolves with what failed.
 */
export async function alertWithoutJournal(run: Run, contained: Contained): Promise<string[]> {
  try {
    await tellOnce(run, inThisHour(run, `without-journal-${outcomeOf(contained)}`), async () =>
      sendUnclaimed(run, {
        kind: 'incident',
        at: run.clock.now().toISOString(),
        incident: await factsOf(run, contained),
      }),
    );
    return ['nothing could be recorded in OSS'];
  } catch (error) {
    return ['nothing could be recorded in OSS', `alert: ${messageOf(error)}`];
  }
}

/** The same key with the same result: every minute's poll comes to it anew while nothing can be recorded. */
function outcomeOf({ id, decision, steps }: Contained): string {
  const results = steps.map(({ step, ok }) => `${step} ${ok}`);
  return sha256([id.accessKeyId, decision.row, ...results].join('\n')).slice(0, 16);
}

async function factsOf(run: Run, contained: Contained): Promise<IncidentFacts> {
  const { id, signal, owner, decision, trip, steps, lastUse } = contained;
  const unread = { couldNotCheck: 'the policies were not read' };
  const attached = steps.some((s) => s.ok && s.step === 'attach-freeze')
    ? ('freeze' as const)
    : contained.denyAt
      ? ('quarantine' as const)
      : undefined;
  const user = owner?.type === 'ram-user' ? owner : undefined;
  const verified =
    attached && user
      ? await looked(
          verify(run.cloud, run.clock, {
            userName: user.userName,
            accessKeyId: id.accessKeyId,
            policy: attached,
            viaGroup: steps.some((s) => s.ok && s.step === 'add-to-group'),
            keyShouldBeOff: false,
            scope: protectedScope(run),
          }),
        )
      : undefined;
  const verification = verified && 'value' in verified ? verified.value : undefined;
  const isPower = verification?.verification.givesPower !== undefined;
  const use = owner
    ? await useFacts(
        run,
        id.accessKeyId,
        habitsEnd({
          foundAt: signal.foundAt,
          receivedAt: run.receivedAt,
          publishedAt: trip.detail?.publishedAt,
          madeAt: user?.keys.find((key) => key.id === id.accessKeyId)?.createdAt,
        }),
        attached,
      )
    : {};
  const link = trip.detail?.fileUrl ?? signal.link;
  // Nobody delivers a person's command again.
  const again =
    signal.source === 'command-line'
      ? 'the command must be run again once OSS answers'
      : 'the platform will deliver the signal again';
  return {
    incidentId: `${id.accountId}/${id.accessKeyId}`,
    accountId: id.accountId,
    accessKeyId: id.accessKeyId,
    mode: run.config.mode,
    row: decision.row,
    verdict: decision.verdict,
    reason: decision.reason,
    plan: [],
    findings: decision.findings,
    window: {
      ...(signal.foundAt ? { foundAt: signal.foundAt.toISOString() } : {}),
      signalAt: run.receivedAt.toISOString(),
      ...(contained.denyAt && !isPower ? { denyAt: contained.denyAt.toISOString() } : {}),
    },
    thief: { seen: 'not visible yet' },
    owner: user
      ? {
          type: 'ram-user',
          userName: user.userName,
          administrator: verification?.administrator ?? unread,
          otherKeys: user.keys
            .filter((key) => key.id !== id.accessKeyId)
            .map(({ id: key, status }) => ({ id: key, status })),
          console: await looked(run.cloud.ram.hasLoginProfile(user.userName)),
        }
      : owner?.type === 'root'
        ? { type: 'root' }
        : { type: 'unknown' },
    ...(attached && !isPower ? { attached } : {}),
    keyDisabled: steps.some((s) => s.ok && s.step.startsWith('disable-key:')),
    ...lastUseFact(lastUse),
    ...use,
    published: link ? { url: link } : {},
    source: signal.source,
    steps,
    ...(verification ? { verification: verification.verification } : {}),
    heldUntilDecision: decision.verdict === 'hold',
    unrecorded: true,
    caveats: [
      ...trip.caveats,
      ...rewrittenIn(steps).map((policy) => `${POLICY_NAMES[policy]} was changed by somebody: run "${CLI} setup"`),
      `nothing of this could be recorded in OSS, and ${again}`,
    ],
  };
}
