import { SOURCE_IP_HEADER } from '../kernel/server';

/** Whom the thief signs as. */
export interface StolenIdentity {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** One call, all its parameters filled in. */
export interface ThiefCall {
  readonly url: string;
  readonly region: string;
  readonly identity: StolenIdentity;
  readonly service: string;
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly sourceIp?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** The header that gives a call of the sandbox its source address. */
export function sourceHeaders(call: ThiefCall): Record<string, string> {
  return call.sourceIp ? { [SOURCE_IP_HEADER]: call.sourceIp } : {};
}
