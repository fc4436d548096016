import type { AccessKeyId, AccountId } from '../ids';

/** Everything about one leaked key; the same key is the same incident for ever. */
export interface IncidentId {
  readonly accountId: AccountId;
  readonly accessKeyId: AccessKeyId;
}

/** Where each object of the evidence bucket lies (design.md, "Objects"). `prefix` without slashes at its ends. */
export function pathsOf(prefix: string) {
  const incident = (id: IncidentId) => `${prefix}/incidents/${id.accountId}/${id.accessKeyId}`;
  return {
    incident,
    /** The folders of an account's incidents, one a key. */
    incidents: (accountId: AccountId) => `${prefix}/incidents/${accountId}/`,
    journal: (id: IncidentId) => `${incident(id)}/journal/`,
    entry: (id: IncidentId, seq: number) => `${incident(id)}/journal/${String(seq).padStart(6, '0')}.json`,
    /** `containment`: which one of the key's, from 0; each has a state before it. */
    before: (id: IncidentId, containment = 0) => `${incident(id)}/${beforeName(containment)}`,
    evidence: (id: IncidentId, name: string) => `${incident(id)}/evidence/${name}`,
    findings: (id: IncidentId) => `${incident(id)}/findings.json`,
    reportHtml: (id: IncidentId) => `${incident(id)}/report.html`,
    reportJson: (id: IncidentId) => `${incident(id)}/report.json`,
    manifest: (id: IncidentId) => `${incident(id)}/manifest.json`,
    outbox: `${prefix}/outbox/`,
    schedule: `${prefix}/schedule/`,
    heartbeat: `${prefix}/heartbeat.json`,
    status: `${prefix}/status/`,
    contained: (hour: Date) => `${prefix}/contained/${hour.toISOString().slice(0, 13)}/`,
    seen: `${prefix}/seen.json`,
    /** Every contained key with what must be in its place: a hint, never a fact. */
    watched: `${prefix}/watched.json`,
    /** Claim and receipt of what is told once. */
    told: (what: string) => `${prefix}/told/${what}.json`,
    /** The nightly report of one date, `yyyy-mm-dd` in UTC. */
    hygieneHtml: (date: string) => `${prefix}/hygiene/${date}/report.html`,
    hygieneJson: (date: string) => `${prefix}/hygiene/${date}/report.json`,
    hygieneCsv: (date: string) => `${prefix}/hygiene/${date}/findings.csv`,
    /** What one night leaves to the next. */
    hygieneMemory: `${prefix}/hygiene/memory.json`,
    /** What becomes of keys that nobody uses: how far each has come, and what one date has decided. */
    idleKeys: `${prefix}/hygiene/idle-keys.json`,
    idleKeysOf: (date: string) => `${prefix}/hygiene/${date}/idle-keys.json`,
    /** What the account required at console logins before a person changed it for everybody. */
    formerMfa: `${prefix}/config/mfa-former.json`,
    /** What the owner has set up besides the environment. */
    hygieneExceptions: `${prefix}/config/hygiene-exceptions.json`,
    /** The nightly index of key to user: a hint, never a fact. */
    owners: `${prefix}/owners.json`,
    unparsed: (sha: string) => `${prefix}/unparsed/${sha}`,
  };
}

/** Within the incident's folder. */
export const beforeName = (containment: number): string =>
  containment === 0 ? 'before.json' : `before-${containment + 1}.json`;

export type Paths = ReturnType<typeof pathsOf>;
