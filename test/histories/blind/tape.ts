import type { Actor, World } from './world';

type Fields = Record<string, unknown>;
export interface CallOptions {
  response?: Fields;
  error?: string;
  region?: string;
  /** Resource type and names, as ActionTrail's referencedResources holds them. */
  resources?: Record<string, string[]>;
  extra?: Fields;
  eventType?: string;
}

const VERSIONS: Record<string, string> = {
  Ecs: '2014-05-26',
  Ram: '2015-05-01',
  Ims: '2019-08-15',
  Sts: '2015-04-01',
  Oss: '2019-05-17',
  Rds: '2014-08-15',
  Actiontrail: '2020-07-06',
  Sas: '2018-12-03',
  Eci: '2018-08-08',
  Ess: '2022-02-22',
  Dysmsapi: '2017-05-25',
  Alidns: '2015-01-09',
  Kms: '2016-01-20',
  Sls: '2020-12-30',
  FC: '2023-03-30',
  CloudSSO: '2021-05-15',
  Dms: '2018-11-01',
  Vpc: '2016-04-28',
  Cms: '2019-01-01',
  BssOpenApi: '2017-12-14',
  Slb: '2014-05-15',
  Notifications: '2024-12-25',
  AasSub: '2020-01-01',
  Location: '2015-06-12',
  ROS: '2019-09-10',
  CS: '2015-12-15',
  Dm: '2015-11-23',
  ResourceManager: '2020-03-31',
  Domain: '2018-01-29',
  Cdn: '2018-05-10',
  ModelStudio: '2026-02-10',
};
const GLOBAL = new Set([
  'Ram',
  'Ims',
  'Sts',
  'CloudSSO',
  'BssOpenApi',
  'AasSub',
  'Notifications',
  'ResourceManager',
  'Alidns',
  'Sas',
  'Domain',
  'Cdn',
]);

/** Writes events in ActionTrail's form (field table: help page 28819; spellings: the published samples), and knows whose they are. */
export class Tape {
  readonly events: Fields[] = [];
  readonly attackIds = new Set<string>();

  constructor(readonly world: World) {}

  /** `call` is "Service.Operation"; `time` is milliseconds since 1970. */
  call(actor: Actor, time: number, call: string, parameters: Fields, options: CallOptions = {}, attack = false): void {
    const { dice, account, home } = this.world;
    const [service = '', operation = ''] = call.split('.');
    const isGlobal = GLOBAL.has(service);
    const region = isGlobal ? home : (options.region ?? this.world.regions[0] ?? home);
    const eventId = dice.uuid();
    const host = isGlobal ? `${service.toLowerCase()}.aliyuncs.com` : `${service.toLowerCase()}.${region}.aliyuncs.com`;
    const requestId = dice.uuid();
    const when = new Date(Math.floor(time / 1000) * 1000).toISOString().replace('.000Z', 'Z');
    const resources = options.resources ? { referencedResources: options.resources } : {};
    this.events.push({
      eventId,
      eventVersion: dice.chance(0.5) ? '1' : 1,
      eventSource: host,
      eventTime: when,
      eventType: options.eventType ?? (actor.console ? 'ConsoleOperation' : 'ApiCall'),
      eventCategory: 'Management',
      eventRW: /^(Describe|List|Get|Query|Lookup|Head|Check)/.test(operation) ? 'Read' : 'Write',
      eventName: operation,
      serviceName: service,
      apiVersion: VERSIONS[service] ?? '2020-01-01',
      acsRegion: region,
      isGlobal,
      requestId,
      recipientAccountId: account,
      sourceIpAddress: actor.ip,
      userAgent: actor.agent,
      userIdentity: this.identity(actor, when),
      requestParameters: {
        AcsHost: host,
        AcsProduct: service,
        HostId: host,
        RequestId: requestId,
        RegionId: region,
        ...parameters,
      },
      ...(options.response ? { responseElements: { RequestId: requestId, ...options.response } } : {}),
      ...(options.error ? { errorCode: options.error, errorMessage: messageOf(options.error) } : {}),
      ...resources,
      ...(options.extra ?? {}),
    });
    if (attack) this.attackIds.add(eventId);
  }

  private identity(actor: Actor, when: string): Fields {
    if (actor.type === 'system') return { type: 'system', userName: actor.userName };
    const identity: Fields = {
      type: actor.type,
      accountId: this.world.account,
      principalId: actor.principalId,
      userName: actor.userName,
    };
    if (actor.accessKeyId && !actor.console) identity['accessKeyId'] = actor.accessKeyId;
    if (actor.console || actor.type === 'assumed-role')
      identity['sessionContext'] = { attributes: { mfaAuthenticated: String(actor.mfa ?? false), creationDate: when } };
    return identity;
  }
}

function messageOf(code: string): string {
  if (code.startsWith('Throttling')) return 'Request was denied due to user flow control.';
  return code === 'Forbidden.RAM' || code === 'NoPermission'
    ? 'User not authorized to operate on the specified resource.'
    : 'The request was refused.';
}

/** One sitting of one actor: each call some seconds after the one before. */
export class Sitting {
  constructor(
    readonly tape: Tape,
    public actor: Actor,
    public time: number,
    readonly isAttack: boolean,
    public pace: [number, number] = [3, 90],
  ) {}

  do(call: string, parameters: Fields = {}, options: CallOptions = {}): this {
    this.time += this.tape.world.dice.int(this.pace[0], this.pace[1]) * 1000;
    this.tape.call(this.actor, this.time, call, parameters, options, this.isAttack);
    return this;
  }

  wait(hours: number): this {
    this.time += hours * 3_600_000;
    return this;
  }

  as(actor: Actor): this {
    this.actor = actor;
    return this;
  }
}
