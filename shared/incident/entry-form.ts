import { type IsOfForm, isTime } from './seal';

/** Whether an object of a journal has the form of an entry, with what the fold cannot do without. Pure. */
export const isEntry: IsOfForm = (content) => {
  const { type, seq, at, previous } = content;
  return (
    typeof type === 'string' &&
    Number.isSafeInteger(seq) &&
    isTime(at) &&
    (previous === null || typeof previous === 'string') &&
    (NEEDED[type]?.(content) ?? true)
  );
};

/** Without a state key anybody may have written what lies there. Of a later version's types nothing is known. */
const NEEDED: Readonly<Record<string, IsOfForm>> = {
  decision: ({ signal, decision }) => isRecord(signal) && isDecision(decision),
  outcome: ({ decision, steps }) => isDecision(decision) && isList(steps),
  fence: ({ step }) => isRecord(step),
  release: ({ steps, leakIds }) => isList(steps) && Array.isArray(leakIds),
  'release-intent': ({ leakIds }) => Array.isArray(leakIds),
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isRecord);
const isDecision = (value: unknown): boolean => isRecord(value) && isList(value['actions']);
