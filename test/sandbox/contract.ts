import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inHandbook } from '../handbook';
import type { RpcAnswer, RpcServiceName } from '../sdk-clients';

/** Alibaba's own API metadata lies beside the checkout, not in it. */
const HANDBOOK = inHandbook('openapi');

/** Function Compute has paths in the place of actions: its operations are held by their names all the same. */
export type ContractService = RpcServiceName | 'fc';

/** Services that have no file have no contract here: their operations are listed by the test. */
const FILES: Readonly<Partial<Record<ContractService, string>>> = {
  ram: 'ram-2015-05-01.json',
  ims: 'ims-2019-08-15.json',
  sts: 'sts-2015-04-01.json',
  actiontrail: 'actiontrail-2020-07-06.json',
  sas: 'sas-2018-12-03.json',
  bss: 'bssopenapi-2017-12-14.json',
  fc: 'fc-2023-03-30.json',
  eventbridge: 'eventbridge-2020-04-01.json',
};

/** Parameters that every call may have (RPC "Common parameters"). */
const COMMON_PARAMETERS = new Set(['RegionId', 'AcceptLanguage', 'Format']);
/** Fields that an answer leaves out when there is nothing to say. */
const SOMETIMES = new Set([
  'Marker',
  'NextToken',
  'nextToken',
  'SourceIdentity',
  'MFADevice',
  'RoleId',
  'UserId',
  'WhitelistTime',
]);
/** Refusals of the gateway, which stand in front of every service (RPC "Common errors"). */
const GATEWAY_CODES =
  /^(MissingParameter|InvalidParameter|Invalid[A-Z]\w*|NoPermission|Throttling|Throttling\.User|InternalError|Signature\w+|IncompleteSignature|InvalidTimeStamp\.\w+|InvalidAccessKeyId\.\w+|InvalidSecurityToken\.\w+|MalformedPolicyDocument)/;

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
}

interface ContractParameter extends Schema {
  readonly name: string;
  readonly required?: boolean;
  readonly docRequired?: boolean;
}

interface Contract {
  readonly parameters: readonly ContractParameter[];
  readonly response: Schema;
  /** A sample answer. It has fields that the schema has lost (BSS), so it documents as well. */
  readonly example?: unknown;
  readonly errors?: readonly { readonly status: string; readonly code: string }[];
}

const loaded = new Map<ContractService, Readonly<Record<string, Contract>>>();
let ramTable: ReadonlySet<string> | undefined;

/** Whether there is anything to hold calls against. */
export function contractOf(service: ContractService, action: string): Contract | undefined {
  const file = FILES[service];
  if (file === undefined) return undefined;
  let operations = loaded.get(service);
  if (!operations) {
    const text = readFileSync(path.join(HANDBOOK, file), 'utf8');
    operations = (JSON.parse(text) as { operations: Readonly<Record<string, Contract>> }).operations;
    loaded.set(service, operations);
  }
  return operations[action];
}

/**
 * What in a request and its answer is against the metadata, one sentence each; an empty list: nothing. A call without a
 * contract has nothing against it: ask {@link contractOf} first.
 */
export function contractProblems(
  service: ContractService,
  action: string,
  parameters: Readonly<Record<string, string>>,
  answer: RpcAnswer,
): string[] {
  const contract = contractOf(service, action);
  if (!contract) return [];
  const where = `${service} ${action}`;
  const problems = answer.status < 400 ? requestProblems(contract, parameters) : [];
  if (answer.status >= 400) problems.push(...errorProblems(service, contract, answer));
  else
    problems.push(
      ...shapeProblems(contract.response, answer.body, '', contract.example),
      ...absentProblems(contract, answer),
    );
  return problems.map((problem) => `${where}: ${problem}`);
}

/** What in a request alone is against the metadata: for calls that somebody else has made and the account has taken. */
export function requestProblemsOf(
  service: ContractService,
  action: string,
  parameters: Readonly<Record<string, string>>,
): string[] {
  const contract = contractOf(service, action);
  if (!contract) return [`${service} ${action}: there is no such operation`];
  return requestProblems(contract, parameters).map((problem) => `${service} ${action}: ${problem}`);
}

/** Only for calls that were accepted: a refused one may lack what it likes. */
function requestProblems(contract: Contract, parameters: Readonly<Record<string, string>>): string[] {
  const known = new Map(contract.parameters.map((parameter) => [parameter.name, parameter]));
  const given = new Set(Object.keys(parameters).map((name) => name.split('.')[0] ?? name));
  const problems: string[] = [];
  for (const name of given)
    if (!known.has(name) && !COMMON_PARAMETERS.has(name)) problems.push(`the parameter ${name} is not documented`);
  for (const parameter of contract.parameters)
    if ((parameter.required || parameter.docRequired) && !given.has(parameter.name))
      problems.push(`the parameter ${parameter.name} is required and not sent`);
  for (const [name, value] of Object.entries(parameters)) {
    const type = known.get(name)?.type;
    if (type === 'integer' && !/^-?\d+$/.test(value)) problems.push(`the parameter ${name} must be an integer`);
    if (type === 'boolean' && !/^(true|false)$/.test(value)) problems.push(`the parameter ${name} must be a boolean`);
  }
  return problems;
}

function errorProblems(service: ContractService, contract: Contract, { status, body }: RpcAnswer): string[] {
  const { Code: code, Message, RequestId } = body;
  const problems: string[] = [];
  if (typeof code !== 'string' || typeof Message !== 'string' || typeof RequestId !== 'string')
    return [`a refusal needs Code, Message and RequestId, and is ${JSON.stringify(body)}`];
  const listed = (contract.errors ?? []).filter((error) => error.code === code);
  if (listed.length > 0 && !listed.some((error) => Number(error.status) === status))
    problems.push(`${code} is documented with HTTP ${listed.map((e) => e.status).join(', ')}, not ${status}`);
  if (listed.length === 0 && !GATEWAY_CODES.test(code) && !(isRam(service) && ramCodes().has(code)))
    problems.push(`the code ${code} is documented nowhere`);
  return problems;
}

const isRam = (service: ContractService): boolean => service === 'ram' || service === 'ims' || service === 'sts';

/** The codes of RAM's error table, `EntityNotExist.User` and so on; roles are younger than the table. */
function ramCodes(): ReadonlySet<string> {
  if (!ramTable) {
    const table = readFileSync(path.join(HANDBOOK, 'ram-error-codes.zh.md'), 'utf8');
    const codes = [...table.matchAll(/\*\*([A-Za-z.]+)\*\*/g)].map((match) => match[1] ?? '');
    const glued = [...table.matchAll(/\*\*[A-Za-z]+\*\*\*\*([A-Za-z.]+)\*\*/g)].map((match) => match[1] ?? '');
    ramTable = new Set([
      ...codes,
      ...glued,
      'EntityNotExist.Role',
      'EntityNotExist.Role.Policy',
      'EntityAlreadyExists.Role',
      'EntityAlreadyExists.Role.Policy',
    ]);
  }
  return ramTable;
}

/** Everything that the answer has must be documented, with that type. */
function shapeProblems(schema: Schema, value: unknown, at: string, sample: unknown): string[] {
  const name = at || 'the answer';
  switch (schema.type) {
    case 'object':
      if (value === null || typeof value !== 'object' || Array.isArray(value)) return [`${name} must be an object`];
      return Object.entries(value).flatMap(([field, inner]) => fieldProblems(schema, field, inner, at, sample));
    case 'array':
      if (!Array.isArray(value)) return [`${name} must be a list`];
      return value.flatMap((item, i) =>
        schema.items
          ? shapeProblems(schema.items, item, `${at}[${i}]`, Array.isArray(sample) ? sample[0] : undefined)
          : [],
      );
    case 'string':
      return typeof value === 'string' ? [] : [`${name} must be a string and is ${JSON.stringify(value)}`];
    case 'integer':
      return Number.isInteger(value) ? [] : [`${name} must be an integer and is ${JSON.stringify(value)}`];
    case 'number':
      return typeof value === 'number' ? [] : [`${name} must be a number and is ${JSON.stringify(value)}`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${name} must be a boolean and is ${JSON.stringify(value)}`];
    default:
      return [];
  }
}

function fieldProblems(schema: Schema, field: string, value: unknown, at: string, sample: unknown): string[] {
  const place = at ? `${at}.${field}` : field;
  const shown =
    sample !== null && typeof sample === 'object' ? (sample as Readonly<Record<string, unknown>>)[field] : undefined;
  const documented = schema.properties?.[field];
  if (documented) return shapeProblems(documented, value, place, shown);
  if (typeof schema.additionalProperties === 'object')
    return shapeProblems(schema.additionalProperties, value, place, shown);
  if (shown !== undefined) return typeof shown === typeof value ? [] : [`${place} must be a ${typeof shown}`];
  // An object without documented fields holds whatever it likes: an event, a map.
  const isOpen = schema.additionalProperties === true || Object.keys(schema.properties ?? {}).length === 0;
  return isOpen ? [] : [`${place} is not documented`];
}

/** Fields of the first level that the metadata promises and the answer lacks. */
function absentProblems(contract: Contract, { body }: RpcAnswer): string[] {
  return Object.keys(contract.response.properties ?? {})
    .filter((field) => !(field in body) && !SOMETIMES.has(field))
    .map((field) => `${field} is missing`);
}
