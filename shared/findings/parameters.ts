import { detail } from '../evidence/event';
import type { AuditEvent } from '../evidence/types';
import { DEEPEST_READ } from '../nesting';
import { field, isObject, type JsonObject, jsonWithin, object } from '../signal/loose';

/** How deep and how much of a call's parameters is looked through: somebody else chose them. */
const DEEPEST = 6;
const MOST_WORDS = 2000;

/** A parameter of the call by any of its names, in whatever case: services and exports differ in it. */
export function parameter(event: AuditEvent, ...names: readonly string[]): string | undefined {
  const given = object(event.raw, 'requestParameters');
  if (given === undefined) return undefined;
  for (const name of names) {
    const spelt = field(given, name) === undefined ? speltAs(name, given) : name;
    const value = spelt === undefined ? undefined : detail(event, 'requestParameters', spelt);
    if (value !== undefined) return value;
  }
  return undefined;
}

function speltAs(name: string, given: JsonObject): string | undefined {
  const lower = name.toLowerCase();
  for (const key in given)
    if (key.length === lower.length && key.toLowerCase() === lower && Object.hasOwn(given, key)) return key;
  return undefined;
}

/**
 * `bob@acme.onaliyun.com` -> `bob`: RAM names users without, IMS with their domain. Where the export leaves out what was
 * asked for, the answer names him.
 */
export function userNamed(event: AuditEvent): string | undefined {
  const named = parameter(event, 'UserName', 'UserPrincipalName', 'PrincipalName') ?? userAnswered(event);
  return named?.split('@')[0];
}

function userAnswered(event: AuditEvent): string | undefined {
  const answered = (...path: readonly string[]) =>
    detail(event, 'responseElements', ...path, 'userName') ??
    detail(event, 'responseElements', ...path, 'userPrincipalName');
  return answered('user') ?? answered('loginProfile') ?? answered();
}

/** The first word that stands under one of these names, whichever of them is met first in their order. */
export function wordNamed(words: readonly Word[], ...names: readonly string[]): string | undefined {
  return names
    .map((wanted) => words.find(({ name, word }) => word !== '' && name.toLowerCase() === wanted.toLowerCase())?.word)
    .find((word) => word !== undefined);
}

/** A key is made to work again. */
export const isSwitchedOn = (event: AuditEvent): boolean =>
  event.name === 'RestoreAccessKeyFromRecycleBin' ||
  (event.name === 'UpdateAccessKey' && parameter(event, 'Status')?.toLowerCase() === 'active');

interface Word {
  readonly name: string;
  readonly word: string;
  /** It came as a number that is too large to be read exactly. */
  readonly isRounded?: boolean;
}

/** Every word of the call's parameters with the name that it stands under, JSON texts opened. */
export function wordsOf({ raw }: AuditEvent): Word[] {
  return wordsIn(raw['requestParameters'] ?? raw['RequestParameters']);
}

/** The same of what the call was answered with. */
export function answerWords({ raw }: AuditEvent): Word[] {
  return wordsIn(raw['responseElements'] ?? raw['ResponseElements']);
}

function wordsIn(value: unknown): Word[] {
  const words: Word[] = [];
  const visit = (value: unknown, name: string, depth: number): void => {
    if (depth > DEEPEST || words.length >= MOST_WORDS) return;
    const opened = typeof value === 'string' ? (parsed(value) ?? value) : value;
    if (typeof opened === 'string' || typeof opened === 'number' || typeof opened === 'boolean')
      words.push({ name, word: String(opened), ...(isRounded(opened) ? { isRounded: true } : {}) });
    else if (Array.isArray(opened)) for (const one of opened) visit(one, name, depth + 1);
    else if (isObject(opened)) for (const [key, one] of Object.entries(opened)) visit(one, key, depth + 1);
  };
  visit(value, '', 0);
  return words;
}

const isRounded = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER;

/** The policy document in the call's parameters, under whatever name; services differ in it. */
export function documentOf(event: AuditEvent): JsonObject | undefined {
  const within = (value: unknown, depth: number): JsonObject | undefined => {
    const opened = typeof value === 'string' ? parsed(value) : value;
    if (depth > DEEPEST || typeof opened !== 'object' || opened === null) return undefined;
    if (isObject(opened) && 'Statement' in opened) return opened;
    for (const one of Object.values(opened)) {
      const found = within(one, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return within(object(event.raw, 'requestParameters'), 0);
}

/** A text that holds JSON, opened; undefined as well where what is in it could not be walked. */
function parsed(text: string): unknown {
  return /^\s*[[{]/.test(text) ? jsonWithin(text, DEEPEST_READ) : undefined;
}
