import type { AccessKeyId, UserName } from '../ids';

export type Mode = 'enforce' | 'observe';
export type Containment = 'quarantine' | 'fence' | 'freeze' | 'disable';
export type Language = 'zh' | 'en';
export type Site = 'china' | 'international';

/** A secret as configured: the value itself, or the name of the KMS secret that holds it (`kms:<name>`). */
export type SecretRef =
  | { readonly kind: 'plain'; readonly value: string }
  | { readonly kind: 'kms'; readonly name: string };

/** What the owner has set up, validated and frozen. Every name of design.md's environment has its one place here. */
export interface Config {
  readonly mode: Mode;
  readonly containment: Containment;
  readonly evidence: { readonly bucket: string; readonly prefix: string; readonly archiveBucket?: string };
  readonly exclude: { readonly users: ReadonlySet<UserName>; readonly keys: ReadonlySet<AccessKeyId> };
  readonly maxPerHour: number;
  readonly maxConfirmedPerHour: number;
  readonly unusedDays: number;
  /** What the nightly look does about keys that nobody has used for `unusedDays`. */
  readonly idleKeys: {
    readonly action: 'report' | 'disable';
    readonly warnDays: number;
    readonly maxPerNight: number;
  };
  readonly pollSeconds: number;
  readonly dingTalk?: { readonly url: string; readonly secret?: SecretRef };
  readonly mail?: { readonly smtpUrl: SecretRef; readonly from: string; readonly to: readonly string[] };
  readonly webhookUrl?: string;
  readonly trail: {
    readonly bucket?: string;
    readonly prefix: string;
    readonly sls?: { readonly project: string; readonly logstore: string };
  };
  /** Buckets' access logs that may be read. */
  readonly accessLogs?: { readonly bucket: string; readonly prefix: string };
  /** OSS's real-time log, likewise. */
  readonly accessLogSls?: { readonly project: string; readonly logstore: string };
  readonly mfa: 'report' | 'enforce';
  readonly investigateFunction?: string;
  /** Signs what could stop a containment; always there in enforce mode. */
  readonly stateKey?: SecretRef;
  readonly escalate: 'ask' | 'auto';
  readonly heartbeatUrl?: string;
  readonly sasEndpoint?: string;
  readonly language: Language;
  readonly site: Site;
  /** Empty: all regions that DescribeRegions names, and the home of the global events. */
  readonly regions: readonly string[];
  /** Every cloud call goes there: the sandbox. Loopback only. */
  readonly endpoint?: URL;
  readonly ossEndpoint?: URL;
  readonly region: string;
}

/** The channels that did parse when the configuration as a whole did not: the owner must hear of it. */
export type AlertChannels = Pick<Config, 'dingTalk' | 'mail' | 'webhookUrl' | 'language'>;
