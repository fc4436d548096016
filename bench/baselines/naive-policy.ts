/**
 * A second reading of the RAM policy language, as slow and plain as its documents (document_detail/93738 and 93739), and
 * with nothing of the project's own: the JSON as it stands, the textbook's table for wildcards, addresses as rows of bits.
 */
type Json = Record<string, unknown>;

export interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, unknown>>;
}

export interface Verdict {
  readonly decision: string;
  readonly policy: number | null;
  readonly statement: number | null;
}

/** Whether a pattern with `*` and `?` covers the whole text. */
export type Wild = (pattern: string, text: string) => boolean;

/** `wild`: how patterns are compared; the fuzz compares by the textbook, which shares nothing with anybody. */
export function naiveVerdict(documents: readonly unknown[], asked: Asked, wild: Wild = byTextbook): Verdict {
  for (const effect of ['Deny', 'Allow'])
    for (const [policy, document] of documents.entries())
      for (const [statement, one] of listOf((document as Json)['Statement']).entries())
        if ((one as Json)['Effect'] === effect && fits(one as Json, asked, wild))
          return { decision: effect, policy, statement };
  return { decision: 'ImplicitDeny', policy: null, statement: null };
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);
const own = (object: object, name: string): unknown =>
  Object.hasOwn(object, name) ? (object as Json)[name] : undefined;

function fits(statement: Json, { action, resource, context }: Asked, wild: Wild): boolean {
  const named = own(statement, 'NotAction') === undefined ? statement['Action'] : statement['NotAction'];
  const isNamed = listOf(named).some((one) => wild(String(one).toLowerCase(), action.toLowerCase()));
  if (isNamed === (own(statement, 'NotAction') !== undefined)) return false;
  if (!listOf(statement['Resource']).some((one) => wild(String(one), resource))) return false;
  for (const [operator, keys] of Object.entries((own(statement, 'Condition') ?? {}) as Json))
    for (const [key, operands] of Object.entries(keys as Json)) {
      const value = own(context, key);
      const values = value === undefined ? [] : listOf(value).map(String);
      if (!meets(operator, listOf(operands).map(String), values)) return false;
    }
  return true;
}

/** The table of the textbook: reach[j] says that the pattern so far covers the first j characters. */
function byTextbook(pattern: string, text: string): boolean {
  const letters = Array.from(text);
  let reach = [true, ...letters.map(() => false)];
  for (const sign of Array.from(pattern)) {
    const next = [sign === '*' && (reach[0] as boolean)];
    for (let j = 1; j <= letters.length; j += 1)
      next.push(
        sign === '*'
          ? (reach[j] as boolean) || (next[j - 1] as boolean)
          : (reach[j - 1] as boolean) && (sign === '?' || sign === letters[j - 1]),
      );
    reach = next;
  }
  return reach[letters.length] as boolean;
}

/** What most who write this in an hour take: a regular expression, made for each question. */
export const byExpression: Wild = (pattern, text) => expression(pattern).test(text);

/** The same, each expression kept. */
export function byKeptExpression(): Wild {
  const kept = new Map<string, RegExp>();
  return (pattern, text) => {
    const made = kept.get(pattern) ?? expression(pattern);
    kept.set(pattern, made);
    return made.test(text);
  };
}

const expression = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'su',
  );

function meets(operator: string, operands: readonly string[], values: readonly string[]): boolean {
  const isNot = operator.includes('Not');
  const plain = operator.replace('Not', '');
  const some = values.some((value) => operands.some((operand) => compare(plain, value, operand)));
  return isNot ? !some : some;
}

function compare(operator: string, value: string, operand: string): boolean {
  if (operator === 'StringEquals') return value === operand;
  if (operator === 'StringEqualsIgnoreCase') return value.toLowerCase() === operand.toLowerCase();
  if (operator === 'StringLike') return byTextbook(operand, value);
  if (operator === 'Bool') return isBoolean(value) && value.toLowerCase() === operand.toLowerCase();
  if (operator === 'IpAddress') return inBlock(value, operand);
  const [kind, relation = ''] = /^(Numeric|Date)(.*)$/.exec(operator)?.slice(1) ?? [];
  const read = kind === 'Numeric' ? number : instant;
  const [a, b] = [read(value), read(operand)];
  if (a === undefined || b === undefined) return false;
  return (
    (relation.endsWith('Equals') && a === b) ||
    (relation.startsWith('LessThan') && a < b) ||
    (relation.startsWith('GreaterThan') && a > b)
  );
}

const isBoolean = (text: string): boolean => ['true', 'false'].includes(text.toLowerCase());

/** Decimal digits, perhaps a sign, a point, an exponent; JavaScript alone would read `0x10`, blanks and nothing. */
function number(text: string): number | undefined {
  if (!/[0-9]/.test(text) || /[^0-9eE.+-]/.test(text) || text.length > 400) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** ISO 8601, whole: without a zone UTC. The calendar has no 30th of February. */
function instant(text: string): number | undefined {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}(T.*)?$/.test(text) || /T24|\s/.test(text)) return undefined;
  const colons = text.replace(/([+-][0-9]{2})([0-9]{2})$/, (all, hours, minutes) =>
    text.includes('T') ? `${hours}:${minutes}` : all,
  );
  const zoned = !text.includes('T') || /(Z|[+-][0-9]{2}:[0-9]{2})$/.test(colons) ? colons : `${colons}Z`;
  const ms = Date.parse(zoned);
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(ms) || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text.slice(0, 10)
    ? undefined
    : ms;
}

function inBlock(address: string, block: string): boolean {
  const [base = '', length] = block.split('/');
  const [a, b] = [bits(address), bits(base)];
  if (a === undefined || b === undefined) return false;
  const taken = length === undefined ? b.length : Number(length);
  const isMapped = (row: string): boolean => row.length === 128 && row.startsWith(MAPPED);
  // An IPv4 address in IPv6 clothes is the IPv4 address; a block of fewer than its 96 bits is of IPv6.
  const asked = isMapped(a) ? a.slice(96) : a;
  const [net, most] = isMapped(b) && taken >= 96 ? [b.slice(96), taken - 96] : [b, taken];
  return asked.length === net.length && asked.slice(0, most) === net.slice(0, most);
}

const MAPPED = '0'.repeat(80) + '1'.repeat(16);
const byte = (text: string): string => Number(text).toString(2).padStart(8, '0');

function bits(text: string): string | undefined {
  const four = text.split('.');
  if (four.length === 4 && !text.includes(':'))
    return four.every((one) => /^(0|[1-9][0-9]{0,2})$/.test(one) && Number(one) < 256)
      ? four.map(byte).join('')
      : undefined;
  if (!text.includes(':') || text.length > 45) return undefined;
  const tail = /^(.*:)([0-9]+\.[0-9]+\.[0-9]+\.[0-9]+)$/.exec(text);
  const low = tail ? bits(tail[2] as string) : '';
  if (low === undefined) return undefined;
  const six = tail ? `${tail[1]}${hex(low.slice(0, 16))}:${hex(low.slice(16))}` : text;
  const halves = six.split('::');
  if (halves.length > 2) return undefined;
  const sides = halves.map((half) => (half === '' ? [] : half.split(':')));
  const count = sides.flat().length;
  if (!sides.flat().every((one) => /^[0-9a-fA-F]{1,4}$/.test(one)) || (halves.length === 2 ? count > 7 : count !== 8))
    return undefined;
  const gap = Array.from({ length: 8 - count }, () => '0');
  return [...(sides[0] ?? []), ...gap, ...(sides[1] ?? [])]
    .map((one) => Number.parseInt(one, 16).toString(2).padStart(16, '0'))
    .join('');
}

const hex = (row: string): string => Number.parseInt(row, 2).toString(16);
