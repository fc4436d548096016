import { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';
import type { Clock } from '../clock';
import type { Config } from '../config/types';
import { keepSecret } from '../secrecy/known';
import type { CallTime, OnRetry } from './call';

/** Who a call is signed by. A function's credentials are those of the call in hand (an instance may outlive them). */
export interface Credentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** Where to, as whom and by which clock: what every service's client is made from. */
export interface Connection extends CallTime {
  readonly credentials: Credentials;
  readonly endpoint: URL | undefined;
  readonly ossEndpoint: URL | undefined;
  /** The bucket that a domain of the owner's is bound to, where `ossEndpoint` is one. */
  readonly evidenceBucket: string;
  readonly sasEndpoint: string | undefined;
  readonly region: string;
  readonly site: Config['site'];
}

/** So that the responder's own calls can be told apart by a reader of ActionTrail; nothing decides by it. */
export const USER_AGENT = 'ak-tourniquet/0.1.0';

/** The SDK's settings for one service: its own host, or the one URL that stands in for the whole cloud. */
export function sdkConfig(connection: Connection, host: string): $OpenApiUtil.Config {
  const { accessKeyId, accessKeySecret, securityToken } = connection.credentials;
  return new $OpenApiUtil.Config({
    accessKeyId,
    accessKeySecret,
    ...(securityToken ? { securityToken } : {}),
    endpoint: connection.endpoint ? connection.endpoint.host : host,
    protocol: connection.endpoint ? connection.endpoint.protocol.replace(':', '') : 'https',
    regionId: connection.region,
    userAgent: USER_AGENT,
  });
}

/** The SDK's own timeouts for one try; retries are ours, because theirs know no jitter and no budget. */
export function sdkRuntime(timeoutMs: number): RuntimeOptions {
  return new RuntimeOptions({ connectTimeout: timeoutMs, readTimeout: timeoutMs, autoretry: false, maxAttempts: 1 });
}

/** The connection that a configuration means. A person at a terminal has no deadline. */
export function connectionOf(
  config: Config,
  clock: Clock,
  credentials: Credentials,
  deadlineMs = Number.POSITIVE_INFINITY,
  onRetry?: OnRetry,
): Connection {
  keepSecret(credentials.accessKeySecret, credentials.securityToken);
  return {
    credentials,
    endpoint: config.endpoint,
    ossEndpoint: config.ossEndpoint,
    evidenceBucket: config.evidence.bucket,
    sasEndpoint: config.sasEndpoint,
    region: config.region,
    site: config.site,
    clock,
    deadlineMs,
    onRetry,
  };
}
