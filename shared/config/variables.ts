import { CLI } from '../command-line';
import { alertUrl, cloudHost, dingTalkUrl, mailAddress, ossUrl, sandboxUrl, smtpUrl } from './addresses';
import {
  accessKeyId,
  accessLogs,
  bucketName,
  functionName,
  type Kind,
  listOf,
  logstore,
  oneOf,
  prefix,
  regionId,
  secret,
  userName,
  wholeNumber,
} from './kinds';

/** One variable of the environment. `default` is written as a person would write it, and read like any other text. */
export interface Variable<T> {
  readonly kind: Kind<NonNullable<T>>;
  readonly need: 'required' | 'optional';
  readonly default?: string;
  readonly about: string;
}

const required = <T>(kind: Kind<NonNullable<T>>, about: string): Variable<T> => ({ kind, need: 'required', about });
const byDefault = <T>(text: string, kind: Kind<NonNullable<T>>, about: string): Variable<T> => ({
  kind,
  need: 'optional',
  default: text,
  about,
});
const optional = <T>(kind: Kind<NonNullable<T>>, about: string): Variable<T | undefined> => ({
  kind,
  need: 'optional',
  about,
});

/** Every `TOURNIQUET_*` variable, once; docs/configuration.md is held to this table by a test. */
export const VARIABLES = {
  TOURNIQUET_MODE: required(
    oneOf('enforce', 'observe'),
    '`enforce` contains; `observe` makes no writing call to the account and alerts with the plan.',
  ),
  TOURNIQUET_CONTAINMENT: byDefault(
    'quarantine',
    oneOf('quarantine', 'fence', 'freeze', 'disable'),
    'What happens to a key in use: deny of high-risk actions; that, and the key works only from the networks where it worked before the leak; deny of everything; or quarantine and then switching the key off.',
  ),
  TOURNIQUET_EVIDENCE_BUCKET: required(
    bucketName,
    'Holds journal, evidence and reports. Private, encrypted, never versioned.',
  ),
  TOURNIQUET_EVIDENCE_PREFIX: byDefault('ak-tourniquet', prefix, 'The folder in that bucket.'),
  TOURNIQUET_ARCHIVE_BUCKET: optional(
    bucketName,
    'Gets a copy of each finished evidence pack; retention belongs to it. Another bucket than the evidence bucket, in the same region: [pack.md](pack.md#the-archive).',
  ),
  TOURNIQUET_EXCLUDE_USERS: optional(
    listOf(userName),
    `RAM users, by whole name, that are never contained without a person. Run \`${CLI} setup\` after a change: respond is denied them.`,
  ),
  TOURNIQUET_EXCLUDE_KEYS: optional(
    listOf(accessKeyId),
    "AccessKeys that are never contained without a person. A deny is on the user and binds all keys of his: while an excluded key is active, a leak of the user's other key is held and asked about as well, and no deny is put back on him by itself.",
  ),
  TOURNIQUET_MAX_PER_HOUR: byDefault(
    '20',
    wholeNumber(0, 10_000),
    'Containments an hour from the custom bus and manual invocations, whose sender is unknown; and as many, counted for themselves, from Security Center where it has not confirmed the secret. 0: a person decides each.',
  ),
  TOURNIQUET_MAX_CONFIRMED_PER_HOUR: byDefault(
    '200',
    wholeNumber(1, 10_000),
    'Containments an hour of leaks whose secret Security Center found valid.',
  ),
  TOURNIQUET_UNUSED_DAYS: byDefault(
    '90',
    wholeNumber(1, 400),
    'A key that was not used for so many days before the leak is switched off after the quarantine. For `TOURNIQUET_IDLE_KEYS`: for so many days before the night.',
  ),
  TOURNIQUET_IDLE_KEYS: byDefault(
    'report',
    oneOf('report', 'disable'),
    '`disable`: the nightly look warns of keys that nobody uses, warns again, announces them, and then has them switched off.',
  ),
  TOURNIQUET_IDLE_WARN_DAYS: byDefault(
    '7',
    wholeNumber(1, 90),
    'So many days lie at least between the two warnings, and between the second one and the announcement.',
  ),
  TOURNIQUET_IDLE_MAX_PER_NIGHT: byDefault(
    '5',
    wholeNumber(1, 20),
    'So many unused keys at most are warned of, warned of again, announced, and switched off in one night.',
  ),
  TOURNIQUET_POLL_SECONDS: byDefault(
    '60',
    wholeNumber(5, 60),
    'How often the leak list is read. Below 60 one timer invocation reads it several times.',
  ),
  TOURNIQUET_DINGTALK_URL: optional(
    dingTalkUrl,
    "The DingTalk robot's webhook, with its access_token. Part of it is secret.",
  ),
  TOURNIQUET_DINGTALK_SECRET: optional(secret(), "The robot's signing secret (`SEC…`), or `kms:<name>`."),
  TOURNIQUET_SMTP_URL: optional(
    smtpUrl,
    '`smtps://user:password@host:465`, or `kms:<name>`. Mail needs this and the next two.',
  ),
  TOURNIQUET_MAIL_FROM: optional(mailAddress, 'The sender of mails: the bare address.'),
  TOURNIQUET_MAIL_TO: optional(listOf(mailAddress), 'Who gets them.'),
  TOURNIQUET_WEBHOOK_URL: optional(alertUrl, 'Gets every alert as JSON.'),
  TOURNIQUET_TRAIL_BUCKET: optional(bucketName, 'The bucket that a trail delivers to.'),
  TOURNIQUET_TRAIL_PREFIX: optional(prefix, 'The folder in that bucket.'),
  TOURNIQUET_TRAIL_SLS: optional(logstore, 'The Log Service logstore that a trail delivers to.'),
  TOURNIQUET_ACCESS_LOGS: optional(
    accessLogs,
    'Where the account\'s buckets deliver their access logs (OSS, "Logging").',
  ),
  TOURNIQUET_ACCESS_LOG_SLS: optional(
    logstore,
    "The Log Service logstore that OSS's real-time log is written to; it is asked before the access logs.",
  ),
  TOURNIQUET_MFA: byDefault(
    'report',
    oneOf('report', 'enforce'),
    "`enforce` makes a contained user's console login require MFA, and a new password for whom the findings name; switches it off where it was taken over.",
  ),
  TOURNIQUET_INVESTIGATE_FUNCTION: optional(
    functionName,
    "The function that investigates; without it this function's name with `respond` replaced by `investigate`, else `ak-tourniquet-investigate`. `service/function` for FC 2.0.",
  ),
  TOURNIQUET_STATE_KEY: optional(
    secret(32),
    'Signs what could stop a containment: 32 bytes of text or more, or `kms:<name>`. Required in enforce mode; set it in observe mode as well, for enforce mode believes nothing that was written without it. `openssl rand -hex 32` makes a good one.',
  ),
  TOURNIQUET_ESCALATE: byDefault(
    'ask',
    oneOf('ask', 'auto'),
    'When the thief has made himself persistent: ask a person, or freeze and disable at once, and contain what the key made.',
  ),
  TOURNIQUET_HEARTBEAT_URL: optional(
    alertUrl,
    "A dead man's switch outside the account: called after each of the timer's minutes that went well, so that its silence tells what nobody here can tell any more.",
  ),
  TOURNIQUET_SAS_ENDPOINT: optional(cloudHost, "Security Center's host, where the usual one does not fit."),
  TOURNIQUET_LANGUAGE: byDefault('zh', oneOf('zh', 'en'), 'The language of alerts and reports.'),
  TOURNIQUET_SITE: byDefault(
    'china',
    oneOf('china', 'international'),
    'The Alibaba Cloud site that the account belongs to.',
  ),
  TOURNIQUET_REGIONS: optional(
    listOf(regionId),
    'Where audit events are looked up; without it in all of DescribeRegions, and in the home of the global events.',
  ),
  TOURNIQUET_ENDPOINT: optional(sandboxUrl, 'Every cloud call goes to this URL: the sandbox.'),
  TOURNIQUET_OSS_ENDPOINT: optional(
    ossUrl,
    'OSS alone: an internal endpoint, a domain of yours that is bound to the evidence bucket (with ?cname behind it), or another OSS server (path style).',
  ),
} satisfies Record<string, Variable<unknown>>;

export type VariableName = keyof typeof VARIABLES;

/** What each variable holds once it is read. */
export type Values = {
  readonly [Name in VariableName]: (typeof VARIABLES)[Name] extends Variable<infer T> ? T : never;
};

export const VARIABLE_NAMES = Object.keys(VARIABLES) as readonly VariableName[];
