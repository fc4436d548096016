import { type Block, type Line, type Message, PARTS, type Span } from '../message';

/** A message that was written down and read again, or undefined when what was read is none. */
export function parseMessage(value: unknown): Message | undefined {
  if (!isRecord(value)) return undefined;
  const { schema, id, title, severity, language, at, keys, blocks } = value;
  const isMessage =
    schema === 1 &&
    typeof id === 'string' &&
    /^[A-Za-z0-9-]{1,100}$/.test(id) &&
    typeof title === 'string' &&
    oneOf(severity, ['critical', 'high', 'info']) &&
    oneOf(language, ['zh', 'en']) &&
    typeof at === 'string' &&
    !Number.isNaN(Date.parse(at)) &&
    allOf(keys, (key) => typeof key === 'string') &&
    allOf(blocks, isBlock);
  return isMessage ? (value as unknown as Message) : undefined;
}

function isBlock(value: unknown): value is Block {
  if (!isRecord(value) || !oneOf(value['part'], PARTS)) return false;
  switch (value['kind']) {
    case 'verdict':
      return oneOf(value['tone'], ['danger', 'decide', 'contained', 'info']) && isLine(value['line']);
    case 'heading':
    case 'paragraph':
    case 'note':
      return isLine(value['line']);
    case 'facts':
      return allOf(value['rows'], (row) => isRecord(row) && typeof row['label'] === 'string' && isLine(row['value']));
    case 'list':
    case 'steps':
      return allOf(value['items'], isLine);
    case 'table':
      return (
        allOf(value['head'], (name) => typeof name === 'string') && allOf(value['rows'], (row) => allOf(row, isLine))
      );
    case 'command':
      return isLine(value['purpose']) && isLine(value['command']);
    default:
      return false;
  }
}

function isLine(value: unknown): value is Line {
  return allOf(value, isSpan);
}

function isSpan(value: unknown): value is Span {
  if (typeof value === 'string') return true;
  if (!isRecord(value)) return false;
  const names = Object.keys(value).sort().join();
  if (!['strong', 'key', 'outside', 'address', 'label,link'].includes(names)) return false;
  return Object.values(value).every((text) => typeof text === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function oneOf(value: unknown, allowed: readonly string[]): boolean {
  return typeof value === 'string' && allowed.includes(value);
}

function allOf(value: unknown, is: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(is);
}
