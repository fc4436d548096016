/** Where something stands in a JSON document: member names and list positions from the top. */
export type Path = readonly (string | number)[];

/** JSON that cannot be taken as it is, and where. The caller wraps it in the error of its own document. */
export class JsonProblem extends Error {
  constructor(
    readonly path: Path,
    readonly why: string,
    options?: ErrorOptions,
  ) {
    super(why, options);
    this.name = 'JsonProblem';
  }
}

/** No policy needs more than seven levels. */
const DEEPEST = 32;
/** Millions of levels fill the memory before anything can be said about their place. */
const DEEPEST_PARSED = 10_000;

/**
 * JSON.parse, less forgiving: a member that stands twice in one object is refused, because readers differ in which one
 * they believe, and so is nesting that only an attacker writes. Throws {@link JsonProblem}.
 */
export function parseStrictJson(text: string): unknown {
  refuseAbyss(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new JsonProblem([], 'it is not JSON', { cause });
  }
  refuseTwins(text);
  return value;
}

/** `Statement[2].Condition.IpAddress["acs:SourceIp"]` */
export function pathText(path: Path): string {
  const text = path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[A-Za-z_][A-Za-z0-9_]{0,59}$/.test(step) ? `.${step}` : `[${quoted(step)}]`;
    })
    .join('');
  return text.startsWith('.') ? text.slice(1) : text;
}

/** Text from a document, fit for one line of a message. */
export function quoted(text: string): string {
  const shown = JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
  return shown.replace(/[\u007f-\u009f\u2028\u2029]/g, '?');
}

interface Frame {
  /** Undefined for a list. */
  readonly names: Set<string> | undefined;
  step: string | number;
  nameComesNext: boolean;
}

/** One walk over text that JSON.parse has taken, so the grammar needs no second check. */
function refuseTwins(text: string): void {
  const frames: Frame[] = [];
  const path = (): Path => frames.map((frame) => frame.step);
  for (let at = 0; at < text.length; at++) {
    const frame = frames.at(-1);
    switch (text[at]) {
      case '{':
      case '[': {
        const isObject = text[at] === '{';
        frames.push({ names: isObject ? new Set() : undefined, step: isObject ? '' : 0, nameComesNext: isObject });
        if (frames.length > DEEPEST) throw new JsonProblem(path().slice(0, 4), 'it is nested too deeply');
        break;
      }
      case '}':
      case ']':
        frames.pop();
        break;
      case ',':
        if (typeof frame?.step === 'number') frame.step++;
        else if (frame) frame.nameComesNext = true;
        break;
      case '"': {
        const end = closingQuote(text, at);
        if (frame?.names && frame.nameComesNext) {
          const name: unknown = JSON.parse(text.slice(at, end + 1));
          frame.step = String(name);
          frame.nameComesNext = false;
          if (frame.names.has(frame.step)) throw new JsonProblem(path(), 'the member stands twice');
          frame.names.add(frame.step);
        }
        at = end;
        break;
      }
    }
  }
}

/** Counts brackets, and nothing else: the text may still be anything. */
function refuseAbyss(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = closingQuote(text, at);
    else if (character === ']' || character === '}') depth--;
    else if ((character === '[' || character === '{') && ++depth > DEEPEST_PARSED) {
      throw new JsonProblem([], 'it is nested too deeply');
    }
  }
}

function closingQuote(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
