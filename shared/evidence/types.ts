import type { KeyUsage } from '../aliyun/action-trail';

/** One object of the evidence pack, as the manifest names it. */
export interface ManifestItem {
  /** Relative to the incident's folder: `evidence/round-1/audit/cn-hangzhou-0001.jsonl`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly source: string;
  readonly complete: boolean;
  /** Why it is cut, when it is. */
  readonly cut?: string;
}

/** One source that was asked: what came of it, and why not all of it. "Could not check" is `complete: false`. */
export interface EvidenceSource {
  readonly source: string;
  readonly complete: boolean;
  /** Things got: events, days, entries. */
  readonly count: number;
  /** The time that was asked for, ISO 8601 UTC; absent where a source knows no such thing. */
  readonly from?: string;
  readonly to?: string;
  readonly cut?: string;
}

/** ActionTrail's event with the fields that are read often; everything else is kept in `raw`. */
export interface AuditEvent {
  readonly eventId: string;
  /** ISO 8601 UTC; empty when the event tells no time. ActionTrail counts whole seconds. */
  readonly at: string;
  readonly service: string;
  readonly name: string;
  readonly region: string;
  /** An address, or the name of the service that made the call (`ecs.aliyuncs.com`, `Internal`). */
  readonly ip: string;
  readonly userAgent: string;
  readonly rw: 'Read' | 'Write' | undefined;
  /** Undefined: the call was answered without an error. */
  readonly errorCode: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly userName: string | undefined;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** An evidence object that holds events as JSON lines. */
export interface AuditPart {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly events: number;
  /** ISO 8601 UTC; null when no event tells its time. */
  readonly oldest: string | null;
  readonly newest: string | null;
}

export interface UsageResult {
  readonly products: readonly KeyUsage[];
  readonly events: readonly KeyUsage[];
  readonly ips: readonly KeyUsage[];
  readonly resources: readonly KeyUsage[];
  readonly failures: readonly string[];
}

/** One day of the bill by product. Amounts are decimal strings. */
export interface BillDay {
  /** `YYYY-MM-DD` of the billing calendar. */
  readonly day: string;
  readonly currency: string;
  readonly total: string;
  readonly byProduct: readonly { readonly product: string; readonly amount: string }[];
}

/** A purchase, a renewal, a change or a refund, as QueryOrders tells it. The amount is a decimal string. */
export interface BillOrder {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly product: string;
  /** New, Renew, Upgrade, Refund; empty where the answer does not tell. */
  readonly type: string;
  readonly status: string;
  readonly amount: string;
  readonly currency: string;
}

/** A day whose bill could not be read is in `failures`, never a day of zero. */
export interface BillResult {
  readonly days: readonly BillDay[];
  readonly balance?: { readonly amount: string; readonly currency: string; readonly at: string };
  /** Absent: they could not be read. */
  readonly orders?: readonly BillOrder[];
  /** The window of the orders, ISO 8601 UTC. */
  readonly ordersFrom: string;
  readonly failures: readonly string[];
  /** Days that were asked for, oldest first. */
  readonly asked: readonly string[];
}
