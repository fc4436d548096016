import { Readable } from 'node:stream';
import Fc, { InvokeFunctionHeaders, InvokeFunctionRequest } from '@alicloud/fc20230330';
import OpenApi, { $OpenApiUtil } from '@alicloud/openapi-core';
import { RuntimeOptions } from '@darabonba/typescript';
import { callOss } from './oss-calls';
import { sourceHeaders, type ThiefCall } from './thief-call';

/** What came back: an answer, a refusal with its code, or nothing (status 0). */
export interface ThiefAnswer {
  readonly status: number;
  readonly code: string | null;
  readonly body: unknown;
}

const VERSIONS: Readonly<Record<string, string>> = {
  ram: '2015-05-01',
  ims: '2019-08-15',
  sts: '2015-04-01',
  actiontrail: '2020-07-06',
  sas: '2018-12-03',
  bss: '2017-12-14',
  ecs: '2014-05-26',
};

const TIMEOUT_MS = 10_000;

/** Makes the call through the SDK that a thief would use, over HTTP. Never throws: a failure is an answer too. */
export async function makeCall(call: ThiefCall): Promise<ThiefAnswer> {
  try {
    if (call.service === 'oss') return { status: 200, code: null, body: await callOss(call) };
    return call.service === 'fc' ? await callFc(call) : await callRpc(call);
  } catch (cause) {
    return answerOf(cause);
  }
}

function configOf({ url, region, identity, userAgent }: ThiefCall): $OpenApiUtil.Config {
  return new $OpenApiUtil.Config({
    accessKeyId: identity.accessKeyId,
    accessKeySecret: identity.accessKeySecret,
    ...(identity.securityToken ? { securityToken: identity.securityToken } : {}),
    ...(userAgent ? { userAgent } : {}),
    endpoint: new URL(url).host,
    protocol: 'HTTP',
    regionId: region,
  });
}

function runtime(): RuntimeOptions {
  return new RuntimeOptions({ autoretry: false, readTimeout: TIMEOUT_MS, connectTimeout: TIMEOUT_MS });
}

async function callRpc(call: ThiefCall): Promise<ThiefAnswer> {
  const version = VERSIONS[call.service];
  if (!version) throw new Error(`The thief knows no service ${call.service}.`);
  const params = new $OpenApiUtil.Params({
    action: call.action,
    version,
    protocol: 'HTTP',
    pathname: '/',
    method: 'POST',
    authType: 'AK',
    style: 'RPC',
    reqBodyType: 'formData',
    bodyType: 'json',
  });
  const request = new $OpenApiUtil.OpenApiRequest({ query: { ...call.parameters }, headers: sourceHeaders(call) });
  const answer: unknown = await new OpenApi(configOf(call)).callApi(params, request, runtime());
  const { statusCode, body } = answer as { statusCode: number; body: unknown };
  return { status: statusCode, code: null, body };
}

async function callFc(call: ThiefCall): Promise<ThiefAnswer> {
  if (call.action !== 'InvokeFunction') throw new Error(`The thief knows no FC call ${call.action}.`);
  const { functionName = '', payload = '' } = call.parameters;
  const answer = await new Fc(configOf(call)).invokeFunctionWithOptions(
    functionName,
    new InvokeFunctionRequest({ body: Readable.from([Buffer.from(payload)]) }),
    new InvokeFunctionHeaders({ commonHeaders: sourceHeaders(call) }),
    runtime(),
  );
  answer.body?.resume();
  return { status: answer.statusCode ?? 0, code: null, body: {} };
}

/** Both SDKs throw what the service answered, each in its own words; what has no status never came. */
function answerOf(cause: unknown): ThiefAnswer {
  const { status, statusCode, code, data } = cause as {
    status?: number;
    statusCode?: number;
    code?: string;
    data?: { statusCode?: number };
  };
  const known = [status, statusCode, data?.statusCode].find((value) => typeof value === 'number' && value >= 100);
  const words = cause instanceof Error ? cause.name : 'Error';
  return { status: known ?? 0, code: code && code !== '' ? code : words, body: {} };
}
