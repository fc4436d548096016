import { detail } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { grantsAllPower } from './documents';
import { documentOf, parameter, userNamed, wordsOf } from './parameters';

/** Alibaba Cloud's own policies that make an administrator, or let become one (RAM, "System policies"). */
const ALL_POWER =
  /^(AdministratorAccess|AliyunRAMFullAccess|AliyunSTSAssumeRoleAccess|AliyunIMSFullAccess|AliyunResourceDirectoryFullAccess)$/i;
/** What groups of administrators are called, where the trail does not show what was attached to them. */
const ADMINISTRATORS = /^(.*[-_. ])?(admins?|administrators?|root|superusers?|owners?)([-_. ].*)?$/i;
const TELLS = /^(CreatePolicy|CreatePolicyVersion|AttachPolicyToGroup|CreateUser)$/;
/** What was made within a day before is its maker's own, and nobody else's yet. */
const FRESH_MS = 86_400_000;

type Buckets = Map<string, { firstAt: string; madeAt: string | undefined }>;

/** What the account's events tell of the account itself: who it is, which of its policies and groups hold all power. */
export class AccountFacts {
  private readonly policies = new Set<string>();
  private readonly groups = new Set<string>();
  private readonly usersMade = new Map<string, string>();
  private readonly powerOf = new WeakMap<AuditEvent, boolean>();
  private buckets: Buckets | undefined;

  /** `events`: the whole account's, by time. `ownUser`: the leaked key's user. */
  constructor(
    private readonly events: readonly AuditEvent[],
    /** Undefined: it is not known; it may be masked (`104758519118****`). */
    readonly id: string | undefined,
    readonly ownUser: string | undefined,
    /** The buckets that this tool keeps evidence in, or reads a trail from. */
    private readonly toolsBuckets: readonly string[] = [],
  ) {
    for (const event of events) if (TELLS.test(event.name) && event.errorCode === undefined) this.learn(event);
  }

  /** The policy makes an administrator, by its name or by its document where the trail shows it. */
  isAllPower(policy: string | undefined): boolean {
    return policy !== undefined && (ALL_POWER.test(policy) || this.policies.has(policy.toLowerCase()));
  }

  /** The policy document of the call makes an administrator of whoever holds it, in this account where it is known. */
  writesAllPower(event: AuditEvent): boolean {
    const known = this.powerOf.get(event) ?? grantsAllPower(documentOf(event), this.id);
    this.powerOf.set(event, known);
    return known;
  }

  isAdministrators(group: string | undefined): boolean {
    return group !== undefined && (this.groups.has(group.toLowerCase()) || ADMINISTRATORS.test(group));
  }

  /** The bucket is the tool's own, or the trail's that it reads. */
  isToolsBucket(name: string | undefined): boolean {
    return name !== undefined && this.toolsBuckets.includes(name.toLowerCase());
  }

  /** The bucket was named by a call of the account before this moment. */
  knowsBucket(name: string, before: string): boolean {
    const firstAt = this.bucketsSeen().get(name.toLowerCase())?.firstAt;
    return firstAt !== undefined && firstAt < before;
  }

  /** The bucket was made within the day before: nothing of the business's lies in it yet. */
  isFreshBucket(name: string, at: string): boolean {
    return isFresh(this.bucketsSeen().get(name.toLowerCase())?.madeAt, at);
  }

  /** The user was made within the day before; a key or a password for anybody else is a way into what is his. */
  isFreshUser(name: string, at: string): boolean {
    return isFresh(this.usersMade.get(name), at);
  }

  private learn(event: AuditEvent): void {
    const user = event.name === 'CreateUser' ? userNamed(event) : undefined;
    if (user !== undefined) this.usersMade.set(user, event.at);
    const policy = parameter(event, 'PolicyName');
    if (policy === undefined) return;
    if (event.name !== 'AttachPolicyToGroup') {
      if (this.writesAllPower(event)) this.policies.add(policy.toLowerCase());
      return;
    }
    const group = parameter(event, 'GroupName');
    if (group !== undefined && this.isAllPower(policy)) this.groups.add(group.toLowerCase());
  }

  /** Made when it is first asked for: few analyses ask, and it walks all of OSS's events. */
  private bucketsSeen(): Buckets {
    if (this.buckets !== undefined) return this.buckets;
    const seen: Buckets = new Map();
    for (const event of this.events) {
      const name = /^oss$/i.test(event.service) ? bucketOf(event)?.toLowerCase() : undefined;
      if (name === undefined) continue;
      const made = event.name === 'PutBucket' && event.errorCode === undefined ? event.at : undefined;
      const known = seen.get(name);
      if (known === undefined) seen.set(name, { firstAt: event.at, madeAt: made });
      else if (made !== undefined) known.madeAt = made;
    }
    this.buckets = seen;
    return seen;
  }
}

function isFresh(madeAt: string | undefined, at: string): boolean {
  return madeAt !== undefined && madeAt <= at && Date.parse(at) - Date.parse(madeAt) < FRESH_MS;
}

export function bucketOf(event: AuditEvent): string | undefined {
  return parameter(event, 'bucketName', 'bucket') ?? detail(event, 'additionalEventData', 'bucketName');
}

/** OSS takes the rule as XML, and some exports keep it so (PutBucketReplication). */
const XML_DESTINATION = /<Destination>[\s\S]{0,400}?<Bucket>\s{0,100}([^<\s]{1,100})\s{0,100}<\/Bucket>/i;

/** Where a replication goes to: a bucket's name below `Destination`. */
export function destinationOf(event: AuditEvent): string | undefined {
  const words = wordsOf(event);
  const source = bucketOf(event);
  const inXml = words.map(({ word }) => XML_DESTINATION.exec(word)?.[1]).find((bucket) => bucket !== undefined);
  if (inXml !== undefined) return inXml;
  const plain = words.find(({ name }) => /^destination$/i.test(name))?.word;
  return plain ?? words.find(({ name, word }) => /^(target)?bucket(name)?$/i.test(name) && word !== source)?.word;
}
