import Ims from '@alicloud/ims20190815';
import OpenApi, { $OpenApiUtil } from '@alicloud/openapi-core';
import Ram from '@alicloud/ram20150501';
import { RuntimeOptions } from '@darabonba/typescript';
import type { Identity } from '../sandbox/identities';

/** Where a test's clients go. */
export interface Target {
  readonly url: string;
}

/** The unmodified SDKs, pointed at a sandbox. */
export function sdkConfig(target: Target, identity: Identity): $OpenApiUtil.Config {
  return new $OpenApiUtil.Config({
    accessKeyId: identity.accessKeyId,
    accessKeySecret: identity.accessKeySecret,
    ...(identity.securityToken ? { securityToken: identity.securityToken } : {}),
    endpoint: new URL(target.url).host,
    protocol: 'http',
    regionId: 'cn-hangzhou',
  });
}

export const ramClient = (target: Target, identity: Identity): Ram => new Ram(sdkConfig(target, identity));
export const imsClient = (target: Target, identity: Identity): Ims => new Ims(sdkConfig(target, identity));

/** API versions of the services that the sandbox has. */
export const VERSIONS = {
  ram: '2015-05-01',
  ims: '2019-08-15',
  sts: '2015-04-01',
  actiontrail: '2020-07-06',
  sas: '2018-12-03',
  bss: '2017-12-14',
  ecs: '2014-05-26',
  kms: '2016-01-20',
  eventbridge: '2020-04-01',
} as const;
export type RpcServiceName = keyof typeof VERSIONS;

/** An answer, whatever its status: a refusal is one too. */
export interface RpcAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Any operation by its name, through the SDK's generic call. Only a missing answer throws. */
export async function callRpc(
  target: Target,
  identity: Identity,
  service: RpcServiceName,
  action: string,
  parameters: Readonly<Record<string, string>> = {},
  headers: Readonly<Record<string, string>> = {},
): Promise<RpcAnswer> {
  const client = new OpenApi(sdkConfig(target, identity));
  const params = new $OpenApiUtil.Params({
    action,
    version: VERSIONS[service],
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ query: { ...parameters }, headers: { ...headers } });
  try {
    const answer: unknown = await client.callApi(params, request, new RuntimeOptions({ autoretry: false }));
    const { statusCode = 200, body = {} } = answer as { statusCode?: number; body?: Record<string, unknown> };
    return { status: statusCode, body };
  } catch (error) {
    const { statusCode, data } = error as { statusCode?: number; data?: Record<string, unknown> };
    if (statusCode === undefined || data === undefined) throw error;
    return { status: statusCode, body: data };
  }
}
