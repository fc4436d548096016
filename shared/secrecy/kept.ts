import { withoutSecretsInWriting } from './in-text';
import { withoutKnownSecretsInRecords } from './known';
import { bared, withoutSecrets } from './named';
import { mayHoldSettings, withoutSettings } from './settings';

/*
 * The one door into an evidence pack. What is written there has one of these types, and nothing else makes them: so the
 * compiler sees to it that no caller forgets to take secrets out.
 */

declare const bare: unique symbol;
/** A line without secrets. */
export type Kept = string & { readonly [bare]: true };
/** An object's content without secrets. */
export type KeptBody = Buffer & { readonly [bare]: true };

/** What stands in the place of what was taken out; for a manifest. */
export const TAKEN_OUT =
  '[removed] stands for what was a secret by the name of its field, for the values of environment variables, and for signatures, tokens and passwords in addresses and settings; [secret] for what this tool itself holds as a secret';

/**
 * One record on one line: names, ids and times stay, secrets do not. Takes what JSON can hold. `aside`: how often something
 * in it was nested too deep to be looked through, and is not kept.
 */
export function keptRecord(record: unknown): { readonly line: Kept; readonly aside: number } {
  const { value, aside } = bared(record);
  const line = JSON.stringify(value);
  return { line: written(mayHoldSettings(line) ? JSON.stringify(withoutSettings(value)) : line), aside };
}

/** The same, where nobody asks what was put aside. */
export const keptJson = (record: unknown): Kept => keptRecord(record).line;

/** A document for people and programs, indented by two. */
export function keptDocument(document: object): KeptBody {
  return body(written(`${JSON.stringify(withoutSecretsIn(document), null, 2)}\n`));
}

/** The same as a value, in the form that it has when it is read back: what is shown of it is what is kept of it. */
export function withoutSecretsIn<T extends object>(document: T): T {
  // Dates become what they are in JSON: a walk would find nothing in them.
  return withoutSettings(withoutSecrets(JSON.parse(JSON.stringify(document)) as unknown)) as T;
}

/** A line that is no JSON, such as one of an access log. */
export function keptLine(line: string): Kept {
  return written(line);
}

/** Lines as one object, each with its end. */
export function keptLines(lines: readonly Kept[]): KeptBody {
  return body(lines.map((line) => `${line}\n`).join('') as Kept);
}

/** A page that was made of what is kept. */
export function keptPage(page: string): KeptBody {
  return body(withoutKnownSecretsInRecords(page) as Kept);
}

const written = (text: string): Kept => withoutKnownSecretsInRecords(withoutSecretsInWriting(text)) as Kept;
const body = (text: Kept): KeptBody => Buffer.from(text) as KeptBody;
