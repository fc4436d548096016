import type { Reading } from './reading';
import type { VariableName } from './variables';

const MAIL: readonly VariableName[] = ['TOURNIQUET_SMTP_URL', 'TOURNIQUET_MAIL_FROM', 'TOURNIQUET_MAIL_TO'];
const CHANNELS: readonly VariableName[] = ['TOURNIQUET_DINGTALK_URL', 'TOURNIQUET_WEBHOOK_URL', ...MAIL];

/** Longer than a month: a monthly job's key is in use. */
const LEAST_IDLE_DAYS = 35;

/** What is wrong between variables that are each right alone. */
export function crossProblems({ values, has }: Reading): string[] {
  const problems: string[] = [];
  const missingMail = MAIL.filter((name) => !has(name));
  if (missingMail.length > 0 && missingMail.length < MAIL.length) {
    problems.push(`Mail needs ${MAIL.join(', ')}: ${missingMail.join(' and ')} not set.`);
  }
  for (const [part, whole] of [
    ['TOURNIQUET_DINGTALK_SECRET', 'TOURNIQUET_DINGTALK_URL'],
    ['TOURNIQUET_TRAIL_PREFIX', 'TOURNIQUET_TRAIL_BUCKET'],
  ] as const) {
    if (has(part) && !has(whole)) problems.push(`${part} has no effect without ${whole}, which is not set.`);
  }
  const archive = values.TOURNIQUET_ARCHIVE_BUCKET;
  if (archive !== undefined && archive === values.TOURNIQUET_EVIDENCE_BUCKET) {
    problems.push(
      'TOURNIQUET_ARCHIVE_BUCKET must be another bucket than TOURNIQUET_EVIDENCE_BUCKET, which must not have versions.',
    );
  }
  const unused = values.TOURNIQUET_UNUSED_DAYS ?? LEAST_IDLE_DAYS;
  if (values.TOURNIQUET_IDLE_KEYS === 'disable' && unused < LEAST_IDLE_DAYS) {
    problems.push(
      `TOURNIQUET_IDLE_KEYS=disable needs TOURNIQUET_UNUSED_DAYS of ${LEAST_IDLE_DAYS} or more, not ${unused}: what runs once a month must not be switched off.`,
    );
  }
  if (values.TOURNIQUET_MODE === 'enforce') problems.push(...enforceProblems(has));
  return problems;
}

function enforceProblems(has: Reading['has']): string[] {
  const problems: string[] = [];
  if (!has('TOURNIQUET_STATE_KEY')) {
    problems.push(
      'TOURNIQUET_STATE_KEY is required in enforce mode and not set: without it a thief with OSS rights could stop a containment (take the one that the functions have, from the Function Compute console; for a first deployment "openssl rand -hex 32" makes one).',
    );
  }
  if (!CHANNELS.some(has)) {
    problems.push(
      'Nobody would hear of a leak: set at least one of TOURNIQUET_DINGTALK_URL, TOURNIQUET_SMTP_URL (with TOURNIQUET_MAIL_FROM and TOURNIQUET_MAIL_TO), TOURNIQUET_WEBHOOK_URL.',
    );
  }
  return problems;
}
