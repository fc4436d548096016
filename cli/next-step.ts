import { type CredentialsFault, credentialsFault } from '../shared/aliyun/call';
import { CLI } from '../shared/command-line';
import { BucketUnfit, CloudCallFailed, CloudThrottled, OwnerUnknown, RunIncomplete } from '../shared/errors';
import { CommandEnded, EXIT } from './exit';
import { nextOfNetwork } from './network';

/** What a person does about a failure, by its code; undefined where the message says all there is. Pure. */
export function nextOf(error: unknown, environment: NodeJS.ProcessEnv): string | undefined {
  if (error instanceof BucketUnfit)
    return `Make it private (OSS console > the bucket > Permission Control > Bucket ACL: Private, and Bucket Policy: nobody but your own), or name a new bucket that never had versions (TOURNIQUET_EVIDENCE_BUCKET; the archive: TOURNIQUET_ARCHIVE_BUCKET). Then: ${CLI} setup`;
  if (error instanceof RunIncomplete || error instanceof OwnerUnknown) return nextOfText(error.message);
  // A look that failed: what helps the look helps the command.
  if (error instanceof CommandEnded && error.exitCode === EXIT.unchecked && error.cause instanceof CloudCallFailed)
    return nextOf(error.cause, environment);
  return nextOfNetwork(error, environment) ?? (error instanceof CloudCallFailed ? ofCloud(error) : undefined);
}

const OF_CREDENTIALS: Readonly<Record<CredentialsFault, string>> = {
  key: 'Your own AccessKey is not taken (deleted, or off): use one that works, then run the same command again.',
  secret:
    'The secret is not that of your own AccessKey (mistyped, or of another one): use one that works, then run the same command again.',
  session:
    'Your session is over, or its token does not belong to its key: sign in again, then run the same command again.',
  clock: "This machine's clock is wrong: set it (NTP), then run the same command again.",
};

function ofCloud(error: CloudCallFailed): string | undefined {
  const { cloudCode, service, action, status } = error;
  const fault = credentialsFault(error);
  if (fault !== undefined) return OF_CREDENTIALS[fault];
  if (cloudCode === 'NoSuchBucket')
    return `Compare TOURNIQUET_EVIDENCE_BUCKET, account and region with the deployment; where the bucket was never made: ${CLI} setup`;
  if (/^(Function|Service)NotFound$/.test(cloudCode))
    return 'Compare name, account and region (ALIBABA_CLOUD_REGION_ID) with the deployment: FC 2.0 has service/function; where it was never deployed: s deploy';
  if (status === 403) return askFor([`${service}:${action}`]);
  if (error instanceof CloudThrottled || (status !== undefined && status >= 500)) return LATER;
  return undefined;
}

/**
 * The rights that failures lack, where several stand in one text, as CloudCallFailed words them, and what to do behind
 * that; undefined: none. Pure.
 */
export function rightsLacking(text: string, then = AGAIN): string | undefined {
  // Whose session ends half-way lacks no right.
  const fault = faultIn(text);
  if (fault !== undefined) return OF_CREDENTIALS[fault];
  const refused = failuresIn(text).filter(([whole]) => whole.endsWith('(HTTP 403)'));
  const rights = [...new Set(refused.map(([, service, action]) => `${service}:${action}`))];
  return rights.length === 0 ? undefined : askFor(rights, then);
}

const failuresIn = (text: string) => [...text.matchAll(/\b([a-z]+) ([A-Z]\w+) failed: ([\w.]+) \(HTTP 40\d\)/g)];

/** Why the cloud did not take the credentials of a call that failed in this text; undefined: it took them. Pure. */
export const faultIn = (text: string): CredentialsFault | undefined =>
  failuresIn(text).flatMap(([, , , cloudCode = '']) => credentialsFault({ cloudCode }) ?? [])[0];

/** As CloudCallFailed words a failure of the cloud's own. */
const FAILED_THERE = /\b[a-z]+ [A-Z]\w+ failed: [\w.]+ \(HTTP (429|5\d\d)\)/;
const LATER =
  'That passes by itself, as a rule: run the same command again in a few minutes. It looks first at what there is, and goes on where this one stopped. If it comes back, ask the support of Alibaba Cloud.';

/** What a person does about failures that stand in one text, as CloudCallFailed words them; undefined: none. Pure. */
export const nextOfText = (text: string): string | undefined =>
  rightsLacking(text) ?? (FAILED_THERE.test(text) ? LATER : undefined);

const AGAIN = 'run the same command again';

const askFor = (rights: readonly string[], then = AGAIN): string =>
  `Your identity may not do that: ask for ${rights.join(', ')}, then ${then}.`;
