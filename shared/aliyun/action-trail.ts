import { CloudAnswerMalformed, CloudNotFound } from '../errors';
import type { AccessKeyId } from '../ids';
import { dateOf } from '../moment';
import { type CallPatience, ORDINARY, promised, recordsIn, URGENT } from './call';
import type { Connection } from './connection';
import { pagesOf } from './pages';
import { RpcClient } from './rpc';

/** Who an AccessKey belongs to, as its last recorded call shows. */
export interface KeyLastUsedInfo {
  readonly accountId: string | undefined;
  readonly accountType: 'root-account' | 'ram-user' | undefined;
  readonly ownerId: string | undefined;
  /** `root`, or the RAM user's name. */
  readonly userName: string | undefined;
  /** Undefined: no use is on record, as the answer says. The error: it says nothing of it that means anything. */
  readonly usedAt: Date | undefined | CloudAnswerMalformed;
  readonly serviceName: string | undefined;
}

/** When the key was last used, as ActionTrail told. Throws CloudAnswerMalformed where its answer told nothing of it. */
export function toldUse(info: KeyLastUsedInfo | undefined): Date | undefined {
  if (info?.usedAt instanceof CloudAnswerMalformed) throw info.usedAt;
  return info?.usedAt;
}

/** One entry of a key's usage: a product, an event, an IP address or a resource, with its last time. */
export interface KeyUsage {
  readonly name: string;
  readonly serviceName: string;
  readonly usedAt: Date | undefined;
  readonly source: string | undefined;
  /** What kind of thing a resource is: `ACS::OSS::Bucket`. */
  readonly resourceType?: string | undefined;
  /** The last event as ActionTrail kept it, when it did. */
  readonly detail: unknown;
}

/** A trail: where events are delivered to, and whether they are. */
export interface Trail {
  readonly name: string;
  /** `All`, or one region. */
  readonly region: string;
  readonly events: 'Write' | 'Read' | 'All' | undefined;
  readonly isOn: boolean;
  readonly bucket: string | undefined;
  /** What the keys of its objects begin with. */
  readonly prefix?: string | undefined;
  readonly logProject: string | undefined;
}

export interface LookupQuery {
  readonly attributes: readonly { readonly key: string; readonly value: string }[];
  readonly from: Date;
  readonly to: Date;
  readonly direction?: 'FORWARD' | 'BACKWARD';
  readonly nextToken?: string;
}

export interface LookupPage {
  readonly events: readonly Record<string, unknown>[];
  readonly nextToken: string | undefined;
}

/**
 * ActionTrail 2020-07-06. Its typed package is not on the registry, so this is the generic signed call, with the
 * methods named as the package would name them. Regional: each region has its own events and its own client.
 */
export class ActionTrailService {
  private readonly rpc: RpcClient;

  constructor(
    connection: Connection,
    readonly region: string = connection.region,
  ) {
    this.rpc = new RpcClient(connection, 'actiontrail', '2020-07-06', `actiontrail.${region}.aliyuncs.com`);
  }

  private call(
    action: string,
    parameters: Record<string, unknown>,
    patience: CallPatience,
  ): Promise<Record<string, unknown>> {
    return this.rpc.call(action, { RegionId: this.region, ...parameters }, patience);
  }

  /**
   * The owner and last use of a key, up to 400 days back; undefined when ActionTrail has it on no record. Throws
   * CloudAnswerMalformed for an answer that names nobody and no time.
   */
  async getAccessKeyLastUsedInfo(accessKeyId: AccessKeyId, patience = URGENT): Promise<KeyLastUsedInfo | undefined> {
    let body: Record<string, unknown>;
    try {
      body = await this.call('GetAccessKeyLastUsedInfo', { AccessKey: accessKeyId }, patience);
    } catch (error) {
      if (error instanceof CloudNotFound) return undefined;
      throw error;
    }
    const usedAt = lastUseIn(body);
    if (!body['UserName'] && !body['OwnerId']) {
      if (usedAt instanceof CloudAnswerMalformed) throw usedAt;
      if (usedAt === undefined) return undefined;
    }
    const type = body['AccountType'];
    return {
      accountId: textOf(body['AccountId']),
      accountType: type === 'root-account' || type === 'ram-user' ? type : undefined,
      ownerId: textOf(body['OwnerId']),
      userName: textOf(body['UserName']),
      usedAt,
      serviceName: textOf(body['ServiceName']),
    };
  }

  /** The products that the key was used for. */
  async getAccessKeyLastUsedProducts(accessKeyId: AccessKeyId): Promise<KeyUsage[]> {
    const body = await this.call('GetAccessKeyLastUsedProducts', { AccessKey: accessKeyId }, ORDINARY);
    return usages('GetAccessKeyLastUsedProducts', body, 'Products', 'ServiceName');
  }

  /** The events of one product that the key was used for, all pages (100 a page). */
  getAccessKeyLastUsedEvents(accessKeyId: AccessKeyId, serviceName: string): Promise<KeyUsage[]> {
    return this.usagePages('GetAccessKeyLastUsedEvents', 'Events', 'EventName', accessKeyId, serviceName);
  }

  /** The source addresses from which the key used one product, all pages. */
  getAccessKeyLastUsedIps(accessKeyId: AccessKeyId, serviceName: string): Promise<KeyUsage[]> {
    return this.usagePages('GetAccessKeyLastUsedIps', 'Ips', 'Ip', accessKeyId, serviceName);
  }

  /** The resources of one product that the key touched, all pages. */
  getAccessKeyLastUsedResources(accessKeyId: AccessKeyId, serviceName: string): Promise<KeyUsage[]> {
    return this.usagePages('GetAccessKeyLastUsedResources', 'Resources', 'ResourceName', accessKeyId, serviceName);
  }

  private async usagePages(
    action: string,
    list: string,
    name: string,
    accessKeyId: AccessKeyId,
    serviceName: string,
  ): Promise<KeyUsage[]> {
    const all: KeyUsage[] = [];
    const asked = { AccessKey: accessKeyId, ServiceName: serviceName, PageSize: '100' };
    const pages = pagesOf(
      'actiontrail',
      action,
      (NextToken) => this.call(action, { ...asked, NextToken }, ORDINARY),
      (body) => textOf(body['NextToken']),
    );
    for await (const body of pages) all.push(...usages(action, body, list, name, serviceName));
    return all;
  }

  /** One page (50 at most) of this region's events of the last 90 days. An AccessKey filter must stand alone. */
  async lookupEvents(query: LookupQuery, patience = ORDINARY): Promise<LookupPage> {
    const body = await this.call(
      'LookupEvents',
      {
        LookupAttribute: query.attributes.map(({ key, value }) => ({ Key: key, Value: value })),
        StartTime: seconds(query.from),
        EndTime: seconds(query.to),
        Direction: query.direction ?? 'BACKWARD',
        MaxResults: '50',
        NextToken: query.nextToken,
      },
      patience,
    );
    const events = promised('actiontrail', 'LookupEvents', 'Events', body['Events']);
    // What of it is no event is counted by whoever reads them.
    if (!Array.isArray(events)) throw notAList('LookupEvents', 'Events');
    return { events: events as Record<string, unknown>[], nextToken: textOf(body['NextToken']) };
  }

  /** The account's trails, those of its organisation among them. */
  async describeTrails(): Promise<Trail[]> {
    const body = await this.call('DescribeTrails', { IncludeOrganizationTrail: true }, ORDINARY);
    return recordsIn('actiontrail', 'DescribeTrails', 'TrailList', body['TrailList']).map((trail) => {
      const events = trail['EventRW'];
      return {
        name: textOf(trail['Name']) ?? '',
        region: textOf(trail['TrailRegion']) ?? '',
        events: events === 'Write' || events === 'Read' || events === 'All' ? events : undefined,
        isOn: trail['Status'] === 'Enable',
        bucket: textOf(trail['OssBucketName']),
        prefix: textOf(trail['OssKeyPrefix']),
        logProject: textOf(trail['SlsProjectArn']),
      };
    });
  }

  /** The region where ActionTrail keeps this account's global events, RAM's among them. */
  async globalEventsRegion(): Promise<string> {
    const action = 'GetGlobalEventsStorageRegion';
    const body = await this.call(action, {}, ORDINARY);
    return promised('actiontrail', action, 'StorageRegion', textOf(body['StorageRegion']));
  }

  /** The regions where ActionTrail keeps events. */
  async describeRegions(): Promise<string[]> {
    const body = await this.call('DescribeRegions', {}, ORDINARY);
    const regions = (body['Regions'] as { Region?: unknown } | undefined | null)?.Region;
    return recordsIn('actiontrail', 'DescribeRegions', 'Regions.Region', regions).map(({ RegionId }) =>
      promised('actiontrail', 'DescribeRegions', 'RegionId', textOf(RegionId)),
    );
  }
}

/**
 * The contract promises `UsedTimestamp` and `ServiceName`: zero is "no use on record" where no service is named, and else a
 * use of which nobody knows when.
 */
function lastUseIn(body: Record<string, unknown>): Date | undefined | CloudAnswerMalformed {
  const told = body['UsedTimestamp'];
  const at = timeOf(told);
  if (at !== undefined) return at;
  const isZero = told === 0 || told === '0';
  if (isZero && !body['ServiceName']) return undefined;
  const why = told === undefined || told === null ? 'is missing' : 'is no time of a use';
  return new CloudAnswerMalformed(
    'actiontrail',
    'GetAccessKeyLastUsedInfo',
    'MissingField',
    200,
    undefined,
    `UsedTimestamp ${why}`,
  );
}

function usages(
  action: string,
  body: Record<string, unknown>,
  list: string,
  name: string,
  serviceName?: string,
): KeyUsage[] {
  return recordsIn('actiontrail', action, list, body[list]).map((item) => ({
    name: textOf(item[name]) ?? '',
    serviceName: textOf(item['ServiceName']) ?? serviceName ?? '',
    usedAt: timeOf(item['UsedTimestamp']),
    source: textOf(item['Source']),
    ...(textOf(item['ResourceType']) === undefined ? {} : { resourceType: textOf(item['ResourceType']) }),
    detail: looseJson(item['Detail']),
  }));
}

function notAList(action: string, field: string): CloudAnswerMalformed {
  return new CloudAnswerMalformed('actiontrail', action, 'NotAList', 200, undefined, `${field} is not a list`);
}

/** `Detail` is documented as a JSON string; what does not parse is kept as the text that it is. */
function looseJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

/** Numbers come as numbers or as text. */
function timeOf(value: unknown): Date | undefined {
  const ms = typeof value === 'string' ? Number(value) : value;
  return typeof ms === 'number' && ms > 0 ? dateOf(ms) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** LookupEvents takes whole seconds of UTC. */
function seconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}
