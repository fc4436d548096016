import { PolicyInvalid, PolicyRequestInvalid } from '../shared/errors';
import { type Decision, evaluate } from '../shared/ram-policy/evaluate';
import { JsonProblem, parseStrictJson, pathText } from '../shared/ram-policy/json';
import { parsePolicy } from '../shared/ram-policy/parse';
import type { Policy } from '../shared/ram-policy/policy';
import { parseRequest } from '../shared/ram-policy/request';
import { readLines } from './lines';
import { printable } from './printable';

/** Longer than any question: thousands of policies fit. */
const LONGEST_LINE = 16 * 1024 * 1024;
/** Questions come in runs about the same policies, so a few documents are kept parsed. */
const DOCUMENTS_KEPT = 64;

type Refusal = { readonly error: 'BadLine' | 'BadPolicy' | 'BadRequest'; readonly message: string };

/**
 * Answers JSON lines `{"policies":[…],"request":{…}}` one by one, each with one line: the decision, or what is wrong
 * with the question. Empty lines are passed over. Resolves to 0 when every line got a decision, to 3 when any did not.
 * Rejects only when the input itself fails.
 */
export async function policyEvaluate(
  input: AsyncIterable<Buffer | string>,
  write: (line: string) => void,
): Promise<0 | 3> {
  const documents = new Map<string, Policy>();
  let exitCode: 0 | 3 = 0;
  for await (const line of readLines(input, LONGEST_LINE)) {
    if (line.text?.trim() === '') continue;
    const answer = line.text === undefined ? badLine(line.problem) : answerLine(line.text, documents);
    if ('error' in answer) exitCode = 3;
    write(printable(JSON.stringify(answer)));
  }
  return exitCode;
}

function badLine(message: string): Refusal {
  return { error: 'BadLine', message };
}

function answerLine(text: string, documents: Map<string, Policy>): Decision | Refusal {
  try {
    const line = parseStrictJson(text);
    if (typeof line !== 'object' || line === null || Array.isArray(line))
      return badLine('The line is not a JSON object.');
    const { policies, request }: { policies?: unknown; request?: unknown } = line;
    return evaluate(readPolicies(policies, documents), parseRequest(request));
  } catch (error) {
    if (error instanceof JsonProblem) return refuseJson(error);
    if (error instanceof PolicyInvalid) return { error: 'BadPolicy', message: error.message };
    if (error instanceof PolicyRequestInvalid) return { error: 'BadRequest', message: error.message };
    throw error;
  }
}

/** A member that stands twice, or nesting without end, is blamed on the part of the line where it is. */
function refuseJson({ path, why }: JsonProblem): Refusal {
  const message = path.length === 0 ? `The line cannot be read: ${why}.` : `${pathText(path)}: ${why}.`;
  if (path[0] === 'policies' && path.length > 1) return { error: 'BadPolicy', message };
  if (path[0] === 'request' && path.length > 1) return { error: 'BadRequest', message };
  return badLine(message);
}

function readPolicies(given: unknown, documents: Map<string, Policy>): readonly Policy[] {
  if (!Array.isArray(given)) throw new PolicyInvalid('policies: it must be a list of documents');
  return given.map((document: unknown, i) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    const kept = documents.get(text);
    if (kept) return kept;
    const policy = parsePolicy(text, ['policies', i]);
    if (documents.size >= DOCUMENTS_KEPT) documents.clear();
    documents.set(text, policy);
    return policy;
  });
}
