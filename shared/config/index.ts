import { ConfigurationInvalid } from '../errors';
import { keepSecret, keepSecretsOf } from '../secrecy/known';
import { deepFrozen, FrozenSet } from './frozen';
import { type Environment, REGION_NAMES, readRegion, readVariables } from './reading';
import { crossProblems } from './rules';
import type { AlertChannels, Config, Site } from './types';
import type { Values, VariableName } from './variables';

export type { Environment } from './reading';

/** Where an account's own global services live, and a region that every account of the site has. */
const HOME: Readonly<Record<Site, string>> = { china: 'cn-hangzhou', international: 'ap-southeast-1' };

/**
 * The configuration of an environment (variables: docs/configuration.md), whole, validated and frozen all the way down.
 * Throws ConfigurationInvalid, and nothing else, with every problem at once: values that do not parse, names that are
 * missing or unknown, settings that do not fit each other. No problem repeats a secret.
 */
export function loadConfig(environment: Environment): Config {
  keepSecretsIn(environment);
  const reading = readVariables(environment);
  const problems = [...reading.problems, ...crossProblems(reading)];
  const region = readRegion(environment, problems);
  if (problems.length > 0) throw new ConfigurationInvalid(Object.freeze(problems));
  // Complete: what is required or has a default and is not there would have been a problem.
  const values = reading.values as Values;
  return deepFrozen<Config>({
    mode: values.TOURNIQUET_MODE,
    containment: values.TOURNIQUET_CONTAINMENT,
    evidence: {
      bucket: values.TOURNIQUET_EVIDENCE_BUCKET,
      prefix: values.TOURNIQUET_EVIDENCE_PREFIX,
      ...given('archiveBucket', values.TOURNIQUET_ARCHIVE_BUCKET),
    },
    exclude: {
      users: new FrozenSet(values.TOURNIQUET_EXCLUDE_USERS ?? []),
      keys: new FrozenSet(values.TOURNIQUET_EXCLUDE_KEYS ?? []),
    },
    maxPerHour: values.TOURNIQUET_MAX_PER_HOUR,
    maxConfirmedPerHour: values.TOURNIQUET_MAX_CONFIRMED_PER_HOUR,
    unusedDays: values.TOURNIQUET_UNUSED_DAYS,
    idleKeys: {
      action: values.TOURNIQUET_IDLE_KEYS,
      warnDays: values.TOURNIQUET_IDLE_WARN_DAYS,
      maxPerNight: values.TOURNIQUET_IDLE_MAX_PER_NIGHT,
    },
    pollSeconds: values.TOURNIQUET_POLL_SECONDS,
    ...channelsOf(values),
    trail: {
      prefix: values.TOURNIQUET_TRAIL_PREFIX ?? '',
      ...given('bucket', values.TOURNIQUET_TRAIL_BUCKET),
      ...given('sls', values.TOURNIQUET_TRAIL_SLS),
    },
    ...given('accessLogs', values.TOURNIQUET_ACCESS_LOGS),
    ...given('accessLogSls', values.TOURNIQUET_ACCESS_LOG_SLS),
    mfa: values.TOURNIQUET_MFA,
    ...given('investigateFunction', values.TOURNIQUET_INVESTIGATE_FUNCTION),
    ...given('stateKey', values.TOURNIQUET_STATE_KEY),
    escalate: values.TOURNIQUET_ESCALATE,
    ...given('heartbeatUrl', values.TOURNIQUET_HEARTBEAT_URL),
    ...given('sasEndpoint', values.TOURNIQUET_SAS_ENDPOINT),
    language: values.TOURNIQUET_LANGUAGE,
    site: values.TOURNIQUET_SITE,
    regions: values.TOURNIQUET_REGIONS ?? [],
    ...given('endpoint', values.TOURNIQUET_ENDPOINT),
    ...given('ossEndpoint', values.TOURNIQUET_OSS_ENDPOINT),
    region: region ?? HOME[values.TOURNIQUET_SITE],
  });
}

/**
 * Whatever channels do parse while the whole does not, frozen: somebody must hear that nothing is being contained. A
 * channel with a part that does not parse is left out, except a DingTalk robot without its secret: it may take the
 * message unsigned. Never throws; the language falls back to Chinese.
 */
export function alertChannelsOf(environment: Environment): AlertChannels {
  const { values } = readVariables(environment);
  return deepFrozen<AlertChannels>({ ...channelsOf(values), language: values.TOURNIQUET_LANGUAGE ?? 'zh' });
}

/**
 * What of an environment is usable while the whole is not, in observe mode: enough to remember in OSS what was told, and
 * nothing that contains. Undefined when not even that is there.
 */
export function remnantOf(environment: Environment): Config | undefined {
  const { values } = readVariables(environment);
  const own = Object.entries(environment).filter(([name]) => name in values || REGION_NAMES.includes(name));
  try {
    return loadConfig({ ...Object.fromEntries(own), TOURNIQUET_MODE: 'observe' });
  } catch (error) {
    if (error instanceof ConfigurationInvalid) return undefined;
    throw error;
  }
}

/** Whatever of an environment is a secret is known as such from here on, valid or not as the whole is. */
export function keepSecretsIn(environment: Environment): void {
  for (const name of SECRETS) if (!environment[name]?.startsWith('kms:')) keepSecret(environment[name]);
  for (const name of ADDRESSES) keepSecretsOf(environment[name]);
}

const SECRETS: readonly VariableName[] = ['TOURNIQUET_STATE_KEY', 'TOURNIQUET_DINGTALK_SECRET'];
const ADDRESSES: readonly VariableName[] = [
  'TOURNIQUET_DINGTALK_URL',
  'TOURNIQUET_SMTP_URL',
  'TOURNIQUET_WEBHOOK_URL',
  'TOURNIQUET_HEARTBEAT_URL',
];

function channelsOf(values: Partial<Values>): Omit<AlertChannels, 'language'> {
  const url = values.TOURNIQUET_DINGTALK_URL;
  const { TOURNIQUET_SMTP_URL: smtpUrl, TOURNIQUET_MAIL_FROM: from, TOURNIQUET_MAIL_TO: to } = values;
  return {
    ...(url === undefined ? {} : { dingTalk: { url, ...given('secret', values.TOURNIQUET_DINGTALK_SECRET) } }),
    ...(smtpUrl && from && to ? { mail: { smtpUrl, from, to } } : {}),
    ...given('webhookUrl', values.TOURNIQUET_WEBHOOK_URL),
  };
}

/** The member, when there is a value for it: optional members of Config are absent, never undefined. */
function given<Name extends string, T>(name: Name, value: T | undefined): { readonly [K in Name]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in Name]: T });
}
